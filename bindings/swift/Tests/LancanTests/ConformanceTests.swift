import Foundation
import HostScript
import Testing

@testable import Lancan

/// The host contract, `bindings/conformance/host.script`, for the hosts of the tests.
@Suite struct ConformanceTests {
    @Test func theHostOfTheTestsKeepsTheContract() throws {
        let clock = TestClock(Date(timeIntervalSince1970: 1_620_000_000))
        let host = TestHost(clock: clock, address: 1)
        let reported = Reported()
        for step in try HostStep.script() {
            for act in step.acts { try happen(act, host, clock, reported) }
            #expect(reported.take() == step.reports, "after: \(step.acts)")
        }
    }

    private final class Reported: @unchecked Sendable {
        private let lock = NSLock()
        private var events: [String] = []

        func add(_ event: Event) { lock.withLock { events.append(event.inWords) } }

        func take() -> [String] {
            lock.withLock {
                defer { events = [] }
                return events
            }
        }
    }

    private func happen(_ words: [String], _ host: TestHost, _ clock: TestClock, _ reported: Reported) throws {
        let number = words.count > 1 ? UInt64(words[1]) ?? 0 : 0
        let seconds = TimeInterval(number)
        switch words[0] {
        case "start":
            host.start(bluetooth: TestHost.uuids, events: { reported.add($0) })
        case "pass":
            clock.advance(by: seconds)
            host.tick()
        case "switch": host.switchTo(on: words[1] == "on")
        case "wake": host.wake(at: words[1] == "never" ? nil : clock.now().monotonic + seconds)
        case "Advertise": host.execute(.advertise(frame: Data(count: 20), longest: seconds))
        case "StopAdvertising": host.execute(.stopAdvertising)
        case "Scan": host.execute(.scan(mode: .balanced, duration: seconds))
        case "StopScan": host.execute(.stopScan)
        case "Connect": host.execute(.connect(peer: number, timeout: 5))
        case "Read": host.execute(.read(number))
        case "Write": host.execute(.write(peer: number, frame: Data(count: 20)))
        case "Disconnect": host.execute(.disconnect(number))
        case "Http":
            host.send(
                HttpRequest(
                    id: number, method: .get, path: "/", headers: [], body: Data(), longestAnswer: 1, timeout: 1))
        default: throw NoSuchStep()
        }
    }
}
