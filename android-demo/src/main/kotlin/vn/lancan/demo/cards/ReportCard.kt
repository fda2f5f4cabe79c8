package vn.lancan.demo.cards

import java.time.LocalDate
import vn.lancan.Language
import vn.lancan.ReportResult
import vn.lancan.Review
import vn.lancan.ReviewedDay
import vn.lancan.ReviewedVisit
import vn.lancan.SentReport
import vn.lancan.SentStage
import vn.lancan.Visit

/** What the user agreed to, each by itself. */
data class Consents(val keys: Boolean, val encounters: Boolean, val visits: Boolean)

/** What the user does with a review. */
class ReviewActs(
    val leaveOut: (LocalDate) -> Unit,
    val leaveOutVisit: (Visit) -> Unit,
    val send: (Consents) -> Unit,
    val cancel: () -> Unit,
)

/** What the user does where a code is asked for. */
class CodeActs(
    /** Opens the camera; null where there is none. */
    val scan: (() -> Unit)?,
    /** Takes a code, or the link that holds it. */
    val check: (String) -> Unit,
    val withdraw: (SentReport) -> Unit,
)

/**
 * Asks for a code; below stand the reports that were sent, each to be taken back as long as that can be.
 *
 * @param code the code that came by a link or from the camera: nothing is asked of the server until the user says so
 */
fun Language.codeCard(sent: List<SentReport>, acts: CodeActs, code: String = ""): List<Part> = card {
    say("report-enter-code")
    field("code", text("report-code"), Writing.TEXT, code, example = "123 456 784")
    main("report-check") { acts.check(it["code"]) }
    acts.scan?.let { scan -> other(text("report-scan")) { scan() } }
    if (sent.isNotEmpty()) heading(text("sent-title"))
    for (report in sent) {
        tell("sent-at", "when" to report.sentAt.asMinute())
        report.failed?.let {
            tell("sent-failed", tone = Tone.ALARM)
            failure(it)
        }
        when (val stage = report.stage) {
            is SentStage.CanBeTakenBack -> {
                tell("sent-until", "until" to stage.until.asMinute())
                say("withdraw-explained")
                tick("withdraw-${report.id}", text("consent-withdraw"))
                other(text("withdraw-report"), "withdraw-${report.id}") { acts.withdraw(report) }
            }
            is SentStage.Stands -> say("sent-stands", "centre" to report.centre)
            is SentStage.TakingBack -> say("sent-taking-back")
            is SentStage.TakenBack -> say("sent-taken-back", "when" to stage.at.asMinute())
        }
    }
}

/** Says that something is under way: `report-checking` or `report-sending`. */
fun Language.waitingCard(key: String): List<Part> = card { say(key) }

/** What would be sent, by day and by visit, with each consent by itself. Nothing can be sent without consent to publishing keys. */
fun Language.reviewCard(review: Review, acts: ReviewActs): List<Part> = card {
    say("report-review", "centre" to review.centre)
    heading(text("review-title"))
    tell("review-keys", "days" to review.keys.filter { !it.withheld }.distinctBy { it.day }.size)
    for (day in review.days) reviewed(day, acts)
    val withheld = review.keys.count { it.withheld }
    if (withheld > 0) tell("review-withheld", "count" to withheld)
    if (review.keys.any { it.follows && !it.withheld }) tell("review-follows")
    if (review.visits.isNotEmpty()) {
        tell("review-visits", "count" to review.visits.count { !it.leftOut })
        for (visit in review.visits) reviewed(visit, acts)
    }
    tell("consent-voluntary")
    val days = review.days.filter { !it.leftOut }.map { it.day.asDay() }.toSet()
    tick("keys", text("consent-keys"), of = days)
    tick("encounters", text("consent-encounters", "authority" to review.centre), of = days)
    val kept = review.visits.filter { !it.leftOut }.map { "${it.visit.id}" }.toSet()
    val visits = kept.isNotEmpty()
    if (visits) tick("visits", text("consent-visits", "authority" to review.centre), of = kept)
    main("review-send", "keys") {
        acts.send(Consents(it.ticked("keys"), it.ticked("encounters"), visits && it.ticked("visits")))
    }
    other(text("review-cancel")) { acts.cancel() }
}

private fun Building.reviewed(reviewed: ReviewedDay, acts: ReviewActs) {
    val day = reviewed.day.asDay()
    val minutes = (reviewed.seconds.toInt() + 30) / 60
    tell("review-day", "day" to day, "count" to reviewed.encounters.toInt(), "minutes" to minutes)
    if (reviewed.leftOut) {
        tell("review-left-out", "day" to day, tone = Tone.CARE)
    } else {
        other(text("review-leave-out")) { acts.leaveOut(reviewed.day) }
    }
}

private fun Building.reviewed(reviewed: ReviewedVisit, acts: ReviewActs) {
    val visit = reviewed.visit
    if (reviewed.leftOut) {
        tell("review-visit-left-out", *visit.values(), tone = Tone.CARE)
    } else {
        tell("visit-line", *visit.values())
        other(text("review-leave-out-visit")) { acts.leaveOutVisit(visit) }
    }
}

/** How a report ended. */
fun Language.endCard(result: ReportResult, again: () -> Unit): List<Part> = card {
    when (result) {
        is ReportResult.Accepted -> say("report-accepted", "when" to result.publishedBy.asMinute(), tone = Tone.GOOD)
        is ReportResult.Refused -> {
            say("report-failed", tone = Tone.ALARM)
            failure(result.problem)
            main("report-again") { again() }
        }
    }
}
