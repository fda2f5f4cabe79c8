import Foundation
import Lancan

/// What the user agreed to, each by itself.
struct Consents: Equatable {
    let keys: Bool
    let encounters: Bool
    let visits: Bool
}

/// What the user does with a review.
struct ReviewActs {
    let leaveOut: @MainActor (Date) -> Void
    let leaveOutVisit: @MainActor (Visit) -> Void
    let send: @MainActor (Consents) -> Void
    let cancel: @MainActor () -> Void
}

/// What the user does where a code is asked for.
struct CodeActs {
    /// Opens the camera; nil where there is none.
    let scan: (@MainActor () -> Void)?
    /// Takes a code, or the link that holds it.
    let check: @MainActor (String) -> Void
    let withdraw: @MainActor (SentReport) -> Void
}

/// How a report ended.
enum ReportEnd {
    /// The server has it; its last key is published by then at the latest.
    case accepted(Date)
    /// The server refused it for good and kept nothing.
    case refused(Problem)
}

extension Language {
    /// Asks for a code; below stand the reports that were sent, each to be taken back as long as that can be. `code` came by a link:
    /// nothing is asked of the server until the user says so.
    func codeCard(_ sent: [SentReport], _ acts: CodeActs, code: String = "") -> [Part] {
        card { card in
            card.say("report-enter-code")
            card.field("code", card.text("report-code"), .text, text: code, example: "123 456 784")
            card.main("report-check") { acts.check($0["code"]) }
            if let scan = acts.scan { card.other(card.text("report-scan")) { _ in scan() } }
            if !sent.isEmpty { card.heading(card.text("sent-title")) }
            for report in sent { card.sent(report, acts.withdraw) }
        }
    }

    /// Says that something is under way: `report-checking` or `report-sending`.
    func waitingCard(_ key: String) -> [Part] { card { $0.say(key) } }

    /// What would be sent, by day and by visit, with each consent by itself. Nothing can be sent without consent to publishing keys.
    func reviewCard(_ review: Review, _ acts: ReviewActs) -> [Part] {
        card { card in
            let centre = ["centre": TextValue(review.centre)]
            let authority = ["authority": TextValue(review.centre)]
            card.say("report-review", centre)
            card.heading(card.text("review-title"))
            card.tell("review-keys", ["days": TextValue(Set(review.keys.filter { !$0.withheld }.map(\.day)).count)])
            for day in review.days { card.reviewed(day, acts) }
            let withheld = review.keys.filter { $0.withheld }.count
            if withheld > 0 { card.tell("review-withheld", ["count": TextValue(withheld)]) }
            if review.keys.contains(where: { $0.follows && !$0.withheld }) { card.tell("review-follows") }
            let kept = review.visits.filter { !$0.leftOut }.count
            if !review.visits.isEmpty {
                card.tell("review-visits", ["count": TextValue(kept)])
                for visit in review.visits { card.reviewed(visit, acts) }
            }
            card.tell("consent-voluntary")
            let days = Set(review.days.filter { !$0.leftOut }.map { asDay($0.day) })
            card.tick("keys", card.text("consent-keys"), of: days)
            card.tick("encounters", card.text("consent-encounters", authority), of: days)
            let visits = Set(review.visits.filter { !$0.leftOut }.map { "\($0.visit.id)" })
            if kept > 0 { card.tick("visits", card.text("consent-visits", authority), of: visits) }
            card.main("review-send", needs: ["keys"]) {
                acts.send(Consents(
                    keys: $0.ticked("keys"), encounters: $0.ticked("encounters"), visits: kept > 0 && $0.ticked("visits")))
            }
            card.other(card.text("review-cancel")) { _ in acts.cancel() }
        }
    }

    /// Says how it ended.
    func endCard(_ end: ReportEnd, again: @escaping @MainActor () -> Void) -> [Part] {
        card { card in
            switch end {
            case .accepted(let publishedBy):
                card.say("report-accepted", ["when": TextValue(asMinute(publishedBy))], .good)
            case .refused(let problem):
                card.say("report-failed", [:], .alarm)
                card.failure(problem)
                card.main("report-again") { _ in again() }
            }
        }
    }
}

extension Building {
    fileprivate mutating func sent(_ report: SentReport, _ withdraw: @escaping @MainActor (SentReport) -> Void) {
        tell("sent-at", ["when": TextValue(asMinute(report.sentAt))])
        if let problem = report.failed {
            tell("sent-failed", [:], .alarm)
            failure(problem)
        }
        switch report.stage {
        case .canBeTakenBack(let until):
            tell("sent-until", ["until": TextValue(asMinute(until))])
            say("withdraw-explained")
            tick("withdraw-\(report.id)", text("consent-withdraw"))
            other(text("withdraw-report"), needs: ["withdraw-\(report.id)"]) { _ in withdraw(report) }
        case .stands: say("sent-stands", ["centre": TextValue(report.centre)])
        case .takingBack: say("sent-taking-back")
        case .takenBack(let at): say("sent-taken-back", ["when": TextValue(asMinute(at))])
        }
    }

    fileprivate mutating func reviewed(_ reviewed: ReviewedDay, _ acts: ReviewActs) {
        let day = TextValue(asDay(reviewed.day))
        tell("review-day", [
            "day": day, "count": TextValue(reviewed.encounters), "minutes": TextValue((reviewed.seconds + 30) / 60),
        ])
        if reviewed.leftOut {
            tell("review-left-out", ["day": day], .care)
        } else {
            other(text("review-leave-out")) { _ in acts.leaveOut(reviewed.day) }
        }
    }

    fileprivate mutating func reviewed(_ reviewed: ReviewedVisit, _ acts: ReviewActs) {
        if reviewed.leftOut {
            tell("review-visit-left-out", reviewed.visit.values, .care)
        } else {
            tell("visit-line", reviewed.visit.values)
            other(text("review-leave-out-visit")) { _ in acts.leaveOutVisit(reviewed.visit) }
        }
    }
}
