package vn.lancan

import java.time.Duration

/**
 * What a platform does for the core: radio, HTTP, one timer, two clocks. It executes and reports, and decides nothing.
 *
 * `docs/hosts.md` is the contract; [AndroidHost](vn.lancan.android.AndroidHost) is one that is ready to use.
 * Every method is called from the tracer's one thread and must return soon; what comes of a command is an event.
 */
interface Host : AutoCloseable {
    /** Both clocks, read together. */
    fun now(): Now

    /**
     * Begins. The first events are [Event.Started] and then [RadioEvent.Adapter].
     *
     * @param bluetooth by which UUIDs phones find each other
     * @param events takes events from any thread at any time, returns at once, and ignores them after the tracer is closed
     */
    fun start(bluetooth: BluetoothUuids, events: (Event) -> Unit)

    /** Executes a command of the radio, in the order of the calls. A `when` over them needs no `else`. */
    fun execute(command: RadioCommand)

    /** Sends a request. Its one answer is an [Event.Http] with the request's number. */
    fun send(request: HttpRequest)

    /**
     * Sends [Event.Wake] when [Now.monotonic] reaches this, in place of any time before; never when null.
     * Late is better than not at all.
     */
    fun wakeAt(monotonic: Duration?)

    /** Tells the user, where the app is not in front to do so. */
    fun show(notice: Notice) {}

    /** Ends everything: adverts, scans, connections, requests, the timer. */
    override fun close()
}

/** What an advert means, from its bytes (`ScanRecord.getBytes`); null where it is not for phones of this deployment. */
fun BluetoothUuids.advert(bytes: ByteArray): Advert? = advertFromBytes(shortService, bytes)
