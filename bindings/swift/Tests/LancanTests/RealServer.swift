import Foundation
#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// The server's own binary, started by test.sh with rules that publish every second and warn after a minute.
struct RealServer {
    let url: String
    private let password: String

    /// Nil where the tests run without test.sh.
    init?() {
        let environment = ProcessInfo.processInfo.environment
        guard let url = environment["LANCAN_TEST_SERVER"], let password = environment["LANCAN_TEST_PASSWORD"] else {
            return nil
        }
        (self.url, self.password) = (url, password)
    }

    func deployment() async throws -> String {
        String(decoding: try await request("GET", "/v1/deployment"), as: UTF8.self)
    }

    /// An officer opens a case and gives a short code for it.
    func issueCode() async throws -> String {
        let session = try await post("/officer/v1/session", ["name": "an", "password": password])
        let token = try text(session, "token")
        let newCase = ["reference": UUID().uuidString, "report_type": "confirmed_test"]
        let opened = try await post("/officer/v1/cases", newCase, token)
        let issued = try await post("/officer/v1/cases/\(try text(opened, "id"))/codes", ["kind": "short"], token)
        return try text(issued, "code")
    }

    private struct Unexpected: Error {
        let what: String
    }

    private func text(_ object: [String: Any], _ key: String) throws -> String {
        guard let text = object[key] as? String else { throw Unexpected(what: "no \(key)") }
        return text
    }

    private func post(_ path: String, _ body: [String: String], _ token: String? = nil) async throws -> [String: Any] {
        let answer = try await request("POST", path, JSONSerialization.data(withJSONObject: body), token)
        return try JSONSerialization.jsonObject(with: answer) as? [String: Any] ?? [:]
    }

    private func request(
        _ method: String, _ path: String, _ body: Data? = nil, _ token: String? = nil
    ) async throws -> Data {
        guard let target = URL(string: url + path) else { throw Unexpected(what: path) }
        var message = URLRequest(url: target)
        message.httpMethod = method
        message.httpBody = body
        if body != nil { message.setValue("application/json", forHTTPHeaderField: "Content-Type") }
        if let token { message.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization") }
        let (data, response) = try await URLSession.shared.data(for: message)
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        guard (200..<300).contains(status) else { throw Unexpected(what: "\(method) \(path): \(status)") }
        return data
    }
}
