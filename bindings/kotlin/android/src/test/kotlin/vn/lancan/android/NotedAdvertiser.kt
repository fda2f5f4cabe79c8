package vn.lancan.android

import android.bluetooth.le.AdvertiseData
import android.bluetooth.le.AdvertisingSetCallback
import android.bluetooth.le.AdvertisingSetParameters
import android.bluetooth.le.BluetoothLeAdvertiser
import android.bluetooth.le.PeriodicAdvertisingParameters
import android.os.Handler
import android.os.SystemClock
import org.robolectric.annotation.Implementation
import org.robolectric.annotation.Implements
import org.robolectric.annotation.RealObject
import org.robolectric.annotation.Resetter
import org.robolectric.shadow.api.Shadow
import org.robolectric.shadows.ShadowBluetoothLeAdvertiser
import org.robolectric.util.ReflectionHelpers.ClassParameter

/** Runs Android's own advertiser, with its checks, and notes what is on the air. */
@Implements(BluetoothLeAdvertiser::class)
class NotedAdvertiser : ShadowBluetoothLeAdvertiser() {
    @RealObject
    private lateinit var real: BluetoothLeAdvertiser

    /** An advert as the host asked for it; its duration is in units of 10 ms. */
    class Advert(
        val parameters: AdvertisingSetParameters,
        val data: AdvertiseData,
        val duration: Int,
        val callback: AdvertisingSetCallback,
        val since: Long = SystemClock.elapsedRealtime(),
    ) {
        /** Whether the controller has ended it by now. */
        val isOver get() = SystemClock.elapsedRealtime() >= since + duration * 10L
    }

    @Implementation
    fun startAdvertisingSet(
        parameters: AdvertisingSetParameters,
        data: AdvertiseData,
        scanResponse: AdvertiseData?,
        periodicParameters: PeriodicAdvertisingParameters?,
        periodicData: AdvertiseData?,
        duration: Int,
        maxEvents: Int,
        callback: AdvertisingSetCallback,
        handler: Handler?,
    ) {
        failure?.let { throw it }
        onAir = Advert(parameters, data, duration, callback)
        if (silent) return
        Shadow.directlyOn<Void, BluetoothLeAdvertiser>(
            real,
            BluetoothLeAdvertiser::class.java,
            "startAdvertisingSet",
            ClassParameter.from(AdvertisingSetParameters::class.java, parameters),
            ClassParameter.from(AdvertiseData::class.java, data),
            ClassParameter.from(AdvertiseData::class.java, scanResponse),
            ClassParameter.from(PeriodicAdvertisingParameters::class.java, periodicParameters),
            ClassParameter.from(AdvertiseData::class.java, periodicData),
            ClassParameter.from(Int::class.java, duration),
            ClassParameter.from(Int::class.java, maxEvents),
            ClassParameter.from(AdvertisingSetCallback::class.java, callback),
            ClassParameter.from(Handler::class.java, handler),
        )
    }

    @Implementation
    fun stopAdvertisingSet(callback: AdvertisingSetCallback) {
        if (onAir?.callback === callback) onAir = null
        Shadow.directlyOn<Void, BluetoothLeAdvertiser>(
            real,
            BluetoothLeAdvertiser::class.java,
            "stopAdvertisingSet",
            ClassParameter.from(AdvertisingSetCallback::class.java, callback),
        )
    }

    companion object {
        /** What is on the air now. */
        @Volatile
        var onAir: Advert? = null

        /** What the Bluetooth stack answers instead of advertising. */
        @Volatile
        var failure: RuntimeException? = null

        /** The Bluetooth stack does not answer. */
        @Volatile
        var silent = false

        @JvmStatic
        @Resetter
        fun reset() {
            onAir = null
            silent = false
            failure = null
        }
    }
}
