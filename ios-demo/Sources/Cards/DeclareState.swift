import Foundation
import Lancan

/// What the card of health declarations shows.
struct DeclareState {
    var page = DeclarePage.closed
    var persons: [DeclarationPerson] = []
    /// For whom forms are offered; nil: for the user.
    var person: DeclarationPerson?
    /// The forms for them.
    var forms: [DeclarationForm] = []
    /// Every form, for what it is called.
    var all: [DeclarationForm] = []
    var drafts: [DeclarationDraft] = []
    /// What was declared, the newest first.
    var made: [MadeDeclaration] = []
    var session: DeclaringSession?
    /// How far confirming the number has come.
    var code = CodeState.none
    /// What the last act came to: good, or else the reason why nothing was done.
    var told: Said?
    var toldGood = true
    var units = AdministrativeUnits("")

    /// What waits to be sent.
    var waiting: [MadeDeclaration] { made.filter { $0.arrived == nil } }

    /// What a form is called.
    func title(_ form: String, _ language: Language) -> String {
        guard let found = all.first(where: { $0.id == form }) else { return form }
        return language == .english ? found.english : found.vietnamese
    }

    /// What a form is called, and for whom it is where it is for somebody of the family.
    func title(_ form: String, _ person: Int64?, _ language: Language) -> String {
        guard let found = persons.first(where: { $0.id == person }) else { return title(form, language) }
        return language.say(
            "web-family-title", ["title": TextValue(title(form, language)), "name": TextValue(found.name)]).title
    }
}

/// How far confirming a number has come.
enum CodeState {
    case none
    /// A code was asked for.
    case asked
    /// It is on its way.
    case sent(until: Date)
}

/// Which page of the card is open.
enum DeclarePage {
    /// The card's door.
    case closed
    /// Forms, drafts and what was sent.
    case home
    case family
    /// A person of the family is written; nil: a new one. What was written before it was refused.
    case person(DeclarationPerson?, written: Filled?)
    /// Whether a person is to be removed.
    case removing(DeclarationPerson)
    /// A part of a form, or of what is known of somebody.
    case questions(QuestionsPage)
    /// All is answered, or this is missing.
    case check(DeclarationDraft, [DeclarationQuestion], DeclarationCheck)
    /// A declaration that was made.
    case made(MadeDeclaration, [DeclarationQuestion])
}

/// A part of a form, or of what is known of somebody.
struct QuestionsPage {
    var of: Answering
    var questions: [DeclarationQuestion]
    /// Which part.
    var at = 0
    /// What stands in the fields and was not taken yet.
    var written: [String: String] = [:]
    var wrong: [Wrong] = []
    /// A field of which it is not clear which place is meant.
    var several: Several?
    /// Whether what is missing is said, too: the user wanted to send.
    var isChecked = false
}

/// What is being answered.
enum Answering {
    case form(DeclarationDraft)
    /// What is known of somebody; nil: of the user.
    case profile(DeclarationPerson?)

    var isForm: Bool {
        if case .form = self { true } else { false }
    }
}

/// Where the user goes from a part.
enum Onward {
    case to(Int)
    /// Is anything missing?
    case check
    /// Later, or done with a profile.
    case leave
}

/// What the user does about declarations.
struct DeclareActs {
    let open: @MainActor (DeclarePage) -> Void
    let choose: @MainActor (DeclarationPerson?) -> Void
    let save: @MainActor (DeclarationPerson?, NewPerson, Filled) -> Void
    let remove: @MainActor (DeclarationPerson) -> Void
    /// What was written on this page cannot be taken.
    let refuse: @MainActor (DeclarePage, Said) -> Void
    /// Opens what is known of somebody.
    let profile: @MainActor (DeclarationPerson?) -> Void
    /// Begins a form, or goes on with its draft; with the declaration of entry whose journey is shared.
    let begin: @MainActor (_ form: String, _ journeyOf: MadeDeclaration?) -> Void
    let resume: @MainActor (DeclarationDraft) -> Void
    let drop: @MainActor (DeclarationDraft) -> Void
    /// Nothing changed since yesterday.
    let same: @MainActor (_ form: String) -> Void
    /// Something was chosen or ticked.
    let answer: @MainActor (DeclarationQuestion, Filled) -> Void
    /// This place is meant, by its code, in the field with this name.
    let mean: @MainActor (DeclarationQuestion, _ field: String, _ code: String, Filled) -> Void
    /// Keeps what stands on the page, and goes on.
    let keep: @MainActor (Filled, Onward) -> Void
    /// Back to a part of the draft.
    let goTo: @MainActor (DeclarationDraft, _ part: Int) -> Void
    let send: @MainActor (DeclarationDraft, _ replaces: Bool) -> Void
    let look: @MainActor (MadeDeclaration) -> Void
    let askForPassword: @MainActor (_ phone: String) -> Void
    let signIn: @MainActor (_ password: String) -> Void
    /// Another code, or another number.
    let again: @MainActor () -> Void
    let signOut: @MainActor () -> Void
    let fetch: @MainActor () -> Void
}

/// Somebody for whom the user declares, as they were written.
struct NewPerson: Equatable {
    let name: String
    /// What is no year is 0, which nobody was born in.
    let birthYear: Int32
    let relation: Relation
    let phone: String?
}
