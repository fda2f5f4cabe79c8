import Lancan

/// The sections of the app, in the order of its bar.
enum AppSection: String, CaseIterable {
    case today, report, places, declare, data

    /// What it is called.
    func title(_ language: Language) -> String { language.say("tab-\(rawValue)").title }

    /// Its picture, of Apple's SF Symbols.
    var symbol: String {
        switch self {
        case .today: "house"
        case .report: "cross.case"
        case .places: "mappin.and.ellipse"
        case .declare: "list.clipboard"
        case .data: "lock.shield"
        }
    }
}

extension ScannedText {
    /// The section that shows what was read.
    var section: AppSection {
        switch self {
        case .code: .report
        case .place, .placeLink: .places
        }
    }

    /// What a link shows that opened the app; nil where it is none of ours. A page of the web may have opened it, so nothing
    /// becomes of it before the user says so.
    init?(link: String) {
        if let code = codeInLink(link) {
            self = .code(code)
        } else if isPlaceLink(link) {
            self = .placeLink(link)
        } else {
            return nil
        }
    }
}
