package vn.lancan.android

import android.app.Service
import android.content.Context
import android.content.Intent
import android.content.pm.ServiceInfo
import android.os.Build
import android.os.Handler
import android.os.HandlerThread
import android.os.IBinder

/**
 * Keeps the process running while tracing, with a notification that says so. It holds nothing: the tracer belongs to
 * the app, which opens it in `Application.onCreate`, where every process begins. The notification is made on a thread of the
 * service's own, for the first text waits for the core's library.
 */
class TracingService : Service() {
    private val thread = HandlerThread("lancan-service")
    private lateinit var handler: Handler

    override fun onBind(intent: Intent?): IBinder? = null

    override fun onCreate() {
        super.onCreate()
        thread.start()
        handler = Handler(thread.looper)
        current = this
    }

    override fun onDestroy() {
        if (current === this) current = null
        thread.quitSafely()
        super.onDestroy()
    }

    override fun onStartCommand(intent: Intent?, flags: Int, startId: Int): Int {
        handler.post(::stand)
        return START_STICKY
    }

    private fun stand() {
        val running = Notifications(this, Running.appearance).running()
        try {
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) {
                startForeground(Notifications.RUNNING_ID, running, type)
            } else {
                startForeground(Notifications.RUNNING_ID, running)
            }
        } catch (_: RuntimeException) {
            // Not allowed now: from the background (ForegroundServiceStartNotAllowedException, API 31) or without the
            // Bluetooth permission (SecurityException, API 34). Tracing goes on while the process lives.
            stopSelf()
        }
    }

    companion object {
        /** The one that the system has made and not ended. */
        @Volatile
        private var current: TracingService? = null

        /** On Android 10 and 11 a scan counts as a question about the place, which needs a service that says so. */
        private val type: Int
            get() = when {
                Build.VERSION.SDK_INT >= Build.VERSION_CODES.S -> ServiceInfo.FOREGROUND_SERVICE_TYPE_CONNECTED_DEVICE
                else -> ServiceInfo.FOREGROUND_SERVICE_TYPE_CONNECTED_DEVICE or ServiceInfo.FOREGROUND_SERVICE_TYPE_LOCATION
            }

        /** Starts it, as far as the system allows now. */
        fun start(context: Context) {
            if (Permissions.missing(context).isNotEmpty()) return
            try {
                context.startForegroundService(Intent(context, TracingService::class.java))
            } catch (_: IllegalStateException) {
                // From the background; started when the app next comes to the front.
            }
        }

        /** Ends it, after it stood in the foreground: Android ends an app whose service is stopped before. */
        fun stop(context: Context) {
            val end = Runnable { context.stopService(Intent(context, TracingService::class.java)) }
            if (current?.handler?.post(end) != true) end.run()
        }
    }
}
