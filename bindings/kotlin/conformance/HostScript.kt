package vn.lancan

import java.io.File

/** A line of the host contract: what happens, word by word, and what the host must have reported by then. */
class HostStep(val acts: List<List<String>>, val reports: List<String>)

/** `bindings/conformance/host.script`, for the tests of every module. */
fun hostScript(): List<HostStep> = File("../../conformance/host.script").readLines().mapNotNull { line ->
    val parts = line.substringBefore('#').split("->").map { it.trim() }
    if (parts.size != 2) return@mapNotNull null
    HostStep(parts[0].split(", ").map { it.split(' ') }, parts[1].split(", ").filter { it.isNotEmpty() })
}.also { check(it.size > 30) { "the script is cut off" } }

/** An event in the words of the script. */
fun Event.inWords(): String = when (this) {
    is Event.Radio -> when (val radio = event) {
        is RadioEvent.Adapter -> "Adapter ${radio.state.name.lowercase()}"
        is RadioEvent.Disconnected -> "Disconnected ${radio.peer}"
        is RadioEvent.ExchangeFailed -> "ExchangeFailed ${radio.peer}"
        else -> radio::class.simpleName!!
    }
    is Event.Http -> when (val outcome = answer.outcome) {
        is HttpOutcome.Answered -> "Http ${answer.request} answered"
        is HttpOutcome.Failed -> "Http ${answer.request} ${outcome.failure.name.lowercase().replace('_', ' ')}"
    }
    else -> this::class.simpleName!!
}
