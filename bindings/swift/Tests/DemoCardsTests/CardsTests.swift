import Foundation
import Lancan
import XCTest

@testable import DemoCards

/// The demo's cards without a phone: where nothing of SwiftUI is.
@MainActor
final class CardsTests: XCTestCase {
    override class func setUp() {
        super.setUp()
        NSTimeZone.default = TimeZone(identifier: "Asia/Ho_Chi_Minh")!
    }

    override class func tearDown() {
        NSTimeZone.resetSystemTimeZone()
        super.tearDown()
    }

    func testEveryCardSaysInBothLanguagesWhatItsSnapshotSays() async throws {
        for (tag, language) in [("vi", Language.vietnamese), ("en", .english)] {
            let cards = CardSamples.of(language).map { "=== \($0.0)\n\($0.1.asText)" }
            let (page, expected) = (cards.joined(separator: "\n"), try CardSamples.page(tag))
            for (one, other) in zip(page.split(separator: "\n"), expected.split(separator: "\n")) { XCTAssertEqual(one, other) }
            XCTAssertEqual(page, expected)
        }
    }

    func testTheNumberGoesBeforeAnyConsentAndConsentsOnlyWithTheCode() async throws {
        var asked: String?
        var sent: (String, Bool, Bool)?
        let acts = CallActs(
            askForPassword: { asked = $0 }, leaveOut: { _ in }, send: { sent = ($0, $1, $2) }, again: {}, putAway: {})
        let number = Language.english.callCard(CallState(review: CardSamples.review), acts)
        XCTAssertEqual(ticks(number), [])
        try press(number, "call-ask-password", Filled(fields: ["phone": "0912 345 678"]))
        XCTAssertEqual(asked, "0912 345 678")
        let code = Language.english.callCard(CallState(review: CardSamples.review, stage: .asked), acts)
        XCTAssertEqual(ticks(code), ["keys", "encounters"])
        try press(code, "call-send", Filled(fields: ["password": "012345"], ticks: ["encounters"]))
        XCTAssertTrue(try XCTUnwrap(sent) == ("012345", false, true))
    }

    func testVisitsGoWithAConsentOfTheirOwnAndNoneThatIsLeftOut() async throws {
        var sent: Consents?
        let acts = ReviewActs(leaveOut: { _ in }, leaveOutVisit: { _ in }, send: { sent = $0 }, cancel: {})
        func card(_ leftOut: Bool) -> [Part] {
            Language.english.reviewCard(
                CardSamples.review([ReviewedVisit(visit: CardSamples.visit(), leftOut: leftOut)]), acts)
        }
        XCTAssertEqual(ticks(card(true)), ["keys", "encounters"])
        try press(card(true), "review-send", Filled(ticks: ["keys", "visits"]))
        XCTAssertEqual(sent, Consents(keys: true, encounters: false, visits: false))
        try press(card(false), "review-send", Filled(ticks: ["keys", "visits"]))
        XCTAssertEqual(sent, Consents(keys: true, encounters: false, visits: true))
    }

    func testTimesOfAVisitAreReadAsTheyAreWrittenAndWhatIsNoneIsTold() async throws {
        var edited: (Date, Date)?
        var told: Said?
        let acts = VisitActs(
            scan: nil, use: { _ in }, add: { _, _, _ in }, edit: { edited = ($1, $2) }, delete: { _ in }, leave: { _ in },
            open: { _ in }, notATime: { told = $0 })
        let card = Language.english.visitsCard(VisitsState(form: .edit(CardSamples.visit())), acts)
        try press(card, "save", Filled(fields: ["from": "08:40 12/05/2021", "to": " 12/5/2021  9:20 "]))
        XCTAssertTrue(try XCTUnwrap(edited) == (CardSamples.at("12T01:40:00"), CardSamples.at("12T02:20:00")))
        edited = nil
        for wrong in ["", "08:40", "12/05/2021", "12/05/2021 24:01", "24:01 12/05/2021", "08:40 31/02/2021", "08:40 12/05/21x"] {
            try press(card, "save", Filled(fields: ["from": "08:40 12/05/2021", "to": wrong]))
            XCTAssertEqual(told, Language.english.say("visit-not-a-time", ["text": TextValue(wrong)]), wrong)
            XCTAssertNil(edited, wrong)
        }
        XCTAssertEqual(asInstant("08:40 12/05/2021"), asInstant(" 12/5/2021  8:40 "))
    }

    func testNobodyIsListedBeforeTheySaidWhoTheyAreAndWhatIsNoNumberIsTold() async throws {
        var agreed: [UInt8] = []
        var saved: LogContact?
        var told: Said?
        let acts = LogActs(
            save: { saved = $0 }, forget: {}, write: { _ in }, agree: { agreed.append($1) }, decline: { _ in },
            wrong: { told = $0 })
        let question = LogQuestion(visit: CardSamples.visit(), authority: "Sở Y tế", keptDays: 28, contact: nil)
        let nobody = Language.english.logCard(LogState(question: question), acts)
        let agree = Language.english.say("phone-log-agree").title
        XCTAssertFalse(nobody.contains { if case .press(agree, _, _, _) = $0 { true } else { false } })
        try press(nobody, "phone-log-save", Filled(fields: ["name": "An", "phone": "0912345678", "born": "80x"]))
        XCTAssertEqual(saved, LogContact(name: "An", phone: "0912345678", birthYear: .max, unit: nil))
        let contact = LogContact(name: "An", phone: "+84912345678", birthYear: nil, unit: nil)
        let asked = Language.english.logCard(LogState(question: question, contact: contact), acts)
        try press(asked, "phone-log-agree", Filled(fields: ["companions": "x"]))
        XCTAssertEqual(told, Language.english.say("phone-log-companions-wrong"))
        try press(asked, "phone-log-agree", Filled(fields: ["companions": " 2 "]))
        try press(asked, "phone-log-agree", Filled())
        XCTAssertEqual(agreed, [2, 0])
    }

    func testALinkIsAReportsByTheCodeInItsFragmentUnlessItsPathIsAPlaces() async {
        for link in ["https://lancan.example.vn/#ABCD", "https://lancan.example.vn#ABCD", "https://x.vn/?p=/p#ABCD"] {
            XCTAssertEqual(codeInLink(link), "ABCD", link)
            XCTAssertFalse(isPlaceLink(link), link)
        }
        for link in ["https://x.vn/p#ABCD", "https://x.vn/p", "https://x.vn/p?x=1#ABCD"] {
            XCTAssertNil(codeInLink(link), link)
            XCTAssertTrue(isPlaceLink(link), link)
        }
        for link in ["https://x.vn/", "https://x.vn/#", "https://x.vn/# ", "http://x.vn/#ABCD", "ABCD", "#ABCD", "/p#ABCD", ""] {
            XCTAssertNil(codeInLink(link), link)
            XCTAssertFalse(isPlaceLink(link), link)
        }
    }

    func testACodeThatCameByALinkStandsInTheFieldAndGoesWhenTheUserSaysSo() async throws {
        var checked: [String] = []
        let acts = CodeActs(scan: nil, check: { checked.append($0) }, withdraw: { _ in })
        let card = Language.english.codeCard([], acts, code: "ABCD")
        XCTAssertTrue(card.contains { if case .field("code", _, _, "ABCD", _) = $0 { true } else { false } })
        XCTAssertEqual(checked, [])
        try press(card, "report-check", Filled(fields: ["code": "ABCD"]))
        XCTAssertEqual(checked, ["ABCD"])
    }

    private func ticks(_ parts: [Part]) -> [String] {
        parts.compactMap { if case .tick(let name, _, _, _, _) = $0 { name } else { nil } }
    }

    private func press(_ parts: [Part], _ key: String, _ filled: Filled) throws {
        let title = Language.english.say(key).title
        for case .press(let text, _, _, let act) in parts where text == title { return act(filled) }
        XCTFail("no button \(title)")
    }
}
