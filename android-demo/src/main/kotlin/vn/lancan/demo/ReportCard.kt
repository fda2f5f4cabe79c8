package vn.lancan.demo

import android.content.Context
import android.text.InputType
import java.time.LocalDate
import vn.lancan.Language
import vn.lancan.ReportResult
import vn.lancan.Review
import vn.lancan.SentReport
import vn.lancan.SentStage
import vn.lancan.said
import vn.lancan.say

/** A report, from the officer's code to its end. */
class ReportCard(context: Context, private val language: Language) : Card(context) {
    /** What the user does with a review. */
    class Acts(
        val leaveOut: (LocalDate) -> Unit,
        val send: (keys: Boolean, encounters: Boolean) -> Unit,
        val cancel: () -> Unit,
    )

    /** Asks for a code; below stand the reports that were sent, each to be taken back as long as that can be. */
    fun showCodeEntry(sent: List<SentReport>, withdraw: (SentReport) -> Unit, check: (String) -> Unit) = show {
        said(language.say("report-enter-code"))
        val code = input("123 456 784")
        // Short codes are digits; long ones come in a link and hold letters too.
        code.inputType = InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_CAP_CHARACTERS
        button(language.say("report-check").title) { check(code.text.toString()) }
        if (sent.isNotEmpty()) heading(language.say("sent-title").title)
        for (report in sent) {
            text(language.say("sent-at", "when" to report.sentAt.asMinute()).title)
            report.failed?.let { said(language.say("sent-failed"), Palette.ALARM); said(it.said(language)) }
            when (val stage = report.stage) {
                is SentStage.CanBeTakenBack -> {
                    text(language.say("sent-until", "until" to stage.until.asMinute()).title)
                    said(language.say("withdraw-explained"))
                    val agreed = this@ReportCard.check(language.say("consent-withdraw").title)
                    val button = plainButton(language.say("withdraw-report").title) { withdraw(report) }
                    button.isEnabled = false
                    agreed.setOnCheckedChangeListener { _, isChecked -> button.isEnabled = isChecked }
                }
                is SentStage.Stands -> said(language.say("sent-stands", "centre" to report.centre))
                is SentStage.TakingBack -> said(language.say("sent-taking-back"))
                is SentStage.TakenBack -> said(language.say("sent-taken-back", "when" to stage.at.asMinute()))
            }
        }
    }

    /** Says that something is under way. */
    fun showWaiting(key: String) = show { said(language.say(key)) }

    /** Shows what would be sent, by day. */
    fun showReview(review: Review, acts: Acts) = show {
        said(language.say("report-review", "centre" to review.centre))
        heading(language.say("review-title").title)
        text(language.say("review-keys", "days" to review.keys.filter { !it.withheld }.distinctBy { it.day }.size).title)
        for (reviewed in review.days) {
            val day = reviewed.day.asDay()
            val met = reviewed.encounters.toInt()
            val minutes = (reviewed.seconds.toInt() + 30) / 60
            text(language.say("review-day", "day" to day, "count" to met, "minutes" to minutes).title)
            if (reviewed.leftOut) {
                text(language.say("review-left-out", "day" to day).title, Palette.CARE)
            } else {
                plainButton(language.say("review-leave-out").title) { acts.leaveOut(reviewed.day) }
            }
        }
        val withheld = review.keys.count { it.withheld }
        if (withheld > 0) text(language.say("review-withheld", "count" to withheld).title)
        if (review.keys.any { it.follows && !it.withheld }) text(language.say("review-follows").title)
        text(language.say("consent-voluntary").title)
        val keys = check(language.say("consent-keys").title)
        val encounters = check(language.say("consent-encounters", "authority" to review.centre).title)
        val send = button(language.say("review-send").title) { acts.send(keys.isChecked, encounters.isChecked) }
        // Nothing can be sent without consent to publishing keys; encounters go only with them.
        send.isEnabled = false
        keys.setOnCheckedChangeListener { _, agreed -> send.isEnabled = agreed }
        plainButton(language.say("review-cancel").title) { acts.cancel() }
    }

    /** Says how it ended. */
    fun showEnd(result: ReportResult, again: () -> Unit) = show {
        when (result) {
            is ReportResult.Accepted ->
                said(language.say("report-accepted", "when" to result.publishedBy.asMinute()), Palette.GOOD)
            is ReportResult.Refused -> {
                said(language.say("report-failed"), Palette.ALARM)
                said(result.problem.said(language))
                button(language.say("report-again").title) { again() }
            }
        }
    }
}
