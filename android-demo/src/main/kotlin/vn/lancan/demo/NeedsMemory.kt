package vn.lancan.demo

import android.content.Context
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/** What the user said is done of what they should allow: kept on the disk, and read and written away from the main thread. */
class NeedsMemory(private val context: Context) {
    /** Reads it. */
    suspend fun read(): Set<String> = withContext(Dispatchers.IO) {
        file().all.filterValues { it == true }.keys.toSet()
    }

    /** Writes it. The page does not wait for it, and neither does leaving the page. */
    suspend fun write(done: Set<String>) {
        withContext(Dispatchers.IO) {
            val edit = file().edit()
            done.forEach { edit.putBoolean(it, true) }
            edit.commit()
        }
    }

    private fun file() = context.getSharedPreferences("needs", Context.MODE_PRIVATE)
}
