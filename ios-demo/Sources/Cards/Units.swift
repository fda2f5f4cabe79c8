import Foundation

/// A province, district or ward.
struct AdministrativeUnit: Hashable, Sendable {
    /// Two digits for a province, three for a district, five for a ward.
    let code: String
    /// Its name, with its kind.
    let name: String
    /// What it lies in, the nearest first.
    let above: [AdministrativeUnit]
    fileprivate let words: String

    init(code: String, name: String, above: [AdministrativeUnit]) {
        (self.code, self.name, self.above, words) = (code, name, above, folded(name))
    }

    /// The unit, and what it lies in.
    var line: [AdministrativeUnit] { [self] + above }

    /// Its name and those of what it lies in.
    var fullName: String { line.map(\.name).joined(separator: ", ") }

    fileprivate func begins(_ word: String) -> Bool { words.split(separator: " ").contains { $0.hasPrefix(word) } }
}

/// Every province, district and ward, read from a list of `code`, tab, `name`: each lies in the last one before it that is larger.
struct AdministrativeUnits: Sendable {
    /// Most units that are offered.
    static let most = 8

    private let all: [AdministrativeUnit]
    private let places: [String: Int]
    private let divided: Set<String>

    init(_ list: String) {
        var all: [AdministrativeUnit] = []
        var places: [String: Int] = [:]
        var divided: Set<String> = []
        var province: AdministrativeUnit?
        var district: AdministrativeUnit?
        for row in list.split(separator: "\n") {
            let fields = row.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count >= 2 else { continue }
            let above: AdministrativeUnit? =
                switch fields[0].count {
                case 2: nil
                case 3: province
                default: district ?? province
                }
            let unit = AdministrativeUnit(code: String(fields[0]), name: String(fields[1]), above: above?.line ?? [])
            switch unit.code.count {
            case 2: (province, district) = (unit, nil)
            case 3: district = unit
            default: break
            }
            if let above { divided.insert(above.code) }
            places[unit.code] = all.count
            all.append(unit)
        }
        (self.all, self.places, self.divided) = (all, places, divided)
    }

    /// Whether there is no list at all.
    var isEmpty: Bool { all.isEmpty }

    /// Whether nothing lies in the unit: a ward, or a district without wards, which stands for its ward.
    func isWhole(_ unit: AdministrativeUnit) -> Bool { !divided.contains(unit.code) }

    /// The unit with this code.
    func named(_ code: String) -> AdministrativeUnit? { places[code].map { all[$0] } }

    /// The units that somebody may mean by these words, with or without marks, the likeliest first and ``most`` at most: every
    /// word begins a word of the unit's name or of what it lies in, and one of them a word of its own. One alone, where the words
    /// are its code or its whole name.
    func meant(_ text: String, _ isOfLevel: (AdministrativeUnit) -> Bool) -> [AdministrativeUnit] {
        if let unit = named(text.trimmingCharacters(in: .whitespaces)), isOfLevel(unit) { return [unit] }
        let whole = folded(text)
        let wanted = Set(whole.split(separator: " ").map(String.init))
        if wanted.isEmpty { return [] }
        let found = all.filter { unit in
            isOfLevel(unit) && wanted.contains(where: unit.begins)
                && wanted.allSatisfy { word in unit.line.contains { $0.begins(word) } }
        }
        let exact = found.filter { $0.words == whole || folded($0.fullName) == whole || $0.words.hasSuffix(" \(whole)") }
        if exact.count == 1 { return exact }
        let ranked = found.enumerated().sorted { one, other in
            let (mine, theirs) = (wanted.filter(one.element.begins).count, wanted.filter(other.element.begins).count)
            return mine == theirs ? one.offset < other.offset : mine > theirs
        }
        return ranked.prefix(Self.most).map(\.element)
    }
}

/// A text in small letters without marks, one space between words: as people type names.
func folded(_ text: String) -> String {
    let scalars = text.decomposedStringWithCanonicalMapping.unicodeScalars.filter {
        $0.properties.generalCategory != .nonspacingMark
    }
    let plain = String(String.UnicodeScalarView(scalars)).lowercased().replacingOccurrences(of: "đ", with: "d")
    return plain.split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
}
