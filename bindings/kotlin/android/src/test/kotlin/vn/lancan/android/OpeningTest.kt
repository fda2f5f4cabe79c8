package vn.lancan.android

import android.os.SystemClock
import java.time.Duration
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import vn.lancan.Event

/** The seconds between the app's start and the opened store, in which the host is there and has not been started. */
class OpeningTest : PhoneTest() {
    private val phone = Phone()
    private val host = AndroidHost(phone.app, Phone.NO_SERVER)

    @After
    fun close() {
        host.close()
        phone.settle()
    }

    @Test
    fun `what the host is told while the store opens comes after its start`() {
        host.foreground(true)
        host.permissionsChanged()
        host.poke()
        phone.settle()
        host.start(Phone.UUIDS) { phone.reported.add(it) }
        phone.settle()
        val events = phone.events()
        assertTrue("${events.first()}", events.first() is Event.Started)
        assertEquals(listOf(true), events.filterIsInstance<Event.Foreground>().map { it.inFront })
    }

    @Test
    fun `an app that went behind while the store opened is behind`() {
        host.foreground(true)
        host.foreground(false)
        host.start(Phone.UUIDS) { phone.reported.add(it) }
        phone.settle()
        assertEquals(listOf(false), phone.events().filterIsInstance<Event.Foreground>().map { it.inFront })
    }

    @Test
    fun `the processor stays awake while the store opens, and no longer`() {
        assertTrue(phone.isHeldAwake)
        host.start(Phone.UUIDS) {}
        phone.settle()
        host.wakeAt(null)
        phone.settle()
        assertFalse(phone.isHeldAwake)
    }

    @Test
    fun `a store that never opens does not keep the processor awake`() {
        SystemClock.sleep(Duration.ofSeconds(11).toMillis())
        phone.settle()
        assertFalse(phone.isHeldAwake)
    }
}
