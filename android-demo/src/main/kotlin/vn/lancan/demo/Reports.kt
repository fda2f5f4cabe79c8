package vn.lancan.demo

import vn.lancan.Language
import vn.lancan.Report
import vn.lancan.SentReport
import vn.lancan.Tracer
import vn.lancan.demo.cards.ReviewActs
import vn.lancan.demo.cards.codeCard
import vn.lancan.demo.cards.endCard
import vn.lancan.demo.cards.reviewCard
import vn.lancan.demo.cards.waitingCard

/** A report, from the officer's code to its end, and the reports that were sent. */
class Reports(
    private val tracer: Tracer,
    private val language: Language,
    private val view: CardView,
    private val doing: Doing,
) {
    private var sent = emptyList<SentReport>()

    /** Follows the reports that were sent for as long as the page is there. */
    suspend fun follow(): Unit = tracer.sentReportNotices.collect { if (tracer.openReport() == null) showSent() }

    /** Asks for a code, unless a review is open: from before the app was started, or because it could not be sent. */
    fun begin() {
        askForCode()
        doing { tracer.openReport()?.let { showReview(it) } ?: showSent() }
    }

    /** All was erased. */
    fun forget() {
        sent = emptyList()
        askForCode()
    }

    /** Shows the reports that were sent below the field for a code, where there are any. */
    private suspend fun showSent() {
        sent = tracer.sentReports()
        if (sent.isNotEmpty()) askForCode()
    }

    private fun askForCode(): Unit = view.show(
        language.codeCard(sent, { doing { tracer.withdraw(it) } }) { code ->
            doing({ problem ->
                askForCode()
                doing.tell(problem)
            }) {
                view.show(language.waitingCard("report-checking"))
                showReview(tracer.enterCode(code))
            }
        },
    )

    private suspend fun showReview(report: Report) {
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
