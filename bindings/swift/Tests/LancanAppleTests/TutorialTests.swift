import Foundation
import Testing

/// The tutorial of the documentation ends with code that compiles: `TutorialPhone.swift` of these tests.
struct TutorialTests {
    @Test
    func theTutorialEndsWithTheCodeOfTheseTestsAndEachStepAddsToTheOneBefore() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent()
        let resources = tests.appending(path: "../../Sources/Lancan/Lancan.docc/Resources")
        let names = try FileManager.default.contentsOfDirectory(atPath: resources.path).filter { $0.hasSuffix(".swift") }.sorted()
        let steps = try names.map { try String(contentsOf: resources.appending(path: $0), encoding: .utf8) }
        #expect(steps.count == 5)
        let compiled = try String(contentsOf: tests.appending(path: "TutorialPhone.swift"), encoding: .utf8)
        #expect(steps.last == compiled)
        for (before, after) in zip(steps, steps.dropFirst()) {
            #expect(after.hasPrefix(before.dropLast(2)), "a step takes nothing away but the last brace")
        }
    }
}
