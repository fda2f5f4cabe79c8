package vn.lancan.android

import android.os.SystemClock
import java.time.Duration
import org.junit.Assert.assertEquals
import org.junit.Test
import vn.lancan.Event
import vn.lancan.HttpMethod
import vn.lancan.HttpRequest
import vn.lancan.RadioCommand
import vn.lancan.ScanMode
import vn.lancan.hostScript

/** The host contract, `bindings/conformance/host.script`, for [AndroidHost] on Android's own code. */
class ContractTest : PhoneTest() {
    private val phone = Phone()
    private var wake: Duration? = null

    @Test
    fun `the host keeps the contract while the phone is awake`() = keepsTheContract()

    @Test
    fun `the host keeps the contract while the phone sleeps and dozes`() {
        phone.sleeps = true
        phone.dozes = true
        keepsTheContract()
    }

    @Test
    fun `the host keeps the contract with a peer that was heard and does not answer`() {
        phone.sleeps = true
        phone.dozes = true
        keepsTheContract(heard = 7)
    }

    private fun keepsTheContract(heard: Int? = null) {
        val host = AndroidHost(phone.app, Phone.NO_SERVER)
        for (step in hostScript()) {
            for (act in step.acts) happen(act, host)
            assertEquals("after: ${step.acts}", step.reports.joinToString(", "), said(phone.events(step.reports.size)))
            if (heard != null && phone.scans().isNotEmpty()) {
                phone.hear(heard)
                assertEquals("Sighted", said(phone.events(1)))
            }
        }
        host.close()
        phone.settle()
    }

    /** Like the tracer, asks for the next wake after every event. */
    private fun take(event: Event, host: AndroidHost) {
        if (event is Event.Wake) wake = null
        phone.reported.add(event)
        host.wakeAt(wake)
    }

    private fun happen(words: List<String>, host: AndroidHost) {
        val number = words.getOrNull(1)?.toLongOrNull() ?: 0
        val peer = number.toULong()
        val seconds = Duration.ofSeconds(number)
        when (words[0]) {
            "start" -> host.start(Phone.UUIDS) { take(it, host) }
            "pass" -> phone.pass(seconds)
            "switch" -> phone.switch(words[1] == "on")
            "wake" -> {
                wake = if (words[1] == "never") null else Duration.ofMillis(SystemClock.elapsedRealtime()) + seconds
                host.wakeAt(wake)
            }
            "Advertise" -> host.execute(RadioCommand.Advertise(ByteArray(20), seconds))
            "StopAdvertising" -> host.execute(RadioCommand.StopAdvertising)
            "Scan" -> host.execute(RadioCommand.Scan(ScanMode.BALANCED, seconds))
            "StopScan" -> host.execute(RadioCommand.StopScan)
            "Connect" -> host.execute(RadioCommand.Connect(peer, Duration.ofSeconds(words[2].toLong())))
            "Read" -> host.execute(RadioCommand.Read(peer))
            "Write" -> host.execute(RadioCommand.Write(peer, ByteArray(20)))
            "Disconnect" -> host.execute(RadioCommand.Disconnect(peer))
            "Http" -> host.send(HttpRequest(peer, HttpMethod.GET, "/", emptyList(), ByteArray(0), 1u, Duration.ofSeconds(1)))
            else -> error("no such step: $words")
        }
        phone.settle()
    }
}
