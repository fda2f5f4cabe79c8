import Foundation
#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Sends the core's requests with the platform's own HTTP, its TLS and its proxies.
public final class HttpSender: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    private let server: String
    private let events: @Sendable (Event) -> Void
    private let after: After
    private let lock = NSLock()
    private var underWay: [UInt64: Exchange] = [:]
    /// One for each time-out that the core uses: a session has one limit for whole requests.
    private var sessions: [TimeInterval: URLSession] = [:]
    private var isClosed = false

    private struct Exchange {
        let request: HttpRequest
        let task: URLSessionTask
        var body = Data()
        var tooLarge = false
    }

    /// Does something after this many seconds.
    typealias After = @Sendable (TimeInterval, @escaping @Sendable () -> Void) -> Void

    /// - Parameters:
    ///   - server: the authority's server, such as `https://example.gov.vn`
    ///   - events: takes the answers
    public convenience init(server: String, events: @escaping @Sendable (Event) -> Void) {
        self.init(server: server, events: events, after: { seconds, work in
            DispatchQueue.global().asyncAfter(wallDeadline: .now() + seconds, execute: work)
        })
    }

    init(server: String, events: @escaping @Sendable (Event) -> Void, after: @escaping After) {
        self.server = server.hasSuffix("/") ? String(server.dropLast()) : server
        self.events = events
        self.after = after
        super.init()
    }

    /// Sends; the answer comes as an event, exactly once, at the latest when the request's time-out is over, however
    /// slowly the server sends.
    public func send(_ request: HttpRequest) {
        guard let url = URL(string: server + request.path), let session = session(request.timeout) else {
            events(.http(HttpAnswer(request: request.id, outcome: .failed(.unreachable))))
            return
        }
        var message = URLRequest(url: url, timeoutInterval: request.timeout)
        for header in request.headers { message.setValue(header.value, forHTTPHeaderField: header.name) }
        switch request.method {
        case .get: break
        case .post:
            message.httpMethod = "POST"
            message.httpBody = request.body
        }
        let task = session.dataTask(with: message)
        // By its number, which is the task's description: a session numbers its own tasks only.
        let key = request.id
        task.taskDescription = String(key)
        lock.withLock { underWay[key] = Exchange(request: request, task: task) }
        task.resume()
        // Linux knows no limit for whole requests, and the system's own is kept loosely.
        after(request.timeout) { [weak self] in self?.finish(key, .failed(.unreachable))?.cancel() }
    }

    /// Breaks off everything under way.
    public func close() {
        let sessions = lock.withLock { () -> [URLSession] in
            defer { self.sessions = [:] }
            isClosed = true
            return Array(self.sessions.values)
        }
        for session in sessions { session.invalidateAndCancel() }
    }

    private func session(_ timeout: TimeInterval) -> URLSession? {
        lock.withLock {
            if isClosed { return nil }
            if let session = sessions[timeout] { return session }
            let configuration = URLSessionConfiguration.ephemeral
            configuration.httpShouldSetCookies = false
            configuration.urlCache = nil
            configuration.timeoutIntervalForResource = timeout
            let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
            sessions[timeout] = session
            return session
        }
    }

    private static func key(_ task: URLSessionTask) -> UInt64? { task.taskDescription.flatMap { UInt64($0) } }

    /// Answers a request, unless it was answered before; returns its task.
    @discardableResult
    private func finish(_ key: UInt64, _ outcome: HttpOutcome) -> URLSessionTask? {
        guard let exchange = lock.withLock({ underWay.removeValue(forKey: key) }) else { return nil }
        events(.http(HttpAnswer(request: exchange.request.id, outcome: outcome)))
        return exchange.task
    }

    public func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    public func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let tooLarge = lock.withLock { () -> Bool in
            guard let key = Self.key(dataTask), var exchange = underWay[key] else { return false }
            exchange.tooLarge = UInt64(exchange.body.count + data.count) > exchange.request.longestAnswer
            if !exchange.tooLarge { exchange.body.append(data) }
            underWay[key] = exchange
            return exchange.tooLarge
        }
        if tooLarge { dataTask.cancel() }
    }

    public func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        guard let key = Self.key(task), let exchange = lock.withLock({ underWay[key] }) else { return }
        let outcome: HttpOutcome
        if exchange.tooLarge {
            outcome = .failed(.tooLarge)
        } else if error == nil, let response = task.response as? HTTPURLResponse,
            let status = UInt16(exactly: response.statusCode)
        {
            let etag = response.value(forHTTPHeaderField: "ETag")
            outcome = .answered(HttpResponse(status: status, etag: etag, body: exchange.body))
        } else {
            outcome = .failed(.unreachable)
        }
        finish(key, outcome)
    }
}
