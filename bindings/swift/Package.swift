// swift-tools-version: 6.0
import PackageDescription

// On Linux stand-ins that tests script take the place of Apple's frameworks (Stubs/README.md).
// On Apple's platforms the core is an XCFramework (xcframework.sh builds it); on Linux, for tests, a shared library.
#if os(Linux)
let core: Target = .systemLibrary(name: "LancanFFI", path: "generated/LancanFFI")
let names = ["CoreBluetooth", "UserNotifications", "BackgroundTasks", "Security"]
let frameworks: [Target] = names.map { .target(name: $0, path: "Stubs/\($0)") }
// The cards of the demo for iOS know nothing of SwiftUI: they are a module of their own for their tests.
let tests: [Target] = [
    .testTarget(name: "LancanAppleTests", dependencies: ["LancanApple", "HostScript"] + names.map { .byName(name: $0) }),
    .target(name: "DemoCards", dependencies: ["Lancan"], path: "Tests/DemoCards"),
    .testTarget(name: "DemoCardsTests", dependencies: ["DemoCards"]),
]
#else
let tests: [Target] = []
let names: [String] = []
let frameworks: [Target] = []
let core: Target = .binaryTarget(name: "LancanFFI", path: "build/LancanFFI.xcframework")
#endif

let package = Package(
    name: "Lancan",
    platforms: [.iOS(.v16), .macOS(.v13)],
    products: [
        .library(name: "Lancan", targets: ["Lancan", "LancanApple"]),
    ],
    targets: frameworks + [
        core,
        .target(name: "Lancan", dependencies: ["LancanFFI"]),
        .target(name: "LancanApple", dependencies: ["Lancan"] + names.map { .byName(name: $0) }),
        .target(name: "HostScript", dependencies: ["Lancan"], path: "Tests/HostScript"),
        .testTarget(name: "LancanTests", dependencies: ["Lancan", "HostScript"]),
    ] + tests,
    swiftLanguageModes: [.v6]
)
