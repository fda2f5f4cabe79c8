#if canImport(CoreBluetooth)
import CoreBluetooth
import Lancan

/// The peripherals behind the core's numbers. CoreBluetooth forgets a peripheral that nobody holds.
final class Peers {
    private var peripherals: [UInt64: CBPeripheral] = [:]
    private var oldestFirst: [UInt64] = []
    private static let most = 1_024

    /// The number of a peer: half of the identifier by which this phone knows it, which changes with its address.
    func number(_ peer: CBPeer) -> UInt64 {
        withUnsafeBytes(of: peer.identifier.uuid) { $0.load(as: UInt64.self) }
    }

    /// Remembers a peripheral as long as there is room.
    func remember(_ peripheral: CBPeripheral) -> UInt64 {
        let number = number(peripheral)
        if peripherals.updateValue(peripheral, forKey: number) == nil {
            oldestFirst.append(number)
            if oldestFirst.count > Self.most { peripherals[oldestFirst.removeFirst()] = nil }
        }
        return number
    }

    subscript(number: UInt64) -> CBPeripheral? { peripherals[number] }
}
#endif
