import Foundation
import Lancan
import Testing

@testable import DemoCards

/// What stays of what the user wrote and ticked while a card changes under their hands.
@MainActor
struct HeldTests {
    private let language = Language.english
    private let acts = CallActs(
        askForPassword: { _ in }, leaveOut: { _ in }, send: { _, _, _ in }, again: {}, putAway: {})

    private func call(_ stage: CallStage, leftOut: Set<Date> = [], problem: Problem? = nil, days: Int = 2) -> [Part] {
        let review = CallReview(
            authority: CardSamples.review.authority, days: Array(CardSamples.review.days.prefix(days)))
        return language.callCard(CallState(review: review, stage: stage, leftOut: leftOut, problem: problem), acts)
    }

    @Test
    func theNewsThatTheCodeWasSentTakesNeitherConsentNorDigits() {
        let sent = CallStage.codeSent(until: CardSamples.at("14T02:05:00"))
        var held = Held()
        _ = held.show(call(.asked))
        held.write("password", "0123")
        held.tick("keys", true)
        for card in [call(sent), call(sent, problem: .OtpWrong)] {
            _ = held.show(card)
            let filled = held.filled(card)
            #expect(filled["password"] == "0123" && filled.ticks == ["keys"])
        }
    }

    @Test
    func aConsentHoldsForLessAndNotForMore() {
        var held = Held()
        _ = held.show(call(.asked))
        held.tick("keys", true)
        let less = call(.asked, leftOut: [CardSamples.days[0]])
        _ = held.show(less)
        #expect(held.filled(less).ticks == ["keys"])
        held = Held()
        _ = held.show(call(.asked, days: 1))
        held.tick("keys", true)
        _ = held.show(call(.asked, days: 2))
        #expect(held.filled(call(.asked, days: 2)).ticks == [])
    }

    @Test
    func aConsentIsNotKeptForAnotherCard() {
        var held = Held()
        _ = held.show(call(.asked))
        held.tick("keys", true)
        held.write("password", "0123")
        let away = language.callCard(CallState(), acts)
        _ = held.show(away)
        _ = held.show(call(.asked))
        #expect(held.filled(call(.asked)).ticks == [])
        #expect(held.filled(call(.asked))["password"] == "")
    }

    @Test
    func timesThatWereNotUnderstoodStandThereToBeCorrected() {
        let acts = VisitActs(
            scan: nil, use: { _ in }, add: { _, _, _ in }, edit: { _, _, _ in }, delete: { _ in }, leave: { _ in },
            open: { _ in }, notATime: { _ in })
        func card(_ told: Said?, _ form: VisitForm?, code: String = "") -> [Part] {
            language.visitsCard(VisitsState(told: told, toldGood: false, form: form, code: code), acts)
        }
        var held = Held()
        _ = held.show(card(nil, .edit(CardSamples.visit())))
        held.write("from", "8h40")
        let wrong = language.say("visit-not-a-time", ["text": "8h40"])
        #expect(held.show(card(wrong, .edit(CardSamples.visit()))) == [wrong.title])
        #expect(held.written("from", "08:40 12/05/2021") == "8h40")
        // A link takes the place of what was written.
        _ = held.show(card(nil, nil))
        held.write("place", "https://exam")
        let linked = card(nil, nil, code: "https://example.gov.vn/p#AbC")
        _ = held.show(linked)
        #expect(held.filled(linked)["place"] == "https://example.gov.vn/p#AbC")
    }

    @Test
    func whereTickingDoesSomethingTheCardSaysWhatItCameTo() {
        func card(_ ticked: Bool, _ told: String) -> [Part] {
            language.card { card in
                card.line(told)
                card.tick("one", "One", ticked: ticked) { _ in }
            }
        }
        var held = Held()
        _ = held.show(card(false, ""))
        held.tick("one", true)
        #expect(held.filled(card(false, "")).ticks == ["one"])
        _ = held.show(card(false, "refused"))
        #expect(held.filled(card(false, "refused")).ticks == [])
        _ = held.show(card(true, "taken"))
        #expect(held.filled(card(true, "taken")).ticks == ["one"])
    }

    @Test
    func aPartIsTheSameWhereverItStands() throws {
        let before = call(.asked).named
        let after = call(.asked, problem: .OtpWrong).named
        func fields(_ parts: [NamedPart]) -> [String] {
            parts.filter { if case .field = $0.part { true } else { false } }.map(\.id)
        }
        #expect(fields(before) == fields(after) && fields(before) == ["field password 1"])
        #expect(Set(before.map(\.id)).isSubset(of: after.map(\.id)))
        for language in [Language.vietnamese, .english] {
            for (name, parts) in CardSamples.of(language) {
                #expect(Set(parts.named.map(\.id)).count == parts.count, "\(name)")
            }
        }
    }

    @Test
    func buttonsThatAreCalledTheSameSayOfWhatTheyAre() {
        let acts = VisitActs(
            scan: nil, use: { _ in }, add: { _, _, _ in }, edit: { _, _, _ in }, delete: { _ in }, leave: { _ in },
            open: { _ in }, notATime: { _ in })
        let visits = [CardSamples.visit(1, "Chợ Đà Lạt"), CardSamples.visit(2, "Bến xe")]
        func deleting(_ visits: [Visit]) -> [String?] {
            let days = [VisitedDate(day: CardSamples.days[0], visits: visits)]
            let delete = language.say("visit-delete").title
            return language.visitsCard(VisitsState(days: days), acts).named
                .filter { if case .press(delete, _, _, _) = $0.part { true } else { false } }.map(\.of)
        }
        #expect(deleting(visits) == visits.map { language.say("visit-line", $0.values).title })
        #expect(deleting([visits[0]]) == [nil])
    }

    @Test
    func newsAreWhatHasAColourAndWasNotThere() {
        func card(_ status: Status) -> [Part] { language.statusCard(status, pause: {}, resume: {}) }
        let whole = Coverage(days: 14, workedDays: 14, gaps: [])
        let works = Status(paused: false, blocked: [], troubles: [], lastChecked: nil, coverage: whole)
        let blocked = Status(paused: false, blocked: [.bluetoothOff], troubles: [], lastChecked: nil, coverage: whole)
        let checked = Status(
            paused: false, blocked: [.bluetoothOff], troubles: [], lastChecked: CardSamples.at("14T02:00:00"), coverage: whole)
        var held = Held()
        #expect(held.show(card(works)) == [])
        #expect(held.show(card(blocked)) == [Blocked.bluetoothOff.said(language).title])
        #expect(held.show(card(checked)) == [])
        #expect(held.show(card(works)) == [language.say("status-working").title])
    }
}
