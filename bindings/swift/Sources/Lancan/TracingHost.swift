import Foundation

/// What a platform does for the core: radio, HTTP, one timer, two clocks. It executes and reports, and decides nothing.
///
/// `docs/hosts.md` is the contract; `AppleHost` is one that is ready to use. Every method is called in turn and must
/// return soon; what comes of a command is an event.
public protocol TracingHost: AnyObject, Sendable {
    /// Both clocks, read together.
    func now() -> Now

    /// Begins. The first events are ``Event/started(capabilities:restored:)`` and then
    /// ``RadioEvent/adapter(_:)``.
    ///
    /// - Parameters:
    ///   - bluetooth: by which UUIDs phones find each other
    ///   - events: takes events from any thread at any time, returns at once, and ignores them after the end
    func start(bluetooth: BluetoothUuids, events: @escaping @Sendable (Event) -> Void)

    /// Executes a command of the radio, in the order of the calls. A `switch` over them needs no `default`.
    func execute(_ command: RadioCommand)

    /// Sends a request. Its one answer is an ``Event/http(_:)`` with the request's number.
    func send(_ request: HttpRequest)

    /// Sends ``Event/wake`` when ``Now/monotonic`` reaches this, in place of any time before; never when nil.
    /// Late is better than not at all.
    func wake(at monotonic: TimeInterval?)

    /// Tells the user, where the app is not in front to do so.
    func show(_ notice: Notice)

    /// Ends everything: adverts, scans, connections, requests, the timer.
    func stop()
}

extension BluetoothUuids {
    /// What an advert means that the platform has split; nil where it is not for phones of this deployment.
    ///
    /// - Parameters:
    ///   - services: service UUIDs, of the overflow area too, in 4 or 36 characters
    ///   - serviceData: data sent for a service
    ///   - manufacturerData: the company number in two bytes, the low one first, and what follows
    public func advert(services: [String], serviceData: [ServiceData], manufacturerData: Data?) -> Advert? {
        let advert = try? advertFromParts(
            shortService: shortService, services: services, serviceData: serviceData, manufacturerData: manufacturerData)
        return advert ?? nil
    }

    /// What an advert means, from its bytes as received; nil where it is not for phones of this deployment.
    public func advert(bytes: Data) -> Advert? {
        (try? advertFromBytes(shortService: shortService, bytes: bytes)) ?? nil
    }
}

extension Now {
    /// The system's clocks; the second goes on while the device sleeps.
    public static func system() -> Now {
        let elapsed = processStart.duration(to: .now).components
        let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
        return Now(wall: Date(), monotonic: max(0, seconds))
    }
}

private let processStart = ContinuousClock.now
