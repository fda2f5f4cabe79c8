import Foundation
import Lancan
import XCTest

@testable import DemoCards

/// What the card of declarations makes of what people write.
@MainActor
final class DeclareCardsTests: XCTestCase {
    private let language = Language.vietnamese

    private static let all: AdministrativeUnits = {
        let list = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../../server/data/units/2021.tsv")
        return AdministrativeUnits(try! String(contentsOf: list.standardizedFileURL, encoding: .utf8))
    }()
    private var all: AdministrativeUnits { Self.all }

    private func question(_ kind: QuestionKind, _ answers: String..., repeats: Bool = false) -> DeclarationQuestion {
        DeclareSamples.question("q", kind, "Câu hỏi", "Question", answers, repeats: repeats)
    }

    private func read(
        _ question: DeclarationQuestion, _ fields: [String: String], _ units: AdministrativeUnits? = nil
    ) -> Reading {
        question.read(Filled(fields: fields), language, units ?? all)
    }

    func testADateANumberAndACountryAreWrittenAsPeopleHereWriteThem() async throws {
        XCTAssertEqual(read(question(.date), ["q": " 3/5/2021 "]), .words(["2021-05-03"]))
        XCTAssertEqual(read(question(.date), ["q": "31/02/2021"]), .words(["31/02/2021"]))
        XCTAssertEqual(read(question(.tenths), ["q": "36,8"]), .words(["36,8"]))
        XCTAssertEqual(read(question(.line), ["q": "  "]), .words([]))
        for name in ["Việt Nam", "viet nam", "VIỆT NAM", "Vietnam", "vn"] { XCTAssertEqual(countryCode(name), "VN", name) }
        XCTAssertNil(countryCode("Atlantis"))
        let unknown = Wrong(name: "q", text: language.say("web-declare-error-country").title)
        XCTAssertEqual(read(question(.country), ["q": "Atlantis"]), .unknown(unknown))
        let several = question(.country, "VN", "LA", repeats: true)
        XCTAssertEqual(read(several, ["q/0": "Việt Nam", "q/1": "", "q/2": "thai lan"]), .words(["VN", "TH"]))
    }

    func testWhatWasAnsweredIsReadBackAsTheSameAnswer() async throws {
        let answered: [(QuestionKind, String)] = [
            (.date, "2021-05-03"), (.tenths, "36.8"), (.country, "LA"), (.ward, "25054"), (.province, "68"), (.line, "An"),
            (.phone, "+84912345678"),
        ]
        for (kind, answer) in answered {
            for language in [Language.vietnamese, .english] {
                let shown = question(kind, answer).shown(answer, language, all)
                let filled = Filled(fields: ["q": shown])
                XCTAssertEqual(question(kind, answer).read(filled, language, all), .words([answer]), shown)
            }
        }
        let ward = question(.ward).shown("25054", language, all)
        XCTAssertEqual(ward, "Thị trấn Lộc Thắng, Huyện Bảo Lâm, Tỉnh Lâm Đồng")
    }

    func testAPlaceIsMeantByItsNameAndChosenWhereSeveralHaveIt() async throws {
        let ward = question(.ward)
        for text in ["Lộc Thắng", "loc thang, bao lam", "25054"] { XCTAssertEqual(read(ward, ["q": text]), .words(["25054"]), text) }
        guard case .several(let several) = read(ward, ["q": "tan phu"]) else { return XCTFail("several have it") }
        XCTAssertEqual(several.units.count, AdministrativeUnits.most)
        XCTAssertTrue(several.units.allSatisfy { all.isWhole($0) && $0.name.contains("Tân") })
        for none in ["nowhere at all", "68"] {
            guard case .unknown = read(ward, ["q": none]) else { return XCTFail(none) }
        }
        XCTAssertEqual(read(question(.province), ["q": "lâm đồng"]), .words(["68"]))
        XCTAssertEqual(read(ward, ["q": "tân phú"], AdministrativeUnits("")), .words(["tân phú"]))
        XCTAssertTrue(all.isWhole(try XCTUnwrap(all.named("755"))), "a district without wards stands for its ward")
    }

    func testDistrictAndProvinceFollowFromTheWardBesideThem() async throws {
        let questions = DeclareSamples.everything
        let of = { (linkId: String) in try XCTUnwrap(questions.first { $0.linkId == linkId }) }
        XCTAssertEqual(try of("address.province").ward(questions, all), try of("address.ward"))
        XCTAssertEqual(try of("address.district").ward(questions, all), try of("address.ward"))
        XCTAssertNil(try of("address.ward").ward(questions, all))
        XCTAssertNil(try of("address.province").ward(questions, AdministrativeUnits("")))
    }

    func testEachPartBeginsWithItsHeadingAndWhatIsWrongStandsBesideItsField() async throws {
        let questions = DeclareSamples.everything
        let parts = formParts(questions)
        XCTAssertEqual(parts.flatMap { $0 }, questions)
        XCTAssertEqual(parts.map { $0[0].linkId }, ["person", "address", "symptoms", "conditions", "vaccine"])
        let places: [(String, UInt32?)] = [("name", nil), ("travelled", 1), ("vaccine.date", 1)]
        let names = places.map { place in
            language.wrong(AnswerRefused(linkId: place.0, entry: place.1, reason: "missing", bound: nil), questions).name
        }
        XCTAssertEqual(names, ["name", "travelled/1", "vaccine.date#1"])
    }

    func testNobodyIsAddedWithoutARelationAndAConsent() async throws {
        var saved: NewPerson?
        var refused: Said?
        let acts = DeclareSamples.acting(save: { _, new, _ in saved = new }, refuse: { _, said in refused = said })
        let card = language.declareCard(DeclareState(page: .person(nil, written: nil)), acts)
        let title = language.say("save").title
        for case .press(title, _, let needs, let act) in card {
            XCTAssertEqual(needs, ["consent"])
            act(Filled(fields: ["name": "An", "year": "2018"], ticks: ["consent"]))
            XCTAssertEqual(refused, language.say("web-family-error-relation"))
            XCTAssertNil(saved)
            act(Filled(fields: ["name": "An", "year": " 2018 ", "relation": "child", "own": " "], ticks: ["consent"]))
        }
        XCTAssertEqual(saved, NewPerson(name: "An", birthYear: 2018, relation: .child, phone: nil))
    }
}
