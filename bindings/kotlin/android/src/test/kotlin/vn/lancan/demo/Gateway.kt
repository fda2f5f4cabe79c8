package vn.lancan.demo

import com.sun.net.httpserver.HttpServer
import java.net.InetAddress
import java.net.InetSocketAddress
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import org.json.JSONObject

/** A gateway for text messages, as the server's operator has one: it takes each message and keeps it for the test. */
class Gateway : AutoCloseable {
    private val messages = LinkedBlockingQueue<JSONObject>()
    private val http = HttpServer.create(InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0)

    /** Where the server sends its messages. */
    val url = "http://127.0.0.1:${http.address.port}/sms"

    init {
        http.createContext("/sms") { exchange ->
            messages.add(JSONObject(exchange.requestBody.reader().readText()))
            exchange.sendResponseHeaders(204, -1)
            exchange.close()
        }
        http.start()
    }

    /** The next message that went to this number; waits for it. */
    fun messageTo(number: String): String {
        val message = checkNotNull(messages.poll(60, TimeUnit.SECONDS)) { "no text message came" }
        check(message.getString("to") == number) { "it went to another number" }
        return message.getString("text")
    }

    override fun close() = http.stop(0)
}
