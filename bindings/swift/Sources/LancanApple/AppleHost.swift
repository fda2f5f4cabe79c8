#if canImport(CoreBluetooth)
import CoreBluetooth
import Foundation
import Lancan

/// iOS and macOS as a host: CoreBluetooth with state restoration, URLSession, BGTaskScheduler, local notifications.
///
/// In `application(_:didFinishLaunchingWithOptions:)`, which also runs when the system relaunches the app in the background:
///
/// 1. Call ``registerPoll(_:)``, always: the system refuses it later, and ends the app.
/// 2. Begin to open the ``Tracer`` and to start it with this host, if the user was told before why Bluetooth is used: that is
///    what state restoration needs. Else do so when they agree: the first start makes iOS ask for Bluetooth.
///
/// The app's Info.plist has the background modes `bluetooth-central`, `bluetooth-peripheral` and `fetch`, a text for
/// `NSBluetoothAlwaysUsageDescription`, and ``pollTask`` under `BGTaskSchedulerPermittedIdentifiers`.
public final class AppleHost: TracingHost, @unchecked Sendable {
    /// The identifier of the background task unless the app chooses its own: Info.plist lists it under
    /// `BGTaskSchedulerPermittedIdentifiers`.
    public static let pollTask = "vn.lancan.poll"

    private let server: String
    private let restored: Bool
    private let time: any HostTime
    private let notifications: Notifications
    /// Everything below is used on this queue alone.
    let queue = DispatchQueue(label: "vn.lancan.radio")
    private var events: (@Sendable (Event) -> Void)?
    private var http: HttpSender?
    private var central: Central?
    private var peripheral: Peripheral?
    private var timer: (any HostWait)?
    private var due: TimeInterval?
    private var told: AdapterState?
    /// The wall clock less the other one, which only a clock that was set changes.
    private var offset: TimeInterval?

    /// - Parameters:
    ///   - server: the authority's server, such as `https://example.gov.vn`
    ///   - restored: the system relaunched the app for Bluetooth (`launchOptions` has `.bluetoothCentrals` or
    ///     `.bluetoothPeripherals`)
    ///   - warning: the notification of a warning. It shows on a locked screen: say no more than that there is a message
    public convenience init(
        server: URL, restored: Bool = false,
        warning: @escaping @Sendable (Language) -> Said = Notifications.message
    ) {
        self.init(server: server, restored: restored, warning: warning, time: SystemTime())
    }

    init(
        server: URL, restored: Bool = false,
        warning: @escaping @Sendable (Language) -> Said = Notifications.message, time: any HostTime
    ) {
        self.server = server.absoluteString
        self.restored = restored
        self.time = time
        notifications = Notifications(warning)
    }

    /// Registers the background task that fetches exports though nobody is near. Call it once, on every launch, before
    /// `application(_:didFinishLaunchingWithOptions:)` returns, whether or not there is a host yet: a host that begins later
    /// is woken from then on.
    ///
    /// - Parameter identifier: the task, as Info.plist lists it under `BGTaskSchedulerPermittedIdentifiers`
    /// - Returns: whether the system took it: not where Info.plist does not list it, and not on macOS, which has no such tasks
    @discardableResult
    public static func registerPoll(_ identifier: String = pollTask) -> Bool {
        #if canImport(BackgroundTasks) && !os(macOS)
        BackgroundPoll.shared.register(identifier)
        #else
        false
        #endif
    }

    public func now() -> Now { time.now() }

    public func start(bluetooth: BluetoothUuids, events: @escaping @Sendable (Event) -> Void) {
        #if canImport(BackgroundTasks) && !os(macOS)
        BackgroundPoll.shared.attach { [weak self] in self?.post(.wake) }
        #endif
        queue.async { [self] in
            self.events = events
            offset = clockOffset()
            http = HttpSender(server: server, events: events)
            events(.started(capabilities: Self.capabilities, restored: restored))
            let report: (RadioEvent) -> Void = { events(.radio($0)) }
            let called: () -> Void = { [weak self] in self?.called() }
            let stateChanged: () -> Void = { [weak self] in self?.stateChanged() }
            peripheral = Peripheral(
                bluetooth: bluetooth, queue: queue, time: time, restoreIdentifier: "vn.lancan.peripheral",
                report: report, called: called, stateChanged: stateChanged)
            central = Central(
                bluetooth: bluetooth, queue: queue, time: time, restoreIdentifier: "vn.lancan.central",
                report: report, called: called, stateChanged: stateChanged,
                relaunched: { [weak self] in self?.relaunched() })
        }
    }

    public func execute(_ command: RadioCommand) {
        queue.async { [self] in
            guard let central, let peripheral, told == .on else { return refuse(command) }
            switch command {
            case .advertise(let frame, let longest): peripheral.start(frame: frame, longest: longest)
            case .stopAdvertising: peripheral.stop()
            case .scan(_, let duration): central.start(duration: duration)
            case .stopScan: central.stop()
            case .connect(let peer, let timeout): central.connect(peer, timeout: timeout)
            case .read(let peer): central.read(peer)
            case .write(let peer, let frame): central.write(peer, frame: frame)
            case .disconnect(let peer): central.disconnect(peer)
            }
        }
    }

    /// Without a radio that may be used every wish fails at once, so that the core does not wait.
    private func refuse(_ command: RadioCommand) {
        let refused: RadioEvent? =
            switch command {
            case .advertise: .advertisingFailed
            case .scan: .scanFailed
            case .connect(let peer, _): .disconnected(peer)
            case .read(let peer), .write(let peer, _): .exchangeFailed(peer)
            case .stopAdvertising, .stopScan, .disconnect: nil
            }
        if let refused { events?(.radio(refused)) }
    }

    public func send(_ request: HttpRequest) {
        queue.async { [self] in http?.send(request) }
    }

    public func wake(at monotonic: TimeInterval?) {
        queue.async { [self] in
            timer?.cancel()
            (timer, due) = (nil, monotonic)
            guard let monotonic else { return }
            timer = time.after(monotonic - now().monotonic, on: queue) { [weak self] in self?.strike() }
        }
    }

    public func show(_ notice: Notice) {
        switch notice {
        case .warned(let notice): notifications.warn(notice)
        case .warnedOfPlace(let notice): notifications.warn(ofPlace: notice)
        case .statusChanged, .report, .call, .declaring, .visitorLog, .withdrawal: break
        }
    }

    /// Asks the user to allow notifications: the system shows its question once. Without them a warning is seen only when
    /// the app is opened.
    ///
    /// - Parameter answered: whether the user allows notifications; on any thread
    public func askForNotifications(_ answered: @escaping @Sendable (Bool) -> Void = { _ in }) {
        notifications.ask(answered)
    }

    public func stop() {
        queue.async { [self] in
            timer?.cancel()
            (timer, due) = (nil, nil)
            http?.close()
            central?.close()
            peripheral?.close()
            (central, peripheral, events, told) = (nil, nil, nil, nil)
        }
    }

    /// The app came to the front or went behind.
    public func foreground(_ inFront: Bool) {
        post(.foreground(inFront))
    }

    /// The app is about to be stopped: what is in memory is written now.
    public func willTerminate() {
        post(.stopping)
    }

    private func post(_ event: Event) {
        queue.async { [self] in events?(event) }
    }

    // MARK: Time

    /// The time of the timer has come.
    private func strike() {
        timer?.cancel()
        (timer, due) = (nil, nil)
        events?(.wake)
    }

    /// CoreBluetooth has called, perhaps after a sleep in which no timer ran, or after the clock was set: what was due is
    /// told before anything else.
    private func called() {
        let offset = clockOffset()
        let clockWasSet = abs(offset - (self.offset ?? offset)) > Self.smallestStep
        self.offset = offset
        if let due, now().monotonic >= due {
            strike()
        } else if clockWasSet {
            events?(.wake)
        }
    }

    private func clockOffset() -> TimeInterval {
        let now = now()
        return now.wall.timeIntervalSinceReferenceDate - now.monotonic
    }

    /// Seconds by which the two clocks must part for the wall clock to count as set.
    private static let smallestStep: TimeInterval = 1

    // MARK: The adapter

    /// Tells the core once both managers have said what they may do: the worse of both counts.
    private func stateChanged() {
        guard let central, let peripheral, central.state != .unknown, peripheral.state != .unknown else { return }
        let states = [central.state, peripheral.state].map(Self.adapter)
        let state = [AdapterState.unsupported, .permissionMissing, .off].first(where: states.contains) ?? .on
        guard state != told else { return }
        told = state
        if state != .on {
            central.ended()
            peripheral.ended()
        }
        events?(.radio(.adapter(state)))
    }

    /// The system has begun this process for its radio though the app did not say so.
    private func relaunched() {
        if !restored { events?(.started(capabilities: Self.capabilities, restored: true)) }
    }

    private static let capabilities = Capabilities(
        advertising: .serviceUuidOnly,
        servesGatt: true,
        connects: true,
        addressControl: .independent,
        transmitPowerDbm: nil,
        measuresRssi: true,
        background: .restricted,
        scanStartsPer30S: nil,
        longestScan: nil,
        connections: 4,
        model: model)

    private static var model: String {
        var system = utsname()
        uname(&system)
        return withUnsafeBytes(of: system.machine) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    private static func adapter(_ state: CBManagerState) -> AdapterState {
        switch state {
        case .poweredOn: .on
        case .unauthorized: .permissionMissing
        case .unsupported: .unsupported
        default: .off
        }
    }
}
#endif
