package vn.lancan.demo

import android.app.Activity
import android.view.View
import android.view.ViewGroup
import android.widget.ScrollView
import android.widget.TextView

// What a user sees and presses.

/** The page of an activity that is to be seen, inside of what scrolls. */
internal fun page(activity: Activity): View = scroller(frame(activity))!!.getChildAt(0)

private fun scroller(view: View): ScrollView? = when {
    view.visibility != View.VISIBLE -> null
    view is ScrollView -> view
    view is ViewGroup -> (0 until view.childCount).firstNotNullOfOrNull { scroller(view.getChildAt(it)) }
    else -> null
}

/** The bar at the bottom, also where it is not to be seen. */
internal fun bar(activity: Activity): SectionBar =
    (frame(activity).getChildAt(0) as Sections).let { all -> (0 until all.childCount).map { all.getChildAt(it) } }
        .filterIsInstance<SectionBar>().single()

/** Presses the item of a section, by its name in the core's catalogue. */
internal fun go(activity: Activity, section: Section) {
    check(bar(activity).visibility == View.VISIBLE) { "there is no bar" }
    bar(activity).getChildAt(section.ordinal).performClick()
}

/** The section whose item says that it is chosen. */
internal fun section(activity: Activity): Section = Section.entries.single { bar(activity).getChildAt(it.ordinal).isSelected }

/** What keeps the page of an activity clear of the system's bars. */
internal fun frame(activity: Activity): ViewGroup =
    activity.findViewById<ViewGroup>(android.R.id.content)!!.getChildAt(0) as ViewGroup

/** Every text that is to be seen, from top to bottom. */
internal fun texts(view: View): List<String> = views(view).map { it.text.toString() }

/** What can be pressed under this text. */
internal fun button(view: View, text: String): TextView = views(view).first { it.isClickable && it.text.toString() == text }

/** Every view with a text that is to be seen. */
internal fun views(view: View): List<TextView> = when {
    view.visibility != View.VISIBLE -> emptyList()
    view is TextView -> listOf(view)
    view is ViewGroup -> (0 until view.childCount).flatMap { views(view.getChildAt(it)) }
    else -> emptyList()
}
