import Lancan
import Testing

@testable import DemoCards

/// What the camera reads goes to the card that it is for, and whoever refuses the camera is led on.
@MainActor
struct ScanTests {
    @Test(arguments: [
        ("https://example.gov.vn/#ABCDEFGH12345678", ScanFor.report, ScannedText.code("ABCDEFGH12345678")),
        ("https://example.gov.vn/#ABCDEFGH12345678", .place, .code("ABCDEFGH12345678")),
        ("https://example.gov.vn/p#AbC", .place, .place("https://example.gov.vn/p#AbC")),
        ("https://example.gov.vn/p#AbC", .report, .placeLink("https://example.gov.vn/p#AbC")),
        ("123456784", .report, .code("123456784")),
        // The core says that it is no place's.
        ("https://example.com", .place, .place("https://example.com")),
    ])
    func aTextGoesToItsCard(_ text: String, _ asked: ScanFor, _ goes: ScannedText) {
        #expect(ScannedText(text, for: asked) == goes)
    }

    @Test(arguments: [Language.vietnamese, .english])
    func theUserIsAskedOnceAndLedToTheSettingsAfterwards(_ language: Language) throws {
        for (camera, wanted) in [(CameraState.notAsked, "asked"), (.refused, "settings")] {
            var done: [String] = []
            let card = language.scanCard(
                camera, ask: { done.append("asked") }, settings: { done.append("settings") }, back: { done.append("back") })
            for part in card {
                if case .press(_, _, _, let act) = part { act(Filled(fields: [:], ticks: [])) }
            }
            #expect(done == [wanted, "back"])
            #expect(card.asText.contains(language.say("visit-needs-camera").title))
        }
        func shown(_ camera: CameraState) -> String {
            language.scanCard(camera, ask: {}, settings: {}, back: {}).asText
        }
        #expect(shown(.allowed).contains(language.say("visit-hold-camera").title))
        #expect(shown(.failed).contains(language.say("visit-no-camera").title))
        #expect(shown(.failed).contains(language.say("cancel").title))
    }
}
