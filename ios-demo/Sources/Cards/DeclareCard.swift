import Foundation
import Lancan

extension Language {
    /// Declaring health: forms, drafts, what waits and what was sent, the family, a form part by part, and the gate pass.
    func declareCard(_ state: DeclareState, _ acts: DeclareActs) -> [Part] {
        card { card in
            switch state.page {
            case .closed: card.closed(state, acts)
            case .home: card.home(state, acts)
            case .family: card.family(state, acts)
            case .person(let person, let written): card.person(person, written, state, acts)
            case .removing(let person): card.removing(person, acts)
            case .questions(let page): card.part(page, state, acts)
            case .check(let draft, let questions, let check): card.check(draft, questions, check, state, acts)
            case .made(let declaration, let answers): card.made(declaration, answers, state, acts)
            }
        }
    }
}

extension Building {
    fileprivate mutating func closed(_ state: DeclareState, _ acts: DeclareActs) {
        heading(text("web-declare"))
        told(state)
        if state.told == nil { tell("declare-lead", [:], .quiet) }
        for waiting in state.waiting { waits(waiting, state) }
        if let pass = state.made.first(where: { $0.arrived?.pass != nil && !$0.replaced }) {
            let title = state.title(pass.form, pass.person, language)
            other(text("declare-look-pass", ["title": TextValue(title)])) { _ in acts.look(pass) }
        }
        main("declare-forms") { _ in acts.open(.home) }
    }

    fileprivate mutating func home(_ state: DeclareState, _ acts: DeclareActs) {
        heading(text("web-declare"))
        told(state)
        tell("declare-lead", [:], .quiet)
        sending(state, acts)
        let (persons, person) = (state.persons, state.person)
        if !persons.isEmpty {
            let options = [Option(code: "", text: text("web-family-me"))]
                + persons.map { Option(code: "\($0.id)", text: $0.name) }
            choice("person", text("declare-for"), options, chosen: person.map { "\($0.id)" } ?? "") { filled in
                acts.choose(persons.first { "\($0.id)" == filled["person"] })
            }
        }
        other(profileTitle(person)) { _ in acts.profile(person) }
        other(text("web-family")) { _ in acts.open(.family) }
        drafts(state, acts)
        heading(text("declare-forms"))
        for form in state.forms {
            let title = ["title": TextValue(state.title(form.id, language))]
            if let today = form.declaredToday {
                let value = text("phone-declare-today", ["when": TextValue(asMinute(today))])
                line(answer(state.title(form.id, language), value), .quiet)
            }
            if form.sameAsYesterday { mainSaying(text("web-again", title)) { _ in acts.same(form.id) } }
            other(text("declare-fill", title)) { _ in acts.begin(form.id, nil) }
        }
        other(text("declare-fetch")) { _ in acts.fetch() }
        let sent = state.made.filter { $0.arrived != nil && $0.person == state.person?.id }
        if !sent.isEmpty { heading(text("web-declare-own")) }
        for declaration in sent {
            line(standing(declaration, state), .quiet)
            let title = state.title(declaration.form, declaration.person, language)
            other(text("declare-look", ["title": TextValue(title)])) { _ in acts.look(declaration) }
        }
        other(text("declare-back")) { _ in acts.open(.closed) }
    }

    private mutating func drafts(_ state: DeclareState, _ acts: DeclareActs) {
        if state.drafts.isEmpty { return }
        heading(text("web-draft-put-aside"))
        for draft in state.drafts {
            let title = TextValue(state.title(draft.form, draft.person, language))
            line(text("declare-draft-line", ["title": title, "when": TextValue(asMinute(draft.changedAt))]), .quiet)
            if !draft.refused.isEmpty { tell("declare-draft-refused", [:], .care) }
            other(text("declare-go-on", ["title": title])) { _ in acts.resume(draft) }
            other(text("declare-drop", ["title": title])) { _ in acts.drop(draft) }
        }
    }

    /// What waits, and with whose number it is sent.
    private mutating func sending(_ state: DeclareState, _ acts: DeclareActs) {
        for waiting in state.waiting { waits(waiting, state) }
        if let session = state.session, let until = session.until {
            tell("declare-signed-in", ["phone": TextValue(session.phone), "when": TextValue(asMinute(until))], .quiet)
            return other(text("declare-sign-out")) { _ in acts.signOut() }
        }
        if state.waiting.isEmpty { return }
        switch state.code {
        case .none:
            say("declare-sign-in")
            field("phone", text("call-phone"), .phone, text: state.session?.phone ?? "", example: "0912 345 678")
            return main("call-ask-password") { acts.askForPassword($0["phone"]) }
        case .asked: heading(text("call-asked"))
        case .sent(let until): heading(text("call-code-sent", ["when": TextValue(asMinute(until))]))
        }
        field("password", text("call-enter-password"), .digits, example: "123456")
        main("declare-sign-in-now") { acts.signIn($0["password"]) }
        other(text("call-again")) { _ in acts.again() }
    }

    private mutating func waits(_ declaration: MadeDeclaration, _ state: DeclareState) {
        let title = state.title(declaration.form, declaration.person, language)
        line(text("declare-is-waiting", ["title": TextValue(title)]), .care)
    }

    /// Where a declaration stands.
    private func standing(_ declaration: MadeDeclaration, _ state: DeclareState) -> String {
        let title = TextValue(state.title(declaration.form, declaration.person, language))
        guard let arrived = declaration.arrived else { return text("declare-is-waiting", ["title": title]) }
        let line = text("declare-is-there", [
            "title": title, "when": TextValue(asMinute(arrived.receivedAt)),
            "class": TextValue(text("web-declare-class-\(arrived.class.key)")),
        ])
        return declaration.replaced ? answer(text("web-declare-replaced"), line) : line
    }

    fileprivate mutating func made(
        _ declaration: MadeDeclaration, _ answers: [DeclarationQuestion], _ state: DeclareState, _ acts: DeclareActs
    ) {
        let arrived = declaration.arrived
        heading(state.title(declaration.form, declaration.person, language))
        if let pass = arrived?.pass {
            say("declare-pass")
            code(text("declare-pass"), pass.text)
            tell("phone-declare-pass", [
                "from": TextValue(asMinute(pass.validFrom)), "to": TextValue(asMinute(pass.validTo)),
            ])
        }
        line(standing(declaration, state), arrived?.class.tone ?? .care)
        if let arrived {
            if let reason = arrived.reason { tell("declaration-reason-\(reason)") }
            heading(text("web-declare-what-to-do"))
            tell("web-declare-do-\(declaration.form)-\(arrived.class.key)")
            tell("web-declare-worse", [:], .quiet)
        }
        if arrived?.pass != nil && declaration.journeyOf == nil {
            other(text("web-group-add")) { _ in acts.begin("vhd", declaration) }
            other(text("web-diary-report")) { _ in acts.begin("vhd-daily", declaration) }
        }
        heading(text("web-declare-sent-answers"))
        for one in answers {
            let shown = one.answers.map { one.shown($0, language, state.units) }.joined(separator: ", ")
            line(answer(one.label(language), shown), .quiet)
        }
        other(text("declare-back")) { _ in acts.open(.home) }
    }

    mutating func told(_ state: DeclareState) {
        if let told = state.told { said(told, state.toldGood ? .good : .care) }
    }

    /// What the page of somebody's details is called.
    func profileTitle(_ person: DeclarationPerson?) -> String {
        person.map { text("declare-profile-of", ["name": TextValue($0.name)]) } ?? text("declare-profile")
    }

    /// A question and its answer in one line.
    func answer(_ label: String, _ value: String) -> String {
        text("declare-answer", ["label": TextValue(label), "value": TextValue(value)])
    }
}

extension TriageClass {
    /// The end of the keys of its texts.
    var key: String {
        switch self {
        case .green: "green"
        case .yellow: "yellow"
        case .red: "red"
        }
    }

    /// How it looks.
    var tone: Tone {
        switch self {
        case .green: .good
        case .yellow: .care
        case .red: .alarm
        }
    }
}
