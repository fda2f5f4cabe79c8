package vn.lancan.demo

import android.content.Context
import android.content.pm.ApplicationInfo
import android.os.StrictMode
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowLog
import vn.lancan.BlockingCalls
import vn.lancan.android.Phone
import vn.lancan.android.PhoneTest
import vn.lancan.android.StrictMainThread

/** A debug build of the demo, without a deployment. */
open class DebugBuild : DemoApplication() {
    protected open val flag = ApplicationInfo.FLAG_DEBUGGABLE
    lateinit var policy: String

    override fun onCreate() {
        StrictMode.setThreadPolicy(StrictMode.ThreadPolicy.LAX)
        applicationInfo.flags = applicationInfo.flags and ApplicationInfo.FLAG_DEBUGGABLE.inv() or flag
        super.onCreate()
        policy = StrictMode.getThreadPolicy().toString()
    }
}

/** A release build. */
class ReleaseBuild : DebugBuild() {
    override val flag = 0
}

/** The demo has Android watch its main thread in debug builds. */
@Config(application = DebugBuild::class)
class MainThreadWatchTest : PhoneTest() {
    private val phone = Phone()
    private val app = phone.app as DebugBuild

    @After
    fun close() {
        app.host.close()
        phone.settle()
    }

    @Test
    fun `a debug build is watched, and its log names a call of the core on the main thread`() {
        watchMainThread()
        assertEquals(StrictMode.getThreadPolicy().toString(), app.policy)
        BlockingCalls.watcher("the core")
        phone.app.getSharedPreferences("any", Context.MODE_PRIVATE)
        phone.settle()
        val said = ShadowLog.getLogsForTag("StrictMode").joinToString { it.msg }
        assertTrue(said, "the core" in said && "DiskWriteViolation" in said)
        StrictMainThread.watch()
    }

    @Test
    @Config(application = ReleaseBuild::class)
    fun `a release build is not`() = assertEquals(StrictMode.ThreadPolicy.LAX.toString(), app.policy)
}
