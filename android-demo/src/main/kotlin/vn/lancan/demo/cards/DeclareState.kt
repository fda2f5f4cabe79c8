package vn.lancan.demo.cards

import java.time.Instant
import vn.lancan.DeclarationCheck
import vn.lancan.DeclarationDraft
import vn.lancan.DeclarationForm
import vn.lancan.DeclarationPerson
import vn.lancan.DeclarationQuestion
import vn.lancan.DeclaringSession
import vn.lancan.Language
import vn.lancan.MadeDeclaration
import vn.lancan.Relation
import vn.lancan.Said
import vn.lancan.say

/** What the card of health declarations shows. */
data class DeclareState(
    val page: DeclarePage = DeclarePage.Closed,
    val persons: List<DeclarationPerson> = emptyList(),
    /** For whom forms are offered; null: for the user. */
    val person: DeclarationPerson? = null,
    /** The forms for them. */
    val forms: List<DeclarationForm> = emptyList(),
    /** Every form, for what it is called. */
    val all: List<DeclarationForm> = forms,
    val drafts: List<DeclarationDraft> = emptyList(),
    /** What was declared, the newest first. */
    val made: List<MadeDeclaration> = emptyList(),
    val session: DeclaringSession? = null,
    /** How far confirming the number has come. */
    val code: CodeState = CodeState.None,
    /** What the last act came to: good, or else the reason why nothing was done. */
    val told: Said? = null,
    val toldGood: Boolean = true,
    val units: AdministrativeUnits = AdministrativeUnits(""),
) {
    /** What waits to be sent. */
    val waiting: List<MadeDeclaration> get() = made.filter { it.arrived == null }

    /** What a form is called. */
    fun title(form: String, language: Language): String {
        val found = all.find { it.id == form } ?: return form
        return if (language == Language.ENGLISH) found.english else found.vietnamese
    }

    /** What a form is called, and for whom it is where it is for somebody of the family. */
    fun title(form: String, person: Long?, language: Language): String {
        val name = persons.find { it.id == person }?.name ?: return title(form, language)
        return language.say("web-family-title", "title" to title(form, language), "name" to name).title
    }
}

/** How far confirming a number has come. */
sealed interface CodeState {
    data object None : CodeState

    /** A code was asked for. */
    data object Asked : CodeState

    /** It is on its way. */
    data class Sent(val until: Instant) : CodeState
}

/** Which page of the card is open. */
sealed interface DeclarePage {
    /** The card's door. */
    data object Closed : DeclarePage

    /** Forms, drafts and what was sent. */
    data object Home : DeclarePage

    data object Family : DeclarePage

    /** A person of the family is written; null: a new one. [written]: what was written before it was refused. */
    data class Person(val person: DeclarationPerson?, val written: Filled? = null) : DeclarePage

    /** Whether a person is to be removed. */
    data class Removing(val person: DeclarationPerson) : DeclarePage

    /** A part of a form, or of what is known of somebody. */
    data class Questions(
        val of: Answering,
        val questions: List<DeclarationQuestion>,
        /** Which part. */
        val at: Int = 0,
        /** What stands in the fields and was not taken yet. */
        val written: Map<String, String> = emptyMap(),
        val wrong: List<Wrong> = emptyList(),
        /** A field of which it is not clear which place is meant. */
        val several: Reading.Several? = null,
        /** Whether what is missing is said, too: the user wanted to send. */
        val isChecked: Boolean = false,
    ) : DeclarePage

    /** All is answered, or this is missing. */
    data class Check(
        val draft: DeclarationDraft,
        val questions: List<DeclarationQuestion>,
        val check: DeclarationCheck,
    ) : DeclarePage

    /** A declaration that was made. */
    data class Made(val declaration: MadeDeclaration, val answers: List<DeclarationQuestion>) : DeclarePage
}

/** What is being answered. */
sealed interface Answering {
    data class Form(val draft: DeclarationDraft) : Answering

    /** What is known of somebody; null: of the user. */
    data class Profile(val person: DeclarationPerson?) : Answering
}

/** Where the user goes from a part. */
sealed interface Onward {
    data class To(val part: Int) : Onward

    /** Is anything missing? */
    data object Check : Onward

    /** Later, or done with a profile. */
    data object Leave : Onward
}

/** What the user does about declarations. */
class DeclareActs(
    val open: (DeclarePage) -> Unit,
    val choose: (DeclarationPerson?) -> Unit,
    val save: (DeclarationPerson?, NewPerson, Filled) -> Unit,
    val remove: (DeclarationPerson) -> Unit,
    /** What was written on this page cannot be taken. */
    val refuse: (DeclarePage, Said) -> Unit,
    /** Opens what is known of somebody. */
    val profile: (DeclarationPerson?) -> Unit,
    /** Begins a form, or goes on with its draft; with the declaration of entry whose journey is shared. */
    val begin: (form: String, journeyOf: MadeDeclaration?) -> Unit,
    val resume: (DeclarationDraft) -> Unit,
    val drop: (DeclarationDraft) -> Unit,
    /** Nothing changed since yesterday. */
    val same: (form: String) -> Unit,
    /** Something was chosen or ticked. */
    val answer: (DeclarationQuestion, Filled) -> Unit,
    /** This place is meant, by its code, in the field with this name. */
    val mean: (DeclarationQuestion, field: String, code: String, Filled) -> Unit,
    /** Keeps what stands on the page, and goes on. */
    val keep: (Filled, Onward) -> Unit,
    /** Back to a part of the draft. */
    val goTo: (DeclarationDraft, part: Int) -> Unit,
    val send: (DeclarationDraft, replaces: Boolean) -> Unit,
    val look: (MadeDeclaration) -> Unit,
    val askForPassword: (phone: String) -> Unit,
    val signIn: (password: String) -> Unit,
    /** Another code, or another number. */
    val again: () -> Unit,
    val signOut: () -> Unit,
    val fetch: () -> Unit,
)

/** Somebody for whom the user declares, as they were written. */
data class NewPerson(
    val name: String,
    /** What is no year is 0, which nobody was born in. */
    val birthYear: Int,
    val relation: Relation,
    val phone: String?,
)
