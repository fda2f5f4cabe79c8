import CoreImage
import SwiftUI

/// A QR code of this text, a pixel for each module, with its white border; nil where the text is too long for one.
func qrPicture(_ text: String) -> UIImage? {
    guard let filter = CIFilter(name: "CIQRCodeGenerator") else { return nil }
    filter.setValue(Data(text.utf8), forKey: "inputMessage")
    filter.setValue("L", forKey: "inputCorrectionLevel")
    guard let modules = filter.outputImage else { return nil }
    // Four modules of white around the code, which cameras look for; the filter leaves one.
    let whole = modules.composited(over: CIImage(color: .white).cropped(to: modules.extent.insetBy(dx: -3, dy: -3)))
    return CIContext().createCGImage(whole, from: whole.extent).map { UIImage(cgImage: $0) }
}
