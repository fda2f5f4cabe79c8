package vn.lancan.examples

import java.io.File
import java.net.URI
import java.time.Instant
import kotlinx.coroutines.runBlocking
import vn.lancan.ReportResult
import vn.lancan.Tracer
import vn.lancan.said
import vn.lancan.testing.MemoryVault
import vn.lancan.testing.TestClock
import vn.lancan.testing.TestHost

/** The whole loop on a JVM: a phone asks for warnings, enters an officer's code and reports. None of it is about Bluetooth. */
fun main(vararg arguments: String) = runBlocking {
    val (server, folder) = arguments
    // A real app ships the deployment, and has its platform's vault and host.
    val deployment = URI("$server/v1/deployment").toURL().readText()
    val host = TestHost(TestClock(Instant.now()).apply { run() }, 1u, server)
    Tracer.open(File(folder), MemoryVault(ByteArray(32) { 7 }), deployment).use { phone ->
        phone.start(host)
        phone.checkNow()
        println("warnings: ${phone.keptWarnings().size}")
        for (code in arguments.drop(2)) {
            // A real app shows the contents first, and asks for each consent by itself.
            when (val result = phone.enterCode(code).send(keys = true, encounters = true, visits = false)) {
                is ReportResult.Accepted -> println("published by ${result.publishedBy}")
                is ReportResult.Refused -> println(result.problem.said().title)
            }
        }
    }
}
