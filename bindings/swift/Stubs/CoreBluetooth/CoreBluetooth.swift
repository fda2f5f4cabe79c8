@_exported import Foundation

public final class CBUUID: NSObject, @unchecked Sendable {
    public let uuidString: String
    public init(string: String) { uuidString = string.uppercased() }
    public override func isEqual(_ object: Any?) -> Bool { (object as? CBUUID)?.uuidString == uuidString }
    public override var hash: Int { uuidString.hashValue }
}

public enum CBManagerState: Int, Sendable {
    case unknown, resetting, unsupported, unauthorized, poweredOff, poweredOn
}

open class CBPeer: NSObject {
    public let identifier: UUID
    public init(scripted identifier: UUID) { self.identifier = identifier }
}

open class CBAttribute: NSObject {
    public let uuid: CBUUID
    init(_ uuid: CBUUID) { self.uuid = uuid }
}

open class CBService: CBAttribute, @unchecked Sendable {
    public var characteristics: [CBCharacteristic]?
}

open class CBCharacteristic: CBAttribute {
    public internal(set) var value: Data?
}

public final class CBMutableService: CBService, @unchecked Sendable {
    public init(type: CBUUID, primary: Bool) { super.init(type) }
}

public struct CBCharacteristicProperties: OptionSet, Sendable {
    public let rawValue: UInt
    public init(rawValue: UInt) { self.rawValue = rawValue }
    public static let read = Self(rawValue: 2)
    public static let write = Self(rawValue: 8)
}

public struct CBAttributePermissions: OptionSet, Sendable {
    public let rawValue: UInt
    public init(rawValue: UInt) { self.rawValue = rawValue }
    public static let readable = Self(rawValue: 1)
    public static let writeable = Self(rawValue: 2)
}

public final class CBMutableCharacteristic: CBCharacteristic {
    public init(
        type: CBUUID, properties: CBCharacteristicProperties, value: Data?, permissions: CBAttributePermissions
    ) { super.init(type) }
}

public enum CBCharacteristicWriteType: Int, Sendable {
    case withResponse, withoutResponse
}

/// A peer that was heard. It answers nothing until a test says so.
public final class CBPeripheral: CBPeer, @unchecked Sendable {
    public weak var delegate: (any CBPeripheralDelegate)?
    public var services: [CBService]?
    public private(set) var asked: [String] = []
    public func discoverServices(_ services: [CBUUID]?) { asked.append("services") }
    public func discoverCharacteristics(_ characteristics: [CBUUID]?, for service: CBService) {
        asked.append("characteristics")
    }
    public func readValue(for characteristic: CBCharacteristic) { asked.append("read") }
    public func writeValue(_ data: Data, for characteristic: CBCharacteristic, type: CBCharacteristicWriteType) {
        asked.append("write")
    }
}

public protocol CBPeripheralDelegate: AnyObject {
    func peripheral(_ peripheral: CBPeripheral, didDiscoverServices error: (any Error)?)
    func peripheral(
        _ peripheral: CBPeripheral, didDiscoverCharacteristicsFor service: CBService, error: (any Error)?)
    func peripheral(
        _ peripheral: CBPeripheral, didUpdateValueFor characteristic: CBCharacteristic, error: (any Error)?)
    func peripheral(
        _ peripheral: CBPeripheral, didWriteValueFor characteristic: CBCharacteristic, error: (any Error)?)
}

public final class CBCentral: CBPeer {}

public final class CBCentralManager: NSObject, @unchecked Sendable {
    /// Unknown until the delegate was told.
    public internal(set) var state = CBManagerState.unknown
    let radio: ScriptedRadio
    weak var delegate: (any CBCentralManagerDelegate)?
    let queue: DispatchQueue
    public init(delegate: (any CBCentralManagerDelegate)?, queue: DispatchQueue?, options: [String: Any]?) {
        radio = ScriptedRadio.current
        self.delegate = delegate
        self.queue = queue ?? .main
        super.init()
        radio.begin(central: self, name: options?[CBCentralManagerOptionRestoreIdentifierKey] as? String)
    }
    public func scanForPeripherals(withServices services: [CBUUID]?, options: [String: Any]?) { radio.isScanning = true }
    public func stopScan() { radio.isScanning = false }
    public func connect(_ peripheral: CBPeripheral, options: [String: Any]?) { radio.connecting.insert(peripheral.identifier) }
    public func cancelPeripheralConnection(_ peripheral: CBPeripheral) {
        radio.connecting.remove(peripheral.identifier)
        radio.cancelled.append(peripheral.identifier)
    }
}

public protocol CBCentralManagerDelegate: AnyObject {
    func centralManagerDidUpdateState(_ central: CBCentralManager)
    func centralManager(_ central: CBCentralManager, willRestoreState dict: [String: Any])
    func centralManager(
        _ central: CBCentralManager, didDiscover peripheral: CBPeripheral, advertisementData: [String: Any],
        rssi RSSI: NSNumber)
    func centralManager(_ central: CBCentralManager, didConnect peripheral: CBPeripheral)
    func centralManager(_ central: CBCentralManager, didFailToConnect peripheral: CBPeripheral, error: (any Error)?)
    func centralManager(
        _ central: CBCentralManager, didDisconnectPeripheral peripheral: CBPeripheral, error: (any Error)?)
}

public final class CBATTRequest: NSObject, @unchecked Sendable {
    public let central: CBCentral
    public let characteristic: CBCharacteristic
    public let offset: Int
    public var value: Data?
    init(_ central: CBCentral, _ characteristic: CBCharacteristic, _ offset: Int, _ value: Data?) {
        (self.central, self.characteristic, self.offset, self.value) = (central, characteristic, offset, value)
    }
}

public enum CBATTError {
    public enum Code: Int, Sendable {
        case success = 0
        case readNotPermitted = 2
        case invalidOffset = 7
        case invalidAttributeValueLength = 13
    }
}

public final class CBPeripheralManager: NSObject, @unchecked Sendable {
    /// Unknown until the delegate was told.
    public internal(set) var state = CBManagerState.unknown
    public var isAdvertising: Bool { radio.isAdvertising }
    let radio: ScriptedRadio
    weak var delegate: (any CBPeripheralManagerDelegate)?
    let queue: DispatchQueue
    public init(delegate: (any CBPeripheralManagerDelegate)?, queue: DispatchQueue?, options: [String: Any]?) {
        radio = ScriptedRadio.current
        self.delegate = delegate
        self.queue = queue ?? .main
        super.init()
        radio.begin(peripheral: self, name: options?[CBPeripheralManagerOptionRestoreIdentifierKey] as? String)
    }
    public func add(_ service: CBMutableService) { radio.add(service) }
    public func removeAllServices() { radio.service = nil }
    public func startAdvertising(_ advertisementData: [String: Any]?) { radio.startAdvertising() }
    public func stopAdvertising() { radio.isAdvertising = false }
    public func respond(to request: CBATTRequest, withResult result: CBATTError.Code) {
        radio.answers.append((result, result == .success ? request.value : nil))
    }
}

public protocol CBPeripheralManagerDelegate: AnyObject {
    func peripheralManagerDidUpdateState(_ peripheral: CBPeripheralManager)
    func peripheralManager(_ peripheral: CBPeripheralManager, willRestoreState dict: [String: Any])
    func peripheralManager(_ peripheral: CBPeripheralManager, didAdd service: CBService, error: (any Error)?)
    func peripheralManagerDidStartAdvertising(_ peripheral: CBPeripheralManager, error: (any Error)?)
    func peripheralManager(_ peripheral: CBPeripheralManager, didReceiveRead request: CBATTRequest)
    func peripheralManager(_ peripheral: CBPeripheralManager, didReceiveWrite requests: [CBATTRequest])
}

public let CBAdvertisementDataServiceUUIDsKey = "kCBAdvDataServiceUUIDs"
public let CBAdvertisementDataOverflowServiceUUIDsKey = "kCBAdvDataHashedServiceUUIDs"
public let CBAdvertisementDataServiceDataKey = "kCBAdvDataServiceData"
public let CBAdvertisementDataManufacturerDataKey = "kCBAdvDataManufacturerData"
public let CBCentralManagerOptionRestoreIdentifierKey = "kCBInitOptionRestoreIdentifier"
public let CBCentralManagerOptionShowPowerAlertKey = "kCBInitOptionShowPowerAlert"
public let CBCentralManagerScanOptionAllowDuplicatesKey = "kCBScanOptionAllowDuplicates"
public let CBCentralManagerRestoredStatePeripheralsKey = "kCBRestoredPeripherals"
public let CBPeripheralManagerOptionRestoreIdentifierKey = "kCBInitOptionRestoreIdentifier"
public let CBPeripheralManagerOptionShowPowerAlertKey = "kCBInitOptionShowPowerAlert"
