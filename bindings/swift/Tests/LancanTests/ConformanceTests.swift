import Foundation
import Testing

@testable import Lancan

/// The host contract, `bindings/conformance/host.script`, for the hosts of the tests.
@Suite struct ConformanceTests {
    @Test func theHostOfTheTestsKeepsTheContract() throws {
        let clock = TestClock(Date(timeIntervalSince1970: 1_620_000_000))
        let host = TestHost(clock: clock, address: 1)
        let reported = Reported()
        let script = URL(fileURLWithPath: #filePath)
            .appendingPathComponent("../../../../conformance/host.script").standardized
        var steps = 0
        for line in try String(contentsOf: script, encoding: .utf8).split(separator: "\n") {
            let parts = (line.split(separator: "#", omittingEmptySubsequences: false).first ?? "").components(separatedBy: "->")
            guard parts.count == 2 else { continue }
            for act in parts[0].split(separator: ",") {
                try happen(act.split(separator: " ").map(String.init), host, clock, reported)
            }
            #expect(reported.take() == parts[1].trimmingCharacters(in: .whitespaces), "after: \(parts[0])")
            steps += 1
        }
        #expect(steps > 30)
    }

    private final class Reported: @unchecked Sendable {
        private let lock = NSLock()
        private var events: [String] = []

        func add(_ event: Event) { lock.withLock { events.append(said(event)) } }

        func take() -> String {
            lock.withLock {
                defer { events = [] }
                return events.joined(separator: ", ")
            }
        }
    }

    private struct NoSuchStep: Error {}

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

private func said(_ event: Event) -> String {
    switch event {
    case .started: "Started"
    case .wake: "Wake"
    case .http(let answer) where answer.outcome == .failed(.unreachable): "Http \(answer.request) unreachable"
    case .radio(.adapter(let state)): "Adapter \(state)"
    case .radio(.advertisingStarted): "AdvertisingStarted"
    case .radio(.advertisingFailed): "AdvertisingFailed"
    case .radio(.scanStarted): "ScanStarted"
    case .radio(.scanStopped): "ScanStopped"
    case .radio(.scanFailed): "ScanFailed"
    case .radio(.disconnected(let peer)): "Disconnected \(peer)"
    case .radio(.exchangeFailed(let peer)): "ExchangeFailed \(peer)"
    default: "\(event)"
    }
}
