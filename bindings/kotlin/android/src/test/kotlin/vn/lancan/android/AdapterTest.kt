package vn.lancan.android

import android.bluetooth.BluetoothAdapter
import android.content.Intent
import java.time.Duration
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Test
import vn.lancan.AdapterState
import vn.lancan.Advertising
import vn.lancan.Event
import vn.lancan.RadioCommand
import vn.lancan.RadioEvent
import vn.lancan.inWords

/** The adapter and the permissions, as the user gives and takes them. */
class AdapterTest : PhoneTest() {
    private val phone = Phone()
    private var host: AndroidHost? = null

    @After
    fun close() {
        host?.close()
        phone.settle()
    }

    @Test
    fun `a phone whose adapter is off at its start advertises when it comes on`() {
        phone.setAdapter(false)
        val host = start()
        assertEquals(Advertising.NOTHING, (phone.events(2).first() as Event.Started).capabilities.advertising)
        phone.switch(true)
        val (changed, on) = phone.events(2)
        assertEquals(Advertising.SERVICE_DATA, (changed as Event.CapabilitiesChanged).capabilities.advertising)
        assertEquals(true, changed.capabilities.servesGatt)
        assertEquals("Adapter on", on.inWords())
        phone.wish(host, RadioCommand.Advertise(ByteArray(20), Duration.ofSeconds(60)))
        assertEquals("AdvertisingStarted", said(phone.events()))
    }

    @Test
    fun `an adapter that goes off keeps what is known of its chip`() {
        start()
        phone.events()
        phone.switch(false)
        phone.switch(true)
        assertEquals("Adapter off, Adapter on", said(phone.events()))
    }

    @Test
    fun `an adapter that was off and is on again by the time it is looked at has been off`() {
        start()
        phone.events()
        val off = Intent(BluetoothAdapter.ACTION_STATE_CHANGED)
            .putExtra(BluetoothAdapter.EXTRA_STATE, BluetoothAdapter.STATE_OFF)
        phone.app.sendBroadcast(off)
        phone.settle()
        assertEquals("Adapter off, Adapter on", said(phone.events()))
    }

    @Test
    fun `permissions given and taken are told, at once or when the user comes back from the settings`() {
        phone.allow(false)
        val host = start()
        assertEquals(listOf(AdapterState.PERMISSION_MISSING), states(phone.events()))
        phone.allow(true)
        host.permissionsChanged()
        phone.settle()
        assertEquals(listOf(AdapterState.ON), states(phone.events()))
        phone.allow(false)
        host.foreground(true)
        phone.settle()
        assertEquals(listOf(AdapterState.PERMISSION_MISSING), states(phone.events()))
        host.foreground(true)
        phone.settle()
        assertEquals("told once", emptyList<AdapterState>(), states(phone.events()))
    }

    @Test
    fun `a permission taken ends what ran`() {
        val host = start()
        phone.wish(host, RadioCommand.Advertise(ByteArray(20), Duration.ofSeconds(60)))
        phone.events()
        phone.allow(false)
        host.permissionsChanged()
        phone.settle()
        assertEquals(null, NotedAdvertiser.onAir)
        assertEquals(listOf(AdapterState.PERMISSION_MISSING), states(phone.events()))
        phone.pass(Duration.ofSeconds(60))
        assertEquals("", said(phone.events()))
    }

    private fun start() = phone.host().also { host = it }

    private fun states(events: List<Event>) =
        events.mapNotNull { ((it as? Event.Radio)?.event as? RadioEvent.Adapter)?.state }
}
