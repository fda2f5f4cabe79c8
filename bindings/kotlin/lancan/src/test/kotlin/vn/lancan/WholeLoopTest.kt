package vn.lancan

import java.io.ByteArrayOutputStream
import java.io.File
import java.io.PrintStream
import java.time.Duration
import java.time.Instant
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir
import vn.lancan.testing.MemoryVault
import vn.lancan.testing.TestClock
import vn.lancan.testing.TestHost
import vn.lancan.testing.meet

/** `examples/WholeLoop.kt`, as its readers run it. */
class WholeLoopTest {
    @TempDir
    lateinit var phone: File

    @Test
    fun `a program reports with an officer's code in under 40 lines, none about Bluetooth`() {
        val source = File("../examples/WholeLoop.kt").readLines()
        assertTrue(source.size < 40, "${source.size} lines")
        RealServer.start().use { server ->
            val fresh = File(phone, "fresh").path
            assertEquals("warnings: 0\n", said { vn.lancan.examples.main(server.url, fresh) })
            assertThrows<Problem.CodeUnknown> { vn.lancan.examples.main(server.url, fresh, "000000000") }

            val carried = File(phone, "carried")
            carry(carried, server.deployment)
            val code = server.issueCode()
            val said = said { vn.lancan.examples.main(server.url, carried.path, code) }
            assertTrue(said.startsWith("warnings: 0\npublished by 20"), said)
            assertThrows<Problem.CodeUsed> { vn.lancan.examples.main(server.url, carried.path, code) }
        }
    }

    /** The phone sent its codes for an hour two days ago, then its app was closed. */
    private fun carry(folder: File, deployment: String) = runBlocking {
        val clock = TestClock(Instant.now() - Duration.ofDays(2))
        val host = TestHost(clock, 1u)
        Tracer.open(folder, MemoryVault(ByteArray(32) { 7 }), deployment).use { tracer ->
            tracer.start(host)
            meet(clock, Duration.ofHours(1), tracer to host)
        }
    }

    private fun said(program: () -> Unit): String {
        val (screen, written) = System.out to ByteArrayOutputStream()
        System.setOut(PrintStream(written, true, Charsets.UTF_8))
        try {
            program()
        } finally {
            System.setOut(screen)
        }
        return written.toString(Charsets.UTF_8)
    }
}
