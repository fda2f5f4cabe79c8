package vn.lancan.demo

import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadow.api.Shadow
import org.robolectric.shadows.ShadowCameraCharacteristics
import org.robolectric.shadows.ShadowCameraManager
import org.robolectric.util.ReflectionHelpers
import vn.lancan.android.Phone
import vn.lancan.android.PhoneTest

/** The camera is nobody's once the page is left. */
@Config(sdk = [35])
class QrCameraTest : PhoneTest() {
    private val phone = Phone()
    private val manager = phone.app.getSystemService(CameraManager::class.java)!!

    @Test
    fun `a camera that is still opening when the page is left is closed, and its thread ends`() {
        shadowOf(manager).addCamera("0", ShadowCameraCharacteristics.newCameraCharacteristics())
        val others = Thread.getAllStackTraces().keys
        var told = 0
        val camera = QrCamera(phone.app, { told += 1 }, { told += 1 })
        val thread = (Thread.getAllStackTraces().keys - others).single { it.name == "lancan-scan" }
        // Android opens it after this, on the same thread.
        camera.open(SurfaceTexture(0))
        camera.close()
        thread.join(PATIENCE_MILLIS)
        assertFalse(thread.isAlive)
        val opened = ReflectionHelpers.getStaticField<Set<CameraDevice>>(ShadowCameraManager::class.java, "createdCameras")
        assertEquals(listOf(true), opened.map { ReflectionHelpers.getField<Boolean>(Shadow.extract(it), "closed") })
        assertEquals(0, told)
    }

    private companion object {
        const val PATIENCE_MILLIS = 60_000L
    }
}
