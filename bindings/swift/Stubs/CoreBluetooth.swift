@_exported import Foundation

public final class CBUUID: NSObject, @unchecked Sendable {
    public let uuidString: String
    public init(string: String) { uuidString = string }
}

public enum CBManagerState: Int, Sendable {
    case unknown, resetting, unsupported, unauthorized, poweredOff, poweredOn
}

open class CBPeer: NSObject {
    public var identifier: UUID { UUID() }
}

open class CBAttribute: NSObject {
    public var uuid: CBUUID { CBUUID(string: "") }
}

open class CBService: CBAttribute {
    public var characteristics: [CBCharacteristic]?
}

open class CBCharacteristic: CBAttribute {
    public var value: Data? { nil }
}

public final class CBMutableService: CBService {
    public init(type: CBUUID, primary: Bool) {}
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
    ) {}
}

public enum CBCharacteristicWriteType: Int, Sendable {
    case withResponse, withoutResponse
}

public final class CBPeripheral: CBPeer {
    public weak var delegate: (any CBPeripheralDelegate)?
    public var services: [CBService]? { nil }
    public func discoverServices(_ services: [CBUUID]?) {}
    public func discoverCharacteristics(_ characteristics: [CBUUID]?, for service: CBService) {}
    public func readValue(for characteristic: CBCharacteristic) {}
    public func writeValue(_ data: Data, for characteristic: CBCharacteristic, type: CBCharacteristicWriteType) {}
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

public final class CBCentralManager: NSObject {
    public var state: CBManagerState { .unknown }
    public init(delegate: (any CBCentralManagerDelegate)?, queue: DispatchQueue?, options: [String: Any]?) {}
    public func scanForPeripherals(withServices services: [CBUUID]?, options: [String: Any]?) {}
    public func stopScan() {}
    public func connect(_ peripheral: CBPeripheral, options: [String: Any]?) {}
    public func cancelPeripheralConnection(_ peripheral: CBPeripheral) {}
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

public final class CBATTRequest: NSObject {
    public var central: CBCentral { CBCentral() }
    public var characteristic: CBCharacteristic { CBCharacteristic() }
    public var offset: Int { 0 }
    public var value: Data?
}

public enum CBATTError {
    public enum Code: Int, Sendable {
        case success = 0
        case readNotPermitted = 2
        case invalidOffset = 7
        case invalidAttributeValueLength = 13
    }
}

public final class CBPeripheralManager: NSObject {
    public var state: CBManagerState { .unknown }
    public var isAdvertising: Bool { false }
    public init(delegate: (any CBPeripheralManagerDelegate)?, queue: DispatchQueue?, options: [String: Any]?) {}
    public func add(_ service: CBMutableService) {}
    public func removeAllServices() {}
    public func startAdvertising(_ advertisementData: [String: Any]?) {}
    public func stopAdvertising() {}
    public func respond(to request: CBATTRequest, withResult result: CBATTError.Code) {}
}

public protocol CBPeripheralManagerDelegate: AnyObject {
    func peripheralManagerDidUpdateState(_ peripheral: CBPeripheralManager)
    func peripheralManager(_ peripheral: CBPeripheralManager, willRestoreState dict: [String: Any])
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
