package vn.lancan.android

import android.bluetooth.BluetoothAdapter
import android.content.Context
import android.content.pm.PackageManager
import android.os.Build
import java.time.Duration
import vn.lancan.AdapterState
import vn.lancan.AddressControl
import vn.lancan.Advertising
import vn.lancan.Background
import vn.lancan.Capabilities
import vn.lancan.declaredPowerDbm

/** What this device can do, and whether its radio can be used now. */
internal class Device(private val context: Context, private val adapter: BluetoothAdapter?) {
    /** Whether the chip advertises. It tells only while the adapter is on; until then it is taken not to. */
    private var advertises = false

    /**
     * Of this model at the power that [Advertiser] asks for: one for life, so that no identifier has two metadata. Asked for on
     * the radio's thread, for the first question to the core waits for its library.
     */
    private val declaredPower: Byte? by lazy { declaredPowerDbm(Build.MANUFACTURER, Build.MODEL) }

    /** Whether the radio can be used now. */
    fun state(): AdapterState = when {
        adapter == null || !context.packageManager.hasSystemFeature(PackageManager.FEATURE_BLUETOOTH_LE) ->
            AdapterState.UNSUPPORTED
        Permissions.missing(context).isNotEmpty() -> AdapterState.PERMISSION_MISSING
        adapter.isEnabled -> AdapterState.ON
        else -> AdapterState.OFF
    }

    /** What this device can do, as far as is known now. */
    fun capabilities(): Capabilities {
        if (adapter?.isEnabled == true) advertises = adapter.isMultipleAdvertisementSupported
        return Capabilities(
            advertising = if (advertises) Advertising.SERVICE_DATA else Advertising.NOTHING,
            servesGatt = advertises,
            connects = true,
            addressControl = AddressControl.COUPLED,
            transmitPowerDbm = declaredPower,
            measuresRssi = true,
            background = Background.FULL,
            scanStartsPer30S = 5u,
            longestScan = Duration.ofMinutes(29),
            connections = 4u,
            model = Build.MODEL,
        )
    }
}
