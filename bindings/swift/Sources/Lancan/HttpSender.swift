import Foundation
#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Sends the core's requests with the platform's own HTTP, its TLS and its proxies.
public final class HttpSender: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    private let server: String
    private let events: @Sendable (Event) -> Void
    private let lock = NSLock()
    private var underWay: [Int: Exchange] = [:]
    private var session: URLSession?

    private struct Exchange {
        let request: HttpRequest
        var body = Data()
        var tooLarge = false
    }

    /// - Parameters:
    ///   - server: the authority's server, such as `https://example.gov.vn`
    ///   - events: takes the answers
    public init(server: String, events: @escaping @Sendable (Event) -> Void) {
        self.server = server.hasSuffix("/") ? String(server.dropLast()) : server
        self.events = events
        super.init()
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpShouldSetCookies = false
        configuration.urlCache = nil
        session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
    }

    /// Sends; the answer comes as an event, exactly once.
    public func send(_ request: HttpRequest) {
        guard let url = URL(string: server + request.path), let session = lock.withLock({ session }) else {
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
        lock.withLock { underWay[task.taskIdentifier] = Exchange(request: request) }
        task.resume()
    }

    /// Breaks off everything under way.
    public func close() {
        let session = lock.withLock { () -> URLSession? in
            defer { self.session = nil }
            return self.session
        }
        session?.invalidateAndCancel()
    }

    public func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    public func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let tooLarge = lock.withLock { () -> Bool in
            guard var exchange = underWay[dataTask.taskIdentifier] else { return false }
            exchange.tooLarge = UInt64(exchange.body.count + data.count) > exchange.request.longestAnswer
            if !exchange.tooLarge { exchange.body.append(data) }
            underWay[dataTask.taskIdentifier] = exchange
            return exchange.tooLarge
        }
        if tooLarge { dataTask.cancel() }
    }

    public func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        guard let exchange = lock.withLock({ underWay.removeValue(forKey: task.taskIdentifier) }) else { return }
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
        events(.http(HttpAnswer(request: exchange.request.id, outcome: outcome)))
    }
}
