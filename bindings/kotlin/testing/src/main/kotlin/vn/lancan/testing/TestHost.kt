package vn.lancan.testing

import java.time.Duration
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.LinkedBlockingQueue
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runInterruptible
import vn.lancan.AdapterState
import vn.lancan.AddressControl
import vn.lancan.Advert
import vn.lancan.Advertising
import vn.lancan.Background
import vn.lancan.BluetoothUuids
import vn.lancan.Capabilities
import vn.lancan.Event
import vn.lancan.Host
import vn.lancan.HttpAnswer
import vn.lancan.HttpFailure
import vn.lancan.HttpOutcome
import vn.lancan.HttpRequest
import vn.lancan.HttpSender
import vn.lancan.Notice
import vn.lancan.RadioCommand
import vn.lancan.RadioEvent
import vn.lancan.Sighting
import vn.lancan.advert

/**
 * A phone's platform in a test: a radio on a simulated air, real HTTP, and the test's clock. It keeps the contract of
 * `docs/hosts.md`. What is due by the clock happens in [tick]; [meet] lets phones hear each other.
 *
 * @param clock the time; phones that meet share one
 * @param address by which others tell this phone's adverts apart
 * @param server the authority's address; null where there is no network
 * @param capabilities what the phone can do
 */
class TestHost(
    private val clock: TestClock,
    private val address: ULong,
    private val server: String? = null,
    private val capabilities: Capabilities = ANDROID,
) : Host {
    private lateinit var events: (Event) -> Unit
    private var http: HttpSender? = null
    private var scanEnds: Duration? = null
    private var advertEnds: Duration? = null
    private var wake: Duration? = null
    private var isOn = true
    private val withheldAnswers = LinkedBlockingQueue<Event>()

    /** Answers to requests with this path do not reach the core until [answer] hands them out. */
    @Volatile
    var withheld: String? = null

    /** What the phone sends now; null while it sends nothing. */
    @Volatile
    var frame: ByteArray? = null
        private set

    /** Whether the server can be reached. */
    @Volatile
    var online = true

    /** Whether the tracer has closed this host. */
    @Volatile
    var closed = false
        private set

    /** Whether the phone listens now. */
    val isScanning get() = scanEnds != null

    /** Every notice that the user was shown. */
    val shown = CopyOnWriteArrayList<Notice>()

    /** Every request that the core made, answered or not. */
    val requests = CopyOnWriteArrayList<HttpRequest>()

    override fun now() = clock.now()

    override fun start(bluetooth: BluetoothUuids, events: (Event) -> Unit) {
        this.events = events
        http = server?.let { HttpSender(it, ::answered) }
        events(Event.Started(capabilities, false))
        report(RadioEvent.Adapter(AdapterState.ON))
    }

    @Synchronized
    override fun execute(command: RadioCommand) {
        val at = now().monotonic
        when (command) {
            is RadioCommand.Advertise -> {
                frame = command.frame.takeIf { isOn }
                advertEnds = (at + command.longest).takeIf { isOn }
                report(if (isOn) RadioEvent.AdvertisingStarted else RadioEvent.AdvertisingFailed)
            }
            is RadioCommand.StopAdvertising -> {
                frame = null
                advertEnds = null
            }
            is RadioCommand.Scan -> {
                scanEnds = (at + command.duration).takeIf { isOn }
                report(if (isOn) RadioEvent.ScanStarted else RadioEvent.ScanFailed)
            }
            is RadioCommand.StopScan -> endScan()
            // Nobody here can be connected to: everybody advertises.
            is RadioCommand.Connect -> report(RadioEvent.Disconnected(command.peer))
            is RadioCommand.Read -> report(RadioEvent.ExchangeFailed(command.peer))
            is RadioCommand.Write -> report(RadioEvent.ExchangeFailed(command.peer))
            is RadioCommand.Disconnect -> {}
        }
    }

    /** The user switches Bluetooth. */
    @Synchronized
    fun switch(on: Boolean) {
        isOn = on
        if (!on) {
            frame = null
            advertEnds = null
            scanEnds = null
        }
        report(RadioEvent.Adapter(if (on) AdapterState.ON else AdapterState.OFF))
    }

    override fun send(request: HttpRequest) {
        requests += request
        http?.takeIf { online }?.send(request) ?: events(Event.Http(HttpAnswer(request.id, HttpOutcome.Failed(HttpFailure.UNREACHABLE))))
    }

    /** Waits for the next answer withheld. */
    suspend fun answer(): Event = runInterruptible(Dispatchers.IO) { withheldAnswers.take() }

    private fun answered(event: Event) {
        val path = requests.find { event is Event.Http && it.id == event.answer.request }?.path
        if (path != null && path == withheld) withheldAnswers.add(event) else events(event)
    }

    @Synchronized
    override fun wakeAt(monotonic: Duration?) {
        wake = monotonic
    }

    override fun show(notice: Notice) {
        shown += notice
    }

    override fun close() {
        closed = true
        http?.close()
    }

    /** What is due by the clock. */
    @Synchronized
    fun tick() {
        val at = now().monotonic
        if (scanEnds?.let { it <= at } == true) endScan()
        if (advertEnds?.let { it <= at } == true) {
            frame = null
            advertEnds = null
            report(RadioEvent.AdvertisingFailed)
        }
        if (wake?.let { it <= at } == true) {
            wake = null
            post(Event.Wake)
        }
    }

    /** An advert reaches this phone. */
    fun hear(other: TestHost, rssi: Byte) {
        val frame = other.frame ?: return
        val advert = UUIDS.advert(advert(frame)) ?: return
        if (isScanning) report(RadioEvent.Sighted(Sighting(other.address, rssi, advert)))
    }

    /** Tells the core of an event, as a platform does. */
    fun post(event: Event) = events(event)

    /** Tells the core of an event of the radio. */
    fun report(event: RadioEvent) = events(Event.Radio(event))

    private fun endScan() {
        if (scanEnds == null) return
        scanEnds = null
        report(RadioEvent.ScanStopped)
    }

    companion object {
        /** UUIDs as a deployment has them. */
        val UUIDS = BluetoothUuids(0x4E56u, "", "")

        /** What an ordinary Android phone can do. */
        val ANDROID = Capabilities(
            advertising = Advertising.SERVICE_DATA,
            servesGatt = true,
            connects = true,
            addressControl = AddressControl.COUPLED,
            transmitPowerDbm = 0,
            measuresRssi = true,
            background = Background.FULL,
            scanStartsPer30S = 5u,
            longestScan = Duration.ofMinutes(29),
            connections = 4u,
            model = "test",
        )

        /** Flags, the service's UUID, and the frame as its data: 31 bytes. */
        fun advert(frame: ByteArray): ByteArray =
            byteArrayOf(2, 1, 6, 3, 3, 0x56, 0x4E, 23, 0x16, 0x56, 0x4E) + frame
    }
}
