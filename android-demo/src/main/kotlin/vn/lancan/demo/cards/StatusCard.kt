package vn.lancan.demo.cards

import vn.lancan.Language
import vn.lancan.Problem
import vn.lancan.Said
import vn.lancan.Status
import vn.lancan.said

/** Whether tracing works, and what stands in its way. */
fun Language.statusCard(status: Status, pause: () -> Unit, resume: () -> Unit): List<Part> = card {
    if (status.paused) say("status-paused", tone = Tone.CARE)
    if (!status.paused && status.blocked.isEmpty()) say("status-working", tone = Tone.GOOD)
    status.blocked.forEach { said(it.said(this@statusCard), Tone.CARE) }
    status.troubles.forEach { said(it.said(this@statusCard), Tone.CARE) }
    val checked = status.lastChecked
    if (checked == null) {
        tell("status-never-checked", tone = Tone.QUIET)
    } else {
        tell("status-last-checked", "when" to checked.asMinute(), tone = Tone.QUIET)
    }
    val coverage = status.coverage
    if (coverage.days > 0u) {
        val days = arrayOf("worked" to coverage.workedDays.toInt(), "days" to coverage.days.toInt())
        tell("status-coverage", *days, tone = Tone.QUIET)
    }
    for (gap in coverage.gaps) {
        val minutes = arrayOf("sent" to gap.sentMinutes.toInt(), "listened" to gap.listenedMinutes.toInt())
        tell("coverage-gap", "day" to gap.day.asDay(), *minutes, tone = Tone.QUIET)
    }
    if (status.paused) main("resume") { resume() } else other(text("pause")) { pause() }
}

/** Why the app cannot work at all. */
fun Language.problemCard(problem: Problem): List<Part> = card { failure(problem, Tone.ALARM) }

/** Something that the user should allow, with the reason why. */
class Need(
    /** What, and why. */
    val said: Said,
    /** Asks for it. */
    val ask: () -> Unit,
    /** For what no interface tells whether it was done: the user says so. */
    val done: (() -> Unit)? = null,
    /** Puts it off at the first start; null where it cannot be put off any more. */
    val later: (() -> Unit)? = null,
)

/** The first of what the user should allow. One thing builds on the other, so the app asks for one at a time. */
fun Language.needsCard(needs: List<Need>): List<Part> = card {
    val need = needs.firstOrNull() ?: return@card
    tell("needs-title", "count" to needs.size, tone = Tone.CARE)
    said(need.said)
    main("needs-allow") { need.ask() }
    need.done?.let { done -> other(text("needs-done")) { done() } }
    need.later?.let { later -> other(text("cancel")) { later() } }
}
