package vn.lancan.demo.cards

import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.time.format.DateTimeParseException
import java.time.format.ResolverStyle
import vn.lancan.Language
import vn.lancan.say

private val day = DateTimeFormatter.ofPattern("dd/MM/yyyy")
private val clock = DateTimeFormatter.ofPattern("HH:mm")
private val minute = DateTimeFormatter.ofPattern("HH:mm dd/MM/yyyy")
private val written = DateTimeFormatter.ofPattern("[H:mm d/M/uuuu][d/M/uuuu H:mm]").withResolverStyle(ResolverStyle.STRICT)

/** A day of the deployment. */
fun LocalDate.asDay(): String = day.format(this)

/** The time and day of an instant, where the user is. */
fun Instant.asMinute(): String = minute.format(atZone(ZoneId.systemDefault()))

/** The time of an instant, where the user is. */
fun Instant.asClock(): String = clock.format(atZone(ZoneId.systemDefault()))

/** The instant that a user wrote as [asMinute] writes it, or the day first; null where it is none. */
fun asInstant(text: String): Instant? =
    try {
        LocalDateTime.parse(text.trim().replace(Regex("\\s+"), " "), written).atZone(ZoneId.systemDefault()).toInstant()
    } catch (_: DateTimeParseException) {
        null
    }

/** How long that is, in words: days, hours and minutes, without what is zero. */
fun Duration.inWords(language: Language): String {
    val (hours, minutes) = (toHours() % 24).toInt() to (toMinutes() % 60).toInt()
    return listOfNotNull(
        toDays().toInt().takeIf { it > 0 }?.let { language.say("duration-days", "days" to it) },
        hours.takeIf { it > 0 }?.let { language.say("duration-hours", "hours" to it) },
        minutes.takeIf { it > 0 || toHours() == 0L }?.let { language.say("duration", "minutes" to it) },
    ).joinToString(" ") { it.title }
}

/** So many intervals of ten minutes, in words. */
fun intervalsInWords(intervals: Int, language: Language): String = Duration.ofMinutes(intervals * 10L).inWords(language)
