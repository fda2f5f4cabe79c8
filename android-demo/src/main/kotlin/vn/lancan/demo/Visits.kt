package vn.lancan.demo

import java.time.Instant
import vn.lancan.Language
import vn.lancan.Problem
import vn.lancan.Said
import vn.lancan.Scanned
import vn.lancan.Tracer
import vn.lancan.demo.cards.VisitActs
import vn.lancan.demo.cards.VisitsState
import vn.lancan.demo.cards.isGood
import vn.lancan.demo.cards.scanned
import vn.lancan.demo.cards.visitsCard
import vn.lancan.said
import vn.lancan.say

/** The places visited. [scan] opens the camera; [logs] is asked at places that must list their visitors, [deleted] is called when a visit was deleted. */
class Visits(
    private val tracer: Tracer,
    private val language: Language,
    private val view: CardView,
    private val doing: Doing,
    private val scan: (() -> Unit)?,
    private val logs: Logs,
    private val deleted: suspend () -> Unit,
) {
    private var state = VisitsState()

    /** Shows the list as it is now. */
    suspend fun look() = show(VisitsState(tracer.visits(), code = state.code))

    /** Shows a code that came by a link. A page of the web may have opened it, so the user has to say that they are there. */
    fun offer(code: String) = show(state.copy(code = code))

    /** Takes the text of a code: enters the place, or leaves it. */
    fun use(text: String): Unit = doing(::failed) { took(tracer.scanPlace(text)) }

    private val acts = VisitActs(
        scan = scan,
        use = ::use,
        add = { code, enter, leave -> doing(::failed) { took(tracer.addVisit(code, enter, leave)) } },
        edit = { visit, enter, leave ->
            doing(::failed) {
                tracer.editVisit(visit, enter, leave)
                look()
            }
        },
        delete = { visit ->
            doing(::failed) {
                tracer.deleteVisit(visit)
                show(VisitsState(tracer.visits(), language.say("visit-deleted")))
                logs.look()
                deleted()
            }
        },
        leave = { visit ->
            doing(::failed) {
                tracer.editVisit(visit, visit.enter, Instant.now())
                look()
            }
        },
        open = { form -> show(state.copy(form = form, told = null)) },
        notATime = { said -> tell(said) },
    )

    /** A code that was refused can be corrected where it stands. */
    private suspend fun took(scanned: Scanned) {
        val now = language.scanned(scanned, tracer.visits())
        show(if (scanned.isGood) now else now.copy(form = state.form))
        if (scanned is Scanned.LogAsked) logs.ask(scanned.question) else logs.look()
    }

    private fun failed(problem: Problem): Unit = tell(problem.said(language))

    private fun tell(said: Said) = show(state.copy(told = said, toldGood = false))

    private fun show(new: VisitsState) {
        state = new
        view.show(language.visitsCard(state, acts))
    }
}
