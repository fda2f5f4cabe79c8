package vn.lancan.demo.cards

import java.time.Instant
import vn.lancan.Language
import vn.lancan.Said
import vn.lancan.Scanned
import vn.lancan.Visit
import vn.lancan.VisitedDate
import vn.lancan.said
import vn.lancan.say

/** What the visits' card asks for. */
sealed interface VisitForm {
    /** A visit by hand. */
    data object Add : VisitForm

    /** Other times of this visit. */
    data class Edit(val visit: Visit) : VisitForm

    /** Whether this visit is to be deleted. */
    data class Delete(val visit: Visit) : VisitForm
}

/** What the visits' card shows. */
data class VisitsState(
    /** The visits by day, the newest day first. */
    val days: List<VisitedDate> = emptyList(),
    /** What the last scan or act came to: good, or else the reason why nothing was done. */
    val told: Said? = null,
    val toldGood: Boolean = true,
    /** What the user is asked; null for the list. */
    val form: VisitForm? = null,
    /** A code that came by a link: nothing is entered until the user says so. */
    val code: String = "",
)

/** What the user does with visits. */
class VisitActs(
    /** Opens the camera; null where there is none. */
    val scan: (() -> Unit)?,
    /** Takes the text of a code. */
    val use: (String) -> Unit,
    val add: (code: String, enter: Instant, leave: Instant) -> Unit,
    val edit: (Visit, enter: Instant, leave: Instant) -> Unit,
    val delete: (Visit) -> Unit,
    /** The user has just left this place. */
    val leave: (Visit) -> Unit,
    /** Opens a form, or goes back to the list. */
    val open: (VisitForm?) -> Unit,
    /** What was written is no time. */
    val notATime: (Said) -> Unit,
)

/** The places visited: scan, list by day, correct, delete, add by hand. */
fun Language.visitsCard(state: VisitsState, acts: VisitActs): List<Part> = card {
    heading(text("visit-title"))
    tell("visit-promise", "days" to KEPT_DAYS, tone = Tone.QUIET)
    state.told?.let { said(it, if (state.toldGood) Tone.GOOD else Tone.CARE) }
    when (val form = state.form) {
        null -> list(state, acts)
        is VisitForm.Add -> {
            heading(text("visit-add"))
            field("added", text("visit-add-code"), Writing.TEXT)
            times(this@visitsCard, "", "", acts) { code, enter, leave -> acts.add(code, enter, leave) }
        }
        is VisitForm.Edit -> {
            val visit = form.visit
            heading(text("visit-edit-title", "place" to visit.place))
            times(this@visitsCard, visit.enter.asMinute(), visit.leave.asMinute(), acts) { _, enter, leave ->
                acts.edit(visit, enter, leave)
            }
        }
        is VisitForm.Delete -> {
            say("visit-delete-title", "place" to form.visit.place)
            grave("visit-delete") { acts.delete(form.visit) }
            other(text("cancel")) { acts.open(null) }
        }
    }
}

private const val KEPT_DAYS = 21

private fun Building.list(state: VisitsState, acts: VisitActs) {
    acts.scan?.let { scan -> main("visit-scan") { scan() } }
    field("place", text("visit-code"), Writing.TEXT, state.code)
    other(text("visit-use-code")) { acts.use(it["place"]) }
    other(text("visit-add")) { acts.open(VisitForm.Add) }
    if (state.days.isEmpty()) tell("visit-empty")
    for (date in state.days) {
        heading(date.day.asDay())
        for (visit in date.visits) {
            line((listOf(text("visit-line", *visit.values())) + notes(visit)).joinToString("; "))
            if (visit.isOpen) other(text("visit-leave-now")) { acts.leave(visit) }
            other(text("visit-edit")) { acts.open(VisitForm.Edit(visit)) }
            other(text("visit-delete")) { acts.open(VisitForm.Delete(visit)) }
        }
    }
}

private fun Building.notes(visit: Visit): List<String> = listOfNotNull(
    "visit-open".takeIf { visit.isOpen },
    "visit-estimated".takeIf { visit.leaveIsEstimated },
    "visit-by-hand".takeIf { visit.byHand },
    "visit-edited".takeIf { visit.edited },
).map { text(it) }

private fun Building.times(
    language: Language,
    enter: String,
    leave: String,
    acts: VisitActs,
    save: (code: String, enter: Instant, leave: Instant) -> Unit,
) {
    field("from", text("visit-from"), Writing.TEXT, enter)
    field("to", text("visit-to"), Writing.TEXT, leave)
    main("save") { filled ->
        val times = listOf("from", "to").map { asInstant(filled[it]) }
        val wrong = times.indexOf(null)
        if (wrong < 0) {
            save(filled["added"], times[0]!!, times[1]!!)
        } else {
            acts.notATime(language.say("visit-not-a-time", "text" to filled[if (wrong == 0) "from" else "to"]))
        }
    }
    other(text("cancel")) { acts.open(null) }
}

/** The variables of the texts that name a visit. */
internal fun Visit.values(): Array<Pair<String, Any>> =
    arrayOf("place" to place, "from" to enter.asMinute(), "to" to leave.asMinute())

/** Whether a code was good for entering or leaving. */
val Scanned.isGood: Boolean
    get() = when (this) {
        is Scanned.Entered, is Scanned.Left, is Scanned.LogAsked -> true
        is Scanned.Foreign, is Scanned.Refused -> false
    }

/** The list after a scan: what it came to, and the visits that there are now. */
fun Language.scanned(scanned: Scanned, days: List<VisitedDate>) =
    VisitsState(days, scanned.said(this), scanned.isGood)

/**
 * What stands above the camera's picture.
 *
 * @param mayUse the user allowed the camera
 * @param failed it cannot be opened all the same
 */
fun Language.scanCard(mayUse: Boolean, failed: Boolean, ask: () -> Unit, back: () -> Unit): List<Part> = card {
    when {
        failed -> say("visit-no-camera", tone = Tone.CARE)
        mayUse -> heading(text("visit-hold-camera"))
        else -> {
            say("visit-needs-camera")
            main("needs-allow") { ask() }
        }
    }
    other(text("cancel")) { back() }
}
