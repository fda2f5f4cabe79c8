package vn.lancan.demo

import android.content.Context
import vn.lancan.Language
import vn.lancan.Verdict
import vn.lancan.Warning
import vn.lancan.WarningNotice
import vn.lancan.advice
import vn.lancan.isEnd
import vn.lancan.said
import vn.lancan.say

/** The warnings that were not put away, the latest first, with what to do. */
class WarningsCard(context: Context, private val language: Language) : Card(context) {
    /** Shows these. */
    fun show(warnings: List<WarningNotice>, dismiss: (Warning) -> Unit) = show {
        if (warnings.isEmpty()) text(language.say("warning-count", "count" to 0).title, Palette.QUIET)
        for ((change, warning) in warnings) {
            val changed = change.said(language)
            heading(changed.title, if (change.isEnd) Palette.QUIET else Palette.ALARM)
            changed.next?.let { text(it) }
            val days = days(warning)
            text(language.say("warning-body", "day" to days, "minutes" to warning.expectedMinutes.toInt()).title)
            if (!change.isEnd) {
                text(warning.advice(language))
                val likely = if (warning.verdict == Verdict.POSSIBLE) "warning-possible" else "warning-likely"
                text(language.say(likely).title)
                text(language.say("warning-decree", "decree" to warning.decree).title, Palette.QUIET)
            }
            plainButton(language.say("warning-dismiss").title) { dismiss(warning) }
        }
    }

    /** The days that the minutes belong to. */
    private fun days(warning: Warning): String {
        val (first, last) = warning.firstDay.asDay() to warning.lastDay.asDay()
        return if (first == last) first else language.say("warning-days", "from" to first, "to" to last).title
    }
}
