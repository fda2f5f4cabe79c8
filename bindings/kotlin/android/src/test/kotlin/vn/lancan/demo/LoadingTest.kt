package vn.lancan.demo

import android.content.Intent
import java.util.Collections
import java.util.Properties
import java.util.concurrent.CountDownLatch
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Test
import org.junit.runner.RunWith
import org.junit.runners.model.FrameworkMethod
import org.robolectric.Robolectric
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode
import org.robolectric.internal.bytecode.InstrumentationConfiguration
import vn.lancan.android.AlarmTimer
import vn.lancan.android.Phone
import vn.lancan.android.PhoneRunner
import vn.lancan.android.PhoneTest
import vn.lancan.android.ReviveJobs
import vn.lancan.android.TracingService
import vn.lancan.android.WakeReceiver

/** [PhoneRunner] in a sandbox of its own, in which nobody has asked for the core's library yet. */
class FreshRunner(test: Class<*>) : PhoneRunner(test) {
    override fun createClassLoaderConfig(method: FrameworkMethod): InstrumentationConfiguration =
        InstrumentationConfiguration.Builder(super.createClassLoaderConfig(method)).doNotAcquireClass("vn.lancan.fresh").build()
}

/** The demo's application before its store is opened, which takes forever here. */
class OpeningApplication : TestApplication() {
    override fun deployment(): String {
        CountDownLatch(1).await()
        error("nobody counts")
    }

    override fun onCreate() {
        System.setProperties(Loads)
        super.onCreate()
    }
}

/** Notes which thread loads the core's library, and lets none: a process that tests has one library, and others use it. */
private object Loads : Properties() {
    val threads: MutableList<String> = Collections.synchronizedList(ArrayList())
    val before: Properties = System.getProperties()

    init {
        putAll(before)
    }

    /** The bindings ask for such a property when they load the library, and only then. */
    override fun getProperty(key: String): String? {
        if (!key.endsWith(".libraryOverride")) return super.getProperty(key)
        threads += Thread.currentThread().name
        throw UnsatisfiedLinkError("not in this test")
    }
}

/** Loading the core's library and reading its texts takes its time: the main thread does not wait for that. */
@RunWith(FreshRunner::class)
@Config(sdk = [35], application = OpeningApplication::class, qualifiers = "w360dp-h740dp-xhdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class LoadingTest : PhoneTest() {
    private val phone = Phone()

    @After
    fun close() {
        System.setProperties(Loads.before)
        (phone.app as TestApplication).host.close()
        phone.settle()
    }

    @Test
    fun `application, pages, receiver, job and service leave the loading of the core to other threads`() {
        for (page in listOf(MainActivity::class.java, ScanActivity::class.java)) {
            Robolectric.buildActivity(page).also {
                it.get().setTheme(android.R.style.Theme_Material_Light_NoActionBar)
                it.setup().pause().stop().destroy()
            }
        }
        WakeReceiver().onReceive(phone.app, Intent(AlarmTimer.ACTION))
        ReviveJobs.run()
        phone.settle()
        assertEquals(emptyList<String>(), Loads.threads.toList())
        val others = Thread.getAllStackTraces().keys
        Robolectric.buildService(TracingService::class.java).create().startCommand(0, 1)
        // Its thread ends, for nothing is loaded here.
        (Thread.getAllStackTraces().keys - others).filter { it.name == "lancan-service" }.forEach { it.join(PATIENCE_MILLIS) }
        assertEquals(listOf("lancan-service"), Loads.threads.toList())
    }

    private companion object {
        const val PATIENCE_MILLIS = 60_000L
    }
}
