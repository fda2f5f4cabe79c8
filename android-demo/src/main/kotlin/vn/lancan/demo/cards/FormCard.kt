package vn.lancan.demo.cards

// A form, part by part, and what is missing before it is sent.

/** One part of a form, or of what is known of somebody. */
internal fun Building.part(page: DeclarePage.Questions, state: DeclareState, acts: DeclareActs) {
    val parts = parts(page.questions)
    val shown = parts.getOrNull(page.at).orEmpty()
    val isLast = page.at >= parts.size - 1
    when (val of = page.of) {
        is Answering.Form -> heading(state.title(of.draft.form, of.draft.person, language))
        is Answering.Profile -> {
            heading(profileTitle(of.person))
            if (page.at == 0) tell("declare-profile-lead", tone = Tone.QUIET)
        }
    }
    told(state)
    if (parts.size > 1) tell("declare-part", "at" to page.at + 1, "all" to parts.size, tone = Tone.QUIET)
    if (page.at == 0 && page.of is Answering.Form) tell("web-draft-prefilled", tone = Tone.QUIET)
    for (question in shown) if (question.ward(page.questions, state.units) == null) question(question, page, state, acts)
    if (!isLast) {
        main("declare-next") { acts.keep(it, Onward.To(page.at + 1)) }
    } else if (page.of is Answering.Form) {
        main("declare-check") { acts.keep(it, Onward.Check) }
    } else {
        main("save") { acts.keep(it, Onward.Leave) }
    }
    if (page.at > 0) other(text("declare-back")) { acts.keep(it, Onward.To(page.at - 1)) }
    if (page.of is Answering.Form) {
        other(text("web-draft-later")) { acts.keep(it, Onward.Leave) }
    } else if (!isLast) {
        other(text("save")) { acts.keep(it, Onward.Leave) }
    }
}

/** What is missing, part by part; or how urgent it is, and the button that sends it. */
internal fun Building.check(page: DeclarePage.Check, state: DeclareState, acts: DeclareActs) {
    val (draft, questions, check) = page
    heading(state.title(draft.form, draft.person, language))
    told(state)
    val parts = parts(questions)
    val refused = check.refused.filterNot { one ->
        questions.any { it.linkId == one.linkId && it.ward(questions, state.units) != null }
    }
    val urgency = check.`class`
    if (urgency == null) {
        say("declare-missing", "count" to refused.size, tone = Tone.CARE)
        for ((at, part) in parts.withIndex()) {
            val here = refused.filter { one -> part.any { it.linkId == one.linkId && (it.time == null || it.time == one.entry) } }
            if (here.isEmpty()) continue
            for (one in here) {
                val label = part.first { it.linkId == one.linkId }.label(language)
                line(text("declare-answer", "label" to label, "value" to language.why(one)), Tone.ALARM)
            }
            other(text("declare-go-to", "label" to part.first().label(language))) { acts.goTo(draft, at) }
        }
    } else {
        say("declare-ready", tone = Tone.GOOD)
        tell("web-declare-class-${urgency.key}", tone = tone(urgency))
        check.reason?.let { tell("declaration-reason-$it") }
        val today = state.forms.find { it.id == draft.form }?.declaredToday
        if (today != null) {
            tell("phone-declare-today", "when" to today.asMinute(), tone = Tone.CARE)
            tell("web-declare-replaced-by-new")
        }
        tell("web-declare-true")
        main("web-declare-send") { acts.send(draft, today != null) }
        other(text("declare-back")) { acts.goTo(draft, parts.size - 1) }
    }
    other(text("web-draft-later")) { acts.open(DeclarePage.Home) }
}
