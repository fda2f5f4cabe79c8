package vn.lancan.android

/** The host that runs in this process, for what the system starts by itself: the service, receivers and jobs. */
internal object Running {
    /** How it looks; the system may start the service before there is a host. */
    @Volatile
    var appearance = Appearance()

    /** The host that was started and not closed. */
    @Volatile
    var host: AndroidHost? = null
}
