package androidx.test.platform.app

import android.app.Instrumentation
import android.os.Bundle

/** Keeps the one instrumentation of a test. */
object InstrumentationRegistry {
    private var instrumentation: Instrumentation? = null
    private var arguments: Bundle? = null

    @JvmStatic
    fun getInstrumentation(): Instrumentation = checkNotNull(instrumentation) { "no test is running" }

    @JvmStatic
    fun getArguments(): Bundle? = arguments

    @JvmStatic
    fun registerInstance(instrumentation: Instrumentation?, arguments: Bundle?) {
        this.instrumentation = instrumentation
        this.arguments = arguments
    }
}
