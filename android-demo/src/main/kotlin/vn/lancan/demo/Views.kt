package vn.lancan.demo

import android.app.AlertDialog
import android.content.Context
import android.content.res.ColorStateList
import android.content.res.Configuration
import android.graphics.Color
import android.graphics.Rect
import android.graphics.Typeface
import android.os.Build
import android.text.InputType
import android.view.View
import android.widget.Button
import android.widget.CheckBox
import android.widget.EditText
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.RadioButton
import android.widget.RadioGroup
import android.widget.TextView
import vn.lancan.demo.cards.Part
import vn.lancan.demo.cards.Writing

/** The demo's colours by day and by night: each text can be read on its card by weak eyes (WCAG AA). */
class Palette private constructor(
    val page: Int,
    val card: Int,
    val text: Int,
    val quiet: Int,
    val good: Int,
    val care: Int,
    val alarm: Int,
    val off: Int,
    val onGood: Int,
) {
    companion object {
        private val day = Palette(
            page = 0xFFF2F5F4.toInt(), card = Color.WHITE, text = 0xFF1B2724.toInt(), quiet = 0xFF51605C.toInt(),
            good = 0xFF0B6B52.toInt(), care = 0xFF8A5300.toInt(), alarm = 0xFFB3261E.toInt(), off = 0xFFD5DBD9.toInt(),
            onGood = Color.WHITE,
        )
        private val night = Palette(
            page = 0xFF101614.toInt(), card = 0xFF1C2522.toInt(), text = 0xFFE4EBE8.toInt(), quiet = 0xFFAAB8B3.toInt(),
            good = 0xFF6FD3B4.toInt(), care = 0xFFF2B866.toInt(), alarm = 0xFFFFB4AB.toInt(), off = 0xFF3A4642.toInt(),
            onGood = 0xFF00382A.toInt(),
        )

        /** The colours of the time that the system says it is. */
        fun of(context: Context): Palette {
            val mode = context.resources.configuration.uiMode and Configuration.UI_MODE_NIGHT_MASK
            return if (mode == Configuration.UI_MODE_NIGHT_YES) night else day
        }
    }
}

/** A column of the platform's own views, filled from top to bottom. */
open class Column(context: Context) : LinearLayout(context) {
    /** The colours of now. */
    protected val colors = Palette.of(context)

    init {
        orientation = VERTICAL
    }

    /** Where the next view goes; null for the end. */
    protected var next: Int? = null

    private fun place(view: View, params: LayoutParams = LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT)) {
        addView(view, next ?: childCount, params)
        next = next?.plus(1)
    }

    /** Pixels of a number of units of the screen's density. */
    protected fun dp(units: Int): Int = (units * resources.displayMetrics.density).toInt()

    /** A heading, which screen readers jump to. */
    fun heading(text: String, color: Int = colors.text): TextView = text(text, color).apply {
        textSize = 19f
        typeface = Typeface.DEFAULT_BOLD
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) isAccessibilityHeading = true
    }

    /** A paragraph. */
    fun text(text: String, color: Int = colors.text): TextView = TextView(context).also {
        it.text = text
        it.textSize = 16f
        it.setTextColor(color)
        it.setLineSpacing(0f, 1.15f)
        it.setPadding(0, dp(4), 0, dp(4))
        place(it)
    }

    /** The button of what is most likely wanted. */
    fun button(text: String, color: Int = colors.good, act: () -> Unit): Button = plainButton(text, act).apply {
        setTextColor(enabledElse(colors.onGood, colors.quiet))
        backgroundTintList = enabledElse(color, colors.off)
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
        place(it)
    }

    /** A box to tick. */
    fun check(text: String): CheckBox = CheckBox(context).also {
        it.text = text
        it.textSize = 16f
        it.setTextColor(colors.text)
        it.buttonTintList = ColorStateList.valueOf(colors.good)
        it.minHeight = dp(48)
        it.setPadding(dp(8), dp(8), 0, dp(8))
        place(it)
    }

    /** Answers to choose from, below their label: all to be seen where they are few, else in a list that opens. */
    fun choice(part: Part.Choice, chosen: (String) -> Unit) {
        text(part.label)
        if (part.options.size > MOST_SEEN) return list(part, chosen)
        val group = RadioGroup(context)
        if (part.options.size == 2) group.orientation = HORIZONTAL
        for (option in part.options) {
            group.addView(
                RadioButton(context).also {
                    it.id = generateViewId()
                    it.tag = option.code
                    it.text = option.text
                    it.contentDescription = "${part.label}: ${option.text}"
                    it.textSize = 16f
                    it.minHeight = dp(48)
                    it.setTextColor(colors.text)
                    it.buttonTintList = ColorStateList.valueOf(colors.good)
                    it.isChecked = option.code == part.chosen
                    it.setPadding(dp(8), 0, dp(20), 0)
                    it.setOnClickListener { chosen(option.code) }
                },
            )
        }
        place(group)
    }

    private fun list(part: Part.Choice, chosen: (String) -> Unit) {
        val button = plainButton("") {}
        choose(button, part, part.chosen)
        button.setOnClickListener {
            val at = part.options.indexOfFirst { it.code == button.tag }
            AlertDialog.Builder(context)
                .setTitle(part.label)
                .setSingleChoiceItems(part.options.map { it.text }.toTypedArray(), at) { dialog, which ->
                    choose(button, part, part.options[which].code)
                    dialog.dismiss()
                    chosen(part.options[which].code)
                }
                .show()
        }
    }

    /** Shows that this is chosen, in the views that [choice] made. */
    protected fun choose(view: View, part: Part.Choice, code: String) {
        if (view is RadioGroup) {
            val wanted = view.findViewWithTag<RadioButton>(code)?.id ?: View.NO_ID
            if (view.checkedRadioButtonId != wanted) view.check(wanted)
        } else if (view is Button) {
            view.tag = code
            view.text = part.options.find { it.code == code }?.text ?: part.none
            view.contentDescription = "${part.label}: ${view.text}"
        }
    }

    /** A QR code, black on white by day and by night, for a camera has to read it. */
    fun qr(part: Part.Code) {
        place(
            ImageView(context).also {
                it.setImageBitmap(qrPicture(part.content, dp(QR_SIDE)))
                it.contentDescription = part.label
                it.setPadding(0, dp(8), 0, dp(8))
            },
        )
    }

    /** A line to write in, below its label. */
    fun field(field: Part.Field): EditText {
        val label = text(field.label, colors.quiet)
        return EditText(context).also {
            it.id = generateViewId()
            label.labelFor = it.id
            it.hint = field.example
            it.isSingleLine = field.writing != Writing.LONG
            it.textSize = 18f
            it.setTextColor(colors.text)
            it.setHintTextColor(colors.quiet)
            it.backgroundTintList = ColorStateList.valueOf(colors.good)
            it.minHeight = dp(48)
            it.inputType = when (field.writing) {
                Writing.TEXT -> InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS
                Writing.LONG -> InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_MULTI_LINE
                Writing.PHONE -> InputType.TYPE_CLASS_PHONE
                Writing.DIGITS -> InputType.TYPE_CLASS_NUMBER
                // A number of the system takes a point alone, and people here write a comma.
                Writing.DECIMAL -> InputType.TYPE_CLASS_PHONE
                Writing.SECRET -> InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_VARIATION_PASSWORD
            }
            it.setText(field.text)
            place(it)
        }
    }

    private companion object {
        /** Most answers that are seen at once. */
        const val MOST_SEEN = 8
        const val QR_SIDE = 260
    }
}

/** Scrolls to this, once it is laid out. */
fun View.reveal() {
    post { requestRectangleOnScreen(Rect(0, 0, width, height)) }
}

/** A page of cards below each other. */
class Page(context: Context) : Column(context) {
    init {
        setBackgroundColor(colors.page)
        setPadding(dp(14), dp(14), dp(14), dp(24))
        // Else the first line to write in takes the focus at the start, and the keyboard covers the page.
        isFocusableInTouchMode = true
    }

    /** Puts a card at the end. */
    fun card(card: CardView = CardView(context)): CardView {
        val below = LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT)
        below.bottomMargin = dp(12)
        addView(card, below)
        return card
    }
}
