package vn.lancan.demo

import java.time.Instant
import java.time.LocalDate
import java.time.ZoneId
import java.time.format.DateTimeFormatter

private val day = DateTimeFormatter.ofPattern("dd/MM/yyyy")
private val minute = DateTimeFormatter.ofPattern("HH:mm dd/MM/yyyy")

/** A day of the deployment. */
fun LocalDate.asDay(): String = day.format(this)

/** The time and day of an instant, where the user is. */
fun Instant.asMinute(): String = minute.format(atZone(ZoneId.systemDefault()))
