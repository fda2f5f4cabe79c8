package vn.lancan.demo

import android.graphics.Bitmap
import android.graphics.Color
import com.google.zxing.BarcodeFormat
import com.google.zxing.EncodeHintType
import com.google.zxing.qrcode.QRCodeWriter

/** Modules of white around a code, which cameras look for. */
private const val QUIET_ZONE = 4

/** A QR code of this text, about [side] pixels wide, with its white border. */
fun qrPicture(text: String, side: Int): Bitmap {
    val modules = QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 1, 1, mapOf(EncodeHintType.MARGIN to QUIET_ZONE))
    val scale = (side / modules.width).coerceAtLeast(1)
    val picture = Bitmap.createBitmap(modules.width * scale, modules.height * scale, Bitmap.Config.ARGB_8888)
    val pixels = IntArray(picture.width * picture.height) { at ->
        val (x, y) = at % picture.width / scale to at / picture.width / scale
        if (modules[x, y]) Color.BLACK else Color.WHITE
    }
    picture.setPixels(pixels, 0, picture.width, 0, 0, picture.width, picture.height)
    return picture
}
