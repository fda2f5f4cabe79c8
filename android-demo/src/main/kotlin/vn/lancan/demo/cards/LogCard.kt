package vn.lancan.demo.cards

import vn.lancan.Language
import vn.lancan.LogContact
import vn.lancan.LogDirection
import vn.lancan.LogEntry
import vn.lancan.LogQuestion
import vn.lancan.LogStanding
import vn.lancan.Said
import vn.lancan.say

/** What the card of visitor logs shows. */
data class LogState(
    /** What the user is asked at a place that must list its visitors; null where nothing is asked. */
    val question: LogQuestion? = null,
    /** Who the user is; null where they have not said. */
    val contact: LogContact? = null,
    /** What waits on this phone. */
    val entries: List<LogEntry> = emptyList(),
    /** The user writes who they are. */
    val isWriting: Boolean = false,
    /** What the last act came to: good, or else the reason why nothing was done. */
    val told: Said? = null,
    val toldGood: Boolean = true,
)

/** What the user does about visitor logs. */
class LogActs(
    /** Keeps who the user is. */
    val save: (LogContact) -> Unit,
    val forget: () -> Unit,
    /** Opens the form of who the user is, or closes it. */
    val write: (Boolean) -> Unit,
    /** The user agrees to be listed, with so many who come along. */
    val agree: (LogQuestion, companions: UByte) -> Unit,
    val decline: (LogQuestion) -> Unit,
    /** What was written is no number. */
    val wrong: (Said) -> Unit,
)

/** A place that must list its visitors: the question before anything is sent, who the user is, and what waits. */
fun Language.logCard(state: LogState, acts: LogActs): List<Part> = card {
    val question = state.question
    if (question == null) {
        heading(text("phone-log-contact"))
    } else {
        say("place-log-asked", "place" to question.visit.place)
        tell("phone-log-what")
        tell("phone-log-who", "authority" to question.authority)
        tell("phone-log-kept", "days" to question.keptDays.toInt())
        tell("phone-log-nothing-else")
        tell("phone-log-other-way")
    }
    state.told?.let { said(it, if (state.toldGood) Tone.GOOD else Tone.CARE) }
    val contact = state.contact
    when {
        state.isWriting || (question != null && contact == null) -> writing(state, acts)
        question != null && contact != null -> {
            tell("phone-log-as", "name" to contact.name, "phone" to contact.phone)
            field("companions", text("phone-log-companions"), Writing.DIGITS, "0")
            main("phone-log-agree") { filled ->
                val companions = filled["companions"].trim().ifEmpty { "0" }.toUByteOrNull()
                if (companions == null) acts.wrong(this@logCard.say("phone-log-companions-wrong")) else acts.agree(question, companions)
            }
            other(text("phone-log-change")) { acts.write(true) }
        }
        contact == null -> {
            tell("phone-log-contact-none", tone = Tone.QUIET)
            other(text("phone-log-change")) { acts.write(true) }
        }
        else -> {
            line("${contact.name}, ${contact.phone}")
            other(text("phone-log-change")) { acts.write(true) }
            other(text("phone-log-forget")) { acts.forget() }
        }
    }
    if (question != null) other(text("phone-log-decline")) { acts.decline(question) }
    for (entry in state.entries) {
        val way = if (entry.direction == LogDirection.IN) "phone-log-in" else "phone-log-out"
        val standing = if (entry.standing == LogStanding.ASKED) "phone-log-is-asked" else "phone-log-is-waiting"
        line("${text(way, "place" to entry.place, "when" to entry.at.asMinute())}: ${text(standing)}", Tone.QUIET)
    }
}

private fun Building.writing(state: LogState, acts: LogActs) {
    if (state.contact == null) tell("phone-log-contact-needed")
    field("name", text("phone-log-name"), Writing.TEXT, state.contact?.name.orEmpty())
    field("phone", text("phone-log-phone"), Writing.PHONE, state.contact?.phone.orEmpty())
    field("born", text("phone-log-birth-year"), Writing.DIGITS, state.contact?.birthYear?.toString().orEmpty())
    main("phone-log-save") { filled ->
        // A year that is none is refused like any other wrong one.
        val born = filled["born"].trim().ifEmpty { null }?.let { it.toUShortOrNull() ?: UShort.MAX_VALUE }
        acts.save(LogContact(filled["name"], filled["phone"], born, state.contact?.unit))
    }
    if (state.isWriting) other(text("cancel")) { acts.write(false) }
}
