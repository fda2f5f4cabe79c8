package vn.lancan.demo

import java.io.File
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import vn.lancan.AnswerRefused
import vn.lancan.DeclarationPerson
import vn.lancan.DeclarationQuestion
import vn.lancan.Language
import vn.lancan.QuestionKind
import vn.lancan.Relation
import vn.lancan.Said
import vn.lancan.demo.cards.AdministrativeUnits
import vn.lancan.demo.cards.DeclareActs
import vn.lancan.demo.cards.DeclarePage
import vn.lancan.demo.cards.DeclareState
import vn.lancan.demo.cards.Filled
import vn.lancan.demo.cards.NewPerson
import vn.lancan.demo.cards.Part
import vn.lancan.demo.cards.Reading
import vn.lancan.demo.cards.Wrong
import vn.lancan.demo.cards.countryCode
import vn.lancan.demo.cards.declareCard
import vn.lancan.demo.cards.parts
import vn.lancan.demo.cards.read
import vn.lancan.demo.cards.shown
import vn.lancan.demo.cards.ward
import vn.lancan.demo.cards.wrong
import vn.lancan.say

/** What the card of declarations makes of what people write. */
class DeclareCardsTest {
    private val language = Language.VIETNAMESE
    private val all = AdministrativeUnits(File("../../../server/data/units/2021.tsv").readText())

    private fun question(kind: QuestionKind, vararg answers: String, repeats: Boolean = false) =
        DeclareSamples.question("q", kind, "Câu hỏi", "Question", answers.toList(), repeats = repeats)

    private fun read(question: DeclarationQuestion, vararg fields: Pair<String, String>, units: AdministrativeUnits = all) =
        question.read(Filled(mapOf(*fields)), language, units)

    @Test
    fun `a date, a number and a country are written as people here write them`() {
        fun words(kind: QuestionKind, text: String) = read(question(kind), "q" to text)
        assertEquals(Reading.Words(listOf("2021-05-03")), words(QuestionKind.DATE, " 3/5/2021 "))
        assertEquals(Reading.Words(listOf("31/02/2021")), words(QuestionKind.DATE, "31/02/2021"), "the core says that there is no such day")
        assertEquals(Reading.Words(listOf("36,8")), words(QuestionKind.TENTHS, "36,8"))
        assertEquals(Reading.Words(emptyList()), words(QuestionKind.LINE, "  "))
        for (name in listOf("Việt Nam", "viet nam", "VIỆT NAM", "Vietnam", "vn")) assertEquals("VN", countryCode(name), name)
        assertNull(countryCode("Atlantis"))
        val unknown = language.say("web-declare-error-country").title
        assertEquals(Reading.Unknown(Wrong("q", unknown)), words(QuestionKind.COUNTRY, "Atlantis"))
        val several = question(QuestionKind.COUNTRY, "VN", "LA", repeats = true)
        assertEquals(Reading.Words(listOf("VN", "TH")), read(several, "q/0" to "Việt Nam", "q/1" to "", "q/2" to "thai lan"))
    }

    @Test
    fun `what was answered is shown as it was written, and read back as the same answer`() {
        for ((kind, answer) in listOf(
            QuestionKind.DATE to "2021-05-03", QuestionKind.TENTHS to "36.8", QuestionKind.COUNTRY to "LA", QuestionKind.WARD to "25054",
            QuestionKind.PROVINCE to "68", QuestionKind.LINE to "An", QuestionKind.PHONE to "+84912345678",
        )) {
            val question = question(kind, answer)
            for (language in listOf(Language.VIETNAMESE, Language.ENGLISH)) {
                val shown = question.shown(answer, language, all)
                assertEquals(Reading.Words(listOf(answer)), question.read(Filled(mapOf("q" to shown)), language, all), shown)
            }
        }
        assertEquals("Thị trấn Lộc Thắng, Huyện Bảo Lâm, Tỉnh Lâm Đồng", question(QuestionKind.WARD).shown("25054", language, all))
    }

    @Test
    fun `a place is meant by its name with or without marks, and chosen where several have it`() {
        val ward = question(QuestionKind.WARD)
        fun codes(text: String) = (read(ward, "q" to text) as Reading.Words).words
        assertEquals(listOf("25054"), codes("Lộc Thắng"))
        assertEquals(listOf("25054"), codes("loc thang, bao lam"))
        assertEquals(listOf("25054"), codes("25054"))
        val several = read(ward, "q" to "tan phu") as Reading.Several
        assertEquals(AdministrativeUnits.MOST, several.units.size)
        assertTrue(several.units.all { all.isWhole(it) && "Tân" in it.name })
        assertTrue(read(ward, "q" to "nowhere at all") is Reading.Unknown)
        assertTrue(read(ward, "q" to "68") is Reading.Unknown, "a province is no ward")
        assertEquals(Reading.Words(listOf("68")), read(question(QuestionKind.PROVINCE), "q" to "lâm đồng"))
        assertEquals(Reading.Words(listOf("tân phú")), read(ward, "q" to "tân phú", units = AdministrativeUnits("")), "without a list a code")
        val island = checkNotNull(all.named("755")) { "Côn Đảo" }
        assertTrue(all.isWhole(island), "a district without wards stands for its ward")
    }

    @Test
    fun `district and province follow from the ward beside them, of the same group alone`() {
        val questions = DeclareSamples.everything
        fun of(linkId: String) = questions.first { it.linkId == linkId }
        assertEquals(of("address.ward"), of("address.province").ward(questions, all))
        assertEquals(of("address.ward"), of("address.district").ward(questions, all))
        assertNull(of("address.ward").ward(questions, all))
        assertNull(of("address.province").ward(questions, AdministrativeUnits("")))
        val elsewhere = DeclareSamples.question("trip.province", QuestionKind.PROVINCE, "Nơi đến", "To")
        assertNull(elsewhere.ward(questions + elsewhere, all))
    }

    @Test
    fun `each part of a form begins with its heading, and the times of a group are one`() {
        val parts = parts(DeclareSamples.everything)
        assertEquals(DeclareSamples.everything, parts.flatten())
        assertEquals(listOf("person", "address", "symptoms", "conditions", "vaccine"), parts.map { it.first().linkId })
    }

    @Test
    fun `what is wrong stands beside the field that it is about`() {
        val questions = DeclareSamples.everything
        fun name(linkId: String, entry: UInt?) = language.wrong(AnswerRefused(linkId, entry, "missing", null), questions).name
        assertEquals(listOf("name", "travelled/1", "vaccine.date#1"), listOf(name("name", null), name("travelled", 1u), name("vaccine.date", 1u)))
        val late = language.wrong(AnswerRefused("vaccine.date", 0u, "too-late", "2021-05-10"), questions)
        assertEquals(language.say("declaration-refused-too-late", "limit" to "10/05/2021").title, late.text)
    }

    @Test
    fun `nobody is added without a relation and a consent`() {
        var saved: NewPerson? = null
        var refused: Said? = null
        val nothing = DeclareSamples.acts
        val acts = DeclareActs(
            {}, {}, { person: DeclarationPerson?, new, _ -> saved = new.also { assertNull(person) } }, {}, { page, said ->
                refused = said
                assertEquals("An", (page as DeclarePage.Person).written!!["name"])
            },
            {}, nothing.begin, {}, {}, {}, nothing.answer, nothing.mean, nothing.keep, nothing.goTo, nothing.send, {}, {}, {}, {}, {}, {},
        )
        val card = language.declareCard(DeclareState(DeclarePage.Person(null)), acts)
        val save = card.filterIsInstance<Part.Press>().first { it.text == language.say("save").title }
        assertEquals(listOf("consent"), save.needs)
        save.act(Filled(mapOf("name" to "An", "year" to "2018"), setOf("consent")))
        assertEquals(language.say("web-family-error-relation"), refused)
        assertNull(saved)
        save.act(Filled(mapOf("name" to "An", "year" to " 2018 ", "relation" to "child", "own" to " "), setOf("consent")))
        assertEquals(NewPerson("An", 2018, Relation.CHILD, null), saved)
    }
}
