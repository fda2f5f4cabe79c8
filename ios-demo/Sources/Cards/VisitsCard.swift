import Foundation
import Lancan

/// What the visits' card asks for.
enum VisitForm {
    /// A visit by hand.
    case add
    /// Other times of this visit.
    case edit(Visit)
    /// Whether this visit is to be deleted.
    case delete(Visit)
}

/// What the visits' card shows.
struct VisitsState {
    /// The visits by day, the newest day first.
    var days: [VisitedDate] = []
    /// What the last scan or act came to: good, or else the reason why nothing was done.
    var told: Said?
    var toldGood = true
    /// What the user is asked; nil for the list.
    var form: VisitForm?
    /// A code that came by a link: nothing is entered until the user says so.
    var code = ""
}

/// What the user does with visits.
struct VisitActs {
    /// Opens the camera; nil where there is none.
    let scan: (@MainActor () -> Void)?
    /// Takes the text of a code.
    let use: @MainActor (String) -> Void
    let add: @MainActor (_ code: String, _ enter: Date, _ leave: Date) -> Void
    let edit: @MainActor (Visit, _ enter: Date, _ leave: Date) -> Void
    let delete: @MainActor (Visit) -> Void
    /// The user has just left this place.
    let leave: @MainActor (Visit) -> Void
    /// Opens a form, or goes back to the list.
    let open: @MainActor (VisitForm?) -> Void
    /// What was written is no time.
    let notATime: @MainActor (Said) -> Void
}

extension Language {
    /// The places visited: scan, list by day, correct, delete, add by hand.
    func visitsCard(_ state: VisitsState, _ acts: VisitActs) -> [Part] {
        card { card in
            card.heading(card.text("visit-title"))
            card.tell("visit-promise", ["days": 21], .quiet)
            if let told = state.told { card.said(told, state.toldGood ? .good : .care) }
            switch state.form {
            case nil:
                card.list(state, acts)
            case .add:
                card.heading(card.text("visit-add"))
                card.field("added", card.text("visit-add-code"), .text)
                card.times("", "", acts) { acts.add($0, $1, $2) }
            case .edit(let visit):
                card.heading(card.text("visit-edit-title", ["place": TextValue(visit.place)]))
                card.times(asMinute(visit.enter), asMinute(visit.leave), acts) { acts.edit(visit, $1, $2) }
            case .delete(let visit):
                card.say("visit-delete-title", ["place": TextValue(visit.place)])
                card.grave("visit-delete") { _ in acts.delete(visit) }
                card.other(card.text("cancel")) { _ in acts.open(nil) }
            }
        }
    }

    /// The list after a scan: what it came to, and the visits that there are now.
    func scanned(_ scanned: Scanned, _ days: [VisitedDate]) -> VisitsState {
        VisitsState(days: days, told: scanned.said(self), toldGood: scanned.isGood)
    }
}

extension Building {
    fileprivate mutating func list(_ state: VisitsState, _ acts: VisitActs) {
        if let scan = acts.scan { main("visit-scan") { _ in scan() } }
        field("place", text("visit-code"), .text, text: state.code)
        other(text("visit-use-code")) { acts.use($0["place"]) }
        other(text("visit-add")) { _ in acts.open(.add) }
        if state.days.isEmpty { tell("visit-empty") }
        for date in state.days {
            heading(asDay(date.day))
            for visit in date.visits {
                line(([text("visit-line", visit.values)] + notes(visit)).joined(separator: "; "))
                if visit.isOpen { other(text("visit-leave-now")) { _ in acts.leave(visit) } }
                other(text("visit-edit")) { _ in acts.open(.edit(visit)) }
                other(text("visit-delete")) { _ in acts.open(.delete(visit)) }
            }
        }
    }

    private func notes(_ visit: Visit) -> [String] {
        let notes = [
            (visit.isOpen, "visit-open"), (visit.leaveIsEstimated, "visit-estimated"), (visit.byHand, "visit-by-hand"),
            (visit.edited, "visit-edited"),
        ]
        return notes.filter { $0.0 }.map { text($0.1) }
    }

    fileprivate mutating func times(
        _ enter: String, _ leave: String, _ acts: VisitActs,
        save: @escaping @MainActor (_ code: String, _ enter: Date, _ leave: Date) -> Void
    ) {
        let language = language
        field("from", text("visit-from"), .text, text: enter)
        field("to", text("visit-to"), .text, text: leave)
        main("save") { filled in
            guard let from = asInstant(filled["from"]) else {
                return acts.notATime(language.say("visit-not-a-time", ["text": TextValue(filled["from"])]))
            }
            guard let to = asInstant(filled["to"]) else {
                return acts.notATime(language.say("visit-not-a-time", ["text": TextValue(filled["to"])]))
            }
            save(filled["added"], from, to)
        }
        other(text("cancel")) { _ in acts.open(nil) }
    }
}

extension Visit {
    /// The variables of the texts that name a visit.
    var values: [String: TextValue] {
        ["place": TextValue(place), "from": TextValue(asMinute(enter)), "to": TextValue(asMinute(leave))]
    }
}

extension Scanned {
    /// Whether a code was good for entering or leaving.
    var isGood: Bool {
        switch self {
        case .entered, .left, .logAsked: true
        case .foreign, .refused: false
        }
    }
}
