package vn.lancan.demo

import android.Manifest
import android.annotation.SuppressLint
import android.app.Activity
import android.content.Intent
import android.content.pm.PackageManager
import android.graphics.ImageFormat
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.media.ImageReader
import android.os.Bundle
import android.os.Handler
import android.os.HandlerThread
import android.view.Surface
import android.view.TextureView
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.widget.LinearLayout
import java.util.Locale
import vn.lancan.Language
import vn.lancan.catalogueLanguage
import vn.lancan.demo.cards.scanCard

/** Reads the code at a door by the camera and gives back its text. Pictures are looked at in memory, and none is kept. */
class ScanActivity : Activity(), TextureView.SurfaceTextureListener {
    private val language: Language = Locale.getDefault().catalogueLanguage
    private val reader = CodeReader()
    private lateinit var card: CardView
    private lateinit var preview: TextureView
    private var thread: HandlerThread? = null
    private var camera: CameraDevice? = null
    private var pictures: ImageReader? = null

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        val page = Page(this)
        card = page.card()
        preview = TextureView(this).also { it.surfaceTextureListener = this }
        setContentView(LinearLayout(this).apply {
            orientation = LinearLayout.VERTICAL
            addView(page, LinearLayout.LayoutParams(MATCH_PARENT, LinearLayout.LayoutParams.WRAP_CONTENT))
            addView(preview, LinearLayout.LayoutParams(MATCH_PARENT, 0, 1f))
        })
    }

    override fun onResume() {
        super.onResume()
        show()
        if (mayUse && preview.isAvailable) open()
    }

    override fun onPause() {
        close()
        super.onPause()
    }

    override fun onRequestPermissionsResult(requestCode: Int, permissions: Array<String>, grantResults: IntArray) {
        show()
        if (mayUse && preview.isAvailable && camera == null) open()
    }

    override fun onSurfaceTextureAvailable(surface: SurfaceTexture, width: Int, height: Int) {
        if (mayUse) open()
    }

    override fun onSurfaceTextureSizeChanged(surface: SurfaceTexture, width: Int, height: Int) = Unit

    override fun onSurfaceTextureDestroyed(surface: SurfaceTexture): Boolean {
        close()
        return true
    }

    override fun onSurfaceTextureUpdated(surface: SurfaceTexture) = Unit

    private val mayUse get() = checkSelfPermission(Manifest.permission.CAMERA) == PackageManager.PERMISSION_GRANTED

    private fun show(failed: Boolean = false) = card.show(
        language.scanCard(mayUse, failed, { requestPermissions(arrayOf(Manifest.permission.CAMERA), 1) }, ::finish),
    )

    @SuppressLint("MissingPermission")
    private fun open() {
        if (thread != null) return
        val manager = getSystemService(CameraManager::class.java) ?: return failed()
        val handler = HandlerThread("lancan-scan").also { it.start() }.let {
            thread = it
            Handler(it.looper)
        }
        try {
            val back = manager.cameraIdList.firstOrNull {
                manager.getCameraCharacteristics(it).get(CameraCharacteristics.LENS_FACING) == CameraCharacteristics.LENS_FACING_BACK
            } ?: manager.cameraIdList.firstOrNull()
            if (back == null) failed() else manager.openCamera(back, Opened(handler), handler)
        } catch (_: CameraAccessException) {
            failed()
        } catch (_: SecurityException) {
            failed()
        }
    }

    /** What the camera reports, on the thread of the scan. */
    private inner class Opened(private val handler: Handler) : CameraDevice.StateCallback() {
        override fun onOpened(opened: CameraDevice) {
            camera = opened
            try {
                look(opened, handler)
            } catch (_: CameraAccessException) {
                failed()
            } catch (_: IllegalStateException) {
                failed()
            }
        }

        override fun onDisconnected(opened: CameraDevice) = opened.close()

        override fun onError(opened: CameraDevice, error: Int) {
            opened.close()
            failed()
        }
    }

    private fun look(opened: CameraDevice, handler: Handler) {
        val texture = preview.surfaceTexture ?: return
        texture.setDefaultBufferSize(WIDTH, HEIGHT)
        val shown = Surface(texture)
        val read = ImageReader.newInstance(WIDTH, HEIGHT, ImageFormat.YUV_420_888, 2)
        pictures = read
        read.setOnImageAvailableListener({ take(it) }, handler)
        val request = opened.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW).apply {
            addTarget(shown)
            addTarget(read.surface)
            set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
        }.build()
        // The newer way to name a session needs Android 9.
        @Suppress("DEPRECATION")
        opened.createCaptureSession(
            listOf(shown, read.surface),
            object : CameraCaptureSession.StateCallback() {
                override fun onConfigured(session: CameraCaptureSession) {
                    try {
                        session.setRepeatingRequest(request, null, handler)
                    } catch (_: CameraAccessException) {
                        failed()
                    } catch (_: IllegalStateException) {
                        // It was closed meanwhile.
                    }
                }

                override fun onConfigureFailed(session: CameraCaptureSession) = failed()
            },
            handler,
        )
    }

    private fun take(from: ImageReader) {
        val text = from.acquireLatestImage()?.use { image ->
            val plane = image.planes[0]
            reader.read(plane.buffer, image.width, image.height, plane.rowStride)
        } ?: return
        runOnUiThread { took(text) }
    }

    /** A code was read: its text goes back to the page, once. */
    internal fun took(text: String) {
        if (isFinishing) return
        setResult(RESULT_OK, Intent().putExtra(TEXT, text))
        finish()
    }

    private fun failed() = runOnUiThread {
        close()
        show(failed = true)
    }

    private fun close() {
        camera?.close()
        pictures?.close()
        thread?.quitSafely()
        camera = null
        pictures = null
        thread = null
    }

    companion object {
        /** The text of the code, in the result. */
        const val TEXT = "text"

        // Every camera of Android gives this size, and a code of 65 modules has nine pixels a module in it.
        private const val WIDTH = 1280
        private const val HEIGHT = 720
    }
}
