package vn.lancan.demo.cards

import java.time.LocalDate
import vn.lancan.CallDay
import vn.lancan.CallReview
import vn.lancan.CallStage
import vn.lancan.CallWords
import vn.lancan.Language
import vn.lancan.Problem
import vn.lancan.said

/** Where a call stands that a warned user asks for. */
data class CallState(
    /** What asking would tell; null where nobody asks, or the warning does not hold any more. */
    val review: CallReview? = null,
    /** How far it has come; null before a number was given. Never a failure: that is [problem]. */
    val stage: CallStage? = null,
    /** Days that are not spoken of. */
    val leftOut: Set<LocalDate> = emptySet(),
    /** Why the last try failed. */
    val problem: Problem? = null,
)

/** What the user does about a call. */
class CallActs(
    /** Asks for the code by SMS to this number. */
    val askForPassword: (phone: String) -> Unit,
    val leaveOut: (LocalDate) -> Unit,
    val send: (password: String, keys: Boolean, encounters: Boolean) -> Unit,
    /** Goes back to the number. */
    val again: () -> Unit,
    /** Takes the wish back, or puts away one that has arrived. */
    val putAway: () -> Unit,
)

/** Asking to be called: who learns what, the number, the code from the SMS, consents, and what the officer says first. */
fun Language.callCard(state: CallState, acts: CallActs): List<Part> = card {
    val review = state.review
    when (val stage = state.stage) {
        null -> if (review != null) number(review, state, acts)
        is CallStage.Asked -> {
            heading(text("call-asked"))
            code(state, acts)
        }
        is CallStage.CodeSent -> {
            heading(text("call-code-sent", "when" to stage.until.asMinute()))
            code(state, acts)
        }
        is CallStage.Sending -> {
            say("call-sending")
            words(this@callCard, stage.words)
        }
        is CallStage.Arrived -> {
            say("call-arrived", "when" to stage.callBy.asMinute(), tone = Tone.GOOD)
            words(this@callCard, stage.words)
            other(text("call-put-away")) { acts.putAway() }
        }
        is CallStage.Failed -> failed(stage.problem)
    }
}

private fun Building.number(review: CallReview, state: CallState, acts: CallActs) {
    say("call-offer")
    failed(state.problem)
    tell("call-who-learns", "authority" to review.authority)
    for (day in review.days) line(near(day))
    field("phone", text("call-phone"), Writing.PHONE, example = "0912 345 678")
    tell("call-only-number", tone = Tone.QUIET)
    main("call-ask-password") { acts.askForPassword(it["phone"]) }
    other(text("cancel")) { acts.putAway() }
}

private fun Building.code(state: CallState, acts: CallActs) {
    failed(state.problem)
    field("password", text("call-enter-password"), Writing.DIGITS, example = "123456")
    val days = state.review?.days.orEmpty()
    for (day in days) {
        val date = day.day.asDay()
        if (day.day in state.leftOut) {
            tell("call-left-out", "day" to date, tone = Tone.CARE)
        } else {
            line(near(day))
            other(text("call-leave-out", "day" to date)) { acts.leaveOut(day.day) }
        }
    }
    if (days.all { it.day in state.leftOut }) {
        tell("call-nothing-left", tone = Tone.CARE)
    } else {
        tell("call-agree", tone = Tone.QUIET)
        val told = days.filter { it.day !in state.leftOut }.map { near(it) }.toSet()
        tick("keys", text("consent-call-keys"), of = told)
        tick("encounters", text("consent-call-encounters"), of = told)
        main("call-send") { acts.send(it["password"], it.ticked("keys"), it.ticked("encounters")) }
    }
    other(text("call-again")) { acts.again() }
    other(text("cancel")) { acts.putAway() }
}

private fun Building.near(day: CallDay) = text("call-day", "day" to day.day.asDay(), "minutes" to day.seconds.toInt() / 60)

private fun Building.words(language: Language, words: CallWords) =
    tell("call-words-first", "words" to words.said(language), tone = Tone.CARE)

private fun Building.failed(problem: Problem?) {
    if (problem == null) return
    tell("call-failed", tone = Tone.ALARM)
    failure(problem, Tone.ALARM)
}
