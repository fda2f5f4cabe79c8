import Foundation
import Lancan

// Declaring health, for oneself and the family: filled in without a network, sent when there is one.

extension Model {
    var declareCard: [Part] { language.declareCard(declare, declareActs) }

    private var declareActs: DeclareActs {
        DeclareActs(
            open: { self.declare.show($0) },
            choose: { person in
                self.declare.person = person
                self.declaring { model, tracer in try await model.lookAtDeclarations(tracer) }
            },
            save: save,
            remove: { person in
                self.declaring { model, tracer in
                    try await tracer.remove(person)
                    model.declare.show(.family)
                    try await model.lookAtDeclarations(tracer)
                }
            },
            refuse: { page, said in (self.declare.page, self.declare.told, self.declare.toldGood) = (page, said, false) },
            profile: { person in self.declaring { model, tracer in try await model.ask(.profile(person), tracer) } },
            begin: { form, journeyOf in
                self.declaring { model, tracer in
                    // A traveller of a group is nobody of the family.
                    let person = journeyOf == nil ? model.declare.person : nil
                    let id = try await tracer.beginDeclaration(form: form, person: person, journeyOf: journeyOf)
                    let draft = try await tracer.declarationDrafts().first { $0.id == id }
                    if let draft { try await model.ask(.form(draft), tracer) }
                }
            },
            resume: { draft in self.declaring { model, tracer in try await model.ask(.form(draft), tracer) } },
            drop: { draft in
                self.declaring { model, tracer in
                    try await tracer.deleteDeclarationDraft(draft.id)
                    try await model.lookAtDeclarations(tracer)
                }
            },
            same: { form in
                self.declaring { model, tracer in
                    try await tracer.declareSame(form: form, person: model.declare.person)
                    model.declare.tell(model.language.say("phone-declare-waits"), good: true)
                    try await model.lookAtDeclarations(tracer)
                }
            },
            answer: { question, filled in self.answered(question, filled) },
            mean: { question, field, code, filled in
                var filled = filled
                filled.fields[field] = code
                self.answered(question, filled)
            },
            keep: keep,
            goTo: { draft, part in
                self.declaring { model, tracer in try await model.ask(.form(draft), tracer, part: part, isChecked: true) }
            },
            send: { draft, replaces in
                self.declaring { model, tracer in
                    try await tracer.declare(draft.id, replaces: replaces)
                    model.declare.page = .home
                    model.declare.tell(model.language.say("phone-declare-waits"), good: true)
                    try await model.lookAtDeclarations(tracer)
                }
            },
            look: { made in
                self.declaring { model, tracer in model.declare.show(.made(made, try await tracer.answers(of: made))) }
            },
            askForPassword: { phone in
                self.declaring { model, tracer in
                    try await tracer.askToDeclare(phone: phone, language: model.language)
                    (model.declare.code, model.declare.told) = (.asked, nil)
                    try await model.lookAtDeclarations(tracer)
                }
            },
            signIn: { password in self.declaring { _, tracer in try await tracer.signInToDeclare(password: password) } },
            again: { (self.declare.code, self.declare.told) = (.none, nil) },
            signOut: {
                self.declaring { model, tracer in
                    try await tracer.signOutOfDeclaring()
                    try await model.lookAtDeclarations(tracer)
                }
            },
            fetch: { self.declaring { _, tracer in try await tracer.fetchForms() } })
    }

    /// Does what may fail, and says on the card when it does.
    private func declaring(_ work: @escaping @MainActor (Model, Tracer) async throws -> Void) {
        act(failed: { self.declare.tell($0.said(self.language), good: false) }, work)
    }

    /// What there is now. A part that is being filled in stays as it is.
    func lookAtDeclarations(_ tracer: Tracer) async throws {
        if declare.units.isEmpty { declare.units = await Self.units() }
        let persons = try await tracer.declarationPersons()
        let person = persons.first { $0.id == declare.person?.id }
        (declare.persons, declare.person) = (persons, person)
        declare.forms = try await tracer.declarationForms(for: person)
        declare.all = try await tracer.declarationForms()
        declare.drafts = try await tracer.declarationDrafts()
        declare.made = try await tracer.declarations()
        declare.session = try await tracer.declaringSession()
        if case .made(let before, let answers) = declare.page, let now = declare.made.first(where: { $0.id == before.id }) {
            declare.page = .made(now, answers)
        }
    }

    /// Shows what becomes of each declaration, for as long as the process lives.
    func followDeclarations(_ tracer: Tracer) async {
        for await stage in tracer.declaringStages {
            switch stage {
            case .formsChecked(let changed):
                declare.tell(language.say(changed ? "phone-declare-new-forms" : "phone-declare-same-forms"), good: true)
            case .formsFailed(let problem): declare.tell(problem.said(language), good: false)
            case .codeSent(let until): (declare.code, declare.told) = (.sent(until: until), nil)
            case .signedIn: (declare.code, declare.told) = (.none, nil)
            case .signInFailed(let problem):
                // Without a code on its way the number is asked for again.
                if case .asked = declare.code { declare.code = .none }
                declare.tell(problem.said(language), good: false)
            case .signInNeeded: declare.tell(Problem.SignInNeeded.said(language), good: false)
            case .arrived(let id):
                if let made = try? await tracer.declarations().first(where: { $0.id == id }) {
                    let title = declare.title(made.form, made.person, language)
                    declare.tell(language.say("declare-arrived", ["title": TextValue(title)]), good: true)
                }
            case .alreadyToday: declare.tell(language.say("web-declare-replaced-by-new"), good: false)
            case .refused(_, let problem): declare.tell(problem.said(language), good: false)
            }
            try? await lookAtDeclarations(tracer)
        }
    }

    private func save(_ person: DeclarationPerson?, _ new: NewPerson, _ filled: Filled) {
        act(failed: { problem in
            let said = problem == .RequestInvalid ? self.language.say("declare-person-refused") : problem.said(self.language)
            self.declare.page = .person(person, written: filled)
            self.declare.tell(said, good: false)
        }) { model, tracer in
            if let person {
                try await tracer.change(
                    person, name: new.name, birthYear: new.birthYear, relation: new.relation, phone: new.phone)
            } else {
                _ = try await tracer.addDeclarationPerson(
                    name: new.name, birthYear: new.birthYear, relation: new.relation, phone: new.phone, consent: true)
            }
            model.declare.page = .family
            model.declare.tell(model.language.say("declare-saved"), good: true)
            try await model.lookAtDeclarations(tracer)
        }
    }

    private func asked(_ of: Answering, _ tracer: Tracer) async throws -> [DeclarationQuestion] {
        switch of {
        case .form(let draft): try await tracer.declarationQuestions(draft.id)
        case .profile(let person): try await tracer.declarationProfile(of: person)
        }
    }

    private func give(
        _ of: Answering, _ question: DeclarationQuestion, _ words: [String], _ tracer: Tracer
    ) async throws -> [AnswerRefused] {
        switch of {
        case .form(let draft): try await tracer.answerDeclaration(draft.id, question: question, words: words)
        case .profile(let person):
            try await tracer.answerDeclarationProfile(of: person, question: question, words: words)
        }
    }

    private func ask(_ of: Answering, _ tracer: Tracer, part: Int = 0, isChecked: Bool = false) async throws {
        var page = QuestionsPage(of: of, questions: try await asked(of, tracer), at: part, isChecked: isChecked)
        page.wrong = try await missing(page, tracer)
        declare.show(.questions(page))
    }

    /// What is missing, once the user wanted to send.
    private func missing(_ page: QuestionsPage, _ tracer: Tracer) async throws -> [Wrong] {
        guard page.isChecked, case .form(let draft) = page.of else { return [] }
        return try await tracer.checkDeclaration(draft.id).refused.map { language.wrong($0, page.questions) }
    }

    /// Something was chosen or ticked: what is asked may be other questions now. What is written elsewhere stays where it is.
    private func answered(_ question: DeclarationQuestion, _ filled: Filled) {
        guard case .questions(let before) = declare.page else { return }
        declaring { model, tracer in
            let (wrong, several) = try await model.take(before, [question], filled, tracer)
            let isTaken = wrong.isEmpty && several == nil
            var page = before
            page.questions = try await model.asked(page.of, tracer)
            page.written = filled.fields.filter { written in
                !isTaken || !(written.key == question.linkId || written.key.hasPrefix("\(question.linkId)#")
                    || written.key.hasPrefix("\(question.linkId)/") || written.key.hasSuffix("="))
            }
            page.several = several
            page.wrong = wrong + (try await model.missing(page, tracer))
            model.declare.show(.questions(page))
        }
    }

    /// Gives the core what stands in the fields of these questions; returns what is wrong with it.
    private func take(
        _ page: QuestionsPage, _ questions: [DeclarationQuestion], _ filled: Filled, _ tracer: Tracer
    ) async throws -> ([Wrong], Several?) {
        var wrong: [Wrong] = []
        var several: Several?
        for question in questions {
            switch question.read(filled, language, declare.units) {
            case .unknown(let one): wrong.append(one)
            case .several(let one): several = several ?? one
            case .words(let words):
                if words == question.answers { continue }
                let refused = try await give(page.of, question, words, tracer)
                wrong += refused.map { language.wrong($0, page.questions) }
                if refused.isEmpty { try await around(page, question, words, tracer) }
            }
        }
        return (wrong, several)
    }

    /// A ward says in which district and province it lies.
    private func around(
        _ page: QuestionsPage, _ ward: DeclarationQuestion, _ words: [String], _ tracer: Tracer
    ) async throws {
        for question in page.questions where question.ward(page.questions, declare.units) == ward {
            let digits = question.kind == .province ? 2 : 3
            let line = words.first.flatMap { declare.units.named($0) }?.line ?? []
            _ = try await give(page.of, question, line.map(\.code).filter { $0.count == digits }, tracer)
        }
    }

    private func keep(_ filled: Filled, _ onward: Onward) {
        guard case .questions(let page) = declare.page else { return }
        let parts = formParts(page.questions)
        let part = page.at < parts.count ? parts[page.at] : []
        let units = declare.units
        let fields = part.filter { $0.kind != .heading && $0.kind != .words && $0.ward(page.questions, units) == nil }
        declaring { model, tracer in
            let (wrong, several) = try await model.take(page, fields, filled, tracer)
            let stays =
                switch onward {
                case .to(let at): at > page.at
                case .check: true
                case .leave: !page.of.isForm
                }
            if stays && !(wrong.isEmpty && several == nil) {
                var next = page
                next.questions = try await model.asked(page.of, tracer)
                (next.written, next.several) = (filled.fields, several)
                next.wrong = wrong + (try await model.missing(next, tracer))
                return model.declare.show(.questions(next))
            }
            switch onward {
            case .to(let at): try await model.ask(page.of, tracer, part: at, isChecked: page.isChecked)
            case .check:
                guard case .form(let draft) = page.of else { return }
                let check = try await tracer.checkDeclaration(draft.id)
                model.declare.show(.check(draft, try await tracer.declarationQuestions(draft.id), check))
            case .leave:
                model.declare.page = .home
                model.declare.tell(model.language.say("declare-saved"), good: true)
                try await model.lookAtDeclarations(tracer)
            }
        }
    }

    /// The provinces, districts and wards of the forms, shipped with the app (`server/data/units`).
    private static func units() async -> AdministrativeUnits {
        await Task.detached {
            let file = Bundle.main.url(forResource: "2021", withExtension: "tsv")
            let list = file.flatMap { try? String(contentsOf: $0, encoding: .utf8) }
            return AdministrativeUnits(list ?? "")
        }.value
    }
}

extension DeclareState {
    fileprivate mutating func show(_ page: DeclarePage) { (self.page, told) = (page, nil) }

    fileprivate mutating func tell(_ said: Said, good: Bool) { (told, toldGood) = (said, good) }
}
