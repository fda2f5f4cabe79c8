package vn.lancan.demo

import java.io.IOException
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.net.URI
import kotlin.concurrent.thread

/** The way to a server, which is cut until it is opened. */
class Way(server: String) : AutoCloseable {
    private val to = URI(server).port
    private val door = ServerSocket(0, 50, InetAddress.getLoopbackAddress())

    /** Whether connections reach the server; else they end at once. */
    @Volatile
    var isOpen = false

    /** What stands in the server's place. */
    val url = "http://127.0.0.1:${door.localPort}"

    init {
        thread(isDaemon = true) { take() }
    }

    override fun close() = door.close()

    private fun take() {
        try {
            while (true) {
                val here = door.accept()
                if (!isOpen) {
                    here.close()
                    continue
                }
                val there = Socket(InetAddress.getLoopbackAddress(), to)
                carry(here, there)
                carry(there, here)
            }
        } catch (_: IOException) {
            // Closed.
        }
    }

    private fun carry(from: Socket, into: Socket) {
        thread(isDaemon = true) {
            try {
                from.getInputStream().copyTo(into.getOutputStream())
                into.shutdownOutput()
            } catch (_: IOException) {
                from.close()
                into.close()
            }
        }
    }
}
