@_exported import Foundation

public final class CGImage: Sendable {
    init() {}
}

public final class CIColor: Sendable {
    init() {}
    public static let white = CIColor()
}

public final class CIImage: Sendable {
    public init(color: CIColor) {}
    public var extent: CGRect { .zero }
    public func cropped(to rect: CGRect) -> CIImage { self }
    public func composited(over other: CIImage) -> CIImage { self }
}

public class CIFilter {
    public init?(name: String) { nil }
    public func setValue(_ value: Any?, forKey key: String) {}
    public var outputImage: CIImage? { nil }
}

public final class CIContext {
    public init() {}
    public func createCGImage(_ image: CIImage, from rect: CGRect) -> CGImage? { nil }
}
