import Foundation
import Testing

/// The privacy manifests of the package and of the demo say what leaves the phone, by the forms that the authority ships.
struct PrivacyManifestTests {
    static let root = InfoPlistTests.demo.deletingLastPathComponent()
    static let manifests = ["bindings/swift/Sources/Lancan", "ios-demo/Resources"]

    /// What a question asks for, by the last word of its name; an officer's code and a number tie every answer to somebody.
    static let asked = [
        "name": "Name", "phone": "PhoneNumber", "email": "EmailAddress", "detail": "PhysicalAddress", "fever": "Health",
        "pregnancy": "SensitiveInfo", "passport": "OtherDataTypes", "id_number": "OtherDataTypes",
    ]

    /// Visits and encounters, which a report carries by consent.
    static let reported: Set<String> = ["PreciseLocation", "Contacts"]

    static func read(_ folder: String) throws -> [String: Any] {
        let file = root.appendingPathComponent("\(folder)/PrivacyInfo.xcprivacy")
        let plist = try PropertyListSerialization.propertyList(from: try Data(contentsOf: file), format: nil)
        return try #require(plist as? [String: Any])
    }

    static func collected(_ manifest: [String: Any]) throws -> [[String: Any]] {
        try #require(manifest["NSPrivacyCollectedDataTypes"] as? [[String: Any]])
    }

    /// The last words of the names of all questions of the forms.
    static func questions() throws -> Set<String> {
        let folder = root.appendingPathComponent("core/protocol/forms")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasSuffix(".rules.json") }
        return try Set(files.flatMap { file in
            let json = try JSONSerialization.jsonObject(with: try Data(contentsOf: folder.appendingPathComponent(file)))
            return names(json as? [String: Any] ?? [:])
        })
    }

    private static func names(_ item: [String: Any]) -> [String] {
        let own = (item["linkId"] as? String)?.split(separator: ".").last.map { [String($0)] } ?? []
        return own + (item["item"] as? [[String: Any]] ?? []).flatMap(names)
    }

    @Test(arguments: manifests) func whatTheFormsAskForAndReportsCarryIsDeclaredAndNothingElse(_ folder: String) throws {
        let questions = try Self.questions()
        #expect(questions.isSuperset(of: Self.asked.keys))
        let types = try Self.collected(Self.read(folder)).map { $0["NSPrivacyCollectedDataType"] as? String }
        let wanted = Set(Self.asked.values).union(Self.reported).map { "NSPrivacyCollectedDataType\($0)" }
        #expect(types.count == wanted.count)
        #expect(Set(types) == Set(wanted))
    }

    @Test(arguments: manifests) func everythingIsTiedToAPersonAndServesNoTracking(_ folder: String) throws {
        let manifest = try Self.read(folder)
        #expect(manifest["NSPrivacyTracking"] as? Bool == false)
        for one in try Self.collected(manifest) {
            #expect(one["NSPrivacyCollectedDataTypeLinked"] as? Bool == true)
            #expect(one["NSPrivacyCollectedDataTypeTracking"] as? Bool == false)
            #expect(
                one["NSPrivacyCollectedDataTypePurposes"] as? [String]
                    == ["NSPrivacyCollectedDataTypePurposeAppFunctionality"])
        }
    }

    /// Apple asks for a reason where `UserDefaults` are used.
    @Test func theDemoSaysWhyItKeepsDefaults() throws {
        let used = try #require(Self.read("ios-demo/Resources")["NSPrivacyAccessedAPITypes"] as? [[String: Any]])
        let categories = used.compactMap { $0["NSPrivacyAccessedAPIType"] as? String }
        #expect(Set(categories) == ["NSPrivacyAccessedAPICategoryFileTimestamp", "NSPrivacyAccessedAPICategoryUserDefaults"])
    }
}
