package vn.lancan.android

import android.content.ComponentName
import android.content.Context
import android.content.Intent
import android.net.Uri
import android.os.Build
import android.provider.Settings
import vn.lancan.Language
import vn.lancan.Said
import vn.lancan.say

/**
 * Makers that end apps behind the screen unless the user allows the app to start by itself, on a page of their own. No
 * interface tells whether the user has; the pages' names are no interface either and change with the maker's versions.
 */
object Autostart {
    /** The maker's page. */
    class Page internal constructor(
        /** Opens the page, or the system's page about the app where the maker's is not on this device. */
        val intent: Intent,
        private val key: String,
    ) {
        /** Why, and what to switch on there. */
        fun said(language: Language): Said = language.say(key)
    }

    /** This device's page; null where the maker has none. */
    fun page(context: Context): Page? {
        val maker = makers.firstOrNull { Build.MANUFACTURER.lowercase() in it.names } ?: return null
        val own = maker.pages
            .map { (app, page) -> Intent().setComponent(ComponentName(app, page)) }
            .firstOrNull { context.packageManager.resolveActivity(it, 0) != null }
        return Page(own ?: aboutTheApp(context), maker.key)
    }

    private fun aboutTheApp(context: Context) =
        Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, Uri.parse("package:" + context.packageName))

    private class Maker(val key: String, val names: Set<String>, vararg val pages: Pair<String, String>)

    /** The apps that the pages belong to; the manifest's `queries` must name them. */
    internal val apps: Set<String> get() = makers.flatMap { maker -> maker.pages.map { it.first } }.toSet()

    private val makers = listOf(
        Maker(
            "autostart-xiaomi",
            setOf("xiaomi", "redmi", "poco"),
            "com.miui.securitycenter" to "com.miui.permcenter.autostart.AutoStartManagementActivity",
        ),
        Maker(
            "autostart-oppo",
            setOf("oppo", "realme", "oneplus"),
            "com.coloros.safecenter" to "com.coloros.safecenter.permission.startup.StartupAppListActivity",
            "com.coloros.safecenter" to "com.coloros.safecenter.startupapp.StartupAppListActivity",
            "com.oppo.safe" to "com.oppo.safe.permission.startup.StartupAppListActivity",
        ),
        Maker(
            "autostart-vivo",
            setOf("vivo", "iqoo"),
            "com.vivo.permissionmanager" to "com.vivo.permissionmanager.activity.BgStartUpManagerActivity",
            "com.iqoo.secure" to "com.iqoo.secure.ui.phoneoptimize.BgStartUpManager",
        ),
        Maker(
            "autostart-huawei",
            setOf("huawei", "honor"),
            "com.huawei.systemmanager" to "com.huawei.systemmanager.startupmgr.ui.StartupNormalAppListActivity",
            "com.huawei.systemmanager" to "com.huawei.systemmanager.optimize.process.ProtectActivity",
            "com.hihonor.systemmanager" to "com.hihonor.systemmanager.startupmgr.ui.StartupNormalAppListActivity",
        ),
        Maker(
            "autostart-samsung",
            setOf("samsung"),
            "com.samsung.android.lool" to "com.samsung.android.sm.battery.ui.BatteryActivity",
        ),
    )
}
