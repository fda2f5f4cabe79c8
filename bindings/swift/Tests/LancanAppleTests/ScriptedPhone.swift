import BackgroundTasks
import CoreBluetooth
import Foundation
import HostScript
import Lancan

@testable import LancanApple

/// Time that passes as the test says. Waits end on their queue, in order.
final class ScriptedTime: HostTime, @unchecked Sendable {
    private final class Waiting: HostWait, @unchecked Sendable {
        let due: TimeInterval
        let queue: DispatchQueue
        var work: (@Sendable () -> Void)?
        init(_ due: TimeInterval, _ queue: DispatchQueue, _ work: @escaping @Sendable () -> Void) {
            (self.due, self.queue, self.work) = (due, queue, work)
        }
        func cancel() { work = nil }
    }

    private let lock = NSLock()
    private var current = Now(wall: Date(timeIntervalSince1970: 1_620_000_000), monotonic: 3_600)
    private var waits: [Waiting] = []

    func now() -> Now { lock.withLock { current } }

    func after(_ seconds: TimeInterval, on queue: DispatchQueue, _ work: @escaping @Sendable () -> Void) -> any HostWait {
        lock.withLock {
            let wait = Waiting(current.monotonic + seconds, queue, work)
            waits.append(wait)
            return wait
        }
    }

    /// Time passes, and every wait ends when it is due.
    func pass(_ seconds: TimeInterval, _ radio: ScriptedRadio) {
        let end = now().monotonic + seconds
        while true {
            radio.settle()
            let next = lock.withLock { () -> Waiting? in
                waits.removeAll { $0.work == nil }
                guard let next = waits.min(by: { $0.due < $1.due }), next.due <= end else { return nil }
                waits.removeAll { $0 === next }
                advance(max(0, next.due - current.monotonic))
                return next
            }
            guard let next else { break }
            next.queue.sync { next.work?() }
        }
        lock.withLock { advance(end - current.monotonic) }
        radio.settle()
    }

    /// The phone sleeps, and so do its timers; both clocks go on.
    func sleep(_ seconds: TimeInterval) { lock.withLock { advance(seconds) } }

    /// The user or the network sets the clock.
    func setWall(by seconds: TimeInterval) {
        lock.withLock {
            current = Now(wall: current.wall.addingTimeInterval(seconds), monotonic: current.monotonic)
        }
    }

    private func advance(_ seconds: TimeInterval) {
        current = Now(wall: current.wall.addingTimeInterval(seconds), monotonic: current.monotonic + seconds)
    }
}

/// An iPhone without Apple: `AppleHost` on a scripted CoreBluetooth and scripted time. The app registers its background task
/// while it launches; the host is made when the user has agreed, after the launch.
final class ScriptedPhone: @unchecked Sendable {
    static let uuids = BluetoothUuids(
        shortService: 0x4E56, service: "00004E56-0000-1000-8000-00805F9B34FB",
        characteristic: "00004E56-73F5-4BC4-A12F-17D1AD07A689")
    static let service = CBUUID(string: "4E56")

    let time = ScriptedTime()
    let radio: ScriptedRadio
    let host: AppleHost
    private let lock = NSCondition()
    private var events: [Event] = []

    /// - Parameter kept: what the system kept open for a process that it stopped
    init(_ state: CBManagerState = .poweredOn, kept: [CBPeripheral] = []) {
        radio = ScriptedRadio(state)
        radio.kept = kept
        ScriptedRadio.current = radio
        BGTaskScheduler.shared.launchBegins()
        AppleHost.registerPoll()
        BGTaskScheduler.shared.launchEnds()
        host = AppleHost(server: URL(string: "http://127.0.0.1:1")!, time: time)
    }

    func start() {
        host.start(bluetooth: Self.uuids, events: { [self] event in
            lock.lock()
            events.append(event)
            lock.signal()
            lock.unlock()
        })
        // The managers begin on the queue.
        for _ in 0..<2 { host.queue.sync {} }
        radio.settle()
    }

    /// What was reported since, in the script's words; waits for `atLeast` events.
    func said(atLeast: Int = 0) -> String {
        radio.settle()
        lock.lock()
        defer { lock.unlock() }
        let patience = Date(timeIntervalSinceNow: 60)
        while events.count < atLeast, lock.wait(until: patience) {}
        defer { events = [] }
        return events.map(\.inWords).joined(separator: ", ")
    }

    func execute(_ command: RadioCommand) {
        host.execute(command)
        host.queue.sync {}
        radio.settle()
    }

    func advertise(_ byte: UInt8 = 1, longest: TimeInterval) {
        execute(.advertise(frame: Data(repeating: byte, count: 20), longest: longest))
    }

    /// A peripheral whose number is this.
    static func peer(_ number: UInt8) -> CBPeripheral {
        CBPeripheral(scripted: UUID(uuid: (number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)))
    }
}
