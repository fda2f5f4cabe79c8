package vn.lancan.testing

import java.time.Duration
import vn.lancan.Tracer

/** Phones within a metre of each other: every second each hears what the others send. */
suspend fun meet(clock: TestClock, duration: Duration, vararg phones: Pair<Tracer, TestHost>) {
    repeat(duration.toSeconds().toInt()) {
        clock.advance(Duration.ofSeconds(1))
        // A scan that begins now may be over within this second: everybody has begun before anybody is heard.
        for ((tracer, host) in phones) {
            host.tick()
            tracer.settle()
        }
        for ((tracer, host) in phones) {
            phones.filter { it.second !== host }.forEach { host.hear(it.second, -50) }
            tracer.settle()
        }
    }
}
