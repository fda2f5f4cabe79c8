package vn.lancan.android

import android.app.AlarmManager
import android.app.Application
import android.bluetooth.BluetoothAdapter
import android.bluetooth.BluetoothManager
import android.bluetooth.le.AdvertisingSetCallback
import android.bluetooth.le.ScanCallback
import android.bluetooth.le.ScanRecord
import android.bluetooth.le.ScanResult
import android.bluetooth.le.ScanSettings
import android.content.Intent
import android.content.IntentFilter
import android.content.pm.PackageManager
import android.os.Looper
import android.os.PowerManager
import android.os.SystemClock
import java.time.Duration
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadow.api.Shadow
import org.robolectric.shadows.ShadowBluetoothLeScanner
import org.robolectric.shadows.ShadowLooper
import org.robolectric.shadows.ShadowPowerManager
import org.robolectric.shadows.ShadowSystemClock
import org.robolectric.util.ReflectionHelpers
import org.robolectric.util.ReflectionHelpers.ClassParameter
import vn.lancan.BluetoothUuids
import vn.lancan.Event
import vn.lancan.RadioCommand
import vn.lancan.inWords

/** A phone around the host: its user, its radio, its clocks and its sleep. Time passes only by [pass]. */
class Phone {
    val app: Application = RuntimeEnvironment.getApplication()
    val adapter: BluetoothAdapter = app.getSystemService(BluetoothManager::class.java)!!.adapter
    val alarms = shadowOf(app.getSystemService(AlarmManager::class.java)!!)
    val power: ShadowPowerManager = shadowOf(app.getSystemService(PowerManager::class.java)!!)
    val reported = LinkedBlockingQueue<Event>()

    /** The processor sleeps whenever nothing holds it awake; else it runs on, as while the screen is on. */
    var sleeps = false

    /** Android's idle mode: alarms that may not fire while idle are put off. */
    var dozes = false

    init {
        // Robolectric calls no resetter of a shadow that a test brings along.
        NotedAdvertiser.reset()
        NotedScanner.reset()
        allow(true)
        shadowOf(app.packageManager).setSystemFeature(PackageManager.FEATURE_BLUETOOTH_LE, true)
        setAdapter(true)
        // Robolectric reads no manifest without a resource compiler: the receiver is there as the manifest has it.
        app.registerReceiver(WakeReceiver(), IntentFilter())
    }

    /** The user grants, or takes away, what the radio needs. */
    fun allow(granted: Boolean) {
        val permissions = (Permissions.needed + Permissions.wished).toTypedArray()
        if (granted) shadowOf(app).grantPermissions(*permissions) else shadowOf(app).denyPermissions(*permissions)
    }

    /** The user switches Bluetooth. */
    fun switch(on: Boolean) {
        val turning = if (on) BluetoothAdapter.STATE_TURNING_ON else BluetoothAdapter.STATE_TURNING_OFF
        shadowOf(adapter).setState(turning)
        shadowOf(adapter).setEnabled(false)
        announce(turning)
        setAdapter(on)
        announce(adapter.state)
        settle()
    }

    /** The adapter is so before anything looks at it. Like Android's, it tells of its chip only while it is on. */
    fun setAdapter(on: Boolean) {
        shadowOf(adapter).setEnabled(on)
        shadowOf(adapter).setState(if (on) BluetoothAdapter.STATE_ON else BluetoothAdapter.STATE_OFF)
        shadowOf(adapter).setIsMultipleAdvertisementSupported(on)
    }

    private fun announce(state: Int) {
        app.sendBroadcast(Intent(BluetoothAdapter.ACTION_STATE_CHANGED).putExtra(BluetoothAdapter.EXTRA_STATE, state))
    }

    /** A host that has begun, with what it reports in [reported]. */
    fun host(): AndroidHost = AndroidHost(app, NO_SERVER).also {
        it.start(UUIDS) { event -> reported.add(event) }
        settle()
    }

    /** The core wishes. */
    fun wish(host: AndroidHost, command: RadioCommand) {
        host.execute(command)
        settle()
    }

    /** The callbacks of the scans that run. */
    fun scans(): Collection<ScanCallback> =
        adapter.bluetoothLeScanner?.let { Shadow.extract<ShadowBluetoothLeScanner>(it).scanCallbacks }.orEmpty()

    /** Whether something holds the processor awake. */
    val isHeldAwake get() = ShadowPowerManager.getLatestWakeLock()?.isHeld == true

    /** An advert of ours, of the device with this number, reaches every scan that runs. */
    fun hear(peer: Int) {
        val record = ReflectionHelpers.callStaticMethod<ScanRecord>(
            ScanRecord::class.java,
            "parseFromBytes",
            ClassParameter.from(ByteArray::class.java, ADVERT),
        )
        val device = adapter.getRemoteDevice("00:00:00:00:00:%02X".format(peer))
        val result = ScanResult(device, 0, 1, 0, 0, 0, -50, 0, record, 0)
        scans().forEach { it.onScanResult(ScanSettings.CALLBACK_TYPE_ALL_MATCHES, result) }
        settle()
    }

    /** Time passes, in steps; what comes due happens. */
    fun pass(time: Duration, step: Duration = Duration.ofSeconds(1)) {
        var left = time
        while (left > Duration.ZERO) {
            val next = minOf(step, left)
            left -= next
            val asleep = sleeps && !isHeldAwake
            // SystemClock.sleep moves both clocks and waits for nothing; ShadowSystemClock.advanceBy sets them equal.
            if (asleep) ShadowSystemClock.simulateDeepSleep(next) else SystemClock.sleep(next.toMillis())
            settle()
            endAdvert()
            ring()
        }
    }

    /** The controller ends an advert by its own clock, which does not sleep. */
    private fun endAdvert() {
        val advert = NotedAdvertiser.onAir?.takeIf { it.isOver } ?: return
        NotedAdvertiser.onAir = null
        advert.callback.onAdvertisingEnabled(null, false, AdvertisingSetCallback.ADVERTISE_SUCCESS)
        settle()
    }

    /** Alarms whose time has come fire, so far as Doze lets them. */
    private fun ring() {
        val due = alarms.scheduledAlarms.filter {
            it.triggerAtMs <= SystemClock.elapsedRealtime() && (!dozes || it.isAllowWhileIdle)
        }
        for (alarm in due) {
            alarms.fireAlarm(alarm)
            settle()
        }
    }

    /** Everything that was posted to any thread's queue is done. */
    fun settle() {
        repeat(ROUNDS) {
            ShadowLooper.shadowMainLooper().idle()
            ShadowLooper.getAllLoopers()
                .filter { it != Looper.getMainLooper() && it.thread.isAlive }
                .forEach { idle(it) }
        }
    }

    private fun idle(looper: Looper) {
        try {
            shadowOf(looper).idle()
        } catch (_: IllegalStateException) {
            // It is quitting: that of a host which was closed.
        }
    }

    /** What was reported since the last call; waits for as many as [expected], which other threads may owe. */
    fun events(expected: Int = 0): List<Event> {
        val events = ArrayList<Event>()
        while (events.size < expected) events += reported.poll(PATIENCE_SECONDS, TimeUnit.SECONDS) ?: break
        return events + generateSequence { reported.poll() }
    }

    companion object {
        /** Nothing listens on this port. */
        const val NO_SERVER = "http://127.0.0.1:9"
        val UUIDS = BluetoothUuids(
            0x4E56u,
            "00004e56-0000-1000-8000-00805f9b34fb",
            "4e560001-6c61-6e63-616e-2d6e65617262",
        )

        /** Flags, the service's UUID, and 20 bytes as its data. */
        private val ADVERT = byteArrayOf(2, 1, 6, 3, 3, 0x56, 0x4E, 23, 0x16, 0x56, 0x4E) + ByteArray(20)
        private const val ROUNDS = 4
        private const val PATIENCE_SECONDS = 120L
    }
}

/** Events in the words of the host contract's script. */
internal fun said(events: List<Event>): String = events.joinToString(", ") { it.inWords() }
