package vn.lancan.demo

import com.google.zxing.Binarizer
import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.PlanarYUVLuminanceSource
import com.google.zxing.ReaderException
import com.google.zxing.common.GlobalHistogramBinarizer
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader
import java.nio.ByteBuffer

/** Reads QR codes in pictures of the camera. It decodes and nothing more: the core says what a text is. */
class CodeReader {
    private val reader = QRCodeReader()
    private var picture = ByteArray(0)

    /**
     * The text of the code in a picture; null where there is none.
     *
     * @param brightness a byte for each pixel, from dark to bright
     * @param stride bytes from one row to the next
     */
    fun read(brightness: ByteBuffer, width: Int, height: Int, stride: Int): String? {
        if (width <= 0 || height <= 0 || stride < width) return null
        // The last row may end with its last pixel.
        val size = stride * (height - 1) + width
        if (brightness.remaining() < size) return null
        if (picture.size != stride * height) picture = ByteArray(stride * height)
        brightness.get(picture, 0, size)
        val source = PlanarYUVLuminanceSource(picture, stride, height, 0, 0, width, height, false)
        // Each finds codes that the other misses: the first by uneven light, the second by noise on plain paper.
        return decoded(HybridBinarizer(source)) ?: decoded(GlobalHistogramBinarizer(source))
    }

    private fun decoded(picture: Binarizer): String? =
        try {
            reader.decode(BinaryBitmap(picture), mapOf(DecodeHintType.TRY_HARDER to true)).text
        } catch (_: ReaderException) {
            null
        }
}
