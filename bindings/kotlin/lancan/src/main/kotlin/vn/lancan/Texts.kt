package vn.lancan

import java.util.Locale

/** The language of the catalogue that fits the platform's: Vietnamese unless it is English. */
val Locale.catalogueLanguage: Language get() = languageOfTag(toLanguageTag())

/** Reads the library and the catalogue of the platform's language, which the first text would wait for. */
internal fun readTexts() {
    Locale.getDefault().catalogueLanguage.say("app-running")
}

/** What this problem means, and what to do next. */
fun Problem.said(language: Language = Locale.getDefault().catalogueLanguage): Said = sayProblem(language, this)

/** What stands in the way, and what to do next. */
fun Blocked.said(language: Language = Locale.getDefault().catalogueLanguage): Said = sayBlocked(language, this)

/** What is going wrong, and what to do next. */
fun Trouble.said(language: Language = Locale.getDefault().catalogueLanguage): Said = sayTrouble(language, this)

/** What a warned person should do. */
fun Warning.advice(language: Language = Locale.getDefault().catalogueLanguage): String =
    sayAdvice(language, this)

/**
 * A text of the catalogue (`core/text/i18n` lists keys and their variables).
 *
 * @param values the text's variables: numbers and strings
 */
fun Language.say(key: String, vararg values: Pair<String, Any>): Said =
    say(this, key, values.associate { (name, value) ->
        name to if (value is Number) TextValue.Number(value.toLong()) else TextValue.Words(value.toString())
    })

/** What has become of a warning, and what to do next. */
fun WarningChange.said(language: Language = Locale.getDefault().catalogueLanguage): Said =
    sayWarningChange(language, this)

/** What has become of a warning of a place, and what to do next. */
fun WarningChange.saidOfPlace(language: Language = Locale.getDefault().catalogueLanguage): Said =
    sayPlaceChange(language, this)

/** What a scan came to, and what to do next. */
fun Scanned.said(language: Language = Locale.getDefault().catalogueLanguage): Said = sayScanned(language, this)

/** What became of an entry of a visitor log, and what to do next. */
fun LogStage.said(language: Language = Locale.getDefault().catalogueLanguage): Said = sayLogStage(language, this)

/** Whether the entry has arrived. */
val LogStage.isGood: Boolean
    get() = this is LogStage.Arrived

/** The words that a true officer says first when calling. */
fun CallWords.said(language: Language = Locale.getDefault().catalogueLanguage): String = sayCallWords(language, this)

/** Why a case is a contact or none, by one rule. */
fun Reason.said(language: Language = Locale.getDefault().catalogueLanguage): String = sayReason(language, this)
