package vn.lancan.demo

import android.content.Context
import android.graphics.Typeface
import android.view.ViewGroup.LayoutParams
import android.widget.Button
import android.widget.CheckBox
import android.widget.EditText
import android.widget.LinearLayout
import android.widget.TextView
import vn.lancan.Said

/** A column of the platform's own views, filled from top to bottom. */
class Column(context: Context) : LinearLayout(context) {
    init {
        orientation = VERTICAL
        val edge = (16 * resources.displayMetrics.density).toInt()
        setPadding(edge, edge, edge, edge)
    }

    /** A heading. */
    fun heading(text: String) = text(text).apply {
        textSize = 20f
        typeface = Typeface.DEFAULT_BOLD
    }

    /** A paragraph. */
    fun text(text: String): TextView = TextView(context).also {
        it.text = text
        it.textSize = 16f
        it.setPadding(0, 8, 0, 8)
        addView(it)
    }

    /** What is the case, and below it what to do next. */
    fun said(said: Said) {
        text(said.title).typeface = Typeface.DEFAULT_BOLD
        said.next?.let { text(it) }
    }

    /** A button. */
    fun button(text: String, act: () -> Unit): Button = Button(context).also {
        it.text = text
        it.setOnClickListener { act() }
        addView(it, LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT))
    }

    /** A box to tick. */
    fun check(text: String): CheckBox = CheckBox(context).also {
        it.text = text
        addView(it)
    }

    /** A line to type in. */
    fun input(hint: String): EditText = EditText(context).also {
        it.hint = hint
        it.isSingleLine = true
        addView(it, LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT))
    }
}
