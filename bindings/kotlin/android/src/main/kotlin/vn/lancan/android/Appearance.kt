package vn.lancan.android

import vn.lancan.Language
import vn.lancan.Said
import vn.lancan.WarningChange
import vn.lancan.said
import vn.lancan.saidOfPlace
import vn.lancan.say

/**
 * How the host looks to the user, dressed by the app; whatever is left out is the catalogue's text and Android's Bluetooth
 * sign. Texts are asked for when they are shown, in the language of that moment.
 */
class Appearance(
    /** Small icon of the notifications: one colour, as the status bar wants it. */
    val icon: Int = android.R.drawable.stat_sys_data_bluetooth,
    /** The channel of the notification that stands while tracing runs. */
    val runningChannel: Channel = Channel("lancan-tracing") { it.say("channel-running") },
    /** The channel of warnings. */
    val warningChannel: Channel = Channel("lancan-warnings") { it.say("channel-warnings") },
    /** The notification that stands while tracing runs. */
    val running: (Language) -> Said = { it.say("app-running") },
    /**
     * The notification of a warning that is new, graver, lower, withdrawn or expired. On a locked screen it shows: say no
     * more than that there is something to read.
     */
    val warning: (Language, WarningChange) -> Said = { language, change -> change.said(language).copy(next = null) },
    /** The notification of a warning of a place that is new or withdrawn. On a locked screen it shows, too. */
    val placeWarning: (Language, WarningChange) -> Said = { language, change ->
        change.saidOfPlace(language).copy(next = null)
    },
) {
    /**
     * A notification channel.
     *
     * @property id must stay the same in every version of the app, or the user's settings for it are lost
     * @property name its name and, as the next step, what it is for
     */
    class Channel(val id: String, val name: (Language) -> Said)
}
