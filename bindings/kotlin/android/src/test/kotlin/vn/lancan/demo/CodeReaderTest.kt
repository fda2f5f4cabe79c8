package vn.lancan.demo

import java.nio.ByteBuffer
import kotlin.math.cos
import kotlin.math.floor
import kotlin.math.sin
import kotlin.random.Random
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test

/**
 * The reader of codes on pictures as a camera makes them. The code in `place-code.txt` was drawn by qrcode-generator, with which
 * tablets at doors show theirs, at error correction M: below its text each row of its modules.
 */
class CodeReaderTest {
    private val lines = javaClass.getResource("/place-code.txt")!!.readText().lines().filter { it.isNotEmpty() }
    private val text = lines.first()
    private val rows = lines.drop(1)
    private val reader = CodeReader()

    @Test
    fun `a code is read askew, in uneven light and with noise, one picture after the other`() {
        for (degrees in listOf(0, 7, -12, 90, 180)) {
            for (pixels in listOf(9.0, 5.5)) {
                assertEquals("$degrees°, $pixels", text, read(picture(degrees, pixels)))
            }
        }
    }

    @Test
    fun `a picture without a whole code has none`() {
        assertNull(read(ByteArray(STRIDE * HEIGHT)))
        assertNull(read(Random(7).nextBytes(STRIDE * HEIGHT)))
        val torn = picture(0, 9.0).also { it.fill(0, STRIDE * HEIGHT / 2) }
        assertNull(read(torn))
        assertEquals(text, read(picture(0, 9.0)))
    }

    @Test
    fun `a picture that is not what it says is none`() {
        val whole = picture(0, 9.0)
        assertNull(reader.read(ByteBuffer.wrap(whole), 0, HEIGHT, STRIDE))
        assertNull(reader.read(ByteBuffer.wrap(whole), WIDTH, HEIGHT + 1, STRIDE))
        assertNull(reader.read(ByteBuffer.wrap(whole), STRIDE + 1, HEIGHT, STRIDE))
        // The last row of a camera's picture may end with its last pixel.
        assertEquals(text, reader.read(ByteBuffer.wrap(whole, 0, STRIDE * (HEIGHT - 1) + WIDTH), WIDTH, HEIGHT, STRIDE))
    }

    private fun read(picture: ByteArray) = reader.read(ByteBuffer.wrap(picture), WIDTH, HEIGHT, STRIDE)

    /** The code in the middle, turned by these degrees, each module this many pixels wide; the light falls off to the right. */
    private fun picture(degrees: Int, pixels: Double): ByteArray {
        val turn = Math.toRadians(degrees.toDouble())
        val noise = Random(degrees * 31 + pixels.toInt())
        val picture = ByteArray(STRIDE * HEIGHT)
        for (y in 0 until HEIGHT) {
            for (x in 0 until WIDTH) {
                val (right, down) = x - WIDTH / 2.0 to y - HEIGHT / 2.0
                val column = floor((right * cos(turn) + down * sin(turn)) / pixels + rows.size / 2.0).toInt()
                val row = floor((down * cos(turn) - right * sin(turn)) / pixels + rows.size / 2.0).toInt()
                val isDark = rows.getOrNull(row)?.getOrNull(column) == '#'
                val light = (if (isDark) 60 else 200) - 50 * x / WIDTH + noise.nextInt(-15, 16)
                picture[y * STRIDE + x] = light.toByte()
            }
        }
        return picture
    }

    private companion object {
        const val WIDTH = 1280
        const val HEIGHT = 720

        /** Rows of a camera's picture are longer than what they show. */
        const val STRIDE = 1344
    }
}
