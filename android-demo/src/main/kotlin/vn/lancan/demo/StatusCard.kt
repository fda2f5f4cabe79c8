package vn.lancan.demo

import android.content.Context
import vn.lancan.Language
import vn.lancan.Status
import vn.lancan.said
import vn.lancan.say

/** Whether tracing works, and what stands in its way. */
class StatusCard(context: Context, private val language: Language) : Card(context) {
    /** Shows this status. */
    fun show(status: Status, pause: () -> Unit, resume: () -> Unit) = show {
        if (status.paused) said(language.say("status-paused"), Palette.CARE)
        if (!status.paused && status.blocked.isEmpty()) said(language.say("status-working"), Palette.GOOD)
        status.blocked.forEach { said(it.said(language), Palette.CARE) }
        status.troubles.forEach { said(it.said(language), Palette.CARE) }
        val checked = status.lastChecked
        text(
            if (checked == null) {
                language.say("status-never-checked").title
            } else {
                language.say("status-last-checked", "when" to checked.asMinute()).title
            },
            Palette.QUIET,
        )
        val coverage = status.coverage
        if (coverage.days > 0u) {
            val days = arrayOf("worked" to coverage.workedDays.toInt(), "days" to coverage.days.toInt())
            text(language.say("status-coverage", *days).title, Palette.QUIET)
        }
        for (gap in coverage.gaps) {
            val minutes = arrayOf("sent" to gap.sentMinutes.toInt(), "listened" to gap.listenedMinutes.toInt())
            text(language.say("coverage-gap", "day" to gap.day.asDay(), *minutes).title, Palette.QUIET)
        }
        if (status.paused) {
            button(language.say("resume").title) { resume() }
        } else {
            plainButton(language.say("pause").title) { pause() }
        }
    }
}
