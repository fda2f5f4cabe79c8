import Foundation
import Lancan

/// What the user does with warnings.
struct WarningActs {
    let dismiss: @MainActor (Warning) -> Void
    let dismissPlace: @MainActor (PlaceWarning) -> Void
    /// Begins to ask for a call; nil while a call is asked for.
    let callMe: (@MainActor (Warning) -> Void)?
}

extension Language {
    /// The warnings that were not put away, the latest first, with what to do; those of places stand after those of contacts.
    func warningsCard(_ warnings: [WarningNotice], _ places: [PlaceNotice], _ acts: WarningActs) -> [Part] {
        card { card in
            if warnings.isEmpty && places.isEmpty { card.tell("warning-count", ["count": 0], .quiet) }
            for notice in warnings { card.contact(notice, acts) }
            for notice in places { card.place(notice, acts) }
        }
    }
}

extension Building {
    fileprivate mutating func contact(_ notice: WarningNotice, _ acts: WarningActs) {
        let (warning, isEnd) = (notice.warning, notice.change.isEnd)
        said(notice.change.said(language), isEnd ? .quiet : .alarm)
        tell("warning-body", ["day": TextValue(days(warning)), "minutes": TextValue(Int(warning.expectedMinutes))])
        if !isEnd {
            line(warning.advice(language))
            // The decree that says who is a contact need not be the one that sends into quarantine.
            if let decree = warning.advice.decree {
                tell("warning-quarantine-decree", ["decree": TextValue(decree)], .quiet)
            }
            tell(warning.verdict == .possible ? "warning-possible" : "warning-likely")
            tell("warning-decree", ["decree": TextValue(warning.decree)], .quiet)
            if let callMe = acts.callMe { other(text("call-offer")) { _ in callMe(warning) } }
        }
        other(text("warning-dismiss")) { _ in acts.dismiss(warning) }
    }

    fileprivate mutating func place(_ notice: PlaceNotice, _ acts: WarningActs) {
        let (warning, isEnd) = (notice.warning, notice.change.isEnd)
        let changed = notice.change.saidOfPlace(language)
        heading(changed.title, isEnd ? .quiet : .care)
        // Of a new one the next step would be to open the app.
        if isEnd, let next = changed.next { line(next) }
        tell("place-warning-body", [
            "place": TextValue(warning.place), "from": TextValue(asMinute(warning.from)), "to": TextValue(asMinute(warning.to)),
        ])
        if !isEnd { tell("advice-place") }
        other(text("warning-dismiss")) { _ in acts.dismissPlace(warning) }
    }

    /// The days that the minutes belong to.
    private func days(_ warning: Warning) -> String {
        let (first, last) = (asDay(warning.firstDay), asDay(warning.lastDay))
        return first == last ? first : text("warning-days", ["from": TextValue(first), "to": TextValue(last)])
    }
}
