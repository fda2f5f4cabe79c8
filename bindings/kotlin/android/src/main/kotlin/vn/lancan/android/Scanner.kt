package vn.lancan.android

import android.annotation.SuppressLint
import android.app.PendingIntent
import android.bluetooth.BluetoothAdapter
import android.bluetooth.le.ScanCallback
import android.bluetooth.le.ScanFilter
import android.bluetooth.le.ScanResult
import android.bluetooth.le.ScanSettings
import android.content.Context
import android.content.Intent
import android.os.Build
import android.os.Handler
import android.os.ParcelUuid
import java.time.Duration
import vn.lancan.BluetoothUuids
import vn.lancan.RadioEvent
import vn.lancan.ScanMode
import vn.lancan.Sighting
import vn.lancan.advert

/** Listens, and only for adverts that may be ours: Android stops unfiltered scans when the screen is off. */
@SuppressLint("MissingPermission")
internal class Scanner(
    private val context: Context,
    private val adapter: BluetoothAdapter,
    private val bluetooth: BluetoothUuids,
    private val peers: Peers,
    private val handler: Handler,
    private val awake: Awake,
    private val report: (RadioEvent) -> Unit,
) {
    private val service = ParcelUuid.fromString(bluetooth.service)
    private val filters = listOf(
        ScanFilter.Builder().setServiceUuid(service).build(),
        ScanFilter.Builder().setServiceData(service, ByteArray(0)).build(),
        // iPhones whose app is not in front: Apple's company number and the overflow area's type.
        ScanFilter.Builder().setManufacturerData(APPLE, byteArrayOf(OVERFLOW), byteArrayOf(-1)).build(),
    )
    private var current: Callback? = null
    private val end = Runnable { stop() }

    /** Scans for this long, in place of any scan before. */
    fun start(mode: ScanMode, duration: Duration) {
        stopQuietly()
        val scanner = adapter.bluetoothLeScanner
        if (scanner == null || Permissions.placeIsOff(context)) {
            report(RadioEvent.ScanFailed)
            return
        }
        val settings = ScanSettings.Builder()
            .setScanMode(
                when (mode) {
                    ScanMode.LOW_POWER -> ScanSettings.SCAN_MODE_LOW_POWER
                    ScanMode.BALANCED -> ScanSettings.SCAN_MODE_BALANCED
                    ScanMode.LOW_LATENCY -> ScanSettings.SCAN_MODE_LOW_LATENCY
                },
            )
            .setLegacy(true)
            .setReportDelay(0)
            .build()
        val callback = Callback()
        current = callback
        // The scan ends by the handler's clock, which stands still while the processor sleeps.
        awake.hold(this, duration + SPARE)
        try {
            scanner.startScan(filters, settings, callback)
        } catch (_: RuntimeException) {
            // No permission, or the Bluetooth service has died: Android promises no particular exception.
            forgetCurrent()
            report(RadioEvent.ScanFailed)
            return
        }
        handler.postDelayed(end, duration.toMillis())
        // Android says nothing when a scan runs, only when it does not.
        report(RadioEvent.ScanStarted)
    }

    /** Stops listening. */
    fun stop() {
        if (stopQuietly()) report(RadioEvent.ScanStopped)
    }

    /** Stops listening and says nothing. */
    fun forget() {
        stopQuietly()
    }

    /** While on, the first advert of a phone nearby starts the app's process should the system have stopped it. */
    fun wakeProcess(on: Boolean) {
        val scanner = adapter.bluetoothLeScanner ?: return
        val intent = Intent(context, WakeReceiver::class.java)
        // The system adds the results, so the intent must be mutable; it names its receiver, so nobody else gets it.
        val mutable = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) PendingIntent.FLAG_MUTABLE else 0
        val pending =
            PendingIntent.getBroadcast(context, 0, intent, PendingIntent.FLAG_UPDATE_CURRENT or mutable)
        try {
            if (!on) {
                scanner.stopScan(pending)
            } else if (adapter.isOffloadedFilteringSupported) {
                val settings = ScanSettings.Builder()
                    .setScanMode(ScanSettings.SCAN_MODE_LOW_POWER)
                    .setCallbackType(ScanSettings.CALLBACK_TYPE_FIRST_MATCH)
                    .setMatchMode(ScanSettings.MATCH_MODE_STICKY)
                    .build()
                scanner.startScan(filters, settings, pending)
            }
        } catch (_: RuntimeException) {
            // Not possible now; it is tried again when the adapter is next switched on.
        }
    }

    private fun stopQuietly(): Boolean {
        val callback = current ?: return false
        forgetCurrent()
        try {
            adapter.bluetoothLeScanner?.stopScan(callback)
        } catch (_: RuntimeException) {
            // The permission was withdrawn, or the Bluetooth service has died: the scan has ended with it.
        }
        return true
    }

    private fun forgetCurrent() {
        current = null
        handler.removeCallbacks(end)
        awake.release(this)
    }

    private inner class Callback : ScanCallback() {
        override fun onScanResult(callbackType: Int, result: ScanResult) {
            if (this !== current) return
            val advert = result.scanRecord?.bytes?.let { bluetooth.advert(it) } ?: return
            // 127: not available.
            val rssi = result.rssi.takeIf { it in -127..20 }?.toByte()
            report(RadioEvent.Sighted(Sighting(peers.number(result.device), rssi, advert)))
        }

        override fun onBatchScanResults(results: List<ScanResult>) {
            results.forEach { onScanResult(ScanSettings.CALLBACK_TYPE_ALL_MATCHES, it) }
        }

        override fun onScanFailed(errorCode: Int) {
            handler.post {
                if (this !== current) return@post
                report(RadioEvent.ScanFailed)
                forgetCurrent()
            }
        }
    }

    private companion object {
        const val APPLE = 0x004C
        const val OVERFLOW: Byte = 0x01

        /** How much longer than the scan itself the processor is kept awake at most. */
        val SPARE: Duration = Duration.ofSeconds(5)
    }
}
