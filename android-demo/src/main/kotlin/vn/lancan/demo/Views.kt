package vn.lancan.demo

import android.app.AlertDialog
import android.content.Context
import android.content.res.ColorStateList
import android.content.res.Configuration
import android.graphics.Color
import android.graphics.Typeface
import android.graphics.drawable.GradientDrawable
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
import vn.lancan.demo.cards.Filled
import vn.lancan.demo.cards.Part
import vn.lancan.demo.cards.Tone
import vn.lancan.demo.cards.Weight
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
        addView(it)
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
        addView(it, LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT))
    }

    /** A box to tick. */
    fun check(text: String): CheckBox = CheckBox(context).also {
        it.text = text
        it.textSize = 16f
        it.setTextColor(colors.text)
        it.buttonTintList = ColorStateList.valueOf(colors.good)
        it.setPadding(dp(8), dp(8), 0, dp(8))
        addView(it)
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
        addView(group)
    }

    private fun list(part: Part.Choice, chosen: (String) -> Unit) {
        val at = part.options.indexOfFirst { it.code == part.chosen }
        val button = plainButton(part.options.getOrNull(at)?.text ?: part.none) {}
        button.contentDescription = "${part.label}: ${button.text}"
        button.setOnClickListener {
            AlertDialog.Builder(context)
                .setTitle(part.label)
                .setSingleChoiceItems(part.options.map { it.text }.toTypedArray(), at) { dialog, which ->
                    button.text = part.options[which].text
                    button.contentDescription = "${part.label}: ${button.text}"
                    dialog.dismiss()
                    chosen(part.options[which].code)
                }
                .show()
        }
    }

    /** A QR code, black on white by day and by night, for a camera has to read it. */
    fun qr(part: Part.Code) {
        addView(
            ImageView(context).also {
                it.setImageBitmap(qrPicture(part.content, dp(QR_SIDE)))
                it.contentDescription = part.label
                it.setPadding(0, dp(8), 0, dp(8))
            },
            LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT),
        )
    }

    /** A line to write in, below its label. */
    fun field(field: Part.Field, written: String?): EditText {
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
            it.setText(field.text.ifEmpty { written.orEmpty() })
            addView(it, LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT))
        }
    }

    private companion object {
        /** Most answers that are seen at once. */
        const val MOST_SEEN = 8
        const val QR_SIDE = 260
    }
}

/** A white card on the page, for one matter; not there while it has nothing to say. */
class CardView(context: Context) : Column(context) {
    private val fields = HashMap<String, EditText>()
    private val ticks = HashMap<String, CheckBox>()
    private val chosen = HashMap<String, String>()

    init {
        background = GradientDrawable().apply {
            setColor(this@CardView.colors.card)
            cornerRadius = dp(14).toFloat()
        }
        setPadding(dp(18), dp(14), dp(18), dp(14))
        visibility = View.GONE
    }

    /** Shows these in place of anything before. What was written stays where the same field stands again; ticks go. */
    fun show(parts: List<Part>) {
        val written = fields.mapValues { it.value.text.toString() }
        removeAllViews()
        fields.clear()
        ticks.clear()
        chosen.clear()
        for (part in parts) {
            when (part) {
                is Part.Heading -> heading(part.text, part.tone.color())
                is Part.Line -> text(part.text, part.tone.color())
                is Part.Field -> fields[part.name] = field(part, written[part.name])
                is Part.Tick -> tick(part)
                is Part.Choice -> {
                    chosen[part.name] = part.chosen
                    choice(part) { code ->
                        chosen[part.name] = code
                        part.act?.invoke(filled())
                    }
                }
                is Part.Code -> qr(part)
                is Part.Press -> press(part)
            }
        }
        visibility = if (childCount == 0) View.GONE else View.VISIBLE
    }

    private fun tick(part: Part.Tick) {
        val box = check(part.text)
        box.isChecked = part.ticked
        part.act?.let { act -> box.setOnCheckedChangeListener { _, _ -> act(filled()) } }
        ticks[part.name] = box
    }

    private fun press(part: Part.Press) {
        val act = { part.act(filled()) }
        val button = if (part.weight == Weight.MAIN) button(part.text, act = act) else plainButton(part.text, act)
        if (part.weight == Weight.GRAVE) button.setTextColor(colors.alarm)
        val needed = part.needs.mapNotNull { ticks[it] }
        if (needed.isEmpty()) return
        button.isEnabled = false
        for (tick in needed) tick.setOnCheckedChangeListener { _, _ -> button.isEnabled = needed.all { it.isChecked } }
    }

    private fun filled() = Filled(
        fields.mapValues { it.value.text.toString() } + chosen,
        ticks.filterValues { it.isChecked }.keys.toSet(),
    )

    private fun Tone.color() = when (this) {
        Tone.PLAIN -> colors.text
        Tone.QUIET -> colors.quiet
        Tone.GOOD -> colors.good
        Tone.CARE -> colors.care
        Tone.ALARM -> colors.alarm
    }
}

/** The whole page: cards below each other. */
class Page(context: Context) : Column(context) {
    init {
        setBackgroundColor(colors.page)
        setPadding(dp(14), dp(14), dp(14), dp(24))
        // Else the line for a code takes the focus at the start, and the keyboard covers the page.
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
