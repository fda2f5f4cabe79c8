package vn.lancan.demo

import android.annotation.TargetApi
import android.app.Activity
import android.content.res.Configuration
import android.graphics.Color
import android.os.Build
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.WindowInsets
import android.view.WindowInsetsController.APPEARANCE_LIGHT_NAVIGATION_BARS
import android.view.WindowInsetsController.APPEARANCE_LIGHT_STATUS_BARS
import android.widget.FrameLayout

/**
 * Shows this under the system's bars, as Android 15 has every app do, and keeps it clear of them, of the keyboard and of the
 * camera's hole. What scrolls gets smaller, not padded: a scroller shows a field above the keyboard when its own size changes.
 *
 * @param keyboard is told whether the keyboard is there, from Android 11 on
 */
fun Activity.showClear(content: View, keyboard: (isThere: Boolean) -> Unit = {}) {
    val colors = Palette.of(this)
    val frame = FrameLayout(this).apply {
        setBackgroundColor(colors.page)
        addView(content, FrameLayout.LayoutParams(MATCH_PARENT, MATCH_PARENT))
        setOnApplyWindowInsetsListener { view, insets -> view.keepClear(insets, keyboard) }
    }
    setContentView(frame)
    // Before Android 11 the system itself keeps apps clear, below bars of its own colour.
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) drawUnderBars()
}

private fun View.keepClear(insets: WindowInsets, keyboard: (Boolean) -> Unit): WindowInsets {
    if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
        keyboard(insets.getInsets(WindowInsets.Type.ime()).bottom > 0)
        val taken = insets.getInsets(
            WindowInsets.Type.systemBars() or WindowInsets.Type.displayCutout() or WindowInsets.Type.ime(),
        )
        setPadding(taken.left, taken.top, taken.right, taken.bottom)
        return WindowInsets.CONSUMED
    }
    @Suppress("DEPRECATION")
    setPadding(insets.systemWindowInsetLeft, insets.systemWindowInsetTop, insets.systemWindowInsetRight, insets.systemWindowInsetBottom)
    @Suppress("DEPRECATION")
    return insets.consumeSystemWindowInsets()
}

/** The bars show the page's colour; their signs are dark by day and bright by night. */
@TargetApi(Build.VERSION_CODES.R)
@Suppress("DEPRECATION") // From Android 15 the system does the first three by itself.
private fun Activity.drawUnderBars() {
    window.setDecorFitsSystemWindows(false)
    window.statusBarColor = Color.TRANSPARENT
    window.navigationBarColor = Color.TRANSPARENT
    val isNight = resources.configuration.uiMode and Configuration.UI_MODE_NIGHT_MASK == Configuration.UI_MODE_NIGHT_YES
    val dark = APPEARANCE_LIGHT_STATUS_BARS or APPEARANCE_LIGHT_NAVIGATION_BARS
    window.insetsController?.setSystemBarsAppearance(if (isNight) 0 else dark, dark)
}
