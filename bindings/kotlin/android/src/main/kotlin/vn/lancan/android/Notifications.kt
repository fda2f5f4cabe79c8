package vn.lancan.android

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import android.os.Build
import java.util.Locale
import vn.lancan.Said
import vn.lancan.WarningChange
import vn.lancan.catalogueLanguage

/** The notifications of the host. That it runs and its warnings have a channel each: the user may silence the one and keep the other. */
internal class Notifications(private val context: Context, private val look: Appearance) {
    private val manager = context.getSystemService(NotificationManager::class.java)
    private val language = Locale.getDefault().catalogueLanguage

    /** The standing notification of the foreground service. */
    fun running(): Notification {
        channel(look.runningChannel, NotificationManager.IMPORTANCE_LOW)
        val said = look.running(language)
        val builder = builder(look.runningChannel)
            .setContentTitle(said.title)
            .setContentText(said.next)
            .setOngoing(true)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) {
            builder.setForegroundServiceBehavior(Notification.FOREGROUND_SERVICE_IMMEDIATE)
        }
        return builder.build()
    }

    /** Shows that there is a warning to read, or that one has changed. */
    fun warn(change: WarningChange): Unit = warn(WARNING_ID, look.warning(language, change))

    /** Shows that there is a warning of a place to read, or that one was withdrawn. */
    fun warnOfPlace(change: WarningChange): Unit = warn(PLACE_WARNING_ID, look.placeWarning(language, change))

    private fun warn(id: Int, said: Said) {
        channel(look.warningChannel, NotificationManager.IMPORTANCE_HIGH)
        val warning = builder(look.warningChannel, isWarning = true)
            .setContentTitle(said.title)
            .setContentText(said.next)
            .setVisibility(Notification.VISIBILITY_PRIVATE)
            .setAutoCancel(true)
            .build()
        manager?.notify(id, warning)
    }

    /** Names are set again each time: the language may have changed. */
    private fun channel(channel: Appearance.Channel, importance: Int) {
        val name = channel.name(language)
        val made = NotificationChannel(channel.id, name.title, importance).apply { description = name.next }
        manager?.createNotificationChannel(made)
    }

    private fun builder(channel: Appearance.Channel, isWarning: Boolean = false) =
        Notification.Builder(context, channel.id).setSmallIcon(look.icon).apply {
            context.packageManager.getLaunchIntentForPackage(context.packageName)?.let { app ->
                if (isWarning) app.putExtra(AndroidHost.WARNING, true)
                // Android tells intents apart by this number, not by their extras.
                val number = if (isWarning) 1 else 0
                setContentIntent(PendingIntent.getActivity(context, number, app, PendingIntent.FLAG_IMMUTABLE))
            }
        }

    companion object {
        /** Id of the standing notification. */
        const val RUNNING_ID = 0x4E56

        /** Id of the warning's notification; a second warning takes the place of the first. */
        const val WARNING_ID = 0x4E57

        /** Id of the notification of a warning of a place: it takes the place of no other warning. */
        const val PLACE_WARNING_ID = 0x4E58
    }
}
