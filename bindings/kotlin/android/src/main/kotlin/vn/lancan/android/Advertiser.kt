package vn.lancan.android

import android.annotation.SuppressLint
import android.bluetooth.BluetoothAdapter
import android.bluetooth.le.AdvertiseData
import android.bluetooth.le.AdvertisingSet
import android.bluetooth.le.AdvertisingSetCallback
import android.bluetooth.le.AdvertisingSetParameters
import android.os.Handler
import android.os.ParcelUuid
import java.time.Duration
import vn.lancan.RadioEvent

/** Puts a frame on the air. Every start takes a fresh address. All on the radio's thread. */
@SuppressLint("MissingPermission")
internal class Advertiser(
    private val adapter: BluetoothAdapter,
    private val service: ParcelUuid,
    private val handler: Handler,
    private val awake: Awake,
    private val report: (RadioEvent) -> Unit,
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
            // Google and Apple's setting: what is known of models' levels was measured at this one.
            .setTxPowerLevel(AdvertisingSetParameters.TX_POWER_LOW)
            .build()
        val data = AdvertiseData.Builder()
            .setIncludeDeviceName(false)
            .setIncludeTxPowerLevel(false)
            .addServiceUuid(service)
            .addServiceData(service, frame)
            .build()
        // In units of 10 ms. The controller keeps it while the processor sleeps, and wakes it when the time is over.
        val duration = (longest.toMillis() / 10).coerceIn(1, 65_535).toInt()
        val callback = Callback()
        current = callback
        // One identifier has gone and the next is to come: the processor sleeps when it is on the air.
        awake.hold(this, ROTATION)
        try {
            advertiser.startAdvertisingSet(parameters, data, null, null, null, duration, 0, callback, handler)
        } catch (_: RuntimeException) {
            // No permission, or the Bluetooth service has died: Android promises no particular exception.
            forget()
            report(RadioEvent.AdvertisingFailed)
        }
    }

    /** Takes the frame off the air. */
    fun stop() {
        val callback = current ?: return
        forget()
        try {
            adapter.bluetoothLeAdvertiser?.stopAdvertisingSet(callback)
        } catch (_: RuntimeException) {
            // The permission was withdrawn, or the Bluetooth service has died: the advert has ended with it.
        }
    }

    private fun forget() {
        current = null
        awake.release(this)
    }

    private inner class Callback : AdvertisingSetCallback() {
        override fun onAdvertisingSetStarted(set: AdvertisingSet?, txPower: Int, status: Int) {
            if (this !== current) return
            // The power given here is the one asked for, not the model's: what is declared comes from the model's table.
            if (status == ADVERTISE_SUCCESS) {
                report(RadioEvent.AdvertisingStarted)
                awake.release(this@Advertiser)
            } else {
                report(RadioEvent.AdvertisingFailed)
                forget()
            }
        }

        // The time is over.
        override fun onAdvertisingEnabled(set: AdvertisingSet?, enable: Boolean, status: Int) {
            if (this === current && !enable) ended()
        }
    }

    private companion object {
        /** Longest that the change from one identifier to the next keeps the processor awake. */
        val ROTATION: Duration = Duration.ofSeconds(10)
    }
}
