package vn.lancan.demo

import java.time.Instant
import java.time.LocalDate
import java.util.TimeZone
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import vn.lancan.CallDay
import vn.lancan.CallReview
import vn.lancan.CallStage
import vn.lancan.Language
import vn.lancan.LogContact
import vn.lancan.LogQuestion
import vn.lancan.ReviewedVisit
import vn.lancan.Said
import vn.lancan.Visit
import vn.lancan.Warning
import vn.lancan.WarningChange
import vn.lancan.WarningNotice
import vn.lancan.demo.cards.CallActs
import vn.lancan.demo.cards.CallState
import vn.lancan.demo.cards.Consents
import vn.lancan.demo.cards.Filled
import vn.lancan.demo.cards.LogActs
import vn.lancan.demo.cards.LogState
import vn.lancan.demo.cards.Part
import vn.lancan.demo.cards.ReviewActs
import vn.lancan.demo.cards.VisitActs
import vn.lancan.demo.cards.VisitForm
import vn.lancan.demo.cards.VisitsState
import vn.lancan.demo.cards.WarningActs
import vn.lancan.demo.cards.asInstant
import vn.lancan.demo.cards.asMinute
import vn.lancan.demo.cards.asText
import vn.lancan.demo.cards.callCard
import vn.lancan.demo.cards.codeCard
import vn.lancan.demo.cards.codeInLink
import vn.lancan.demo.cards.CodeActs
import vn.lancan.demo.cards.isPlaceLink
import vn.lancan.demo.cards.logCard
import vn.lancan.demo.cards.reviewCard
import vn.lancan.demo.cards.visitsCard
import vn.lancan.demo.cards.warningsCard
import vn.lancan.say

/** The demo's cards without a phone: on the JVM, where nothing of Android is. */
class CardsTest {
    private val zone = TimeZone.getDefault()
    private val language = Language.ENGLISH

    @BeforeEach
    fun inVietnam() = TimeZone.setDefault(TimeZone.getTimeZone("Asia/Ho_Chi_Minh"))

    @AfterEach
    fun restore() = TimeZone.setDefault(zone)

    @Test
    fun `every card says in both languages what its snapshot says`() {
        for ((tag, language) in listOf("vi" to Language.VIETNAMESE, "en" to Language.ENGLISH)) {
            val page = CardSamples.of(language).map { (name, parts) -> "=== $name\n${parts.asText()}" }.joinToString("\n")
            if (System.getenv("LANCAN_WRITE_CARDS") != null) CardSamples.page(tag).writeText(page)
            assertEquals(CardSamples.page(tag).readText(), page)
        }
    }

    @Test
    fun `no card shows a key in place of a text, or the same state twice`() {
        for (language in listOf(Language.VIETNAMESE, Language.ENGLISH)) {
            val texts = CardSamples.of(language).mapValues { it.value.asText() }
            for ((name, text) in texts) {
                assertTrue(text.isNotBlank(), name)
                assertTrue(text.lines().none { Regex("[a-z]+(-[a-z]+)+").matches(it.trim('#', '(', ')', '!', '[', ']', ' ')) }, text)
            }
            assertEquals(texts.size, texts.values.toSet().size)
        }
    }

    @Test
    fun `a link is a report's by the code in its fragment, unless its path is a place's`() {
        for (link in listOf("https://lancan.example.vn/#ABCD", "https://lancan.example.vn#ABCD", "https://x.vn/?p=/p#ABCD")) {
            assertEquals("ABCD", codeInLink(link), link)
            assertFalse(isPlaceLink(link), link)
        }
        for (link in listOf("https://x.vn/p#ABCD", "https://x.vn/p", "https://x.vn/p?x=1#ABCD")) {
            assertNull(codeInLink(link), link)
            assertTrue(isPlaceLink(link), link)
        }
        val others = listOf("https://x.vn/", "https://x.vn/#", "https://x.vn/# ", "http://x.vn/#ABCD", "ABCD", "#ABCD", "/p#ABCD", "")
        for (link in others) {
            assertNull(codeInLink(link), link)
            assertFalse(isPlaceLink(link), link)
        }
    }

    @Test
    fun `a code that came by a link stands in the field, and goes when the user says so`() {
        val checked = mutableListOf<String>()
        val card = language.codeCard(emptyList(), CodeActs(null, { checked += it }, {}), "ABCD")
        assertTrue(card.any { it is Part.Field && it.name == "code" && it.text == "ABCD" })
        assertEquals(emptyList<String>(), checked)
        press(card, "report-check", Filled(mapOf("code" to "ABCD")))
        assertEquals(listOf("ABCD"), checked)
    }

    @Test
    fun `the number goes before any consent, and consents only with the code`() {
        var asked: String? = null
        var sent: Triple<String, Boolean, Boolean>? = null
        val day = LocalDate.of(2021, 5, 12)
        val review = CallReview("Sở Y tế", listOf(CallDay(day, 1500u, 4u, 1u)))
        val left = mutableListOf<LocalDate>()
        val acts = CallActs({ asked = it }, { left += it }, { code, keys, heard -> sent = Triple(code, keys, heard) }, {}, {})
        val number = language.callCard(CallState(review), acts)
        assertTrue(number.none { it is Part.Tick })
        press(number, "call-ask-password", Filled(mapOf("phone" to "0912 345 678")))
        assertEquals("0912 345 678", asked)
        val code = language.callCard(CallState(review, CallStage.Asked), acts)
        assertEquals(listOf("keys", "encounters"), code.filterIsInstance<Part.Tick>().map { it.name })
        press(code, "call-send", Filled(mapOf("password" to "012345"), setOf("encounters")))
        assertEquals(Triple("012345", false, true), sent)
        press(code, "call-leave-out", Filled(), "day" to "12/05/2021")
        assertEquals(listOf(day), left)
        val nothing = language.callCard(CallState(review, CallStage.Asked, setOf(day)), acts)
        assertTrue(presses(nothing).none { it.text == language.say("call-send").title })
    }

    @Test
    fun `a call is offered for a warning that holds, once`() {
        val offer = language.say("call-offer").title
        fun card(change: WarningChange, callMe: ((Warning) -> Unit)?) = presses(
            language.warningsCard(
                listOf(WarningNotice(change, CardSamples.warning())), emptyList(), WarningActs({}, {}, callMe),
            ),
        ).map { it.text }
        assertTrue(offer in card(WarningChange.NEW) {})
        assertTrue(offer !in card(WarningChange.NEW, null))
        assertTrue(offer !in card(WarningChange.WITHDRAWN) {})
    }

    @Test
    fun `visits go with a consent of their own, and none that is left out`() {
        var sent: Consents? = null
        val acts = ReviewActs({}, {}, { sent = it }, {})
        fun card(vararg leftOut: Boolean) =
            language.reviewCard(CardSamples.review(leftOut.map { ReviewedVisit(visit(), it) }), acts)
        assertTrue(card(true).none { it is Part.Tick && it.name == "visits" })
        press(card(true), "review-send", Filled(ticks = setOf("keys", "visits")))
        assertEquals(Consents(true, false, false), sent)
        press(card(true, false), "review-send", Filled(ticks = setOf("keys", "visits")))
        assertEquals(Consents(true, false, true), sent)
        assertEquals(listOf("keys"), presses(card(false)).first { it.text == language.say("review-send").title }.needs)
    }

    @Test
    fun `times of a visit are read as they are written, and what is none is told`() {
        var edited: Pair<Instant, Instant>? = null
        var told: Said? = null
        val acts = VisitActs(null, {}, { _, _, _ -> }, { _, enter, leave -> edited = enter to leave }, {}, {}, {}, { told = it })
        val card = language.visitsCard(VisitsState(form = VisitForm.Edit(visit())), acts)
        press(card, "save", Filled(mapOf("from" to "08:40 12/05/2021", "to" to "12/5/2021 9:20")))
        assertEquals(Instant.parse("2021-05-12T01:40:00Z") to Instant.parse("2021-05-12T02:20:00Z"), edited)
        edited = null
        for (wrong in listOf("", "08:40", "12/05/2021", "12/05/2021 24:01", "24:01 12/05/2021", "08:40 31/02/2021", "08:40 12/05/21x")) {
            press(card, "save", Filled(mapOf("from" to "08:40 12/05/2021", "to" to wrong)))
            assertEquals(language.say("visit-not-a-time", "text" to wrong), told)
            assertNull(edited)
        }
        val now = Instant.parse("2021-05-12T17:00:00Z")
        assertEquals(now, asInstant(now.asMinute()))
        assertEquals(asInstant("08:40 12/05/2021"), asInstant(" 12/5/2021  8:40 "))
    }

    @Test
    fun `a code that came by a link waits for the user`() {
        val used = mutableListOf<String>()
        val acts = VisitActs(null, { used += it }, { _, _, _ -> }, { _, _, _ -> }, {}, {}, {}, {})
        val card = language.visitsCard(VisitsState(code = "https://example.gov.vn/p#AbC"), acts)
        val field = card.filterIsInstance<Part.Field>().single()
        assertTrue(used.isEmpty())
        press(card, "visit-use-code", Filled(mapOf(field.name to field.text)))
        assertEquals(listOf("https://example.gov.vn/p#AbC"), used)
        assertTrue(presses(card).none { it.text == language.say("visit-scan").title }, "no camera, no button")
    }

    private fun visit(): Visit = CardSamples.visit()

    @Test
    fun `nobody is listed before they said who they are, and what is no number of companions is told`() {
        val agreed = mutableListOf<UByte>()
        var saved: LogContact? = null
        var told: Said? = null
        val acts = LogActs({ saved = it }, {}, {}, { _, companions -> agreed += companions }, {}, { told = it })
        val question = LogQuestion(visit(), "Sở Y tế", 28u, null)
        val nobody = language.logCard(LogState(question), acts)
        val buttons = presses(nobody).map { it.text }
        assertTrue(language.say("phone-log-agree").title !in buttons)
        assertTrue(language.say("phone-log-decline").title in buttons)
        press(nobody, "phone-log-save", Filled(mapOf("name" to "An", "phone" to "0912345678", "born" to "80x")))
        assertEquals(LogContact("An", "0912345678", UShort.MAX_VALUE, null), saved)
        val asked = language.logCard(LogState(question, LogContact("An", "+84912345678", null, null)), acts)
        press(asked, "phone-log-agree", Filled(mapOf("companions" to "x")))
        assertEquals(language.say("phone-log-companions-wrong"), told)
        press(asked, "phone-log-agree", Filled(mapOf("companions" to " 2 ")))
        press(asked, "phone-log-agree", Filled())
        assertEquals(listOf<UByte>(2u, 0u), agreed)
    }

    private fun presses(parts: List<Part>) = parts.filterIsInstance<Part.Press>()

    private fun press(parts: List<Part>, key: String, filled: Filled, vararg values: Pair<String, Any>) =
        presses(parts).first { it.text == language.say(key, *values).title }.act(filled)
}
