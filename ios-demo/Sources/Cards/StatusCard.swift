import Lancan

extension Language {
    /// Whether tracing works, and what stands in its way.
    func statusCard(
        _ status: Status, pause: @escaping @MainActor () -> Void, resume: @escaping @MainActor () -> Void
    ) -> [Part] {
        card { card in
            if status.paused { card.say("status-paused", [:], .care) }
            if !status.paused && status.blocked.isEmpty { card.say("status-working", [:], .good) }
            for blocked in status.blocked { card.said(blocked.said(self), .care) }
            for trouble in status.troubles { card.said(trouble.said(self), .care) }
            if let checked = status.lastChecked {
                card.tell("status-last-checked", ["when": TextValue(asMinute(checked))], .quiet)
            } else {
                card.tell("status-never-checked", [:], .quiet)
            }
            let coverage = status.coverage
            if coverage.days > 0 {
                let days = ["worked": TextValue(coverage.workedDays), "days": TextValue(coverage.days)]
                card.tell("status-coverage", days, .quiet)
            }
            for gap in coverage.gaps {
                card.tell("coverage-gap", [
                    "day": TextValue(asDay(gap.day)), "sent": TextValue(gap.sentMinutes),
                    "listened": TextValue(gap.listenedMinutes),
                ], .quiet)
            }
            if status.paused {
                card.main("resume") { _ in resume() }
            } else {
                card.other(card.text("pause")) { _ in pause() }
            }
        }
    }

    /// Why the app cannot work at all.
    func problemCard(_ problem: Problem) -> [Part] { card { $0.failure(problem, .alarm) } }

    /// What the app is for, before it asks for anything.
    func welcomeCard() -> [Part] {
        card { card in
            card.heading(card.text("welcome"))
            card.tell("welcome-what")
            card.tell("welcome-next")
        }
    }

    /// The first of what the user should allow. One thing builds on the other, so the app asks for one at a time.
    func needsCard(_ needs: [Need]) -> [Part] {
        card { card in
            guard let need = needs.first else { return }
            card.tell("needs-title", ["count": TextValue(needs.count)], .care)
            card.said(need.said)
            card.main("needs-allow") { _ in need.ask() }
            if let done = need.done { card.other(card.text("needs-done")) { _ in done() } }
            if let later = need.later { card.other(card.text("cancel")) { _ in later() } }
        }
    }
}

/// Something that the user should allow, with the reason why.
struct Need {
    /// What, and why.
    let said: Said
    /// Asks for it.
    let ask: @MainActor () -> Void
    /// For what no interface tells whether it was done: the user says so.
    var done: (@MainActor () -> Void)?
    /// Puts it off, at a first start.
    var later: (@MainActor () -> Void)?
}
