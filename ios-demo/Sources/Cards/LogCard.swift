import Foundation
import Lancan

/// What the card of visitor logs shows.
struct LogState {
    /// What the user is asked at a place that must list its visitors; nil where nothing is asked.
    var question: LogQuestion?
    /// Who the user is; nil where they have not said.
    var contact: LogContact?
    /// What waits on this phone.
    var entries: [LogEntry] = []
    /// The user writes who they are.
    var isWriting = false
    /// What the last act came to: good, or else the reason why nothing was done.
    var told: Said?
    var toldGood = true
}

/// What the user does about visitor logs.
struct LogActs {
    /// Keeps who the user is.
    let save: @MainActor (LogContact) -> Void
    let forget: @MainActor () -> Void
    /// Opens the form of who the user is, or closes it.
    let write: @MainActor (Bool) -> Void
    /// The user agrees to be listed, with so many who come along.
    let agree: @MainActor (LogQuestion, _ companions: UInt8) -> Void
    let decline: @MainActor (LogQuestion) -> Void
    /// What was written is no number.
    let wrong: @MainActor (Said) -> Void
}

extension Language {
    /// A place that must list its visitors: the question before anything is sent, who the user is, and what waits.
    func logCard(_ state: LogState, _ acts: LogActs) -> [Part] {
        card { card in
            if let question = state.question {
                card.say("place-log-asked", ["place": TextValue(question.visit.place)])
                card.tell("phone-log-what")
                card.tell("phone-log-who", ["authority": TextValue(question.authority)])
                card.tell("phone-log-kept", ["days": TextValue(integerLiteral: Int64(question.keptDays))])
                card.tell("phone-log-nothing-else")
                card.tell("phone-log-other-way")
            } else {
                card.heading(card.text("phone-log-contact"))
            }
            if let told = state.told { card.said(told, state.toldGood ? .good : .care) }
            card.logAsked(state, acts)
            if let question = state.question { card.other(card.text("phone-log-decline")) { _ in acts.decline(question) } }
            for entry in state.entries {
                let way = card.text(
                    entry.direction == .in ? "phone-log-in" : "phone-log-out",
                    ["place": TextValue(entry.place), "when": TextValue(asMinute(entry.at))])
                let standing = card.text(entry.standing == .asked ? "phone-log-is-asked" : "phone-log-is-waiting")
                card.line("\(way): \(standing)", .quiet)
            }
        }
    }
}

extension Building {
    fileprivate mutating func logAsked(_ state: LogState, _ acts: LogActs) {
        if state.isWriting || (state.question != nil && state.contact == nil) { return writing(state, acts) }
        guard let contact = state.contact else {
            tell("phone-log-contact-none", [:], .quiet)
            return other(text("phone-log-change")) { _ in acts.write(true) }
        }
        guard let question = state.question else {
            line("\(contact.name), \(contact.phone)")
            other(text("phone-log-change")) { _ in acts.write(true) }
            return other(text("phone-log-forget")) { _ in acts.forget() }
        }
        let language = language
        tell("phone-log-as", ["name": TextValue(contact.name), "phone": TextValue(contact.phone)])
        field("companions", text("phone-log-companions"), .digits, text: "0")
        main("phone-log-agree") { filled in
            let written = filled["companions"].trimmingCharacters(in: .whitespaces)
            guard let companions = UInt8(written.isEmpty ? "0" : written) else {
                return acts.wrong(language.say("phone-log-companions-wrong"))
            }
            acts.agree(question, companions)
        }
        other(text("phone-log-change")) { _ in acts.write(true) }
    }

    private mutating func writing(_ state: LogState, _ acts: LogActs) {
        if state.contact == nil { tell("phone-log-contact-needed") }
        field("name", text("phone-log-name"), .text, text: state.contact?.name ?? "")
        field("phone", text("phone-log-phone"), .phone, text: state.contact?.phone ?? "")
        field("born", text("phone-log-birth-year"), .digits, text: state.contact?.birthYear.map { String($0) } ?? "")
        let unit = state.contact?.unit
        main("phone-log-save") { filled in
            let written = filled["born"].trimmingCharacters(in: .whitespaces)
            // A year that is none is refused like any other wrong one.
            let born: UInt16? = written.isEmpty ? nil : UInt16(written) ?? .max
            acts.save(LogContact(name: filled["name"], phone: filled["phone"], birthYear: born, unit: unit))
        }
        if state.isWriting { other(text("cancel")) { _ in acts.write(false) } }
    }
}
