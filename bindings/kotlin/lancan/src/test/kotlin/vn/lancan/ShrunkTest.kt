package vn.lancan

import com.sun.jna.Native
import java.io.File
import java.util.concurrent.TimeUnit
import java.util.zip.ZipEntry
import java.util.zip.ZipOutputStream
import kotlinx.coroutines.CoroutineScope
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Assumptions.assumeTrue
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** R8 itself, in full mode, on the library with the rules that apps get with the AAR; what is left of it runs against the real server. */
class ShrunkTest {
    @TempDir
    lateinit var folder: File
    private val r8 = System.getProperty("lancan.r8").orEmpty()

    @BeforeEach
    fun find() {
        if (r8.isEmpty()) System.err.println("SKIPPED: the library is not shrunk, because R8 is not to be had here (r8.sh)")
        assumeTrue(r8.isNotEmpty())
    }

    @Test
    fun `the shrunk library opens a store, asks the server and reads its texts`() {
        val whole = library()
        val shrunk = shrink(whole, File("../android/consumer-rules.pro"))
        assertTrue(shrunk.length() < whole.sumOf { it.length() }, "it is smaller")
        RealServer.start().use { server ->
            val (code, said) = run(shrunk, server.url)
            assertEquals("warnings: 0", said.trim())
            assertEquals(0, code)
        }
    }

    @Test
    fun `without the rules it does not run`() {
        val shrunk = shrink(library(), null)
        RealServer.start().use { server -> assertNotEquals(0, run(shrunk, server.url).first) }
    }

    /** Everything that the example needs, as jars. */
    private fun library(): List<File> {
        val ours = listOf(Tracer::class.java, ShrunkTest::class.java).map { home(it) }
        val jar = File(folder, "library.jar")
        ZipOutputStream(jar.outputStream()).use { zip ->
            for (root in ours) {
                for (file in root.walk().filter { it.extension == "class" }) {
                    val name = file.relativeTo(root).path
                    if (root == ours[1] && !name.startsWith("vn/lancan/examples/") && !name.startsWith("vn/lancan/testing/")) continue
                    zip.putNextEntry(ZipEntry(name))
                    zip.write(file.readBytes())
                }
            }
        }
        return listOf(jar) + listOf(KotlinVersion::class.java, CoroutineScope::class.java, Native::class.java).map { home(it) }
    }

    private fun home(of: Class<*>) = File(of.protectionDomain.codeSource.location.toURI())

    private fun shrink(program: List<File>, rules: File?): File {
        val own = File(folder, "app.pro").apply {
            writeText(
                """
                -keep class vn.lancan.examples.WholeLoopKt { public static void main(java.lang.String[]); }
                # What nobody needs while the program runs; what a JVM has and Android has not, and the other way round.
                -dontwarn org.jetbrains.annotations.**
                -dontwarn android.**
                -dontwarn java.lang.instrument.**
                -dontwarn sun.misc.**
                """.trimIndent(),
            )
        }
        val out = File(folder, "shrunk.jar")
        val arguments = listOf("--release", "--classfile", "--lib", System.getProperty("java.home"), "--output", out.path) +
            listOfNotNull(own, rules).flatMap { listOf("--pg-conf", it.path) } + program.map { it.path }
        val (code, said) = java(listOf("-cp", r8, "com.android.tools.r8.R8") + arguments)
        assertEquals(0, code, said)
        return out
    }

    private fun run(jar: File, server: String): Pair<Int, String> = java(
        listOf("-cp", jar.path, "-Djna.library.path=${System.getProperty("jna.library.path")}", "vn.lancan.examples.WholeLoopKt") +
            listOf(server, File(folder, "phone").path),
    )

    private fun java(arguments: List<String>): Pair<Int, String> {
        val said = File(folder, "said.txt")
        val process = ProcessBuilder(listOf(File(System.getProperty("java.home"), "bin/java").path) + arguments)
            .redirectErrorStream(true).redirectOutput(said).start()
        assertTrue(process.waitFor(5, TimeUnit.MINUTES), "it ends")
        return process.exitValue() to said.readText()
    }
}
