package vn.lancan.demo

import android.Manifest
import android.app.Activity
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.content.res.Configuration
import android.net.Uri
import android.os.Bundle
import android.view.View
import android.widget.Button
import android.widget.CheckBox
import android.widget.EditText
import android.widget.TextView
import java.io.File
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import java.util.Locale
import java.util.TimeZone
import javax.xml.parsers.DocumentBuilderFactory
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertSame
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import org.robolectric.shadows.ShadowBuild
import org.w3c.dom.Element
import vn.lancan.Blocked
import vn.lancan.CallDay
import vn.lancan.CallReview
import vn.lancan.CallStage
import vn.lancan.Coverage
import vn.lancan.Language
import vn.lancan.Problem
import vn.lancan.ReviewedVisit
import vn.lancan.SentReport
import vn.lancan.SentStage
import vn.lancan.Status
import vn.lancan.android.AndroidHost
import vn.lancan.android.Phone
import vn.lancan.android.PhoneTest
import vn.lancan.android.StrictMainThread
import vn.lancan.demo.cards.CallActs
import vn.lancan.demo.cards.CallState
import vn.lancan.demo.cards.Consents
import vn.lancan.demo.cards.Part
import vn.lancan.demo.cards.ReviewActs
import vn.lancan.demo.cards.callCard
import vn.lancan.demo.cards.codeCard
import vn.lancan.demo.cards.CodeActs
import vn.lancan.demo.cards.reviewCard
import vn.lancan.demo.cards.statusCard
import vn.lancan.demo.cards.waitingCard
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
        beAtTheFirstStart()
        val activity = open()
        for (key in listOf("permission-bluetooth", "permission-notifications", "battery-exemption", "autostart-xiaomi")) {
            assertTrue(key, language.say(key).title in texts(activity) && language.say(key).next!! in texts(activity))
            // It stands alone, below what the app is for.
            assertEquals(language.say("welcome").title, texts(activity).first())
            assertFalse(key, language.say("warning-count", "count" to 0).title in texts(activity))
            assertFalse(key, language.say("history-title").title in texts(activity))
            assertEquals(View.GONE, bar(activity).visibility)
            Picture.screen(activity, "$tag-needs-$key")
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
        assertTrue(language.say("warning-count", "count" to 0).title in texts(activity))
        assertEquals(View.VISIBLE, bar(activity).visibility)
        Picture.screen(activity, "$tag-working")
    }

    @Test
    fun `what is put off at the first start is asked for later, and a link that opened the app is not lost`() = inBothLanguages { language, tag ->
        beAtTheFirstStart()
        val opened = start(Intent(Intent.ACTION_VIEW, Uri.parse("https://example.gov.vn/#ABCDEFGH12345678")))
        val activity = opened.get()
        for (key in listOf("permission-bluetooth", "permission-notifications", "battery-exemption", "autostart-xiaomi")) {
            assertTrue(key, language.say(key).title in texts(activity))
            assertEquals(emptyList<String>(), fields(activity, "ABCD"))
            button(activity, language.say("cancel").title).performClick()
        }
        assertEquals(listOf("ABCDEFGH12345678"), fields(activity, "ABCD"))
        assertEquals(Section.REPORT, section(activity))
        go(activity, Section.TODAY)
        assertTrue(language.say("permission-bluetooth").title in texts(activity))
        assertFalse(language.say("cancel").title in texts(activity))
        // It cannot know, so it does not say so.
        assertFalse(language.say("warning-count", "count" to 0).title in texts(activity))
        Picture.screen(activity, "$tag-put-off")
        // Nor is it the first start again where a permission is taken away later.
        opened.pause().stop().destroy()
        val again = open()
        assertTrue(language.say("permission-bluetooth").title in texts(again))
        assertEquals(View.VISIBLE, bar(again).visibility)
    }

    @Test
    fun `five sections, of which a screen reader says which is selected`() = inBothLanguages { language, tag ->
        val activity = open()
        texts(activity)
        for (chosen in Section.entries) {
            go(activity, chosen)
            assertEquals(chosen, section(activity))
            Picture.screen(activity, "$tag-section-${chosen.name.lowercase()}")
            val title = (frame(activity).getChildAt(0) as Sections).getChildAt(0) as TextView
            assertEquals(language.say(chosen.key).title, title.text.toString())
            for (section in Section.entries) {
                val item = bar(activity).getChildAt(section.ordinal) as TextView
                val told = item.createAccessibilityNodeInfo()
                assertEquals(language.say(section.key).title, told.text.toString())
                assertEquals(Button::class.java.name, told.className)
                assertEquals(section == chosen, told.isSelected)
                assertEquals(section.ordinal, told.collectionItemInfo.columnIndex)
                assertTrue(told.isClickable && item.isFocusable)
                val least = 48 * activity.resources.displayMetrics.density
                assertTrue("${item.width} × ${item.height}", item.width >= least && item.height >= least)
            }
        }
        assertEquals(Section.entries.size, bar(activity).createAccessibilityNodeInfo().collectionInfo.columnCount)
    }

    @Test
    @Suppress("DEPRECATION")
    fun `the section stays when the phone is turned, and back leads to the first one`() = inBothLanguages { language, _ ->
        val opened = start(Intent(Intent.ACTION_VIEW, Uri.parse("https://example.gov.vn/#ABCDEFGH12345678")))
        texts(opened.get())
        go(opened.get(), Section.DECLARE)
        val kept = Bundle()
        opened.pause().stop().saveInstanceState(kept).destroy()
        val turned = Robolectric.buildActivity(MainActivity::class.java, opened.intent).also {
            it.get().setTheme(android.R.style.Theme_Material_Light_NoActionBar)
            it.create(kept).start().restoreInstanceState(kept).resume().visible()
        }
        val activity = turned.get()
        waitFor(activity, language.say("web-declare").title)
        assertEquals(Section.DECLARE, section(activity))
        activity.onBackPressed()
        assertEquals(Section.TODAY, section(activity))
        assertFalse(activity.isFinishing)
    }

    @Test
    fun `a warning's notification leads to the warnings`() = inBothLanguages { _, _ ->
        val opened = start(null)
        texts(opened.get())
        go(opened.get(), Section.DATA)
        opened.newIntent(Intent(Intent.ACTION_MAIN))
        assertEquals(Section.DATA, section(opened.get()))
        opened.newIntent(Intent(Intent.ACTION_MAIN).putExtra(AndroidHost.WARNING, true))
        assertEquals(Section.TODAY, section(opened.get()))
    }

    @Test
    fun `what changes beside somebody who writes, ticks or listens leaves them where they are`() = inBothLanguages { language, _ ->
        val activity = themed()
        val card = CardView(activity)
        activity.setContentView(card)
        val until = Instant.parse("2021-05-17T02:00:00Z")
        fun sent(id: Long, stage: SentStage) = SentReport(id, Instant.parse("2021-05-14T02:00:00Z"), "Trạm y tế", stage, null)
        val acts = CodeActs({}, {}, {})
        card.show(language.codeCard(listOf(sent(1, SentStage.Stands), sent(2, SentStage.CanBeTakenBack(until))), acts))
        val field = views(card).filterIsInstance<EditText>().single()
        field.requestFocus()
        field.setText("123 456")
        field.setSelection(3)
        val tick = views(card).filterIsInstance<CheckBox>().single()
        tick.performClick()
        val stays = button(card, language.say("report-check").title)
        card.show(language.codeCard(listOf(sent(1, SentStage.TakenBack(until)), sent(2, SentStage.CanBeTakenBack(until))), acts))
        assertSame(field, views(card).filterIsInstance<EditText>().single())
        assertTrue(field.isFocused)
        assertEquals("123 456" to 3, field.text.toString() to field.selectionStart)
        assertSame(tick, views(card).filterIsInstance<CheckBox>().single())
        assertTrue(tick.isChecked && button(card, language.say("withdraw-report").title).isEnabled)
        assertSame(stays, button(card, language.say("report-check").title))
        // What is offered takes the place of what was written, and stays until something else is offered.
        card.show(language.codeCard(emptyList(), acts, "ABCD"))
        assertEquals("ABCD", field.text.toString())
        field.setText("ABCE")
        card.show(language.codeCard(emptyList(), acts, "ABCD"))
        assertEquals("ABCE", field.text.toString())
    }

    @Test
    fun `who agreed to less has not agreed to more, and buttons that are called the same say of what they are`() = inBothLanguages { language, _ ->
        val card = CardView(themed())
        val acts = CallActs({}, {}, { _, _, _ -> }, {}, {})
        val days = listOf(12, 13).map { LocalDate.of(2021, 5, it) }
        fun show(vararg days: LocalDate) = card.show(
            language.callCard(CallState(CallReview("Sở Y tế", days.map { CallDay(it, 1500u, 4u, 1u) }), CallStage.Asked), acts),
        )
        fun tick() = views(card).filterIsInstance<CheckBox>().first()
        show(*days.toTypedArray())
        tick().performClick()
        show(days[1])
        assertTrue("still so of one of two days", tick().isChecked)
        show(*days.toTypedArray())
        assertFalse(tick().isChecked)

        card.show(language.reviewCard(CardSamples.review(listOf(1L, 2L).map { ReviewedVisit(CardSamples.visit().copy(id = it, place = "Chợ $it"), false) }), ReviewActs({}, {}, {}, {})))
        val told = views(card).filter { it.text.toString() == language.say("review-leave-out-visit").title }.map { it.contentDescription.toString() }
        assertTrue("$told", "Chợ 1" in told[0] && "Chợ 2" in told[1])
        assertNull(button(card, language.say("review-send").title).contentDescription)
    }

    @Test
    fun `a change of the status is told where it stands, and quiet lines are not`() = inBothLanguages { language, _ ->
        val card = CardView(themed())
        val works = Status(false, emptyList(), emptyList(), Instant.parse("2021-05-14T02:00:00Z"), Coverage(1u, 1u, emptyList()))
        card.show(language.statusCard(works, {}, {}))
        val heading = views(card).first()
        assertEquals(language.say("status-working").title, heading.text.toString())
        assertEquals(View.ACCESSIBILITY_LIVE_REGION_POLITE, heading.accessibilityLiveRegion)
        assertEquals(View.ACCESSIBILITY_LIVE_REGION_NONE, views(card)[2].accessibilityLiveRegion)
        card.show(language.statusCard(works.copy(blocked = listOf(Blocked.BLUETOOTH_OFF)), {}, {}))
        assertSame(heading, views(card).first())
        assertEquals(Blocked.BLUETOOTH_OFF.said(language).title, heading.text.toString())
        assertEquals(View.ACCESSIBILITY_LIVE_REGION_POLITE, heading.accessibilityLiveRegion)
    }

    @Test
    fun `every card is drawn by day, by night and in large type`() = inBothLanguages { language, tag ->
        for ((look, qualifiers, scale) in listOf(
            Triple("day", "+notnight", 1f), Triple("night", "+night", 1f), Triple("large", "+notnight", 1.6f),
        )) {
            RuntimeEnvironment.setQualifiers(qualifiers)
            RuntimeEnvironment.setFontScale(scale)
            val context = themed()
            for ((matter, cards) in CardSamples.of(language).entries.groupBy { it.key.substringBefore('-').removeSuffix("s") }) {
                val page = Page(context)
                for ((name, parts) in cards) {
                    val card = page.card()
                    card.show(parts)
                    assertEquals(name, shown(parts), texts(card))
                }
                assertTrue("something is drawn", Picture.of(page, "$tag-$matter-$look") > 0.3)
            }
        }
        RuntimeEnvironment.setQualifiers("+notnight")
        RuntimeEnvironment.setFontScale(1f)
    }

    @Test
    fun `a button waits for its ticks, and gets what was written`() = inBothLanguages { language, _ ->
        var sent: Consents? = null
        val card = CardView(themed())
        card.show(language.reviewCard(CardSamples.review(emptyList()), ReviewActs({}, {}, { sent = it }, {})))
        val send = button(card, language.say("review-send").title)
        assertFalse(send.isEnabled)
        button(card, language.say("consent-keys").title).performClick()
        assertTrue(send.isEnabled)
        send.performClick()
        assertEquals(Consents(keys = true, encounters = false, visits = false), sent)

        var checked = ""
        card.show(language.codeCard(emptyList(), CodeActs(null, { checked = it }, {})))
        val field = views(card).filterIsInstance<EditText>().single()
        assertEquals(field.id, views(card).single { it.labelFor != View.NO_ID }.labelFor)
        field.setText("123 456 784")
        button(card, language.say("report-check").title).performClick()
        assertEquals("123 456 784", checked)
        card.show(language.codeCard(emptyList(), CodeActs(null, {}, {})))
        assertEquals("123 456 784", views(card).filterIsInstance<EditText>().single().text.toString())
        card.show(language.waitingCard("report-checking"))
        card.show(language.codeCard(emptyList(), CodeActs(null, {}, {})))
        assertEquals("", views(card).filterIsInstance<EditText>().single().text.toString())
    }

    @Test
    fun `a link to a place waits on the page, and a wrong one says so`() = inBothLanguages { language, tag ->
        val link = Intent(Intent.ACTION_VIEW, Uri.parse("https://example.gov.vn/p#AbC"))
        val activity = open(link)
        assertTrue("https://example.gov.vn/p#AbC" in texts(activity))
        assertFalse(language.say("place-refused-not-a-place").title in texts(activity))
        button(activity, language.say("visit-use-code").title).performClick()
        assertTrue(language.say("place-refused-not-a-place").title in texts(activity))
        button(activity, language.say("visit-add").title).performClick()
        assertTrue(language.say("visit-from").title in texts(activity))
        button(activity, language.say("save").title).performClick()
        assertTrue(language.say("visit-not-a-time", "text" to "").title in texts(activity))
        button(activity, language.say("cancel").title).performClick()
        assertEquals(Section.PLACES, section(activity))
        Picture.of(page(activity), "$tag-page")
    }

    @Test
    fun `an officer's link fills the field for the code, and nothing is sent before the user says so`() = inBothLanguages { language, tag ->
        val opened = start(Intent(Intent.ACTION_VIEW, Uri.parse("https://example.gov.vn/#ABCDEFGH12345678")))
        val activity = opened.get()
        assertEquals(listOf("ABCDEFGH12345678"), fields(activity, "ABCD"))
        assertTrue(language.say("report-enter-code").title in texts(activity))
        assertEquals(Section.REPORT, section(activity))
        Picture.screen(activity, "$tag-officers-link")
        // Another one while the app is open.
        opened.newIntent(Intent(Intent.ACTION_VIEW, Uri.parse("https://example.gov.vn/#ABCDEFGH12345679")))
        assertEquals(listOf("ABCDEFGH12345679"), fields(activity, "ABCD"))
        opened.newIntent(Intent(Intent.ACTION_VIEW, Uri.parse("https://example.gov.vn/p#AbC")))
        assertTrue("https://example.gov.vn/p#AbC" in texts(activity))
        assertEquals(Section.PLACES, section(activity))
        go(activity, Section.REPORT)
        assertEquals(listOf("ABCDEFGH12345679"), fields(activity, "ABCD"))
    }

    @Test
    fun `the code card scans too, and what is scanned goes to the card that it is for`() = inBothLanguages { language, _ ->
        shadowOf(phone.app.packageManager).setSystemFeature(PackageManager.FEATURE_CAMERA_ANY, true)
        val activity = open()
        texts(activity)
        fun scan(key: String, text: String) {
            go(activity, if (key == "report-scan") Section.REPORT else Section.PLACES)
            button(activity, language.say(key).title).performClick()
            val asked = shadowOf(activity).nextStartedActivityForResult
            assertEquals(ScanActivity::class.java.name, asked.intent.component!!.className)
            shadowOf(activity).receiveResult(asked.intent, Activity.RESULT_OK, Intent().putExtra(ScanActivity.TEXT, text))
        }
        scan("report-scan", "https://example.gov.vn/#ABCDEFGH12345678")
        assertEquals(listOf("ABCDEFGH12345678"), fields(activity, "ABCD"))
        scan("visit-scan", "https://example.gov.vn/#ABCDEFGH12345679")
        assertEquals(listOf("ABCDEFGH12345679"), fields(activity, "ABCD"))
        assertEquals(Section.REPORT, section(activity))
        scan("report-scan", "https://example.gov.vn/p#AbC")
        assertTrue("https://example.gov.vn/p#AbC" in texts(activity))
        assertFalse(language.say("place-refused-not-a-place").title in texts(activity))
        scan("report-scan", "123456784")
        assertEquals(listOf("123456784"), fields(activity, "1234"))
        shadowOf(phone.app.packageManager).setSystemFeature(PackageManager.FEATURE_CAMERA_ANY, false)
        val without = open()
        texts(without)
        go(without, Section.REPORT)
        assertTrue(language.say("report-check").title in texts(without))
        assertFalse(language.say("report-scan").title in texts(without))
    }

    @Test
    fun `the safety map of the authority's server opens in the browser`() = inBothLanguages { language, _ ->
        val activity = open()
        texts(activity)
        go(activity, Section.PLACES)
        button(activity, language.say("map-open").title).performClick()
        val asked = shadowOf(activity).nextStartedActivity
        assertEquals(Intent.ACTION_VIEW, asked.action)
        assertEquals("${(phone.app as TestApplication).server}/ban-do", asked.dataString)
    }

    @Test
    fun `the links of a place and of a report open the app`() {
        val manifest = File("../../../android-demo/src/main/AndroidManifest.xml")
        val data = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(manifest).getElementsByTagName("data")
        val links = (0 until data.length).map { data.item(it) as Element }
        assertEquals(setOf("/p", "/"), links.map { it.getAttribute("android:path") }.toSet())
        assertEquals(1, links.map { it.getAttribute("android:host") }.toSet().size)
    }

    @Test
    fun `the camera is asked for with its reason, and the code that it reads is used`() = inBothLanguages { language, tag ->
        shadowOf(phone.app.packageManager).setSystemFeature(PackageManager.FEATURE_CAMERA_ANY, true)
        shadowOf(phone.app).denyPermissions(Manifest.permission.CAMERA)
        val activity = open()
        texts(activity)
        go(activity, Section.PLACES)
        button(activity, language.say("visit-scan").title).performClick()
        val asked = shadowOf(activity).nextStartedActivityForResult
        assertEquals(ScanActivity::class.java.name, asked.intent.component!!.className)

        val scan = Robolectric.buildActivity(ScanActivity::class.java).setup().get()
        val root = scan.findViewById<View>(android.R.id.content)!!
        assertEquals(language.say("visit-needs-camera").title, texts(root).first())
        Picture.of(root, "$tag-scan")
        button(root, language.say("needs-allow").title).performClick()
        assertEquals(listOf(Manifest.permission.CAMERA), shadowOf(scan).lastRequestedPermission.requestedPermissions.toList())
        shadowOf(phone.app).grantPermissions(Manifest.permission.CAMERA)
        scan.onRequestPermissionsResult(1, emptyArray(), IntArray(0))
        assertEquals(language.say("visit-hold-camera").title, texts(root).first())
        scan.took("https://example.com")
        assertTrue(scan.isFinishing)

        shadowOf(activity).receiveResult(asked.intent, Activity.RESULT_OK, shadowOf(scan).resultIntent)
        assertTrue(language.say("place-refused-not-a-place").title in texts(activity))
        shadowOf(phone.app.packageManager).setSystemFeature(PackageManager.FEATURE_CAMERA_ANY, false)
        val without = open()
        texts(without)
        go(without, Section.PLACES)
        assertTrue(language.say("visit-use-code").title in texts(without))
        assertFalse(language.say("visit-scan").title in texts(without))
    }

    @Test
    fun `a short passphrase is refused before a file is chosen, and erasing is asked twice`() = inBothLanguages { language, _ ->
        val activity = open()
        texts(activity)
        go(activity, Section.DATA)
        button(activity, language.say("move-save").title).performClick()
        assertTrue(Problem.PassphraseTooShort().said(language).title in texts(activity))
        assertNull(shadowOf(activity).nextStartedActivityForResult)
        views(page(activity)).filterIsInstance<EditText>().last().setText("bốn từ dễ nhớ")
        button(activity, language.say("move-save").title).performClick()
        val asked = shadowOf(activity).nextStartedActivityForResult
        assertEquals(Intent.ACTION_CREATE_DOCUMENT, asked.intent.action)
        val file = File.createTempFile("lancan", ".transfer")
        val written = java.io.ByteArrayOutputStream()
        shadowOf(activity.contentResolver).registerOutputStream(Uri.fromFile(file), written)
        shadowOf(activity).receiveResult(asked.intent, Activity.RESULT_OK, Intent().setData(Uri.fromFile(file)))
        waitFor(activity, language.say("move-saved").title)
        assertTrue("${written.size()}", written.size() > 0)
        button(activity, language.say("erase-title").title).performClick()
        button(activity, language.say("erase-not").title).performClick()
        assertFalse(language.say("erase-done").title in texts(activity))
        button(activity, language.say("erase-title").title).performClick()
        button(activity, language.say("erase").title).performClick()
        waitFor(activity, language.say("erase-done").title)
    }

    /** What the sandbox's views show of these: a field is its label and what is written. */
    private fun shown(parts: List<Part>): List<String> = parts.flatMap { part ->
        when (part) {
            is Part.Heading -> listOf(part.text)
            is Part.Line -> listOf(part.text)
            is Part.Field -> listOf(part.label, part.text)
            is Part.Tick -> listOf(part.text)
            is Part.Choice -> listOf(part.label) + when {
                part.options.size <= 8 -> part.options.map { it.text }
                else -> listOf(part.options.find { it.code == part.chosen }?.text ?: part.none)
            }
            // A picture.
            is Part.Code -> emptyList()
            is Part.Press -> listOf(part.text)
        }
    }

    private fun fields(activity: Activity, start: String) =
        texts(activity).let { views(page(activity)) }.filterIsInstance<EditText>().map { it.text.toString() }.filter { it.startsWith(start) }

    private fun waitFor(activity: Activity, text: String) {
        val end = System.nanoTime() + Duration.ofMinutes(2).toNanos()
        while (text !in texts(activity)) {
            assertTrue("$text, in ${texts(activity)}", System.nanoTime() < end)
            Thread.sleep(20)
        }
    }

    private fun inBothLanguages(test: (Language, String) -> Unit) {
        for ((tag, language) in listOf("vi" to Language.VIETNAMESE, "en" to Language.ENGLISH)) {
            Locale.setDefault(Locale.forLanguageTag(tag))
            StrictMainThread.aside { phone.app.getSharedPreferences("needs", Context.MODE_PRIVATE).edit().clear().commit() }
            phone.allow(true)
            phone.power.setIgnoringBatteryOptimizations(phone.app.packageName, true)
            test(language, tag)
        }
    }

    /** Nothing is allowed yet, on a phone of a maker with a page of its own. */
    private fun beAtTheFirstStart() {
        phone.allow(false)
        phone.power.setIgnoringBatteryOptimizations(phone.app.packageName, false)
        ShadowBuild.setManufacturer("Xiaomi")
    }

    private fun open(intent: Intent? = null): MainActivity = start(intent).get()

    private fun start(intent: Intent?): ActivityController<MainActivity> = Robolectric.buildActivity(MainActivity::class.java, intent).also {
        runBlocking { (phone.app as TestApplication).opening.await() }
        it.get().setTheme(android.R.style.Theme_Material_Light_NoActionBar)
        it.setup()
        phone.settle()
    }

    private fun themed(): Activity = Robolectric.buildActivity(Activity::class.java).also {
        val mode = it.get().resources.configuration.uiMode and Configuration.UI_MODE_NIGHT_MASK
        val night = mode == Configuration.UI_MODE_NIGHT_YES
        it.get().setTheme(if (night) android.R.style.Theme_Material else android.R.style.Theme_Material_Light)
    }.get()

    private fun allow(permissions: List<String>) = shadowOf(phone.app).grantPermissions(*permissions.toTypedArray())

    private fun texts(activity: Activity): List<String> {
        // Statuses and days come from the tracer's thread, in turn: a question asked now is answered after them.
        repeat(2) {
            phone.settle()
            runBlocking { (phone.app as TestApplication).opening.await().history() }
        }
        phone.settle()
        return texts(page(activity))
    }

    private fun button(activity: Activity, text: String) = button(page(activity), text)
}
