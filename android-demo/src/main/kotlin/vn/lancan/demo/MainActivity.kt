package vn.lancan.demo

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import android.os.Bundle
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
import vn.lancan.android.AndroidHost
import vn.lancan.catalogueLanguage
import vn.lancan.demo.cards.codeInLink
import vn.lancan.demo.cards.contactsCard
import vn.lancan.demo.cards.isPlaceLink
import vn.lancan.demo.cards.mapCard
import vn.lancan.demo.cards.needsCard
import vn.lancan.demo.cards.problemCard
import vn.lancan.demo.cards.statusCard
import vn.lancan.demo.cards.welcomeCard

/** Five sections of cards; at the first start what the app is for, and one thing after the other that it needs. */
class MainActivity : Activity() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Main)
    // Asked for when the store is open: until then the first text would wait for the core's library.
    private val language: Language by lazy { Locale.getDefault().catalogueLanguage }
    private val app get() = application as DemoApplication
    private val doing by lazy { Doing(this, scope, language) }
    private val memory by lazy { NeedsMemory(applicationContext) }
    private val sections by lazy { Sections(this, ::sectionChanged) }
    private val goingBack by lazy { GoingBack(this) { sections.choose(Section.TODAY) } }
    private var shownDay: LocalDate? = null
    private var status: Status? = null

    /** The page was made before, and is made again: turned, or brought back. */
    private var isAgain = false

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
    private lateinit var firstNeedsView: CardView
    private lateinit var needsView: CardView
    private lateinit var statusView: CardView
    private lateinit var contactsView: CardView

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        showClear(sections, sections::keyboard)
        isAgain = savedInstanceState != null
        savedInstanceState?.getString(SECTION)?.let { sections.choose(Section.valueOf(it)) }
        // At once where the store is open already.
        scope.launch(Dispatchers.Main.immediate) {
            try {
                val done = memory.read()
                begin(app.opening.await(), done)
            } catch (problem: Problem) {
                sections.page(Section.TODAY).card().show(language.problemCard(problem))
                sections.choose(Section.TODAY)
            }
        }
    }

    override fun onSaveInstanceState(outState: Bundle) {
        super.onSaveInstanceState(outState)
        outState.putString(SECTION, sections.chosen.name)
    }

    private fun begin(tracer: Tracer, done: Set<String>) {
        needs = Needs(this, language, done) {
            scope.launch { memory.write(it) }
            whenShown(::showNeeds)
        }
        sections.welcome.card().show(language.welcomeCard())
        firstNeedsView = sections.welcome.card()
        beginToday(tracer)
        val reportView = sections.page(Section.REPORT).card()
        reports = Reports(tracer, language, reportView, doing, { scan(SCAN_REPORT) }.takeIf { hasCamera })
        beginPlaces(tracer)
        declares = Declares(tracer, language, sections.page(Section.DECLARE).card(), doing, app::units)
        moving = Moving(this, tracer, language, sections.page(Section.DATA).card(), doing) { erased(tracer) }
        sections.name(language)
        scope.launch {
            tracer.status.collect {
                status = it
                showStatus(tracer)
            }
        }
        showNeeds(tracer)
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
        take(intent, goes = !isAgain)
    }

    private fun beginToday(tracer: Tracer) {
        val page = sections.page(Section.TODAY)
        val warningsView = page.card()
        val callView = page.card()
        needsView = page.card()
        statusView = page.card()
        contactsView = page.card()
        calls = Calls(tracer, language, callView, doing) { warnings.show() }
        warnings = Warnings(tracer, language, warningsView, doing, needs::radioIsAllowed) { if (calls.isOpen) null else calls::begin }
    }

    private fun beginPlaces(tracer: Tracer) {
        val page = sections.page(Section.PLACES)
        val visitsView = page.card()
        logs = Logs(tracer, language, page.card(), doing)
        visits = Visits(tracer, language, visitsView, doing, { scan(SCAN) }.takeIf { hasCamera }, logs) { warnings.look() }
        page.card().show(language.mapCard(::openMap))
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
        goingBack.isWanted = false
        super.onDestroy()
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        whenShown { take(intent, goes = true) }
    }

    @Suppress("DEPRECATION") // Before Android 13 there is nothing else.
    @Deprecated("From Android 13 on the system asks GoingBack")
    override fun onBackPressed() {
        if (goingBack.isWanted) sections.choose(Section.TODAY) else super.onBackPressed()
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

    /** Back leads to the first section before it leaves the app. */
    private fun sectionChanged(section: Section) {
        goingBack.isWanted = section != Section.TODAY && !sections.isWelcoming
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
            code != null -> offerCode(code)
            request == SCAN -> visits.use(text)
            isPlaceLink(text) -> offerPlace(text)
            else -> offerCode(text)
        }
    }

    /**
     * The code of a place and that of a report are links: whatever reads them may open this page with one. A warning's notification
     * opens it too.
     *
     * @param goes whether the section is shown that it is for
     */
    private fun take(intent: Intent?, goes: Boolean) {
        if (goes && intent?.hasExtra(AndroidHost.WARNING) == true) sections.choose(Section.TODAY)
        val link = intent?.takeIf { it.action == Intent.ACTION_VIEW }?.dataString ?: return
        val code = codeInLink(link)
        if (code != null) offerCode(code, goes) else if (isPlaceLink(link)) offerPlace(link, goes)
    }

    private fun offerCode(code: String, goes: Boolean = true) {
        if (goes) sections.choose(Section.REPORT)
        reports.offer(code)
    }

    private fun offerPlace(link: String, goes: Boolean = true) {
        if (goes) sections.choose(Section.PLACES)
        visits.offer(link)
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
        val first = needs.first()
        firstNeedsView.show(language.needsCard(first))
        sections.welcome(first.isNotEmpty())
        needsView.show(language.needsCard(needs.open()))
        warnings.show()
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

        /** The section that is shown, while the page is made again. */
        const val SECTION = "section"
    }
}
