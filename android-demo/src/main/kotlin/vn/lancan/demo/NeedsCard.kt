package vn.lancan.demo

import android.content.Context
import vn.lancan.Language
import vn.lancan.say

/** What the user should allow, with the reason, one after the other. */
class NeedsCard(context: Context, private val language: Language) : Card(context) {
    /** Shows the first of these. [changed] is called when the user says that it is done. */
    fun show(needs: List<Need>, changed: () -> Unit) = show {
        val need = needs.firstOrNull() ?: return@show
        text(language.say("needs-title", "count" to needs.size).title, Palette.CARE)
        said(need.said)
        button(language.say("needs-allow").title) { need.ask() }
        need.done?.let { done ->
            plainButton(language.say("needs-done").title) {
                done()
                changed()
            }
        }
    }
}
