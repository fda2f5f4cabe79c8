package vn.lancan.demo.cards

import java.time.LocalDate
import java.time.format.DateTimeFormatter
import java.time.format.DateTimeParseException
import java.time.format.ResolverStyle
import vn.lancan.AnswerRefused
import vn.lancan.DeclarationQuestion
import vn.lancan.Language
import vn.lancan.QuestionKind
import vn.lancan.say

/** Something that is wrong, beside the field or choice with this name. */
data class Wrong(val name: String, val text: String)

/** What stands in the fields of a question. */
sealed interface Reading {
    /** The answers, as the core takes them. */
    data class Words(val words: List<String>) : Reading

    /** In this field a place is written, but which one: one of these. */
    data class Several(val name: String, val units: List<AdministrativeUnit>) : Reading

    /** In this field something is written that is no place or country. */
    data class Unknown(val wrong: Wrong) : Reading
}

/** The name of a question's field; of a group that repeats, of one of its times. */
val DeclarationQuestion.name: String get() = time?.let { "$linkId#$it" } ?: linkId

/** What is asked, in this language. */
fun DeclarationQuestion.label(language: Language): String = if (language == Language.ENGLISH) english else vietnamese

private const val MOST_ANSWERS = 5
private const val YES = "yes"
private const val NO = "no"
private val written = DateTimeFormatter.ofPattern("d/M/uuuu").withResolverStyle(ResolverStyle.STRICT)

/** The names of the question's fields: one, or one more than there are answers. */
fun DeclarationQuestion.fields(): List<String> =
    if (repeats) (0..answers.size.coerceAtMost(MOST_ANSWERS - 1)).map { "$name/$it" } else listOf(name)

/** Whether it is answered by writing. */
val DeclarationQuestion.isWritten: Boolean
    get() = when (kind) {
        QuestionKind.HEADING, QuestionKind.WORDS, QuestionKind.YES_NO, QuestionKind.CHOICE -> false
        QuestionKind.WHOLE, QuestionKind.TENTHS, QuestionKind.DATE, QuestionKind.LINE, QuestionKind.TEXT,
        QuestionKind.OPEN_CHOICE, QuestionKind.COUNTRY, QuestionKind.PHONE, QuestionKind.PROVINCE, QuestionKind.DISTRICT,
        QuestionKind.WARD,
        -> true
    }

/** The ward beside a province or district, which follow from it; null for everything else, and where there is no list of units. */
fun DeclarationQuestion.ward(all: List<DeclarationQuestion>, units: AdministrativeUnits): DeclarationQuestion? {
    if (units.isEmpty || (kind != QuestionKind.PROVINCE && kind != QuestionKind.DISTRICT)) return null
    val group = linkId.substringBeforeLast('.', "")
    return all.find { it.kind == QuestionKind.WARD && it.time == time && group.isNotEmpty() && it.linkId.startsWith("$group.") }
}

/**
 * The parts of a form, one after the other: each begins with a heading, and headings in a row, or of one group that repeats, are one
 * part.
 */
fun parts(questions: List<DeclarationQuestion>): List<List<DeclarationQuestion>> {
    val parts = mutableListOf<MutableList<DeclarationQuestion>>()
    for (question in questions) {
        val last = parts.lastOrNull()
        val isNext = question.kind == QuestionKind.HEADING && last?.last()?.kind != QuestionKind.HEADING &&
            (question.time ?: 0u) == 0u
        if (last == null || isNext) parts += mutableListOf(question) else last += question
    }
    return parts
}

/** An answer as it is shown: a date, a country and a place by their names. */
fun DeclarationQuestion.shown(answer: String, language: Language, units: AdministrativeUnits): String = when (kind) {
    QuestionKind.YES_NO -> language.say(if (answer == YES) "web-declare-yes" else "web-declare-no").title
    QuestionKind.CHOICE, QuestionKind.OPEN_CHOICE ->
        options.find { it.code == answer }?.let { if (language == Language.ENGLISH) it.english else it.vietnamese } ?: answer
    QuestionKind.TENTHS -> if (language == Language.ENGLISH) answer else answer.replace('.', ',')
    QuestionKind.DATE -> asShownDate(answer)
    QuestionKind.COUNTRY -> language.countryName(answer)
    QuestionKind.PROVINCE, QuestionKind.DISTRICT, QuestionKind.WARD -> units.named(answer)?.fullName ?: answer
    QuestionKind.HEADING, QuestionKind.WORDS, QuestionKind.WHOLE, QuestionKind.LINE, QuestionKind.TEXT, QuestionKind.PHONE -> answer
}

private fun asShownDate(date: String): String =
    try {
        LocalDate.parse(date).asDay()
    } catch (_: DateTimeParseException) {
        date
    }

/** A date as the core takes it; what is none stays as it is, so that the core says so. */
private fun asWrittenDate(text: String): String =
    try {
        LocalDate.parse(text.trim(), written).toString()
    } catch (_: DateTimeParseException) {
        text
    }

/** What stands in the fields of a question that is answered by writing, choosing or ticking. */
fun DeclarationQuestion.read(filled: Filled, language: Language, units: AdministrativeUnits): Reading {
    if (consent) return Reading.Words(if (filled.ticked(name)) listOf(YES) else emptyList())
    val words = mutableListOf<String>()
    for ((at, field) in fields().withIndex()) {
        val text = filled[field].trim()
        val before = answers.getOrNull(at)
        when {
            text.isEmpty() -> {}
            before != null && text == shown(before, language, units) -> words += before
            kind == QuestionKind.DATE -> words += asWrittenDate(text)
            kind == QuestionKind.COUNTRY ->
                words += countryCode(text) ?: return Reading.Unknown(Wrong(field, language.say("web-declare-error-country").title))
            kind == QuestionKind.OPEN_CHOICE -> words += options.find { shown(it.code, language, units) == text }?.code ?: text
            isUnit && !units.isEmpty -> {
                val meant = units.meant(text) { isOfLevel(it, units) }
                when (meant.size) {
                    0 -> return Reading.Unknown(Wrong(field, language.say("web-declare-error-unit").title))
                    1 -> words += meant[0].code
                    else -> return Reading.Several(field, meant)
                }
            }
            else -> words += text
        }
    }
    return Reading.Words(words)
}

private val DeclarationQuestion.isUnit
    get() = kind == QuestionKind.PROVINCE || kind == QuestionKind.DISTRICT || kind == QuestionKind.WARD

/** A province has two digits, a district three; a ward is what nothing lies in. */
private fun DeclarationQuestion.isOfLevel(unit: AdministrativeUnit, units: AdministrativeUnits) = when (kind) {
    QuestionKind.PROVINCE -> unit.code.length == 2
    QuestionKind.DISTRICT -> unit.code.length == 3
    else -> units.isWhole(unit)
}

/** What the core refused, as it stands beside its field. */
fun Language.wrong(refused: AnswerRefused, questions: List<DeclarationQuestion>): Wrong {
    val question = questions.find { it.linkId == refused.linkId && (it.time == null || it.time == refused.entry) }
    val name = question?.name ?: refused.linkId
    return Wrong(if (question?.repeats == true) "$name/${refused.entry ?: 0u}" else name, why(refused))
}

/** Why an answer was refused. */
fun Language.why(refused: AnswerRefused): String {
    val key = "declaration-refused-${refused.reason}"
    val bound = refused.bound ?: return say(key).title
    return when (refused.reason) {
        "too-short", "too-long" -> say(key, "limit" to (bound.toIntOrNull() ?: 0)).title
        else -> say(key, "limit" to asShownDate(bound)).title
    }
}

/** A question with what is written there, and what is wrong with it below. */
internal fun Building.question(question: DeclarationQuestion, page: DeclarePage.Questions, state: DeclareState, acts: DeclareActs) {
    val label = question.label(language)
    val name = question.name
    val asked = if (question.required || question.consent) label else text("declare-optional", "label" to label)
    val now: (Filled) -> Unit = { acts.answer(question, it) }
    when (question.kind) {
        QuestionKind.HEADING -> heading(
            question.time?.let { text("declare-entry", "label" to label, "at" to it.toInt() + 1) } ?: label,
        )
        QuestionKind.WORDS -> line(label, Tone.QUIET)
        QuestionKind.YES_NO ->
            if (question.consent) {
                tick(name, label, question.answers == listOf(YES), act = now)
            } else {
                choice(name, asked, choices(question, listOf(YES, NO), state), question.answers.firstOrNull().orEmpty(), now)
            }
        QuestionKind.CHOICE ->
            choice(name, asked, choices(question, question.options.map { it.code }, state), question.answers.firstOrNull().orEmpty(), now)
        QuestionKind.WHOLE, QuestionKind.TENTHS, QuestionKind.DATE, QuestionKind.LINE, QuestionKind.TEXT, QuestionKind.OPEN_CHOICE,
        QuestionKind.COUNTRY, QuestionKind.PHONE, QuestionKind.PROVINCE, QuestionKind.DISTRICT, QuestionKind.WARD,
        -> fields(question, asked, page, state, acts)
    }
    if (!question.isWritten) page.wrong.filter { it.name == name }.forEach { line(it.text, Tone.ALARM) }
}

private fun Building.choices(question: DeclarationQuestion, codes: List<String>, state: DeclareState): List<Option> {
    val options = codes.map { Option(it, question.shown(it, language, state.units)) }
    return if (question.required) options else options + Option("", text("web-declare-no-answer"))
}

private fun Building.fields(
    question: DeclarationQuestion,
    label: String,
    page: DeclarePage.Questions,
    state: DeclareState,
    acts: DeclareActs,
) {
    if (question.kind == QuestionKind.OPEN_CHOICE) {
        line(question.options.joinToString { question.shown(it.code, language, state.units) }, Tone.QUIET)
    }
    for ((at, name) in question.fields().withIndex()) {
        val known = question.answers.getOrNull(at)?.let { question.shown(it, language, state.units) }
        val of = if (at == 0) label else text("declare-entry", "label" to question.label(language), "at" to at + 1)
        field(name, of, writing(question.kind), page.written[name] ?: known.orEmpty(), example(question.kind))
        page.wrong.filter { it.name == name }.forEach { line(it.text, Tone.ALARM) }
        val several = page.several.takeIf { it?.name == name } ?: continue
        val options = several.units.map { Option(it.code, it.fullName) }
        choice("$name=", text("web-declare-choose-unit"), options, "") { acts.mean(question, name, it["$name="], it) }
    }
}

private fun writing(kind: QuestionKind): Writing = when (kind) {
    QuestionKind.WHOLE -> Writing.DIGITS
    QuestionKind.TENTHS -> Writing.DECIMAL
    QuestionKind.TEXT -> Writing.LONG
    QuestionKind.PHONE -> Writing.PHONE
    QuestionKind.HEADING, QuestionKind.WORDS, QuestionKind.YES_NO, QuestionKind.DATE, QuestionKind.LINE, QuestionKind.CHOICE,
    QuestionKind.OPEN_CHOICE, QuestionKind.COUNTRY, QuestionKind.PROVINCE, QuestionKind.DISTRICT, QuestionKind.WARD,
    -> Writing.TEXT
}

private fun Building.example(kind: QuestionKind): String = when (kind) {
    QuestionKind.TENTHS -> text("web-declare-hint-decimal")
    QuestionKind.DATE -> "03/05/2021"
    QuestionKind.COUNTRY -> text("web-declare-hint-country")
    QuestionKind.PROVINCE, QuestionKind.DISTRICT, QuestionKind.WARD -> text("web-declare-hint-unit")
    QuestionKind.PHONE -> "0912 345 678"
    QuestionKind.HEADING, QuestionKind.WORDS, QuestionKind.YES_NO, QuestionKind.WHOLE, QuestionKind.LINE, QuestionKind.TEXT,
    QuestionKind.CHOICE, QuestionKind.OPEN_CHOICE,
    -> ""
}
