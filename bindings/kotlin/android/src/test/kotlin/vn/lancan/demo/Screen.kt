package vn.lancan.demo

import android.app.Activity
import android.view.View
import android.view.ViewGroup
import android.widget.ScrollView
import android.widget.TextView

// What a user sees and presses.

/** The page of an activity, inside of what scrolls. */
internal fun page(activity: Activity): View =
    (frame(activity).getChildAt(0) as ScrollView).getChildAt(0)

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
