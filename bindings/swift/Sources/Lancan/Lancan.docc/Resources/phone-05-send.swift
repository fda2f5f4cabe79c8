import Foundation
import Lancan
import LancanApple

/// The phone of this app: one tracer and one host for as long as the process lives.
struct Phone {
    let tracer: Tracer
    let host: AppleHost

    /// `deployment` is what the server answers at `/v1/deployment`; ship it with the app.
    init(server: URL, directory: URL, deployment: String) throws {
        tracer = try Tracer(directory: directory, vault: KeychainVault(), deployment: deployment)
        host = AppleHost(server: server)
    }

    /// Once the user was told why: the first start makes iOS ask for Bluetooth.
    func begin() async throws {
        try await tracer.start(host)
    }

    /// Every warning, then each change of one. It never ends.
    func follow(_ show: (WarningNotice) -> Void) async {
        for await notice in tracer.warnings { show(notice) }
    }

    /// What would be sent with an officer's code. Nothing has left the phone yet.
    func review(code: String) async throws -> (Report, Review) {
        let report = try await tracer.enterCode(code)
        return (report, try await report.contents())
    }

    /// Sends what the user agreed to, each part by itself. Returns by when the last key is published.
    func send(_ report: Report, withEncounters: Bool, withVisits: Bool) async throws -> Date {
        try await report.send(keys: true, encounters: withEncounters, visits: withVisits)
    }
}
