package vn.lancan

import java.time.Duration
import java.time.Instant
import java.util.concurrent.LinkedBlockingQueue
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test
import vn.lancan.testing.TestClock
import vn.lancan.testing.TestHost

/** The host contract, `bindings/conformance/host.script`, for the hosts of the tests. */
class ConformanceTest {
    @Test
    fun `the host of the tests keeps the contract`() {
        val clock = TestClock(Instant.ofEpochSecond(1_620_000_000))
        val host = TestHost(clock, 1u)
        val reported = LinkedBlockingQueue<Event>()
        for (step in hostScript()) {
            for (act in step.acts) happen(act, host, clock) { reported.add(it) }
            val events = generateSequence { reported.poll() }.map { it.inWords() }.toList()
            assertEquals(step.reports, events, "after: ${step.acts}")
        }
    }

    private fun happen(words: List<String>, host: TestHost, clock: TestClock, events: (Event) -> Unit) {
        val number = words.getOrNull(1)?.toLongOrNull() ?: 0
        val peer = number.toULong()
        when (words[0]) {
            "start" -> host.start(TestHost.UUIDS, events)
            "pass" -> {
                clock.advance(Duration.ofSeconds(number))
                host.tick()
            }
            "switch" -> host.switch(words[1] == "on")
            "wake" -> host.wakeAt(if (words[1] == "never") null else clock.now().monotonic + Duration.ofSeconds(number))
            "Advertise" -> host.execute(RadioCommand.Advertise(ByteArray(20), Duration.ofSeconds(number)))
            "StopAdvertising" -> host.execute(RadioCommand.StopAdvertising)
            "Scan" -> host.execute(RadioCommand.Scan(ScanMode.BALANCED, Duration.ofSeconds(number)))
            "StopScan" -> host.execute(RadioCommand.StopScan)
            "Connect" -> host.execute(RadioCommand.Connect(peer, Duration.ofSeconds(words[2].toLong())))
            "Read" -> host.execute(RadioCommand.Read(peer))
            "Write" -> host.execute(RadioCommand.Write(peer, ByteArray(20)))
            "Disconnect" -> host.execute(RadioCommand.Disconnect(peer))
            "Http" -> host.send(
                HttpRequest(peer, HttpMethod.GET, "/", emptyList(), ByteArray(0), 1u, Duration.ofSeconds(1)),
            )
            else -> error("no such step: $words")
        }
    }
}
