package vn.lancan.demo.cards

import vn.lancan.DeclarationPerson
import vn.lancan.Relation
import vn.lancan.say

// For whom the user declares.

/** Most persons for whom a number declares. */
private const val MOST_PERSONS = 10

internal fun Building.family(state: DeclareState, acts: DeclareActs) {
    heading(text("web-family"))
    told(state)
    tell("web-family-lead", tone = Tone.QUIET)
    for (person in state.persons) {
        line(
            text(
                "declare-person", "name" to person.name, "year" to "${person.birthYear}",
                "relation" to text("web-family-${person.relation.key}"),
            ),
        )
        other(profileTitle(person)) { acts.profile(person) }
        other(text("declare-person-edit", "name" to person.name)) { acts.open(DeclarePage.Person(person)) }
        other(text("declare-person-remove", "name" to person.name)) { acts.open(DeclarePage.Removing(person)) }
    }
    if (state.persons.size < MOST_PERSONS) {
        main("web-family-add") { acts.open(DeclarePage.Person(null)) }
    } else {
        tell("web-family-full", tone = Tone.CARE)
    }
    other(text("declare-back")) { acts.open(DeclarePage.Home) }
}

internal fun Building.person(page: DeclarePage.Person, state: DeclareState, acts: DeclareActs) {
    val person = page.person
    val before = page.written
    heading(if (person == null) text("web-family-add") else text("declare-person-edit", "name" to person.name))
    told(state)
    field("name", text("web-family-name"), Writing.TEXT, before?.get("name") ?: person?.name.orEmpty())
    field("year", text("web-family-birth-year"), Writing.DIGITS, before?.get("year") ?: person?.birthYear?.toString().orEmpty())
    val relations = Relation.entries.map { Option(it.key, text("web-family-${it.key}")) }
    choice("relation", text("web-family-relation"), relations, before?.get("relation") ?: person?.relation?.key.orEmpty())
    field("own", text("declare-optional", "label" to text("web-family-phone")), Writing.PHONE, before?.get("own") ?: person?.phone.orEmpty())
    tell("web-family-phone-hint", tone = Tone.QUIET)
    val save: (Filled) -> Unit = { filled ->
        val chosen = Relation.entries.find { it.key == filled["relation"] }
        val phone = filled["own"].trim().ifEmpty { null }
        if (chosen == null) {
            acts.refuse(page.copy(written = filled), language.say("web-family-error-relation"))
        } else {
            acts.save(person, NewPerson(filled["name"], filled["year"].trim().toIntOrNull() ?: 0, chosen, phone), filled)
        }
    }
    if (person == null) {
        tick("consent", text("web-family-consent"))
        main("save", "consent", act = save)
    } else {
        tell("declare-person-changed-later", tone = Tone.QUIET)
        main("save", act = save)
    }
    other(text("cancel")) { acts.open(DeclarePage.Family) }
}

internal fun Building.removing(person: DeclarationPerson, acts: DeclareActs) {
    say("declare-person-remove-title", "name" to person.name, tone = Tone.ALARM)
    grave("web-family-remove") { acts.remove(person) }
    other(text("cancel")) { acts.open(DeclarePage.Family) }
}

/** The end of the keys of its texts. */
internal val Relation.key: String get() = name.lowercase()
