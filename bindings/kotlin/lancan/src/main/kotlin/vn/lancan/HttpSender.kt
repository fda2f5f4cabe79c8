package vn.lancan

import java.io.ByteArrayOutputStream
import java.io.IOException
import java.io.InputStream
import java.net.HttpURLConnection
import java.net.URL
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.Executors
import java.util.concurrent.RejectedExecutionException

/**
 * Sends the core's requests with the platform's own HTTP, its TLS and its proxies; for hosts on Android and JVMs.
 *
 * @param server the authority's server, such as `https://example.gov.vn`
 * @param events takes the answers
 */
class HttpSender(server: String, private val events: (Event) -> Unit) : AutoCloseable {
    private val base = server.trimEnd('/')
    private val open = ConcurrentHashMap<RequestId, HttpURLConnection>()
    private val threads = Executors.newFixedThreadPool(2) { work -> Thread(work, "lancan-http").apply { isDaemon = true } }

    /** Sends; the answer comes as an event, exactly once. */
    fun send(request: HttpRequest) {
        try {
            threads.execute { events(Event.Http(HttpAnswer(request.id, outcome(request)))) }
        } catch (_: RejectedExecutionException) {
            events(Event.Http(HttpAnswer(request.id, UNREACHABLE)))
        }
    }

    /** Breaks off everything under way. */
    override fun close() {
        threads.shutdown()
        open.values.forEach { it.disconnect() }
    }

    private fun outcome(request: HttpRequest): HttpOutcome =
        try {
            val connection = URL(base + request.path).openConnection() as HttpURLConnection
            open[request.id] = connection
            try {
                exchange(connection, request)
            } finally {
                open.remove(request.id)
                connection.disconnect()
            }
        } catch (_: IOException) {
            UNREACHABLE
        }

    private fun exchange(connection: HttpURLConnection, request: HttpRequest): HttpOutcome {
        val deadline = System.nanoTime() + request.timeout.toNanos()
        val patience = request.timeout.toMillis().coerceIn(1, Int.MAX_VALUE.toLong()).toInt()
        connection.connectTimeout = patience
        connection.readTimeout = patience
        connection.instanceFollowRedirects = false
        connection.useCaches = false
        request.headers.forEach { connection.setRequestProperty(it.name, it.value) }
        when (request.method) {
            HttpMethod.GET -> {}
            HttpMethod.POST -> {
                connection.requestMethod = "POST"
                connection.doOutput = true
                connection.setFixedLengthStreamingMode(request.body.size)
                connection.outputStream.use { it.write(request.body) }
            }
        }
        val status = connection.responseCode
        if (status < 0) return UNREACHABLE
        val stream: InputStream? = if (status < 400) connection.inputStream else connection.errorStream
        val body = stream?.use { read(it, request.longestAnswer.toLong(), deadline) } ?: ByteArray(0)
        if (body === TOO_LONG) return HttpOutcome.Failed(HttpFailure.TOO_LARGE)
        return HttpOutcome.Answered(HttpResponse(status.toUShort(), connection.getHeaderField("ETag"), body))
    }

    private fun read(stream: InputStream, longest: Long, deadline: Long): ByteArray {
        val body = ByteArrayOutputStream()
        val chunk = ByteArray(16 * 1024)
        while (true) {
            val count = stream.read(chunk)
            if (count < 0) return body.toByteArray()
            if (body.size() + count > longest) return TOO_LONG
            if (System.nanoTime() - deadline > 0) throw IOException("no answer in time")
            body.write(chunk, 0, count)
        }
    }

    private companion object {
        val TOO_LONG = ByteArray(0)
        val UNREACHABLE = HttpOutcome.Failed(HttpFailure.UNREACHABLE)
    }
}
