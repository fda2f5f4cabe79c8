package vn.lancan.android

import android.annotation.SuppressLint
import android.bluetooth.BluetoothAdapter
import android.bluetooth.le.AdvertiseData
import android.bluetooth.le.AdvertisingSet
import android.bluetooth.le.AdvertisingSetCallback
import android.bluetooth.le.AdvertisingSetParameters
import android.os.ParcelUuid
import java.time.Duration
import vn.lancan.RadioEvent

/** Puts a frame on the air. Every start takes a fresh address. */
@SuppressLint("MissingPermission")
internal class Advertiser(
    private val adapter: BluetoothAdapter,
    private val service: ParcelUuid,
    private val report: (RadioEvent) -> Unit,
    private val reportPower: (Int) -> Unit,
    private val ended: () -> Unit,
) {
    private var current: Callback? = null

    /** Advertises this frame for at most this time, in place of any frame before. */
    fun start(frame: ByteArray, longest: Duration) {
        stop()
        val advertiser = adapter.bluetoothLeAdvertiser
        if (advertiser == null) {
            report(RadioEvent.AdvertisingFailed)
            return
        }
        // Legacy adverts, which every phone hears. With the flags that Android adds: 31 bytes, an exact fit.
        val parameters = AdvertisingSetParameters.Builder()
            .setLegacyMode(true)
            .setConnectable(true)
            .setScannable(true)
            .setInterval(AdvertisingSetParameters.INTERVAL_MEDIUM)
            .setTxPowerLevel(AdvertisingSetParameters.TX_POWER_MEDIUM)
            .build()
        val data = AdvertiseData.Builder()
            .setIncludeDeviceName(false)
            .setIncludeTxPowerLevel(false)
            .addServiceUuid(service)
            .addServiceData(service, frame)
            .build()
        // In units of 10 ms.
        val duration = (longest.toMillis() / 10).coerceIn(1, 65_535).toInt()
        val callback = Callback()
        current = callback
        try {
            advertiser.startAdvertisingSet(parameters, data, null, null, null, duration, 0, callback)
        } catch (_: SecurityException) {
            current = null
            report(RadioEvent.AdvertisingFailed)
        } catch (_: IllegalArgumentException) {
            current = null
            report(RadioEvent.AdvertisingFailed)
        }
    }

    /** Takes the frame off the air. */
    fun stop() {
        val callback = current ?: return
        current = null
        try {
            adapter.bluetoothLeAdvertiser?.stopAdvertisingSet(callback)
        } catch (_: SecurityException) {
            // The permission was withdrawn, which ended the advert.
        }
    }

    private inner class Callback : AdvertisingSetCallback() {
        override fun onAdvertisingSetStarted(set: AdvertisingSet?, txPower: Int, status: Int) {
            if (this !== current) return
            if (status == ADVERTISE_SUCCESS) {
                reportPower(txPower)
                report(RadioEvent.AdvertisingStarted)
            } else {
                current = null
                report(RadioEvent.AdvertisingFailed)
            }
        }

        // The time is over.
        override fun onAdvertisingEnabled(set: AdvertisingSet?, enable: Boolean, status: Int) {
            if (this === current && !enable) ended()
        }
    }
}
