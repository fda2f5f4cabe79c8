package vn.lancan.android

import android.annotation.SuppressLint
import android.bluetooth.BluetoothDevice
import android.bluetooth.BluetoothGatt
import android.bluetooth.BluetoothGattCallback
import android.bluetooth.BluetoothGattCharacteristic
import android.bluetooth.BluetoothProfile
import android.bluetooth.BluetoothStatusCodes
import android.content.BroadcastReceiver
import android.content.Context
import android.content.Intent
import android.content.IntentFilter
import android.os.Build
import android.os.Handler
import java.time.Duration
import java.util.UUID
import vn.lancan.RadioEvent

/** Connections to peers: LE transport, no bonding, each with its time-out. All on the radio's thread. */
@SuppressLint("MissingPermission")
internal class GattClient(
    private val context: Context,
    private val serviceUuid: UUID,
    private val characteristicUuid: UUID,
    private val peers: Peers,
    private val handler: Handler,
    private val awake: Awake,
    private val report: (RadioEvent) -> Unit,
) {
    private val links = HashMap<ULong, Link>()

    /** A peer that begins to pair is let go: nobody needs to pair for this. */
    private val bonding = object : BroadcastReceiver() {
        override fun onReceive(context: Context, intent: Intent) {
            if (intent.getIntExtra(BluetoothDevice.EXTRA_BOND_STATE, 0) != BluetoothDevice.BOND_BONDING) return
            links.values.filter { it.device.bondState == BluetoothDevice.BOND_BONDING }.forEach { it.end() }
        }
    }

    init {
        context.registerReceiver(bonding, IntentFilter(BluetoothDevice.ACTION_BOND_STATE_CHANGED), null, handler)
    }

    /** Opens a connection. */
    fun connect(peer: ULong, timeout: Duration) {
        val device = peers.device(peer)
        if (device == null || peer in links || !isStranger(device)) {
            report(RadioEvent.Disconnected(peer))
            return
        }
        val link = Link(peer, device)
        links[peer] = link
        link.open(timeout)
    }

    private fun isStranger(device: BluetoothDevice): Boolean =
        try {
            device.bondState == BluetoothDevice.BOND_NONE
        } catch (_: SecurityException) {
            false
        }

    /** Reads the characteristic of an open connection. */
    fun read(peer: ULong) {
        if (links[peer]?.read() != true) report(RadioEvent.ExchangeFailed(peer))
    }

    /** Writes the characteristic of an open connection. */
    fun write(peer: ULong, frame: ByteArray) {
        if (links[peer]?.write(frame) != true) report(RadioEvent.ExchangeFailed(peer))
    }

    /** Closes a connection, or gives up one that is being opened. */
    fun disconnect(peer: ULong) {
        links[peer]?.end()
    }

    /** Closes all and says nothing. */
    fun forget() {
        links.values.forEach { it.release() }
        links.clear()
    }

    /** Ends it. */
    fun close() {
        forget()
        context.unregisterReceiver(bonding)
    }

    private inner class Link(val peer: ULong, val device: BluetoothDevice) : BluetoothGattCallback() {
        private var gatt: BluetoothGatt? = null
        private var characteristic: BluetoothGattCharacteristic? = null
        private val tooLate = Runnable { if (characteristic == null) end() }

        fun open(timeout: Duration) {
            // The time-out runs by the handler's clock, which stands still while the processor sleeps.
            awake.hold(this, timeout + EXCHANGE)
            handler.postDelayed(tooLate, timeout.toMillis())
            gatt = try {
                device.connectGatt(
                    context,
                    false,
                    this,
                    BluetoothDevice.TRANSPORT_LE,
                    BluetoothDevice.PHY_LE_1M_MASK,
                    handler,
                )
            } catch (_: RuntimeException) {
                // No permission, or the Bluetooth service has died.
                null
            }
            if (gatt == null) end()
        }

        fun read(): Boolean = characteristic?.let { gatt?.readCharacteristic(it) } ?: false

        @Suppress("DEPRECATION")
        fun write(frame: ByteArray): Boolean {
            val characteristic = characteristic ?: return false
            val gatt = gatt ?: return false
            val kind = BluetoothGattCharacteristic.WRITE_TYPE_DEFAULT
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
                return gatt.writeCharacteristic(characteristic, frame, kind) == BluetoothStatusCodes.SUCCESS
            }
            characteristic.writeType = kind
            return characteristic.setValue(frame) && gatt.writeCharacteristic(characteristic)
        }

        /** The one end of every link, however it came. */
        fun end() {
            if (links.remove(peer) == null) return
            report(RadioEvent.Disconnected(peer))
            release()
        }

        fun release() {
            handler.removeCallbacks(tooLate)
            try {
                gatt?.disconnect()
                gatt?.close()
            } catch (_: RuntimeException) {
                // The permission was withdrawn, or the Bluetooth service has died: the connection has ended with it.
            }
            awake.release(this)
        }

        override fun onConnectionStateChange(gatt: BluetoothGatt, status: Int, newState: Int) {
            if (newState == BluetoothProfile.STATE_CONNECTED && status == BluetoothGatt.GATT_SUCCESS) {
                if (!gatt.discoverServices()) end()
            } else {
                end()
            }
        }

        override fun onServicesDiscovered(gatt: BluetoothGatt, status: Int) {
            if (links[peer] !== this) return
            characteristic = gatt.getService(serviceUuid)?.getCharacteristic(characteristicUuid)
            if (characteristic == null) {
                end()
            } else {
                handler.removeCallbacks(tooLate)
                report(RadioEvent.Connected(peer))
            }
        }

        @Deprecated("until Android 12")
        @Suppress("DEPRECATION")
        override fun onCharacteristicRead(gatt: BluetoothGatt, characteristic: BluetoothGattCharacteristic, status: Int) {
            if (Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU) wasRead(characteristic.value, status)
        }

        override fun onCharacteristicRead(
            gatt: BluetoothGatt,
            characteristic: BluetoothGattCharacteristic,
            value: ByteArray,
            status: Int,
        ) = wasRead(value, status)

        override fun onCharacteristicWrite(gatt: BluetoothGatt, characteristic: BluetoothGattCharacteristic, status: Int) {
            val written = status == BluetoothGatt.GATT_SUCCESS
            report(if (written) RadioEvent.ValueWritten(peer) else RadioEvent.ExchangeFailed(peer))
        }

        private fun wasRead(value: ByteArray?, status: Int) {
            val read = status == BluetoothGatt.GATT_SUCCESS && value != null
            report(if (read) RadioEvent.ValueRead(peer, value) else RadioEvent.ExchangeFailed(peer))
        }
    }

    private companion object {
        /** How long an open connection keeps the processor awake at most: one exchange needs less. */
        val EXCHANGE: Duration = Duration.ofSeconds(15)
    }
}
