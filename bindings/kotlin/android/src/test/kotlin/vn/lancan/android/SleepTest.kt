package vn.lancan.android

import android.app.AlarmManager
import android.os.Build
import android.os.SystemClock
import java.time.Duration
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowAlarmManager
import vn.lancan.RadioCommand
import vn.lancan.ScanMode

/** A phone that lies still: its processor sleeps unless held awake, and Doze puts off the alarms that it may. */
class SleepTest : PhoneTest() {
    private val phone = Phone()
    private val host = phone.host()

    init {
        phone.events()
        host.wakeAt(null)
        phone.settle()
        phone.sleeps = true
        phone.dozes = true
    }

    @After
    fun close() {
        host.close()
        phone.settle()
    }

    @Test
    fun `a phone with nothing to do sleeps`() {
        val ran = SystemClock.uptimeMillis()
        phone.pass(Duration.ofSeconds(60))
        assertEquals(ran, SystemClock.uptimeMillis())
    }

    @Test
    fun `the timer rings in Doze`() {
        wakeIn(600)
        phone.pass(Duration.ofSeconds(599))
        assertEquals("", said(phone.events()))
        phone.pass(Duration.ofSeconds(1))
        assertEquals("Wake", said(phone.events()))
    }

    @Test
    fun `a wait too short for an alarm runs on a clock that runs`() {
        wakeIn(3)
        assertTrue(phone.alarms.scheduledAlarms.isEmpty())
        phone.pass(Duration.ofSeconds(3))
        assertEquals("Wake", said(phone.events()))
    }

    @Test
    fun `the alarm is exact where that is permitted and may fire while idle in any case`() {
        ShadowAlarmManager.setCanScheduleExactAlarms(true)
        wakeIn(60)
        val exact = phone.alarms.scheduledAlarms.single()
        assertTrue(exact.isAllowWhileIdle)
        assertEquals(ShadowAlarmManager.WINDOW_EXACT, exact.windowLengthMs)
        assertEquals(AlarmManager.ELAPSED_REALTIME_WAKEUP, exact.type)

        ShadowAlarmManager.setCanScheduleExactAlarms(false)
        wakeIn(90)
        val later = phone.alarms.scheduledAlarms.single()
        assertTrue(later.isAllowWhileIdle)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) {
            assertNotEquals(ShadowAlarmManager.WINDOW_EXACT, later.windowLengthMs)
        }
    }

    @Test
    fun `an alarm that comes early does not ring and is set again`() {
        wakeIn(600)
        phone.pass(Duration.ofSeconds(10))
        phone.alarms.fireAlarm(phone.alarms.scheduledAlarms.single())
        phone.settle()
        assertEquals("", said(phone.events()))
        phone.pass(Duration.ofSeconds(590))
        assertEquals("Wake", said(phone.events()))
    }

    @Test
    fun `a scan ends in its time and lets the processor sleep`() {
        phone.wish(host, RadioCommand.Scan(ScanMode.BALANCED, Duration.ofSeconds(8)))
        host.wakeAt(null)
        phone.settle()
        assertTrue(phone.isHeldAwake)
        phone.pass(Duration.ofSeconds(8))
        assertEquals("ScanStarted, ScanStopped", said(phone.events()))
        host.wakeAt(null)
        phone.settle()
        assertFalse(phone.isHeldAwake)
    }

    @Test
    fun `the processor is awake from the loss of one identifier until the next is on the air`() {
        NotedAdvertiser.silent = true
        phone.wish(host, RadioCommand.Advertise(ByteArray(20), Duration.ofSeconds(600)))
        host.wakeAt(null)
        phone.settle()
        assertTrue(phone.isHeldAwake)
        NotedAdvertiser.onAir!!.callback.onAdvertisingSetStarted(null, -15, 0)
        host.wakeAt(null)
        phone.settle()
        assertEquals("AdvertisingStarted", said(phone.events()))
        assertFalse(phone.isHeldAwake)
    }

    @Test
    fun `an event keeps the processor awake until the core has taken it`() {
        wakeIn(60)
        phone.pass(Duration.ofSeconds(60))
        assertEquals("Wake", said(phone.events()))
        assertTrue(phone.isHeldAwake)
        wakeIn(60)
        assertFalse(phone.isHeldAwake)
    }

    @Test
    fun `a core that never takes its event does not keep the processor awake forever`() {
        wakeIn(60)
        phone.pass(Duration.ofSeconds(60))
        phone.pass(Duration.ofSeconds(11))
        assertFalse(phone.isHeldAwake)
    }

    @Test
    @Config(sdk = [35])
    fun `what is lost with a dropped alarm comes with the job`() {
        wakeIn(60)
        val alarms = phone.app.getSystemService(AlarmManager::class.java)!!
        alarms.cancel(phone.alarms.scheduledAlarms.single().operation!!)
        phone.pass(Duration.ofSeconds(900))
        assertEquals("", said(phone.events()))
        ReviveJobs.run()
        phone.settle()
        assertEquals("Wake", said(phone.events()))
    }

    private fun wakeIn(seconds: Long) {
        host.wakeAt(Duration.ofMillis(SystemClock.elapsedRealtime() + seconds * 1_000))
        phone.settle()
    }
}
