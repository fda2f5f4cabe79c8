package vn.lancan

/**
 * Every call that may wait for the core's lock, its store or its keys tells of itself here, on the thread that makes it.
 * [AndroidHost](vn.lancan.android.AndroidHost) hands it to Android's `StrictMode`, which an app's debug builds may watch the main
 * thread with.
 */
object BlockingCalls {
    /** Takes the name of the call; does nothing unless it is set. */
    @Volatile
    var watcher: (String) -> Unit = {}
}
