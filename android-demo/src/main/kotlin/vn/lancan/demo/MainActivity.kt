package vn.lancan.demo

import android.app.Activity
import android.app.AlertDialog
import android.os.Bundle
import android.widget.ScrollView
import java.util.Locale
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import vn.lancan.Language
import vn.lancan.Problem
import vn.lancan.Report
import vn.lancan.SentReport
import vn.lancan.Tracer
import vn.lancan.WarningNotice
import vn.lancan.catalogueLanguage
import vn.lancan.said
import vn.lancan.say

/** One page of cards: what to allow, status, warnings, report, and what is recorded. */
class MainActivity : Activity() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Main)
    private val language: Language = Locale.getDefault().catalogueLanguage
    private val app get() = application as DemoApplication
    private val warnings = LinkedHashMap<Long, WarningNotice>()
    private var sentReports = emptyList<SentReport>()
    private val needs by lazy { Needs(this, language) }

    private lateinit var needsCard: NeedsCard
    private lateinit var statusCard: StatusCard
    private lateinit var warningsCard: WarningsCard
    private lateinit var reportCard: ReportCard
    private lateinit var whyCard: WhyCard
    private lateinit var dataCard: DataCard

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        val page = Page(this)
        setContentView(ScrollView(this).apply { addView(page) })
        val tracer = app.tracer
        if (tracer == null) {
            app.problem?.let { page.card(ProblemCard(this, language)).show(it) }
            return
        }
        warningsCard = page.card(WarningsCard(this, language))
        needsCard = page.card(NeedsCard(this, language))
        statusCard = page.card(StatusCard(this, language))
        reportCard = page.card(ReportCard(this, language))
        whyCard = page.card(WhyCard(this, language))
        dataCard = page.card(DataCard(this, language))
        scope.launch {
            tracer.status.collect { statusCard.show(it, { act { tracer.pause() } }, { act { tracer.resume() } }) }
        }
        scope.launch {
            tracer.warnings.collect {
                warnings[it.warning.id] = it
                showWarnings(tracer)
            }
        }
        scope.launch {
            tracer.sentReportNotices.collect { if (tracer.openReport() == null) showSentReports(tracer) }
        }
        showWarnings(tracer)
        beginReport(tracer)
    }

    override fun onStart() {
        super.onStart()
        app.host.foreground(true)
        app.tracer?.let { tracer -> act { showData(tracer) } }
    }

    // The user may come back from the settings.
    override fun onResume() {
        super.onResume()
        showNeeds()
    }

    override fun onStop() {
        app.host.foreground(false)
        super.onStop()
    }

    override fun onDestroy() {
        scope.cancel()
        super.onDestroy()
    }

    override fun onRequestPermissionsResult(requestCode: Int, permissions: Array<String>, grantResults: IntArray) {
        app.host.permissionsChanged()
        showNeeds()
    }

    private fun showNeeds() {
        if (app.tracer != null) needsCard.show(needs.open(), ::showNeeds)
    }

    private fun showWarnings(tracer: Tracer) {
        val open = warnings.values.reversed()
        warningsCard.show(open) { warning ->
            act {
                tracer.dismiss(warning)
                warnings.remove(warning.id)
                showWarnings(tracer)
            }
        }
    }

    /** Asks for a code, unless a review is open: from before the app was started, or because it could not be sent. */
    private fun beginReport(tracer: Tracer) {
        askForCode(tracer)
        act { tracer.openReport()?.let { showReview(tracer, it) } ?: showSentReports(tracer) }
    }

    /** Shows the reports that were sent below the field for a code, where there are any. */
    private suspend fun showSentReports(tracer: Tracer) {
        sentReports = tracer.sentReports()
        if (sentReports.isNotEmpty()) askForCode(tracer)
    }

    private fun askForCode(tracer: Tracer): Unit =
        reportCard.showCodeEntry(sentReports, { act { tracer.withdraw(it) } }) { code ->
            act(failed = { askForCode(tracer) }) {
                reportCard.showWaiting("report-checking")
                showReview(tracer, tracer.enterCode(code))
            }
        }

    private suspend fun showReview(tracer: Tracer, report: Report) {
        val acts = ReportCard.Acts(
            leaveOut = { date ->
                act {
                    report.review { it.leaveOut(date) }
                    showReview(tracer, report)
                }
            },
            send = { keys, encounters ->
                act(failed = { beginReport(tracer) }) {
                    reportCard.showWaiting("report-sending")
                    reportCard.showEnd(report.send(keys, encounters, language)) { askForCode(tracer) }
                    sentReports = tracer.sentReports()
                }
            },
            cancel = {
                act {
                    report.cancel()
                    askForCode(tracer)
                }
            },
        )
        reportCard.showReview(report.contents(), acts)
    }

    private suspend fun showData(tracer: Tracer) {
        whyCard.show(tracer.reasons())
        dataCard.show(tracer.history()) { confirmErase(tracer) }
    }

    private fun confirmErase(tracer: Tracer) {
        val erase = language.say("erase-title")
        AlertDialog.Builder(this)
            .setTitle(erase.title)
            .setMessage(erase.next)
            .setPositiveButton(language.say("erase").title) { _, _ ->
                act {
                    tracer.erase()
                    warnings.clear()
                    sentReports = emptyList()
                    showWarnings(tracer)
                    askForCode(tracer)
                    showData(tracer)
                }
            }
            .setNegativeButton(language.say("erase-not").title, null)
            .show()
    }

    /** Does something that may fail, and says so when it does. */
    private fun act(failed: () -> Unit = {}, work: suspend () -> Unit) {
        scope.launch {
            try {
                work()
            } catch (problem: Problem) {
                failed()
                val said = problem.said(language)
                AlertDialog.Builder(this@MainActivity)
                    .setTitle(said.title)
                    .setMessage(said.next)
                    .setPositiveButton(android.R.string.ok, null)
                    .show()
            }
        }
    }
}
