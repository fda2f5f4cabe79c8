package vn.lancan.demo.cards

import java.util.Locale
import vn.lancan.Language

private val Language.locale get() = Locale.forLanguageTag(if (this == Language.ENGLISH) "en" else "vi")

/** What a country is called, by its code with two letters; the code where the platform has no name. */
fun Language.countryName(code: String): String = Locale.Builder().setRegion(code).build().getDisplayCountry(locale)

/** The code of a country by its name in either language, with or without marks, or by the code itself; null where there is none. */
fun countryCode(words: String): String? {
    val wanted = words.folded()
    if (wanted.isEmpty()) return null
    return Locale.getISOCountries().find { code ->
        code.lowercase(Locale.ROOT) == wanted ||
            listOf(Language.VIETNAMESE, Language.ENGLISH).any { it.countryName(code).folded() == wanted }
    }
}
