package vn.lancan.android

import android.Manifest
import java.io.File
import javax.xml.parsers.DocumentBuilderFactory
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.annotation.Config
import org.w3c.dom.Element

/** What the library's manifest brings into every app: Robolectric reads none without a resource compiler. */
@Config(sdk = [35])
class ManifestTest : PhoneTest() {
    private val manifest = DocumentBuilderFactory.newInstance().newDocumentBuilder()
        .parse(File("src/main/AndroidManifest.xml")).documentElement

    @Test
    fun `every permission that the host uses is asked for, and the place's until Android 11 only`() {
        val asked = all("uses-permission").associate { it.name to it.getAttribute("android:maxSdkVersion") }
        val used = listOf(
            Manifest.permission.BLUETOOTH_SCAN,
            Manifest.permission.BLUETOOTH_ADVERTISE,
            Manifest.permission.BLUETOOTH_CONNECT,
            Manifest.permission.POST_NOTIFICATIONS,
            Manifest.permission.INTERNET,
            Manifest.permission.WAKE_LOCK,
            Manifest.permission.SCHEDULE_EXACT_ALARM,
            Manifest.permission.RECEIVE_BOOT_COMPLETED,
            Manifest.permission.FOREGROUND_SERVICE,
            Manifest.permission.FOREGROUND_SERVICE_CONNECTED_DEVICE,
            Manifest.permission.REQUEST_IGNORE_BATTERY_OPTIMIZATIONS,
        )
        assertEquals(emptySet<String>(), used.toSet() - asked.filterValues { it.isEmpty() }.keys)
        val places = asked.filterKeys { "LOCATION" in it }
        assertTrue(Manifest.permission.ACCESS_FINE_LOCATION in places)
        assertTrue(Manifest.permission.ACCESS_BACKGROUND_LOCATION in places)
        assertEquals(setOf("30"), places.values.toSet())
    }

    @Test
    fun `the service has the types, the job the permission and the receiver the broadcasts that Android asks of them`() {
        val services = all("service").associateBy { it.name }
        val types = services.getValue(TracingService::class.java.name).getAttribute("android:foregroundServiceType")
        assertEquals(setOf("connectedDevice", "location"), types.split("|").toSet())
        val job = services.getValue(ReviveJob::class.java.name)
        assertEquals(Manifest.permission.BIND_JOB_SERVICE, job.getAttribute("android:permission"))
        assertEquals(WakeReceiver::class.java.name, all("receiver").single().name)
        assertTrue("android.intent.action.BOOT_COMPLETED" in all("action").map { it.name })
        // Nothing of it may be called by other apps.
        assertEquals(setOf("false"), (all("service") + all("receiver")).map { it.getAttribute("android:exported") }.toSet())
    }

    @Test
    fun `the makers' pages can be looked for`() {
        val visible = all("package").map { it.name }
        assertTrue(visible.isNotEmpty())
        assertEquals(emptySet<String>(), Autostart.apps - visible.toSet())
    }

    private val Element.name get() = getAttribute("android:name")

    private fun all(tag: String): List<Element> {
        val found = manifest.getElementsByTagName(tag)
        return (0 until found.length).map { found.item(it) as Element }
    }
}
