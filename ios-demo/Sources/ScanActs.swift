import AVFoundation
import Foundation
import Lancan
import VisionKit

// What the user does with the camera. Pictures are looked at by iOS in memory, and none is kept.

extension Model {
    /// Opens the camera for a card; nil on devices that cannot read codes, where codes are typed or come by a link.
    func scan(_ asked: ScanFor) -> (@MainActor () -> Void)? {
        guard DataScannerViewController.isSupported else { return nil }
        return {
            self.lookAtCamera()
            self.scanning = asked
        }
    }

    var scanCard: [Part] {
        language.scanCard(
            camera,
            ask: {
                Task { @MainActor in
                    _ = await AVCaptureDevice.requestAccess(for: .video)
                    self.lookAtCamera()
                }
            },
            settings: { self.opensSettings = true }, back: { self.scanning = nil })
    }

    /// The user may come back from the settings.
    func lookAtCamera() {
        camera = switch AVCaptureDevice.authorizationStatus(for: .video) {
        case .authorized: .allowed
        case .notDetermined: .notAsked
        default: .refused
        }
    }

    /// The camera read a text: it goes to the card that it is for, once.
    func scanned(_ text: String) {
        guard let asked = scanning else { return }
        scanning = nil
        show(ScannedText(text, for: asked))
    }
}
