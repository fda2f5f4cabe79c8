package vn.lancan.demo

import android.Manifest
import android.app.Activity
import android.content.Intent
import android.content.pm.PackageManager
import android.graphics.SurfaceTexture
import android.os.Bundle
import android.view.TextureView
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.widget.LinearLayout
import java.util.Locale
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import vn.lancan.catalogueLanguage
import vn.lancan.demo.cards.scanCard

/** Reads a code by the camera and gives back its text. */
class ScanActivity : Activity(), TextureView.SurfaceTextureListener {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Main)
    private lateinit var card: CardView
    private lateinit var preview: TextureView
    private var camera: QrCamera? = null

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        val page = Page(this)
        card = page.card()
        preview = TextureView(this).also { it.surfaceTextureListener = this }
        showClear(LinearLayout(this).apply {
            orientation = LinearLayout.VERTICAL
            addView(page, LinearLayout.LayoutParams(MATCH_PARENT, LinearLayout.LayoutParams.WRAP_CONTENT))
            addView(preview, LinearLayout.LayoutParams(MATCH_PARENT, 0, 1f))
        })
    }

    override fun onResume() {
        super.onResume()
        show()
        openIfPossible()
    }

    override fun onPause() {
        close()
        super.onPause()
    }

    override fun onDestroy() {
        scope.cancel()
        super.onDestroy()
    }

    override fun onRequestPermissionsResult(requestCode: Int, permissions: Array<String>, grantResults: IntArray) {
        show()
        openIfPossible()
    }

    override fun onSurfaceTextureAvailable(surface: SurfaceTexture, width: Int, height: Int) = openIfPossible()

    override fun onSurfaceTextureSizeChanged(surface: SurfaceTexture, width: Int, height: Int) = Unit

    /** The camera may still be writing to it, so whoever closes the camera frees it. */
    override fun onSurfaceTextureDestroyed(surface: SurfaceTexture): Boolean {
        val open = camera ?: return true
        camera = null
        open.close(surface::release)
        return false
    }

    override fun onSurfaceTextureUpdated(surface: SurfaceTexture) = Unit

    private val mayUse get() = checkSelfPermission(Manifest.permission.CAMERA) == PackageManager.PERMISSION_GRANTED

    /** Shows what there is to say, once the core's texts are there: the system may have begun the process with this page. */
    private fun show(failed: Boolean = false) {
        scope.launch(Dispatchers.Main.immediate) {
            (application as DemoApplication).opening.join()
            val language = Locale.getDefault().catalogueLanguage
            card.show(language.scanCard(mayUse, failed, { requestPermissions(arrayOf(Manifest.permission.CAMERA), 1) }, ::finish))
        }
    }

    private fun openIfPossible() {
        val texture = preview.surfaceTexture?.takeIf { preview.isAvailable } ?: return
        if (!mayUse || camera != null) return
        camera = QrCamera(this, { text -> runOnUiThread { took(text) } }, { runOnUiThread(::failed) }).also { it.open(texture) }
    }

    /** A code was read: its text goes back to the page, once. */
    internal fun took(text: String) {
        if (isFinishing) return
        setResult(RESULT_OK, Intent().putExtra(TEXT, text))
        finish()
    }

    private fun failed() {
        close()
        show(failed = true)
    }

    private fun close() {
        camera?.close()
        camera = null
    }

    companion object {
        /** The text of the code, in the result. */
        const val TEXT = "text"
    }
}
