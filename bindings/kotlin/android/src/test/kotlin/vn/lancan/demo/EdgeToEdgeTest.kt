package vn.lancan.demo

import android.app.Activity
import android.graphics.Insets
import android.graphics.Rect
import android.view.View
import android.view.View.MeasureSpec
import android.view.WindowInsets
import android.view.WindowInsetsController.APPEARANCE_LIGHT_NAVIGATION_BARS
import android.view.WindowInsetsController.APPEARANCE_LIGHT_STATUS_BARS
import android.widget.EditText
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import vn.lancan.android.Phone
import vn.lancan.android.PhoneTest

/** The demo's screens under the system's bars, around the camera's hole and above the keyboard. */
@Config(sdk = [35], application = TestApplication::class, qualifiers = "w360dp-h740dp-xhdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class EdgeToEdgeTest : PhoneTest() {
    private val phone = Phone()

    @After
    fun close() {
        (phone.app as TestApplication).host.close()
        phone.settle()
    }

    @Test
    fun `the page goes under the bars in its own colour, and what is on it stays clear of them`() {
        for (activity in listOf(open<MainActivity>(), open<ScanActivity>())) {
            give(activity, keyboard = 0)
            val frame = frame(activity)
            assertEquals(Rect(0, 0, WIDTH, HEIGHT), frame.inWindow())
            assertEquals(Rect(HOLE, STATUS, WIDTH, HEIGHT - NAVIGATION), frame.getChildAt(0).inWindow())
            val look = activity.window.insetsController!!.systemBarsAppearance
            assertEquals(DARK_SIGNS, look and DARK_SIGNS)
            val name = "edge-to-edge-${activity.javaClass.simpleName}"
            assertEquals(setOf(Palette.of(activity).page), Picture.rows(activity.window.decorView, 0 until STATUS, name))
        }
    }

    @Test
    fun `by night the signs of the bars are bright`() {
        RuntimeEnvironment.setQualifiers("+night")
        assertEquals(0, open<MainActivity>().window.insetsController!!.systemBarsAppearance and DARK_SIGNS)
    }

    @Test
    fun `the field that is written in stays above the keyboard`() {
        val activity = open<MainActivity>()
        give(activity, keyboard = 0)
        go(activity, Section.DATA)
        val field = views(page(activity)).filterIsInstance<EditText>().last()
        field.requestFocus()
        give(activity, KEYBOARD)
        phone.settle()
        val seen = Rect()
        assertTrue("something of it is seen", field.getGlobalVisibleRect(seen))
        assertEquals(field.height, seen.height())
        assertTrue("$seen", seen.bottom <= HEIGHT - KEYBOARD)
        assertEquals("the bar leaves its room to the page", View.GONE, bar(activity).visibility)
        give(activity, keyboard = 0)
        assertEquals(View.VISIBLE, bar(activity).visibility)
    }

    private inline fun <reified Kind : Activity> open(): Kind {
        phone.power.setIgnoringBatteryOptimizations(phone.app.packageName, true)
        runBlocking { (phone.app as TestApplication).opening.await() }
        return Robolectric.buildActivity(Kind::class.java).also {
            it.get().setTheme(android.R.style.Theme_Material_Light_NoActionBar)
            it.setup()
            phone.settle()
            repeat(2) { runBlocking { (phone.app as TestApplication).opening.await().history() } }
            phone.settle()
        }.get()
    }

    /** The system tells the window what it takes of it, and the window is laid out. */
    private fun give(activity: Activity, keyboard: Int) {
        val taken = WindowInsets.Builder()
            .setInsets(WindowInsets.Type.statusBars(), Insets.of(0, STATUS, 0, 0))
            .setInsets(WindowInsets.Type.navigationBars(), Insets.of(0, 0, 0, NAVIGATION))
            .setInsets(WindowInsets.Type.displayCutout(), Insets.of(HOLE, 0, 0, 0))
            .setInsets(WindowInsets.Type.ime(), Insets.of(0, 0, 0, keyboard))
            .build()
        val window = activity.window.decorView
        window.dispatchApplyWindowInsets(taken)
        window.measure(exactly(WIDTH), exactly(HEIGHT))
        window.layout(0, 0, WIDTH, HEIGHT)
        phone.settle()
    }

    private fun exactly(size: Int) = MeasureSpec.makeMeasureSpec(size, MeasureSpec.EXACTLY)

    private fun View.inWindow(): Rect {
        val at = IntArray(2).also { getLocationInWindow(it) }
        return Rect(at[0], at[1], at[0] + width, at[1] + height)
    }

    private companion object {
        const val WIDTH = 720
        const val HEIGHT = 1_480
        const val STATUS = 56
        const val NAVIGATION = 96
        const val HOLE = 40
        const val KEYBOARD = 560
        const val DARK_SIGNS = APPEARANCE_LIGHT_STATUS_BARS or APPEARANCE_LIGHT_NAVIGATION_BARS
    }
}
