package vn.lancan.demo

import android.content.Context
import android.graphics.drawable.GradientDrawable
import android.view.View
import android.widget.Button
import android.widget.CheckBox
import android.widget.EditText
import android.widget.TextView
import vn.lancan.demo.cards.Filled
import vn.lancan.demo.cards.Part
import vn.lancan.demo.cards.Tone
import vn.lancan.demo.cards.Weight
import vn.lancan.demo.cards.sameParts

/**
 * A white card on the page, for one matter; not there while it has nothing to say.
 *
 * What stands there again is not drawn again: whoever writes, ticks or listens to a screen reader stays where they are.
 */
class CardView(context: Context) : Column(context) {
    private var drawn = emptyList<Drawn>()
    private var isBinding = false

    init {
        background = GradientDrawable().apply {
            setColor(this@CardView.colors.card)
            cornerRadius = dp(14).toFloat()
        }
        setPadding(dp(18), dp(14), dp(18), dp(14))
        visibility = View.GONE
    }

    /** Shows these in place of anything before. What was written, chosen and ticked stays where the same part stands again. */
    fun show(parts: List<Part>) {
        val before = drawn
        val same = sameParts(before.map { it.part }, parts)
        val kept = same.filterNotNull().toSet()
        before.forEachIndexed { at, gone -> if (at !in kept) gone.views.forEach(::removeView) }
        isBinding = true
        next = 0
        drawn = parts.mapIndexed { at, part ->
            val old = same[at]?.let { before[it] }
            if (old == null) draw(part, isNews = before.isNotEmpty()) else old.also { it.take(part) }
        }
        next = null
        isBinding = false
        visibility = if (drawn.isEmpty()) View.GONE else View.VISIBLE
        enable()
        tellApart()
    }

    /** Buttons that are called the same tell a screen reader of what they are: of the line above. */
    private fun tellApart() {
        val times = drawn.groupingBy { (it.part as? Part.Press)?.text }.eachCount()
        var above: String? = null
        for (one in drawn) {
            val part = one.part
            if (part is Part.Line) above = part.text
            if (part is Part.Press) one.view.contentDescription = above.takeIf { times[part.text] != 1 }?.let { "${part.text}, $it" }
        }
    }

    /** A part, and the views that show it. */
    private inner class Drawn(var part: Part) {
        var views = emptyList<View>()
        var chosen = (part as? Part.Choice)?.chosen.orEmpty()

        /** The view that the user touches or reads. */
        val view get() = views.last()

        /** The same part stands here again, perhaps with something else in it. */
        fun take(new: Part) {
            val old = part
            part = new
            next = indexOfChild(view) + 1
            when (new) {
                is Part.Heading -> say(view as TextView, new.text, new.tone)
                is Part.Line -> say(view as TextView, new.text, new.tone)
                is Part.Field -> {
                    (views.first() as TextView).change(new.label)
                    // What was written stays, unless there is something new to stand there.
                    if (new.text.isNotEmpty() && new.text != (old as Part.Field).text) (view as EditText).write(new.text)
                }
                // Who keeps by itself what is ticked or chosen says it; else the user's stays, as long as it is of nothing more.
                is Part.Tick -> if (new.act != null || !(old as Part.Tick).of.containsAll(new.of)) (view as CheckBox).isChecked = new.ticked
                is Part.Choice -> if (new.act != null || new.chosen != (old as Part.Choice).chosen) {
                    chosen = new.chosen
                    choose(view, new, chosen)
                }
                is Part.Code, is Part.Press -> {}
            }
        }
    }

    private fun draw(part: Part, isNews: Boolean): Drawn {
        val new = Drawn(part)
        val (from, count) = checkNotNull(next) to childCount
        when (part) {
            is Part.Heading -> say(heading(part.text), part.text, part.tone, isNews)
            is Part.Line -> say(text(part.text), part.text, part.tone, isNews)
            is Part.Field -> field(part)
            is Part.Tick -> check(part.text).let { box ->
                box.isChecked = part.ticked
                box.setOnCheckedChangeListener { _, _ ->
                    enable()
                    if (!isBinding) (new.part as Part.Tick).act?.invoke(filled())
                }
            }
            is Part.Choice -> choice(part) { code ->
                new.chosen = code
                (new.part as Part.Choice).act?.invoke(filled())
            }
            is Part.Code -> qr(part)
            is Part.Press -> press(part) { (new.part as Part.Press).act(filled()) }
        }
        new.views = (from until from + childCount - count).map { getChildAt(it) }
        return new
    }

    private fun press(part: Part.Press, act: () -> Unit) {
        val button = if (part.weight == Weight.MAIN) button(part.text, act = act) else plainButton(part.text, act)
        if (part.weight == Weight.GRAVE) button.setTextColor(colors.alarm)
    }

    /** What has a tone of its own tells of a change: a screen reader says it without being asked. */
    private fun say(view: TextView, text: String, tone: Tone, isNews: Boolean = false) {
        view.setTextColor(tone.color())
        val tells = tone != Tone.PLAIN && tone != Tone.QUIET
        view.accessibilityLiveRegion = if (tells) ACCESSIBILITY_LIVE_REGION_POLITE else ACCESSIBILITY_LIVE_REGION_NONE
        // Of a view that comes with its text nothing is said.
        if (isNews && tells) view.text = ""
        view.change(text)
    }

    private fun TextView.change(new: String) {
        if (text.toString() != new) text = new
    }

    private fun EditText.write(new: String) {
        if (text.toString() == new) return
        setText(new)
        setSelection(new.length)
    }

    /** A button can be pressed once every box is ticked that it needs. */
    private fun enable() {
        val ticked = filled()
        for (one in drawn) {
            val needs = (one.part as? Part.Press)?.needs?.filter { name -> drawn.any { (it.part as? Part.Tick)?.name == name } } ?: continue
            (one.view as Button).isEnabled = needs.all(ticked::ticked)
        }
    }

    private fun filled(): Filled {
        val fields = HashMap<String, String>()
        val ticks = HashSet<String>()
        for (one in drawn) {
            when (val part = one.part) {
                is Part.Field -> fields[part.name] = (one.view as EditText).text.toString()
                is Part.Choice -> fields[part.name] = one.chosen
                is Part.Tick -> if ((one.view as CheckBox).isChecked) ticks += part.name
                is Part.Heading, is Part.Line, is Part.Code, is Part.Press -> {}
            }
        }
        return Filled(fields, ticks)
    }

    private fun Tone.color() = when (this) {
        Tone.PLAIN -> colors.text
        Tone.QUIET -> colors.quiet
        Tone.GOOD -> colors.good
        Tone.CARE -> colors.care
        Tone.ALARM -> colors.alarm
    }
}
