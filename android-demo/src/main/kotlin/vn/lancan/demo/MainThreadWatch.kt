package vn.lancan.demo

import android.os.Build
import android.os.StrictMode

/**
 * Has Android tell in the log of whatever holds up this thread, which is the main one, and of what this process leaves open or
 * starts unsafely: for debug builds.
 */
fun watchMainThread() {
    StrictMode.setThreadPolicy(StrictMode.ThreadPolicy.Builder().detectAll().penaltyLog().build())
    val process = StrictMode.VmPolicy.Builder().detectAll().penaltyLog()
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) process.detectUnsafeIntentLaunch()
    StrictMode.setVmPolicy(process.build())
}
