package vn.lancan.android

import org.junit.Rule
import org.junit.runner.RunWith
import org.junit.runners.model.FrameworkMethod
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import org.robolectric.internal.bytecode.InstrumentationConfiguration

/** Robolectric, with JNA outside its sandbox: a native library is loaded once in a process. */
open class PhoneRunner(test: Class<*>) : RobolectricTestRunner(test) {
    override fun createClassLoaderConfig(method: FrameworkMethod): InstrumentationConfiguration =
        InstrumentationConfiguration.Builder(super.createClassLoaderConfig(method))
            .doNotAcquirePackage("com.sun.jna.")
            .build()
}

/**
 * Runs each test on Android 11, 12 and 15: before, with and after the Bluetooth permissions of its own. Whatever holds up the
 * main thread fails it.
 */
@RunWith(PhoneRunner::class)
@Config(sdk = [30, 31, 35], manifest = Config.NONE, shadows = [NotedAdvertiser::class, NotedScanner::class])
@GraphicsMode(GraphicsMode.Mode.LEGACY)
abstract class PhoneTest {
    @get:Rule
    internal val strict = StrictMainThread()
}
