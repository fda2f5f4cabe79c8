package vn.lancan.android

import java.nio.file.Files
import java.time.Duration
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Test
import org.robolectric.annotation.Config
import vn.lancan.BluetoothUuids
import vn.lancan.Breach
import vn.lancan.Event
import vn.lancan.Host
import vn.lancan.HttpRequest
import vn.lancan.RadioEvent
import vn.lancan.Tracer
import vn.lancan.testing.MemoryVault

/** What the core's own watch sees of [AndroidHost], with the real core behind it; one API level, for a process loads the core once. */
@Config(sdk = [35])
class WatchedHostTest : PhoneTest() {
    private val phone = Phone()

    @Test
    fun `the core sees no breach of the contract while the phone is awake`() = assertEquals(emptyList<Breach>(), breaches())

    @Test
    fun `on a phone that sleeps and dozes the core sees nothing but late wakes`() {
        phone.sleeps = true
        phone.dozes = true
        assertEquals(emptyList<Breach>(), breaches() - Breach.WOKEN_LATE)
    }

    @Test
    fun `a host that keeps the adapter's state to itself is seen`() =
        assertEquals(listOf(Breach.ADAPTER_NOT_TOLD), breaches { host ->
            object : Host by host {
                override fun start(bluetooth: BluetoothUuids, events: (Event) -> Unit) =
                    host.start(bluetooth) { if (it !is Event.Radio || it.event !is RadioEvent.Adapter) events(it) }
            }
        })

    /** What is seen in half an hour: scans, new identifiers, a peer that is heard and does not answer, the adapter off and on. */
    private fun breaches(around: (Host) -> Host = { it }): List<Breach> {
        val folder = Files.createTempDirectory("lancan-watched").toFile()
        val tracer = runBlocking { Tracer.open(folder, MemoryVault(), DEPLOYMENT) }
        return AutoCloseable { StrictMainThread.aside(tracer::close) }.use {
            runBlocking { tracer.watchHost() }
            val host = CountedHost(around(AndroidHost(phone.app, Phone.NO_SERVER)))
            tracer.start(host)
            for (second in 1..HALF_AN_HOUR) {
                phone.pass(Duration.ofSeconds(1))
                if (second == OFF || second == ON) phone.switch(second == ON)
                if (second % HEARD_EVERY == 0 && phone.scans().isNotEmpty()) phone.hear(7)
                // A question asked now is answered after everything that came before it. Virtual time waits until nothing more comes
                // of anything, and until the network's threads have answered, however slow this machine is.
                do {
                    val before = host.said.get()
                    runBlocking { tracer.breaches() }
                    phone.settle()
                } while (host.said.get() != before || host.unanswered.get() > 0)
            }
            runBlocking { tracer.breaches() }.map { it.breach }
        }.also { folder.deleteRecursively() }
    }

    /** A host whose reports and unanswered requests are counted. */
    private class CountedHost(private val host: Host) : Host by host {
        val said = AtomicInteger()
        val unanswered = AtomicInteger()

        override fun start(bluetooth: BluetoothUuids, events: (Event) -> Unit) = host.start(bluetooth) {
            events(it)
            said.incrementAndGet()
            if (it is Event.Http) unanswered.decrementAndGet()
        }

        override fun send(request: HttpRequest) {
            unanswered.incrementAndGet()
            host.send(request)
        }
    }

    private companion object {
        const val HALF_AN_HOUR = 1_800
        const val OFF = 700
        const val ON = 760
        const val HEARD_EVERY = 97
        const val DEPLOYMENT =
            """{"authority":"Sở Y tế","service_uuid":${0x4E56},"export_keys":[],"index_keys":[],"rules_keys":[]}"""
    }
}
