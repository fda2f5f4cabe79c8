package vn.lancan.android

import android.os.Build
import android.os.Looper
import android.os.StrictMode
import android.os.strictmode.Violation
import java.util.Collections
import org.junit.Assert.assertTrue
import org.junit.rules.ExternalResource
import org.robolectric.shadows.ShadowLooper

/**
 * Android's own watch over the main thread, and over what a process leaves open: a test fails with the first thing that it sees.
 * What the JVM's own files are read and written for it does not see; of those on a phone `docs/android.md` says how to look.
 */
internal class StrictMainThread : ExternalResource() {
    override fun before() = watch()

    override fun after() {
        val seen = seen()
        StrictMode.setThreadPolicy(StrictMode.ThreadPolicy.LAX)
        StrictMode.setVmPolicy(StrictMode.VmPolicy.LAX)
        assertTrue(seen.joinToString("\n") { it.stackTraceToString() }, seen.isEmpty())
    }

    companion object {
        private val violations = Collections.synchronizedList(ArrayList<Violation>())

        /** Watches this thread, which must be the main one, from now on. An application that is tested calls it first. */
        fun watch() {
            check(Looper.myLooper() == Looper.getMainLooper())
            StrictMode.setThreadPolicy(
                StrictMode.ThreadPolicy.Builder().detectAll().penaltyListener(Runnable::run) { violations += it }.build(),
            )
            val process = StrictMode.VmPolicy.Builder().detectAll().penaltyListener(Runnable::run) { violations += it }
            // Robolectric attaches activities to the application's context, so none is a window's to Android's code.
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) process.detectUnsafeIntentLaunch().permitIncorrectContextUse()
            StrictMode.setVmPolicy(process.build())
        }

        /** What was seen since the last call. */
        fun seen(): List<Violation> {
            ShadowLooper.shadowMainLooper().idle()
            return synchronized(violations) { violations.toList().also { violations.clear() } }
        }

        /** Does what only a test does on this thread. */
        fun <T> aside(work: () -> T): T {
            val watched = StrictMode.getThreadPolicy()
            StrictMode.setThreadPolicy(StrictMode.ThreadPolicy.LAX)
            try {
                return work()
            } finally {
                StrictMode.setThreadPolicy(watched)
            }
        }
    }
}
