package vn.lancan.demo

import android.content.Context
import android.content.res.ColorStateList
import android.graphics.Color
import android.graphics.Typeface
import android.graphics.drawable.GradientDrawable
import android.os.Build
import android.view.View
import android.widget.Button
import android.widget.CheckBox
import android.widget.EditText
import android.widget.LinearLayout
import android.widget.TextView
import vn.lancan.Said

/** The demo's colours: dark enough on white, and white on them, to be read by weak eyes (WCAG AA). */
object Palette {
    const val PAGE = 0xFFF2F5F4.toInt()
    const val CARD = Color.WHITE
    const val TEXT = 0xFF1B2724.toInt()
    const val QUIET = 0xFF51605C.toInt()
    const val GOOD = 0xFF0B6B52.toInt()
    const val CARE = 0xFF8A5300.toInt()
    const val OFF = 0xFFD5DBD9.toInt()
    const val ALARM = 0xFFB3261E.toInt()
}

/** A column of the platform's own views, filled from top to bottom. */
open class Column(context: Context) : LinearLayout(context) {
    init {
        orientation = VERTICAL
    }

    /** Pixels of a number of units of the screen's density. */
    protected fun dp(units: Int): Int = (units * resources.displayMetrics.density).toInt()

    /** A heading, which screen readers jump to. */
    fun heading(text: String, color: Int = Palette.TEXT): TextView = text(text, color).apply {
        textSize = 19f
        typeface = Typeface.DEFAULT_BOLD
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) isAccessibilityHeading = true
    }

    /** A paragraph. */
    fun text(text: String, color: Int = Palette.TEXT): TextView = TextView(context).also {
        it.text = text
        it.textSize = 16f
        it.setTextColor(color)
        it.setLineSpacing(0f, 1.15f)
        it.setPadding(0, dp(4), 0, dp(4))
        addView(it)
    }

    /** What is the case, and below it what to do next. */
    fun said(said: Said, color: Int = Palette.TEXT) {
        heading(said.title, color)
        said.next?.let { text(it) }
    }

    /** The button of what is most likely wanted. */
    fun button(text: String, color: Int = Palette.GOOD, act: () -> Unit): Button = plainButton(text, act).apply {
        setTextColor(enabledElse(Color.WHITE, Palette.QUIET))
        backgroundTintList = enabledElse(color, Palette.OFF)
        // A tint that is set after the state is drawn in the colour of no state.
        background.setState(intArrayOf())
        refreshDrawableState()
    }

    private fun enabledElse(enabled: Int, otherwise: Int) =
        ColorStateList(arrayOf(intArrayOf(android.R.attr.state_enabled), intArrayOf()), intArrayOf(enabled, otherwise))

    /** Any other button. */
    fun plainButton(text: String, act: () -> Unit): Button = Button(context).also {
        it.text = text
        it.isAllCaps = false
        it.textSize = 16f
        it.minHeight = dp(48)
        it.setOnClickListener { act() }
        addView(it, LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT))
    }

    /** A box to tick. */
    fun check(text: String): CheckBox = CheckBox(context).also {
        it.text = text
        it.textSize = 16f
        it.setTextColor(Palette.TEXT)
        it.buttonTintList = ColorStateList.valueOf(Palette.GOOD)
        it.setPadding(dp(8), dp(8), 0, dp(8))
        addView(it)
    }

    /** A line to type in. */
    fun input(hint: String): EditText = EditText(context).also {
        it.hint = hint
        it.isSingleLine = true
        addView(it, LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT))
    }
}

/** A white card on the page, for one matter; not there while it has nothing to say. */
open class Card(context: Context) : Column(context) {
    init {
        background = GradientDrawable().apply {
            setColor(Palette.CARD)
            cornerRadius = dp(14).toFloat()
        }
        setPadding(dp(18), dp(14), dp(18), dp(14))
        visibility = View.GONE
    }

    /** Says this in place of anything before. */
    protected fun show(fill: () -> Unit) {
        removeAllViews()
        fill()
        visibility = if (childCount == 0) View.GONE else View.VISIBLE
    }
}

/** The whole page: cards below each other. */
class Page(context: Context) : Column(context) {
    init {
        setBackgroundColor(Palette.PAGE)
        setPadding(dp(14), dp(14), dp(14), dp(24))
        // Else the line for a code takes the focus at the start, and the keyboard covers the page.
        isFocusableInTouchMode = true
    }

    /** Puts a card at the end. */
    fun <C : Card> card(card: C): C {
        val below = LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT)
        below.bottomMargin = dp(12)
        addView(card, below)
        return card
    }
}
