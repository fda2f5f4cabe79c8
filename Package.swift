// swift-tools-version: 6.0
import PackageDescription

// From where a released package takes the core, and its checksum: bindings/swift/binary.sh writes both.
// Empty in the repository, where bindings/swift/xcframework.sh builds the core.
let binary = ""
let checksum = ""

let folder = "bindings/swift"

// On Linux stand-ins that tests script take the place of Apple's frameworks (bindings/swift/Stubs/README.md).
// On Apple's platforms the core is an XCFramework; on Linux, for tests, a shared library.
#if os(Linux)
let core: Target = .systemLibrary(name: "LancanFFI", path: "\(folder)/generated/LancanFFI")
let names = ["CoreBluetooth", "UserNotifications", "BackgroundTasks", "Security"]
let frameworks: [Target] = names.map { .target(name: $0, path: "\(folder)/Stubs/\($0)") }
// The cards of the demo for iOS know nothing of SwiftUI: they are a module of their own for their tests.
let tests: [Target] = [
    .testTarget(
        name: "LancanAppleTests", dependencies: ["LancanApple", "HostScript"] + names.map { .byName(name: $0) },
        path: "\(folder)/Tests/LancanAppleTests"),
    .target(name: "DemoCards", dependencies: ["Lancan"], path: "\(folder)/Tests/DemoCards"),
    .testTarget(name: "DemoCardsTests", dependencies: ["DemoCards"], path: "\(folder)/Tests/DemoCardsTests"),
]
#else
let tests: [Target] = []
let names: [String] = []
let frameworks: [Target] = []
let core: Target = binary.isEmpty
    ? .binaryTarget(name: "LancanFFI", path: "\(folder)/build/LancanFFI.xcframework")
    : .binaryTarget(name: "LancanFFI", url: binary, checksum: checksum)
#endif

let package = Package(
    name: "Lancan",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [
        .library(name: "Lancan", targets: ["Lancan", "LancanApple"]),
    ],
    targets: frameworks + [
        core,
        .target(
            name: "Lancan", dependencies: ["LancanFFI"], path: "\(folder)/Sources/Lancan",
            resources: [.copy("PrivacyInfo.xcprivacy")]),
        .target(
            name: "LancanApple", dependencies: ["Lancan"] + names.map { .byName(name: $0) },
            path: "\(folder)/Sources/LancanApple"),
        .target(name: "HostScript", dependencies: ["Lancan"], path: "\(folder)/Tests/HostScript"),
        .testTarget(
            name: "LancanTests", dependencies: ["Lancan", "HostScript"], path: "\(folder)/Tests/LancanTests"),
    ] + tests,
    swiftLanguageModes: [.v6]
)
