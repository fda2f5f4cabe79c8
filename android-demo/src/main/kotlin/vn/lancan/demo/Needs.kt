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
 * What this phone's user should allow, the most needed first. [done] is what the user said is done before; [keep] is called when
 * they say so.
 */
class Needs(
    private val activity: Activity,
    private val language: Language,
    private var done: Set<String>,
    private val keep: (Set<String>) -> Unit,
) {
    /** What is not allowed yet. One thing builds on the other, so only the first is worth showing large. */
    fun open(): List<Need> = listOfNotNull(radio(), place(), behind(), notifications(), battery(), autostart())

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
            {
                done = done + AUTOSTART
                keep(done)
            },
        )
    }

    private fun permission(permissions: List<String>, key: String): Need? {
        val missing = Permissions.missing(activity, permissions)
        if (missing.isEmpty()) return null
        return Need(language.say(key), { activity.requestPermissions(missing.toTypedArray(), 1) })
    }

    private companion object {
        const val AUTOSTART = "autostart"
    }
}
