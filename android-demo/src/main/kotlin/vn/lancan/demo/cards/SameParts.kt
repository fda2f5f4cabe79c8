package vn.lancan.demo.cards

/**
 * Of each new part, which old one it is, or null: the same kind with the same name or text, in the same order; and between two of
 * those a heading or paragraph for another one, whose text has changed.
 */
fun sameParts(old: List<Part>, new: List<Part>): List<Int?> {
    val before = old.map(::identity)
    val after = new.map(::identity)
    // How many both have in common from here on.
    val common = Array(old.size + 1) { IntArray(new.size + 1) }
    for (at in old.indices.reversed()) {
        for (place in new.indices.reversed()) {
            common[at][place] =
                if (before[at] == after[place]) common[at + 1][place + 1] + 1 else maxOf(common[at + 1][place], common[at][place + 1])
        }
    }
    val same = arrayOfNulls<Int>(new.size)
    var at = 0
    var place = 0
    while (at < old.size && place < new.size) {
        when {
            before[at] == after[place] -> same[place++] = at++
            common[at + 1][place] >= common[at][place + 1] -> at++
            else -> place++
        }
    }
    fillWithChanges(same, old, new)
    return same.asList()
}

private fun fillWithChanges(same: Array<Int?>, old: List<Part>, new: List<Part>) {
    var free = 0
    for (place in new.indices) {
        val known = same[place]
        if (known != null) {
            free = known + 1
            continue
        }
        val end = (place until new.size).firstNotNullOfOrNull { same[it] } ?: old.size
        val change = (free until end).firstOrNull { isText(old[it]) && old[it]::class == new[place]::class } ?: continue
        same[place] = change
        free = change + 1
    }
}

private fun isText(part: Part) = part is Part.Heading || part is Part.Line

private fun identity(part: Part): List<Any> = when (part) {
    is Part.Heading -> listOf("heading", part.text)
    is Part.Line -> listOf("line", part.text)
    is Part.Field -> listOf("field", part.name, part.writing)
    // Whoever agreed to one text has not agreed to another.
    is Part.Tick -> listOf("tick", part.name, part.text)
    is Part.Choice -> listOf("choice", part.name, part.label, part.options, part.none)
    is Part.Code -> listOf("code", part.content, part.label)
    is Part.Press -> listOf("press", part.weight, part.text)
}
