package vn.lancan.demo

import android.graphics.Bitmap
import android.graphics.Canvas
import android.view.View
import android.view.View.MeasureSpec
import android.view.ViewGroup
import java.io.File
import vn.lancan.android.StrictMainThread

/** What a screen shows, from its top to the end of what can be scrolled to, as a file for people to look at. */
internal object Picture {
    private const val WIDTH = 720

    /** Views that were added since the last frame look as the next frame would show them. */
    private fun settle(view: View) {
        view.refreshDrawableState()
        view.jumpDrawablesToCurrentState()
        if (view is ViewGroup) (0 until view.childCount).forEach { settle(view.getChildAt(it)) }
    }

    /** Draws it as it is laid out to `target/pictures`, and returns the colours of these rows of pixels. */
    fun rows(view: View, rows: IntRange, name: String): Set<Int> {
        settle(view)
        val bitmap = draw(view, name)
        return rows.flatMap { y -> (0 until bitmap.width).map { x -> bitmap.getPixel(x, y) } }.toSet()
    }

    /** Draws it to `target/pictures`, and returns the share of its pixels that are not the page's background. */
    fun of(view: View, name: String): Double {
        view.measure(
            MeasureSpec.makeMeasureSpec(WIDTH, MeasureSpec.EXACTLY),
            MeasureSpec.makeMeasureSpec(0, MeasureSpec.UNSPECIFIED),
        )
        view.layout(0, 0, view.measuredWidth, view.measuredHeight)
        settle(view)
        val bitmap = draw(view, name)
        val background = Palette.of(view.context).page
        val pixels = IntArray(bitmap.width * bitmap.height)
        bitmap.getPixels(pixels, 0, bitmap.width, 0, 0, bitmap.width, bitmap.height)
        return pixels.count { it != background }.toDouble() / pixels.size
    }

    private fun draw(view: View, name: String): Bitmap {
        val bitmap = Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888)
        view.draw(Canvas(bitmap))
        val file = File("target/pictures/$name.png").apply { parentFile!!.mkdirs() }
        // Slow, and nobody waits for it.
        StrictMainThread.aside { file.outputStream().use { bitmap.compress(Bitmap.CompressFormat.PNG, 100, it) } }
        return bitmap
    }
}
