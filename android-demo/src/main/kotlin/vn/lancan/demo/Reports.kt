package vn.lancan.demo

import vn.lancan.Language
import vn.lancan.Report
import vn.lancan.SentReport
import vn.lancan.Tracer
import vn.lancan.demo.cards.CodeActs
import vn.lancan.demo.cards.ReviewActs
import vn.lancan.demo.cards.codeCard
import vn.lancan.demo.cards.endCard
import vn.lancan.demo.cards.reviewCard
import vn.lancan.demo.cards.waitingCard

/** A report, from the officer's code to its end, and the reports that were sent. [scan] opens the camera. */
class Reports(
    private val tracer: Tracer,
    private val language: Language,
    private val view: CardView,
    private val doing: Doing,
    private val scan: (() -> Unit)?,
) {
    private var sent = emptyList<SentReport>()

    /** The code that came by a link or from the camera, until it was used. */
    private var offered = ""

    /** A report is being checked, reviewed or sent: a code that comes now waits. */
    private var isOpen = false

    /** Follows the reports that were sent for as long as the page is there. */
    suspend fun follow(): Unit = tracer.sentReportNotices.collect { if (tracer.openReport() == null) showSent() }

    /** Asks for a code, unless a review is open: from before the app was started, or because it could not be sent. */
    fun begin() {
        askForCode()
        doing { tracer.openReport()?.let { showReview(it) } ?: showSent() }
    }

    /** Shows a code that came by a link or from the camera. A page of the web may have opened it, so the user has to check it. */
    fun offer(code: String) {
        offered = code
        if (!isOpen) askForCode()
        view.reveal()
    }

    /** All was erased. */
    fun forget() {
        sent = emptyList()
        offered = ""
        // With what was written there.
        view.show(emptyList())
        askForCode()
    }

    /** Shows the reports that were sent below the field for a code, where there are any. */
    private suspend fun showSent() {
        sent = tracer.sentReports()
        if (sent.isNotEmpty()) askForCode()
    }

    private fun askForCode() {
        isOpen = false
        view.show(language.codeCard(sent, CodeActs(scan, ::check, { doing { tracer.withdraw(it) } }), offered))
    }

    private fun check(code: String): Unit = doing({ problem ->
        askForCode()
        doing.tell(problem)
    }) {
        isOpen = true
        view.show(language.waitingCard("report-checking"))
        val report = tracer.enterCode(code)
        offered = ""
        showReview(report)
    }

    private suspend fun showReview(report: Report) {
        isOpen = true
        fun changed(change: suspend () -> Unit) = doing {
            change()
            showReview(report)
        }
        val acts = ReviewActs(
            leaveOut = { date -> changed { report.review { it.leaveOut(date) } } },
            leaveOutVisit = { visit -> changed { report.review { it.leaveOut(visit) } } },
            send = { agreed ->
                doing({ problem ->
                    begin()
                    doing.tell(problem)
                }) {
                    view.show(language.waitingCard("report-sending"))
                    val result = report.send(agreed.keys, agreed.encounters, agreed.visits, language)
                    view.show(language.endCard(result, ::askForCode))
                    isOpen = false
                    sent = tracer.sentReports()
                }
            },
            cancel = {
                doing {
                    report.cancel()
                    askForCode()
                }
            },
        )
        view.show(language.reviewCard(report.contents(), acts))
    }
}
