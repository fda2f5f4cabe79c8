package vn.lancan.demo

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.ImageFormat
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.view.Surface

/**
 * The camera, from which codes are read; pictures are looked at in memory, and none is kept. Opening and closing take their time,
 * so everything happens on a thread of its own, [took] and [failed] included.
 */
class QrCamera(context: Context, private val took: (String) -> Unit, private val failed: () -> Unit) {
    private val manager = context.getSystemService(CameraManager::class.java)
    private val thread = HandlerThread("lancan-scan").apply { start() }
    private val handler = Handler(thread.looper)

    // Touched by that thread alone.
    private val reader = CodeReader()
    private var isOpening = false
    private var isClosed = false
    private var camera: CameraDevice? = null
    private var pictures: ImageReader? = null
    private var shown: Surface? = null

    /** Opens it, and shows on [texture] what it sees. */
    fun open(texture: SurfaceTexture) {
        handler.post { begin(texture) }
    }

    /** Closes it for good, also where it is still opening; [closed] comes after that. */
    fun close(closed: () -> Unit = {}) {
        handler.post {
            isClosed = true
            release()
            closed()
        }
    }

    @SuppressLint("MissingPermission")
    private fun begin(texture: SurfaceTexture) {
        if (isClosed) return
        try {
            val cameras = manager?.cameraIdList.orEmpty()
            val back = cameras.firstOrNull {
                manager?.getCameraCharacteristics(it)?.get(CameraCharacteristics.LENS_FACING) == CameraCharacteristics.LENS_FACING_BACK
            } ?: cameras.firstOrNull()
            if (manager == null || back == null) return fail()
            isOpening = true
            manager.openCamera(back, Opened(texture), handler)
        } catch (_: CameraAccessException) {
            fail()
        } catch (_: SecurityException) {
            fail()
        }
    }

    private inner class Opened(private val texture: SurfaceTexture) : CameraDevice.StateCallback() {
        override fun onOpened(opened: CameraDevice) {
            isOpening = false
            camera = opened
            if (isClosed) return release()
            try {
                look(opened, texture)
            } catch (_: CameraAccessException) {
                fail()
            } catch (_: IllegalStateException) {
                fail()
            } catch (_: Surface.OutOfResourcesException) {
                fail()
            }
        }

        override fun onDisconnected(opened: CameraDevice) = lost(opened)

        override fun onError(opened: CameraDevice, error: Int) {
            lost(opened)
            fail()
        }

        private fun lost(opened: CameraDevice) {
            isOpening = false
            camera = opened
            release()
        }
    }

    private fun look(opened: CameraDevice, texture: SurfaceTexture) {
        texture.setDefaultBufferSize(WIDTH, HEIGHT)
        val preview = Surface(texture).also { shown = it }
        val read = ImageReader.newInstance(WIDTH, HEIGHT, ImageFormat.YUV_420_888, 2).also { pictures = it }
        read.setOnImageAvailableListener({ take(it) }, handler)
        val request = opened.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW).apply {
            addTarget(preview)
            addTarget(read.surface)
            set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
        }.build()
        // The newer way to name a session needs Android 9.
        @Suppress("DEPRECATION")
        opened.createCaptureSession(
            listOf(preview, read.surface),
            object : CameraCaptureSession.StateCallback() {
                override fun onConfigured(session: CameraCaptureSession) {
                    try {
                        session.setRepeatingRequest(request, null, handler)
                    } catch (_: CameraAccessException) {
                        fail()
                    } catch (_: IllegalStateException) {
                        // It was closed meanwhile.
                    }
                }

                override fun onConfigureFailed(session: CameraCaptureSession) = fail()
            },
            handler,
        )
    }

    private fun take(from: ImageReader) {
        val text = from.acquireLatestImage()?.use { image ->
            val plane = image.planes[0]
            reader.read(plane.buffer, image.width, image.height, plane.rowStride)
        } ?: return
        took(text)
    }

    private fun fail() {
        isOpening = false
        release()
        if (!isClosed) failed()
    }

    /** Closes what is open. The thread stays for a camera that is still opening, which must be closed in its turn. */
    private fun release() {
        camera?.close()
        pictures?.close()
        shown?.release()
        camera = null
        pictures = null
        shown = null
        if (isClosed && !isOpening) thread.quitSafely()
    }

    private companion object {
        // Every camera of Android gives this size, and a code of 65 modules has nine pixels a module in it.
        const val WIDTH = 1280
        const val HEIGHT = 720
    }
}
