package vn.lancan.demo.cards

import vn.lancan.Language
import vn.lancan.PlaceNotice
import vn.lancan.PlaceWarning
import vn.lancan.Said
import vn.lancan.Verdict
import vn.lancan.Warning
import vn.lancan.WarningNotice
import vn.lancan.advice
import vn.lancan.isEnd
import vn.lancan.said
import vn.lancan.saidOfPlace

/** What the user does with warnings. */
class WarningActs(
    val dismiss: (Warning) -> Unit,
    val dismissPlace: (PlaceWarning) -> Unit,
    /** Begins to ask for a call; null while a call is asked for. */
    val callMe: ((Warning) -> Unit)?,
)

/** The warnings that were not put away, the latest first, with what to do; those of places stand after those of contacts. */
fun Language.warningsCard(warnings: List<WarningNotice>, places: List<PlaceNotice>, acts: WarningActs): List<Part> = card {
    if (warnings.isEmpty() && places.isEmpty()) tell("warning-count", "count" to 0, tone = Tone.QUIET)
    for ((change, warning) in warnings) {
        said(change.said(this@warningsCard), if (change.isEnd) Tone.QUIET else Tone.ALARM)
        tell("warning-body", "day" to days(warning), "minutes" to warning.expectedMinutes.toInt())
        if (!change.isEnd) {
            line(warning.advice(this@warningsCard))
            // The decree that says who is a contact need not be the one that sends into quarantine.
            warning.advice.decree?.let { tell("warning-quarantine-decree", "decree" to it, tone = Tone.QUIET) }
            tell(if (warning.verdict == Verdict.POSSIBLE) "warning-possible" else "warning-likely")
            tell("warning-decree", "decree" to warning.decree, tone = Tone.QUIET)
            acts.callMe?.let { callMe -> other(text("call-offer")) { callMe(warning) } }
        }
        other(text("warning-dismiss")) { acts.dismiss(warning) }
    }
    for ((change, warning) in places) place(change.saidOfPlace(this@warningsCard), change.isEnd, warning, acts)
}

private fun Building.place(changed: Said, isEnd: Boolean, warning: PlaceWarning, acts: WarningActs) {
    heading(changed.title, if (isEnd) Tone.QUIET else Tone.CARE)
    // Of a new one the next step would be to open the app.
    if (isEnd) changed.next?.let { line(it) }
    val span = arrayOf("from" to warning.from.asMinute(), "to" to warning.to.asMinute())
    tell("place-warning-body", "place" to warning.place, *span)
    if (!isEnd) tell("advice-place")
    other(text("warning-dismiss")) { acts.dismissPlace(warning) }
}

/** The days that the minutes belong to. */
private fun Building.days(warning: Warning): String {
    val (first, last) = warning.firstDay.asDay() to warning.lastDay.asDay()
    return if (first == last) first else text("warning-days", "from" to first, "to" to last)
}
