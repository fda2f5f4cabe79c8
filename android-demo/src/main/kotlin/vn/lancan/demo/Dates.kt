package vn.lancan.demo

import java.time.Instant
import java.time.ZoneId
import java.time.format.DateTimeFormatter

private val day = DateTimeFormatter.ofPattern("dd/MM/yyyy")
private val minute = DateTimeFormatter.ofPattern("HH:mm dd/MM/yyyy")

/** A person's day. */
fun Instant.asDay(): String = day.format(atZone(ZoneId.systemDefault()))

/** A person's day and time. */
fun Instant.asMinute(): String = minute.format(atZone(ZoneId.systemDefault()))
