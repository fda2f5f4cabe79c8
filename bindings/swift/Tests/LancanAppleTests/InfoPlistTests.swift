import Foundation
import Testing

@testable import LancanApple

/// The demo's Info.plist has what `AppleHost` needs and what Xcode does not add, and says why in both languages.
struct InfoPlistTests {
    static let demo = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../../ios-demo").standardized

    static func plist() throws -> [String: Any] {
        let bytes = try Data(contentsOf: demo.appendingPathComponent("Info.plist"))
        return try #require(try PropertyListSerialization.propertyList(from: bytes, format: nil) as? [String: Any])
    }

    /// The texts of a language: lines of `"KEY" = "TEXT";`.
    static func strings(_ language: String) throws -> [String: String] {
        let file = demo.appendingPathComponent("Resources/\(language).lproj/InfoPlist.strings")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        return Dictionary(uniqueKeysWithValues: lines.compactMap { line in
            let parts = line.split(separator: "\"")
            return parts.count == 4 ? (String(parts[0]), String(parts[2])) : nil
        })
    }

    @Test func theHostsKeysAreThere() throws {
        let plist = try Self.plist()
        let modes = try #require(plist["UIBackgroundModes"] as? [String])
        #expect(Set(modes).isSuperset(of: ["bluetooth-central", "bluetooth-peripheral", "fetch"]))
        #expect(plist["BGTaskSchedulerPermittedIdentifiers"] as? [String] == [AppleHost.pollTask])
        for why in ["NSBluetoothAlwaysUsageDescription", "NSCameraUsageDescription"] {
            #expect((plist[why] as? String)?.isEmpty == false, "\(why)")
        }
    }

    /// iOS wants one picture of 1024 pixels, opaque: kind 2 of PNG is colour without transparency.
    @Test func theIconIsInTheCatalogueAsIosWantsIt() throws {
        let folder = Self.demo.appendingPathComponent("Resources/Assets.xcassets/AppIcon.appiconset")
        struct Catalogue: Decodable {
            struct Picture: Decodable { let filename: String, size: String }
            let images: [Picture]
        }
        let catalogue = try JSONDecoder().decode(
            Catalogue.self, from: Data(contentsOf: folder.appendingPathComponent("Contents.json")))
        let picture = try #require(catalogue.images.first)
        #expect(catalogue.images.count == 1 && picture.size == "1024x1024")
        let png = try Data(contentsOf: folder.appendingPathComponent(picture.filename))
        #expect(Array(png[16..<26]) == [0, 0, 4, 0, 0, 0, 4, 0, 8, 2])
        let project = try String(contentsOf: Self.demo.appendingPathComponent("project.yml"), encoding: .utf8)
        #expect(project.contains("ASSETCATALOG_COMPILER_APPICON_NAME: AppIcon"))
    }

    @Test func whatXcodeDoesNotAddIsThere() throws {
        let plist = try Self.plist()
        let wanted = [
            "CFBundleIdentifier": "$(PRODUCT_BUNDLE_IDENTIFIER)", "CFBundleExecutable": "$(EXECUTABLE_NAME)",
            "CFBundlePackageType": "APPL", "CFBundleShortVersionString": "$(MARKETING_VERSION)",
            "CFBundleVersion": "$(CURRENT_PROJECT_VERSION)",
        ]
        for (key, value) in wanted { #expect(plist[key] as? String == value, "\(key)") }
        #expect(plist["UILaunchScreen"] != nil)
    }

    @Test func everyReasonIsSaidInEachLanguageThatTheAppHas() throws {
        let plist = try Self.plist()
        let languages = try #require(plist["CFBundleLocalizations"] as? [String])
        #expect(languages == ["vi", "en"] && plist["CFBundleDevelopmentRegion"] as? String == "vi")
        let shown = plist.keys.filter { $0.hasSuffix("UsageDescription") } + ["CFBundleDisplayName"]
        for language in languages {
            let strings = try Self.strings(language)
            #expect(Set(strings.keys) == Set(shown), "\(language)")
            #expect(strings.values.allSatisfy { !$0.isEmpty })
        }
        // A system in neither language shows the file's own text, which is the Vietnamese one.
        for key in shown { #expect(try Self.strings("vi")[key] == plist[key] as? String, "\(key)") }
        let english = try Self.strings("en")["NSBluetoothAlwaysUsageDescription"]
        #expect(try Self.strings("vi")["NSBluetoothAlwaysUsageDescription"] != english)
    }
}
