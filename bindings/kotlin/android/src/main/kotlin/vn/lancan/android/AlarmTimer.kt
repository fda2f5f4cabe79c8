package vn.lancan.android

import android.app.AlarmManager
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import android.os.Build
import android.os.Handler
import android.os.SystemClock
import java.time.Duration

/**
 * The one timer. While the processor is awake the handler keeps it to the millisecond. While it sleeps an alarm wakes it,
 * one that Doze lets through: to the second where exact alarms are permitted, else when the system next wakes anyway. In
 * Doze the system grants an app one such alarm in about nine minutes (until Android 11) or 72 exact ones an hour (from
 * Android 12), and as many as it likes once the user has exempted it from battery optimisation.
 *
 * All run on the radio's thread, except [set].
 */
internal class AlarmTimer(
    private val context: Context,
    private val handler: Handler,
    private val awake: Awake,
    private val ring: () -> Unit,
) {
    private val alarms = context.getSystemService(AlarmManager::class.java)
    private val strike = Runnable { strike() }

    /** The time since the device's start at which it is to ring, in milliseconds. */
    private var due: Long? = null

    /** Rings when the clock since start of the device reads so much, in place of any time before; never when null. */
    fun set(elapsed: Duration?) {
        handler.post { arm(elapsed?.plusNanos(NANOS_BELOW_A_MILLI)?.toMillis()) }
    }

    /** The alarm has come, or the handler's time: rings if it is due, once. */
    fun strike() {
        val at = due ?: return
        if (SystemClock.elapsedRealtime() < at) {
            due = null
            arm(at)
            return
        }
        arm(null)
        ring()
    }

    /** Never rings again. */
    fun close() = arm(null)

    private fun arm(at: Long?) {
        if (at == due) return
        due = at
        handler.removeCallbacks(strike)
        awake.release(this)
        if (at == null) {
            alarms?.cancel(alarm(context))
            return
        }
        val wait = (at - SystemClock.elapsedRealtime()).coerceAtLeast(0)
        handler.postDelayed(strike, wait)
        if (wait < SHORTEST_ALARM_MILLIS) {
            // The system puts off alarms that come sooner than this: the processor stays awake instead.
            alarms?.cancel(alarm(context))
            awake.hold(this, Duration.ofMillis(wait + SPARE_MILLIS))
        } else {
            schedule(at)
        }
    }

    private fun schedule(at: Long) {
        val alarms = alarms ?: return
        val kind = AlarmManager.ELAPSED_REALTIME_WAKEUP
        try {
            if (Build.VERSION.SDK_INT < Build.VERSION_CODES.S || alarms.canScheduleExactAlarms()) {
                alarms.setExactAndAllowWhileIdle(kind, at, alarm(context))
            } else {
                alarms.setAndAllowWhileIdle(kind, at, alarm(context))
            }
        } catch (_: SecurityException) {
            // The permission for exact alarms was taken away between question and use.
            alarms.setAndAllowWhileIdle(kind, at, alarm(context))
        }
    }

    companion object {
        /** Action of the alarm's broadcast to [WakeReceiver]. */
        const val ACTION = "vn.lancan.android.ALARM"

        private const val SHORTEST_ALARM_MILLIS = 5_000L
        private const val SPARE_MILLIS = 1_000L
        private const val NANOS_BELOW_A_MILLI = 999_999L

        /** The alarm outlives the process: its broadcast starts a process that was killed. */
        private fun alarm(context: Context): PendingIntent = PendingIntent.getBroadcast(
            context,
            0,
            Intent(context, WakeReceiver::class.java).setAction(ACTION),
            PendingIntent.FLAG_UPDATE_CURRENT or PendingIntent.FLAG_IMMUTABLE,
        )
    }
}
