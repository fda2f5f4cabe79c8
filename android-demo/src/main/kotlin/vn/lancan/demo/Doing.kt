package vn.lancan.demo

import android.app.Activity
import android.app.AlertDialog
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.launch
import vn.lancan.Language
import vn.lancan.Problem
import vn.lancan.said

/** Does what may fail, as long as the page is there, and tells the user when it does. */
class Doing(private val activity: Activity, private val scope: CoroutineScope, private val language: Language) {
    /** Does this. [failed] takes a problem in place of the dialog. */
    operator fun invoke(failed: suspend (Problem) -> Unit = { tell(it) }, work: suspend () -> Unit) {
        scope.launch {
            try {
                work()
            } catch (problem: Problem) {
                failed(problem)
            }
        }
    }

    /** Tells of a problem in a dialog. */
    fun tell(problem: Problem) {
        val said = problem.said(language)
        AlertDialog.Builder(activity)
            .setTitle(said.title)
            .setMessage(said.next)
            .setPositiveButton(android.R.string.ok, null)
            .show()
    }
}
