package vn.lancan.android

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.bluetooth.BluetoothAdapter
import android.bluetooth.BluetoothManager
import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.content.IntentFilter
import android.content.pm.PackageManager
import android.os.Build
import android.os.Handler
import android.os.HandlerThread
import android.os.ParcelUuid
import android.os.SystemClock
import java.time.Duration
import java.time.Instant
import java.util.Locale
import java.util.UUID
import vn.lancan.AdapterState
import vn.lancan.AddressControl
import vn.lancan.Advertising
import vn.lancan.Background
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
import vn.lancan.catalogueLanguage
import vn.lancan.say

/**
 * Android as a host: radio, HTTP, timer, foreground service and notifications.
 *
 * One per process, made in `Application.onCreate`. Call [permissionsChanged] after the user granted any of
 * [Permissions.needed].
 *
 * @param serverUrl the authority's server, such as `https://example.gov.vn`
 */
class AndroidHost(context: Context, private val serverUrl: String) : Host {
    private val context = context.applicationContext
    private val thread = HandlerThread("lancan-radio").apply { start() }
    private val handler = Handler(thread.looper)
    private val manager: BluetoothManager? = context.getSystemService(BluetoothManager::class.java)
    private val adapter: BluetoothAdapter? = manager?.adapter

    private lateinit var events: (Event) -> Unit
    private lateinit var http: HttpSender
    private lateinit var timer: AlarmTimer
    private var radio: Radio? = null
    private var power: Int? = null

    private val adapterWatch = object : BroadcastReceiver() {
        override fun onReceive(context: Context, intent: Intent) = reportAdapter()
    }

    override fun now() = Now(Instant.now(), Duration.ofNanos(SystemClock.elapsedRealtimeNanos()))

    override fun start(bluetooth: BluetoothUuids, events: (Event) -> Unit) {
        this.events = events
        http = HttpSender(serverUrl, events)
        timer = AlarmTimer(context, handler, events)
        handler.post {
            val adapter = adapter
            val manager = manager
            if (adapter != null && manager != null) radio = Radio(manager, adapter, bluetooth)
            context.registerReceiver(adapterWatch, IntentFilter(BluetoothAdapter.ACTION_STATE_CHANGED), null, handler)
            // The scans of a process that was stopped end with it, so there is nothing to take over.
            events(Event.Started(capabilities(), false))
            reportAdapter()
        }
        TracingService.start(context)
    }

    override fun execute(command: RadioCommand) {
        handler.post { radio?.execute(command) ?: refuse(command) }
    }

    override fun send(request: HttpRequest) = http.send(request)

    override fun wakeAt(monotonic: Duration?) = timer.set(monotonic)

    override fun show(notice: Notice) {
        when (notice) {
            is Notice.Warned -> showWarning()
            is Notice.StatusChanged, is Notice.Report -> {}
        }
    }

    override fun close() {
        timer.close()
        http.close()
        handler.post {
            context.unregisterReceiver(adapterWatch)
            radio?.close()
            thread.quitSafely()
        }
        TracingService.stop(context)
    }

    /** The user granted or withdrew a permission. */
    fun permissionsChanged() {
        handler.post {
            events(Event.CapabilitiesChanged(capabilities()))
            reportAdapter()
        }
        TracingService.start(context)
    }

    /** The app came to the front or went behind. */
    fun foreground(inFront: Boolean) {
        if (inFront) TracingService.start(context)
        events(Event.Foreground(inFront))
    }

    private fun report(event: RadioEvent) = events(Event.Radio(event))

    private fun reportAdapter() {
        val state = when {
            adapter == null || !context.packageManager.hasSystemFeature(PackageManager.FEATURE_BLUETOOTH_LE) ->
                AdapterState.UNSUPPORTED
            Permissions.missing(context).isNotEmpty() -> AdapterState.PERMISSION_MISSING
            adapter.isEnabled -> AdapterState.ON
            else -> AdapterState.OFF
        }
        if (state != AdapterState.ON) radio?.ended()
        report(RadioEvent.Adapter(state))
        if (state == AdapterState.ON) radio?.scanner?.wakeProcess(true)
    }

    private fun capabilities(): Capabilities {
        val advertises = adapter?.isMultipleAdvertisementSupported != false
        return Capabilities(
            advertising = if (advertises) Advertising.SERVICE_DATA else Advertising.NOTHING,
            servesGatt = advertises,
            connects = true,
            addressControl = AddressControl.COUPLED,
            transmitPowerDbm = power?.coerceIn(-127, 20)?.toByte(),
            measuresRssi = true,
            background = Background.FULL,
            scanStartsPer30S = 5u,
            longestScan = Duration.ofMinutes(29),
            connections = 4u,
            model = "${Build.MANUFACTURER} ${Build.MODEL}",
        )
    }

    private fun learnPower(dbm: Int) {
        if (power == dbm) return
        power = dbm
        events(Event.CapabilitiesChanged(capabilities()))
    }

    /** Without a radio every wish fails at once, so that the core does not wait. */
    private fun refuse(command: RadioCommand) {
        when (command) {
            is RadioCommand.Advertise -> report(RadioEvent.AdvertisingFailed)
            is RadioCommand.Scan -> report(RadioEvent.ScanFailed)
            is RadioCommand.Connect -> report(RadioEvent.Disconnected(command.peer))
            is RadioCommand.StopAdvertising,
            is RadioCommand.StopScan,
            is RadioCommand.Read,
            is RadioCommand.Write,
            is RadioCommand.Disconnect,
            -> {}
        }
    }

    private fun showWarning() {
        val language = Locale.getDefault().catalogueLanguage
        val manager = context.getSystemService(NotificationManager::class.java) ?: return
        manager.createNotificationChannel(
            NotificationChannel(CHANNEL, language.say("app-name").title, NotificationManager.IMPORTANCE_HIGH),
        )
        // The lock screen shows no more than that there is something to read.
        val builder = Notification.Builder(context, CHANNEL)
            .setSmallIcon(context.applicationInfo.icon)
            .setContentTitle(language.say("warning-title").title)
            .setVisibility(Notification.VISIBILITY_PRIVATE)
            .setAutoCancel(true)
        context.packageManager.getLaunchIntentForPackage(context.packageName)?.let { app ->
            builder.setContentIntent(PendingIntent.getActivity(context, 0, app, PendingIntent.FLAG_IMMUTABLE))
        }
        manager.notify(WARNING_ID, builder.build())
    }

    /** What the radio does, all of it on the radio's thread. */
    private inner class Radio(manager: BluetoothManager, adapter: BluetoothAdapter, bluetooth: BluetoothUuids) {
        private val service = UUID.fromString(bluetooth.service)
        private val characteristic = UUID.fromString(bluetooth.characteristic)
        private val peers = Peers()
        private val advertiser =
            Advertiser(adapter, ParcelUuid(service), ::report, ::learnPower) { handler.post(expire) }
        private val server = GattServer(context, manager, service, characteristic, peers, handler, ::report)
        private val client = GattClient(context, service, characteristic, peers, handler, ::report)
        private var advertises = false

        /** The advert's time is over, by the radio's clock or ours: whichever comes first. */
        private val expire = Runnable {
            if (advertises) {
                silence()
                report(RadioEvent.AdvertisingFailed)
            }
        }
        val scanner = Scanner(context, adapter, bluetooth, peers, handler, ::report)

        fun execute(command: RadioCommand) {
            when (command) {
                is RadioCommand.Advertise -> {
                    handler.removeCallbacks(expire)
                    advertises = true
                    server.serve(command.frame)
                    advertiser.start(command.frame, command.longest)
                    handler.postDelayed(expire, command.longest.toMillis())
                }
                is RadioCommand.StopAdvertising -> silence()
                is RadioCommand.Scan -> scanner.start(command.mode, command.duration)
                is RadioCommand.StopScan -> scanner.stop()
                is RadioCommand.Connect -> client.connect(command.peer, command.timeout)
                is RadioCommand.Read -> client.read(command.peer)
                is RadioCommand.Write -> client.write(command.peer, command.frame)
                is RadioCommand.Disconnect -> client.disconnect(command.peer)
            }
        }

        /** The adapter is off: everything has ended with it, which needs no saying. */
        fun ended() {
            silence()
            scanner.forget()
            server.close()
            client.forget()
        }

        fun close() {
            ended()
            scanner.wakeProcess(false)
            client.close()
        }

        private fun silence() {
            handler.removeCallbacks(expire)
            advertises = false
            advertiser.stop()
            server.stop()
        }
    }

    private companion object {
        const val CHANNEL = "lancan-warnings"
        const val WARNING_ID = 0x4E57
    }
}
