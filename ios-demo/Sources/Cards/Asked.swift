import Foundation
import Lancan

/// What the user is asked to allow, in this order: one thing builds on the other.
enum Asked: String, CaseIterable {
    case bluetooth, notifications

    /// What, and why.
    func said(_ language: Language) -> Said { language.say("permission-\(rawValue)") }
}

/// What the user was asked for before, here or in an earlier process, and what they put off.
struct AskedMemory {
    private let defaults: UserDefaults
    private var asked: Set<String>
    private var putOff: Set<String>

    /// - Parameter isNewHere: the phone holds no store: what a backup of another phone brought says nothing of this one
    init(_ defaults: UserDefaults, isNewHere: Bool = false) {
        self.defaults = defaults
        if isNewHere { for key in [askedKey, putOffKey] { defaults.removeObject(forKey: key) } }
        asked = Set(defaults.stringArray(forKey: askedKey) ?? [])
        putOff = Set(defaults.stringArray(forKey: putOffKey) ?? [])
    }

    /// What the user was not asked for yet, the most needed first.
    var open: [Asked] { Asked.allCases.filter { !was($0) } }

    /// What a first start asks for, with nothing else on the screen; nil where the app shows its sections.
    var first: Asked? { open.first.flatMap { putOff.contains($0.rawValue) ? nil : $0 } }

    /// Whether the user was asked for this.
    func was(_ asked: Asked) -> Bool { self.asked.contains(asked.rawValue) }

    /// The user was asked for this.
    mutating func note(_ asked: Asked) {
        self.asked.insert(asked.rawValue)
        defaults.set(self.asked.sorted(), forKey: askedKey)
    }

    /// The user does not want to be asked for this now, nor for what builds on it.
    mutating func putOff(_ asked: Asked) {
        putOff.formUnion(Asked.allCases.drop { $0 != asked }.map(\.rawValue))
        defaults.set(putOff.sorted(), forKey: putOffKey)
    }
}

private let askedKey = "asked"
private let putOffKey = "putOff"
