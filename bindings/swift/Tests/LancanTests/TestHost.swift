import Foundation
@testable import Lancan

/// Time that a test sets.
final class TestClock: @unchecked Sendable {
    private let lock = NSLock()
    private var wall: Date
    private var monotonic: TimeInterval = 3600
    private var running: ContinuousClock.Instant?

    init(_ wall: Date) { self.wall = wall }

    func now() -> Now {
        lock.withLock {
            let real = running.map { $0.duration(to: .now).components }
            let elapsed = real.map { Double($0.seconds) + Double($0.attoseconds) / 1e18 } ?? 0
            return Now(wall: wall.addingTimeInterval(elapsed), monotonic: monotonic + elapsed)
        }
    }

    func advance(by seconds: TimeInterval) {
        lock.withLock {
            wall.addTimeInterval(seconds)
            monotonic += seconds
        }
    }

    /// Time passes until then; from then on it goes by itself.
    func reach(_ time: Date) {
        advance(by: time.timeIntervalSince(now().wall))
        run()
    }

    /// From now on it goes by itself.
    func run() { lock.withLock { running = .now } }
}

/// A phone's platform in a test: a radio on a simulated air, real HTTP, and the test's clock.
final class TestHost: TracingHost, @unchecked Sendable {
    private let clock: TestClock
    private let address: UInt64
    private let server: String?
    private let lock = NSRecursiveLock()
    private var events: (@Sendable (Event) -> Void)?
    private var http: HttpSender?
    private var scanEnds: TimeInterval?
    private var advertEnds: TimeInterval?
    private var wakeTime: TimeInterval?
    private var isOn = true
    private var isOnline = true
    private var current: Data?
    private var stoppedOnce = false
    private var sent: [HttpRequest] = []
    private var told: [Notice] = []
    private var withheldPath: String?

    /// The answers withheld, as they come.
    let withheldAnswers: AsyncStream<Event>
    private let withheldAnswer: AsyncStream<Event>.Continuation

    init(clock: TestClock, address: UInt64, server: String? = nil) {
        self.clock = clock
        self.address = address
        self.server = server
        (withheldAnswers, withheldAnswer) = AsyncStream.makeStream(of: Event.self)
    }

    var frame: Data? { lock.withLock { current } }
    var isScanning: Bool { lock.withLock { scanEnds != nil } }
    var isStopped: Bool { lock.withLock { stoppedOnce } }
    var requests: [HttpRequest] { lock.withLock { sent } }
    var shown: [Notice] { lock.withLock { told } }

    func now() -> Now { clock.now() }

    func start(bluetooth: BluetoothUuids, events: @escaping @Sendable (Event) -> Void) {
        lock.withLock {
            self.events = events
            http = server.map { HttpSender(server: $0, events: { [weak self] in self?.answered($0) }) }
        }
        events(.started(capabilities: Self.android, restored: false))
        report(.adapter(.on))
    }

    func execute(_ command: RadioCommand) {
        lock.withLock {
            let at = now().monotonic
            switch command {
            case .advertise(let frame, let longest):
                current = isOn ? frame : nil
                advertEnds = isOn ? at + longest : nil
                report(isOn ? .advertisingStarted : .advertisingFailed)
            case .stopAdvertising:
                (current, advertEnds) = (nil, nil)
            case .scan(_, let duration):
                scanEnds = isOn ? at + duration : nil
                report(isOn ? .scanStarted : .scanFailed)
            case .stopScan:
                endScan()
            case .connect(let peer, _):
                // Nobody here can be connected to: everybody advertises.
                report(.disconnected(peer))
            case .read(let peer), .write(let peer, _):
                report(.exchangeFailed(peer))
            case .disconnect:
                break
            }
        }
    }

    /// Whether the server can be reached.
    var online: Bool {
        get { lock.withLock { isOnline } }
        set { lock.withLock { isOnline = newValue } }
    }

    /// Answers to requests with this path reach ``withheldAnswers`` and not the core.
    var withheld: String? {
        get { lock.withLock { withheldPath } }
        set { lock.withLock { withheldPath = newValue } }
    }

    private func answered(_ event: Event) {
        let path = lock.withLock { () -> String? in
            guard case .http(let answer) = event else { return nil }
            return sent.first { $0.id == answer.request }?.path
        }
        if let path, path == withheld { withheldAnswer.yield(event) } else { post(event) }
    }

    /// The user switches Bluetooth.
    func switchTo(on: Bool) {
        lock.withLock {
            isOn = on
            if !on { (current, advertEnds, scanEnds) = (nil, nil, nil) }
        }
        report(.adapter(on ? .on : .off))
    }

    func send(_ request: HttpRequest) {
        let http = lock.withLock { () -> HttpSender? in
            sent.append(request)
            return isOnline ? self.http : nil
        }
        if let http { http.send(request) } else { post(.http(HttpAnswer(request: request.id, outcome: .failed(.unreachable)))) }
    }

    func wake(at monotonic: TimeInterval?) { lock.withLock { wakeTime = monotonic } }

    func show(_ notice: Notice) { lock.withLock { told.append(notice) } }

    func stop() {
        lock.withLock { stoppedOnce = true }
        http?.close()
    }

    /// What is due by the clock.
    func tick() {
        lock.withLock {
            let at = now().monotonic
            if let end = scanEnds, end <= at { endScan() }
            if let end = advertEnds, end <= at {
                (current, advertEnds) = (nil, nil)
                report(.advertisingFailed)
            }
            if let wake = wakeTime, wake <= at {
                wakeTime = nil
                post(.wake)
            }
        }
    }

    /// An advert reaches this phone.
    func hear(_ other: TestHost, rssi: Int8) {
        guard let frame = other.frame, isScanning, let advert = Self.uuids.advert(bytes: Self.advert(frame)) else { return }
        report(.sighted(Sighting(peer: other.address, rssiDbm: rssi, advert: advert)))
    }

    func post(_ event: Event) { lock.withLock { events }?(event) }

    func report(_ event: RadioEvent) { post(.radio(event)) }

    private func endScan() {
        guard scanEnds != nil else { return }
        scanEnds = nil
        report(.scanStopped)
    }

    static let uuids = BluetoothUuids(shortService: 0x4E56, service: "", characteristic: "")

    static let android = Capabilities(
        advertising: .serviceData, servesGatt: true, connects: true, addressControl: .coupled,
        transmitPowerDbm: 0, measuresRssi: true, background: .full, scanStartsPer30S: 5,
        longestScan: 29 * 60, connections: 4, model: "test")

    /// Flags, the service's UUID, and the frame as its data: 31 bytes.
    static func advert(_ frame: Data) -> Data {
        Data([2, 1, 6, 3, 3, 0x56, 0x4E, 23, 0x16, 0x56, 0x4E]) + frame
    }
}

/// Phones within a metre of each other: every second each hears what the others send.
func meet(_ clock: TestClock, seconds: Int, _ phones: [(Tracer, TestHost)]) async throws {
    for _ in 0..<seconds {
        clock.advance(by: 1)
        // A scan that begins now may be over within this second: everybody has begun before anybody is heard.
        for (tracer, host) in phones {
            host.tick()
            await tracer.settle()
        }
        for (tracer, host) in phones {
            for (_, other) in phones where other !== host { host.hear(other, rssi: -50) }
            await tracer.settle()
        }
    }
}

/// A vault in memory.
final class MemoryVault: KeyVault, @unchecked Sendable {
    private let lock = NSLock()
    private var kept: Data?

    init(_ key: Data? = nil) { kept = key }

    var key: Data? { lock.withLock { kept } }

    func load() throws -> Data? { key }

    func save(key: Data) throws { lock.withLock { kept = key } }
}

/// A folder that is gone when the test is over.
func withDirectory<T>(_ body: (URL) async throws -> T) async throws -> T {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString, isDirectory: true)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    return try await body(directory)
}

/// A deployment without keys: it trusts nobody's exports.
let emptyDeployment = """
    {"authority":"Sở Y tế","service_uuid":20054,"export_keys":[],"index_keys":[],"rules_keys":[]}
    """
