/// What the user wrote and ticked on a card, while what stands there changes.
struct Held {
    private var fields: [String: String] = [:]
    private var ticks: [String: Bool] = [:]
    private var seen: [Part]?

    /// What stands in this field, or the code that was chosen; `given` is what the card itself writes there.
    func written(_ name: String, _ given: String) -> String { fields[name] ?? given }

    mutating func write(_ name: String, _ text: String) { fields[name] = text }

    /// Whether this box is ticked; `given` is whether the card itself ticks it.
    func ticked(_ name: String, _ given: Bool) -> Bool { ticks[name] ?? given }

    mutating func tick(_ name: String, _ isTicked: Bool) { ticks[name] = isTicked }

    /// What stands in every field, and the boxes that are ticked.
    func filled(_ parts: [Part]) -> Filled {
        var filled = Filled()
        for part in parts {
            switch part {
            case .field(let name, _, _, let text, _): filled.fields[name] = written(name, text)
            case .choice(let name, _, _, let chosen, _, _): filled.fields[name] = written(name, chosen)
            case .tick(let name, _, let given, _, _): if ticked(name, given) { filled.ticks.insert(name) }
            case .heading, .line, .code, .press: break
            }
        }
        return filled
    }

    /// The card shows these parts now. What was written or chosen stays while the card itself writes the same there. A box stays
    /// ticked while it says the same, and of nothing more. Where choosing or ticking does something, the card says what it came to.
    ///
    /// - Returns: what changed that the user should hear of, where they do not see it
    mutating func show(_ parts: [Part]) -> [String] {
        guard let before = seen else {
            seen = parts
            return []
        }
        seen = parts
        fields = fields.filter { name, _ in
            guard let given = before.given(name) else { return false }
            return given == parts.given(name)
        }
        ticks = ticks.filter { name, _ in
            guard case .tick(_, let text, let given, let of, nil) = before.box(name),
                case .tick(_, text, given, let now, nil) = parts.box(name)
            else { return false }
            return now.isSubset(of: of)
        }
        let old = Set(before.tellings)
        return parts.tellings.filter { !old.contains($0) }
    }
}

extension [Part] {
    /// What the card itself writes into a field, or chooses; nil where there is no such field.
    fileprivate func given(_ wanted: String) -> String? {
        for part in self {
            switch part {
            case .field(wanted, _, _, let text, _): return text
            case .choice(wanted, _, _, let chosen, _, nil): return chosen
            default: continue
            }
        }
        return nil
    }

    fileprivate func box(_ wanted: String) -> Part? {
        first { if case .tick(wanted, _, _, _, _) = $0 { true } else { false } }
    }

    /// What stands there in a colour that says how things are.
    fileprivate var tellings: [String] {
        compactMap { part in
            switch part {
            case .heading(let text, let tone), .line(let text, let tone): tone == .plain || tone == .quiet ? nil : text
            case .field, .tick, .choice, .code, .press: nil
            }
        }
    }

    /// The parts, each with what tells it from the others of its card for as long as it stands there, wherever that is: a field
    /// that is being written in stays the same field when a line appears above it.
    var named: [NamedPart] {
        let all = Dictionary(grouping: self, by: \.name).mapValues(\.count)
        var times: [String: Int] = [:]
        var said: String?
        return map { part in
            let name = part.name
            times[name, default: 0] += 1
            if case .line(let text, _) = part { said = text }
            let isOneOfMany = all[name, default: 0] > 1
            return NamedPart(id: "\(name) \(times[name, default: 0])", part: part, of: isOneOfMany ? said : nil)
        }
    }
}

/// A part of a card with what tells it from the others.
struct NamedPart: Identifiable {
    let id: String
    let part: Part
    /// Where others are called the same: the line above, such as the visit that a button deletes.
    let of: String?
}

extension Part {
    fileprivate var name: String {
        switch self {
        case .field(let name, _, _, _, _): "field \(name)"
        case .tick(let name, _, _, _, _): "tick \(name)"
        case .choice(let name, _, _, _, _, _): "choice \(name)"
        case .code(let label, _): "code \(label)"
        case .heading(let text, _), .line(let text, _): "text \(text)"
        case .press(let text, _, _, _): "press \(text)"
        }
    }
}
