package vn.lancan.demo

import android.content.Context
import vn.lancan.Language
import vn.lancan.Problem
import vn.lancan.said

/** Why the app cannot work at all. */
class ProblemCard(context: Context, private val language: Language) : Card(context) {
    /** Shows this. */
    fun show(problem: Problem) = show { said(problem.said(language), Palette.ALARM) }
}
