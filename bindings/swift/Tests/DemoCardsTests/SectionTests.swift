import Lancan
import Testing

@testable import DemoCards

/// What opens the app or is scanned leads to the section that shows it.
@MainActor
struct SectionTests {
    @Test(arguments: [
        (ScannedText.code("ABCDEFGH12345678"), AppSection.report),
        (.place("https://example.gov.vn/p#AbC"), .places),
        (.placeLink("https://example.gov.vn/p#AbC"), .places),
    ])
    func aTextIsShownInItsSection(_ text: ScannedText, _ section: AppSection) { #expect(text.section == section) }

    @Test(arguments: [
        ("https://example.gov.vn/#ABCDEFGH12345678", ScannedText.code("ABCDEFGH12345678")),
        // Nobody is at a place because of a link.
        ("https://example.gov.vn/p#AbC", .placeLink("https://example.gov.vn/p#AbC")),
        ("https://example.gov.vn/", nil),
        ("https://example.gov.vn/ban-do", nil),
        ("", nil),
    ])
    func aLinkIsOfferedAndNeverUsed(_ link: String, _ text: ScannedText?) { #expect(ScannedText(link: link) == text) }

    @Test(arguments: [Language.vietnamese, .english])
    func everySectionHasANameAndAPictureOfItsOwn(_ language: Language) {
        let names = AppSection.allCases.map { $0.title(language) }
        #expect(Set(names).count == 5 && !names.contains { $0.isEmpty || $0.hasPrefix("tab-") })
        #expect(Set(AppSection.allCases.map(\.symbol)).count == 5)
    }
}
