package androidx.test.runner.intent

import android.app.Instrumentation
import android.content.Intent

/** Sees the intents that a test sends; none is registered here. */
interface IntentMonitor

/** Answers intents in place of the platform; none is registered here. */
interface IntentStubber {
    fun getActivityResultForIntent(intent: Intent): Instrumentation.ActivityResult?
}

/** Forgets what it is given. */
object IntentMonitorRegistry {
    @JvmStatic
    fun registerInstance(monitor: IntentMonitor?) = Unit
}

/** Holds nothing. */
object IntentStubberRegistry {
    @JvmStatic
    fun isLoaded(): Boolean = false

    @JvmStatic
    fun getInstance(): IntentStubber = error("no stubber is registered")
}
