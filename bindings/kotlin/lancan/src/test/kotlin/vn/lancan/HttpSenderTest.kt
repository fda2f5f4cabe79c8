package vn.lancan

import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.time.Duration
import java.util.concurrent.CountDownLatch
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import kotlin.concurrent.thread
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** Every request has one answer, whatever the platform's HTTP and the other side do. */
class HttpSenderTest {
    private val answers = LinkedBlockingQueue<Event>()

    @Test
    fun `what the platform throws is an answer too`() {
        // A header that the JVM's HTTP refuses with an IllegalArgumentException, and an address it cannot read.
        val header = HttpHeader("x", "line\r\nbreak")
        assertEquals(UNREACHABLE, ask("http://127.0.0.1:9", request(headers = listOf(header))))
        assertEquals(UNREACHABLE, ask("no address", request()))
    }

    @Test
    fun `a body longer than allowed is refused by its announced length, before it comes`() {
        serving({ it.answer("Content-Length: 1000000\r\n") }) { address ->
            assertEquals(HttpOutcome.Failed(HttpFailure.TOO_LARGE), ask(address, request(longest = 10u)))
        }
    }

    @Test
    fun `a body longer than announced is refused where the limit is reached`() {
        val endless = { socket: Socket ->
            socket.answer("Transfer-Encoding: chunked\r\n")
            // Until the other side hangs up.
            while (true) socket.getOutputStream().write("4\r\nabcd\r\n".toByteArray())
        }
        serving(endless) { address -> assertEquals(HttpOutcome.Failed(HttpFailure.TOO_LARGE), ask(address, request(longest = 100_000u))) }
    }

    @Test
    fun `a body within the limit arrives whole, piece by piece`() {
        val body = ByteArray(100_000) { it.toByte() }
        val pieces = { socket: Socket ->
            socket.answer("Content-Length: ${body.size}\r\n")
            body.asList().chunked(999).forEach { socket.getOutputStream().write(it.toByteArray()) }
        }
        serving(pieces) { address ->
            val answer = ask(address, request(longest = 100_000u)) as HttpOutcome.Answered
            assertArrayEquals(body, answer.response.body)
        }
    }

    @Test
    fun `a server that takes nothing of the body ends with the request's time-out`() {
        val over = CountDownLatch(1)
        serving({ over.await() }) { address ->
            val large = HttpRequest(1u, HttpMethod.POST, "/", emptyList(), ByteArray(64 shl 20), 1u, Duration.ofSeconds(1))
            assertEquals(UNREACHABLE, ask(address, large))
            over.countDown()
        }
    }

    private companion object {
        val UNREACHABLE = HttpOutcome.Failed(HttpFailure.UNREACHABLE)
    }

    private fun request(longest: ULong = 1u, headers: List<HttpHeader> = emptyList()) =
        HttpRequest(1u, HttpMethod.GET, "/", headers, ByteArray(0), longest, Duration.ofSeconds(30))

    private fun ask(address: String, request: HttpRequest): HttpOutcome {
        HttpSender(address) { answers.add(it) }.use { sender ->
            sender.send(request)
            val answer = answers.poll(60, TimeUnit.SECONDS) as Event.Http
            assertEquals(request.id, answer.answer.request)
            return answer.answer.outcome
        }
    }

    private fun Socket.answer(headers: String) {
        // The request ends with an empty line.
        val reader = getInputStream().bufferedReader()
        while (!reader.readLine().isNullOrEmpty()) continue
        getOutputStream().write("HTTP/1.1 200 OK\r\n$headers\r\n".toByteArray())
    }

    private fun serving(answer: (Socket) -> Unit, ask: (String) -> Unit) {
        ServerSocket(0, 1, InetAddress.getLoopbackAddress()).use { server ->
            val serving = thread(isDaemon = true) {
                runCatching { server.accept().use(answer) }
            }
            ask("http://127.0.0.1:${server.localPort}")
            server.close()
            serving.join()
        }
    }
}
