package vn.lancan.demo

import java.time.Instant
import vn.lancan.AnswerRefused
import vn.lancan.ArrivedDeclaration
import vn.lancan.DeclarationCheck
import vn.lancan.DeclarationDraft
import vn.lancan.DeclarationForm
import vn.lancan.DeclarationPerson
import vn.lancan.DeclarationQuestion
import vn.lancan.DeclaringSession
import vn.lancan.KeptPass
import vn.lancan.Language
import vn.lancan.MadeDeclaration
import vn.lancan.Problem
import vn.lancan.QuestionKind
import vn.lancan.QuestionOption
import vn.lancan.Relation
import vn.lancan.TriageClass
import vn.lancan.demo.cards.AdministrativeUnits
import vn.lancan.demo.cards.Answering
import vn.lancan.demo.cards.CodeState
import vn.lancan.demo.cards.DeclareActs
import vn.lancan.demo.cards.DeclarePage
import vn.lancan.demo.cards.DeclareState
import vn.lancan.demo.cards.Filled
import vn.lancan.demo.cards.Part
import vn.lancan.demo.cards.Reading
import vn.lancan.demo.cards.declareCard
import vn.lancan.demo.cards.wrong
import vn.lancan.said
import vn.lancan.say

/** The card of health declarations in its states; the Swift demo has the same in `DeclareSamples.swift`. */
internal object DeclareSamples {
    private fun at(text: String): Instant = Instant.parse("2021-05-${text}Z")

    /** Three units, as the list of all has them. */
    val units = AdministrativeUnits("68\tTỉnh Lâm Đồng\n680\tHuyện Bảo Lâm\n25054\tThị trấn Lộc Thắng\n25057\tXã Lộc Bảo\n25060\tXã Lộc Lâm\n")

    val an = DeclarationPerson(2, "Bé An", 2018, Relation.CHILD, null)
    val binh = DeclarationPerson(3, "Trần Văn Bình", 1950, Relation.PARENT, "+84987654321")

    private fun form(id: String, vietnamese: String, english: String, today: Instant? = null, same: Boolean = false) =
        DeclarationForm(id, vietnamese, english, id.startsWith("ncovi"), today, same)

    private val forms = listOf(
        form("vhd", "Tờ khai y tế đối với người nhập cảnh", "Health declaration on entry"),
        form("ncovi", "Khai báo y tế tự nguyện", "Voluntary health declaration", today = at("12T01:00:00")),
        form("ncovi-daily", "Cập nhật sức khỏe hằng ngày", "Daily health update", same = true),
    )

    /** A question; [answers] as the core has them. */
    fun question(
        linkId: String,
        kind: QuestionKind,
        vietnamese: String,
        english: String,
        answers: List<String> = emptyList(),
        required: Boolean = true,
        repeats: Boolean = false,
        consent: Boolean = false,
        time: UInt? = null,
        options: List<QuestionOption> = emptyList(),
    ) = DeclarationQuestion(linkId, time, kind, vietnamese, english, required, repeats, consent, null, null, options, answers)

    private fun heading(linkId: String, vietnamese: String, english: String, time: UInt? = null) =
        question(linkId, QuestionKind.HEADING, vietnamese, english, required = false, time = time)

    private val genders = listOf(
        QuestionOption("male", "Nam", "Male"), QuestionOption("female", "Nữ", "Female"), QuestionOption("other", "Khác", "Other"),
    )

    /** A form with every kind of question. */
    val everything = listOf(
        heading("person", "Người được khai báo", "Who declares"),
        question("name", QuestionKind.LINE, "Họ và tên", "Full name", listOf("Nguyễn Văn An")),
        question("birth_year", QuestionKind.WHOLE, "Năm sinh", "Year of birth", listOf("1980")),
        question("gender", QuestionKind.CHOICE, "Giới tính", "Gender", listOf("male"), options = genders),
        question("nationality", QuestionKind.COUNTRY, "Quốc tịch", "Nationality", listOf("VN")),
        question("phone", QuestionKind.PHONE, "Số điện thoại", "Telephone number", listOf("+84912345678"), required = false),
        heading("address", "Nơi ở hiện nay", "Where you live now"),
        question("address.province", QuestionKind.PROVINCE, "Tỉnh, thành phố", "Province or city", listOf("68")),
        question("address.district", QuestionKind.DISTRICT, "Quận, huyện", "District", listOf("680"), required = false),
        question("address.ward", QuestionKind.WARD, "Phường, xã", "Ward", listOf("25054")),
        question("travelled", QuestionKind.COUNTRY, "Nước đã đến", "Countries visited", listOf("LA"), required = false, repeats = true),
        heading("symptoms", "Hôm nay bạn có triệu chứng nào không?", "Do you have any of these today?"),
        question("temperature", QuestionKind.TENTHS, "Thân nhiệt (°C)", "Temperature (°C)", listOf("36.8")),
        question("symptom.fever", QuestionKind.YES_NO, "Sốt", "Fever", listOf("no")),
        question("symptom.cough", QuestionKind.YES_NO, "Ho", "Cough"),
        question("smoker", QuestionKind.YES_NO, "Hút thuốc", "Smoking", required = false),
        heading("conditions", "Bệnh nền", "Conditions"),
        question("words", QuestionKind.WORDS, "Bạn tự chọn có trả lời hay không.", "Whether you answer is up to you.", required = false),
        question("consent", QuestionKind.YES_NO, "Tôi đồng ý cho biết.", "I agree to answer.", listOf("yes"), false, consent = true),
        question("note", QuestionKind.TEXT, "Ghi chú", "Notes", required = false),
        question(
            "kind", QuestionKind.OPEN_CHOICE, "Loại", "Kind", listOf("other"), required = false, options = genders,
        ),
        heading("vaccine", "Vắc xin đã tiêm", "Vaccinations", 0u),
        question("vaccine.name", QuestionKind.LINE, "Tên vắc xin", "Vaccine", listOf("AstraZeneca"), time = 0u),
        question("vaccine.date", QuestionKind.DATE, "Ngày tiêm", "Date", listOf("2021-05-03"), time = 0u),
        heading("vaccine", "Vắc xin đã tiêm", "Vaccinations", 1u),
        question("vaccine.name", QuestionKind.LINE, "Tên vắc xin", "Vaccine", time = 1u),
        question("vaccine.date", QuestionKind.DATE, "Ngày tiêm", "Date", time = 1u),
    )

    private val draft = DeclarationDraft(5, "ncovi", null, null, at("12T02:00:00"), emptyList())
    private val refused = DeclarationDraft(6, "ncovi-daily", 2, null, at("12T02:10:00"), listOf("symptom.fever"))

    private fun made(id: Long, form: String, person: Long?, arrived: ArrivedDeclaration?) =
        MadeDeclaration(id, form, person, null, at("12T03:00:00"), arrived, false)

    private val pass = KeptPass("LC1:GATE:PASS", 7u, at("11T17:00:00"), at("14T17:00:00"))
    private val waits = made(7, "ncovi", null, null)
    private val green = made(8, "ncovi-daily", null, ArrivedDeclaration(at("11T02:00:00"), TriageClass.GREEN, null, null))
    private val red = made(9, "ncovi", null, ArrivedDeclaration(at("10T02:00:00"), TriageClass.RED, "symptom", null)).copy(replaced = true)
    private val entry = made(10, "vhd", null, ArrivedDeclaration(at("12T03:01:00"), TriageClass.YELLOW, "affected-country", pass))

    val acts = DeclareActs(
        {}, {}, { _, _, _ -> }, {}, { _, _ -> }, {}, { _, _ -> }, {}, {}, {}, { _, _ -> }, { _, _, _, _ -> }, { _, _ -> }, { _, _ -> },
        { _, _ -> }, {}, {}, {}, {}, {}, {},
    )

    /** Each state by the card's name. */
    fun of(language: Language): Map<String, List<Part>> {
        val none = DeclareState(forms = forms, units = units)
        fun asked(at: Int) = DeclarePage.Questions(Answering.Form(draft), everything, at)
        val tooSmall = AnswerRefused("birth_year", null, "too-small", "1900")
        val noCountry = AnswerRefused("travelled", 1u, "not-a-country", null)
        val missing = AnswerRefused("vaccine.date", 1u, "missing", null)
        val wrong = asked(0).copy(written = mapOf("birth_year" to "1800"), wrong = listOf(language.wrong(tooSmall, everything)))
        val places = asked(1).copy(
            written = mapOf("address.ward" to "loc bao lam", "travelled/1" to "xyz"),
            wrong = listOf(language.wrong(noCountry, everything)),
            several = Reading.Several("address.ward", units.meant("lộc") { units.isWhole(it) }),
        )
        val hole = asked(4).copy(wrong = listOf(language.wrong(missing, everything)), isChecked = true)
        fun check(vararg refused: AnswerRefused) = DeclarePage.Check(
            draft, everything,
            DeclarationCheck(refused.toList(), TriageClass.RED.takeIf { refused.isEmpty() }, "symptom".takeIf { refused.isEmpty() }),
        )
        val family = none.copy(persons = listOf(an, binh), page = DeclarePage.Family)
        val profile = DeclarePage.Questions(Answering.Profile(null), everything.take(11).map { it.copy(required = false) })
        val written = Filled(mapOf("name" to "Bé Anh", "year" to "17x", "relation" to "child", "own" to ""))
        val session = DeclaringSession("+84912345678", at("30T02:00:00"))
        return mapOf(
            "declare-closed" to none,
            "declare-closed-waiting" to none.copy(made = listOf(waits, entry)),
            "declare-home" to none.copy(page = DeclarePage.Home),
            "declare-home-family" to none.copy(
                page = DeclarePage.Home, persons = listOf(an, binh), person = an, drafts = listOf(draft, refused),
            ),
            "declare-waiting" to none.copy(
                page = DeclarePage.Home, made = listOf(waits), told = language.say("phone-declare-waits"), all = forms, forms = emptyList(),
            ),
            "declare-asked" to none.copy(page = DeclarePage.Home, made = listOf(waits), code = CodeState.Asked, forms = emptyList()),
            "declare-code-wrong" to none.copy(
                page = DeclarePage.Home, made = listOf(waits), code = CodeState.Sent(at("12T02:05:00")), forms = emptyList(),
                told = Problem.OtpWrong().said(language), toldGood = false,
            ),
            "declare-sent" to none.copy(page = DeclarePage.Home, made = listOf(entry, green, red), session = session, forms = emptyList()),
            "form-person" to none.copy(page = asked(0)),
            "form-wrong" to none.copy(page = wrong),
            "form-places" to none.copy(page = places),
            "form-symptoms" to none.copy(page = asked(2)),
            "form-consent" to none.copy(page = asked(3)),
            "form-times" to none.copy(page = hole),
            "form-no-units" to none.copy(page = asked(1), units = AdministrativeUnits("")),
            "form-missing" to none.copy(page = check(missing, tooSmall)),
            "form-ready" to none.copy(page = check()),
            "family-none" to none.copy(page = DeclarePage.Family),
            "family" to family,
            "family-add" to family.copy(page = DeclarePage.Person(null)),
            "family-edit" to family.copy(
                page = DeclarePage.Person(an, written), told = language.say("declare-person-refused"), toldGood = false,
            ),
            "family-remove" to family.copy(page = DeclarePage.Removing(an)),
            "family-profile" to none.copy(page = profile),
            "pass" to none.copy(page = DeclarePage.Made(entry, everything.filter { it.answers.isNotEmpty() }.take(4))),
            "pass-none" to none.copy(page = DeclarePage.Made(green, everything.filter { it.kind == QuestionKind.YES_NO }.take(1))),
        ).mapValues { language.declareCard(it.value, acts) }
    }
}
