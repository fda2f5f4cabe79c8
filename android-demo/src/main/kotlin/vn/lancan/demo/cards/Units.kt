package vn.lancan.demo.cards

import java.text.Normalizer
import java.util.Locale

/** A province, district or ward. */
data class AdministrativeUnit(
    /** Two digits for a province, three for a district, five for a ward. */
    val code: String,
    /** Its name, with its kind. */
    val name: String,
    /** What it lies in; null for a province. */
    val above: AdministrativeUnit?,
) {
    /** The unit, and what it lies in. */
    val line: List<AdministrativeUnit> get() = generateSequence(this) { it.above }.toList()

    /** Its name and those of what it lies in. */
    val fullName: String get() = line.joinToString { it.name }

    internal val folded = name.folded()
}

/** Every province, district and ward, read from a list of `code`, tab, `name`: each lies in the last one before it that is larger. */
class AdministrativeUnits(list: String) {
    private val all = ArrayList<AdministrativeUnit>()
    private val byCode = HashMap<String, AdministrativeUnit>()
    private val divided = HashSet<String>()

    init {
        var province: AdministrativeUnit? = null
        var district: AdministrativeUnit? = null
        for (row in list.lineSequence()) {
            val fields = row.split('\t')
            if (fields.size < 2) continue
            val above = when (fields[0].length) {
                PROVINCE -> null
                DISTRICT -> province
                else -> district ?: province
            }
            val unit = AdministrativeUnit(fields[0], fields[1], above)
            when (unit.code.length) {
                PROVINCE -> {
                    province = unit
                    district = null
                }
                DISTRICT -> district = unit
            }
            above?.let { divided += it.code }
            all += unit
            byCode[unit.code] = unit
        }
    }

    /** Whether there is a list at all. */
    val isEmpty: Boolean get() = all.isEmpty()

    /** Whether nothing lies in the unit: a ward, or a district without wards, which stands for its ward. */
    fun isWhole(unit: AdministrativeUnit): Boolean = unit.code !in divided

    /** The unit with this code. */
    fun named(code: String): AdministrativeUnit? = byCode[code]

    /**
     * The units that somebody may mean by these words, with or without marks, the likeliest first and [MOST] at most: every word
     * begins a word of the unit's name or of what it lies in, and one of them a word of its own. One alone, where the words are
     * its code or its whole name.
     */
    fun meant(words: String, isOfLevel: (AdministrativeUnit) -> Boolean): List<AdministrativeUnit> {
        named(words.trim())?.takeIf(isOfLevel)?.let { return listOf(it) }
        val whole = words.folded()
        val wanted = whole.split(' ').filter { it.isNotEmpty() }.toSet()
        if (wanted.isEmpty()) return emptyList()
        val found = all.filter { unit ->
            isOfLevel(unit) && wanted.any { begins(unit, it) } && wanted.all { word -> unit.line.any { begins(it, word) } }
        }
        val exact = found.filter { unit -> whole == unit.folded || whole == unit.fullName.folded() || unit.folded.endsWith(" $whole") }
        if (exact.size == 1) return exact
        return found.sortedBy { unit -> -wanted.count { begins(unit, it) } }.take(MOST)
    }

    private fun begins(unit: AdministrativeUnit, word: String) = unit.folded.split(' ').any { it.startsWith(word) }

    companion object {
        /** Most units that are offered. */
        const val MOST = 8
        private const val PROVINCE = 2
        private const val DISTRICT = 3
    }
}

private val marks = Regex("\\p{M}+")
private val between = Regex("[^\\p{L}\\p{N}]+")

/** A text in small letters without marks, one space between words: as people type names. */
fun String.folded(): String =
    Normalizer.normalize(this, Normalizer.Form.NFD).replace(marks, "").lowercase(Locale.ROOT).replace('đ', 'd')
        .replace(between, " ").trim()
