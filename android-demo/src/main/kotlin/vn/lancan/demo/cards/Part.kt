package vn.lancan.demo.cards

import vn.lancan.Language
import vn.lancan.Problem
import vn.lancan.Said
import vn.lancan.said
import vn.lancan.say

/** How a text looks. */
enum class Tone {
    PLAIN,
    QUIET,
    GOOD,
    CARE,
    ALARM,
}

/** What is written into a field, for the keyboard. */
enum class Writing {
    TEXT,

    /** Several lines. */
    LONG,
    PHONE,
    DIGITS,

    /** Digits with a point or a comma. */
    DECIMAL,
    SECRET,
}

/** How much a button weighs. */
enum class Weight {
    /** What is most likely wanted. */
    MAIN,
    OTHER,

    /** What cannot be undone. */
    GRAVE,
}

/** What the user wrote, chose and ticked on a card. */
class Filled(val fields: Map<String, String> = emptyMap(), private val ticks: Set<String> = emptySet()) {
    /** What stands in this field, or the code that was chosen. */
    operator fun get(field: String): String = fields[field].orEmpty()

    /** Whether this box is ticked. */
    fun ticked(tick: String): Boolean = tick in ticks
}

/** An answer to choose. */
data class Option(val code: String, val text: String)

/** A part of a card, from top to bottom. A platform draws parts and knows nothing of what they say. */
sealed interface Part {
    /** What stands there, as the snapshots of `bindings/conformance/cards` write it. */
    fun asText(): String

    /** A heading, which screen readers jump to. */
    data class Heading(val text: String, val tone: Tone) : Part {
        override fun asText() = "# $text${tone.asText()}"
    }

    /** A paragraph. */
    data class Line(val text: String, val tone: Tone) : Part {
        override fun asText() = "$text${tone.asText()}"
    }

    /** A line to write in. */
    data class Field(val name: String, val label: String, val writing: Writing, val text: String, val example: String) : Part {
        override fun asText() = "$label ____$text"
    }

    /**
     * A box to tick. [act] is done at once when it is ticked or not any more, where there is one. [of] is what is agreed to by it:
     * of more than that nobody has agreed to anything.
     */
    class Tick(
        val name: String,
        val text: String,
        val ticked: Boolean = false,
        val of: Set<String> = emptySet(),
        val act: ((Filled) -> Unit)? = null,
    ) : Part {
        override fun asText() = if (ticked) "[x] $text" else "[ ] $text"
    }

    /** One of several answers. [act] is done at once when one is chosen, where there is one. */
    class Choice(
        val name: String,
        val label: String,
        val options: List<Option>,
        val chosen: String,
        /** What stands in the place of an answer while none is chosen. */
        val none: String,
        val act: ((Filled) -> Unit)? = null,
    ) : Part {
        override fun asText() = "$label${options.joinToString("") { " <${if (it.code == chosen) "•" else " "}> ${it.text}" }}"
    }

    /** A QR code for somebody else's camera; [label] says to whoever cannot see it what it is. */
    data class Code(val label: String, val content: String) : Part {
        override fun asText() = "|$content| $label"
    }

    /** A button; it can be pressed once every box in [needs] is ticked. */
    class Press(val text: String, val weight: Weight, val needs: List<String>, val act: (Filled) -> Unit) : Part {
        override fun asText() = when (weight) {
            Weight.MAIN -> "(( $text ))"
            Weight.OTHER -> "( $text )"
            Weight.GRAVE -> "(! $text !)"
        } + if (needs.isEmpty()) "" else " after ${needs.joinToString()}"
    }
}

private fun Tone.asText() = if (this == Tone.PLAIN) "" else " {${name.lowercase()}}"

/** The parts of a card, each on a line of its own. */
fun List<Part>.asText(): String = joinToString("") { "${it.asText()}\n" }

/** Builds a card from top to bottom, in the order of the calls. */
class Building internal constructor(internal val language: Language) {
    internal val parts = mutableListOf<Part>()

    /** A text of the catalogue. */
    fun text(key: String, vararg values: Pair<String, Any>): String = language.say(key, *values).title

    /** A heading with this text. */
    fun heading(text: String, tone: Tone = Tone.PLAIN) {
        parts += Part.Heading(text, tone)
    }

    /** A paragraph with this text. */
    fun line(text: String, tone: Tone = Tone.PLAIN) {
        parts += Part.Line(text, tone)
    }

    /** A paragraph of the catalogue. */
    fun tell(key: String, vararg values: Pair<String, Any>, tone: Tone = Tone.PLAIN) = line(text(key, *values), tone)

    /** What is the case, and below it what to do next. */
    fun said(said: Said, tone: Tone = Tone.PLAIN) {
        heading(said.title, tone)
        said.next?.let { line(it) }
    }

    /** The same, of the catalogue. */
    fun say(key: String, vararg values: Pair<String, Any>, tone: Tone = Tone.PLAIN) = said(language.say(key, *values), tone)

    /** What went wrong, and what to do next. */
    fun failure(problem: Problem, tone: Tone = Tone.PLAIN) = said(problem.said(language), tone)

    /** A line to write in. */
    fun field(name: String, label: String, writing: Writing, text: String = "", example: String = "") {
        parts += Part.Field(name, label, writing, text, example)
    }

    /** A box to tick. */
    fun tick(name: String, text: String, ticked: Boolean = false, of: Set<String> = emptySet(), act: ((Filled) -> Unit)? = null) {
        parts += Part.Tick(name, text, ticked, of, act)
    }

    /** One of several answers. */
    fun choice(name: String, label: String, options: List<Option>, chosen: String, act: ((Filled) -> Unit)? = null) {
        parts += Part.Choice(name, label, options, chosen, text("web-declare-choose"), act)
    }

    /** A QR code. */
    fun code(label: String, content: String) {
        parts += Part.Code(label, content)
    }

    /** The button of what is most likely wanted. */
    fun main(key: String, vararg needs: String, act: (Filled) -> Unit) {
        parts += Part.Press(text(key), Weight.MAIN, needs.asList(), act)
    }

    /** The same, with a text that is given. */
    fun mainSaying(text: String, act: (Filled) -> Unit) {
        parts += Part.Press(text, Weight.MAIN, emptyList(), act)
    }

    /** Any other button. */
    fun other(text: String, vararg needs: String, act: (Filled) -> Unit) {
        parts += Part.Press(text, Weight.OTHER, needs.asList(), act)
    }

    /** The button of what cannot be undone. */
    fun grave(key: String, act: (Filled) -> Unit) {
        parts += Part.Press(text(key), Weight.GRAVE, emptyList(), act)
    }
}

/** A card in this language; no parts, no card. */
internal fun Language.card(build: Building.() -> Unit): List<Part> = Building(this).apply(build).parts
