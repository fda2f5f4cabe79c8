package vn.lancan.demo

import android.graphics.drawable.BitmapDrawable
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.CheckBox
import android.widget.EditText
import android.widget.ImageView
import android.widget.RadioButton
import com.google.zxing.BinaryBitmap
import com.google.zxing.RGBLuminanceSource
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader
import java.time.Duration
import java.time.LocalDate
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.util.Locale
import java.util.TimeZone
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Assume.assumeTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import org.robolectric.shadows.ShadowAlertDialog
import vn.lancan.DeclarationForm
import vn.lancan.Language
import vn.lancan.Problem
import vn.lancan.RealServer
import vn.lancan.android.Permissions
import vn.lancan.android.Phone
import vn.lancan.android.PhoneTest
import vn.lancan.said
import vn.lancan.say

/** The demo's application with the real server, today. */
class DeclaringApplication : FirstDayApplication() {
    override val ago: Duration = Duration.ZERO
}

/**
 * Health is declared on Android's framework code: filled in without a network, a wrong answer corrected, sent to the real server
 * once there is a network and the number is confirmed, and the gate pass shown; then for a child of the family.
 */
@Config(sdk = [35], application = DeclaringApplication::class, qualifiers = "w360dp-h740dp-xhdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class DeclaringTest : PhoneTest() {
    private val phone = Phone()
    private val app = phone.app as DeclaringApplication
    private val language = Language.VIETNAMESE
    private val locale = Locale.getDefault()
    private val zone = TimeZone.getDefault()
    private val page: View get() = page(activity)
    private lateinit var activity: MainActivity
    private var pictures = 0

    @After
    fun end() {
        if (RealServer.isThere) app.host.close()
        phone.settle()
        FirstDay.end()
        Locale.setDefault(locale)
        TimeZone.setDefault(zone)
    }

    @Test
    fun `a declaration of entry is filled in without a network, sent when there is one, and its pass is shown`() {
        if (!RealServer.isThere) System.err.println("SKIPPED: declaring, because there is no server program: ${RealServer.program}")
        assumeTrue(RealServer.isThere)
        Locale.setDefault(Locale.forLanguageTag("vi"))
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Ho_Chi_Minh"))
        open()
        addChild()
        writeProfile()
        val entry = form("vhd").vietnamese
        fillIn(entry)
        press("web-declare-send")
        waitFor("phone-declare-waits")
        waitFor("declare-is-waiting", "title" to entry)
        picture("waiting")
        confirmNumber()
        waitFor("declare-arrived", "title" to entry)
        showPass(entry)
        declareForChild()
    }

    private fun open() {
        phone.allow(true)
        phone.power.setIgnoringBatteryOptimizations(phone.app.packageName, true)
        runBlocking { app.opening.await() }
        activity = Robolectric.buildActivity(MainActivity::class.java).also {
            it.get().setTheme(android.R.style.Theme_Material_Light_NoActionBar)
            it.setup()
        }.get()
        activity.onRequestPermissionsResult(1, Permissions.needed.toTypedArray(), IntArray(Permissions.needed.size))
        waitUntil("there is a bar") { bar(activity).visibility == View.VISIBLE }
        go(activity, Section.DECLARE)
        press("declare-forms")
        waitFor("declare-fill", "title" to form("ncovi").vietnamese)
        picture("home")
    }

    private fun addChild() {
        press("web-family")
        press("web-family-add")
        write(say("web-family-name"), "Bé Am")
        write(say("web-family-birth-year"), "201x")
        choose(say("web-family-relation"), say("web-family-child"))
        tick(say("web-family-consent"))
        press("save")
        waitFor("declare-person-refused")
        assertEquals("Bé Am", written(say("web-family-name")))
        // What was agreed to stays, like what was written.
        write(say("web-family-birth-year"), "2018")
        press("save")
        press("declare-person-edit", "name" to "Bé Am")
        write(say("web-family-name"), "Bé An")
        press("save")
        waitFor("declare-person-edit", "name" to "Bé An")
        picture("family")
        press("declare-back")
    }

    /** What is written once is in every form afterwards. */
    private fun writeProfile() {
        press("declare-profile")
        write("Họ và tên", "Nguyễn Văn An")
        write("Quốc tịch", "viet nam")
        press("save")
        waitFor("declare-saved")
    }

    private fun fillIn(title: String) {
        press("declare-fill", "title" to title)
        waitFor("web-draft-prefilled")
        waitUntil("what is known is written") { "Nguyễn Văn An" in it && "Việt Nam" in it }
        answerPart()
        val born = label("Năm sinh")
        write(born, "1800")
        press("declare-next")
        waitFor("declaration-refused-too-small", "limit" to "1900")
        picture("wrong")
        write(born, "1980")
        var parts = 0
        while (say("declare-check") !in texts()) {
            parts += 1
            assertTrue("it ends", parts < 20)
            answerPart()
            onward("declare-next")
        }
        answerPart()
        onward("declare-check")
        waitFor("declare-ready")
        picture("ready")
        assertNull("nothing has left the phone", runBlocking { app.opening.await().declarationDrafts() }.find { it.refused.isNotEmpty() })
    }

    /** Chooses and writes whatever the part asks for that is not answered yet. */
    private fun answerPart() {
        while (true) {
            val radios = views(card()).filterIsInstance<RadioButton>().groupBy { it.contentDescription.toString().substringBeforeLast(": ") }
            val open = radios.entries.find { (label, all) -> all.none { it.isChecked } && !isOptional(label) }
            val list = views(card()).filterIsInstance<Button>().find { it.text == say("web-declare-choose") }
            when {
                open != null -> choose(open.key, (open.value.find { it.text == say("web-declare-no") } ?: open.value.first()).text.toString())
                list != null -> {
                    list.performClick()
                    phone.settle()
                    val dialog = checkNotNull(ShadowAlertDialog.getLatestAlertDialog()) { "a list opens" }
                    dialog.listView.performItemClick(null, 0, 0)
                    waitUntil("the list's answer is kept") { say("web-declare-choose") !in it }
                }
                else -> break
            }
        }
        for (field in views(card()).filterIsInstance<EditText>().filter { it.text.isEmpty() }) {
            val label = views(card()).first { it.labelFor == field.id }.text.toString()
            if (!isOptional(label)) field.setText(answer(field, label))
        }
    }

    private fun isOptional(label: String) = label.endsWith(say("declare-optional", "label" to ""))

    private fun answer(field: EditText, label: String): String = when {
        field.hint == "03/05/2021" -> DateTimeFormatter.ofPattern("dd/MM/yyyy").format(LocalDate.now(ZoneId.of("Asia/Ho_Chi_Minh")))
        field.hint == say("web-declare-hint-country") -> "viet nam"
        field.hint == say("web-declare-hint-unit") -> if (label == "Phường, xã") "loc, bao lam" else "lâm đồng"
        field.hint == say("web-declare-hint-decimal") -> "36,6"
        field.hint == "0912 345 678" -> "0912 345 678"
        label == "Năm sinh" -> "1980"
        label == "Mũi thứ mấy" -> "1"
        else -> "AB 1234"
    }

    /** Goes on; where a place has several of its name, the one in Lâm Đồng is meant. */
    private fun onward(key: String) {
        val before = texts()
        press(key)
        waitUntil("the part changes") { it != before }
        if (say("web-declare-choose-unit") !in texts()) return
        val places = views(card()).filterIsInstance<RadioButton>().filter { it.contentDescription.startsWith(say("web-declare-choose-unit")) }
        picture("several")
        val meant = places.first { "Lâm Đồng" in it.text }.text.toString()
        choose(say("web-declare-choose-unit"), meant)
        waitUntil("the place is kept") { say("web-declare-choose-unit") !in it && meant in it }
        onward(key)
    }

    private fun confirmNumber() {
        write(say("call-phone"), "0912 345 678")
        press("call-ask-password")
        waitUntil("there is no network") { Problem.Offline().said(language).title in it }
        assertTrue("nothing of it has left the phone", runBlocking { app.opening.await().declarations() }.all { it.arrived == null })
        FirstDay.way!!.isOpen = true
        write(say("call-phone"), "0912 345 678")
        press("call-ask-password")
        waitUntil("the code is sent") { shown -> shown.any { it.startsWith(say("call-code-sent", "when" to "").substringBefore("  ").trim()) } }
        val code = Regex("\\d{6}").find(FirstDay.gateway!!.messageTo("+84912345678"))!!.value
        write(say("call-enter-password"), code.reversed().takeIf { it != code } ?: "000000")
        press("declare-sign-in-now")
        waitFor("problem-otp-wrong")
        write(say("call-enter-password"), code)
        press("declare-sign-in-now")
    }

    /** The code on the screen is the pass that the server gave, and a camera can read it. */
    private fun showPass(title: String) {
        picture("arrived")
        press("declare-look", "title" to title)
        waitFor("web-declare-what-to-do")
        picture("pass")
        Picture.screen(activity, "declaring-pass", views(card()).first())
        val pass = runBlocking { app.opening.await().declarations() }.firstNotNullOf { it.arrived?.pass }
        val picture = (images(card()).single().drawable as BitmapDrawable).bitmap
        val pixels = IntArray(picture.width * picture.height)
        picture.getPixels(pixels, 0, picture.width, 0, 0, picture.width, picture.height)
        val source = RGBLuminanceSource(picture.width, picture.height, pixels)
        assertEquals(pass.text, QRCodeReader().decode(BinaryBitmap(HybridBinarizer(source))).text)
        press("declare-back")
    }

    private fun declareForChild() {
        choose(say("declare-for"), "Bé An")
        waitFor("declare-profile-of", "name" to "Bé An")
        val daily = form("ncovi-daily").vietnamese
        val title = say("web-family-title", "title" to daily, "name" to "Bé An")
        press("declare-fill", "title" to daily)
        waitFor("web-draft-prefilled")
        while (say("declare-check") !in texts()) {
            answerPart()
            onward("declare-next")
        }
        answerPart()
        onward("declare-check")
        press("web-declare-send")
        waitFor("declare-arrived", "title" to title)
        waitUntil("it was declared today") { shown -> shown.any { it.startsWith(daily) && "Hôm nay đã khai" in it } }
        picture("child")
    }

    private fun form(id: String): DeclarationForm = runBlocking { app.opening.await().declarationForms() }.first { it.id == id }

    private fun say(key: String, vararg values: Pair<String, Any>) = language.say(key, *values).title

    /** The card of declarations: the one with the button, field or heading that only it has. */
    private fun card(): View {
        val cards = (page as ViewGroup).let { all -> (0 until all.childCount).map { all.getChildAt(it) } }
        return cards.first { it.visibility == View.VISIBLE && texts(it).any { text -> text in marks } }
    }

    /** Texts of which each page of the card has one, and no other card has any. */
    private val marks by lazy {
        val keys = listOf("web-declare", "web-family", "web-family-add", "web-family-phone-hint", "web-draft-later", "declare-profile", "web-declare-what-to-do")
        keys.map { say(it) }.toSet()
    }

    /** The label of a field, which may say more than this. */
    private fun label(start: String) = views(card()).first { it.labelFor != View.NO_ID && it.text.startsWith(start) }.text.toString()

    private fun fieldOf(label: String): EditText {
        waitUntil(label) { shown -> shown.any { it.startsWith(label) } }
        val id = views(card()).first { it.labelFor != View.NO_ID && it.text.startsWith(label) }.labelFor
        return card().findViewById<EditText>(id)!!
    }

    private fun write(label: String, text: String) = fieldOf(label).setText(text)

    private fun written(label: String) = fieldOf(label).text.toString()

    private fun tick(text: String) {
        waitUntil(text) { text in it }
        views(card()).filterIsInstance<CheckBox>().first { it.text == text }.performClick()
    }

    private fun choose(label: String, option: String) {
        fun radio() = views(card()).filterIsInstance<RadioButton>().find { it.contentDescription == "$label: $option" }
        waitUntil("$label: $option") { radio() != null }
        radio()!!.performClick()
        waitUntil("$label is $option") { radio()?.isChecked != false }
    }

    private fun images(view: View): List<ImageView> = when (view) {
        is ImageView -> listOf(view)
        is ViewGroup -> (0 until view.childCount).flatMap { images(view.getChildAt(it)) }
        else -> emptyList()
    }

    private fun waitFor(key: String, vararg values: Pair<String, Any>) {
        val text = say(key, *values)
        waitUntil(text) { text in it }
    }

    /** The page is drawn on a thread of its own, some time after what it shows has come about. */
    private fun waitUntil(what: String, holds: (List<String>) -> Boolean) {
        val end = System.nanoTime() + PATIENCE.toNanos()
        while (!holds(texts())) {
            assertTrue("$what, in ${texts(page)}", System.nanoTime() < end)
            Thread.sleep(100)
            phone.pass(Duration.ofSeconds(1))
        }
    }

    private fun texts(): List<String> {
        repeat(2) {
            phone.settle()
            runBlocking { app.opening.await().declarationPersons() }
        }
        phone.settle()
        return texts(page)
    }

    private fun press(key: String, vararg values: Pair<String, Any>) {
        val text = say(key, *values)
        waitUntil(text) { text in it }
        button(card(), text).performClick()
        phone.settle()
    }

    private fun picture(name: String) {
        pictures += 1
        assertTrue(Picture.of(page, "declaring-$pictures-$name") > 0.3)
    }

    private companion object {
        val PATIENCE: Duration = Duration.ofMinutes(2)
    }
}
