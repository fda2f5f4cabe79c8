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
import vn.lancan.ReportResult
import vn.lancan.Review
import vn.lancan.Status
import vn.lancan.Tracer
import vn.lancan.Verdict
import vn.lancan.Warning
import vn.lancan.advice
import vn.lancan.android.Permissions
import vn.lancan.catalogueLanguage
import vn.lancan.said
import vn.lancan.say

/** Status, warnings, history, report, pause and erase on one page. */
class MainActivity : Activity() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Main)
    private val language: Language get() = Locale.getDefault().catalogueLanguage
    private val app get() = application as DemoApplication

    private val warnings = LinkedHashMap<Long, Warning>()
    private lateinit var statusView: Column
    private lateinit var warningsView: Column
    private lateinit var reportView: Column
    private lateinit var historyView: Column

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        val page = Column(this)
        statusView = Column(this).also(page::addView)
        warningsView = Column(this).also(page::addView)
        reportView = Column(this).also(page::addView)
        historyView = Column(this).also(page::addView)
        setContentView(ScrollView(this).apply { addView(page) })

        val tracer = app.tracer
        if (tracer == null) {
            app.problem?.let { statusView.said(it.said(language)) }
            return
        }
        page.button(language.say("erase-title").title) { confirmErase(tracer) }
        scope.launch { tracer.status.collect { showStatus(tracer, it) } }
        scope.launch {
            tracer.warnings.collect {
                warnings[it.id] = it
                showWarnings(tracer)
            }
        }
        showWarnings(tracer)
        showCodeEntry(tracer)
        requestPermissions((Permissions.needed + Permissions.wished).toTypedArray(), 1)
    }

    override fun onStart() {
        super.onStart()
        app.host.foreground(true)
        app.tracer?.let { tracer -> act { showHistory(tracer) } }
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
    }

    private fun showStatus(tracer: Tracer, status: Status) = statusView.run {
        removeAllViews()
        if (status.paused) said(language.say("status-paused"))
        if (!status.paused && status.blocked.isEmpty()) said(language.say("status-working"))
        status.blocked.forEach { said(it.said(language)) }
        status.troubles.forEach { said(it.said(language)) }
        val checked = status.lastChecked
        text(
            if (checked == null) {
                language.say("status-never-checked").title
            } else {
                language.say("status-last-checked", "when" to checked.asMinute()).title
            },
        )
        if (status.paused) {
            button(language.say("resume").title) { act { tracer.resume() } }
        } else {
            button(language.say("pause").title) { act { tracer.pause() } }
        }
    }

    private fun showWarnings(tracer: Tracer): Unit = warningsView.run {
        removeAllViews()
        val open = warnings.values
        heading(language.say("warning-count", "count" to open.size).title)
        for (warning in open.reversed()) {
            heading(language.say("warning-title").title)
            val day = warning.lastContact.asDay()
            text(language.say("warning-body", "day" to day, "minutes" to warning.expectedMinutes.toInt()).title)
            val likely = if (warning.verdict == Verdict.POSSIBLE) "warning-possible" else "warning-likely"
            text(language.say(likely).title)
            text(warning.advice(language))
            text(language.say("warning-decree", "decree" to warning.decree).title)
            button("✓") {
                act {
                    tracer.dismiss(warning)
                    warnings.remove(warning.id)
                    showWarnings(tracer)
                }
            }
        }
    }

    private fun showCodeEntry(tracer: Tracer): Unit = reportView.run {
        removeAllViews()
        val enter = language.say("report-enter-code")
        said(enter)
        val code = input(enter.title)
        button("OK") {
            act {
                reportView.text(language.say("report-checking").title)
                val report = tracer.enterCode(code.text.toString())
                showReview(tracer, report, report.contents())
            }
        }
    }

    private fun showReview(tracer: Tracer, report: Report, review: Review): Unit = reportView.run {
        removeAllViews()
        said(language.say("report-review", "centre" to review.centre))
        heading(language.say("review-title").title)
        text(language.say("review-keys", "days" to review.keys.count { !it.withheld }).title)
        val days = review.intervals.groupBy { it.interval.asDay() }
        for ((day, intervals) in days) {
            val met = intervals.sumOf { it.encounters.toInt() }
            val minutes = (intervals.sumOf { it.seconds.toInt() } + 30) / 60
            text(language.say("review-day", "day" to day, "count" to met, "minutes" to minutes).title)
            if (intervals.all { it.leftOut }) {
                text(language.say("review-left-out", "day" to day).title)
            } else {
                button(language.say("review-leave-out").title) {
                    act {
                        val date = intervals.first().interval.atZone(java.time.ZoneId.systemDefault()).toLocalDate()
                        report.review { it.leaveOut(date) }
                        showReview(tracer, report, report.contents())
                    }
                }
            }
        }
        val withheld = review.keys.count { it.withheld }
        if (withheld > 0) text(language.say("review-withheld", "count" to withheld).title)
        text(language.say("consent-voluntary").title)
        val keys = check(language.say("consent-keys").title)
        val encounters = check(language.say("consent-encounters", "authority" to review.centre).title)
        button(language.say("review-send").title) {
            act {
                reportView.said(language.say("report-sending"))
                when (val result = report.send(keys.isChecked, encounters.isChecked, language)) {
                    is ReportResult.Accepted -> {
                        removeAllViews()
                        val told = language.say("report-accepted", "when" to result.publishedBy.asMinute())
                        said(told)
                    }
                    is ReportResult.Refused -> {
                        showCodeEntry(tracer)
                        said(language.say("report-failed"))
                        said(result.problem.said(language))
                    }
                }
            }
        }
        button(language.say("review-cancel").title) {
            act {
                report.cancel()
                showCodeEntry(tracer)
            }
        }
    }

    private suspend fun showHistory(tracer: Tracer) {
        val days = tracer.history()
        historyView.run {
            removeAllViews()
            heading(language.say("history-title").title)
            text(language.say("history-promise", "days" to 21).title)
            if (days.isEmpty()) text(language.say("history-empty").title)
            for (day in days.reversed()) {
                val minutes = day.meetings.sumOf { it.seconds.toInt() } / 60
                val values = arrayOf("day" to day.begins.asDay(), "count" to day.meetings.size, "minutes" to minutes)
                text(language.say("history-day", *values).title)
            }
        }
    }

    private fun confirmErase(tracer: Tracer) {
        val erase = language.say("erase-title")
        AlertDialog.Builder(this)
            .setTitle(erase.title)
            .setMessage(erase.next)
            .setPositiveButton(android.R.string.ok) { _, _ ->
                act {
                    tracer.erase()
                    warnings.clear()
                    showWarnings(tracer)
                    showCodeEntry(tracer)
                    showHistory(tracer)
                }
            }
            .setNegativeButton(android.R.string.cancel, null)
            .show()
    }

    /** Does something that may fail, and says so when it does. */
    private fun act(work: suspend () -> Unit) {
        scope.launch {
            try {
                work()
            } catch (problem: Problem) {
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
