package vn.lancan.demo.cards

import vn.lancan.Language
import vn.lancan.Problem
import vn.lancan.Said

/** What the user does with all that this phone knows. */
class DataActs(
    /** Writes the file for a new phone. */
    val save: (passphrase: String) -> Unit,
    /** Opens the file of an old phone. */
    val open: (passphrase: String) -> Unit,
    /** Asks whether to erase. */
    val erase: () -> Unit,
)

/** Moving to a new phone, and erasing. [told] says how the last move went, [problem] why it failed. */
fun Language.dataCard(told: Said?, problem: Problem?, acts: DataActs): List<Part> = card {
    say("move-title")
    told?.let { said(it, Tone.GOOD) }
    problem?.let { failure(it, Tone.ALARM) }
    field("passphrase", text("move-passphrase"), Writing.SECRET)
    other(text("move-save")) { acts.save(it["passphrase"]) }
    other(text("move-open")) { acts.open(it["passphrase"]) }
    grave("erase-title") { acts.erase() }
}

/** Asks whether to erase everything. */
fun Language.eraseCard(erase: () -> Unit, keep: () -> Unit): List<Part> = card {
    say("erase-title", tone = Tone.ALARM)
    grave("erase") { erase() }
    other(text("erase-not")) { keep() }
}
