import Lancan
import SwiftUI
import VisionKit

/// The camera's picture below what there is to say about it.
struct ScanView: View {
    let model: Model
    @Environment(\.openURL) private var openURL
    @Environment(\.scenePhase) private var phase

    var body: some View {
        VStack {
            List { CardSection(parts: model.scanCard) }
            if model.camera == .allowed { CodeCamera(model: model) }
        }
        .onChange(of: phase) { _, phase in if phase == .active { model.lookAtCamera() } }
        .onChange(of: model.opensSettings) { _, opens in
            guard opens, let settings = URL(string: UIApplication.openSettingsURLString) else { return }
            model.opensSettings = false
            openURL(settings)
        }
    }
}

/// iOS's own reader of codes. It decodes and nothing more: the core says what a text is.
private struct CodeCamera: UIViewControllerRepresentable {
    let model: Model

    func makeCoordinator() -> Reader { Reader(model) }

    func makeUIViewController(context: Context) -> DataScannerViewController {
        let camera = DataScannerViewController(recognizedDataTypes: [.barcode(symbologies: [.qr])])
        camera.delegate = context.coordinator
        return camera
    }

    func updateUIViewController(_ camera: DataScannerViewController, context: Context) {
        guard !camera.isScanning else { return }
        do {
            try camera.startScanning()
        } catch {
            // Not while the view is drawn: a change now would be lost.
            Task { @MainActor in model.camera = .failed }
        }
    }

    static func dismantleUIViewController(_ camera: DataScannerViewController, coordinator: Reader) { camera.stopScanning() }

    /// Takes the first code that is seen.
    @MainActor
    final class Reader: NSObject, DataScannerViewControllerDelegate {
        private let model: Model

        init(_ model: Model) { self.model = model }

        func dataScanner(_ camera: DataScannerViewController, didAdd added: [RecognizedItem], allItems: [RecognizedItem]) {
            for case .barcode(let code) in added {
                if let text = code.payloadStringValue { return model.scanned(text) }
            }
        }

        func dataScanner(
            _ camera: DataScannerViewController, becameUnavailableWithError error: DataScannerViewController.ScanningUnavailable
        ) {
            model.camera = .failed
        }
    }
}
