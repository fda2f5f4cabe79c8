package vn.lancan.android

import java.time.Instant
import java.time.LocalDate
import vn.lancan.Advice
import vn.lancan.Category
import vn.lancan.PlaceNotice
import vn.lancan.PlaceWarning
import vn.lancan.Verdict
import vn.lancan.Warning
import vn.lancan.WarningChange
import vn.lancan.WarningNotice

/** A warning of 12 May 2021. */
internal fun warning() = Warning(
    id = 1,
    rule = "f1",
    verdict = Verdict.CLOSE,
    windowStart = Instant.parse("2021-05-12T01:30:00Z"),
    firstDay = LocalDate.of(2021, 5, 12),
    lastDay = LocalDate.of(2021, 5, 12),
    lastContact = LocalDate.of(2021, 5, 12),
    expectedMinutes = 25.0,
    probability = 0.8,
    decree = "5053/QĐ-BYT",
    advice = Advice("advice-f1-quarantine", LocalDate.of(2021, 6, 2), LocalDate.of(2021, 6, 9)),
    foundAt = Instant.parse("2021-05-14T02:00:00Z"),
)

/** What has become of that warning. */
internal fun warning(change: WarningChange) = WarningNotice(change, warning())

/** What has become of a warning of a place. */
internal fun placeWarning(change: WarningChange) = PlaceNotice(
    change,
    PlaceWarning(
        visit = 1,
        place = "Chợ Lộc Thắng",
        category = Category.MARKET,
        enter = Instant.parse("2021-05-12T01:40:00Z"),
        leave = Instant.parse("2021-05-12T02:20:00Z"),
        from = Instant.parse("2021-05-12T01:30:00Z"),
        to = Instant.parse("2021-05-12T02:30:00Z"),
        advice = 0u,
        foundAt = Instant.parse("2021-05-14T02:00:00Z"),
    ),
)
