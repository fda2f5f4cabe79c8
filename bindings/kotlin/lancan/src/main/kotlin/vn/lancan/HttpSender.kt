package vn.lancan

import java.io.ByteArrayOutputStream
import java.io.IOException
import java.io.InputStream
import java.net.HttpURLConnection
import java.net.URL
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.Executors
import java.util.concurrent.RejectedExecutionException
import java.util.concurrent.ScheduledThreadPoolExecutor
import java.util.concurrent.TimeUnit

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
    private val watch = ScheduledThreadPoolExecutor(1) { work -> Thread(work, "lancan-http-watch").apply { isDaemon = true } }
        .apply { removeOnCancelPolicy = true }

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
        watch.shutdownNow()
        open.values.forEach { it.disconnect() }
    }

    // Whatever goes wrong is an answer: a platform's HTTP throws more than it promises, memory may run out, and a request
    // without an answer would be waited for.
    private fun outcome(request: HttpRequest): HttpOutcome =
        try {
            val connection = URL(base + request.path).openConnection() as HttpURLConnection
            open[request.id] = connection
            // Time-outs of the platform are for single reads and writes; this one is for the whole.
            val end = watch.schedule(connection::disconnect, request.timeout.toMillis(), TimeUnit.MILLISECONDS)
            try {
                exchange(connection, request)
            } finally {
                end.cancel(false)
                open.remove(request.id)
                connection.disconnect()
            }
        } catch (_: Throwable) {
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
        val longest = request.longestAnswer.coerceAtMost(Int.MAX_VALUE.toULong()).toLong()
        val announced = connection.contentLengthLong
        if (announced > longest) return TOO_LARGE
        val stream: InputStream? = if (status < 400) connection.inputStream else connection.errorStream
        val body = if (stream == null) ByteArray(0) else stream.use { read(it, announced, longest, deadline) }
        if (body == null) return TOO_LARGE
        return HttpOutcome.Answered(HttpResponse(status.toUShort(), connection.getHeaderField("ETag"), body))
    }

    /** The whole body, taken piece by piece; null when it is longer than allowed, whatever was announced. */
    private fun read(stream: InputStream, announced: Long, longest: Long, deadline: Long): ByteArray? {
        val body = ByteArrayOutputStream(announced.coerceIn(0, MOST_AT_ONCE).toInt())
        val piece = ByteArray(PIECE)
        while (true) {
            val count = stream.read(piece)
            if (count < 0) return body.toByteArray()
            if (body.size() + count > longest) return null
            if (System.nanoTime() - deadline > 0) throw IOException("no answer in time")
            body.write(piece, 0, count)
        }
    }

    private companion object {
        val UNREACHABLE = HttpOutcome.Failed(HttpFailure.UNREACHABLE)
        val TOO_LARGE = HttpOutcome.Failed(HttpFailure.TOO_LARGE)
        const val PIECE = 16 * 1024

        /** Bytes set aside for a body on the strength of its announced length. */
        const val MOST_AT_ONCE = 1L shl 20
    }
}
