import SwiftUI

/// iOS's reader of texts and codes, as far as codes go.
@MainActor
public final class DataScannerViewController: UIViewController {
    public struct RecognizedDataType: Hashable, Sendable {
        public static func barcode(symbologies: [VNBarcodeSymbology] = []) -> RecognizedDataType { RecognizedDataType() }
    }

    public enum ScanningUnavailable: Error {
        case unsupported, cameraRestricted
    }

    public static var isSupported: Bool { true }
    public var isScanning: Bool { false }
    public weak var delegate: (any DataScannerViewControllerDelegate)?

    public init(recognizedDataTypes: Set<RecognizedDataType>) {}

    public func startScanning() throws {}
    public func stopScanning() {}
}

public struct VNBarcodeSymbology: Sendable {
    public static let qr = VNBarcodeSymbology()
}

public enum RecognizedItem: Sendable {
    case barcode(Barcode)

    public struct Barcode: Sendable {
        public let payloadStringValue: String?
    }
}

@MainActor
public protocol DataScannerViewControllerDelegate: AnyObject {
    func dataScanner(_ camera: DataScannerViewController, didAdd added: [RecognizedItem], allItems: [RecognizedItem])
    func dataScanner(
        _ camera: DataScannerViewController, becameUnavailableWithError error: DataScannerViewController.ScanningUnavailable)
}
