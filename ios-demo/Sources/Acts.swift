import Foundation
import Lancan

// What the user does on warnings, the call, visits and permissions, and the cards of them.

extension Model {
    var warningsCard: [Part] {
        let callMe: @MainActor (Warning) -> Void = { warning in
            self.act { model, _ in
                model.calledAbout = warning
                try await model.lookAtCall(nil)
            }
        }
        // Whoever is not warned of anything yet is not told that there is no warning.
        if host == nil && warnings.isEmpty && places.isEmpty { return [] }
        return language.warningsCard(warnings, places, WarningActs(
            dismiss: { warning in
                self.act { model, tracer in
                    try await tracer.dismiss(warning)
                    model.warnings.removeAll { $0.warning.id == warning.id }
                }
            },
            dismissPlace: { warning in
                self.act { model, tracer in
                    try await tracer.dismiss(warning)
                    try await model.look(tracer)
                }
            },
            callMe: call.isOpen ? nil : callMe))
    }

    var callCard: [Part] {
        let failed: @MainActor (Problem) -> Void = { self.call.problem = $0 }
        return language.callCard(call, CallActs(
            askForPassword: { phone in
                guard let warning = self.calledAbout else { return }
                self.act(failed: failed) { model, tracer in
                    try await tracer.askForPassword(warning, phone: phone, language: model.language)
                    try await model.lookAtCall(nil)
                }
            },
            leaveOut: { self.call.leftOut.insert($0) },
            send: { password, keys, encounters in
                self.act(failed: failed) { model, tracer in
                    try await tracer.callMe(
                        password: password, leavingOut: model.call.leftOut.sorted(), keys: keys, encounters: encounters,
                        language: model.language)
                    try await model.lookAtCall(nil)
                }
            },
            again: { (self.call.stage, self.call.problem) = (nil, nil) },
            putAway: {
                self.act { model, tracer in
                    try await tracer.cancelCall()
                    (model.call, model.calledAbout) = (CallState(), nil)
                }
            }))
    }

    /// Looks where the call stands, after a try that failed for this reason or none.
    func lookAtCall(_ problem: Problem?) async throws {
        guard let tracer else { return }
        call.stage = try await tracer.callStage()
        if calledAbout == nil, let id = try await tracer.calledAbout() {
            calledAbout = try await tracer.keptWarnings().first { $0.warning.id == id }?.warning
        }
        // Nothing where the warning does not hold any more.
        if let calledAbout { call.review = try? await tracer.callReview(calledAbout) }
        call.problem = problem
    }

    /// What to allow, the most needed first; it can be put off while it stands alone.
    var needsCard: [Part] { language.needsCard(asked.open.map(need)) }

    private func need(_ asked: Asked) -> Need {
        let later: @MainActor () -> Void = { self.asked.putOff(asked) }
        return Need(
            said: asked.said(language),
            ask: {
                self.act { model, tracer in
                    model.asked.note(asked)
                    switch asked {
                    case .bluetooth: try await model.start(tracer)
                    case .notifications: model.host?.askForNotifications()
                    }
                }
            },
            later: self.asked.first == asked ? later : nil)
    }

    var statusCard: [Part] {
        guard let status, host != nil else { return [] }
        return language.statusCard(
            status, pause: { self.act { _, tracer in try await tracer.pause() } },
            resume: { self.act { _, tracer in try await tracer.resume() } })
    }

    var visitsCard: [Part] {
        let failed: @MainActor (Problem) -> Void = { self.tell($0.said(self.language), good: false) }
        return language.visitsCard(visits, VisitActs(
            scan: scan(.place),
            use: use,
            add: { code, enter, leave in
                self.act(failed: failed) { model, tracer in
                    try await model.took(tracer.addVisit(code, from: enter, until: leave), tracer)
                }
            },
            edit: { visit, enter, leave in
                self.act(failed: failed) { model, tracer in
                    try await tracer.edit(visit, from: enter, until: leave)
                    model.visits = VisitsState(days: try await tracer.visits())
                }
            },
            delete: { visit in
                self.act(failed: failed) { model, tracer in
                    try await tracer.delete(visit)
                    model.visits = VisitsState(told: model.language.say("visit-deleted"))
                    // The warning that rested on it is gone, too.
                    try await model.look(tracer)
                }
            },
            leave: { visit in
                self.act(failed: failed) { model, tracer in
                    try await tracer.edit(visit, from: visit.enter, until: Date())
                    model.visits = VisitsState(days: try await tracer.visits())
                }
            },
            open: { (self.visits.form, self.visits.told) = ($0, nil) },
            notATime: { self.tell($0, good: false) }))
    }

    /// A place that must list its visitors, who the user is, and what waits.
    var logCard: [Part] {
        let failed: @MainActor (Problem) -> Void = { problem in
            self.log.told = problem == .RequestInvalid
                ? self.language.say("phone-log-contact-refused") : problem.said(self.language)
            self.log.toldGood = false
        }
        func act(_ done: String, _ work: @escaping @MainActor (Model, Tracer) async throws -> Void) {
            self.act(failed: failed) { model, tracer in
                try await work(model, tracer)
                (model.log.told, model.log.toldGood) = (model.language.say(done), true)
                try await model.lookAtLog(tracer)
            }
        }
        return language.logCard(log, LogActs(
            save: { contact in
                act("phone-log-contact-kept") { model, tracer in
                    try await tracer.setLogContact(contact)
                    model.log.isWriting = false
                }
            },
            forget: { act("phone-log-contact-forgotten") { _, tracer in try await tracer.forgetLogContact() } },
            write: { (self.log.isWriting, self.log.told) = ($0, nil) },
            agree: { question, companions in
                act("phone-log-agreed") { model, tracer in
                    try await tracer.agreeToLog(question.visit, companions: companions)
                    model.log.question = nil
                }
            },
            decline: { question in
                act("phone-log-declined") { model, tracer in
                    try await tracer.declineLog(question.visit)
                    model.log.question = nil
                }
            },
            wrong: { (self.log.told, self.log.toldGood) = ($0, false) }))
    }

    /// Takes the text of a code: enters the place, or leaves it.
    func use(_ text: String) {
        act(failed: { self.tell($0.said(self.language), good: false) }) { model, tracer in
            try await model.took(tracer.scanPlace(text), tracer)
        }
    }

    private func tell(_ said: Said, good: Bool) { (visits.told, visits.toldGood) = (said, good) }

    /// A code that was refused can be corrected where it stands.
    private func took(_ scanned: Scanned, _ tracer: Tracer) async throws {
        let form = visits.form
        visits = language.scanned(scanned, try await tracer.visits())
        if !scanned.isGood { visits.form = form }
        if case .logAsked(let question) = scanned { log = LogState(question: question) }
        try await lookAtLog(tracer)
    }
}
