// swift-tools-version: 6.0
import PackageDescription

// On Apple's platforms the core is an XCFramework (xcframework.sh builds it); on Linux, for tests, a shared library.
#if os(Linux)
let core: Target = .systemLibrary(name: "LancanFFI", path: "generated/LancanFFI")
#else
let core: Target = .binaryTarget(name: "LancanFFI", path: "build/LancanFFI.xcframework")
#endif

let package = Package(
    name: "Lancan",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [
        .library(name: "Lancan", targets: ["Lancan", "LancanApple"]),
    ],
    targets: [
        core,
        .target(name: "Lancan", dependencies: ["LancanFFI"]),
        .target(name: "LancanApple", dependencies: ["Lancan"]),
        .testTarget(name: "LancanTests", dependencies: ["Lancan"]),
    ],
    swiftLanguageModes: [.v6]
)
