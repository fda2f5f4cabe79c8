package vn.lancan.demo

import android.app.Activity
import android.content.Context
import android.view.View
import android.view.ViewGroup
import android.widget.ScrollView
import android.widget.TextView
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import java.util.Locale
import java.util.TimeZone
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import org.robolectric.shadows.ShadowBuild
import vn.lancan.Blocked
import vn.lancan.Closeness
import vn.lancan.Coverage
import vn.lancan.FailedCondition
import vn.lancan.Gap
import vn.lancan.HistoryDay
import vn.lancan.Language
import vn.lancan.Meeting
import vn.lancan.Problem
import vn.lancan.Reason
import vn.lancan.ReportResult
import vn.lancan.ReportType
import vn.lancan.Review
import vn.lancan.ReviewedDay
import vn.lancan.ReviewedInterval
import vn.lancan.ReviewedKey
import vn.lancan.Span
import vn.lancan.Status
import vn.lancan.Trouble
import vn.lancan.Verdict
import vn.lancan.WarningChange
import vn.lancan.advice
import vn.lancan.android.Phone
import vn.lancan.android.PhoneTest
import vn.lancan.android.warning
import vn.lancan.isEnd
import vn.lancan.said
import vn.lancan.say

/** The demo's screens, drawn by Android's own code into `target/pictures`, in both languages. */
@Config(sdk = [35], application = TestApplication::class, qualifiers = "w360dp-h740dp-xhdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class ScreensTest : PhoneTest() {
    private val phone = Phone()
    private val locale = Locale.getDefault()
    private val zone = TimeZone.getDefault()

    init {
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Ho_Chi_Minh"))
    }

    @After
    fun restore() {
        (phone.app as TestApplication).host.close()
        phone.settle()
        Locale.setDefault(locale)
        TimeZone.setDefault(zone)
    }

    @Test
    fun `the app asks for one thing after the other and says why`() = inBothLanguages { language, tag ->
        phone.allow(false)
        ShadowBuild.setManufacturer("Xiaomi")
        val activity = open()
        for (key in listOf("permission-bluetooth", "permission-notifications", "battery-exemption", "autostart-xiaomi")) {
            assertTrue(key, language.say(key).title in texts(activity) && language.say(key).next!! in texts(activity))
            Picture.of(page(activity), "$tag-needs-$key")
            when (key) {
                "permission-bluetooth" -> allow(vn.lancan.android.Permissions.needed)
                "permission-notifications" -> allow(vn.lancan.android.Permissions.wished)
                "battery-exemption" -> phone.power.setIgnoringBatteryOptimizations(phone.app.packageName, true)
                else -> button(activity, language.say("needs-done").title).performClick()
            }
            // The user comes back from the dialog or the settings.
            activity.onRequestPermissionsResult(1, emptyArray(), IntArray(0))
        }
        assertFalse(language.say("needs-allow").title in texts(activity))
        assertTrue(language.say("status-working").title in texts(activity))
        Picture.of(page(activity), "$tag-working")
    }

    @Test
    fun `a warning says what to do before how sure it is`() = inBothLanguages { language, tag ->
        val card = WarningsCard(themed(), language)
        card.show(listOf(warning(WarningChange.NEW))) {}
        val texts = texts(card)
        assertEquals(language.say("warning-title").title, texts.first())
        val advice = texts.indexOfFirst { "21" in it && "7" in it }
        assertTrue(advice in 1 until texts.indexOf(language.say("warning-likely").title))
        draw(card, "$tag-warning")
    }

    @Test
    fun `each change of a warning is told, and advice only while it holds`() = inBothLanguages { language, tag ->
        for (change in WarningChange.entries) {
            val card = WarningsCard(themed(), language)
            card.show(listOf(warning(change))) {}
            val texts = texts(card)
            assertEquals(change.said(language).title, texts.first())
            assertTrue("$change", change.said(language).next?.let { it in texts } ?: true)
            assertEquals("$change", !change.isEnd, warning(change).warning.advice(language) in texts)
            draw(card, "$tag-warning-${change.name.lowercase()}")
        }
    }

    @Test
    fun `why a case that was heard is no contact is told, for the rules that were in force`() = inBothLanguages { language, tag ->
        val day = LocalDate.of(2021, 5, 12)
        val failed = listOf(
            null,
            FailedCondition.ReportType,
            FailedCondition.NotInfectious(-4, -3, null),
            FailedCondition.TooShort(750.0, 900u),
            FailedCondition.TooUnlikely(0.2, 0.5),
            FailedCondition.WeakEvidence,
        )
        val reasons = failed.map { Reason("f1-2021-05", day, Verdict.NONE, it) }
        val other = Reason("f1-2020-12", day, Verdict.NONE, FailedCondition.NotInForce)
        val card = WhyCard(themed(), language)
        card.show(listOf(other) + reasons)
        val told = reasons.map { "12/05/2021, f1-2021-05: ${it.said(language)}" }
        assertEquals(listOf(language.say("reason-title").title) + told, texts(card))
        assertEquals(failed.size, told.toSet().size)
        draw(card, "$tag-why")
        card.show(listOf(other))
        assertEquals(language.say("reason-no-case").title, texts(card).last())
        draw(card, "$tag-why-nobody")
    }

    @Test
    fun `a report can only be sent once the user has agreed`() = inBothLanguages { language, tag ->
        var sent: Pair<Boolean, Boolean>? = null
        val card = ReportCard(themed(), language)
        card.showReview(review(), ReportCard.Acts({}, { keys, encounters -> sent = keys to encounters }, {}))
        assertTrue(language.say("review-withheld", "count" to 1).title in texts(card))
        assertTrue(language.say("review-follows").title in texts(card))
        draw(card, "$tag-review")
        val send = button(card, language.say("review-send").title)
        assertFalse(send.isEnabled)
        button(card, language.say("consent-keys").title).performClick()
        assertTrue(send.isEnabled)
        send.performClick()
        assertEquals(true to false, sent)
        card.showEnd(ReportResult.Accepted(Instant.parse("2021-05-15T02:00:00Z"))) {}
        draw(card, "$tag-accepted")
        card.showEnd(ReportResult.Refused(Problem.CodeUsed())) {}
        draw(card, "$tag-refused")
    }

    @Test
    fun `what stands in the way and what is recorded is shown`() = inBothLanguages { language, tag ->
        val status = StatusCard(themed(), language)
        val gaps = listOf(Gap(LocalDate.of(2021, 5, 12), 660u, 10u), Gap(LocalDate.of(2021, 5, 13), 0u, 120u))
        val coverage = Coverage(14u, 12u, gaps)
        val troubles = listOf(Trouble.SERVER_UNREACHABLE, Trouble.NOBODY_HEARD)
        status.show(Status(false, listOf(Blocked.BLUETOOTH_OFF), troubles, null, coverage), {}, {})
        assertFalse(language.say("status-working").title in texts(status))
        assertTrue(language.say("status-coverage", "worked" to 12, "days" to 14).title in texts(status))
        for ((day, sent, listened) in listOf(Triple("12/05/2021", 660, 10), Triple("13/05/2021", 0, 120))) {
            val said = language.say("coverage-gap", "day" to day, "sent" to sent, "listened" to listened)
            assertTrue(said.title, said.title in texts(status))
        }
        draw(status, "$tag-blocked")
        val data = DataCard(themed(), language)
        val morning = Instant.parse("2021-05-11T17:00:00Z")
        val meeting = Meeting(morning + Duration.ofHours(2), 600u, Closeness.CLOSE)
        data.show(listOf(HistoryDay(LocalDate.of(2021, 5, 12), List(4) { meeting }, 4u)), {})
        draw(data, "$tag-data")
    }

    private fun review(): Review {
        val days = listOf("2021-05-11T17:00:00Z", "2021-05-12T17:00:00Z").map(Instant::parse)
        val dates = listOf(12, 13).map { LocalDate.of(2021, 5, it) }
        fun span(from: Instant, length: Duration) = Span(from, from + length)
        val today = ReviewedKey(dates[1].plusDays(1), span(days[1].plus(Duration.ofDays(1)), Duration.ofHours(9)), false, true)
        return Review(
            centre = "Trung tâm Y tế huyện Bảo Lâm",
            reportType = ReportType.CONFIRMED_TEST,
            window = span(days[0], Duration.ofDays(2)),
            days = dates.mapIndexed { at, date -> ReviewedDay(date, 3u, 900u, at == 1) },
            keys = days.mapIndexed { at, day -> ReviewedKey(dates[at], span(day, Duration.ofDays(1)), at == 1) } + today,
            intervals = days.mapIndexed { at, day -> ReviewedInterval(day, 3u, 900u, at == 1) },
            leftOut = listOf(span(days[1], Duration.ofDays(1))),
        )
    }

    private fun inBothLanguages(test: (Language, String) -> Unit) {
        for ((tag, language) in listOf("vi" to Language.VIETNAMESE, "en" to Language.ENGLISH)) {
            Locale.setDefault(Locale.forLanguageTag(tag))
            phone.app.getSharedPreferences("needs", Context.MODE_PRIVATE).edit().clear().apply()
            phone.power.setIgnoringBatteryOptimizations(phone.app.packageName, false)
            test(language, tag)
        }
    }

    private fun open(): MainActivity = Robolectric.buildActivity(MainActivity::class.java).also {
        it.get().setTheme(android.R.style.Theme_Material_Light)
        it.setup()
        phone.settle()
    }.get()

    private fun themed(): Activity = Robolectric.buildActivity(Activity::class.java).also {
        it.get().setTheme(android.R.style.Theme_Material_Light)
    }.get()

    private fun allow(permissions: List<String>) = shadowOf(phone.app).grantPermissions(*permissions.toTypedArray())

    private fun draw(card: Card, name: String) {
        val page = Page(card.context)
        (card.parent as? ViewGroup)?.removeView(card)
        page.card(card)
        assertTrue("something is drawn", Picture.of(page, name) > 0.5)
    }

    private fun page(activity: Activity): View =
        (activity.findViewById<ViewGroup>(android.R.id.content)!!.getChildAt(0) as ScrollView).getChildAt(0)

    private fun texts(activity: Activity): List<String> {
        // Statuses and days come from the tracer's thread, in turn: a question asked now is answered after them.
        repeat(2) {
            phone.settle()
            runBlocking { (phone.app as TestApplication).tracer!!.history() }
        }
        phone.settle()
        return texts(page(activity))
    }

    private fun texts(view: View): List<String> = views(view).map { it.text.toString() }

    private fun button(activity: Activity, text: String) = button(page(activity), text)

    private fun button(view: View, text: String) = views(view).first { it.isClickable && it.text.toString() == text }

    private fun views(view: View): List<TextView> = when {
        view.visibility != View.VISIBLE -> emptyList()
        view is TextView -> listOf(view)
        view is ViewGroup -> (0 until view.childCount).flatMap { views(view.getChildAt(it)) }
        else -> emptyList()
    }
}
