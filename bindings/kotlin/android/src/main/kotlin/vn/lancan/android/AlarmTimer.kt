package vn.lancan.android

import android.app.AlarmManager
import android.content.Context
import android.os.Build
import android.os.Handler
import android.os.SystemClock
import java.time.Duration
import vn.lancan.Event

/**
 * The one timer. While the processor is awake the handler keeps it to the millisecond; while the device sleeps the
 * alarm wakes it, as late as the system likes (Doze: about nine minutes), which the core bears.
 */
internal class AlarmTimer(context: Context, private val handler: Handler, private val events: (Event) -> Unit) {
    private val alarms = context.getSystemService(AlarmManager::class.java)
    private val wake = Runnable { events(Event.Wake) }
    private val alarm = AlarmManager.OnAlarmListener { wake.run() }

    /** Wakes when the clock since start of the device reads so much; never when null. */
    fun set(elapsed: Duration?) {
        handler.removeCallbacks(wake)
        if (elapsed == null) {
            alarms?.cancel(alarm)
            return
        }
        val at = elapsed.toMillis()
        val wait = (at - SystemClock.elapsedRealtime()).coerceAtLeast(0)
        handler.postDelayed(wake, wait)
        // An alarm may come no oftener than the system allows; short waits need none.
        if (wait < SHORTEST_ALARM_MILLIS || alarms == null) return
        val kind = AlarmManager.ELAPSED_REALTIME_WAKEUP
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.S || alarms.canScheduleExactAlarms()) {
            alarms.setExact(kind, at, TAG, alarm, handler)
        } else {
            alarms.setWindow(kind, at, WINDOW_MILLIS, TAG, alarm, handler)
        }
    }

    /** Never wakes again. */
    fun close() = set(null)

    private companion object {
        const val TAG = "lancan"
        const val SHORTEST_ALARM_MILLIS = 5_000L
        const val WINDOW_MILLIS = 60_000L
    }
}
