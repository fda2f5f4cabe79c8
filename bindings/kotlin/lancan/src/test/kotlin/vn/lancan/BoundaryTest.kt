package vn.lancan

import java.io.File
import java.lang.management.ManagementFactory
import java.lang.ref.PhantomReference
import java.lang.ref.ReferenceQueue
import java.time.Duration
import java.time.Instant
import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows
import org.junit.jupiter.api.io.TempDir
import vn.lancan.testing.MemoryVault
import vn.lancan.testing.TestClock
import vn.lancan.testing.TestHost

/** What crosses the boundary between Kotlin and Rust, and what does not: panics, races, leaks. */
class BoundaryTest {
    @TempDir
    lateinit var directory: File

    private val clock = TestClock(Instant.ofEpochSecond(1_620_000_000))

    private val vault = MemoryVault()

    private fun engine(vault: KeyVault = this.vault) = Engine.open(directory.path, DEPLOYMENT, vault)

    private fun Engine.started() = apply {
        handle(clock.now(), Event.Started(TestHost.ANDROID, false))
        handle(clock.now(), Event.Radio(RadioEvent.Adapter(AdapterState.ON)))
    }

    @Test
    fun `the first steps of a phone are to advertise, to scan and to ask the server`() {
        engine().use { engine ->
            val commands = engine.handle(clock.now(), Event.Started(TestHost.ANDROID, false)) +
                engine.handle(clock.now(), Event.Radio(RadioEvent.Adapter(AdapterState.ON)))
            val radio = commands.filterIsInstance<Command.Radio>().map { it.command }
            assertEquals(20, radio.filterIsInstance<RadioCommand.Advertise>().single().frame.size)
            assertEquals(1, radio.filterIsInstance<RadioCommand.Scan>().size)
            assertTrue(commands.filterIsInstance<Command.Http>().any { it.request.path == "/v1/index" })
            assertNotNull(engine.nextWake())
        }
    }

    @Test
    fun `opening fails with the problem there is`() {
        assertThrows<Problem.FileInvalid> { Engine.open(directory.path, "no deployment", MemoryVault()) }
        val file = File(directory, "a file").apply { writeText("") }
        assertThrows<Problem.StoreFailed> { Engine.open(file.path, DEPLOYMENT, MemoryVault()) }
        engine().use {
            assertEquals(32, vault.key?.size)
            assertThrows<Problem.StoreBusy> { engine() }
        }
        assertThrows<Problem.WrongStoreKey> { engine(MemoryVault(ByteArray(32))) }
        assertThrows<Problem.WrongStoreKey> { engine(MemoryVault()) }
        engine().close()
        destroyStore(directory.path)
        engine(MemoryVault()).close()
    }

    @Test
    fun `a problem has a text in Vietnamese and in English`() {
        val problem = assertThrows<Problem.NothingToDo> { engine().use { it.review() } }
        assertEquals("Chưa có gì để làm", problem.said(Language.VIETNAMESE).title)
        assertTrue(problem.said(Language.ENGLISH).next!!.isNotEmpty())
        assertEquals("3", Language.ENGLISH.say("near-now", "count" to 3).title.filter { it.isDigit() })
    }

    @Test
    fun `what foreign code throws is a problem and no crash`() {
        fun failing(failure: Throwable) = object : KeyVault {
            override fun load(): ByteArray? = throw failure
            override fun save(key: ByteArray) = Unit
        }
        assertThrows<Problem.Unavailable> { engine(failing(VaultException.Locked())) }
        assertThrows<Problem.HostFailed> { engine(failing(VaultException.Failed())) }
        assertThrows<Problem.HostFailed> { engine(failing(IllegalStateException("secret text"))) }
        engine().close()
    }

    @Test
    fun `a closed engine says so, and closing again does no harm`() {
        val engine = engine().started()
        engine.close(clock.now())
        engine.close(clock.now())
        assertThrows<Problem.Unavailable> { engine.handle(clock.now(), Event.Wake) }
        engine.close()
        engine().close()
    }

    @Test
    fun `events may come from many threads, also while the engine is closed`() {
        val engine = engine().started()
        val taken = AtomicInteger()
        val begin = CountDownLatch(1)
        val threads = (1..4).map { number ->
            thread {
                begin.await()
                repeat(500) {
                    try {
                        engine.handle(clock.now(), sighting(number * 1_000 + it))
                        taken.incrementAndGet()
                    } catch (_: Problem.Unavailable) {
                        return@thread
                    }
                }
            }
        }
        begin.countDown()
        while (taken.get() < 100) Thread.onSpinWait()
        engine.close(clock.now())
        threads.forEach { it.join() }
        assertThrows<Problem.Unavailable> { engine.status() }
        engine.close()
    }

    @Test
    fun `a host may report and stop from within a command`() = runBlocking<Unit> {
        val closing = CountDownLatch(1)
        lateinit var tracer: Tracer
        val inner = TestHost(clock, 1u)
        val host = object : Host by inner {
            override fun execute(command: RadioCommand) {
                inner.execute(command)
                inner.report(RadioEvent.AdvertisingFailed)
                if (command is RadioCommand.Scan) {
                    tracer.close()
                    closing.countDown()
                }
            }
        }
        tracer = Tracer.open(directory, vault, DEPLOYMENT)
        tracer.start(host)
        assertTrue(closing.await(30, java.util.concurrent.TimeUnit.SECONDS))
        assertInstanceOf(Problem.Unavailable::class.java, runCatching { tracer.settle() }.exceptionOrNull())
        // Closing once more waits for the end of the first; the store was closed with it and opens again.
        tracer.close()
        assertTrue(inner.closed)
        Tracer.open(directory, vault, DEPLOYMENT).close()
    }

    @Test
    fun `a store is opened on another thread than the one that waits for it`() = runBlocking<Unit> {
        val caller = Thread.currentThread()
        var asked: Thread? = null
        val noting = object : KeyVault by vault {
            override fun load(): ByteArray? {
                asked = Thread.currentThread()
                return vault.load()
            }
        }
        Tracer.open(directory, noting, DEPLOYMENT).close()
        assertTrue(asked != null && asked !== caller)
    }

    @Test
    fun `who stops waiting for a store leaves none open`() = runBlocking<Unit> {
        val asked = CountDownLatch(1)
        val answer = CountDownLatch(1)
        val slow = object : KeyVault by vault {
            override fun load(): ByteArray? {
                asked.countDown()
                answer.await()
                return vault.load()
            }
        }
        val opening = async(Dispatchers.Default) { Tracer.open(directory, slow, DEPLOYMENT) }
        asked.await()
        opening.cancel()
        answer.countDown()
        opening.join()
        // A store has one user at a time.
        Tracer.open(directory, vault, DEPLOYMENT).close()
    }

    @Test
    fun `pausing silences the radio and resuming goes on`() = runBlocking<Unit> {
        val host = TestHost(clock, 1u)
        Tracer.open(directory, MemoryVault(), DEPLOYMENT).use { tracer ->
            tracer.start(host)
            tracer.settle()
            val before = checkNotNull(host.frame)
            tracer.pause()
            tracer.settle()
            assertTrue(host.frame == null && !host.isScanning && tracer.status.value.paused)
            tracer.resume()
            tracer.settle()
            assertArrayEquals(before, host.frame)
            assertThrows<Problem.Conflict> { tracer.start(host) }
            assertThrows<Problem.Offline> { tracer.enterCode("000000000") }
        }
    }

    @Test
    fun `an advert that is not ours means nothing`() {
        assertEquals(null, TestHost.UUIDS.advert(byteArrayOf(2, 1, 6)))
        assertEquals(Advert.ServiceUuid, TestHost.UUIDS.advert(byteArrayOf(3, 3, 0x56, 0x4E)))
    }

    @Test
    fun `a file takes one phone's memory to another`() = runBlocking<Unit> {
        val passphrase = "mười hai con giáp"
        val file = Tracer.open(File(directory, "old"), MemoryVault(), DEPLOYMENT).use { old ->
            assertThrows<Problem.PassphraseTooShort> { old.sealTransfer("ngắn") }
            old.sealTransfer(passphrase)
        }
        Tracer.open(File(directory, "new"), MemoryVault(), DEPLOYMENT).use { new ->
            assertThrows<Problem.PassphraseWrong> { new.openTransfer(file, "mười hai con giáo") }
            assertThrows<Problem.FileInvalid> { new.openTransfer(ByteArray(100), passphrase) }
            assertEquals(Transferred(0u, 0u, 0u), new.openTransfer(file, passphrase))
        }
    }

    @Test
    fun `a changed key opens the store, and the old key does not`() = runBlocking<Unit> {
        Tracer.open(directory, vault, DEPLOYMENT).close()
        val old = checkNotNull(vault.key)
        Tracer.open(directory, vault, DEPLOYMENT).use { assertEquals(0, it.changeKey()) }
        assertEquals(32, vault.key?.size)
        assertThrows<Problem.WrongStoreKey> { Tracer.open(directory, MemoryVault(old), DEPLOYMENT) }
        Tracer.open(directory, vault, DEPLOYMENT).close()
    }

    @Test
    fun `objects are freed`() {
        val queue = ReferenceQueue<Engine>()
        fun openAndForget() = PhantomReference(engine(), queue)
        val reference = openAndForget()
        val patience = System.nanoTime() + Duration.ofMinutes(1).toNanos()
        // The store is locked by its owner: that it opens again shows that Rust has let go of it too.
        val reopened = generateSequence { System.nanoTime() }.takeWhile { it < patience }.firstNotNullOfOrNull {
            System.gc()
            queue.remove(10)
            runCatching { engine() }.getOrNull()
        }
        assertTrue(reference.refersTo(null))
        assertNotNull(reopened)
        reopened!!.close()
    }

    @Test
    fun `100,000 sightings cross the boundary`() {
        engine().started().use { engine ->
            repeat(5_000) { engine.handle(clock.now(), sighting(it)) }
            val processor = ManagementFactory.getThreadMXBean()
            val begun = processor.currentThreadCpuTime
            repeat(100_000) { engine.handle(clock.now(), sighting(it % 1_000)) }
            val each = (processor.currentThreadCpuTime - begun) / 100_000 / 1_000.0
            println("kotlin: 100,000 sightings across the boundary, %.1f µs of processor time a call".format(each))
            assertEquals(emptyList<Blocked>(), engine.status().blocked)
        }
    }

    private fun sighting(number: Int): Event {
        val frame = ByteArray(20)
        for (at in 0..3) frame[at] = (number shr (8 * at)).toByte()
        val advert = checkNotNull(TestHost.UUIDS.advert(TestHost.advert(frame)))
        return Event.Radio(RadioEvent.Sighted(Sighting(number.toULong(), -60, advert)))
    }

    private companion object {
        /** A deployment without keys: it trusts nobody's exports. */
        const val DEPLOYMENT = """{"authority":"Sở Y tế","service_uuid":20054,"export_keys":[],"index_keys":[],"rules_keys":[]}"""
    }
}
