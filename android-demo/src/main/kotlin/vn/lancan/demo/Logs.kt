package vn.lancan.demo

import vn.lancan.Language
import vn.lancan.LogQuestion
import vn.lancan.Problem
import vn.lancan.Said
import vn.lancan.Tracer
import vn.lancan.demo.cards.LogActs
import vn.lancan.demo.cards.LogState
import vn.lancan.demo.cards.logCard
import vn.lancan.isGood
import vn.lancan.said
import vn.lancan.say

/** Places that must list their visitors: the question, who the user is, and what waits. */
class Logs(
    private val tracer: Tracer,
    private val language: Language,
    private val view: CardView,
    private val doing: Doing,
) {
    private var state = LogState()

    /** Shows what there is now. */
    suspend fun look() = show(state.copy(contact = tracer.logContact(), entries = tracer.logEntries()))

    /** Asks whether the user agrees to be listed. */
    suspend fun ask(question: LogQuestion) {
        state = LogState(question)
        look()
        view.reveal()
    }

    /** Shows what becomes of each entry, for as long as the page is there. */
    suspend fun follow() {
        tracer.logStages.collect { stage ->
            state = state.copy(told = stage.said(language), toldGood = stage.isGood)
            look()
        }
    }

    private val acts = LogActs(
        save = { contact ->
            doing(::failed) {
                tracer.setLogContact(contact)
                state = state.copy(isWriting = false)
                told("phone-log-contact-kept")
            }
        },
        forget = {
            doing(::failed) {
                tracer.forgetLogContact()
                told("phone-log-contact-forgotten")
            }
        },
        write = { writing -> show(state.copy(isWriting = writing, told = null)) },
        agree = { question, companions ->
            doing(::failed) {
                tracer.agreeToLog(question.visit, companions)
                state = state.copy(question = null)
                told("phone-log-agreed")
            }
        },
        decline = { question ->
            doing(::failed) {
                tracer.declineLog(question.visit)
                state = state.copy(question = null)
                told("phone-log-declined")
            }
        },
        wrong = ::tell,
    )

    private suspend fun told(key: String) {
        state = state.copy(told = language.say(key), toldGood = true)
        look()
    }

    private fun failed(problem: Problem): Unit =
        tell(if (problem is Problem.RequestInvalid) language.say("phone-log-contact-refused") else problem.said(language))

    private fun tell(said: Said) = show(state.copy(told = said, toldGood = false))

    private fun show(new: LogState) {
        state = new
        view.show(language.logCard(state, acts))
    }
}
