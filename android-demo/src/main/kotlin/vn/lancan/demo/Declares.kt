package vn.lancan.demo

import java.time.Instant
import vn.lancan.AnswerRefused
import vn.lancan.DeclarationDraft
import vn.lancan.DeclarationQuestion
import vn.lancan.DeclaringStage
import vn.lancan.Language
import vn.lancan.Problem
import vn.lancan.QuestionKind
import vn.lancan.Said
import vn.lancan.Tracer
import vn.lancan.demo.cards.AdministrativeUnits
import vn.lancan.demo.cards.Answering
import vn.lancan.demo.cards.CodeState
import vn.lancan.demo.cards.DeclareActs
import vn.lancan.demo.cards.DeclarePage
import vn.lancan.demo.cards.DeclareState
import vn.lancan.demo.cards.Filled
import vn.lancan.demo.cards.NewPerson
import vn.lancan.demo.cards.Onward
import vn.lancan.demo.cards.Reading
import vn.lancan.demo.cards.Wrong
import vn.lancan.demo.cards.asMinute
import vn.lancan.demo.cards.declareCard
import vn.lancan.demo.cards.parts
import vn.lancan.demo.cards.read
import vn.lancan.demo.cards.ward
import vn.lancan.demo.cards.wrong
import vn.lancan.said
import vn.lancan.say

/** Declaring health, for oneself and the family: filled in without a network, sent when there is one. */
class Declares(
    private val tracer: Tracer,
    private val language: Language,
    private val view: CardView,
    private val doing: Doing,
    private val units: suspend () -> AdministrativeUnits,
) {
    private var state = DeclareState()

    /** Drafts of which the server has one of today already, and when it came. */
    private val already = HashMap<Long, Instant>()

    /** Shows what there is now. A part that is being filled in stays as it is. */
    suspend fun look() {
        val persons = tracer.declarationPersons()
        val person = persons.find { it.id == state.person?.id }
        val forms = tracer.declarationForms(person)
        val all = tracer.declarationForms()
        val drafts = tracer.declarationDrafts()
        val made = tracer.declarations()
        val session = tracer.declaringSession()
        val units = units()
        // After all that takes its time: what was told meanwhile stays.
        state = state.copy(
            persons = persons, person = person, forms = forms, all = all, drafts = drafts, made = made, session = session,
            units = units,
        )
        val page = state.page
        if (page is DeclarePage.Made) {
            state.made.find { it.id == page.declaration.id }?.let { state = state.copy(page = page.copy(declaration = it)) }
        }
        if (page !is DeclarePage.Questions && page !is DeclarePage.Person) show(state)
    }

    /** Shows what becomes of each declaration, for as long as the page is there. */
    suspend fun follow(): Unit = tracer.declaring.collect { stage ->
        when (stage) {
            is DeclaringStage.FormsChecked ->
                tell(language.say(if (stage.changed) "phone-declare-new-forms" else "phone-declare-same-forms"), true)
            is DeclaringStage.FormsFailed -> tell(stage.problem.said(language), false)
            is DeclaringStage.CodeSent -> state = state.copy(code = CodeState.Sent(stage.until), told = null)
            is DeclaringStage.SignedIn -> state = state.copy(code = CodeState.None, told = null)
            is DeclaringStage.SignInFailed -> {
                // Without a code on its way the number is asked for again.
                if (state.code == CodeState.Asked) state = state.copy(code = CodeState.None)
                tell(stage.problem.said(language), false)
            }
            is DeclaringStage.SignInNeeded -> tell(Problem.SignInNeeded().said(language), false)
            is DeclaringStage.Arrived -> {
                val made = tracer.declarations().find { it.id == stage.declaration }
                made?.let { tell(language.say("declare-arrived", "title" to state.title(it.form, it.person, language)), true) }
            }
            is DeclaringStage.AlreadyToday -> {
                already[stage.draft] = stage.at
                val today = language.say("phone-declare-today", "when" to stage.at.asMinute()).title
                tell(Said(today, language.say("web-declare-replaced-by-new").title), false)
            }
            is DeclaringStage.Refused -> tell(stage.problem.said(language), false)
        }
        look()
    }

    /** All was erased. */
    suspend fun forget() {
        state = DeclareState()
        already.clear()
        look()
    }

    private val acts = DeclareActs(
        open = ::open,
        choose = { person ->
            state = state.copy(person = person)
            doing { look() }
        },
        save = ::save,
        remove = { person ->
            act {
                tracer.remove(person)
                open(DeclarePage.Family)
                look()
            }
        },
        refuse = { page, said -> show(state.copy(page = page, told = said, toldGood = false)) },
        profile = { person -> act { questions(Answering.Profile(person)) } },
        begin = { form, journeyOf ->
            act {
                // A traveller of a group is nobody of the family.
                val person = state.person.takeIf { journeyOf == null }
                val draft = tracer.beginDeclaration(form, person, journeyOf)
                tracer.declarationDrafts().find { it.id == draft }?.let { questions(Answering.Form(it)) }
            }
        },
        resume = { draft -> act { questions(Answering.Form(draft)) } },
        drop = { draft ->
            act {
                tracer.deleteDeclarationDraft(draft.id)
                look()
            }
        },
        same = { form ->
            act {
                // Said first: what becomes of it may be told before the call comes back.
                tell(language.say("phone-declare-waits"), true)
                tracer.declareSame(form, state.person)
                look()
            }
        },
        answer = { question, filled -> page()?.let { page -> act { answered(page, question, filled) } } },
        mean = { question, field, code, filled ->
            page()?.let { page ->
                act {
                    val words = filled.fields + (field to code)
                    answered(page.copy(several = null), question, Filled(words))
                }
            }
        },
        keep = { filled, onward -> page()?.let { page -> act { keep(page, filled, onward) } } },
        goTo = { draft, part -> act { questions(Answering.Form(draft), part, isChecked = true) } },
        send = ::send,
        look = { made -> act { show(state.copy(page = DeclarePage.Made(made, tracer.declaredAnswers(made)), told = null)) } },
        askForPassword = { phone ->
            // Said first, as above.
            state = state.copy(code = CodeState.Asked, told = null)
            doing({ problem ->
                tell(problem.said(language), false)
                show(state.copy(code = CodeState.None))
            }) {
                tracer.askToDeclare(phone, language)
                look()
            }
        },
        signIn = { password -> act { tracer.signInToDeclare(password) } },
        again = { show(state.copy(code = CodeState.None, told = null)) },
        signOut = {
            act {
                tracer.signOutOfDeclaring()
                look()
            }
        },
        fetch = { act { tracer.fetchForms() } },
    )

    private fun page() = state.page as? DeclarePage.Questions

    private fun open(page: DeclarePage): Unit = show(state.copy(page = page, told = null))

    /** Does what may fail, and says on the card when it does. */
    private fun act(work: suspend () -> Unit): Unit = doing({ problem ->
        tell(problem.said(language), false)
        show(state)
    }, work)

    private fun save(person: vn.lancan.DeclarationPerson?, new: NewPerson, filled: Filled): Unit = doing({ problem ->
        val said = if (problem is Problem.RequestInvalid) language.say("declare-person-refused") else problem.said(language)
        show(state.copy(page = DeclarePage.Person(person, filled), told = said, toldGood = false))
    }) {
        if (person == null) {
            tracer.addDeclarationPerson(new.name, new.birthYear, new.relation, new.phone, consent = true)
        } else {
            tracer.change(person, new.name, new.birthYear, new.relation, new.phone)
        }
        state = state.copy(page = DeclarePage.Family)
        tell(language.say("declare-saved"), true)
        look()
    }

    private suspend fun asked(of: Answering): List<DeclarationQuestion> = when (of) {
        is Answering.Form -> tracer.declarationQuestions(of.draft.id)
        is Answering.Profile -> tracer.declarationProfile(of.person)
    }

    private suspend fun give(of: Answering, question: DeclarationQuestion, words: List<String>): List<AnswerRefused> = when (of) {
        is Answering.Form -> tracer.answerDeclaration(of.draft.id, question, words)
        is Answering.Profile -> tracer.answerDeclarationProfile(of.person, question, words)
    }

    private suspend fun questions(of: Answering, part: Int = 0, isChecked: Boolean = false) {
        val page = DeclarePage.Questions(of, asked(of), part, isChecked = isChecked)
        show(state.copy(page = page.copy(wrong = missing(page)), told = null))
    }

    /** What is missing, once the user wanted to send. */
    private suspend fun missing(page: DeclarePage.Questions): List<Wrong> {
        val of = page.of
        if (!page.isChecked || of !is Answering.Form) return emptyList()
        return tracer.checkDeclaration(of.draft.id).refused.map { language.wrong(it, page.questions) }
    }

    /** Something was chosen or ticked: what is asked may be other questions now. What is written elsewhere stays where it is. */
    private suspend fun answered(page: DeclarePage.Questions, question: DeclarationQuestion, filled: Filled) {
        val (wrong, several) = take(page, listOf(question), filled)
        val before = page.questions.map { it.linkId to it.time }
        val questions = asked(page.of)
        val taken = if (wrong.isEmpty() && several == null) question.linkId else null
        val written = filled.fields.filterKeys { taken == null || it.substringBefore('#').substringBefore('/') != taken }
        val next = page.copy(questions = questions, written = written, several = several, wrong = wrong)
        val isSame = before == questions.map { it.linkId to it.time } && wrong.isEmpty() && page.wrong.isEmpty() &&
            several == null && page.several == null && question.kind in listOf(QuestionKind.YES_NO, QuestionKind.CHOICE)
        // Drawn again only where something else is to be seen: whoever uses a screen reader stays where they are.
        if (isSame && state.told == null) state = state.copy(page = next) else show(state.copy(page = next.copy(wrong = wrong + missing(next)), told = null))
    }

    /** Gives the core what stands in the fields of these questions; returns what is wrong with it. */
    private suspend fun take(
        page: DeclarePage.Questions,
        questions: List<DeclarationQuestion>,
        filled: Filled,
    ): Pair<List<Wrong>, Reading.Several?> {
        val wrong = mutableListOf<Wrong>()
        var several: Reading.Several? = null
        for (question in questions) {
            when (val reading = question.read(filled, language, state.units)) {
                is Reading.Unknown -> wrong += reading.wrong
                is Reading.Several -> several = several ?: reading
                is Reading.Words -> if (reading.words != question.answers) {
                    val refused = give(page.of, question, reading.words)
                    wrong += refused.map { language.wrong(it, page.questions) }
                    if (refused.isEmpty()) around(page, question, reading.words)
                }
            }
        }
        return wrong to several
    }

    /** A ward says in which district and province it lies. */
    private suspend fun around(page: DeclarePage.Questions, ward: DeclarationQuestion, words: List<String>) {
        for (question in page.questions.filter { it.ward(page.questions, state.units) == ward }) {
            val digits = if (question.kind == QuestionKind.PROVINCE) 2 else 3
            val line = words.firstOrNull()?.let { state.units.named(it) }?.line.orEmpty()
            give(page.of, question, listOfNotNull(line.find { it.code.length == digits }?.code))
        }
    }

    private suspend fun keep(page: DeclarePage.Questions, filled: Filled, onward: Onward) {
        val part = parts(page.questions).getOrNull(page.at).orEmpty()
        val asked = part.filter { it.kind != QuestionKind.HEADING && it.kind != QuestionKind.WORDS && it.ward(page.questions, state.units) == null }
        val (wrong, several) = take(page, asked, filled)
        val isBack = onward is Onward.To && onward.part < page.at
        val isLater = onward == Onward.Leave && page.of is Answering.Form
        val stays = (wrong.isNotEmpty() || several != null) && !isBack && !isLater
        if (stays) {
            val next = page.copy(questions = asked(page.of), written = filled.fields, several = several)
            return show(state.copy(page = next.copy(wrong = wrong + missing(next)), told = null))
        }
        when (onward) {
            is Onward.To -> questions(page.of, onward.part, page.isChecked)
            Onward.Check -> check((page.of as Answering.Form).draft)
            Onward.Leave -> {
                state = state.copy(page = DeclarePage.Home)
                tell(language.say("declare-saved"), true)
                look()
            }
        }
    }

    private suspend fun check(draft: DeclarationDraft) {
        val check = tracer.checkDeclaration(draft.id)
        val person = state.persons.find { it.id == draft.person }
        val today = tracer.declarationForms(person).find { it.id == draft.form }?.declaredToday ?: already[draft.id]
        show(state.copy(page = DeclarePage.Check(draft, tracer.declarationQuestions(draft.id), check, today), told = null))
    }

    private fun send(draft: DeclarationDraft, replaces: Boolean): Unit = act {
        // Said first: what becomes of it may be told before the call comes back.
        state = state.copy(page = DeclarePage.Home)
        tell(language.say("phone-declare-waits"), true)
        tracer.declare(draft.id, replaces)
        look()
    }

    private fun tell(said: Said, good: Boolean) {
        state = state.copy(told = said, toldGood = good)
    }

    private fun show(new: DeclareState) {
        state = new
        view.show(language.declareCard(state, acts))
    }
}
