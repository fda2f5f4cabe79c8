package vn.lancan.demo

import java.io.File
import vn.lancan.android.Phone
import vn.lancan.android.StrictMainThread
import vn.lancan.android.TestKeyStore

/** The demo's application without a server. */
open class TestApplication : DemoApplication() {
    override val server = Phone.NO_SERVER

    override fun deployment() =
        """{"authority":"Sở Y tế","service_uuid":${0x4E56},"export_keys":[],"index_keys":[],"rules_keys":[]}"""

    override fun unitList(): String = File("../../../server/data/units/2021.tsv").readText()

    override fun onCreate() {
        TestKeyStore.install()
        super.onCreate()
    }

    override fun watch() = StrictMainThread.watch()
}
