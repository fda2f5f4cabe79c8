package vn.lancan.demo

import android.app.Activity
import android.content.Intent
import android.provider.Settings
import vn.lancan.Language
import vn.lancan.android.Autostart
import vn.lancan.android.Battery
import vn.lancan.android.Permissions
import vn.lancan.demo.cards.Need
import vn.lancan.say

/**
 * What this phone's user should allow, the most needed first. [done] is what the user said before is done or put off; [keep] is
 * called when they say so.
 */
class Needs(
    private val activity: Activity,
    private val language: Language,
    private var done: Set<String>,
    private val keep: (Set<String>) -> Unit,
) {
    /** What is not allowed yet. One thing builds on the other, so only the first is worth showing large. */
    fun open(): List<Need> = all().map { it.second }

    /** What the first start still asks for: whatever is neither allowed nor put off. Once that is nothing, the first start is over. */
    fun first(): List<Need> {
        if (OVER in done) return emptyList()
        val waiting = all().filter { (name, _) -> "$LATER$name" !in done }
        if (waiting.isEmpty()) note(OVER)
        return waiting.map { (name, need) -> Need(need.said, need.ask, need.done) { note("$LATER$name") } }
    }

    private fun note(what: String) {
        done = done + what
        keep(done)
    }

    private fun all(): List<Pair<String, Need>> = listOfNotNull(
        radio()?.let { "radio" to it },
        place()?.let { "place" to it },
        behind()?.let { "behind" to it },
        notifications()?.let { "notifications" to it },
        battery()?.let { "battery" to it },
        autostart()?.let { AUTOSTART to it },
    )

    /** Whether the radio may be used. */
    val radioIsAllowed: Boolean get() = Permissions.missing(activity, Permissions.needed).isEmpty()

    private fun radio(): Need? = permission(Permissions.needed, if (Permissions.scansNeedPlace) "permission-place" else "permission-bluetooth")

    private fun place(): Need? {
        if (!Permissions.placeIsOff(activity)) return null
        return Need(language.say("place-off"), { activity.startActivity(Intent(Settings.ACTION_LOCATION_SOURCE_SETTINGS)) })
    }

    private fun behind(): Need? {
        if (Permissions.missing(activity).isNotEmpty()) return null
        return permission(Permissions.neededBehind, "permission-place-behind")
    }

    private fun notifications(): Need? = permission(Permissions.wished, "permission-notifications")

    private fun battery(): Need? {
        if (Battery.isExempt(activity)) return null
        return Need(language.say("battery-exemption"), { activity.startActivity(Battery.request(activity)) })
    }

    private fun autostart(): Need? {
        val page = Autostart.page(activity)?.takeIf { AUTOSTART !in done } ?: return null
        return Need(
            page.said(language),
            { activity.startActivity(page.intent) },
            { note(AUTOSTART) },
        )
    }

    private fun permission(permissions: List<String>, key: String): Need? {
        val missing = Permissions.missing(activity, permissions)
        if (missing.isEmpty()) return null
        return Need(language.say(key), { activity.requestPermissions(missing.toTypedArray(), 1) })
    }

    private companion object {
        const val AUTOSTART = "autostart"
        const val LATER = "later-"
        const val OVER = "first-start-is-over"
    }
}
