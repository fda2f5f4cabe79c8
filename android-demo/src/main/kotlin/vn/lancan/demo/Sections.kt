package vn.lancan.demo

import android.app.Activity
import android.content.Context
import android.graphics.Typeface
import android.os.Build
import android.util.TypedValue
import android.view.Gravity
import android.view.View
import android.view.accessibility.AccessibilityNodeInfo
import android.view.accessibility.AccessibilityNodeInfo.CollectionInfo
import android.view.accessibility.AccessibilityNodeInfo.CollectionItemInfo
import android.widget.Button
import android.widget.FrameLayout
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.TextView
import vn.lancan.Language
import vn.lancan.say

/** What the app is divided into. [key] is the name's key in the catalogue. */
enum class Section(val key: String) {
    TODAY("tab-today"),
    REPORT("tab-report"),
    PLACES("tab-places"),
    DECLARE("tab-declare"),
    DATA("tab-data"),
}

/**
 * The whole window: a title, the page of the chosen section, and the bar that chooses. Each section keeps its views and how far it
 * was scrolled. Until the first start is over there is [welcome] alone.
 */
class Sections(private val activity: Activity, private val changed: (Section) -> Unit) : LinearLayout(activity) {
    private val colors = Palette.of(activity)
    private val title = title()
    private val pages = FrameLayout(activity)
    private val all = Section.entries.associateWith { scroller(Page(activity)) }
    private val bar = SectionBar(activity, ::choose)
    private val names = HashMap<Section, String>()
    private val welcoming = scroller(Page(activity))

    /** The page that stands alone at the first start. */
    val welcome: Page get() = welcoming.getChildAt(0) as Page

    /** Whether [welcome] is shown. */
    var isWelcoming = false
        private set

    /** The section that is shown, or will be after [welcome]. */
    var chosen = Section.TODAY
        private set

    init {
        orientation = VERTICAL
        addView(title, LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT))
        addView(pages, LayoutParams(LayoutParams.MATCH_PARENT, 0, 1f))
        addView(bar, LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT))
        bar.visibility = GONE
        show()
    }

    /** The page of a section. */
    fun page(section: Section): Page = all.getValue(section).getChildAt(0) as Page

    /** Names the sections, and shows the bar. */
    fun name(language: Language) {
        for (section in Section.entries) names[section] = language.say(section.key).title
        bar.name(names)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) {
            for ((section, page) in all) page.accessibilityPaneTitle = names[section]
        }
        show()
    }

    /** Shows this section, once the first start is over. */
    fun choose(section: Section) {
        chosen = section
        show()
        changed(section)
    }

    /** Begins or ends the first start. */
    fun welcome(on: Boolean) {
        if (isWelcoming == on) return
        isWelcoming = on
        show()
        changed(chosen)
    }

    /** The keyboard leaves little room: the bar goes while it is there. */
    fun keyboard(isThere: Boolean) {
        bar.visibility = if (isThere || isWelcoming || names.isEmpty()) GONE else VISIBLE
    }

    private fun show() {
        title.text = names[chosen].takeIf { !isWelcoming } ?: APP
        welcoming.visibility = if (isWelcoming) VISIBLE else GONE
        for ((section, page) in all) page.visibility = if (section == chosen && !isWelcoming) VISIBLE else GONE
        bar.choose(chosen)
        keyboard(false)
    }

    private fun scroller(page: Page) = ScrollView(activity).also {
        it.addView(page)
        pages.addView(it, FrameLayout.LayoutParams(FrameLayout.LayoutParams.MATCH_PARENT, FrameLayout.LayoutParams.MATCH_PARENT))
    }

    private fun title() = TextView(activity).also {
        it.textSize = 22f
        it.typeface = Typeface.DEFAULT_BOLD
        it.setTextColor(colors.text)
        val (side, above) = dp(20) to dp(12)
        it.setPadding(side, above, side, dp(6))
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) it.isAccessibilityHeading = true
    }

    private fun dp(units: Int): Int = (units * resources.displayMetrics.density).toInt()

    private companion object {
        /** The app's name, the same in every language. */
        const val APP = "Lân Cận"
    }
}

/** The bar at the bottom: one item for each section, with its icon and its name. */
class SectionBar(context: Context, private val pressed: (Section) -> Unit) : LinearLayout(context) {
    private val colors = Palette.of(context)
    private val items: Map<Section, TextView> = Section.entries.associateWith { item(it) }

    init {
        setBackgroundColor(colors.card)
        items.values.forEach { addView(it, LayoutParams(0, LayoutParams.MATCH_PARENT, 1f)) }
    }

    /** Names the items. */
    fun name(names: Map<Section, String>): Unit = items.forEach { (section, item) -> item.text = names[section] }

    /** Shows that this one is chosen, by shape and weight as well as by colour. */
    fun choose(section: Section): Unit = items.forEach { (of, item) ->
        item.isSelected = of == section
        item.setTextColor(if (of == section) colors.good else colors.quiet)
        item.typeface = if (of == section) Typeface.DEFAULT_BOLD else Typeface.DEFAULT
    }

    // Screen readers say which of how many tabs it is, and which is selected.
    @Suppress("DEPRECATION")
    override fun onInitializeAccessibilityNodeInfo(info: AccessibilityNodeInfo) {
        super.onInitializeAccessibilityNodeInfo(info)
        info.className = TABS
        info.setCollectionInfo(CollectionInfo.obtain(1, items.size, false, CollectionInfo.SELECTION_MODE_SINGLE))
    }

    private fun item(section: Section): TextView = TextView(context).also {
        val icon = SectionIcon(section, colors)
        val side = dp(ICON)
        icon.setBounds(0, 0, side, side)
        it.setCompoundDrawables(null, icon, null, null)
        it.compoundDrawablePadding = dp(2)
        it.gravity = Gravity.CENTER
        it.isSingleLine = true
        it.minHeight = dp(HEIGHT)
        it.setPadding(0, dp(8), 0, dp(6))
        // Five names stand beside each other: they grow with the user's type as far as there is room.
        it.setTextSize(TypedValue.COMPLEX_UNIT_DIP, NAME * resources.configuration.fontScale.coerceIn(1f, MOST_GROWN))
        val touched = TypedValue()
        context.theme.resolveAttribute(android.R.attr.selectableItemBackgroundBorderless, touched, true)
        if (touched.resourceId != 0) it.setBackgroundResource(touched.resourceId)
        it.isFocusable = true
        it.setOnClickListener { pressed(section) }
        it.accessibilityDelegate = Item(section)
    }

    private class Item(private val section: Section) : View.AccessibilityDelegate() {
        @Suppress("DEPRECATION")
        override fun onInitializeAccessibilityNodeInfo(host: View, info: AccessibilityNodeInfo) {
            super.onInitializeAccessibilityNodeInfo(host, info)
            info.className = Button::class.java.name
            info.isSelected = host.isSelected
            info.setCollectionItemInfo(CollectionItemInfo.obtain(0, 1, section.ordinal, 1, false, host.isSelected))
        }
    }

    private fun dp(units: Int): Int = (units * resources.displayMetrics.density).toInt()

    private companion object {
        const val TABS = "android.widget.TabWidget"
        const val ICON = 24
        const val HEIGHT = 56
        const val NAME = 12f
        const val MOST_GROWN = 1.3f
    }
}
