package vn.lancan.android

import vn.lancan.Event
import vn.lancan.HttpOutcome
import vn.lancan.RadioEvent

/** An event in the words of `host.script`. */
internal fun said(event: Event): String = when (event) {
    is Event.Radio -> when (val radio = event.event) {
        is RadioEvent.Adapter -> "Adapter ${radio.state.name.lowercase()}"
        is RadioEvent.Disconnected -> "Disconnected ${radio.peer}"
        is RadioEvent.ExchangeFailed -> "ExchangeFailed ${radio.peer}"
        else -> radio::class.simpleName!!
    }
    is Event.Http -> when (val outcome = event.answer.outcome) {
        is HttpOutcome.Answered -> "Http ${event.answer.request} answered"
        is HttpOutcome.Failed -> "Http ${event.answer.request} ${outcome.failure.name.lowercase().replace('_', ' ')}"
    }
    else -> event::class.simpleName!!
}

/** Events in the words of `host.script`. */
internal fun said(events: List<Event>): String = events.joinToString(", ") { said(it) }
