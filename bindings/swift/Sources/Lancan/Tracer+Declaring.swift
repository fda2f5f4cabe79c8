import Foundation

/// Declarations of health: filled in without a network, checked by the code that the server checks with, sent when there is a
/// network. How declaring goes is told by ``Tracer/declaringStages``.
extension Tracer {
    /// Fetches the authority's forms; those that are here stay until others have come.
    public func fetchForms() async throws {
        try await loop.command { try $0.fetchForms(now: $1) }
    }

    /// The forms that can be answered, with what was declared today for `person`; nil: for the user.
    public func declarationForms(for person: DeclarationPerson? = nil) async throws -> [DeclarationForm] {
        try await loop.timed { try $0.declarationForms(now: $1, person: person?.id) }
    }

    /// Adds a person for whom the user declares: a child, or somebody without a telephone.
    ///
    /// - Parameters:
    ///   - name: The person's name.
    ///   - birthYear: The year in which they were born.
    ///   - relation: What they are to the user.
    ///   - phone: Their own number, by which they can take their record over.
    ///   - consent: They agree, or the user is the child's parent or guardian.
    /// - Throws: ``Problem/RequestInvalid`` for a name or year that nobody has, and without consent
    public func addDeclarationPerson(
        name: String, birthYear: Int32, relation: Relation, phone: String? = nil, consent: Bool
    ) async throws -> Int64 {
        try await loop.timed {
            try $0.addDeclarationPerson(
                now: $1, name: name, birthYear: birthYear, relation: relation, phone: phone, consent: consent)
        }
    }

    /// Corrects what is written of a person. Later forms begin with it; what the server knows of the person stays.
    ///
    /// - Parameters:
    ///   - person: Who they are.
    ///   - name: The person's name.
    ///   - birthYear: The year in which they were born.
    ///   - relation: What they are to the user.
    ///   - phone: Their own number, by which they can take their record over.
    /// - Throws: ``Problem/RequestInvalid`` for a name or year that nobody has, ``Problem/PhoneMistyped``
    public func change(
        _ person: DeclarationPerson, name: String, birthYear: Int32, relation: Relation, phone: String? = nil
    ) async throws {
        try await loop.timed {
            try $0.changeDeclarationPerson(
                now: $1, id: person.id, name: name, birthYear: birthYear, relation: relation, phone: phone)
        }
    }

    /// What is known of `person`, as the questions that forms ask about persons; nil: of the user. None is about health.
    public func declarationProfile(of person: DeclarationPerson? = nil) async throws -> [DeclarationQuestion] {
        try await loop.call { try $0.declarationProfile(person: person?.id) }
    }

    /// Writes what is known of a person; later forms begin with it. What is wrong comes back, and what was known stays.
    ///
    /// - Parameters:
    ///   - person: Of whom; nil: of the user.
    ///   - question: One of ``declarationProfile(of:)``.
    ///   - words: The answers, as ``answerDeclaration(_:question:words:)`` takes them.
    public func answerDeclarationProfile(
        of person: DeclarationPerson?, question: DeclarationQuestion, words: [String]
    ) async throws -> [AnswerRefused] {
        try await loop.timed {
            try $0.answerDeclarationProfile(
                now: $1, person: person?.id, linkId: question.linkId, time: question.time, words: words)
        }
    }

    /// Forgets a person with everything that was declared for them on this phone; the server keeps what it has.
    public func remove(_ person: DeclarationPerson) async throws {
        _ = try await loop.timed { try $0.removeDeclarationPerson(now: $1, id: person.id) }
    }

    /// The persons for whom the user declares.
    public func declarationPersons() async throws -> [DeclarationPerson] {
        try await loop.call { try $0.declarationPersons() }
    }

    /// Begins to fill in a form, or goes on with the draft that there is: returns the draft. What is known of the person is
    /// written already, never their health.
    ///
    /// - Throws: ``Problem/NotFound`` where there is no such form, person or declaration of entry
    public func beginDeclaration(
        form: String, person: DeclarationPerson? = nil, journeyOf: MadeDeclaration? = nil
    ) async throws -> Int64 {
        try await loop.timed {
            try $0.beginDeclaration(now: $1, form: form, person: person?.id, journeyOf: journeyOf?.id)
        }
    }

    /// The forms that are being filled in.
    public func declarationDrafts() async throws -> [DeclarationDraft] {
        try await loop.call { try $0.declarationDrafts() }
    }

    /// Drops a draft.
    public func deleteDeclarationDraft(_ draft: Int64) async throws {
        _ = try await loop.timed { try $0.deleteDeclarationDraft(now: $1, draft: draft) }
    }

    /// The items of a draft that are asked by the answers so far, with what was answered.
    public func declarationQuestions(_ draft: Int64) async throws -> [DeclarationQuestion] {
        try await loop.call { try $0.declarationQuestions(draft: draft) }
    }

    /// Answers a question of a draft. What is wrong comes back, and the draft stays as it was.
    public func answerDeclaration(
        _ draft: Int64, question: DeclarationQuestion, words: [String]
    ) async throws -> [AnswerRefused] {
        try await loop.timed {
            try $0.answerDeclaration(
                now: $1, draft: draft, linkId: question.linkId, time: question.time, words: words)
        }
    }

    /// What is wrong or missing in a draft, or how urgent it is: by the same code as the server's.
    public func checkDeclaration(_ draft: Int64) async throws -> DeclarationCheck {
        try await loop.call { try $0.checkDeclaration(draft: draft) }
    }

    /// Declares what a draft says. It is sent as soon as the user has signed in and there is a network, also after a restart.
    ///
    /// - Parameters:
    ///   - draft: The draft's number.
    ///   - replaces: It takes the place of what was declared today.
    /// - Throws: ``Problem/RequestInvalid`` while something is wrong or missing, ``Problem/Conflict`` where the form was answered
    ///   today and this does not replace it
    public func declare(_ draft: Int64, replaces: Bool = false) async throws {
        try await loop.command { try $0.declare(now: $1, draft: draft, replaces: replaces) }
    }

    /// Declares that nothing changed since yesterday.
    ///
    /// - Throws: ``Problem/NothingToDo`` where yesterday's is not there or was not green, or today was declared already
    public func declareSame(form: String, person: DeclarationPerson? = nil) async throws {
        try await loop.command { try $0.declareSame(now: $1, form: form, person: person?.id) }
    }

    /// The declarations of this phone with their gate passes, the newest first.
    public func declarations() async throws -> [MadeDeclaration] {
        try await loop.call { try $0.declarations() }
    }

    /// The questions of a declaration that were answered.
    public func answers(of declaration: MadeDeclaration) async throws -> [DeclarationQuestion] {
        try await loop.call { try $0.declaredAnswers(declaration: declaration.id) }
    }

    /// With whose number declarations are sent; nil where no number was given.
    public func declaringSession() async throws -> DeclaringSession? {
        try await loop.call { try $0.declaringSession() }
    }

    /// Asks for a one-time password by SMS, with which declarations are sent.
    ///
    /// - Throws: ``Problem/PhoneMistyped`` when `phone` is no telephone number
    public func askToDeclare(phone: String, language: Language = .preferred) async throws {
        let tag = language == .english ? "en" : "vi"
        try await loop.command { try $0.askToDeclare(now: $1, phone: phone, language: tag) }
    }

    /// Shows the password that came by SMS.
    ///
    /// - Throws: ``Problem/OtpWrong`` when `password` is not six digits
    public func signInToDeclare(password: String) async throws {
        try await loop.command { try $0.signInToDeclare(now: $1, password: password) }
    }

    /// Forgets the number and its session. What waits goes on waiting.
    public func signOutOfDeclaring() async throws {
        try await loop.timed { try $0.signOutOfDeclaring(now: $1) }
    }

    /// How declaring goes from now on: the forms, signing in, and what becomes of each declaration.
    public var declaringStages: AsyncStream<DeclaringStage> {
        let (stream, continuation) = AsyncStream<DeclaringStage>.makeStream(bufferingPolicy: .bufferingNewest(64))
        Task { [loop] in await loop.watchDeclaring(continuation) }
        return stream
    }
}
