import Foundation

/// The radio behind the stand-ins: a test says what happens, CoreBluetooth's calls come on the managers' queue. Used by
/// one test at a time, and read when the queue is idle.
public final class ScriptedRadio: @unchecked Sendable {
    /// The radio of managers that begin from now on.
    public nonisolated(unsafe) static var current = ScriptedRadio(.poweredOn)

    public struct Failure: Error {}

    public internal(set) var state: CBManagerState
    public internal(set) var isScanning = false
    public internal(set) var isAdvertising = false
    public internal(set) var service: CBMutableService?
    public internal(set) var connecting: Set<UUID> = []
    public internal(set) var cancelled: [UUID] = []
    /// The names under which the system would restore the managers.
    public private(set) var restoreNames: [String] = []
    /// What the system kept open for a process that it stopped.
    public var kept: [CBPeripheral] = []
    /// The next services and adverts fail, after they were accepted.
    public var failsLate = false
    /// Adverts that were accepted begin when the test says so, with ``advertsBegin()``.
    public var holdsAdverts = false
    var answers: [(CBATTError.Code, Data?)] = []
    private var central: CBCentralManager?
    private var peripheral: CBPeripheralManager?

    public init(_ state: CBManagerState) { self.state = state }

    func begin(central: CBCentralManager, name: String?) {
        self.central = central
        restoreNames += name.map { [$0] } ?? []
        let kept = kept
        central.queue.async { [self] in
            if !kept.isEmpty {
                central.delegate?.centralManager(
                    central, willRestoreState: [CBCentralManagerRestoredStatePeripheralsKey: kept])
            }
            central.state = state
            central.delegate?.centralManagerDidUpdateState(central)
        }
    }

    func begin(peripheral: CBPeripheralManager, name: String?) {
        self.peripheral = peripheral
        restoreNames += name.map { [$0] } ?? []
        let restores = !kept.isEmpty
        peripheral.queue.async { [self] in
            if restores { peripheral.delegate?.peripheralManager(peripheral, willRestoreState: [:]) }
            peripheral.state = state
            peripheral.delegate?.peripheralManagerDidUpdateState(peripheral)
        }
    }

    func add(_ service: CBMutableService) {
        let error = failsLate ? Failure() : nil
        if error == nil { self.service = service }
        onPeripheral { $0.delegate?.peripheralManager($0, didAdd: service, error: error) }
    }

    func startAdvertising() { if !holdsAdverts { advertsBegin() } }

    // MARK: What a test does

    /// Waits until the queue has nothing to do.
    public func settle() { for _ in 0..<8 { central?.queue.sync {} } }

    /// Adverts that were accepted are on the air now, or have failed.
    public func advertsBegin() {
        onPeripheral { [self] in
            isAdvertising = !failsLate
            $0.delegate?.peripheralManagerDidStartAdvertising($0, error: failsLate ? Failure() : nil)
        }
    }

    /// The user switches Bluetooth, or gives or takes a permission.
    public func become(_ state: CBManagerState) {
        onPeripheral { [self] in
            self.state = state
            if state != .poweredOn { (isScanning, isAdvertising, service) = (false, false, nil) }
            $0.state = state
            $0.delegate?.peripheralManagerDidUpdateState($0)
        }
        onCentral {
            $0.state = state
            $0.delegate?.centralManagerDidUpdateState($0)
        }
    }

    /// An advert of our service was received.
    public func hear(_ peer: CBPeripheral, service: CBUUID, rssi: Int) {
        onCentral {
            $0.delegate?.centralManager(
                $0, didDiscover: peer, advertisementData: [CBAdvertisementDataServiceUUIDsKey: [service]],
                rssi: NSNumber(value: rssi))
        }
    }

    /// A peer has connected to us and reads our characteristic. Returns the value, or nil where it was refused.
    public func read(offset: Int = 0) -> Data? {
        guard let characteristic = service?.characteristics?.first else { return nil }
        let request = CBATTRequest(CBCentral(scripted: UUID()), characteristic, offset, nil)
        onPeripheral { $0.delegate?.peripheralManager($0, didReceiveRead: request) }
        settle()
        return answers.popLast()?.1
    }

    /// A peer has connected to us and writes. Returns whether the value was taken.
    public func write(_ value: Data) -> Bool {
        guard let characteristic = service?.characteristics?.first else { return false }
        let request = CBATTRequest(CBCentral(scripted: UUID()), characteristic, 0, value)
        onPeripheral { $0.delegate?.peripheralManager($0, didReceiveWrite: [request]) }
        settle()
        return answers.popLast()?.0 == .success
    }

    private func onCentral(_ call: @escaping @Sendable (CBCentralManager) -> Void) {
        guard let central else { return }
        central.queue.async { call(central) }
    }

    private func onPeripheral(_ call: @escaping @Sendable (CBPeripheralManager) -> Void) {
        guard let peripheral else { return }
        peripheral.queue.async { call(peripheral) }
    }
}
