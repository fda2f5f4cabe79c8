import Foundation
import Lancan
@testable import DemoCards

/// Every card of the demo apps in the states that `bindings/conformance/cards` writes down, in its order. The Kotlin demo
/// has the same states in `CardSamples.kt`: one page of snapshots holds for both.
@MainActor
enum CardSamples {
    static let days = ["2021-05-12T00:00:00Z", "2021-05-13T00:00:00Z"].map { try! Date($0, strategy: .iso8601) }

    static func at(_ text: String) -> Date { try! Date("2021-05-\(text)Z", strategy: .iso8601) }

    /// The page of a language.
    static func page(_ tag: String) throws -> String {
        let cards = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../conformance/cards/\(tag).txt")
        return try String(contentsOf: cards.standardizedFileURL, encoding: .utf8)
    }

    /// Each card after its name.
    static func of(_ language: Language) -> [(String, [Part])] {
        warnings(language) + calls(language) + status(language) + visits(language) + logs(language)
            + DeclareSamples.of(language) + reports(language) + data(language)
    }

    private static func warnings(_ language: Language) -> [(String, [Part])] {
        let acts = WarningActs(dismiss: { _ in }, dismissPlace: { _ in }, callMe: { _ in })
        let asked = WarningActs(dismiss: { _ in }, dismissPlace: { _ in }, callMe: nil)
        func card(_ change: WarningChange, _ warning: Warning? = nil, _ acts: WarningActs) -> [Part] {
            language.warningsCard([WarningNotice(change: change, warning: warning ?? Self.warning())], [], acts)
        }
        func place(_ change: WarningChange) -> [Part] {
            language.warningsCard([], [PlaceNotice(change: change, warning: placeWarning())], acts)
        }
        let possible = warning(.possible, lastDay: days[1])
        return [
            ("warnings-none", language.warningsCard([], [], acts)),
            ("warning", card(.new, nil, acts)),
            ("warning-possible", card(.lower, possible, acts)),
            ("warning-withdrawn", card(.withdrawn, nil, acts)),
            ("warning-call-asked", card(.new, nil, asked)),
            ("place-warning", place(.new)),
            ("place-warning-withdrawn", place(.withdrawn)),
        ]
    }

    static let review = CallReview(authority: "Sở Y tế Lâm Đồng", days: [
        CallDay(day: days[0], seconds: 1500, encounters: 4, ownKeys: 1),
        CallDay(day: days[1], seconds: 300, encounters: 1, ownKeys: 1),
    ])

    private static func calls(_ language: Language) -> [(String, [Part])] {
        let acts = CallActs(askForPassword: { _ in }, leaveOut: { _ in }, send: { _, _, _ in }, again: {}, putAway: {})
        let words = CallWords(first: 46, second: 31)
        let sent = CallStage.codeSent(until: at("14T02:05:00"))
        let states = [
            ("call-number", CallState(review: review)),
            ("call-number-refused", CallState(review: review, problem: .PhoneMistyped)),
            ("call-asked", CallState(review: review, stage: .asked)),
            ("call-code", CallState(review: review, stage: sent)),
            ("call-code-wrong", CallState(review: review, stage: sent, leftOut: [days[1]], problem: .OtpWrong)),
            ("call-left-out", CallState(review: review, stage: sent, leftOut: Set(days))),
            ("call-sending", CallState(review: review, stage: .sending(words: words))),
            ("call-arrived", CallState(stage: .arrived(words: words, callBy: at("14T09:00:00")))),
        ]
        return states.map { ($0.0, language.callCard($0.1, acts)) }
    }

    private static func status(_ language: Language) -> [(String, [Part])] {
        let whole = Coverage(days: 14, workedDays: 14, gaps: [])
        let gaps = Coverage(days: 14, workedDays: 12, gaps: [
            Gap(day: days[0], sentMinutes: 660, listenedMinutes: 10), Gap(day: days[1], sentMinutes: 0, listenedMinutes: 120),
        ])
        let checked = at("14T02:00:00")
        let needs = ["permission-bluetooth", "permission-notifications", "battery-exemption"]
        let states = [
            ("status-working", Status(paused: false, blocked: [], troubles: [], lastChecked: checked, coverage: whole)),
            ("status-blocked", Status(
                paused: false, blocked: [.bluetoothOff], troubles: [.serverUnreachable, .nobodyHeard], lastChecked: nil,
                coverage: gaps)),
            ("status-paused", Status(paused: true, blocked: [], troubles: [], lastChecked: checked, coverage: whole)),
        ]
        return [
            ("problem", language.problemCard(.WrongStoreKey)),
            ("needs", language.needsCard(needs.map { Need(said: language.say($0), ask: {}) })),
            ("needs-maker", language.needsCard([Need(said: language.say("autostart-xiaomi"), ask: {}, done: {})])),
        ] + states.map { ($0.0, language.statusCard($0.1, pause: {}, resume: {})) }
    }

    private static func visits(_ language: Language) -> [(String, [Part])] {
        let acts = VisitActs(
            scan: {}, use: { _ in }, add: { _, _, _ in }, edit: { _, _, _ in }, delete: { _ in }, leave: { _ in },
            open: { _ in }, notATime: { _ in })
        let market = visit()
        let open = Visit(
            id: 2, place: "Trạm y tế phường 1", category: .market, unit: "24931", day: days[1], enter: at("13T01:00:00"),
            leave: at("13T02:30:00"), isOpen: true, leaveIsEstimated: true, edited: false, byHand: false, rotating: false)
        let byHand = Visit(
            id: 3, place: "Bến xe Đà Lạt", category: .market, unit: "24931", day: days[1], enter: at("13T00:10:00"),
            leave: at("13T00:40:00"), isOpen: false, leaveIsEstimated: false, edited: true, byHand: true, rotating: false)
        let list = [VisitedDate(day: days[1], visits: [byHand, open]), VisitedDate(day: days[0], visits: [market])]
        let wrong = language.say("visit-not-a-time", ["text": "08:30"])
        let states = [
            ("visits-none", VisitsState()),
            ("visits", VisitsState(days: list)),
            ("visits-link", VisitsState(days: list, code: "https://example.gov.vn/p#AbC")),
            ("visit-entered", language.scanned(.entered(open), list)),
            ("visit-refused", language.scanned(.refused(.notSigned), [])),
            ("visit-add", VisitsState(days: list, form: .add)),
            ("visit-edit", VisitsState(days: list, form: .edit(market))),
            ("visit-edit-wrong", VisitsState(days: list, told: wrong, toldGood: false, form: .edit(market))),
            ("visit-delete", VisitsState(days: list, form: .delete(market))),
        ]
        return states.map { ($0.0, language.visitsCard($0.1, acts)) }
    }

    private static func logs(_ language: Language) -> [(String, [Part])] {
        let acts = LogActs(
            save: { _ in }, forget: {}, write: { _ in }, agree: { _, _ in }, decline: { _ in }, wrong: { _ in })
        let contact = LogContact(name: "Nguyễn Văn An", phone: "+84912345678", birthYear: 1980, unit: nil)
        let question = LogQuestion(visit: visit(), authority: "Sở Y tế Lâm Đồng", keptDays: 28, contact: contact)
        func entry(_ direction: LogDirection, _ standing: LogStanding) -> LogEntry {
            LogEntry(visit: 1, place: "Chợ Đà Lạt", direction: direction, at: at("12T01:00:00"), standing: standing)
        }
        let entries = [entry(.in, .waiting), entry(.out, .asked)]
        let states = [
            ("log-nobody", LogState()),
            ("log-contact", LogState(contact: contact, entries: entries)),
            ("log-asked-nobody", LogState(question: question)),
            ("log-asked", LogState(question: question, contact: contact)),
            ("log-writing", LogState(contact: contact, isWriting: true)),
            ("log-arrived", LogState(contact: contact, told: LogStage.arrived(visit: 1).said(language))),
            ("log-too-late", LogState(contact: contact, told: LogStage.tooLate(visit: 1).said(language), toldGood: false)),
        ]
        return states.map { ($0.0, language.logCard($0.1, acts)) }
    }

    private static func reports(_ language: Language) -> [(String, [Part])] {
        let stages: [SentStage] = [
            .canBeTakenBack(until: at("17T02:00:00")), .stands, .takingBack, .takenBack(at: at("15T02:00:00")),
        ]
        let sent = stages.enumerated().map { id, stage in
            SentReport(
                id: Int64(id), sentAt: at("14T02:00:00"), centre: "Trung tâm Y tế huyện Bảo Lâm", stage: stage,
                failed: stage == .takingBack ? .Offline : nil)
        }
        let acts = ReviewActs(leaveOut: { _ in }, leaveOutVisit: { _ in }, send: { _ in }, cancel: {})
        let codeActs = CodeActs(scan: {}, check: { _ in }, withdraw: { _ in })
        let other = visit(2, "Bến xe Đà Lạt")
        let visits = [ReviewedVisit(visit: visit(), leftOut: false), ReviewedVisit(visit: other, leftOut: true)]
        return [
            ("report-code", language.codeCard([], codeActs)),
            ("report-code-link", language.codeCard([], codeActs, code: "ABCDEFGH12345678")),
            ("report-sent", language.codeCard(sent, CodeActs(scan: nil, check: { _ in }, withdraw: { _ in }))),
            ("report-checking", language.waitingCard("report-checking")),
            ("report-review", language.reviewCard(review([]), acts)),
            ("report-review-visits", language.reviewCard(review(visits), acts)),
            ("report-accepted", language.endCard(.accepted(at("15T02:00:00")), again: {})),
            ("report-refused", language.endCard(.refused(.CodeUsed), again: {})),
        ]
    }

    private static func data(_ language: Language) -> [(String, [Part])] {
        let meetings = [
            Meeting(from: at("11T19:00:00"), seconds: 600, closeness: .close),
            Meeting(from: at("12T01:30:00"), seconds: 20, closeness: .possible),
            Meeting(from: at("12T02:00:00"), seconds: 90, closeness: .far),
            Meeting(from: at("12T03:00:00"), seconds: 60, closeness: .unknown),
        ]
        let history = [
            HistoryDay(day: days[0], meetings: meetings, intervalsClose: 1),
            HistoryDay(day: days[1], meetings: [], intervalsClose: 0),
        ]
        let failed: [FailedCondition?] = [
            nil, .reportType, .notInfectious(daysSinceOnset: -4, from: -3, until: nil), .tooShort(seconds: 750, needed: 900),
            .tooUnlikely(probability: 0.2, needed: 0.5), .weakEvidence,
        ]
        let reasons = failed.map { Reason(rule: "f1-2021-05", day: days[0], verdict: .none, failed: $0) }
        let other = Reason(rule: "f1-2020-12", day: days[0], verdict: .none, failed: .notInForce)
        let acts = DataActs(save: { _ in }, open: { _ in }, erase: {})
        return [
            ("contacts-none", language.contactsCard([], [other], shown: nil) { _ in }),
            ("contacts", language.contactsCard(history, [other] + reasons, shown: nil) { _ in }),
            ("contacts-shown", language.contactsCard(history, [], shown: days[0]) { _ in }),
            ("map", language.mapCard {}),
            ("data", language.dataCard(nil, nil, acts)),
            ("data-moved", language.dataCard(language.say("move-opened", ["time": TextValue(intervalsInWords(144, language))]), nil, acts)),
            ("data-failed", language.dataCard(nil, .PassphraseTooShort, acts)),
            ("data-erase", language.eraseCard(erase: {}, keep: {})),
        ]
    }

    /// A warning of 12 May 2021.
    static func warning(_ verdict: Verdict = .close, lastDay: Date = days[0]) -> Warning {
        Warning(
            id: 1, rule: "f1", verdict: verdict, windowStart: at("12T01:30:00"), firstDay: days[0], lastDay: lastDay,
            lastContact: days[0], expectedMinutes: 25, probability: 0.8, decree: "5053/QĐ-BYT",
            advice: Advice(
                key: "advice-f1-quarantine", quarantineUntil: days[0].addingTimeInterval(21 * 86_400),
                followUpUntil: days[0].addingTimeInterval(28 * 86_400),
                decree: "600/CĐ-BCĐ"),
            foundAt: at("14T02:00:00"))
    }

    private static func placeWarning() -> PlaceWarning {
        PlaceWarning(
            visit: 1, place: "Chợ Lộc Thắng", category: .market, enter: at("12T01:40:00"), leave: at("12T02:20:00"),
            from: at("12T01:30:00"), to: at("12T02:30:00"), advice: 0, foundAt: at("14T02:00:00"))
    }

    /// A visit to a market on 12 May 2021.
    static func visit(_ id: Int64 = 1, _ place: String = "Chợ Lộc Thắng") -> Visit {
        Visit(
            id: id, place: place, category: .market, unit: "24931", day: days[0], enter: at("12T01:40:00"),
            leave: at("12T02:20:00"), isOpen: false, leaveIsEstimated: false, edited: false, byHand: false, rotating: false)
    }

    /// Two days, of which the second is left out, and today.
    static func review(_ visits: [ReviewedVisit]) -> Review {
        let starts = [at("11T17:00:00"), at("12T17:00:00")]
        func span(_ from: Date, hours: Double) -> Span { Span(from: from, to: from.addingTimeInterval(hours * 3600)) }
        let today = ReviewedKey(
            day: days[1].addingTimeInterval(86_400), span: span(at("13T17:00:00"), hours: 9), withheld: false, follows: true)
        return Review(
            centre: "Trung tâm Y tế huyện Bảo Lâm", reportType: .confirmedTest, window: span(starts[0], hours: 48),
            keys: starts.enumerated().map { at, start in
                ReviewedKey(day: days[at], span: span(start, hours: 24), withheld: at == 1, follows: false)
            } + [today],
            days: days.enumerated().map { at, day in ReviewedDay(day: day, encounters: 3, seconds: 900, leftOut: at == 1) },
            intervals: [], leftOut: [span(starts[1], hours: 24)], visits: visits)
    }
}
