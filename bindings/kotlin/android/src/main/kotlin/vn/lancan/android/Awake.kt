package vn.lancan.android

import android.content.Context
import android.os.PowerManager
import android.os.SystemClock
import java.time.Duration

/**
 * Keeps the processor awake while something is under way that would otherwise stand still: the clock that handlers wait
 * by does not run while the processor sleeps. One partial wake lock, held as long as anybody holds it. In Doze the system
 * heeds the lock of an app with a foreground service.
 */
internal class Awake(context: Context) {
    private val lock = context.getSystemService(PowerManager::class.java)
        ?.newWakeLock(PowerManager.PARTIAL_WAKE_LOCK, "lancan:radio")
        ?.apply { setReferenceCounted(false) }
    private val holders = HashMap<Any, Long>()
    private var lockedUntil = 0L

    /** Holds the processor awake for this reason until [release], and no longer than so. */
    @Synchronized
    fun hold(reason: Any, atMost: Duration) {
        val now = SystemClock.elapsedRealtime()
        val until = now + atMost.toMillis()
        holders[reason] = until
        if (until <= lockedUntil) return
        lockedUntil = until
        lock?.acquire(until - now)
    }

    /** This reason is over; the processor may sleep when no other is left. */
    @Synchronized
    fun release(reason: Any) {
        if (holders.remove(reason) == null) return
        val now = SystemClock.elapsedRealtime()
        holders.values.removeAll { it <= now }
        if (holders.isNotEmpty()) return
        lockedUntil = 0
        lock?.release()
    }

    /** Every reason is over. */
    @Synchronized
    fun close() {
        holders.clear()
        lockedUntil = 0
        lock?.release()
    }
}
