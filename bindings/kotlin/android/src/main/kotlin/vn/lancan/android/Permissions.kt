package vn.lancan.android

import android.Manifest
import android.content.Context
import android.content.pm.PackageManager
import android.os.Build

/** What the app must ask the user for, by the version of Android. */
object Permissions {
    /** Without these the radio does not work. */
    val needed: List<String>
        get() = when {
            Build.VERSION.SDK_INT >= Build.VERSION_CODES.S -> listOf(
                Manifest.permission.BLUETOOTH_SCAN,
                Manifest.permission.BLUETOOTH_ADVERTISE,
                Manifest.permission.BLUETOOTH_CONNECT,
            )
            // Until Android 11 a scan counts as a question about the place.
            else -> listOf(Manifest.permission.ACCESS_FINE_LOCATION)
        }

    /** Without these the user may miss a warning. */
    val wished: List<String>
        get() = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
            listOf(Manifest.permission.POST_NOTIFICATIONS)
        } else {
            emptyList()
        }

    /** Those of [needed] that are not granted. */
    fun missing(context: Context): List<String> =
        needed.filter { context.checkSelfPermission(it) != PackageManager.PERMISSION_GRANTED }
}
