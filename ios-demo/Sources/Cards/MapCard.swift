import Lancan

extension Language {
    /// The authority's safety map, which is a page of its server: `open` opens it.
    func mapCard(_ open: @escaping @MainActor () -> Void) -> [Part] {
        card { card in
            card.heading(card.text("map-title"))
            card.tell("web-home-map")
            card.other(card.text("map-open")) { _ in open() }
        }
    }
}
