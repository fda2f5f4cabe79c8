package vn.lancan.demo

import vn.lancan.CallStage
import vn.lancan.Language
import vn.lancan.Problem
import vn.lancan.Tracer
import vn.lancan.Warning
import vn.lancan.demo.cards.CallActs
import vn.lancan.demo.cards.CallState
import vn.lancan.demo.cards.callCard

/** The call that a warned user asks for. [changed] is called when one begins to be asked for, and when none is any more. */
class Calls(
    private val tracer: Tracer,
    private val language: Language,
    private val view: CardView,
    private val doing: Doing,
    private val changed: () -> Unit,
) {
    private var state = CallState()
    private var warning: Warning? = null

    /** Whether a call is asked for. */
    val isOpen: Boolean get() = state.review != null || state.stage != null

    /** Follows the call for as long as the page is there, one from before the app was started included. */
    suspend fun follow(): Unit = tracer.call.collect { stage -> look((stage as? CallStage.Failed)?.problem) }

    /** Begins to ask for a call about this warning. Nothing is sent by it. */
    fun begin(about: Warning): Unit = doing {
        warning = about
        look(null)
        view.reveal()
    }

    /** All was erased. */
    fun forget() {
        warning = null
        show(CallState())
    }

    private val acts = CallActs(
        askForPassword = { phone ->
            warning?.let { about ->
                doing(::look) {
                    tracer.askForPassword(about, phone, language)
                    look(null)
                }
            }
        },
        leaveOut = { day -> show(state.copy(leftOut = state.leftOut + day)) },
        send = { password, keys, encounters ->
            doing(::look) {
                tracer.callMe(password, state.leftOut.toList(), keys, encounters, language)
                look(null)
            }
        },
        again = { show(state.copy(stage = null, problem = null)) },
        putAway = {
            doing {
                tracer.cancelCall()
                forget()
            }
        },
    )

    /** Looks where the call stands, after a try that failed for this reason or none. */
    private suspend fun look(problem: Problem?) {
        val stage = tracer.callStage()
        val about = warning ?: tracer.calledAbout()?.let { id -> tracer.keptWarnings().find { it.warning.id == id }?.warning }
        warning = about
        val review = try {
            about?.let { tracer.callReview(it) }
        } catch (_: Problem.NothingToDo) {
            // The warning does not hold any more.
            null
        }
        show(state.copy(review = review, stage = stage, problem = problem))
    }

    private fun show(new: CallState) {
        val wasOpen = isOpen
        state = new
        view.show(language.callCard(state, acts))
        if (isOpen != wasOpen) changed()
    }
}
