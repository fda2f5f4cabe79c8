package vn.lancan.demo

import android.content.Context
import vn.lancan.FailedCondition
import vn.lancan.Language
import vn.lancan.Reason
import vn.lancan.said
import vn.lancan.say

/** Why each case that this phone has heard is a contact or none, by each rule that was in force. */
class WhyCard(context: Context, private val language: Language) : Card(context) {
    /** Shows these. */
    fun show(reasons: List<Reason>) = show {
        heading(language.say("reason-title").title)
        val told = reasons.filter { it.failed !is FailedCondition.NotInForce }
        if (told.isEmpty()) text(language.say("reason-no-case").title)
        for (reason in told) text("${reason.day.asDay()}, ${reason.rule}: ${reason.said(language)}")
    }
}
