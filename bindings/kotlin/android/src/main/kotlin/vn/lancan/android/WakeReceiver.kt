package vn.lancan.android

import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent

/**
 * Woken by the timer's alarm, by the first advert of a phone nearby, by the device's start and by an update of the app.
 * The process has begun by then, and with it tracing; what is left is to keep it running and to say that time has come.
 */
class WakeReceiver : BroadcastReceiver() {
    override fun onReceive(context: Context, intent: Intent) {
        TracingService.start(context)
        if (intent.action == AlarmTimer.ACTION) Running.host?.strike() else Running.host?.poke()
    }
}
