package vn.lancan.demo

import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import vn.lancan.Language
import vn.lancan.PlaceNotice
import vn.lancan.Tracer
import vn.lancan.Warning
import vn.lancan.WarningNotice
import vn.lancan.demo.cards.WarningActs
import vn.lancan.demo.cards.warningsCard
import vn.lancan.notice

/**
 * The warnings that were not put away, of contacts and of places. [callMe] is null while a call is asked for. That there is none is
 * said while [isOn] alone: a phone that may not use its radio would say it of something that it cannot know.
 */
class Warnings(
    private val tracer: Tracer,
    private val language: Language,
    private val view: CardView,
    private val doing: Doing,
    private val isOn: () -> Boolean,
    private val callMe: () -> ((Warning) -> Unit)?,
) {
    private val contacts = LinkedHashMap<Long, WarningNotice>()
    private val places = LinkedHashMap<Long, PlaceNotice>()

    /** Follows them for as long as the page is there. */
    suspend fun follow() = coroutineScope {
        launch {
            tracer.warnings.collect {
                contacts[it.warning.id] = it
                show()
            }
        }
        launch {
            look()
            tracer.placeNotices.collect { look() }
        }
        Unit
    }

    /** Looks at the warnings of places: also after a visit was deleted, with which its warning goes. */
    suspend fun look() {
        places.clear()
        tracer.placeWarnings().filterNot { it.dismissed }.forEach { places[it.warning.visit] = it.notice }
        show()
    }

    /** All was erased. */
    fun forget() {
        contacts.clear()
        places.clear()
        show()
    }

    /** Shows them as they are. */
    fun show() {
        val isSilent = contacts.isEmpty() && places.isEmpty() && !isOn()
        view.show(if (isSilent) emptyList() else language.warningsCard(contacts.values.reversed(), places.values.toList(), acts()))
    }

    private fun acts(): WarningActs = WarningActs(
        dismiss = { warning ->
            doing {
                tracer.dismiss(warning)
                contacts.remove(warning.id)
                show()
            }
        },
        dismissPlace = { warning ->
            doing {
                tracer.dismiss(warning)
                look()
            }
        },
        callMe = callMe(),
    )
}
