package vn.lancan.demo

import android.app.Application
import android.content.pm.ApplicationInfo
import android.util.Log
import java.io.File
import java.time.Clock
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.async
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import vn.lancan.Problem
import vn.lancan.Tracer
import vn.lancan.android.AndroidHost
import vn.lancan.android.AndroidKeyVault
import vn.lancan.android.Appearance
import vn.lancan.demo.cards.AdministrativeUnits

/** Every process begins here, also one that the system starts in the background: so here tracing begins. */
open class DemoApplication : Application() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)

    /** The tracer, which opens its store beside everything else; fails with the [Problem] that keeps it from opening. */
    lateinit var opening: Deferred<Tracer>
        private set

    /** The radio and the rest of the platform. */
    lateinit var host: AndroidHost
        private set

    /** The authority's server. */
    open val server = "https://example.gov.vn"

    /** The wall clock. */
    protected open val clock: Clock = Clock.systemUTC()

    /** What that server answers at `/v1/deployment`, shipped with the app. */
    protected open fun deployment(): String = assets.open("deployment.json").bufferedReader().use { it.readText() }

    /** The provinces, districts and wards of the forms, shipped with the app (`server/data/units`). */
    protected open fun unitList(): String = assets.open("2021.tsv").bufferedReader().use { it.readText() }

    private val reading by lazy { scope.async(Dispatchers.IO) { AdministrativeUnits(unitList()) } }

    /** The provinces, districts and wards, read once. */
    suspend fun units(): AdministrativeUnits = reading.await()

    private val isDebugBuild get() = applicationInfo.flags and ApplicationInfo.FLAG_DEBUGGABLE != 0

    /** Whether the core watches how the host keeps its contract: in debug builds. */
    protected open val watchesHost: Boolean get() = isDebugBuild

    /** Has Android watch the main thread: in debug builds. */
    protected open fun watch() {
        if (isDebugBuild) watchMainThread()
    }

    /** Writes to the log which demands of the contract the host did not keep; nothing of anybody is in them. */
    fun reportBreaches() {
        if (!watchesHost) return
        scope.launch {
            try {
                for (seen in opening.await().breaches()) Log.w("lancan", "host: ${seen.breach}, ${seen.times} times")
            } catch (_: Problem) {
                // The page says why there is no tracer.
            }
        }
    }

    override fun onCreate() {
        super.onCreate()
        watch()
        host = AndroidHost(this, server, Appearance(icon = R.drawable.near), clock)
        opening = scope.async {
            withContext(Dispatchers.IO) {
                Tracer.open(File(noBackupFilesDir, "lancan"), AndroidKeyVault(this@DemoApplication), deployment())
            }.also {
                if (watchesHost) it.watchHost()
                it.start(host)
            }
        }
    }
}
