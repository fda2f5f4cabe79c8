import Foundation
import Lancan
import LancanApple
import Observation

/// What the screens show and do. It lives as long as the process.
@MainActor @Observable
final class Model {
    /// The authority's server; its `/v1/deployment` is the resource `deployment.json`.
    private static let server = URL(string: "https://example.gov.vn")

    private(set) var status: Status?
    private(set) var warnings: [WarningNotice] = []
    private(set) var days: [HistoryDay] = []
    /// By the rules that were in force.
    private(set) var reasons: [Reason] = []
    private(set) var review: Review?
    private(set) var publishedBy: Date?
    /// The reports that the server has, newest first.
    private(set) var sentReports: [SentReport] = []
    private(set) var isBusy = false
    var problem: Problem?

    private var tracer: Tracer?
    private var report: Report?
    private var host: AppleHost?

    /// Opens the store and begins to trace. Follows status and warnings for as long as the process lives.
    func run() async {
        guard tracer == nil, let server = Self.server else { return }
        do {
            let directory = try Self.directory()
            let deployment = try Self.deployment()
            let tracer = try Tracer(directory: directory, vault: KeychainVault(), deployment: deployment)
            let host = AppleHost(server: server)
            try await tracer.start(host)
            (self.tracer, self.host) = (tracer, host)
            host.askForNotifications()
            try await look(tracer)
            // A review that was open when the app ended.
            report = try await tracer.openReport()
            review = try await report?.contents()
            async let warnings: Void = followWarnings(tracer)
            async let sent: Void = followSentReports(tracer)
            for await status in tracer.statuses { self.status = status }
            await warnings
            await sent
        } catch {
            problem = error as? Problem ?? .HostFailed
        }
    }

    func foreground(_ inFront: Bool) {
        host?.foreground(inFront)
        if inFront { act { model, tracer in try await model.look(tracer) } }
    }

    private func look(_ tracer: Tracer) async throws {
        days = try await tracer.history()
        reasons = try await tracer.reasons().filter { $0.failed != .notInForce }
        sentReports = try await tracer.sentReports()
    }

    func pause() { act { _, tracer in try await tracer.pause() } }

    func resume() { act { _, tracer in try await tracer.resume() } }

    func dismiss(_ warning: Warning) {
        act { model, tracer in
            try await tracer.dismiss(warning)
            model.warnings.removeAll { $0.warning.id == warning.id }
        }
    }

    func enter(code: String) {
        act { model, tracer in
            let report = try await tracer.enterCode(code)
            model.report = report
            model.review = try await report.contents()
        }
    }

    func leaveOut(day: Date) {
        guard let report else { return }
        act { model, _ in model.review = try await report.leaveOut(day: day) }
    }

    func send(keys: Bool, encounters: Bool) {
        guard let report else { return }
        act { model, tracer in
            model.publishedBy = try await report.send(keys: keys, encounters: encounters, language: .preferred)
            (model.report, model.review) = (nil, nil)
            try await model.look(tracer)
        }
    }

    func withdraw(_ report: SentReport) {
        act { model, tracer in
            try await tracer.withdraw(report)
            try await model.look(tracer)
        }
    }

    func cancelReport() {
        guard let report else { return }
        act { model, _ in
            try await report.cancel()
            (model.report, model.review) = (nil, nil)
        }
    }

    func erase() {
        act { model, tracer in
            try await tracer.erase()
            (model.warnings, model.days, model.reasons) = ([], [], [])
            (model.report, model.review) = (nil, nil)
            model.sentReports = []
        }
    }

    private func followSentReports(_ tracer: Tracer) async {
        for await changed in tracer.sentReportNotices {
            if let at = sentReports.firstIndex(where: { $0.id == changed.id }) { sentReports[at] = changed }
        }
    }

    private func followWarnings(_ tracer: Tracer) async {
        for await changed in tracer.warnings {
            warnings.removeAll { $0.warning.id == changed.warning.id }
            warnings.append(changed)
        }
    }

    /// Does something that may fail, and shows why when it does.
    private func act(_ work: @escaping @MainActor (Model, Tracer) async throws -> Void) {
        guard let tracer else { return }
        Task { @MainActor in
            isBusy = true
            defer { isBusy = false }
            do {
                try await work(self, tracer)
            } catch {
                problem = error as? Problem ?? .Internal
            }
        }
    }

    /// In the app's own folder, excluded from backups.
    private static func directory() throws -> URL {
        let support = try FileManager.default.url(
            for: .applicationSupportDirectory, in: .userDomainMask, appropriateFor: nil, create: true)
        var directory = support.appendingPathComponent("lancan", isDirectory: true)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        var values = URLResourceValues()
        values.isExcludedFromBackup = true
        try directory.setResourceValues(values)
        return directory
    }

    private static func deployment() throws -> String {
        guard let file = Bundle.main.url(forResource: "deployment", withExtension: "json") else {
            throw Problem.FileInvalid
        }
        return try String(contentsOf: file, encoding: .utf8)
    }
}
