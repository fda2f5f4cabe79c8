package vn.lancan.android

import android.Manifest
import android.app.job.JobScheduler
import android.content.Intent
import android.content.pm.ServiceInfo
import android.os.Build
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** What keeps the process alive, and what brings it back. */
class ServiceTest : PhoneTest() {
    private val phone = Phone()
    private var host: AndroidHost? = null

    @After
    fun close() {
        host?.close()
        phone.settle()
    }

    @Test
    fun `the foreground service has the type that this version of Android asks of it`() {
        val service = Robolectric.buildService(TracingService::class.java).create().startCommand(0, 1).get()
        phone.settle()
        val device = ServiceInfo.FOREGROUND_SERVICE_TYPE_CONNECTED_DEVICE
        val expected = if (Build.VERSION.SDK_INT <= Build.VERSION_CODES.R) {
            device or ServiceInfo.FOREGROUND_SERVICE_TYPE_LOCATION
        } else {
            device
        }
        assertEquals(expected, service.foregroundServiceType)
        assertNotNull(shadowOf(service).lastForegroundNotification)
    }

    @Test
    @Config(sdk = [30])
    fun `on Android 11 the place is asked for behind the screen too`() {
        assertEquals(listOf(Manifest.permission.ACCESS_FINE_LOCATION), Permissions.needed)
        assertEquals(listOf(Manifest.permission.ACCESS_BACKGROUND_LOCATION), Permissions.neededBehind)
    }

    @Test
    @Config(sdk = [31, 35])
    fun `from Android 12 nothing about the place is asked for`() {
        assertTrue((Permissions.needed + Permissions.neededBehind).none { "LOCATION" in it })
    }

    @Test
    fun `without the permission for Bluetooth the service does not start`() {
        phone.allow(false)
        start()
        assertNull(shadowOf(phone.app).nextStartedService)
        phone.allow(true)
        host!!.permissionsChanged()
        assertEquals(TracingService::class.java.name, shadowOf(phone.app).nextStartedService.component!!.className)
    }

    @Test
    fun `a job comes back every quarter of an hour, also after the device's restart, until tracing ends`() {
        val jobs = phone.app.getSystemService(JobScheduler::class.java)!!
        start()
        val job = jobs.allPendingJobs.single()
        assertTrue(job.isPeriodic && job.isPersisted)
        assertEquals(15 * 60_000L, job.intervalMillis)
        assertEquals(ReviveJob::class.java.name, job.service.className)
        host!!.close()
        host = null
        phone.settle()
        assertTrue(jobs.allPendingJobs.isEmpty())
    }

    @Test
    fun `a process that was killed is back in the foreground with the job, an alarm, an advert or the device's start`() {
        // A fresh process: nothing runs in it but what the system starts.
        assertNull(Running.host)
        ReviveJobs.run()
        assertStarted()
        for (intent in listOf(Intent(AlarmTimer.ACTION), Intent(), Intent(Intent.ACTION_BOOT_COMPLETED))) {
            WakeReceiver().onReceive(phone.app, intent)
            assertStarted()
        }
    }

    private fun assertStarted() =
        assertEquals(TracingService::class.java.name, shadowOf(phone.app).nextStartedService?.component?.className)

    private fun start() {
        host = phone.host()
    }
}
