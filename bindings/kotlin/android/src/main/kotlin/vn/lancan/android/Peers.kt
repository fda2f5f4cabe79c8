package vn.lancan.android

import android.bluetooth.BluetoothDevice

/** The devices behind the core's numbers, as far as they are still needed. */
internal class Peers {
    private val devices = object : LinkedHashMap<ULong, BluetoothDevice>(16, 0.75f, true) {
        override fun removeEldestEntry(eldest: Map.Entry<ULong, BluetoothDevice>) = size > MOST
    }

    /** The number of a device: its present address, 48 bits. */
    fun number(device: BluetoothDevice): ULong {
        val number = device.address.replace(":", "").toULong(16)
        synchronized(devices) { devices[number] = device }
        return number
    }

    /** The device with this number; null when it was not seen for long. */
    fun device(number: ULong): BluetoothDevice? = synchronized(devices) { devices[number] }

    private companion object {
        const val MOST = 1_024
    }
}
