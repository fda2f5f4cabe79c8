#if canImport(CoreBluetooth)
import CoreBluetooth
import Foundation
import Lancan

/// Advertises the service and serves the frame. iOS lets an app advertise UUIDs only, so peers connect and read.
/// Used on the radio's queue alone, which is why it may be sent.
final class Peripheral: NSObject, CBPeripheralManagerDelegate, @unchecked Sendable {
    private let queue: DispatchQueue
    private let time: any HostTime
    private let service: CBUUID
    private let characteristicUuid: CBUUID
    private let report: (RadioEvent) -> Void
    private let called: () -> Void
    private let stateChanged: () -> Void
    private var manager: CBPeripheralManager?
    private var frame: ServedFrame?
    private var ending: (any HostWait)?
    private var hasService = false
    private var addingService = false
    private var startingAdverts = false
    /// Orders to advertise that were not answered yet.
    private var owed = 0

    /// - Parameters:
    ///   - called: CoreBluetooth has called: time may have come for something
    ///   - stateChanged: ``state`` is another
    init(
        bluetooth: BluetoothUuids, queue: DispatchQueue, time: any HostTime, restoreIdentifier: String,
        report: @escaping (RadioEvent) -> Void, called: @escaping () -> Void, stateChanged: @escaping () -> Void
    ) {
        self.queue = queue
        self.time = time
        service = CBUUID(string: bluetooth.service)
        characteristicUuid = CBUUID(string: bluetooth.characteristic)
        self.report = report
        self.called = called
        self.stateChanged = stateChanged
        super.init()
        let options: [String: Any] = [
            CBPeripheralManagerOptionRestoreIdentifierKey: restoreIdentifier,
            CBPeripheralManagerOptionShowPowerAlertKey: false,
        ]
        manager = CBPeripheralManager(delegate: self, queue: queue, options: options)
    }

    /// The adapter's state as CoreBluetooth tells it for adverts.
    var state: CBManagerState { manager?.state ?? .unknown }

    /// Advertises and serves this frame for at most `longest` seconds, in place of any frame before.
    func start(frame: Data, longest: TimeInterval) {
        guard state == .poweredOn else {
            report(.advertisingFailed)
            return
        }
        self.frame = ServedFrame(bytes: frame, since: time.now(), longest: longest)
        ending?.cancel()
        ending = time.after(longest, on: queue) { [weak self] in self?.end() }
        owed += 1
        advance()
    }

    /// Advertises and serves nothing. A peripheral cannot close a connection, but it can refuse every answer.
    func stop() {
        frame = nil
        owed = 0
        ending?.cancel()
        ending = nil
        manager?.stopAdvertising()
    }

    /// Ends the service.
    func close() {
        stop()
        manager?.removeAllServices()
        hasService = false
    }

    /// Does the next thing that adverts need: the service first, then the adverts, then an answer to each order.
    private func advance() {
        guard let manager, frame != nil, !addingService, !startingAdverts else { return }
        if !hasService {
            // No value: every read asks us. Nothing here needs pairing.
            let characteristic = CBMutableCharacteristic(
                type: characteristicUuid, properties: [.read, .write], value: nil,
                permissions: [.readable, .writeable])
            let mutable = CBMutableService(type: service, primary: true)
            mutable.characteristics = [characteristic]
            manager.removeAllServices()
            addingService = true
            manager.add(mutable)
        } else if !manager.isAdvertising {
            startingAdverts = true
            manager.startAdvertising([CBAdvertisementDataServiceUUIDsKey: [service]])
        } else {
            let answers = owed
            owed = 0
            for _ in 0..<answers { report(.advertisingStarted) }
        }
    }

    /// Every order that waits has failed.
    private func fail() {
        let answers = owed
        stop()
        for _ in 0..<answers { report(.advertisingFailed) }
    }

    /// The frame's time is over. What CoreBluetooth has not answered by now is not waited for any longer: the next order
    /// begins again.
    private func end() {
        guard frame != nil else { return }
        (addingService, startingAdverts) = (false, false)
        owed = max(owed, 1)
        fail()
    }

    /// The frame, where it may be handed out now. CoreBluetooth wakes the app for every read, so a frame whose end was
    /// slept through ends here.
    private func readable() -> Data? {
        let now = time.now()
        guard let frame else { return nil }
        if frame.isOver(at: now) { end() }
        return frame.mayBeRead(at: now) ? frame.bytes : nil
    }

    // MARK: The adapter

    func peripheralManagerDidUpdateState(_ peripheral: CBPeripheralManager) {
        called()
        if peripheral.state == .poweredOn {
            // What an old process left on the air is not ours to vouch for.
            if frame == nil, peripheral.isAdvertising { peripheral.stopAdvertising() }
        } else {
            ended()
        }
        stateChanged()
    }

    /// The adapter went off, and with it adverts, service and connections.
    func ended() {
        stop()
        (hasService, addingService, startingAdverts) = (false, false, false)
    }

    func peripheralManager(_ peripheral: CBPeripheralManager, willRestoreState state: [String: Any]) {
        // The core starts with nothing, so the services of the old process are replaced when it next advertises.
        hasService = false
    }

    // MARK: Adverts

    func peripheralManager(_ peripheral: CBPeripheralManager, didAdd service: CBService, error: (any Error)?) {
        called()
        guard addingService else { return }
        addingService = false
        hasService = error == nil
        if hasService { advance() } else { fail() }
    }

    func peripheralManagerDidStartAdvertising(_ peripheral: CBPeripheralManager, error: (any Error)?) {
        called()
        guard startingAdverts else { return }
        startingAdverts = false
        if error != nil {
            fail()
        } else if frame == nil {
            // Stopped meanwhile.
            peripheral.stopAdvertising()
        } else {
            advance()
        }
    }

    // MARK: Peers

    func peripheralManager(_ peripheral: CBPeripheralManager, didReceiveRead request: CBATTRequest) {
        called()
        guard let frame = readable(), request.characteristic.uuid == characteristicUuid else {
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
        called()
        guard let first = requests.first else { return }
        guard readable() != nil, requests.count == 1, first.offset == 0,
            first.characteristic.uuid == characteristicUuid, let value = first.value, value.count == 20
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
