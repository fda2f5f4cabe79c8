package vn.lancan

/** Whether the warning's advice holds no more. */
val WarningChange.isEnd: Boolean
    get() = when (this) {
        WarningChange.WITHDRAWN, WarningChange.EXPIRED -> true
        WarningChange.NEW, WarningChange.GRAVER, WarningChange.LOWER -> false
    }

/** The kept warning as whoever begins to listen is told of it. */
internal fun StoredWarning.asNotice() = WarningNotice(
    when (standing) {
        Standing.IN_FORCE -> WarningChange.NEW
        Standing.WITHDRAWN -> WarningChange.WITHDRAWN
        Standing.EXPIRED -> WarningChange.EXPIRED
    },
    warning,
)

/** The kept warning of a place as whoever looks at it first is told of it. */
val StoredPlaceWarning.notice: PlaceNotice
    get() = PlaceNotice(if (standing == Standing.IN_FORCE) WarningChange.NEW else WarningChange.WITHDRAWN, warning)
