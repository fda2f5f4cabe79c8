package vn.lancan.android

import android.bluetooth.le.AdvertisingSetParameters
import android.bluetooth.le.ScanCallback
import android.content.Context
import android.location.LocationManager
import android.os.ParcelUuid
import java.time.Duration
import org.junit.After
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowBuild
import vn.lancan.RadioCommand
import vn.lancan.ScanMode

/** Scans and adverts, and what becomes of them when Android's Bluetooth does not do as it should. */
class RadioTest : PhoneTest() {
    private val phone = Phone()
    private val host = phone.host().also { phone.events() }
    private val scan = RadioCommand.Scan(ScanMode.BALANCED, Duration.ofSeconds(10))
    private val advertise = RadioCommand.Advertise(ByteArray(20) { it.toByte() }, Duration.ofSeconds(600))

    @After
    fun close() {
        host.close()
        phone.settle()
    }

    @Test
    fun `a scan that fails after it began is told once, and the next one runs`() {
        phone.wish(host, scan)
        phone.pass(Duration.ofSeconds(3))
        phone.scans().single().onScanFailed(ScanCallback.SCAN_FAILED_INTERNAL_ERROR)
        phone.settle()
        assertEquals("ScanStarted, ScanFailed", said(phone.events()))
        phone.pass(Duration.ofSeconds(20))
        assertEquals("", said(phone.events()))
        phone.wish(host, scan)
        phone.pass(Duration.ofSeconds(10))
        assertEquals("ScanStarted, ScanStopped", said(phone.events()))
    }

    @Test
    fun `a scan that fails after another has replaced it says nothing`() {
        phone.wish(host, scan)
        val first = phone.scans().single()
        phone.wish(host, scan)
        phone.events()
        first.onScanFailed(ScanCallback.SCAN_FAILED_ALREADY_STARTED)
        phone.settle()
        assertEquals("", said(phone.events()))
    }

    @Test
    fun `whatever Android throws is a failure told, and the radio goes on`() {
        for (thrown in listOf(SecurityException(), IllegalStateException(), NullPointerException())) {
            NotedScanner.failure = thrown
            NotedAdvertiser.failure = thrown
            phone.wish(host, scan)
            phone.wish(host, advertise)
            assertEquals("ScanFailed, AdvertisingFailed", said(phone.events()))
        }
        NotedScanner.failure = null
        NotedAdvertiser.failure = null
        phone.wish(host, scan)
        phone.wish(host, advertise)
        assertEquals("ScanStarted, AdvertisingStarted", said(phone.events()))
    }

    @Test
    @Config(sdk = [30])
    fun `until Android 11 a scan fails while the location switch is off`() {
        val places = phone.app.getSystemService(Context.LOCATION_SERVICE) as LocationManager
        shadowOf(places).setLocationEnabled(false)
        phone.wish(host, scan)
        assertEquals("ScanFailed", said(phone.events()))
        assertTrue(Permissions.placeIsOff(phone.app))
    }

    @Test
    fun `adverts are legacy ones of 20 bytes at the power that models were measured at`() {
        phone.wish(host, advertise)
        val advert = NotedAdvertiser.onAir!!
        assertEquals(AdvertisingSetParameters.TX_POWER_LOW, advert.parameters.txPowerLevel)
        assertTrue(advert.parameters.isLegacy)
        assertArrayEquals(advertise.frame, advert.data.serviceData[ParcelUuid.fromString(Phone.UUIDS.service)])
        assertEquals(60_000, advert.duration)
    }

    @Test
    fun `the power declared is the model's, else its maker's, else none`() {
        val declared = listOf("Google" to "Pixel 3", "samsung" to "a model of next year", "nobody" to "nothing").map { (maker, model) ->
            ShadowBuild.setManufacturer(maker)
            ShadowBuild.setModel(model)
            Device(phone.app, phone.adapter).capabilities().transmitPowerDbm?.toInt()
        }
        assertEquals(listOf(-33, -25, null), declared)
    }

    @Test
    fun `what this phone says of its power does not change with its adverts`() {
        repeat(3) {
            phone.wish(host, advertise)
            phone.wish(host, RadioCommand.StopAdvertising)
        }
        assertEquals("AdvertisingStarted, AdvertisingStarted, AdvertisingStarted", said(phone.events()))
        assertNull(NotedAdvertiser.onAir)
    }
}
