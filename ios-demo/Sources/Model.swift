import Foundation
import Lancan
import LancanApple
import Observation

/// What the screens show and do. It lives as long as the process.
@MainActor @Observable
final class Model {
    /// The authority's server; its `/v1/deployment` is the resource `deployment.json`.
    static let server = URL(string: "https://example.gov.vn")

    let language = Language.preferred
    var status: Status?
    var warnings: [WarningNotice] = []
    var places: [PlaceNotice] = []
    var call = CallState()
    var visits = VisitsState()
    var log = LogState()
    var declare = DeclareState()
    /// Drafts of declarations of which the server has one of today already, and when it came.
    var alreadyDeclared: [Int64: Date] = [:]
    var report = ReportState.code
    /// The code of a report that came by a link or from the camera, until it was used.
    var offeredCode = ""
    /// The reports that the server has, newest first.
    var sentReports: [SentReport] = []
    var days: [HistoryDay] = []
    var reasons: [Reason] = []
    /// The day whose encounters stand one by one.
    var shownDay: Date?
    var data = DataState()
    /// Which card opened the camera; nil while it is closed.
    var scanning: ScanFor?
    var camera = CameraState.notAsked
    /// The user wants to change in the settings whether the camera may be used.
    var opensSettings = false
    /// The sealed file while the user chooses where to write it.
    var sealed = Data()
    var isSaving = false
    var isOpening = false
    var problem: Problem?
    /// The section that is shown.
    var section = AppSection.today
    var asked = AskedMemory(.standard)

    var tracer: Tracer?
    var host: AppleHost?
    /// The warning that the call is about.
    var calledAbout: Warning?
    /// Kept only until the file was chosen.
    var passphrase = ""

    /// Begins what lives as long as the process, unless it began before.
    func begin() { Task { await run() } }

    /// Opens the store, begins to trace once the user was told why, and follows everything for as long as the process lives.
    private func run() async {
        guard tracer == nil else { return }
        do {
            // The folder comes to no other phone. Read again, for before the phone was first unlocked there are no settings.
            asked = AskedMemory(.standard, isNewHere: !FileManager.default.fileExists(atPath: try Self.folder().path))
            let tracer = try Tracer(directory: Self.directory(), vault: KeychainVault(), deployment: Self.deployment())
            self.tracer = tracer
            if asked.was(.bluetooth) { try await start(tracer) }
            try await look(tracer)
            if let open = try await tracer.openReport() { report = .review(open, try await open.contents()) }
            try await lookAtCall(nil)
            async let statuses: Void = followStatus(tracer)
            async let calls: Void = followCalls(tracer)
            async let sent: Void = followSentReports(tracer)
            async let places: Void = followPlaces(tracer)
            async let logs: Void = followLog(tracer)
            async let declarations: Void = followDeclarations(tracer)
            for await changed in tracer.warnings {
                warnings.removeAll { $0.warning.id == changed.warning.id }
                warnings.insert(changed, at: 0)
            }
            _ = await (statuses, calls, sent, places, logs, declarations)
        } catch {
            problem = error as? Problem ?? .HostFailed
        }
    }

    func foreground(_ inFront: Bool) {
        host?.foreground(inFront)
        // A launch before the phone was first unlocked could not open the store.
        if inFront && tracer == nil { begin() }
        if inFront { act { model, tracer in try await model.look(tracer) } }
        if !inFront && Self.isDebugged { act { _, tracer in Self.report(try await tracer.breaches()) } }
    }

    /// The radio begins, and iOS asks for Bluetooth.
    func start(_ tracer: Tracer) async throws {
        guard host == nil, let server = Self.server else { return }
        let host = AppleHost(server: server)
        self.host = host
        if Self.isDebugged { try await tracer.watchHost() }
        try await tracer.start(host)
    }

    /// Whether the core watches how the host keeps its contract.
    private static var isDebugged: Bool {
        #if DEBUG
        true
        #else
        false
        #endif
    }

    /// Writes which demands of the contract the host did not keep; nothing of anybody is in them.
    private static func report(_ breaches: [BreachSeen]) {
        for seen in breaches { print("host: \(seen.breach), \(seen.times) times") }
    }

    func look(_ tracer: Tracer) async throws {
        days = try await tracer.history()
        reasons = try await tracer.reasons()
        sentReports = try await tracer.sentReports()
        places = try await tracer.placeWarnings().filter { !$0.dismissed }.map(\.notice)
        visits.days = try await tracer.visits()
        try await lookAtLog(tracer)
        try await lookAtDeclarations(tracer)
    }

    private func followStatus(_ tracer: Tracer) async {
        for await status in tracer.statuses { self.status = status }
    }

    private func followCalls(_ tracer: Tracer) async {
        for await stage in tracer.callStages {
            if case .failed(let problem) = stage {
                try? await lookAtCall(problem)
            } else {
                try? await lookAtCall(nil)
            }
        }
    }

    private func followSentReports(_ tracer: Tracer) async {
        for await changed in tracer.sentReportNotices {
            if let at = sentReports.firstIndex(where: { $0.id == changed.id }) { sentReports[at] = changed }
        }
    }

    /// Who the user is for visitor logs, and what waits.
    func lookAtLog(_ tracer: Tracer) async throws {
        (log.contact, log.entries) = (try await tracer.logContact(), try await tracer.logEntries())
    }

    private func followLog(_ tracer: Tracer) async {
        for await stage in tracer.logStages {
            (log.told, log.toldGood) = (stage.said(language), stage.isGood)
            try? await lookAtLog(tracer)
        }
    }

    private func followPlaces(_ tracer: Tracer) async {
        for await _ in tracer.placeNotices { try? await look(tracer) }
    }

    /// Does something that may fail. `failed` takes a problem in place of the alert.
    func act(
        failed: (@MainActor (Problem) -> Void)? = nil, _ work: @escaping @MainActor (Model, Tracer) async throws -> Void
    ) {
        guard let tracer else { return }
        Task { @MainActor in
            do {
                try await work(self, tracer)
            } catch {
                let problem = error as? Problem ?? .Internal
                if let failed { failed(problem) } else { self.problem = problem }
            }
        }
    }

    /// In the app's own folder.
    private static func folder() throws -> URL {
        try FileManager.default.url(
            for: .applicationSupportDirectory, in: .userDomainMask, appropriateFor: nil, create: true
        ).appendingPathComponent("lancan", isDirectory: true)
    }

    /// The folder of the store, excluded from backups.
    private static func directory() throws -> URL {
        var directory = try folder()
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

/// Where a report stands, as its card shows it.
enum ReportState {
    /// A code is asked for.
    case code
    /// Something is under way: `report-checking` or `report-sending`.
    case waiting(String)
    case review(Report, Review)
    case ended(ReportEnd)
}

/// What the card of all data shows.
struct DataState {
    /// How the last move went.
    var told: Said?
    /// Why it failed.
    var problem: Problem?
    var isErasing = false
}
