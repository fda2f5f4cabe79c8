package vn.lancan.demo

import android.bluetooth.le.ScanRecord
import android.bluetooth.le.ScanResult
import android.bluetooth.le.ScanSettings
import android.content.Context
import android.content.pm.PackageManager
import android.os.Bundle
import android.os.SystemClock
import android.widget.EditText
import java.io.File
import java.nio.file.Files
import java.time.Clock
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import java.time.ZoneId
import java.time.ZoneOffset
import java.util.Locale
import java.util.TimeZone
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Assume.assumeTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import org.robolectric.util.ReflectionHelpers
import org.robolectric.util.ReflectionHelpers.ClassParameter
import vn.lancan.CallStage
import vn.lancan.Language
import vn.lancan.RealServer
import vn.lancan.ReportResult
import vn.lancan.Tracer
import vn.lancan.android.Permissions
import vn.lancan.android.Phone
import vn.lancan.android.PhoneTest
import vn.lancan.android.StrictMainThread
import vn.lancan.android.TestKeyStore
import vn.lancan.demo.cards.asMinute
import vn.lancan.said
import vn.lancan.say
import vn.lancan.testing.MemoryVault
import vn.lancan.testing.TestClock
import vn.lancan.testing.TestHost

/** The demo's application with the real server, two days ago. */
open class FirstDayApplication : DemoApplication() {
    /** How long before now the phone's day begins. */
    protected open val ago: Duration = Duration.ofDays(2)

    override val server get() = FirstDay.way!!.url

    override val clock: Clock get() = FirstDay

    override fun deployment() = FirstDay.server!!.deployment

    override fun unitList(): String = File("../../../server/data/units/2021.tsv").readText()

    override fun onCreate() {
        TestKeyStore.install()
        if (!RealServer.isThere) return
        FirstDay.begin(ago)
        super.onCreate()
    }

    override fun watch() = StrictMainThread.watch()
}

/** What stands around the phone on its first day: the server, the way to it, and the time. */
object FirstDay : Clock() {
    var server: RealServer? = null
        private set
    var way: Way? = null
        private set
    var gateway: Gateway? = null
        private set
    private var wall = Instant.EPOCH
    private var since = 0L

    /** The server goes by the real clock: it publishes days that are finished, so a day on which somebody is met lies [ago]. */
    fun begin(ago: Duration) {
        gateway = Gateway()
        server = RealServer.start(gateway!!.url, followsFromNow = true)
        way = Way(server!!.url)
        wall = Instant.now().minus(ago)
        since = SystemClock.elapsedRealtimeNanos()
    }

    override fun instant(): Instant = wall.plusNanos(SystemClock.elapsedRealtimeNanos() - since)

    override fun getZone(): ZoneId = ZoneOffset.UTC

    override fun withZone(zone: ZoneId): Clock = this

    fun end() {
        way?.close()
        server?.close()
        gateway?.close()
    }
}

/**
 * A user's first day, clicked through on Android's framework code against the real server: install, permissions, a case
 * nearby, the warning, a call that is asked for, and a report of one's own.
 */
@Config(sdk = [35], application = FirstDayApplication::class, qualifiers = "w360dp-h740dp-xhdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class FirstDayTest : PhoneTest() {
    private val phone = Phone()
    private val app = phone.app as FirstDayApplication
    private var language = Language.VIETNAMESE
    private val locale = Locale.getDefault()
    private val zone = TimeZone.getDefault()
    private lateinit var opened: ActivityController<MainActivity>
    private val activity: MainActivity get() = opened.get()
    private var pictures = 0

    @After
    fun end() {
        if (RealServer.isThere) app.host.close()
        phone.settle()
        FirstDay.end()
        Locale.setDefault(locale)
        TimeZone.setDefault(zone)
        RuntimeEnvironment.setQualifiers("+notnight")
        RuntimeEnvironment.setFontScale(1f)
    }

    @Test
    fun `installed, allowed, near a case, warned, called back, and reporting`() {
        if (!RealServer.isThere) System.err.println("SKIPPED: the first day, because there is no server program: ${RealServer.program}")
        assumeTrue(RealServer.isThere)
        Locale.setDefault(Locale.forLanguageTag("vi"))
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Ho_Chi_Minh"))
        install()
        allow()
        val folder = Files.createTempDirectory("lancan-case").toFile()
        val clock = TestClock(FirstDay.instant())
        val host = TestHost(clock, 1u, FirstDay.server!!.url)
        val case = runBlocking { Tracer.open(File(folder, "case"), MemoryVault(), FirstDay.server!!.deployment) }
        // The other phone is no part of this one: it may hold up the thread of the test.
        AutoCloseable { StrictMainThread.aside(case::close) }.use {
            host.online = false
            case.start(host)
            meet(case, host, clock)
            host.online = true
            reportOf(case)
        }
        folder.deleteRecursively()
        FirstDay.way!!.isOpen = true
        warned()
        callMe()
        report()
    }

    private fun install() {
        phone.allow(false)
        phone.power.setIgnoringBatteryOptimizations(phone.app.packageName, false)
        StrictMainThread.aside { phone.app.getSharedPreferences("needs", Context.MODE_PRIVATE).edit().clear().commit() }
        runBlocking { app.opening.await() }
        shadowOf(phone.app.packageManager).setSystemFeature(PackageManager.FEATURE_CAMERA_ANY, true)
        opened = Robolectric.buildActivity(MainActivity::class.java).also {
            it.get().setTheme(android.R.style.Theme_Material_Light_NoActionBar)
            it.setup()
        }
        waitFor("permission-bluetooth")
        // What the app is for, and the first thing that it needs: nothing else.
        assertEquals(language.say("welcome").title, texts().first())
        for (key in listOf("status-working", "pause", "history-title")) assertFalse(key, language.say(key).title in texts())
        assertFalse(language.say("warning-count", "count" to 0).title in texts())
        picture("install")
    }

    private fun allow() {
        for ((key, permissions) in listOf(
            "permission-bluetooth" to Permissions.needed, "permission-notifications" to Permissions.wished,
        )) {
            waitFor(key)
            press("needs-allow")
            val asked = shadowOf(activity).lastRequestedPermission.requestedPermissions.toList()
            assertEquals(permissions, asked)
            shadowOf(phone.app).grantPermissions(*permissions.toTypedArray())
            activity.onRequestPermissionsResult(1, asked.toTypedArray(), IntArray(asked.size))
        }
        waitFor("battery-exemption")
        press("needs-allow")
        phone.power.setIgnoringBatteryOptimizations(phone.app.packageName, true)
        activity.onRequestPermissionsResult(1, emptyArray(), IntArray(0))
        waitFor("status-working")
        assertFalse(language.say("needs-allow").title in texts())
        picture("allowed")
    }

    /** Half an hour within a metre of a phone whose owner is ill, and two days later. */
    private fun meet(case: Tracer, host: TestHost, clock: TestClock) {
        repeat(Duration.ofMinutes(30).toSeconds().toInt()) {
            clock.advance(Duration.ofSeconds(1))
            host.tick()
            settle(case)
            phone.pass(Duration.ofSeconds(1))
            host.frame?.let { hear(it) }
        }
        // The user puts the phone away, and takes it out again two days later. It works for more than half of the day between.
        opened.pause().stop()
        val between = LocalDate.ofInstant(FirstDay.instant(), HERE).plusDays(1).atStartOfDay(HERE).toInstant()
        SystemClock.sleep(Duration.between(FirstDay.instant(), between).toMillis())
        repeat(Duration.ofHours(13).toMinutes().toInt()) {
            phone.pass(Duration.ofMinutes(1), step = Duration.ofMinutes(1))
            settle(runBlocking { app.opening.await() })
        }
        SystemClock.sleep(Duration.between(FirstDay.instant(), Instant.now()).toMillis())
        phone.pass(Duration.ofSeconds(2))
        clock.reach(Instant.now())
        host.tick()
        settle(case)
        opened.restart().start().resume()
        assertTrue(runBlocking { app.opening.await().history() }.sumOf { it.meetings.size } > 0)
        waitUntil("the encounters are shown") { shown -> shown.any { "lượt tiếp xúc, tổng cộng" in it } }
        waitUntil("the day between is counted") { language.say("status-coverage", "worked" to 1, "days" to 1).title in it }
    }

    private fun reportOf(case: Tracer) = runBlocking {
        val report = case.enterCode(FirstDay.server!!.issueCode())
        assertTrue(report.send(keys = true, encounters = true, visits = false) is ReportResult.Accepted)
    }

    private fun warned() {
        waitFor("warning-title") { runBlocking { app.opening.await().checkNow() } }
        waitFor("call-offer")
        waitUntil("the decree of the quarantine") { language.say("warning-quarantine-decree", "decree" to "1909/BYT-DP").title in it }
        picture("warned")
        turn(Language.ENGLISH, night = true)
        waitFor("call-offer")
        picture("night")
        turn()
        waitFor("call-offer")
    }

    /** The system makes the page anew, because it is night, or the user wants larger type or another language. */
    private fun turn(to: Language = Language.VIETNAMESE, night: Boolean = false, type: Float = 1f) {
        language = to
        Locale.setDefault(Locale.forLanguageTag(if (to == Language.ENGLISH) "en" else "vi"))
        RuntimeEnvironment.setQualifiers(if (night) "+night" else "+notnight")
        RuntimeEnvironment.setFontScale(type)
        val kept = Bundle()
        opened.pause().stop().saveInstanceState(kept).destroy()
        opened = Robolectric.buildActivity(MainActivity::class.java).also {
            it.get().setTheme(if (night) android.R.style.Theme_Material_NoActionBar else android.R.style.Theme_Material_Light_NoActionBar)
            it.create(kept).start().restoreInstanceState(kept).resume().visible()
        }
    }

    /** The number, the code from the text message, and what the officer will say first. */
    private fun callMe() {
        press("call-offer")
        waitFor("call-phone")
        assertEquals("offered once", 1, texts().count { it == language.say("call-offer").title })
        field("0912 345 678").setText("0912 345 678")
        press("call-ask-password")
        waitFor("call-enter-password")
        val code = Regex("\\d{6}").find(FirstDay.gateway!!.messageTo("+84912345678"))!!.value
        field("123456").setText(code.reversed().takeIf { it != code } ?: "000000")
        press("call-send")
        waitFor("problem-otp-wrong")
        field("123456").setText(code)
        press("consent-call-encounters")
        press("call-send")
        waitFor("call-put-away")
        val words = runBlocking { app.opening.await().callStage() } as CallStage.Arrived
        val first = language.say("call-words-first", "words" to words.words.said(language)).title
        waitUntil(first) { first in it }
        picture("call", from = language.say("call-arrived", "when" to words.callBy.asMinute()).title)
        press("call-put-away")
        waitFor("call-offer")
    }

    private fun field(example: String) = views(page(activity)).filterIsInstance<EditText>().first { it.hint == example }

    private fun report() {
        val code = FirstDay.server!!.issueCode()
        val before = FirstDay.server!!.reportedEncounters()
        go(activity, Section.REPORT)
        waitFor("report-scan")
        turn(Language.ENGLISH, type = 1.6f)
        waitFor("report-scan")
        assertEquals(Section.REPORT, section(activity))
        picture("large")
        turn()
        waitFor("report-scan")
        field("123 456 784").setText(code)
        press("report-check")
        waitFor("review-title")
        picture("review")
        press("consent-keys")
        button(page(activity), texts().first { "Trạm y tế phường 1" in it && it.startsWith("Tôi đồng ý gửi") }).performClick()
        press("review-send")
        waitFor("report-accepted")
        picture("reported")
        assertTrue(FirstDay.server!!.reportedEncounters() > before)
    }

    private fun hear(frame: ByteArray) {
        val record = ReflectionHelpers.callStaticMethod<ScanRecord>(
            ScanRecord::class.java, "parseFromBytes", ClassParameter.from(ByteArray::class.java, TestHost.advert(frame)),
        )
        val result = ScanResult(phone.adapter.getRemoteDevice("00:00:00:00:00:01"), 0, 1, 0, 0, 0, -50, 0, record, 0)
        phone.scans().forEach { it.onScanResult(ScanSettings.CALLBACK_TYPE_ALL_MATCHES, result) }
        phone.settle()
    }

    /** A question asked now is answered after everything that came before it. */
    private fun settle(tracer: Tracer) = repeat(2) { runBlocking { tracer.openReport() } }

    private fun waitFor(key: String, meanwhile: () -> Unit = {}) =
        waitUntil(key, meanwhile) { language.say(key).title in it }

    /** The page is drawn on a thread of its own, some time after what it shows has come about. */
    private fun waitUntil(what: String, meanwhile: () -> Unit = {}, holds: (List<String>) -> Boolean) {
        val end = System.nanoTime() + PATIENCE.toNanos()
        while (!holds(texts())) {
            assertTrue("$what, in ${texts()}", System.nanoTime() < end)
            meanwhile()
            Thread.sleep(200)
            phone.pass(Duration.ofSeconds(1))
        }
    }

    private fun texts(): List<String> {
        repeat(2) {
            phone.settle()
            settle(runBlocking { app.opening.await() })
        }
        phone.settle()
        return texts(page(activity))
    }

    private fun press(key: String) {
        waitFor(key)
        button(page(activity), language.say(key).title).performClick()
    }

    /** What the phone shows, scrolled to the card with this text. */
    private fun picture(name: String, from: String? = null) {
        pictures += 1
        val top = from?.let { text -> views(page(activity)).first { it.text.toString() == text } }
        assertTrue(Picture.screen(activity, "first-day-$pictures-$name", top) > 0.2)
    }

    private companion object {
        val HERE: ZoneId = ZoneId.of("Asia/Ho_Chi_Minh")
        val PATIENCE: Duration = Duration.ofMinutes(2)
    }
}
