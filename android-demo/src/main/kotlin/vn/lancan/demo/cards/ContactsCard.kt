package vn.lancan.demo.cards

import java.time.LocalDate
import vn.lancan.Closeness
import vn.lancan.FailedCondition
import vn.lancan.HistoryDay
import vn.lancan.Language
import vn.lancan.Meeting
import vn.lancan.Reason
import vn.lancan.said

/**
 * What this phone has recorded, by day, and why each case that it heard is a contact or none.
 *
 * @param shown the day whose encounters stand one by one; null for none
 * @param show shows the encounters of a day, or of none
 */
fun Language.contactsCard(
    days: List<HistoryDay>,
    reasons: List<Reason>,
    shown: LocalDate?,
    show: (LocalDate?) -> Unit,
): List<Part> = card {
    heading(text("history-title"))
    tell("history-promise", "days" to KEPT_DAYS, tone = Tone.QUIET)
    if (days.isEmpty()) tell("history-empty")
    for (day in days.reversed()) {
        val minutes = day.meetings.sumOf { it.seconds.toInt() } / 60
        tell("history-day", "day" to day.day.asDay(), "count" to day.meetings.size, "minutes" to minutes)
        if (day.meetings.isEmpty()) continue
        val close = day.intervalsClose.toInt()
        if (close == 0) {
            tell("history-nobody-close", tone = Tone.QUIET)
        } else {
            tell("history-close", "time" to intervalsInWords(close, language), tone = Tone.QUIET)
        }
        if (day.day == shown) {
            day.meetings.forEach { meeting(it) }
            other(text("history-hide")) { show(null) }
        } else {
            other(text("history-show", "day" to day.day.asDay())) { show(day.day) }
        }
    }
    heading(text("reason-title"))
    val told = reasons.filter { it.failed !is FailedCondition.NotInForce }
    if (told.isEmpty()) tell("reason-no-case")
    // Two rules may say the same of a day.
    for (line in told.map { "${it.day.asDay()}: ${it.said(this@contactsCard)}" }.distinct()) line(line)
}

private const val KEPT_DAYS = 21

private fun Building.meeting(meeting: Meeting) {
    val closeness = when (meeting.closeness) {
        Closeness.CLOSE -> "closeness-near"
        Closeness.POSSIBLE -> "closeness-around"
        Closeness.FAR -> "closeness-far"
        Closeness.UNKNOWN -> "closeness-unknown"
    }
    val minutes = (meeting.seconds.toInt() + 30) / 60
    tell("history-meeting", "from" to meeting.from.asClock(), "minutes" to minutes, "closeness" to text(closeness))
}
