package vn.lancan.android

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.app.Service
import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.content.pm.ServiceInfo
import android.os.Build
import android.os.IBinder
import java.util.Locale
import vn.lancan.catalogueLanguage
import vn.lancan.say

/**
 * Keeps the process running while tracing, with a notification that says so. It holds nothing: the tracer belongs to
 * the app, which opens it in `Application.onCreate`, where every process begins.
 */
class TracingService : Service() {
    override fun onBind(intent: Intent?): IBinder? = null

    override fun onStartCommand(intent: Intent?, flags: Int, startId: Int): Int {
        try {
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) {
                startForeground(ID, notification(), ServiceInfo.FOREGROUND_SERVICE_TYPE_CONNECTED_DEVICE)
            } else {
                startForeground(ID, notification())
            }
        } catch (_: RuntimeException) {
            // Not allowed now: from the background (ForegroundServiceStartNotAllowedException, API 31) or without the
            // Bluetooth permission (SecurityException, API 34). Tracing goes on while the process lives.
            stopSelf()
        }
        return START_STICKY
    }

    private fun notification(): Notification {
        val language = Locale.getDefault().catalogueLanguage
        val running = language.say("app-running")
        getSystemService(NotificationManager::class.java)?.createNotificationChannel(
            NotificationChannel(CHANNEL, language.say("app-name").title, NotificationManager.IMPORTANCE_LOW),
        )
        val builder = Notification.Builder(this, CHANNEL)
            .setSmallIcon(applicationInfo.icon)
            .setContentTitle(running.title)
            .setContentText(running.next)
            .setOngoing(true)
        packageManager.getLaunchIntentForPackage(packageName)?.let { app ->
            builder.setContentIntent(PendingIntent.getActivity(this, 0, app, PendingIntent.FLAG_IMMUTABLE))
        }
        return builder.build()
    }

    companion object {
        private const val ID = 0x4E56
        private const val CHANNEL = "lancan-tracing"

        /** Starts it, as far as the system allows now. */
        fun start(context: Context) {
            if (Permissions.missing(context).isNotEmpty()) return
            try {
                context.startForegroundService(Intent(context, TracingService::class.java))
            } catch (_: IllegalStateException) {
                // From the background; started when the app next comes to the front.
            }
        }

        /** Ends it. */
        fun stop(context: Context) {
            context.stopService(Intent(context, TracingService::class.java))
        }
    }
}

/**
 * Woken by the first advert of a phone nearby, by the device's start and by an update of the app. The process has
 * begun by then, and with it tracing; what is left is to keep it running.
 */
class WakeReceiver : BroadcastReceiver() {
    override fun onReceive(context: Context, intent: Intent) = TracingService.start(context)
}
