package vn.lancan.demo

import android.graphics.Canvas
import android.graphics.ColorFilter
import android.graphics.Paint
import android.graphics.Path
import android.graphics.PixelFormat
import android.graphics.drawable.Drawable

/**
 * A section's icon, drawn on a field of 24 by 24: an outline, and filled while its section is chosen. It is drawn here and not by
 * a vector in the resources, so that the tests, which have no resource compiler, draw what a phone draws.
 */
class SectionIcon(section: Section, private val colors: Palette) : Drawable() {
    private val body = Path()
    private val details = Path()
    private val paint = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        strokeWidth = 2f
        strokeCap = Paint.Cap.ROUND
        strokeJoin = Paint.Join.ROUND
    }

    init {
        when (section) {
            Section.TODAY -> shield()
            Section.REPORT -> plane()
            Section.PLACES -> pin()
            Section.DECLARE -> form()
            Section.DATA -> phone()
        }
    }

    private fun shield() {
        body.moveTo(12f, 2.5f)
        body.lineTo(20f, 5.5f)
        body.lineTo(20f, 11.5f)
        body.cubicTo(20f, 16.5f, 16.5f, 20f, 12f, 21.5f)
        body.cubicTo(7.5f, 20f, 4f, 16.5f, 4f, 11.5f)
        body.lineTo(4f, 5.5f)
        body.close()
        details.moveTo(8.5f, 12f)
        details.lineTo(11f, 14.5f)
        details.lineTo(15.5f, 9.5f)
    }

    private fun plane() {
        body.moveTo(3f, 4f)
        body.lineTo(21.5f, 12f)
        body.lineTo(3f, 20f)
        body.lineTo(5.5f, 12f)
        body.close()
        details.moveTo(5.5f, 12f)
        details.lineTo(13f, 12f)
    }

    private fun pin() {
        body.moveTo(12f, 22f)
        body.cubicTo(7f, 16.5f, 5f, 13f, 5f, 9.5f)
        body.cubicTo(5f, 5.5f, 8f, 2.5f, 12f, 2.5f)
        body.cubicTo(16f, 2.5f, 19f, 5.5f, 19f, 9.5f)
        body.cubicTo(19f, 13f, 17f, 16.5f, 12f, 22f)
        body.close()
        details.addCircle(12f, 9.5f, 2.2f, Path.Direction.CW)
    }

    private fun form() {
        body.addRoundRect(4.5f, 3f, 19.5f, 21.5f, 2f, 2f, Path.Direction.CW)
        for ((y, end) in listOf(8f to 15.5f, 12f to 15.5f, 16f to 12.5f)) {
            details.moveTo(8.5f, y)
            details.lineTo(end, y)
        }
    }

    private fun phone() {
        body.addRoundRect(6.5f, 2f, 17.5f, 22f, 2.5f, 2.5f, Path.Direction.CW)
        details.moveTo(10.5f, 18.5f)
        details.lineTo(13.5f, 18.5f)
    }

    private val isChosen get() = android.R.attr.state_selected in state

    override fun draw(canvas: Canvas) {
        canvas.save()
        canvas.translate(bounds.left.toFloat(), bounds.top.toFloat())
        canvas.scale(bounds.width() / FIELD, bounds.height() / FIELD)
        paint.color = if (isChosen) colors.good else colors.quiet
        paint.style = if (isChosen) Paint.Style.FILL_AND_STROKE else Paint.Style.STROKE
        canvas.drawPath(body, paint)
        paint.style = Paint.Style.STROKE
        if (isChosen) paint.color = colors.card
        canvas.drawPath(details, paint)
        canvas.restore()
    }

    override fun isStateful() = true

    override fun onStateChange(state: IntArray): Boolean {
        invalidateSelf()
        return true
    }

    override fun setAlpha(alpha: Int) {
        paint.alpha = alpha
    }

    override fun setColorFilter(filter: ColorFilter?) {
        paint.colorFilter = filter
    }

    @Deprecated("The platform asks for it before Android 10")
    override fun getOpacity() = PixelFormat.TRANSLUCENT

    private companion object {
        const val FIELD = 24f
    }
}
