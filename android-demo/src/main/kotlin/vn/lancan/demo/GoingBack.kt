package vn.lancan.demo

import android.annotation.TargetApi
import android.app.Activity
import android.os.Build
import android.window.OnBackInvokedCallback
import android.window.OnBackInvokedDispatcher

/** Going back while [isWanted] does [back]; else the system leaves the app, and shows where to before it does. */
@TargetApi(Build.VERSION_CODES.TIRAMISU)
class GoingBack(private val activity: Activity, back: () -> Unit) {
    private val isThere = Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU
    private val callback: Any? = if (isThere) OnBackInvokedCallback(back) else null

    /** Before Android 13 the activity asks for this when the user goes back. */
    var isWanted = false
        set(wanted) {
            if (field == wanted) return
            field = wanted
            if (!isThere) return
            val known = callback as OnBackInvokedCallback
            val dispatcher = activity.onBackInvokedDispatcher
            if (wanted) {
                dispatcher.registerOnBackInvokedCallback(OnBackInvokedDispatcher.PRIORITY_DEFAULT, known)
            } else {
                dispatcher.unregisterOnBackInvokedCallback(known)
            }
        }
}
