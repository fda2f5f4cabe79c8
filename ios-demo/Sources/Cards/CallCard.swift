import Foundation
import Lancan

/// Where a call stands that a warned user asks for.
struct CallState {
    /// What asking would tell; nil where nobody asks, or the warning does not hold any more.
    var review: CallReview?
    /// How far it has come; nil before a number was given. Never a failure: that is ``problem``.
    var stage: CallStage?
    /// Days that are not spoken of.
    var leftOut: Set<Date> = []
    /// Why the last try failed.
    var problem: Problem?

    /// Whether a call is asked for.
    var isOpen: Bool { review != nil || stage != nil }
}

/// What the user does about a call.
struct CallActs {
    /// Asks for the code by SMS to this number.
    let askForPassword: @MainActor (String) -> Void
    let leaveOut: @MainActor (Date) -> Void
    let send: @MainActor (_ password: String, _ keys: Bool, _ encounters: Bool) -> Void
    /// Goes back to the number.
    let again: @MainActor () -> Void
    /// Takes the wish back, or puts away one that has arrived.
    let putAway: @MainActor () -> Void
}

extension Language {
    /// Asking to be called: who learns what, the number, the code from the SMS, consents, and what the officer says first.
    func callCard(_ state: CallState, _ acts: CallActs) -> [Part] {
        card { card in
            switch state.stage {
            case nil:
                if let review = state.review { card.number(review, state, acts) }
            case .asked:
                card.heading(card.text("call-asked"))
                card.code(state, acts)
            case .codeSent(let until):
                card.heading(card.text("call-code-sent", ["when": TextValue(asMinute(until))]))
                card.code(state, acts)
            case .sending(let words):
                card.say("call-sending")
                card.words(words)
            case .arrived(let words, let callBy):
                card.say("call-arrived", ["when": TextValue(asMinute(callBy))], .good)
                card.words(words)
                card.other(card.text("call-put-away")) { _ in acts.putAway() }
            case .failed(let problem):
                card.failed(problem)
            }
        }
    }
}

extension Building {
    fileprivate mutating func number(_ review: CallReview, _ state: CallState, _ acts: CallActs) {
        say("call-offer")
        failed(state.problem)
        tell("call-who-learns", ["authority": TextValue(review.authority)])
        for day in review.days { tell("call-day", near(day)) }
        field("phone", text("call-phone"), .phone, example: "0912 345 678")
        tell("call-only-number", [:], .quiet)
        main("call-ask-password") { acts.askForPassword($0["phone"]) }
        other(text("cancel")) { _ in acts.putAway() }
    }

    fileprivate mutating func code(_ state: CallState, _ acts: CallActs) {
        failed(state.problem)
        field("password", text("call-enter-password"), .digits, example: "123456")
        let days = state.review?.days ?? []
        for day in days {
            let date = ["day": TextValue(asDay(day.day))]
            if state.leftOut.contains(day.day) {
                tell("call-left-out", date, .care)
            } else {
                tell("call-day", near(day))
                other(text("call-leave-out", date)) { _ in acts.leaveOut(day.day) }
            }
        }
        if days.allSatisfy({ state.leftOut.contains($0.day) }) {
            tell("call-nothing-left", [:], .care)
        } else {
            tell("call-agree", [:], .quiet)
            let told = Set(days.filter { !state.leftOut.contains($0.day) }.map { text("call-day", near($0)) })
            tick("keys", text("consent-call-keys"), of: told)
            tick("encounters", text("consent-call-encounters"), of: told)
            main("call-send") { acts.send($0["password"], $0.ticked("keys"), $0.ticked("encounters")) }
        }
        other(text("call-again")) { _ in acts.again() }
        other(text("cancel")) { _ in acts.putAway() }
    }

    private func near(_ day: CallDay) -> [String: TextValue] {
        ["day": TextValue(asDay(day.day)), "minutes": TextValue(day.seconds / 60)]
    }

    fileprivate mutating func words(_ words: CallWords) {
        tell("call-words-first", ["words": TextValue(words.said(language))], .care)
    }

    fileprivate mutating func failed(_ problem: Problem?) {
        guard let problem else { return }
        tell("call-failed", [:], .alarm)
        failure(problem, .alarm)
    }
}
