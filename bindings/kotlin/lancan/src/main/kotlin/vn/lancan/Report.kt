package vn.lancan

import java.time.Instant
import java.time.LocalDate

/** A report whose code was accepted: look at it, leave things out, send it or not. */
class Report internal constructor(private val tracer: Tracer) {
    /** Shows what would be sent, and lets the user leave things out of it. */
    suspend fun review(look: suspend (ReviewScope) -> Unit): Report {
        look(ReviewScope(tracer))
        return this
    }

    /** What would be sent now; a day's time near others is the sum of its [ReviewedInterval.seconds]. */
    suspend fun contents(): Review = tracer.inTurn { review() }

    /**
     * Sends what the review shows, and waits until the server has it or refuses it for good. Cancelling ends only the
     * waiting: a report on its way may have arrived, so it is sent until it does, in later processes too.
     *
     * Every consent is named at the call, for none goes without saying: the user was asked for each by itself, and no box was
     * ticked beforehand.
     *
     * @param keys the user agreed to the text `consent-keys`: publish the day keys. Without it nothing is sent
     * @param encounters the user agreed to the text `consent-encounters`: give close encounters to the health authority
     * @param visits the user agreed to the text `consent-visits`: give visits to places to the health authority
     * @param language in which the texts were shown
     */
    suspend fun send(
        keys: Boolean,
        encounters: Boolean,
        visits: Boolean,
        language: Language = Language.VIETNAMESE,
    ): ReportResult {
        val tag = if (language == Language.ENGLISH) "en" else "vi"
        val consent = ConsentGiven(keys, encounters, consentTextVersion(), tag, visits)
        return when (val stage = tracer.sendReport(consent)) {
            is ReportStage.Accepted -> ReportResult.Accepted(stage.publishedBy)
            is ReportStage.Failed -> ReportResult.Refused(stage.problem)
            is ReportStage.Checking, is ReportStage.Review, is ReportStage.Sending -> throw Problem.Internal()
        }
    }

    /** Forgets code and review; nothing is sent. */
    suspend fun cancel() = tracer.inTurn { cancelReport() }
}

/** Changes what would be sent. */
class ReviewScope internal constructor(private val tracer: Tracer) {
    /** What would be sent now. */
    suspend fun contents(): Review = tracer.inTurn { review() }

    /** Leaves out a day of the deployment ([ReviewedDay.day]), whatever the phone's time zone: its key and its encounters. */
    suspend fun leaveOut(day: LocalDate): Review = tracer.inTurn { leaveOutDay(day) }

    /** Leaves out a span of time. A key that reaches into it is withheld whole. */
    suspend fun leaveOut(from: Instant, until: Instant): Review = tracer.inTurn { leaveOut(Span(from, until)) }

    /** Leaves out one visit to a place. */
    suspend fun leaveOut(visit: Visit): Review = tracer.inTurn { leaveOutVisit(visit.id) }

    /** Takes back everything left out. */
    suspend fun leaveNothingOut(): Review = tracer.inTurn { leaveNothingOut() }
}

/** How a report ended. */
sealed interface ReportResult {
    /** The server has it. */
    data class Accepted(
        /** When its last key is published at the latest. */
        val publishedBy: Instant,
    ) : ReportResult

    /** The server refused it for good; it kept nothing. The review is still open, and its code still good. */
    data class Refused(
        /** Why; [said] tells the user. */
        val problem: Problem,
    ) : ReportResult
}
