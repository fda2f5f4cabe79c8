#if canImport(CoreBluetooth)
import CoreBluetooth
import Foundation
import Lancan

/// Scans, and connects to peers. Used on the radio's queue alone, which is why it may be sent.
final class Central: NSObject, CBCentralManagerDelegate, CBPeripheralDelegate, @unchecked Sendable {
    private let queue: DispatchQueue
    private let time: any HostTime
    private let bluetooth: BluetoothUuids
    private let service: CBUUID
    private let characteristic: CBUUID
    private let report: (RadioEvent) -> Void
    private let called: () -> Void
    private let stateChanged: () -> Void
    private let relaunched: () -> Void
    private let peers = Peers()
    private var manager: CBCentralManager?
    private var links: [UInt64: Link] = [:]
    private var scanEnd: (any HostWait)?
    private var isScanning = false

    /// Peripherals that the system kept connected for a process it stopped.
    private var restored: [CBPeripheral] = []

    private struct Link {
        let peripheral: CBPeripheral
        let timeout: any HostWait
        var characteristic: CBCharacteristic?
    }

    /// - Parameters:
    ///   - called: CoreBluetooth has called: time may have come for something
    ///   - stateChanged: ``state`` is another
    ///   - relaunched: the system has begun this process for what an old one left open
    init(
        bluetooth: BluetoothUuids, queue: DispatchQueue, time: any HostTime, restoreIdentifier: String,
        report: @escaping (RadioEvent) -> Void, called: @escaping () -> Void, stateChanged: @escaping () -> Void,
        relaunched: @escaping () -> Void
    ) {
        self.queue = queue
        self.time = time
        self.bluetooth = bluetooth
        service = CBUUID(string: bluetooth.service)
        characteristic = CBUUID(string: bluetooth.characteristic)
        self.report = report
        self.called = called
        self.stateChanged = stateChanged
        self.relaunched = relaunched
        super.init()
        let options: [String: Any] = [
            CBCentralManagerOptionRestoreIdentifierKey: restoreIdentifier,
            CBCentralManagerOptionShowPowerAlertKey: false,
        ]
        manager = CBCentralManager(delegate: self, queue: queue, options: options)
    }

    /// The adapter's state as CoreBluetooth tells it for scans and connections.
    var state: CBManagerState { manager?.state ?? .unknown }

    /// Scans for this long, in place of any scan before. iOS listens as eagerly as it likes, whatever the mode.
    func start(duration: TimeInterval) {
        guard let manager, manager.state == .poweredOn else {
            report(.scanFailed)
            return
        }
        isScanning = true
        // Duplicates bring signal strengths in front; behind, the system merges them.
        manager.scanForPeripherals(
            withServices: [service], options: [CBCentralManagerScanOptionAllowDuplicatesKey: true])
        report(.scanStarted)
        scanEnd?.cancel()
        scanEnd = time.after(duration, on: queue) { [weak self] in self?.stop() }
    }

    /// Stops listening.
    func stop() {
        guard isScanning else { return }
        isScanning = false
        scanEnd?.cancel()
        manager?.stopScan()
        report(.scanStopped)
    }

    /// Opens a connection.
    func connect(_ peer: UInt64, timeout: TimeInterval) {
        guard let manager, let peripheral = peers[peer], links[peer] == nil else {
            report(.disconnected(peer))
            return
        }
        let late = time.after(timeout, on: queue) { [weak self] in
            guard let self, self.links[peer]?.characteristic == nil else { return }
            self.disconnect(peer)
        }
        links[peer] = Link(peripheral: peripheral, timeout: late)
        peripheral.delegate = self
        manager.connect(peripheral, options: nil)
    }

    /// Reads the characteristic of an open connection.
    func read(_ peer: UInt64) {
        guard let link = links[peer], let found = link.characteristic else {
            report(.exchangeFailed(peer))
            return
        }
        link.peripheral.readValue(for: found)
    }

    /// Writes the characteristic of an open connection.
    func write(_ peer: UInt64, frame: Data) {
        guard let link = links[peer], let found = link.characteristic else {
            report(.exchangeFailed(peer))
            return
        }
        link.peripheral.writeValue(frame, for: found, type: .withResponse)
    }

    /// Closes a connection, or gives up one that is being opened.
    func disconnect(_ peer: UInt64) {
        guard let link = links[peer] else { return }
        manager?.cancelPeripheralConnection(link.peripheral)
        ended(peer)
    }

    /// Closes everything.
    func close() {
        stop()
        for peer in Array(links.keys) { disconnect(peer) }
    }

    private func ended(_ peer: UInt64) {
        guard let link = links.removeValue(forKey: peer) else { return }
        link.timeout.cancel()
        report(.disconnected(peer))
    }

    // MARK: The adapter

    func centralManagerDidUpdateState(_ central: CBCentralManager) {
        called()
        if central.state == .poweredOn {
            // The core starts with nothing: what an old process left open is closed.
            for peripheral in restored { central.cancelPeripheralConnection(peripheral) }
            restored = []
        } else {
            ended()
        }
        stateChanged()
    }

    /// The adapter went off, and with it scans and connections, which needs no saying.
    func ended() {
        isScanning = false
        scanEnd?.cancel()
        for link in links.values { link.timeout.cancel() }
        links = [:]
    }

    func centralManager(_ central: CBCentralManager, willRestoreState state: [String: Any]) {
        restored = state[CBCentralManagerRestoredStatePeripheralsKey] as? [CBPeripheral] ?? []
        relaunched()
    }

    // MARK: Adverts

    func centralManager(
        _ central: CBCentralManager, didDiscover peripheral: CBPeripheral,
        advertisementData: [String: Any], rssi: NSNumber
    ) {
        called()
        let peer = peers.remember(peripheral)
        let own = advertisementData[CBAdvertisementDataServiceUUIDsKey] as? [CBUUID] ?? []
        let overflow = advertisementData[CBAdvertisementDataOverflowServiceUUIDsKey] as? [CBUUID] ?? []
        let data = advertisementData[CBAdvertisementDataServiceDataKey] as? [CBUUID: Data] ?? [:]
        let advert = bluetooth.advert(
            services: (own + overflow).map(\.uuidString),
            serviceData: data.map { ServiceData(service: $0.key.uuidString, data: $0.value) },
            manufacturerData: advertisementData[CBAdvertisementDataManufacturerDataKey] as? Data)
        guard let advert else { return }
        // 127: not available.
        let strength = rssi.intValue == 127 ? nil : Int8(clamping: rssi.intValue)
        report(.sighted(Sighting(peer: peer, rssiDbm: strength, advert: advert)))
    }

    // MARK: Connections

    func centralManager(_ central: CBCentralManager, didConnect peripheral: CBPeripheral) {
        called()
        guard links[peers.number(peripheral)] != nil else {
            central.cancelPeripheralConnection(peripheral)
            return
        }
        peripheral.discoverServices([service])
    }

    func centralManager(_ central: CBCentralManager, didFailToConnect peripheral: CBPeripheral, error: (any Error)?) {
        called()
        ended(peers.number(peripheral))
    }

    func centralManager(
        _ central: CBCentralManager, didDisconnectPeripheral peripheral: CBPeripheral, error: (any Error)?
    ) {
        called()
        ended(peers.number(peripheral))
    }

    func peripheral(_ peripheral: CBPeripheral, didDiscoverServices error: (any Error)?) {
        called()
        guard let found = peripheral.services?.first(where: { $0.uuid == service }) else {
            disconnect(peers.number(peripheral))
            return
        }
        peripheral.discoverCharacteristics([characteristic], for: found)
    }

    func peripheral(
        _ peripheral: CBPeripheral, didDiscoverCharacteristicsFor service: CBService, error: (any Error)?
    ) {
        called()
        let peer = peers.number(peripheral)
        guard let found = service.characteristics?.first(where: { $0.uuid == characteristic }) else {
            disconnect(peer)
            return
        }
        guard links[peer] != nil else { return }
        links[peer]?.characteristic = found
        links[peer]?.timeout.cancel()
        report(.connected(peer))
    }

    func peripheral(
        _ peripheral: CBPeripheral, didUpdateValueFor characteristic: CBCharacteristic, error: (any Error)?
    ) {
        called()
        let peer = peers.number(peripheral)
        guard links[peer] != nil else { return }
        if error == nil, let value = characteristic.value {
            report(.valueRead(peer: peer, value: value))
        } else {
            report(.exchangeFailed(peer))
        }
    }

    func peripheral(
        _ peripheral: CBPeripheral, didWriteValueFor characteristic: CBCharacteristic, error: (any Error)?
    ) {
        called()
        let peer = peers.number(peripheral)
        guard links[peer] != nil else { return }
        report(error == nil ? .valueWritten(peer) : .exchangeFailed(peer))
    }
}
#endif
