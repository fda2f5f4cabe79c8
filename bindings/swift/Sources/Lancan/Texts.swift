import Foundation

extension Language {
    /// The language of the catalogue that fits the user's: Vietnamese unless it is English.
    public static var preferred: Language {
        (try? languageOfTag(tag: Locale.preferredLanguages.first ?? "vi")) ?? .vietnamese
    }

    /// A text of the catalogue (`core/text/i18n` lists keys and their variables).
    public func say(_ key: String, _ values: [String: TextValue] = [:]) -> Said {
        (try? Lancan.say(language: self, key: key, values: values)) ?? Said(title: key, next: nil)
    }
}

extension TextValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    public init(stringLiteral text: String) { self = .words(text: text) }
    public init(integerLiteral number: Int64) { self = .number(number: number) }
    public init(_ number: some BinaryInteger) { self = .number(number: Int64(clamping: number)) }
    public init(_ text: String) { self = .words(text: text) }
}

extension Problem: LocalizedError {
    /// What this problem means, and what to do next.
    public func said(_ language: Language = .preferred) -> Said {
        (try? sayProblem(language: language, problem: self)) ?? Said(title: "\(self)", next: nil)
    }

    public var errorDescription: String? { said().title }
    public var recoverySuggestion: String? { said().next }
}

extension Blocked {
    /// What stands in the way, and what to do next.
    public func said(_ language: Language = .preferred) -> Said {
        (try? sayBlocked(language: language, blocked: self)) ?? Said(title: "\(self)", next: nil)
    }
}

extension Trouble {
    /// What is going wrong, and what to do next.
    public func said(_ language: Language = .preferred) -> Said {
        (try? sayTrouble(language: language, trouble: self)) ?? Said(title: "\(self)", next: nil)
    }
}

extension Warning {
    /// What a warned person should do.
    public func advice(_ language: Language = .preferred) -> String {
        (try? sayAdvice(language: language, warning: self)) ?? advice.key
    }
}

extension WarningChange {
    /// What has become of a warning, and what to do next.
    public func said(_ language: Language = .preferred) -> Said {
        (try? sayWarningChange(language: language, change: self)) ?? Said(title: "\(self)", next: nil)
    }

    /// What has become of a warning of a place, and what to do next.
    public func saidOfPlace(_ language: Language = .preferred) -> Said {
        (try? sayPlaceChange(language: language, change: self)) ?? Said(title: "\(self)", next: nil)
    }

    /// Whether the warning's advice holds no more.
    public var isEnd: Bool {
        switch self {
        case .withdrawn, .expired: true
        case .new, .graver, .lower: false
        }
    }
}

extension StoredWarning {
    /// The kept warning as whoever begins to listen is told of it.
    var asNotice: WarningNotice {
        let change: WarningChange = switch standing {
        case .inForce: .new
        case .withdrawn: .withdrawn
        case .expired: .expired
        }
        return WarningNotice(change: change, warning: warning)
    }
}

extension StoredPlaceWarning {
    /// The kept warning of a place as whoever looks at it first is told of it.
    public var notice: PlaceNotice {
        PlaceNotice(change: standing == .inForce ? .new : .withdrawn, warning: warning)
    }
}

extension Scanned {
    /// What a scan came to, and what to do next.
    public func said(_ language: Language = .preferred) -> Said {
        (try? sayScanned(language: language, scanned: self)) ?? Said(title: "\(self)", next: nil)
    }
}

extension LogStage {
    /// What became of an entry of a visitor log, and what to do next.
    public func said(_ language: Language = .preferred) -> Said {
        (try? sayLogStage(language: language, stage: self)) ?? Said(title: "\(self)", next: nil)
    }

    /// Whether the entry has arrived.
    public var isGood: Bool {
        if case .arrived = self { true } else { false }
    }
}

extension CallWords {
    /// The words that a true officer says first when calling.
    public func said(_ language: Language = .preferred) -> String {
        (try? sayCallWords(language: language, words: self)) ?? ""
    }
}

extension Reason {
    /// Why a case is a contact or none, by one rule.
    public func said(_ language: Language = .preferred) -> String {
        (try? sayReason(language: language, reason: self)) ?? rule
    }
}
