import Foundation
import Testing

@testable import Lancan

/// One answer for each request, also from a server that misbehaves.
@Suite struct HttpSenderTests {
    @Test func aServerThatNeverEndsItsAnswerIsGivenUpWhenTheWholeTimeIsOver() async throws {
        let server = try Server("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nslow")
        let (answers, answer) = AsyncStream.makeStream(of: Event.self)
        let deadlines = Deadlines()
        let sender = HttpSender(server: server.url, events: { answer.yield($0) }, after: { deadlines.add($0, $1) })
        sender.send(request(1, timeout: 60))
        #expect(deadlines.seconds == [60])
        server.answerOne()
        deadlines.pass()
        deadlines.pass()
        sender.send(request(2, timeout: 60))
        deadlines.pass()
        var iterator = answers.makeAsyncIterator()
        for id: UInt64 in [1, 2] {
            #expect(await iterator.next() == .http(HttpAnswer(request: id, outcome: .failed(.unreachable))))
        }
        sender.close()
    }

    @Test func aBodyLongerThanAllowedIsTooLarge() async throws {
        let server = try Server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\n12345")
        let (answers, answer) = AsyncStream.makeStream(of: Event.self)
        let sender = HttpSender(server: server.url, events: { answer.yield($0) }, after: { _, _ in })
        var iterator = answers.makeAsyncIterator()
        for (id, longest): (UInt64, UInt64) in [(1, 4), (2, 5)] {
            sender.send(request(id, timeout: 60, longest: longest))
            server.answerOne()
            let whole = HttpOutcome.answered(HttpResponse(status: 200, etag: nil, body: Data("12345".utf8)))
            #expect(
                await iterator.next()
                    == .http(HttpAnswer(request: id, outcome: longest == 4 ? .failed(.tooLarge) : whole)))
        }
        sender.close()
    }

    private func request(_ id: UInt64, timeout: TimeInterval, longest: UInt64 = 1_000) -> HttpRequest {
        HttpRequest(
            id: id, method: .get, path: "/", headers: [], body: Data(), longestAnswer: longest, timeout: timeout)
    }

    private final class Deadlines: @unchecked Sendable {
        private let lock = NSLock()
        private var waiting: [(TimeInterval, @Sendable () -> Void)] = []
        var seconds: [TimeInterval] { lock.withLock { waiting.map(\.0) } }
        func add(_ seconds: TimeInterval, _ work: @escaping @Sendable () -> Void) {
            lock.withLock { waiting.append((seconds, work)) }
        }
        func pass() { for (_, work) in lock.withLock({ waiting }) { work() } }
    }

    /// Takes one connection at a time, reads what there is and sends these bytes.
    private final class Server {
        private let bytes: [UInt8]
        private let listener: Int32
        private var connections: [Int32] = []
        let url: String

        struct Failed: Error {}

        init(_ answer: String) throws {
            bytes = Array(answer.utf8)
            listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let listener = listener
            let opened = withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(listener, $0, length) == 0 && listen(listener, 8) == 0 && getsockname(listener, $0, &length) == 0
                }
            }
            guard opened else { throw Failed() }
            url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        }

        /// Answers the next connection, and keeps it open.
        func answerOne() {
            let connection = accept(listener, nil, nil)
            var request = [UInt8](repeating: 0, count: 4_096)
            _ = read(connection, &request, request.count)
            _ = write(connection, bytes, bytes.count)
            connections.append(connection)
        }

        deinit { for descriptor in connections + [listener] { close(descriptor) } }
    }
}
