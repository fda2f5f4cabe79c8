package vn.lancan.android

import android.Manifest
import android.content.Context
import android.content.pm.PackageManager
import android.location.LocationManager
import android.os.Build

/** What the app must ask the user for, by the version of Android. */
object Permissions {
    /** Whether a scan counts as a question about the place: until Android 11. */
    val scansNeedPlace: Boolean get() = Build.VERSION.SDK_INT < Build.VERSION_CODES.S

    /** Without these the radio does not work. */
    val needed: List<String>
        get() = if (scansNeedPlace) {
            listOf(Manifest.permission.ACCESS_FINE_LOCATION)
        } else {
            listOf(
                Manifest.permission.BLUETOOTH_SCAN,
                Manifest.permission.BLUETOOTH_ADVERTISE,
                Manifest.permission.BLUETOOTH_CONNECT,
            )
        }

    /**
     * Without these scans find nothing after the system has started the app by itself, on Android 10 and 11. To be asked
     * for by themselves, and after [needed] was granted: Android shows a page of the settings for them.
     */
    val neededBehind: List<String>
        get() = if (scansNeedPlace && Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) {
            listOf(Manifest.permission.ACCESS_BACKGROUND_LOCATION)
        } else {
            emptyList()
        }

    /** Without these the user may miss a warning. */
    val wished: List<String>
        get() = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
            listOf(Manifest.permission.POST_NOTIFICATIONS)
        } else {
            emptyList()
        }

    /** Those of [needed] that are not granted. */
    fun missing(context: Context): List<String> = missing(context, needed)

    /** Those of [permissions] that are not granted. */
    fun missing(context: Context, permissions: List<String>): List<String> =
        permissions.filter { context.checkSelfPermission(it) != PackageManager.PERMISSION_GRANTED }

    /** Whether scans find nothing because the location switch is off: on Android 9 to 11, and silently. */
    fun placeIsOff(context: Context): Boolean {
        if (!scansNeedPlace || Build.VERSION.SDK_INT < Build.VERSION_CODES.P) return false
        return context.getSystemService(LocationManager::class.java)?.isLocationEnabled == false
    }
}
