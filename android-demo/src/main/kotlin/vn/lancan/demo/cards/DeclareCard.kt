package vn.lancan.demo.cards

import vn.lancan.DeclarationPerson
import vn.lancan.Language
import vn.lancan.MadeDeclaration
import vn.lancan.TriageClass

/** Declaring health: forms, drafts, what waits and what was sent, the family, a form part by part, and the gate pass. */
fun Language.declareCard(state: DeclareState, acts: DeclareActs): List<Part> = card {
    when (val page = state.page) {
        DeclarePage.Closed -> closed(state, acts)
        DeclarePage.Home -> home(state, acts)
        DeclarePage.Family -> family(state, acts)
        is DeclarePage.Person -> person(page, state, acts)
        is DeclarePage.Removing -> removing(page.person, acts)
        is DeclarePage.Questions -> part(page, state, acts)
        is DeclarePage.Check -> check(page, state, acts)
        is DeclarePage.Made -> made(page, state, acts)
    }
}

private fun Building.closed(state: DeclareState, acts: DeclareActs) {
    heading(text("web-declare"))
    told(state)
    if (state.told == null) tell("declare-lead", tone = Tone.QUIET)
    for (waiting in state.waiting) waits(waiting, state)
    state.made.find { it.arrived?.pass != null && !it.replaced }?.let { pass ->
        other(text("declare-look-pass", "title" to state.title(pass.form, pass.person, language))) { acts.look(pass) }
    }
    main("declare-forms") { acts.open(DeclarePage.Home) }
}

private fun Building.home(state: DeclareState, acts: DeclareActs) {
    heading(text("web-declare"))
    told(state)
    tell("declare-lead", tone = Tone.QUIET)
    sending(state, acts)
    if (state.persons.isNotEmpty()) {
        val persons = listOf(Option("", text("web-family-me"))) + state.persons.map { Option("${it.id}", it.name) }
        choice("person", text("declare-for"), persons, state.person?.id?.toString().orEmpty()) { filled ->
            acts.choose(state.persons.find { "${it.id}" == filled["person"] })
        }
    }
    other(profileTitle(state.person)) { acts.profile(state.person) }
    other(text("web-family")) { acts.open(DeclarePage.Family) }
    drafts(state, acts)
    heading(text("declare-forms"))
    for (form in state.forms) {
        val title = state.title(form.id, language)
        form.declaredToday?.let { line(text("declare-answer", "label" to title, "value" to text("phone-declare-today", "when" to it.asMinute())), Tone.QUIET) }
        if (form.sameAsYesterday) mainSaying(text("web-again", "title" to title)) { acts.same(form.id) }
        other(text("declare-fill", "title" to title)) { acts.begin(form.id, null) }
    }
    other(text("declare-fetch")) { acts.fetch() }
    val sent = state.made.filter { it.arrived != null && it.person == state.person?.id }
    if (sent.isNotEmpty()) heading(text("web-declare-own"))
    for (declaration in sent) {
        line(standing(declaration, state), Tone.QUIET)
        other(text("declare-look", "title" to state.title(declaration.form, declaration.person, language))) { acts.look(declaration) }
    }
    other(text("declare-back")) { acts.open(DeclarePage.Closed) }
}

private fun Building.drafts(state: DeclareState, acts: DeclareActs) {
    if (state.drafts.isEmpty()) return
    heading(text("web-draft-put-aside"))
    for (draft in state.drafts) {
        val title = state.title(draft.form, draft.person, language)
        line(text("declare-draft-line", "title" to title, "when" to draft.changedAt.asMinute()), Tone.QUIET)
        if (draft.refused.isNotEmpty()) tell("declare-draft-refused", tone = Tone.CARE)
        other(text("declare-go-on", "title" to title)) { acts.resume(draft) }
        other(text("declare-drop", "title" to title)) { acts.drop(draft) }
    }
}

/** What waits, and with whose number it is sent. */
private fun Building.sending(state: DeclareState, acts: DeclareActs) {
    for (waiting in state.waiting) waits(waiting, state)
    val session = state.session
    val until = session?.until
    if (until != null) {
        tell("declare-signed-in", "phone" to session.phone, "when" to until.asMinute(), tone = Tone.QUIET)
        return other(text("declare-sign-out")) { acts.signOut() }
    }
    if (state.waiting.isEmpty()) return
    when (val code = state.code) {
        CodeState.None -> {
            say("declare-sign-in")
            field("phone", text("call-phone"), Writing.PHONE, session?.phone.orEmpty(), "0912 345 678")
            return main("call-ask-password") { acts.askForPassword(it["phone"]) }
        }
        CodeState.Asked -> heading(text("call-asked"))
        is CodeState.Sent -> heading(text("call-code-sent", "when" to code.until.asMinute()))
    }
    field("password", text("call-enter-password"), Writing.DIGITS, example = "123456")
    main("declare-sign-in-now") { acts.signIn(it["password"]) }
    other(text("call-again")) { acts.again() }
}

private fun Building.waits(declaration: MadeDeclaration, state: DeclareState) =
    line(text("declare-is-waiting", "title" to state.title(declaration.form, declaration.person, language)), Tone.CARE)

/** Where a declaration stands. */
private fun Building.standing(declaration: MadeDeclaration, state: DeclareState): String {
    val title = state.title(declaration.form, declaration.person, language)
    val arrived = declaration.arrived ?: return text("declare-is-waiting", "title" to title)
    val line = text(
        "declare-is-there", "title" to title, "when" to arrived.receivedAt.asMinute(),
        "class" to text("web-declare-class-${arrived.`class`.key}"),
    )
    return if (declaration.replaced) text("declare-answer", "label" to text("web-declare-replaced"), "value" to line) else line
}

private fun Building.made(page: DeclarePage.Made, state: DeclareState, acts: DeclareActs) {
    val declaration = page.declaration
    val arrived = declaration.arrived
    heading(state.title(declaration.form, declaration.person, language))
    arrived?.pass?.let { pass ->
        say("declare-pass")
        code(text("declare-pass"), pass.text)
        tell("phone-declare-pass", "from" to pass.validFrom.asMinute(), "to" to pass.validTo.asMinute())
    }
    line(standing(declaration, state), arrived?.let { tone(it.`class`) } ?: Tone.CARE)
    if (arrived != null) {
        arrived.reason?.let { tell("declaration-reason-$it") }
        heading(text("web-declare-what-to-do"))
        tell("web-declare-do-${declaration.form}-${arrived.`class`.key}")
        tell("web-declare-worse", tone = Tone.QUIET)
    }
    if (arrived?.pass != null && declaration.journeyOf == null) {
        other(text("web-group-add")) { acts.begin("vhd", declaration) }
        other(text("web-diary-report")) { acts.begin("vhd-daily", declaration) }
    }
    heading(text("web-declare-sent-answers"))
    for (answer in page.answers) {
        val shown = answer.answers.joinToString { answer.shown(it, language, state.units) }
        line(text("declare-answer", "label" to answer.label(language), "value" to shown), Tone.QUIET)
    }
    other(text("declare-back")) { acts.open(DeclarePage.Home) }
}

internal fun Building.told(state: DeclareState) {
    state.told?.let { said(it, if (state.toldGood) Tone.GOOD else Tone.CARE) }
}

/** What the page of somebody's details is called. */
internal fun Building.profileTitle(person: DeclarationPerson?): String =
    if (person == null) text("declare-profile") else text("declare-profile-of", "name" to person.name)

/** The end of the keys of its texts. */
internal val TriageClass.key: String get() = name.lowercase()

/** How it looks. */
internal fun tone(urgency: TriageClass): Tone = when (urgency) {
    TriageClass.GREEN -> Tone.GOOD
    TriageClass.YELLOW -> Tone.CARE
    TriageClass.RED -> Tone.ALARM
}
