package vn.lancan.demo

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import android.os.Bundle
import android.widget.ScrollView
import java.time.LocalDate
import java.util.Locale
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import vn.lancan.Language
import vn.lancan.Problem
import vn.lancan.Status
import vn.lancan.Tracer
import vn.lancan.catalogueLanguage
import vn.lancan.demo.cards.codeInLink
import vn.lancan.demo.cards.contactsCard
import vn.lancan.demo.cards.isPlaceLink
import vn.lancan.demo.cards.mapCard
import vn.lancan.demo.cards.needsCard
import vn.lancan.demo.cards.problemCard
import vn.lancan.demo.cards.statusCard

/** One page of cards: warnings, what to allow, status, places, declarations, report, contacts, safety map, and all the data. */
class MainActivity : Activity() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Main)
    // Asked for when the store is open: until then the first text would wait for the core's library.
    private val language: Language by lazy { Locale.getDefault().catalogueLanguage }
    private val app get() = application as DemoApplication
    private val doing by lazy { Doing(this, scope, language) }
    private val memory by lazy { NeedsMemory(applicationContext) }
    private var shownDay: LocalDate? = null
    private var status: Status? = null

    /** The tracer, once its store is open and the page shows it. */
    private val shown = CompletableDeferred<Tracer>()

    private lateinit var needs: Needs
    private lateinit var warnings: Warnings
    private lateinit var calls: Calls
    private lateinit var logs: Logs
    private lateinit var visits: Visits
    private lateinit var declares: Declares
    private lateinit var reports: Reports
    private lateinit var moving: Moving
    private lateinit var needsView: CardView
    private lateinit var statusView: CardView
    private lateinit var contactsView: CardView

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        val page = Page(this)
        showClear(ScrollView(this).apply { addView(page) })
        // At once where the store is open already.
        scope.launch(Dispatchers.Main.immediate) {
            try {
                val done = memory.read()
                begin(app.opening.await(), page, done)
            } catch (problem: Problem) {
                page.card().show(language.problemCard(problem))
            }
        }
    }

    private fun begin(tracer: Tracer, page: Page, done: Set<String>) {
        needs = Needs(this, language, done) {
            showNeeds(tracer)
            scope.launch { memory.write(it) }
        }
        val warningsView = page.card()
        val callView = page.card()
        needsView = page.card()
        statusView = page.card()
        val logView = page.card()
        val visitsView = page.card()
        val declareView = page.card()
        val reportView = page.card()
        contactsView = page.card()
        page.card().show(language.mapCard(::openMap))
        val dataView = page.card()
        calls = Calls(tracer, language, callView, doing) { warnings.show() }
        warnings = Warnings(tracer, language, warningsView, doing) { if (calls.isOpen) null else calls::begin }
        logs = Logs(tracer, language, logView, doing)
        visits = Visits(tracer, language, visitsView, doing, { scan(SCAN) }.takeIf { hasCamera }, logs) { warnings.look() }
        declares = Declares(tracer, language, declareView, doing, app::units)
        reports = Reports(tracer, language, reportView, doing, { scan(SCAN_REPORT) }.takeIf { hasCamera })
        moving = Moving(this, tracer, language, dataView, doing) { erased(tracer) }
        scope.launch {
            tracer.status.collect {
                status = it
                showStatus(tracer)
            }
        }
        warnings.show()
        doing { warnings.follow() }
        // Why there is a warning stands with the contacts.
        doing { tracer.warnings.collect { showContacts(tracer) } }
        doing { calls.follow() }
        doing { logs.follow() }
        doing { declares.follow() }
        doing { reports.follow() }
        reports.begin()
        moving.show()
        shown.complete(tracer)
        take(intent)
    }

    override fun onStart() {
        super.onStart()
        app.host.foreground(true)
        whenShown { tracer ->
            doing {
                visits.look()
                logs.look()
                declares.look()
                showContacts(tracer)
            }
        }
    }

    // The user may come back from the settings.
    override fun onResume() {
        super.onResume()
        whenShown { showNeeds(it) }
    }

    override fun onStop() {
        app.host.foreground(false)
        app.reportBreaches()
        super.onStop()
    }

    override fun onDestroy() {
        scope.cancel()
        super.onDestroy()
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        whenShown { take(intent) }
    }

    override fun onRequestPermissionsResult(requestCode: Int, permissions: Array<String>, grantResults: IntArray) {
        app.host.permissionsChanged()
        whenShown { showNeeds(it) }
    }

    @Deprecated("The platform's own way; AndroidX has another")
    override fun onActivityResult(requestCode: Int, resultCode: Int, data: Intent?) {
        val answer = data.takeIf { resultCode == RESULT_OK }
        whenShown {
            when (requestCode) {
                SCAN, SCAN_REPORT -> answer?.getStringExtra(ScanActivity.TEXT)?.let { scanned(it, requestCode) }
                else -> moving.chosen(requestCode, answer?.data)
            }
        }
    }

    /** Does this when the page shows the tracer: at once, or when the store has been opened. */
    private fun whenShown(work: (Tracer) -> Unit) {
        scope.launch(Dispatchers.Main.immediate) { work(shown.await()) }
    }

    private val hasCamera get() = packageManager.hasSystemFeature(PackageManager.FEATURE_CAMERA_ANY)

    private fun scan(request: Int) {
        @Suppress("DEPRECATION")
        startActivityForResult(Intent(this, ScanActivity::class.java), request)
    }

    /** What was read goes to the card that it is for, whichever opened the camera. */
    private fun scanned(text: String, request: Int) {
        val code = codeInLink(text)
        when {
            code != null -> reports.offer(code)
            request == SCAN -> visits.use(text)
            isPlaceLink(text) -> visits.offer(text)
            else -> reports.offer(text)
        }
    }

    /** The code of a place and that of a report are links: whatever reads them may open this page with one. */
    private fun take(intent: Intent?) {
        val link = intent?.takeIf { it.action == Intent.ACTION_VIEW }?.dataString ?: return
        val code = codeInLink(link)
        if (code != null) reports.offer(code) else if (isPlaceLink(link)) visits.offer(link)
    }

    /** The safety map is a page of the server, for the phone's browser. */
    private fun openMap() {
        try {
            startActivity(Intent(Intent.ACTION_VIEW, Uri.parse("${app.server}/ban-do")))
        } catch (_: ActivityNotFoundException) {
            doing.tell(Problem.HostFailed())
        }
    }

    private fun showNeeds(tracer: Tracer) {
        needsView.show(language.needsCard(needs.open()))
        showStatus(tracer)
    }

    /** Before the radio is allowed, the app has told nobody yet that it works: the status would only repeat what is asked for. */
    private fun showStatus(tracer: Tracer) {
        val status = status?.takeIf { needs.radioIsAllowed } ?: return statusView.show(emptyList())
        statusView.show(language.statusCard(status, { doing { tracer.pause() } }, { doing { tracer.resume() } }))
    }

    private suspend fun showContacts(tracer: Tracer) {
        val parts = language.contactsCard(tracer.history(), tracer.reasons(), shownDay) { day ->
            shownDay = day
            doing { showContacts(tracer) }
        }
        contactsView.show(parts)
    }

    private suspend fun erased(tracer: Tracer) {
        warnings.forget()
        calls.forget()
        reports.forget()
        visits.look()
        logs.look()
        declares.forget()
        showContacts(tracer)
    }

    private companion object {
        /** The request that reads a place's code. */
        const val SCAN = 21

        /** The request that reads a report's code. */
        const val SCAN_REPORT = 22
    }
}
