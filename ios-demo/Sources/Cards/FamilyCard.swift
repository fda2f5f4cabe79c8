import Foundation
import Lancan

// For whom the user declares.

/// Most persons for whom a number declares.
private let mostPersons = 10

extension Building {
    mutating func family(_ state: DeclareState, _ acts: DeclareActs) {
        heading(text("web-family"))
        told(state)
        tell("web-family-lead", [:], .quiet)
        for person in state.persons {
            let name = ["name": TextValue(person.name)]
            line(text("declare-person", [
                "name": TextValue(person.name), "year": TextValue("\(person.birthYear)"),
                "relation": TextValue(text("web-family-\(person.relation.key)")),
            ]))
            other(profileTitle(person)) { _ in acts.profile(person) }
            other(text("declare-person-edit", name)) { _ in acts.open(.person(person, written: nil)) }
            other(text("declare-person-remove", name)) { _ in acts.open(.removing(person)) }
        }
        if state.persons.count < mostPersons {
            main("web-family-add") { _ in acts.open(.person(nil, written: nil)) }
        } else {
            tell("web-family-full", [:], .care)
        }
        other(text("declare-back")) { _ in acts.open(.home) }
    }

    mutating func person(_ person: DeclarationPerson?, _ before: Filled?, _ state: DeclareState, _ acts: DeclareActs) {
        heading(person.map { text("declare-person-edit", ["name": TextValue($0.name)]) } ?? text("web-family-add"))
        told(state)
        field("name", text("web-family-name"), .text, text: before?["name"] ?? person?.name ?? "")
        field(
            "year", text("web-family-birth-year"), .digits, text: before?["year"] ?? person.map { "\($0.birthYear)" } ?? "")
        let relations = Relation.all.map { Option(code: $0.key, text: text("web-family-\($0.key)")) }
        choice(
            "relation", text("web-family-relation"), relations, chosen: before?["relation"] ?? person?.relation.key ?? "")
        let own = text("declare-optional", ["label": TextValue(text("web-family-phone"))])
        field("own", own, .phone, text: before?["own"] ?? person?.phone ?? "")
        tell("web-family-phone-hint", [:], .quiet)
        let language = language
        let save: @MainActor (Filled) -> Void = { filled in
            guard let chosen = Relation.all.first(where: { $0.key == filled["relation"] }) else {
                return acts.refuse(.person(person, written: filled), language.say("web-family-error-relation"))
            }
            let phone = filled["own"].trimmingCharacters(in: .whitespaces)
            let year = Int32(filled["year"].trimmingCharacters(in: .whitespaces)) ?? 0
            let new = NewPerson(name: filled["name"], birthYear: year, relation: chosen, phone: phone.isEmpty ? nil : phone)
            acts.save(person, new, filled)
        }
        if person == nil {
            tick("consent", text("web-family-consent"))
            main("save", needs: ["consent"], save)
        } else {
            tell("declare-person-changed-later", [:], .quiet)
            main("save", save)
        }
        other(text("cancel")) { _ in acts.open(.family) }
    }

    mutating func removing(_ person: DeclarationPerson, _ acts: DeclareActs) {
        say("declare-person-remove-title", ["name": TextValue(person.name)], .alarm)
        grave("web-family-remove") { _ in acts.remove(person) }
        other(text("cancel")) { _ in acts.open(.family) }
    }
}

extension Relation {
    /// All there are.
    static let all: [Relation] = [.child, .parent, .spouse, .sibling, .grandparent, .grandchild, .other]

    /// The end of the keys of its texts.
    var key: String {
        switch self {
        case .child: "child"
        case .parent: "parent"
        case .spouse: "spouse"
        case .sibling: "sibling"
        case .grandparent: "grandparent"
        case .grandchild: "grandchild"
        case .other: "other"
        }
    }
}
