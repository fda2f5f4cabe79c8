package vn.lancan.demo

import android.content.Context
import vn.lancan.Language
import vn.lancan.Verdict
import vn.lancan.Warning
import vn.lancan.advice
import vn.lancan.say

/** The warnings that were not put away, the latest first, with what to do. */
class WarningsCard(context: Context, private val language: Language) : Card(context) {
    /** Shows these. */
    fun show(warnings: List<Warning>, dismiss: (Warning) -> Unit) = show {
        if (warnings.isEmpty()) text(language.say("warning-count", "count" to 0).title, Palette.QUIET)
        for (warning in warnings) {
            heading(language.say("warning-title").title, Palette.ALARM)
            val day = warning.lastContact.asDay()
            text(language.say("warning-body", "day" to day, "minutes" to warning.expectedMinutes.toInt()).title)
            text(warning.advice(language))
            val likely = if (warning.verdict == Verdict.POSSIBLE) "warning-possible" else "warning-likely"
            text(language.say(likely).title)
            text(language.say("warning-decree", "decree" to warning.decree).title, Palette.QUIET)
            plainButton(language.say("warning-dismiss").title) { dismiss(warning) }
        }
    }
}
