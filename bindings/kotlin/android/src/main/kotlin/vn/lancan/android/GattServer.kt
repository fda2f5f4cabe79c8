package vn.lancan.android

import android.annotation.SuppressLint
import android.bluetooth.BluetoothDevice
import android.bluetooth.BluetoothGatt
import android.bluetooth.BluetoothGattCharacteristic
import android.bluetooth.BluetoothGattServer
import android.bluetooth.BluetoothGattServerCallback
import android.bluetooth.BluetoothGattService
import android.bluetooth.BluetoothManager
import android.bluetooth.BluetoothProfile
import android.content.Context
import android.os.Handler
import java.util.UUID
import vn.lancan.RadioEvent

/** Serves the frame to phones that read it, and takes theirs. No pairing: the characteristic asks for none. */
@SuppressLint("MissingPermission")
internal class GattServer(
    private val context: Context,
    private val manager: BluetoothManager,
    private val serviceUuid: UUID,
    private val characteristicUuid: UUID,
    private val peers: Peers,
    private val handler: Handler,
    private val report: (RadioEvent) -> Unit,
) {
    private var server: BluetoothGattServer? = null
    private val connected = LinkedHashSet<BluetoothDevice>()

    @Volatile
    private var frame: ByteArray? = null

    /** Serves these 20 bytes from now on. */
    fun serve(frame: ByteArray) {
        this.frame = frame
        if (server != null) return
        server = try {
            manager.openGattServer(context, Callback())?.apply { addService(service()) }
        } catch (_: RuntimeException) {
            // No permission, or the Bluetooth service has died: it is tried again with the next frame.
            null
        }
    }

    private fun service(): BluetoothGattService {
        val characteristic = BluetoothGattCharacteristic(
            characteristicUuid,
            BluetoothGattCharacteristic.PROPERTY_READ or BluetoothGattCharacteristic.PROPERTY_WRITE,
            BluetoothGattCharacteristic.PERMISSION_READ or BluetoothGattCharacteristic.PERMISSION_WRITE,
        )
        val service = BluetoothGattService(serviceUuid, BluetoothGattService.SERVICE_TYPE_PRIMARY)
        service.addCharacteristic(characteristic)
        return service
    }

    /** Serves nothing and closes what peers have opened. */
    fun stop() {
        frame = null
        quietly { connected.forEach { server?.cancelConnection(it) } }
        connected.clear()
    }

    /** Ends the server. */
    fun close() {
        stop()
        quietly { server?.close() }
        server = null
    }

    private fun quietly(work: () -> Unit) {
        try {
            work()
        } catch (_: RuntimeException) {
            // The permission was withdrawn, or the Bluetooth service has died: what peers opened has ended with it.
        }
    }

    private inner class Callback : BluetoothGattServerCallback() {
        override fun onConnectionStateChange(device: BluetoothDevice, status: Int, newState: Int) {
            handler.post {
                if (newState == BluetoothProfile.STATE_CONNECTED) {
                    connected.add(device)
                    if (connected.size > MOST_CONNECTED) server?.cancelConnection(device)
                } else {
                    connected.remove(device)
                }
            }
        }

        override fun onCharacteristicReadRequest(
            device: BluetoothDevice,
            requestId: Int,
            offset: Int,
            characteristic: BluetoothGattCharacteristic,
        ) {
            val value = frame
            if (value == null || characteristic.uuid != characteristicUuid) {
                server?.sendResponse(device, requestId, BluetoothGatt.GATT_READ_NOT_PERMITTED, offset, null)
            } else if (offset > value.size) {
                server?.sendResponse(device, requestId, BluetoothGatt.GATT_INVALID_OFFSET, offset, null)
            } else {
                val rest = value.copyOfRange(offset, value.size)
                server?.sendResponse(device, requestId, BluetoothGatt.GATT_SUCCESS, offset, rest)
            }
        }

        override fun onCharacteristicWriteRequest(
            device: BluetoothDevice,
            requestId: Int,
            characteristic: BluetoothGattCharacteristic,
            preparedWrite: Boolean,
            responseNeeded: Boolean,
            offset: Int,
            value: ByteArray?,
        ) {
            val fits = value?.size == FRAME_BYTES && offset == 0 && !preparedWrite &&
                characteristic.uuid == characteristicUuid && frame != null
            val status = if (fits) BluetoothGatt.GATT_SUCCESS else BluetoothGatt.GATT_INVALID_ATTRIBUTE_LENGTH
            if (responseNeeded) server?.sendResponse(device, requestId, status, offset, null)
            if (fits) report(RadioEvent.PeerWrote(peers.number(device), value))
        }

        override fun onExecuteWrite(device: BluetoothDevice, requestId: Int, execute: Boolean) {
            server?.sendResponse(device, requestId, BluetoothGatt.GATT_REQUEST_NOT_SUPPORTED, 0, null)
        }
    }

    private companion object {
        const val FRAME_BYTES = 20
        const val MOST_CONNECTED = 4
    }
}
