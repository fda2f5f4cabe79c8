import Foundation
import Lancan
import Testing

@testable import DemoCards

/// What a first start asks for, and what becomes of it.
@MainActor
struct FirstStartTests {
    private let name = "first-start-\(UUID())"
    private let defaults: UserDefaults

    init() { defaults = UserDefaults(suiteName: name)! }

    private func forget() { defaults.removePersistentDomain(forName: name) }

    @Test
    func oneThingIsAskedAfterTheOtherAndEachOnceInEveryProcess() {
        defer { forget() }
        var memory = AskedMemory(defaults)
        #expect(memory.open == [.bluetooth, .notifications])
        #expect(memory.first == .bluetooth)
        memory.note(.bluetooth)
        #expect(memory.first == .notifications)
        #expect(AskedMemory(defaults).first == .notifications)
        memory.note(.notifications)
        #expect(memory.first == nil && memory.open == [])
        #expect(AskedMemory(defaults).first == nil)
    }

    @Test
    func whatIsPutOffIsStillToBeAllowedButNotAskedForAlone() {
        defer { forget() }
        var memory = AskedMemory(defaults)
        memory.putOff(.bluetooth)
        // Without Bluetooth there is nothing to be notified of.
        for memory in [memory, AskedMemory(defaults)] {
            #expect(memory.first == nil)
            #expect(memory.open == [.bluetooth, .notifications])
            #expect(!memory.was(.bluetooth))
        }
        // Allowed later among the sections, it does not bring the first start back.
        memory.note(.bluetooth)
        #expect(memory.first == nil)
        #expect(AskedMemory(defaults).open == [.notifications])
    }

    @Test
    func whatABackupOfAnotherPhoneBroughtCountsForNothing() {
        defer { forget() }
        var before = AskedMemory(defaults)
        before.note(.bluetooth)
        before.putOff(.notifications)
        #expect(AskedMemory(defaults, isNewHere: true).first == .bluetooth)
        #expect(AskedMemory(defaults).open == [.bluetooth, .notifications])
    }

    @Test(arguments: [Language.vietnamese, .english])
    func eachSaysWhyAndCanBePutOff(_ language: Language) {
        for asked in Asked.allCases {
            var done: [String] = []
            let need = Need(said: asked.said(language), ask: { done.append("asked") }, later: { done.append("later") })
            let card = language.needsCard([need])
            #expect(card.asText.contains(need.said.title))
            for part in card {
                if case .press(_, _, _, let act) = part { act(Filled()) }
            }
            #expect(done == ["asked", "later"])
        }
    }
}
