#if canImport(CoreBluetooth)
import CoreBluetooth
import Foundation
import Lancan

/// iOS and macOS as a host: CoreBluetooth with state restoration, URLSession, BGTaskScheduler.
///
/// Make it in `application(_:didFinishLaunchingWithOptions:)`, also when the system relaunches the app in the
/// background: that is what state restoration needs. The app's Info.plist has the background modes
/// `bluetooth-central`, `bluetooth-peripheral` and `fetch`, and a text for `NSBluetoothAlwaysUsageDescription`.
public final class AppleHost: TracingHost, @unchecked Sendable {
    private let server: String
    private let restored: Bool
    /// Everything below is used on this queue alone.
    private let queue = DispatchQueue(label: "vn.lancan.radio")
    private var events: (@Sendable (Event) -> Void)?
    private var http: HttpSender?
    private var central: Central?
    private var peripheral: Peripheral?
    private var timer: (any DispatchSourceTimer)?

    /// - Parameters:
    ///   - server: the authority's server, such as `https://example.gov.vn`
    ///   - restored: the system relaunched the app for Bluetooth (`launchOptions` has `.bluetoothCentrals` or
    ///     `.bluetoothPeripherals`)
    public init(server: URL, restored: Bool = false) {
        self.server = server.absoluteString
        self.restored = restored
        #if canImport(BackgroundTasks) && !os(macOS)
        BackgroundPoll.register { [weak self] in self?.post(.wake) }
        #endif
    }

    public func now() -> Now { .system() }

    public func start(bluetooth: BluetoothUuids, events: @escaping @Sendable (Event) -> Void) {
        queue.async { [self] in
            self.events = events
            http = HttpSender(server: server, events: events)
            events(.started(capabilities: Self.capabilities, restored: restored))
            let report: (RadioEvent) -> Void = { events(.radio($0)) }
            peripheral = Peripheral(
                bluetooth: bluetooth, queue: queue, restoreIdentifier: "vn.lancan.peripheral", report: report)
            central = Central(
                bluetooth: bluetooth, queue: queue, restoreIdentifier: "vn.lancan.central", report: report,
                stateChanged: { report(.adapter(Self.adapter($0))) })
        }
    }

    public func execute(_ command: RadioCommand) {
        queue.async { [self] in
            switch command {
            case .advertise(let frame, let longest): peripheral?.start(frame: frame, longest: longest)
            case .stopAdvertising: peripheral?.stop()
            case .scan(_, let duration): central?.start(duration: duration)
            case .stopScan: central?.stop()
            case .connect(let peer, let timeout): central?.connect(peer, timeout: timeout)
            case .read(let peer): central?.read(peer)
            case .write(let peer, let frame): central?.write(peer, frame: frame)
            case .disconnect(let peer): central?.disconnect(peer)
            }
        }
    }

    public func send(_ request: HttpRequest) {
        queue.async { [self] in http?.send(request) }
    }

    public func wake(at monotonic: TimeInterval?) {
        queue.async { [self] in
            timer?.cancel()
            timer = nil
            guard let monotonic else { return }
            let timer = DispatchSource.makeTimerSource(queue: queue)
            timer.schedule(deadline: .now() + max(0, monotonic - now().monotonic), leeway: .milliseconds(100))
            timer.setEventHandler { [weak self] in self?.events?(.wake) }
            timer.resume()
            self.timer = timer
        }
    }

    public func stop() {
        queue.async { [self] in
            timer?.cancel()
            timer = nil
            http?.close()
            central?.close()
            peripheral?.close()
            (central, peripheral, events) = (nil, nil, nil)
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
