package vn.lancan.demo

import android.app.Activity
import android.content.Intent
import android.net.Uri
import java.io.IOException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import vn.lancan.Language
import vn.lancan.Problem
import vn.lancan.Said
import vn.lancan.Tracer
import vn.lancan.demo.cards.DataActs
import vn.lancan.demo.cards.dataCard
import vn.lancan.demo.cards.eraseCard
import vn.lancan.demo.cards.intervalsInWords
import vn.lancan.say

/** All that this phone knows: to a new phone by a file, or away. [erased] is called when everything is gone. */
class Moving(
    private val activity: Activity,
    private val tracer: Tracer,
    private val language: Language,
    private val view: CardView,
    private val doing: Doing,
    private val erased: suspend () -> Unit,
) {
    /** Kept only until the file was chosen. */
    private var passphrase = ""

    /** Shows the card, with how the last move went. */
    fun show(told: Said? = null, problem: Problem? = null): Unit = view.show(
        language.dataCard(told, problem, DataActs({ choose(SAVE, it) }, { choose(OPEN, it) }, ::askToErase)),
    )

    /** The user chose a file, or none. */
    fun chosen(request: Int, file: Uri?) {
        val secret = passphrase
        passphrase = ""
        if (file == null) return
        doing({ problem -> show(problem = problem) }) {
            when (request) {
                SAVE -> {
                    val sealed = tracer.sealTransfer(secret)
                    onDisk { activity.contentResolver.openOutputStream(file)!!.use { it.write(sealed) } }
                    show(language.say("move-saved"))
                }
                OPEN -> {
                    val sealed = onDisk { activity.contentResolver.openInputStream(file)!!.use { it.readBytes() } }
                    val moved = tracer.openTransfer(sealed, secret)
                    show(language.say("move-opened", "time" to intervalsInWords(moved.intervals.toInt(), language)))
                }
            }
        }
    }

    private fun choose(request: Int, secret: String) {
        // Told before a file is chosen, not after.
        if (secret.codePointCount(0, secret.length) < SHORTEST) return show(problem = Problem.PassphraseTooShort())
        passphrase = secret
        val intent = Intent(if (request == SAVE) Intent.ACTION_CREATE_DOCUMENT else Intent.ACTION_OPEN_DOCUMENT)
            .addCategory(Intent.CATEGORY_OPENABLE)
            .setType("application/octet-stream")
        if (request == SAVE) intent.putExtra(Intent.EXTRA_TITLE, FILE)
        @Suppress("DEPRECATION")
        activity.startActivityForResult(intent, request)
    }

    private fun askToErase(): Unit = view.show(
        language.eraseCard(
            erase = {
                doing {
                    tracer.erase()
                    show(language.say("erase-done"))
                    erased()
                }
            },
            keep = { show() },
        ),
    )

    private suspend fun <T> onDisk(work: () -> T): T = withContext(Dispatchers.IO) {
        try {
            work()
        } catch (_: IOException) {
            throw Problem.HostFailed()
        }
    }

    companion object {
        /** The request that chooses where to write the file. */
        const val SAVE = 11

        /** The request that chooses the file of an old phone. */
        const val OPEN = 12
        private const val SHORTEST = 10
        private const val FILE = "lancan.transfer"
    }
}
