import Foundation
import Lancan

/// How a text looks.
enum Tone: String {
    case plain, quiet, good, care, alarm
}

/// What is written into a field, for the keyboard.
enum Writing {
    case text
    /// Several lines.
    case long
    case phone, digits
    /// Digits with a point or a comma.
    case decimal
    case secret
}

/// How much a button weighs.
enum Weight {
    /// What is most likely wanted.
    case main
    case other
    /// What cannot be undone.
    case grave
}

/// What the user wrote, chose and ticked on a card.
struct Filled {
    var fields: [String: String] = [:]
    var ticks: Set<String> = []

    /// What stands in this field, or the code that was chosen.
    subscript(field: String) -> String { fields[field] ?? "" }

    /// Whether this box is ticked.
    func ticked(_ tick: String) -> Bool { ticks.contains(tick) }
}

/// An answer to choose.
struct Option: Hashable {
    let code: String
    let text: String
}

/// A part of a card, from top to bottom. SwiftUI draws parts and knows nothing of what they say.
enum Part {
    /// A heading, which VoiceOver jumps to.
    case heading(String, Tone)
    /// A paragraph.
    case line(String, Tone)
    /// A line to write in, by its name.
    case field(String, label: String, Writing, text: String, example: String)
    /// A box to tick, by its name. `of` is what it holds for, such as days: where more comes, it was not ticked for that. `act` is
    /// done at once when it is ticked or not any more, where there is one.
    case tick(String, String, ticked: Bool, of: Set<String>, act: (@MainActor (Filled) -> Void)?)
    /// One of several answers, by its name; `none` stands in the place of an answer while none is chosen. `act` is done at once
    /// when one is chosen, where there is one.
    case choice(
        String, label: String, options: [Option], chosen: String, none: String, act: (@MainActor (Filled) -> Void)?)
    /// A QR code for somebody else's camera, after what it is to whoever cannot see it.
    case code(String, content: String)
    /// A button; it can be pressed once every box named is ticked.
    case press(String, Weight, needs: [String], act: @MainActor (Filled) -> Void)

    /// What stands there, as the snapshots of `bindings/conformance/cards` write it.
    var asText: String {
        switch self {
        case .heading(let text, let tone): "# \(text)\(tone.asText)"
        case .line(let text, let tone): "\(text)\(tone.asText)"
        case .field(_, let label, _, let text, _): "\(label) ____\(text)"
        case .tick(_, let text, let ticked, _, _): "\(ticked ? "[x]" : "[ ]") \(text)"
        case .choice(_, let label, let options, let chosen, _, _):
            label + options.map { " <\($0.code == chosen ? "•" : " ")> \($0.text)" }.joined()
        case .code(let label, let content): "|\(content)| \(label)"
        case .press(let text, let weight, let needs, _): weight.asText(text) + (needs.isEmpty ? "" : " after \(needs.joined(separator: ", "))")
        }
    }
}

extension Tone {
    fileprivate var asText: String { self == .plain ? "" : " {\(rawValue)}" }
}

extension Weight {
    fileprivate func asText(_ text: String) -> String {
        switch self {
        case .main: "(( \(text) ))"
        case .other: "( \(text) )"
        case .grave: "(! \(text) !)"
        }
    }
}

extension [Part] {
    /// The parts of a card, each on a line of its own.
    var asText: String { map { $0.asText + "\n" }.joined() }
}

/// Builds a card from top to bottom, in the order of the calls.
struct Building {
    let language: Language
    private(set) var parts: [Part] = []

    init(_ language: Language) { self.language = language }

    /// A text of the catalogue.
    func text(_ key: String, _ values: [String: TextValue] = [:]) -> String { language.say(key, values).title }

    /// A heading with this text.
    mutating func heading(_ text: String, _ tone: Tone = .plain) { parts.append(.heading(text, tone)) }

    /// A paragraph with this text.
    mutating func line(_ text: String, _ tone: Tone = .plain) { parts.append(.line(text, tone)) }

    /// A paragraph of the catalogue.
    mutating func tell(_ key: String, _ values: [String: TextValue] = [:], _ tone: Tone = .plain) {
        line(text(key, values), tone)
    }

    /// What is the case, and below it what to do next.
    mutating func said(_ said: Said, _ tone: Tone = .plain) {
        heading(said.title, tone)
        if let next = said.next { line(next) }
    }

    /// The same, of the catalogue.
    mutating func say(_ key: String, _ values: [String: TextValue] = [:], _ tone: Tone = .plain) {
        said(language.say(key, values), tone)
    }

    /// What went wrong, and what to do next.
    mutating func failure(_ problem: Problem, _ tone: Tone = .plain) { said(problem.said(language), tone) }

    /// A line to write in.
    mutating func field(_ name: String, _ label: String, _ writing: Writing, text: String = "", example: String = "") {
        parts.append(.field(name, label: label, writing, text: text, example: example))
    }

    /// A box to tick.
    mutating func tick(
        _ name: String, _ text: String, ticked: Bool = false, of: Set<String> = [], _ act: (@MainActor (Filled) -> Void)? = nil
    ) {
        parts.append(.tick(name, text, ticked: ticked, of: of, act: act))
    }

    /// One of several answers.
    mutating func choice(
        _ name: String, _ label: String, _ options: [Option], chosen: String, _ act: (@MainActor (Filled) -> Void)? = nil
    ) {
        parts.append(.choice(
            name, label: label, options: options, chosen: chosen, none: text("web-declare-choose"), act: act))
    }

    /// A QR code.
    mutating func code(_ label: String, _ content: String) { parts.append(.code(label, content: content)) }

    /// The button of what is most likely wanted.
    mutating func main(_ key: String, needs: [String] = [], _ act: @escaping @MainActor (Filled) -> Void) {
        parts.append(.press(text(key), .main, needs: needs, act: act))
    }

    /// The same, with a text that is given.
    mutating func mainSaying(_ text: String, _ act: @escaping @MainActor (Filled) -> Void) {
        parts.append(.press(text, .main, needs: [], act: act))
    }

    /// Any other button.
    mutating func other(_ text: String, needs: [String] = [], _ act: @escaping @MainActor (Filled) -> Void) {
        parts.append(.press(text, .other, needs: needs, act: act))
    }

    /// The button of what cannot be undone.
    mutating func grave(_ key: String, _ act: @escaping @MainActor (Filled) -> Void) {
        parts.append(.press(text(key), .grave, needs: [], act: act))
    }
}

extension Language {
    /// A card in this language; no parts, no card.
    func card(_ build: (inout Building) -> Void) -> [Part] {
        var building = Building(self)
        build(&building)
        return building.parts
    }
}
