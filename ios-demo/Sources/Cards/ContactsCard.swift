import Foundation
import Lancan

extension Language {
    /// What this phone has recorded, by day, and why each case that it heard is a contact or none.
    ///
    /// - Parameters:
    ///   - shown: the day whose encounters stand one by one; nil for none
    ///   - show: shows the encounters of a day, or of none
    func contactsCard(
        _ days: [HistoryDay], _ reasons: [Reason], shown: Date?, show: @escaping @MainActor (Date?) -> Void
    ) -> [Part] {
        card { card in
            card.heading(card.text("history-title"))
            card.tell("history-promise", ["days": 21], .quiet)
            if days.isEmpty { card.tell("history-empty") }
            for day in days.reversed() { card.recorded(day, shown, show) }
            card.heading(card.text("reason-title"))
            let told = reasons.filter { $0.failed != .notInForce }
            if told.isEmpty { card.tell("reason-no-case") }
            // Two rules may say the same of a day.
            var lines: [String] = []
            for reason in told {
                let line = "\(asDay(reason.day)): \(reason.said(self))"
                if !lines.contains(line) { lines.append(line) }
            }
            for line in lines { card.line(line) }
        }
    }
}

extension Building {
    fileprivate mutating func recorded(_ day: HistoryDay, _ shown: Date?, _ show: @escaping @MainActor (Date?) -> Void) {
        let minutes = day.meetings.reduce(0) { $0 + Int($1.seconds) } / 60
        let date = TextValue(asDay(day.day))
        tell("history-day", ["day": date, "count": TextValue(day.meetings.count), "minutes": TextValue(minutes)])
        if day.meetings.isEmpty { return }
        if day.intervalsClose == 0 {
            tell("history-nobody-close", [:], .quiet)
        } else {
            tell("history-close", ["time": TextValue(intervalsInWords(Int(day.intervalsClose), language))], .quiet)
        }
        if day.day == shown {
            for meeting in day.meetings { recorded(meeting) }
            other(text("history-hide")) { _ in show(nil) }
        } else {
            other(text("history-show", ["day": date])) { _ in show(day.day) }
        }
    }

    private mutating func recorded(_ meeting: Meeting) {
        let closeness = switch meeting.closeness {
        case .close: "closeness-near"
        case .possible: "closeness-around"
        case .far: "closeness-far"
        case .unknown: "closeness-unknown"
        }
        tell("history-meeting", [
            "from": TextValue(asClock(meeting.from)), "minutes": TextValue((Int(meeting.seconds) + 30) / 60),
            "closeness": TextValue(text(closeness)),
        ])
    }
}
