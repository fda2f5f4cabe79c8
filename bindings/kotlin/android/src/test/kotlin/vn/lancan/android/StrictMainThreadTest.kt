package vn.lancan.android

import android.content.Context
import android.database.sqlite.SQLiteDatabase
import android.os.StrictMode
import android.os.strictmode.CustomViolation
import android.os.strictmode.DiskWriteViolation
import android.os.strictmode.Violation
import org.junit.Assert.assertTrue
import org.junit.Test

/** The watch over the main thread sees what it is there for: else every test that passes under it says nothing. */
class StrictMainThreadTest : PhoneTest() {
    private val phone = Phone()

    @Test
    fun `settings that are read on the main thread are seen`() {
        phone.app.getSharedPreferences("read", Context.MODE_PRIVATE).getBoolean("there", false)
        // The folder is looked for, and the file waited for where it was not read yet.
        assertSeen<DiskWriteViolation>()
    }

    @Test
    fun `a database that is opened on the main thread is seen`() {
        SQLiteDatabase.openOrCreateDatabase(phone.app.getDatabasePath("seen").also { it.parentFile!!.mkdirs() }, null).close()
        assertSeen<Violation>()
    }

    @Test
    fun `a slow call on the main thread is seen`() {
        StrictMode.noteSlowCall("slow")
        assertSeen<CustomViolation>()
    }

    private inline fun <reified Kind : Violation> assertSeen() {
        val seen = StrictMainThread.seen()
        assertTrue("$seen", seen.any { it is Kind })
    }
}
