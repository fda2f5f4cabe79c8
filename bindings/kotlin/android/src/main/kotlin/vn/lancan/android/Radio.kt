package vn.lancan.android

import android.bluetooth.BluetoothAdapter
import android.bluetooth.BluetoothManager
import android.content.Context
import android.os.Handler
import android.os.ParcelUuid
import java.util.UUID
import vn.lancan.BluetoothUuids
import vn.lancan.RadioCommand
import vn.lancan.RadioEvent

/** What the radio does, all of it on the radio's thread. */
internal class Radio(
    context: Context,
    manager: BluetoothManager,
    adapter: BluetoothAdapter,
    bluetooth: BluetoothUuids,
    private val handler: Handler,
    private val awake: Awake,
    private val report: (RadioEvent) -> Unit,
) {
    private val service = UUID.fromString(bluetooth.service)
    private val characteristic = UUID.fromString(bluetooth.characteristic)
    private val peers = Peers()
    private val scanner = Scanner(context, adapter, bluetooth, peers, handler, awake, report)
    private val server = GattServer(context, manager, service, characteristic, peers, handler, report)
    private val client = GattClient(context, service, characteristic, peers, handler, awake, report)
    private var advertises = false

    /** The advert's time is over, by the controller's clock or ours: whichever comes first. */
    private val expire = Runnable {
        if (advertises) {
            silence()
            report(RadioEvent.AdvertisingFailed)
        }
    }
    private val advertiser = Advertiser(adapter, ParcelUuid(service), handler, awake, report, expire::run)

    /** Does what the core wishes. */
    fun execute(command: RadioCommand) {
        when (command) {
            is RadioCommand.Advertise -> {
                handler.removeCallbacks(expire)
                advertises = true
                server.serve(command.frame)
                advertiser.start(command.frame, command.longest)
                handler.postDelayed(expire, command.longest.toMillis())
            }
            is RadioCommand.StopAdvertising -> silence()
            is RadioCommand.Scan -> scanner.start(command.mode, command.duration)
            is RadioCommand.StopScan -> scanner.stop()
            is RadioCommand.Connect -> client.connect(command.peer, command.timeout)
            is RadioCommand.Read -> client.read(command.peer)
            is RadioCommand.Write -> client.write(command.peer, command.frame)
            is RadioCommand.Disconnect -> client.disconnect(command.peer)
        }
    }

    /** The adapter is on: from now on a phone nearby starts the app's process should the system stop it. */
    fun available() = scanner.wakeProcess(true)

    /** The adapter is off: everything has ended with it, which needs no saying. */
    fun ended() {
        silence()
        scanner.forget()
        server.close()
        client.forget()
    }

    /** Ends everything. */
    fun close() {
        ended()
        scanner.wakeProcess(false)
        client.close()
    }

    private fun silence() {
        handler.removeCallbacks(expire)
        advertises = false
        advertiser.stop()
        server.stop()
    }
}
