package vn.lancan.demo

import android.app.Application
import java.io.File
import vn.lancan.Problem
import vn.lancan.Tracer
import vn.lancan.android.AndroidHost
import vn.lancan.android.AndroidKeyVault

/** Every process begins here, also one that the system starts in the background: so here tracing begins. */
class DemoApplication : Application() {
    /** The tracer; null when it could not be opened. */
    var tracer: Tracer? = null
        private set

    /** Why it could not be opened. */
    var problem: Problem? = null
        private set

    /** The radio and the rest of the platform. */
    lateinit var host: AndroidHost
        private set

    override fun onCreate() {
        super.onCreate()
        host = AndroidHost(this, SERVER)
        try {
            val deployment = assets.open("deployment.json").bufferedReader().use { it.readText() }
            val opened = Tracer.open(File(noBackupFilesDir, "lancan"), AndroidKeyVault(this), deployment)
            opened.start(host)
            tracer = opened
        } catch (problem: Problem) {
            this.problem = problem
        }
    }

    private companion object {
        /** The authority's server; its `/v1/deployment` is the asset `deployment.json`. */
        const val SERVER = "https://example.gov.vn"
    }
}
