#if canImport(CoreBluetooth)
import CoreBluetooth
import Foundation
import Lancan

/// Advertises the service and serves the frame. iOS lets an app advertise UUIDs only, so peers connect and read.
/// Used on the radio's queue alone, which is why it may be sent.
final class Peripheral: NSObject, CBPeripheralManagerDelegate, @unchecked Sendable {
    private let queue: DispatchQueue
    private let service: CBUUID
    private let characteristicUuid: CBUUID
    private let report: (RadioEvent) -> Void
    private var manager: CBPeripheralManager?
    private var served = false
    private var frame: Data?
    private var advert = 0

    init(
        bluetooth: BluetoothUuids, queue: DispatchQueue, restoreIdentifier: String,
        report: @escaping (RadioEvent) -> Void
    ) {
        self.queue = queue
        service = CBUUID(string: bluetooth.service)
        characteristicUuid = CBUUID(string: bluetooth.characteristic)
        self.report = report
        super.init()
        let options: [String: Any] = [
            CBPeripheralManagerOptionRestoreIdentifierKey: restoreIdentifier,
            CBPeripheralManagerOptionShowPowerAlertKey: false,
        ]
        manager = CBPeripheralManager(delegate: self, queue: queue, options: options)
    }

    /// Advertises and serves this frame for at most this time, in place of any frame before.
    func start(frame: Data, longest: TimeInterval) {
        guard let manager, manager.state == .poweredOn else {
            report(.advertisingFailed)
            return
        }
        self.frame = frame
        advert += 1
        let number = advert
        if !served {
            // No value: every read asks us. Nothing here needs pairing.
            let characteristic = CBMutableCharacteristic(
                type: characteristicUuid, properties: [.read, .write], value: nil,
                permissions: [.readable, .writeable])
            let mutable = CBMutableService(type: service, primary: true)
            mutable.characteristics = [characteristic]
            manager.removeAllServices()
            manager.add(mutable)
            served = true
        }
        if manager.isAdvertising {
            report(.advertisingStarted)
        } else {
            manager.startAdvertising([CBAdvertisementDataServiceUUIDsKey: [service]])
        }
        queue.asyncAfter(deadline: .now() + longest) { [weak self] in
            guard let self, self.advert == number, self.frame != nil else { return }
            self.stop()
            self.report(.advertisingFailed)
        }
    }

    /// Advertises and serves nothing. A peripheral cannot close a connection, but it can refuse every answer.
    func stop() {
        frame = nil
        advert += 1
        manager?.stopAdvertising()
    }

    /// Ends the service.
    func close() {
        stop()
        manager?.removeAllServices()
        served = false
    }

    func peripheralManagerDidUpdateState(_ peripheral: CBPeripheralManager) {
        if peripheral.state != .poweredOn {
            frame = nil
            served = false
        }
    }

    func peripheralManager(_ peripheral: CBPeripheralManager, willRestoreState state: [String: Any]) {
        // The core starts with nothing, so the services of the old process are replaced when it next advertises.
        served = false
    }

    func peripheralManagerDidStartAdvertising(_ peripheral: CBPeripheralManager, error: (any Error)?) {
        report(error == nil ? .advertisingStarted : .advertisingFailed)
    }

    func peripheralManager(_ peripheral: CBPeripheralManager, didReceiveRead request: CBATTRequest) {
        guard let frame, request.characteristic.uuid == characteristicUuid else {
            peripheral.respond(to: request, withResult: .readNotPermitted)
            return
        }
        guard request.offset <= frame.count else {
            peripheral.respond(to: request, withResult: .invalidOffset)
            return
        }
        request.value = frame.subdata(in: request.offset..<frame.count)
        peripheral.respond(to: request, withResult: .success)
    }

    func peripheralManager(_ peripheral: CBPeripheralManager, didReceiveWrite requests: [CBATTRequest]) {
        guard let first = requests.first else { return }
        guard frame != nil, requests.count == 1, first.offset == 0, first.characteristic.uuid == characteristicUuid,
            let value = first.value, value.count == 20
        else {
            peripheral.respond(to: first, withResult: .invalidAttributeValueLength)
            return
        }
        peripheral.respond(to: first, withResult: .success)
        let peer = withUnsafeBytes(of: first.central.identifier.uuid) { $0.load(as: UInt64.self) }
        report(.peerWrote(peer: peer, value: value))
    }
}
#endif
