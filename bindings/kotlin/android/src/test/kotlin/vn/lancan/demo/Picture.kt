package vn.lancan.demo

import android.app.Activity
import android.content.Context
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
    private const val HEIGHT = 1_480

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

    /**
     * Draws what a phone shows of the activity, to `target/pictures`; returns the share of its pixels that are not the page's
     * background.
     *
     * @param top what it is scrolled to: the card that this stands on; null for the top of the page
     */
    fun screen(activity: Activity, name: String, top: View? = null): Double {
        val window = activity.window.decorView
        window.measure(MeasureSpec.makeMeasureSpec(WIDTH, MeasureSpec.EXACTLY), MeasureSpec.makeMeasureSpec(HEIGHT, MeasureSpec.EXACTLY))
        window.layout(0, 0, WIDTH, HEIGHT)
        // Whatever still scrolls comes to its end by being drawn.
        window.draw(Canvas(Bitmap.createBitmap(WIDTH, HEIGHT, Bitmap.Config.ARGB_8888)))
        val page = page(activity)
        val card = generateSequence(top) { it.parent as? View }.takeWhile { it != page }.lastOrNull()
        val scroller = page.parent as View
        // Nothing of the card above is to be seen.
        val above = (card?.layoutParams as? ViewGroup.MarginLayoutParams)?.bottomMargin ?: 0
        scroller.scrollTo(0, card?.top?.minus(above)?.coerceAtMost(maxOf(0, page.height - scroller.height)) ?: 0)
        settle(window)
        return drawnShare(draw(window, name), activity)
    }

    /** Draws it to `target/pictures`, and returns the share of its pixels that are not the page's background. */
    fun of(view: View, name: String): Double {
        view.measure(
            MeasureSpec.makeMeasureSpec(WIDTH, MeasureSpec.EXACTLY),
            MeasureSpec.makeMeasureSpec(0, MeasureSpec.UNSPECIFIED),
        )
        view.layout(0, 0, view.measuredWidth, view.measuredHeight)
        settle(view)
        return drawnShare(draw(view, name), view.context)
    }

    private fun drawnShare(bitmap: Bitmap, context: Context): Double {
        val background = Palette.of(context).page
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
