package vn.lancan.android

import android.app.Notification
import android.app.NotificationManager
import android.content.ComponentName
import android.content.Intent
import android.content.IntentFilter
import java.time.Instant
import java.util.Locale
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import vn.lancan.Language
import vn.lancan.Notice
import vn.lancan.Said
import vn.lancan.WarningChange
import vn.lancan.said
import vn.lancan.say

/** What the user sees of the host: two notifications, which an app may dress. */
class NotificationTest : PhoneTest() {
    private val phone = Phone()
    private val manager = phone.app.getSystemService(NotificationManager::class.java)!!
    private val locale = Locale.getDefault()
    private var host: AndroidHost? = null

    @After
    fun close() {
        Locale.setDefault(locale)
        host?.close()
        phone.settle()
    }

    @Test
    fun `a warning is shown, and the locked screen shows nothing but that there is one`() {
        Locale.setDefault(Locale.forLanguageTag("vi"))
        start(Appearance()).show(Notice.Warned(warning(WarningChange.NEW)))
        val shown = shadowOf(manager).getNotification(Notifications.WARNING_ID)
        assertEquals(Notification.VISIBILITY_PRIVATE, shown.visibility)
        assertEquals(Language.VIETNAMESE.say("warning-title").title, shown.extras.getString(Notification.EXTRA_TITLE))
        assertEquals(null, shown.extras.getString(Notification.EXTRA_TEXT))
        assertNotEquals(0, shown.smallIcon.resId)
    }

    @Test
    fun `warnings and the standing notification have channels and names of their own, in both languages`() {
        for ((locale, language) in listOf("vi" to Language.VIETNAMESE, "en" to Language.ENGLISH)) {
            Locale.setDefault(Locale.forLanguageTag(locale))
            start(Appearance()).show(Notice.Warned(warning(WarningChange.NEW)))
            val standing = standing()
            val warned = shadowOf(manager).getNotification(Notifications.WARNING_ID)
            assertNotEquals(standing.channelId, warned.channelId)
            val (low, high) = listOf(standing, warned).map { manager.getNotificationChannel(it.channelId) }
            assertEquals(NotificationManager.IMPORTANCE_LOW, low.importance)
            assertEquals(NotificationManager.IMPORTANCE_HIGH, high.importance)
            assertEquals(language.say("channel-running").title, low.name)
            assertEquals(language.say("channel-warnings").title, high.name)
            assertNotEquals(low.name, high.name)
            assertFalse(low.description.isNullOrEmpty() || high.description.isNullOrEmpty())
        }
    }

    @Test
    fun `each change of a warning is shown with its own words`() {
        Locale.setDefault(Locale.forLanguageTag("vi"))
        val host = start(Appearance())
        val shown = WarningChange.entries.map { change ->
            host.show(Notice.Warned(warning(change)))
            val notification = shadowOf(manager).getNotification(Notifications.WARNING_ID)
            assertEquals(change.said(Language.VIETNAMESE).title, notification.extras.getString(Notification.EXTRA_TITLE))
            notification.extras.getString(Notification.EXTRA_TITLE)
        }
        assertEquals(WarningChange.entries.size, shown.toSet().size)
    }

    @Test
    fun `a warning of a place says that it is of a place, and stands beside a warning of a contact`() {
        for ((locale, language) in listOf("vi" to Language.VIETNAMESE, "en" to Language.ENGLISH)) {
            Locale.setDefault(Locale.forLanguageTag(locale))
            val host = start(Appearance())
            host.show(Notice.Warned(warning(WarningChange.NEW)))
            for ((change, key) in listOf(
                WarningChange.NEW to "place-warning-title",
                WarningChange.WITHDRAWN to "place-warning-withdrawn",
            )) {
                host.show(Notice.WarnedOfPlace(placeWarning(change)))
                val shown = shadowOf(manager).getNotification(Notifications.PLACE_WARNING_ID)
                assertEquals(language.say(key).title, shown.extras.getString(Notification.EXTRA_TITLE))
            }
            val contact = shadowOf(manager).getNotification(Notifications.WARNING_ID)
            assertEquals(language.say("warning-title").title, contact.extras.getString(Notification.EXTRA_TITLE))
        }
    }

    @Test
    fun `a warning's notification opens the app and says that it did, the standing one opens it as ever`() {
        val app = RuntimeEnvironment.getApplication()
        val page = ComponentName(app, "Page")
        shadowOf(app.packageManager).addActivityIfNotPresent(page)
        val launcher = IntentFilter(Intent.ACTION_MAIN).apply { addCategory(Intent.CATEGORY_LAUNCHER) }
        shadowOf(app.packageManager).addIntentFilterForActivity(page, launcher)
        start(Appearance()).show(Notice.Warned(warning(WarningChange.NEW)))
        val warned = shadowOf(shadowOf(manager).getNotification(Notifications.WARNING_ID).contentIntent).savedIntent
        assertEquals(page, warned.component)
        assertTrue(warned.getBooleanExtra(AndroidHost.WARNING, false))
        assertFalse(shadowOf(standing().contentIntent).savedIntent.hasExtra(AndroidHost.WARNING))
    }

    @Test
    fun `an app dresses texts, icon and channels`() {
        val dressed = Appearance(
            icon = 4711,
            runningChannel = Appearance.Channel("mine") { Said("My channel", "For this") },
            warningChannel = Appearance.Channel("warnings-of-mine") { Said("My warnings", null) },
            running = { Said("Mine runs", "And how") },
            warning = { _, _ -> Said("Read this", null) },
        )
        start(dressed).show(Notice.Warned(warning(WarningChange.NEW)))
        val standing = standing()
        assertEquals("Mine runs", standing.extras.getString(Notification.EXTRA_TITLE))
        assertEquals("And how", standing.extras.getString(Notification.EXTRA_TEXT))
        assertEquals("My channel", manager.getNotificationChannel(standing.channelId).name)
        val warned = shadowOf(manager).getNotification(Notifications.WARNING_ID)
        assertEquals("Read this", warned.extras.getString(Notification.EXTRA_TITLE))
        assertEquals("warnings-of-mine", warned.channelId)
        assertEquals(listOf(4711, 4711), listOf(standing, warned).map { it.smallIcon.resId })
    }

    private fun standing(): Notification {
        val service = Robolectric.buildService(TracingService::class.java).create().startCommand(0, 1).get()
        phone.settle()
        return shadowOf(service).lastForegroundNotification
    }

    private fun start(appearance: Appearance): AndroidHost {
        host?.close()
        return AndroidHost(RuntimeEnvironment.getApplication(), Phone.NO_SERVER, appearance).also {
            host = it
            it.start(Phone.UUIDS) {}
            phone.settle()
        }
    }
}
