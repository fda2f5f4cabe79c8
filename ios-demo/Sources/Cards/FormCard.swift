import Foundation
import Lancan

// A form, part by part, and what is missing before it is sent.

extension Building {
    /// One part of a form, or of what is known of somebody.
    mutating func part(_ page: QuestionsPage, _ state: DeclareState, _ acts: DeclareActs) {
        let parts = formParts(page.questions)
        let at = page.at
        let isLast = at >= parts.count - 1
        switch page.of {
        case .form(let draft): heading(state.title(draft.form, draft.person, language))
        case .profile(let person):
            heading(profileTitle(person))
            if page.at == 0 { tell("declare-profile-lead", [:], .quiet) }
        }
        told(state)
        if parts.count > 1 { tell("declare-part", ["at": TextValue(page.at + 1), "all": TextValue(parts.count)], .quiet) }
        if page.at == 0 && page.of.isForm { tell("web-draft-prefilled", [:], .quiet) }
        for one in page.at < parts.count ? parts[page.at] : [] where one.ward(page.questions, state.units) == nil {
            question(one, page, state, acts)
        }
        if !isLast {
            main("declare-next") { acts.keep($0, .to(at + 1)) }
        } else if page.of.isForm {
            main("declare-check") { acts.keep($0, .check) }
        } else {
            main("save") { acts.keep($0, .leave) }
        }
        if at > 0 { other(text("declare-back")) { acts.keep($0, .to(at - 1)) } }
        if page.of.isForm {
            other(text("web-draft-later")) { acts.keep($0, .leave) }
        } else if !isLast {
            other(text("save")) { acts.keep($0, .leave) }
        }
    }

    /// What is missing, part by part; or how urgent it is, and the button that sends it.
    mutating func check(
        _ draft: DeclarationDraft, _ questions: [DeclarationQuestion], _ check: DeclarationCheck, _ state: DeclareState,
        _ acts: DeclareActs
    ) {
        heading(state.title(draft.form, draft.person, language))
        told(state)
        let parts = formParts(questions)
        let refused = check.refused.filter { one in
            !questions.contains { $0.linkId == one.linkId && $0.ward(questions, state.units) != nil }
        }
        if let urgency = check.class {
            ready(draft, urgency, check.reason, state, acts)
            other(text("declare-back")) { _ in acts.goTo(draft, parts.count - 1) }
        } else {
            say("declare-missing", ["count": TextValue(refused.count)], .care)
            for (at, part) in parts.enumerated() {
                let here = refused.filter { one in
                    part.contains { $0.linkId == one.linkId && ($0.time == nil || $0.time == one.entry) }
                }
                if here.isEmpty { continue }
                for one in here {
                    let label = part.first { $0.linkId == one.linkId }?.label(language) ?? one.linkId
                    line(answer(label, language.why(one)), .alarm)
                }
                other(text("declare-go-to", ["label": TextValue(part[0].label(language))])) { _ in acts.goTo(draft, at) }
            }
        }
        other(text("web-draft-later")) { _ in acts.open(.home) }
    }

    private mutating func ready(
        _ draft: DeclarationDraft, _ urgency: TriageClass, _ reason: String?, _ state: DeclareState, _ acts: DeclareActs
    ) {
        say("declare-ready", [:], .good)
        tell("web-declare-class-\(urgency.key)", [:], urgency.tone)
        if let reason { tell("declaration-reason-\(reason)") }
        let today = state.forms.first { $0.id == draft.form }?.declaredToday
        if let today {
            tell("phone-declare-today", ["when": TextValue(asMinute(today))], .care)
            tell("web-declare-replaced-by-new")
        }
        tell("web-declare-true")
        main("web-declare-send") { _ in acts.send(draft, today != nil) }
    }
}
