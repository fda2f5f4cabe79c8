package vn.lancan.demo

import android.content.Context
import vn.lancan.Language
import vn.lancan.HistoryDay
import vn.lancan.say

/** What this phone has recorded, by day, and the way to erase it. */
class DataCard(context: Context, private val language: Language) : Card(context) {
    /** Shows these days, the latest first. */
    fun show(days: List<HistoryDay>, erase: () -> Unit) = show {
        heading(language.say("history-title").title)
        text(language.say("history-promise", "days" to KEPT_DAYS).title, Palette.QUIET)
        if (days.isEmpty()) text(language.say("history-empty").title)
        for (day in days.reversed()) {
            val minutes = day.meetings.sumOf { it.seconds.toInt() } / 60
            val values = arrayOf("day" to day.day.asDay(), "count" to day.meetings.size, "minutes" to minutes)
            text(language.say("history-day", *values).title)
        }
        plainButton(language.say("erase-title").title) { erase() }.setTextColor(Palette.ALARM)
    }

    private companion object {
        const val KEPT_DAYS = 21
    }
}
