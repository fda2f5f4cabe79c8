package vn.lancan.android

import android.bluetooth.BluetoothAdapter
import android.bluetooth.BluetoothManager
import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.content.IntentFilter
import android.os.Handler
import android.os.HandlerThread
import android.os.StrictMode
import android.os.SystemClock
import java.time.Clock
import java.time.Duration
import vn.lancan.AdapterState
import vn.lancan.BlockingCalls
import vn.lancan.BluetoothUuids
import vn.lancan.Capabilities
import vn.lancan.Event
import vn.lancan.Host
import vn.lancan.HttpRequest
import vn.lancan.HttpSender
import vn.lancan.Notice
import vn.lancan.Now
import vn.lancan.RadioCommand
import vn.lancan.RadioEvent

/**
 * Android as a host: radio, HTTP, timer, foreground service and notifications.
 *
 * One per process, made in `Application.onCreate`; it keeps the processor awake for the seconds in which the store is opened.
 * Nothing of it makes the main thread wait; a debug build sees calls of the core on it with `StrictMode`'s `detectCustomSlowCalls`.
 * Call [permissionsChanged] after the user granted any of [Permissions.needed]. Until the tracer starts it, what it is told is
 * kept.
 *
 * @param serverUrl the authority's server, such as `https://example.gov.vn`
 * @param appearance how notifications look
 * @param clock the wall clock; a test may set another one
 */
class AndroidHost(
    context: Context,
    private val serverUrl: String,
    private val appearance: Appearance = Appearance(),
    private val clock: Clock = Clock.systemUTC(),
) : Host {
    private val context = context.applicationContext
    private val thread = HandlerThread("lancan-radio").apply { start() }
    private val handler = Handler(thread.looper)
    private val manager: BluetoothManager? = context.getSystemService(BluetoothManager::class.java)
    private val adapter: BluetoothAdapter? = manager?.adapter
    private val device = Device(this.context, adapter)
    private val awake = Awake(this.context)
    private val timer = AlarmTimer(this.context, handler, awake) { tell(Event.Wake) }

    // Null until the tracer starts this host: it opens beside the app's own start.
    @Volatile
    private var events: ((Event) -> Unit)? = null
    @Volatile
    private var inFront: Boolean? = null
    private var http: HttpSender? = null

    // Touched by the radio's thread alone.
    private var radio: Radio? = null
    private var toldCapabilities: Capabilities? = null
    private var toldState: AdapterState? = null

    private val adapterWatch = object : BroadcastReceiver() {
        override fun onReceive(context: Context, intent: Intent) {
            // It may have been off and be on again by now: what ran on it has ended all the same.
            when (intent.getIntExtra(BluetoothAdapter.EXTRA_STATE, BluetoothAdapter.ERROR)) {
                BluetoothAdapter.STATE_OFF, BluetoothAdapter.STATE_TURNING_OFF ->
                    if (toldState == AdapterState.ON) become(AdapterState.OFF)
            }
            look()
        }
    }

    init {
        BlockingCalls.watcher = StrictMode::noteSlowCall
        awake.hold(OPENING, SPARE)
    }

    override fun now() = Now(clock.instant(), Duration.ofNanos(SystemClock.elapsedRealtimeNanos()))

    override fun start(bluetooth: BluetoothUuids, events: (Event) -> Unit) {
        this.events = events
        http = HttpSender(serverUrl, ::answered)
        Running.appearance = appearance
        Running.host = this
        handler.post {
            if (adapter != null && manager != null) {
                radio = Radio(context, manager, adapter, bluetooth, handler, awake, ::report)
            }
            context.registerReceiver(adapterWatch, IntentFilter(BluetoothAdapter.ACTION_STATE_CHANGED), null, handler)
            // The scans of a process that was stopped end with it, so there is nothing to take over.
            val capabilities = device.capabilities()
            toldCapabilities = capabilities
            tell(Event.Started(capabilities, false))
            look()
            inFront?.let { tell(Event.Foreground(it)) }
            awake.release(OPENING)
        }
        TracingService.start(context)
        ReviveJob.schedule(context)
    }

    override fun execute(command: RadioCommand) {
        handler.post {
            // With the adapter off a scan might still begin, where the location switch keeps the chip listening.
            radio?.takeIf { toldState == AdapterState.ON }?.execute(command) ?: refuse(command)
        }
    }

    override fun send(request: HttpRequest) {
        awake.hold(request.id, request.timeout + SPARE)
        http?.send(request)
    }

    /** The core has taken what it was told last: what it asked for keeps the processor awake by itself. */
    override fun wakeAt(monotonic: Duration?) {
        timer.set(monotonic)
        handler.post { awake.release(EVENT) }
    }

    override fun show(notice: Notice) {
        when (notice) {
            is Notice.Warned -> Notifications(context, appearance).warn(notice.notice.change)
            is Notice.WarnedOfPlace -> Notifications(context, appearance).warnOfPlace(notice.notice.change)
            is Notice.StatusChanged, is Notice.Report, is Notice.Call, is Notice.Declaring,
            is Notice.VisitorLog, is Notice.Withdrawal -> {}
        }
    }

    override fun close() {
        ReviveJob.cancel(context)
        if (Running.host === this) Running.host = null
        http?.close()
        handler.post {
            timer.close()
            context.unregisterReceiver(adapterWatch)
            radio?.close()
            awake.close()
            thread.quitSafely()
        }
        TracingService.stop(context)
    }

    /** The user granted or withdrew a permission. */
    fun permissionsChanged() {
        handler.post { if (toldCapabilities != null) look() }
        TracingService.start(context)
    }

    /** The app came to the front or went behind. In between the user may have been to the settings. */
    fun foreground(inFront: Boolean) {
        this.inFront = inFront
        if (inFront) permissionsChanged()
        handler.post { if (toldCapabilities != null) tell(Event.Foreground(inFront)) }
    }

    /** The timer's alarm has come. */
    internal fun strike() {
        awake.hold(EVENT, SPARE)
        handler.post(timer::strike)
    }

    /** The system has begun or woken this process for another reason: time may have come for something. */
    internal fun poke() = tell(Event.Wake)

    /** Hands an event to the core, which stays awake until it has taken it. */
    private fun tell(event: Event) {
        val events = events ?: return
        awake.hold(EVENT, SPARE)
        events(event)
    }

    private fun report(event: RadioEvent) {
        // Sightings come in floods, and only during scans, which keep the processor awake themselves.
        if (event is RadioEvent.Sighted) events?.invoke(Event.Radio(event)) else tell(Event.Radio(event))
    }

    private fun answered(event: Event) {
        tell(event)
        if (event is Event.Http) awake.release(event.answer.request)
    }

    /** Tells the core what has changed about the device, the chip's abilities before the adapter's state. */
    private fun look() {
        val state = device.state()
        val capabilities = device.capabilities()
        if (capabilities != toldCapabilities) {
            toldCapabilities = capabilities
            tell(Event.CapabilitiesChanged(capabilities))
        }
        if (state != toldState) become(state)
    }

    private fun become(state: AdapterState) {
        toldState = state
        if (state != AdapterState.ON) radio?.ended()
        tell(Event.Radio(RadioEvent.Adapter(state)))
        if (state == AdapterState.ON) radio?.available()
    }

    /** Without a radio that may be used every wish fails at once, so that the core does not wait. */
    private fun refuse(command: RadioCommand) {
        when (command) {
            is RadioCommand.Advertise -> report(RadioEvent.AdvertisingFailed)
            is RadioCommand.Scan -> report(RadioEvent.ScanFailed)
            is RadioCommand.Connect -> report(RadioEvent.Disconnected(command.peer))
            is RadioCommand.Read -> report(RadioEvent.ExchangeFailed(command.peer))
            is RadioCommand.Write -> report(RadioEvent.ExchangeFailed(command.peer))
            is RadioCommand.StopAdvertising, is RadioCommand.StopScan, is RadioCommand.Disconnect -> {}
        }
    }

    companion object {
        /** The intent has this extra that opens the app from the notification of a warning. */
        const val WARNING = "vn.lancan.warning"

        /** Why the processor is awake: the core has an event to take. */
        private const val EVENT = "event"

        /** Why the processor is awake: the app opens its store, after which it starts this host. */
        private const val OPENING = "opening"

        /** Longest that the core may take for an event, and a request beyond its time-out. */
        private val SPARE: Duration = Duration.ofSeconds(10)
    }
}
