import Foundation
import Lancan

extension Language {
    private var locale: Locale { Locale(identifier: self == .english ? "en" : "vi") }

    /// What a country is called, by its code with two letters; the code where the platform has no name.
    func countryName(_ code: String) -> String { locale.localizedString(forRegionCode: code) ?? code }
}

/// The code of a country by its name in either language, with or without marks, or by the code itself; nil where there is none.
func countryCode(_ words: String) -> String? {
    let wanted = folded(words)
    if wanted.isEmpty { return nil }
    let codes = Locale.Region.isoRegions.map(\.identifier).filter { $0.count == 2 && $0.allSatisfy(\.isLetter) }
    return codes.first { code in
        code.lowercased() == wanted || [.vietnamese, .english].contains { (language: Language) in
            folded(language.countryName(code)) == wanted
        }
    }
}
