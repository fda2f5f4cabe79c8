package vn.lancan.android

import android.annotation.SuppressLint
import android.content.Context
import android.content.Intent
import android.net.Uri
import android.os.PowerManager
import android.provider.Settings

/**
 * Battery optimisation: without an exemption a phone that lies still wakes the app about every nine minutes only, and
 * some makers end it altogether.
 */
object Battery {
    /** Whether the user has exempted the app. */
    fun isExempt(context: Context): Boolean =
        context.getSystemService(PowerManager::class.java)?.isIgnoringBatteryOptimizations(context.packageName) != false

    /**
     * Asks the user for the exemption, in a dialog of the system's. Say before why: `battery-exemption` in the catalogue.
     * Stores look closely at apps that ask; [settings] may be used without the permission that this needs.
     */
    @SuppressLint("BatteryLife")
    fun request(context: Context): Intent =
        Intent(Settings.ACTION_REQUEST_IGNORE_BATTERY_OPTIMIZATIONS, Uri.parse("package:" + context.packageName))

    /** The system's list of exemptions, where the user finds the app. */
    fun settings(): Intent = Intent(Settings.ACTION_IGNORE_BATTERY_OPTIMIZATION_SETTINGS)
}
