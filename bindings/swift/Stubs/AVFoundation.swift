/// A camera, as far as permission goes.
public final class AVCaptureDevice {
    public static func authorizationStatus(for type: AVMediaType) -> AVAuthorizationStatus { .notDetermined }
    public static func requestAccess(for type: AVMediaType) async -> Bool { false }
}

public struct AVMediaType: Sendable {
    public static let video = AVMediaType()
}

public enum AVAuthorizationStatus: Sendable {
    case notDetermined, restricted, denied, authorized
}
