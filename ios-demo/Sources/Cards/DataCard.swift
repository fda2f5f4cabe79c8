import Lancan

/// What the user does with all that this phone knows.
struct DataActs {
    /// Writes the file for a new phone.
    let save: @MainActor (_ passphrase: String) -> Void
    /// Opens the file of an old phone.
    let open: @MainActor (_ passphrase: String) -> Void
    /// Asks whether to erase.
    let erase: @MainActor () -> Void
}

extension Language {
    /// Moving to a new phone, and erasing. `told` says how the last move went, `problem` why it failed.
    func dataCard(_ told: Said?, _ problem: Problem?, _ acts: DataActs) -> [Part] {
        card { card in
            card.say("move-title")
            if let told { card.said(told, .good) }
            if let problem { card.failure(problem, .alarm) }
            card.field("passphrase", card.text("move-passphrase"), .secret)
            card.other(card.text("move-save")) { acts.save($0["passphrase"]) }
            card.other(card.text("move-open")) { acts.open($0["passphrase"]) }
            card.grave("erase-title") { _ in acts.erase() }
        }
    }

    /// Asks whether to erase everything.
    func eraseCard(erase: @escaping @MainActor () -> Void, keep: @escaping @MainActor () -> Void) -> [Part] {
        card { card in
            card.say("erase-title", [:], .alarm)
            card.grave("erase") { _ in erase() }
            card.other(card.text("erase-not")) { _ in keep() }
        }
    }
}
