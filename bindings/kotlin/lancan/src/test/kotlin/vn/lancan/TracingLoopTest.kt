package vn.lancan

import java.io.File
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import java.time.temporal.ChronoUnit
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir
import vn.lancan.testing.MemoryVault
import vn.lancan.testing.TestClock
import vn.lancan.testing.TestHost
import vn.lancan.testing.meet

/** Encounter, code, report, export, match, warning: through the bindings, against the real server. */
class TracingLoopTest {
    @TempDir
    lateinit var directory: File

    @Test
    fun `a phone that was near a case is warned once the case has reported`() = runBlocking<Unit> {
        RealServer.start().use { server ->
            val deployment = server.deployment
            val clock = TestClock(TWO_DAYS_AGO)
            val caseHost = TestHost(clock, 1u, server.url)
            val contactHost = TestHost(clock, 2u, server.url)
            Tracer.open(File(directory, "case"), MemoryVault(), deployment).use { case ->
                Tracer.open(File(directory, "contact"), MemoryVault(), deployment).use { contact ->
                    // The server's clock is the real one, and it publishes finished days: so they met two days ago.
                    // What they heard before a file that is signed today would count as replayed: no network yet.
                    listOf(caseHost, contactHost).forEach { it.online = false }
                    case.start(caseHost)
                    contact.start(contactHost)
                    meet(clock, Duration.ofMinutes(45), case to caseHost, contact to contactHost)
                    clock.reach(Instant.now())
                    meet(clock, Duration.ofSeconds(1), case to caseHost)
                    listOf(caseHost, contactHost).forEach { it.online = true }

                    val warning = async { contact.warnings.first { it.change == WarningChange.NEW }.warning }
                    assertTrue(case.history().sumOf { it.meetings.size } >= 4)

                    val report = case.enterCode(server.issueCode())
                    val review = report.contents()
                    assertEquals("Trạm y tế phường 1", review.centre)
                    assertTrue(review.keys.isNotEmpty() && review.intervals.isNotEmpty(), "$review")
                    assertInstanceOf(ReportResult.Accepted::class.java, report.send(keys = true, encounters = true, visits = false))
                    assertTrue(server.reportedEncounters() > 0)

                    val poll = launch {
                        while (true) {
                            contact.checkNow()
                            delay(500)
                            // What was fetched is matched step by step, each at a wake.
                            contactHost.tick()
                        }
                    }
                    val warned = withTimeout(120_000) { warning.await() }
                    poll.cancelAndJoin()
                    assertTrue(warned.expectedMinutes > 5.0, "minutes close: ${warned.expectedMinutes}")
                    assertTrue(warned.decree.isNotEmpty() && warned.advice(Language.VIETNAMESE).isNotEmpty())
                    assertTrue(contactHost.shown.any { it is Notice.Warned })
                    assertTrue(caseHost.shown.none { it is Notice.Warned }, "nobody is warned of themselves")

                    assertTrue(contact.reasons().any { it.verdict == Verdict.CLOSE && it.said(Language.ENGLISH).isNotEmpty() })
                    assertTrue(contact.exposures().any { it.windows.isNotEmpty() })

                    contact.dismiss(warned)
                    assertTrue(contact.keptWarnings().single().dismissed)
                    contact.erase()
                    assertEquals(emptyList<HistoryDay>(), contact.history())
                }
            }
            assertTrue(caseHost.closed && contactHost.closed)
        }
    }

    @Test
    fun `what the user leaves out does not leave the phone`() = runBlocking<Unit> {
        RealServer.start().use { server ->
            val clock = TestClock(TWO_DAYS_AGO)
            val (oneHost, otherHost) = TestHost(clock, 1u, server.url) to TestHost(clock, 2u, server.url)
            Tracer.open(File(directory, "one"), MemoryVault(), server.deployment).use { one ->
                Tracer.open(File(directory, "other"), MemoryVault(), server.deployment).use { other ->
                    listOf(oneHost, otherHost).forEach { it.online = false }
                    one.start(oneHost)
                    other.start(otherHost)
                    meet(clock, Duration.ofMinutes(45), one to oneHost, other to otherHost)
                    clock.reach(Instant.now())
                    listOf(oneHost, otherHost).forEach { it.online = true }
                    val report = one.enterCode(server.issueCode()).review {
                        it.leaveOut(Instant.now().minus(3, ChronoUnit.DAYS), Instant.now().plus(1, ChronoUnit.DAYS))
                    }
                    val review = report.contents()
                    assertTrue(review.intervals.isNotEmpty())
                    assertTrue(review.keys.all { it.withheld } && review.intervals.all { it.leftOut })
                    assertThrows<Problem.NothingToDo> { report.send(keys = true, encounters = true, visits = false) }
                    report.cancel()
                    assertEquals(0, server.reportedEncounters())
                }
            }
        }
    }

    @Test
    fun `cancelling while the code is checked forgets the code`() = runBlocking<Unit> {
        RealServer.start().use { server ->
            val host = TestHost(TestClock(Instant.now()), 1u, server.url)
            Tracer.open(directory, MemoryVault(), server.deployment).use { tracer ->
                tracer.start(host)
                host.withheld = "/v1/verify"
                val code = server.issueCode()
                val entering = launch { tracer.enterCode(code) }
                val late = host.answer()
                entering.cancelAndJoin()
                assertNull(tracer.inTurn { reportStage() })
                host.withheld = null
                host.post(late)
                assertNull(tracer.inTurn { reportStage() }, "the answer came too late to bring the code back")
                assertThrows<Problem.NothingToDo> { tracer.inTurn { review() } }
                // And another code can be entered.
                assertFalse(tracer.enterCode(server.issueCode()).contents().centre.isEmpty())
            }
        }
    }

    @Test
    fun `codes that are mistyped, unknown or used are told apart`() = runBlocking<Unit> {
        RealServer.start().use { server ->
            val host = TestHost(TestClock(Instant.now()), 1u, server.url)
            Tracer.open(directory, MemoryVault(), server.deployment).use { tracer ->
                tracer.start(host)
                // A phone that has never sent has nothing to report.
                while (host.frame == null) delay(10)
                assertThrows<Problem.CodeMistyped> { tracer.enterCode("123 456 789") }
                assertTrue(host.requests.none { it.path == "/v1/verify" }, "the server is not asked")
                assertThrows<Problem.CodeUnknown> { tracer.enterCode("000000000") }
                val code = server.issueCode()
                tracer.enterCode(code).cancel()
                val again = runCatching { tracer.enterCode(code) }.exceptionOrNull()
                assertTrue(again is Problem.CodeUsed || again is Problem.CodeUnknown, "$again")
            }
        }
    }

    @Test
    fun `the lines in the README do what they say`() = runBlocking<Unit> {
        RealServer.start().use { server ->
            val (vault, deployment) = MemoryVault() to server.deployment
            val host = TestHost(TestClock(Instant.now()).apply { run() }, 1u, server.url)
            val code = server.issueCode()
            val yesterday = LocalDate.now().minusDays(1)
            val shown = mutableListOf<WarningNotice>()
            fun show(warning: WarningNotice) = shown.add(warning)
            var thanked: Instant? = null
            fun thank(publishedBy: Instant) = run { thanked = publishedBy }
            fun explain(said: Said): Unit = throw AssertionError(said.title)
            // What the user ticked, each box by itself.
            val ticked = object { val keys = true; val encounters = false; val visits = false }

            // The phone has been in use before.
            val before = TestHost(TestClock(Instant.now()), 1u)
            Tracer.open(directory, vault, deployment).use {
                it.start(before)
                while (before.frame == null) delay(10)
            }

            // excerpt: kotlin
            val tracer = Tracer.open(directory, vault, deployment)
            tracer.start(host)
            val showing = launch { tracer.warnings.collect { warning -> show(warning) } }

            // A health officer has given the user a code:
            val report = tracer.enterCode(code).review { it.leaveOut(yesterday) }
            when (val result = report.send(ticked.keys, ticked.encounters, ticked.visits)) {
                is ReportResult.Accepted -> thank(result.publishedBy)
                is ReportResult.Refused -> explain(result.problem.said())
            }
            // end of excerpt

            assertNotNull(thanked)
            assertEquals(emptyList<WarningNotice>(), shown)
            showing.cancelAndJoin()
            tracer.close()
        }
    }

    private companion object {
        val TWO_DAYS_AGO: Instant = Instant.now().minus(2, ChronoUnit.DAYS)
    }
}
