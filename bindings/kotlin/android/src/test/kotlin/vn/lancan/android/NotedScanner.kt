package vn.lancan.android

import android.bluetooth.le.BluetoothLeScanner
import android.bluetooth.le.ScanCallback
import android.bluetooth.le.ScanFilter
import android.bluetooth.le.ScanSettings
import org.robolectric.annotation.Implementation
import org.robolectric.annotation.Implements
import org.robolectric.annotation.Resetter
import org.robolectric.shadows.ShadowBluetoothLeScanner

/** A scanner whose Bluetooth stack may fail. */
@Implements(BluetoothLeScanner::class)
class NotedScanner : ShadowBluetoothLeScanner() {
    @Implementation
    override fun startScan(filters: List<ScanFilter>, settings: ScanSettings, callback: ScanCallback) {
        failure?.let { throw it }
        super.startScan(filters, settings, callback)
    }

    companion object {
        /** What the Bluetooth stack answers instead of scanning. */
        @Volatile
        var failure: RuntimeException? = null

        @JvmStatic
        @Resetter
        fun reset() {
            failure = null
        }
    }
}
