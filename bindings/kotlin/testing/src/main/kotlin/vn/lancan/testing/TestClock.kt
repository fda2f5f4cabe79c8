package vn.lancan.testing

import java.time.Duration
import java.time.Instant
import vn.lancan.Now

/** Time that a test sets: it stands still until the test moves it. Both clocks move together. */
class TestClock(private var wall: Instant, private var monotonic: Duration = Duration.ofHours(1)) {
    private var realSince: Long? = null

    /** Both clocks, read together. */
    @Synchronized
    fun now(): Now {
        val real = realSince?.let { Duration.ofNanos(System.nanoTime() - it) } ?: Duration.ZERO
        return Now(wall + real, monotonic + real)
    }

    /** Lets time pass. */
    @Synchronized
    fun advance(by: Duration) {
        wall += by
        monotonic += by
    }

    /** Time passes until then; from then on it goes by itself. */
    @Synchronized
    fun reach(time: Instant) {
        advance(Duration.between(wall, time))
        run()
    }

    /** From now on it goes by itself. */
    @Synchronized
    fun run() {
        realSince = System.nanoTime()
    }
}
