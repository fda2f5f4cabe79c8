package vn.lancan.demo

import android.graphics.Bitmap
import android.graphics.Canvas
import android.view.View
import android.view.View.MeasureSpec
import android.view.ViewGroup
import java.io.File

/** What a screen shows, from its top to the end of what can be scrolled to, as a file for people to look at. */
internal object Picture {
    private const val WIDTH = 720

    /** Views that were added since the last frame look as the next frame would show them. */
    private fun settle(view: View) {
        view.refreshDrawableState()
        view.jumpDrawablesToCurrentState()
        if (view is ViewGroup) (0 until view.childCount).forEach { settle(view.getChildAt(it)) }
    }

    /** Draws it to `target/pictures`, and returns the share of its pixels that are not the page's background. */
    fun of(view: View, name: String): Double {
        view.measure(
            MeasureSpec.makeMeasureSpec(WIDTH, MeasureSpec.EXACTLY),
            MeasureSpec.makeMeasureSpec(0, MeasureSpec.UNSPECIFIED),
        )
        view.layout(0, 0, view.measuredWidth, view.measuredHeight)
        settle(view)
        val bitmap = Bitmap.createBitmap(view.measuredWidth, view.measuredHeight, Bitmap.Config.ARGB_8888)
        view.draw(Canvas(bitmap))
        val file = File("target/pictures/$name.png").apply { parentFile!!.mkdirs() }
        file.outputStream().use { bitmap.compress(Bitmap.CompressFormat.PNG, 100, it) }
        val background = Palette.of(view.context).page
        val pixels = IntArray(bitmap.width * bitmap.height)
        bitmap.getPixels(pixels, 0, bitmap.width, 0, 0, bitmap.width, bitmap.height)
        return pixels.count { it != background }.toDouble() / pixels.size
    }
}
