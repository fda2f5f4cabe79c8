import Lancan

/// Which card opened the camera.
enum ScanFor: Equatable {
    /// The places: a code at a door.
    case place
    /// The report: an officer's code.
    case report
}

/// To which card a text goes that the camera read.
enum ScannedText: Equatable {
    /// A report's code, to be checked by the user.
    case code(String)
    /// A place's code that was scanned at its door: used at once.
    case place(String)
    /// A place's link that was read where a report's code was asked for: the user has to say that they are there.
    case placeLink(String)

    /// What was read goes to the card that it is for, whichever opened the camera.
    init(_ text: String, for asked: ScanFor) {
        if let code = codeInLink(text) {
            self = .code(code)
        } else if asked == .place {
            self = .place(text)
        } else {
            self = isPlaceLink(text) ? .placeLink(text) : .code(text)
        }
    }
}

/// Whether the camera may be used.
enum CameraState: Equatable {
    /// The user was not asked yet.
    case notAsked
    /// The user refused, or the phone's owner did: iOS does not ask again, only its settings change that.
    case refused
    case allowed
    /// It may be used and cannot be opened.
    case failed
}

extension Language {
    /// What stands above the camera's picture. `ask` has iOS ask, `settings` opens what the user changes it with; a code may still be
    /// typed on the page before.
    func scanCard(
        _ camera: CameraState, ask: @escaping @MainActor () -> Void, settings: @escaping @MainActor () -> Void,
        back: @escaping @MainActor () -> Void
    ) -> [Part] {
        card { card in
            switch camera {
            case .failed: card.say("visit-no-camera", [:], .care)
            case .allowed: card.heading(card.text("visit-hold-camera"))
            case .notAsked, .refused:
                card.say("visit-needs-camera")
                card.main("needs-allow") { _ in camera == .refused ? settings() : ask() }
            }
            card.other(card.text("cancel")) { _ in back() }
        }
    }
}
