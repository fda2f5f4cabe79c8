import Foundation
import Lancan
@testable import DemoCards

/// The card of health declarations in its states; the Kotlin demo has the same in `DeclareSamples.kt`.
@MainActor
enum DeclareSamples {
    private static func at(_ text: String) -> Date { CardSamples.at(text) }

    /// Three wards, as the list of all units has them.
    static let units = AdministrativeUnits(
        "68\tTỉnh Lâm Đồng\n680\tHuyện Bảo Lâm\n25054\tThị trấn Lộc Thắng\n25057\tXã Lộc Bảo\n25060\tXã Lộc Lâm\n")

    static let an = DeclarationPerson(id: 2, name: "Bé An", birthYear: 2018, relation: .child, phone: nil)
    static let binh = DeclarationPerson(
        id: 3, name: "Trần Văn Bình", birthYear: 1950, relation: .parent, phone: "+84987654321")

    private static func form(
        _ id: String, _ vietnamese: String, _ english: String, today: Date? = nil, same: Bool = false
    ) -> DeclarationForm {
        DeclarationForm(
            id: id, vietnamese: vietnamese, english: english, onceADay: id.hasPrefix("ncovi"), declaredToday: today,
            sameAsYesterday: same)
    }

    private static let forms = [
        form("vhd", "Tờ khai y tế đối với người nhập cảnh", "Health declaration on entry"),
        form("ncovi", "Khai báo y tế tự nguyện", "Voluntary health declaration", today: at("12T01:00:00")),
        form("ncovi-daily", "Cập nhật sức khỏe hằng ngày", "Daily health update", same: true),
    ]

    /// A question; `answers` as the core has them.
    static func question(
        _ linkId: String, _ kind: QuestionKind, _ vietnamese: String, _ english: String, _ answers: [String] = [],
        required: Bool = true, repeats: Bool = false, consent: Bool = false, time: UInt32? = nil,
        options: [QuestionOption] = []
    ) -> DeclarationQuestion {
        DeclarationQuestion(
            linkId: linkId, time: time, kind: kind, vietnamese: vietnamese, english: english, required: required,
            repeats: repeats, consent: consent, earliest: nil, latest: nil, options: options, answers: answers)
    }

    private static func heading(
        _ linkId: String, _ vietnamese: String, _ english: String, time: UInt32? = nil
    ) -> DeclarationQuestion {
        question(linkId, .heading, vietnamese, english, required: false, time: time)
    }

    private static let genders = [
        QuestionOption(code: "male", vietnamese: "Nam", english: "Male"),
        QuestionOption(code: "female", vietnamese: "Nữ", english: "Female"),
        QuestionOption(code: "other", vietnamese: "Khác", english: "Other"),
    ]

    /// A form with every kind of question.
    static let everything = [
        heading("person", "Người được khai báo", "Who declares"),
        question("name", .line, "Họ và tên", "Full name", ["Nguyễn Văn An"]),
        question("birth_year", .whole, "Năm sinh", "Year of birth", ["1980"]),
        question("gender", .choice, "Giới tính", "Gender", ["male"], options: genders),
        question("nationality", .country, "Quốc tịch", "Nationality", ["VN"]),
        question("phone", .phone, "Số điện thoại", "Telephone number", ["+84912345678"], required: false),
        heading("address", "Nơi ở hiện nay", "Where you live now"),
        question("address.province", .province, "Tỉnh, thành phố", "Province or city", ["68"]),
        question("address.district", .district, "Quận, huyện", "District", ["680"], required: false),
        question("address.ward", .ward, "Phường, xã", "Ward", ["25054"]),
        question("travelled", .country, "Nước đã đến", "Countries visited", ["LA"], required: false, repeats: true),
        heading("symptoms", "Hôm nay bạn có triệu chứng nào không?", "Do you have any of these today?"),
        question("temperature", .tenths, "Thân nhiệt (°C)", "Temperature (°C)", ["36.8"]),
        question("symptom.fever", .yesNo, "Sốt", "Fever", ["no"]),
        question("symptom.cough", .yesNo, "Ho", "Cough"),
        question("smoker", .yesNo, "Hút thuốc", "Smoking", required: false),
        heading("conditions", "Bệnh nền", "Conditions"),
        question("words", .words, "Bạn tự chọn có trả lời hay không.", "Whether you answer is up to you.", required: false),
        question("consent", .yesNo, "Tôi đồng ý cho biết.", "I agree to answer.", ["yes"], required: false, consent: true),
        question("note", .text, "Ghi chú", "Notes", required: false),
        question("kind", .openChoice, "Loại", "Kind", ["other"], required: false, options: genders),
        heading("vaccine", "Vắc xin đã tiêm", "Vaccinations", time: 0),
        question("vaccine.name", .line, "Tên vắc xin", "Vaccine", ["AstraZeneca"], time: 0),
        question("vaccine.date", .date, "Ngày tiêm", "Date", ["2021-05-03"], time: 0),
        heading("vaccine", "Vắc xin đã tiêm", "Vaccinations", time: 1),
        question("vaccine.name", .line, "Tên vắc xin", "Vaccine", time: 1),
        question("vaccine.date", .date, "Ngày tiêm", "Date", time: 1),
    ]

    private static let draft = DeclarationDraft(
        id: 5, form: "ncovi", person: nil, journeyOf: nil, changedAt: at("12T02:00:00"), refused: [])
    private static let refused = DeclarationDraft(
        id: 6, form: "ncovi-daily", person: 2, journeyOf: nil, changedAt: at("12T02:10:00"), refused: ["symptom.fever"])

    private static func made(
        _ id: Int64, _ form: String, _ arrived: ArrivedDeclaration?, replaced: Bool = false
    ) -> MadeDeclaration {
        MadeDeclaration(
            id: id, form: form, person: nil, journeyOf: nil, madeAt: at("12T03:00:00"), arrived: arrived,
            replaced: replaced)
    }

    private static let pass = KeptPass(
        text: "LC1:GATE:PASS", gate: 7, validFrom: at("11T17:00:00"), validTo: at("14T17:00:00"))
    private static let waits = made(7, "ncovi", nil)
    private static let green = made(
        8, "ncovi-daily", ArrivedDeclaration(receivedAt: at("11T02:00:00"), class: .green, reason: nil, pass: nil))
    private static let red = made(
        9, "ncovi", ArrivedDeclaration(receivedAt: at("10T02:00:00"), class: .red, reason: "symptom", pass: nil),
        replaced: true)
    private static let entry = made(
        10, "vhd",
        ArrivedDeclaration(receivedAt: at("12T03:01:00"), class: .yellow, reason: "affected-country", pass: pass))

    static let acts = acting()

    /// What the user does: nothing, but for what a test looks at.
    static func acting(
        save: @escaping @MainActor (DeclarationPerson?, NewPerson, Filled) -> Void = { _, _, _ in },
        refuse: @escaping @MainActor (DeclarePage, Said) -> Void = { _, _ in },
        answer: @escaping @MainActor (DeclarationQuestion, Filled) -> Void = { _, _ in },
        send: @escaping @MainActor (DeclarationDraft, Bool) -> Void = { _, _ in }
    ) -> DeclareActs {
        DeclareActs(
            open: { _ in }, choose: { _ in }, save: save, remove: { _ in }, refuse: refuse, profile: { _ in },
            begin: { _, _ in }, resume: { _ in }, drop: { _ in }, same: { _ in }, answer: answer,
            mean: { _, _, _, _ in }, keep: { _, _ in }, goTo: { _, _ in }, send: send, look: { _ in },
            askForPassword: { _ in }, signIn: { _ in }, again: {}, signOut: {}, fetch: {})
    }

    /// Each state after the card's name.
    static func of(_ language: Language) -> [(String, [Part])] {
        states(language).map { ($0.0, language.declareCard($0.1, acts)) }
    }

    private static func states(_ language: Language) -> [(String, DeclareState)] {
        func state(_ page: DeclarePage = .closed, _ change: (inout DeclareState) -> Void = { _ in }) -> DeclareState {
            var state = DeclareState(page: page, forms: forms, all: forms, units: units)
            change(&state)
            return state
        }
        func waiting(_ change: (inout DeclareState) -> Void) -> DeclareState {
            state(.home) {
                ($0.made, $0.forms) = ([waits], [])
                change(&$0)
            }
        }
        let persons = [an, binh]
        return [
            ("declare-closed", state()),
            ("declare-closed-waiting", state { $0.made = [waits, entry] }),
            ("declare-home", state(.home)),
            ("declare-home-family", state(.home) {
                ($0.persons, $0.person, $0.drafts) = (persons, an, [draft, refused])
            }),
            ("declare-waiting", waiting { $0.told = language.say("phone-declare-waits") }),
            ("declare-asked", waiting { $0.code = .asked }),
            ("declare-code-wrong", waiting {
                $0.code = .sent(until: at("12T02:05:00"))
                ($0.told, $0.toldGood) = (Problem.OtpWrong.said(language), false)
            }),
            ("declare-sent", state(.home) {
                ($0.made, $0.forms) = ([entry, green, red], [])
                $0.session = DeclaringSession(phone: "+84912345678", until: at("30T02:00:00"))
            }),
        ] + asked(language).map { ($0.0, state($0.1)) } + [
            ("form-no-units", state(page(1)) { $0.units = AdministrativeUnits("") }),
        ] + checked().map { ($0.0, state($0.1)) } + [
            ("family-none", state(.family)),
            ("family", state(.family) { $0.persons = persons }),
            ("family-add", state(.person(nil, written: nil)) { $0.persons = persons }),
            ("family-edit", state(.person(an, written: Filled(fields: [
                "name": "Bé Anh", "year": "17x", "relation": "child", "own": "",
            ]))) {
                $0.persons = persons
                ($0.told, $0.toldGood) = (language.say("declare-person-refused"), false)
            }),
            ("family-remove", state(.removing(an)) { $0.persons = persons }),
            ("family-profile", state(.questions(QuestionsPage(
                of: .profile(nil), questions: everything.prefix(11).map { optional($0) })))),
            ("pass", state(.made(entry, Array(everything.filter { !$0.answers.isEmpty }.prefix(4))))),
            ("pass-none", state(.made(green, Array(everything.filter { $0.kind == .yesNo }.prefix(1))))),
        ]
    }

    private static func optional(_ one: DeclarationQuestion) -> DeclarationQuestion {
        question(
            one.linkId, one.kind, one.vietnamese, one.english, one.answers, required: false, repeats: one.repeats,
            consent: one.consent, time: one.time, options: one.options)
    }

    private static func page(_ at: Int, _ change: (inout QuestionsPage) -> Void = { _ in }) -> DeclarePage {
        var page = QuestionsPage(of: .form(draft), questions: everything, at: at)
        change(&page)
        return .questions(page)
    }

    private static let tooSmall = AnswerRefused(linkId: "birth_year", entry: nil, reason: "too-small", bound: "1900")
    private static let missing = AnswerRefused(linkId: "vaccine.date", entry: 1, reason: "missing", bound: nil)

    /// Parts of a form.
    private static func asked(_ language: Language) -> [(String, DeclarePage)] {
        let noCountry = AnswerRefused(linkId: "travelled", entry: 1, reason: "not-a-country", bound: nil)
        return [
            ("form-person", page(0)),
            ("form-wrong", page(0) {
                ($0.written, $0.wrong) = (["birth_year": "1800"], [language.wrong(tooSmall, everything)])
            }),
            ("form-places", page(1) {
                $0.written = ["address.ward": "loc bao lam", "travelled/1": "xyz"]
                $0.wrong = [language.wrong(noCountry, everything)]
                $0.several = Several(name: "address.ward", units: units.meant("lộc") { units.isWhole($0) })
            }),
            ("form-symptoms", page(2)),
            ("form-consent", page(3)),
            ("form-times", page(4) {
                ($0.wrong, $0.isChecked) = ([language.wrong(missing, everything)], true)
            }),
        ]
    }

    /// What is missing, and nothing.
    private static func checked() -> [(String, DeclarePage)] {
        let wrong = DeclarationCheck(refused: [missing, tooSmall], class: nil, reason: nil)
        return [
            ("form-missing", .check(draft, everything, wrong)),
            ("form-ready", .check(draft, everything, DeclarationCheck(refused: [], class: .red, reason: "symptom"))),
        ]
    }
}
