import Foundation

/// Proximity tracing for one phone.
///
/// ```swift
/// let tracer = try Tracer(directory: directory, vault: vault, deployment: deployment)
/// try await tracer.start(host)
/// for await warning in tracer.warnings { show(warning) }
/// ```
///
/// Thread-safe. Inside, one actor takes events in turn and executes commands in the order they came, so that hosts may
/// report from any thread. What can fail throws ``Problem``; its ``Problem/said(_:)`` gives the text for the user.
public final class Tracer: Sendable {
    let loop: Loop

    /// Opens this phone's store, which is made where there is none.
    ///
    /// - Parameters:
    ///   - directory: for this app alone, excluded from backups
    ///   - vault: keeps the key that seals the store
    ///   - deployment: the JSON of the authority's server at `/v1/deployment`, shipped with the app
    public init(directory: URL, vault: any KeyVault, deployment: String) throws {
        let engine = try Engine.open(directory: directory.path, deployment: deployment, vault: vault)
        loop = Loop(engine: engine, queue: EventQueue())
    }

    deinit {
        let loop = loop
        Task { await loop.close() }
    }

    /// Starts tracing on this host, once.
    public func start(_ host: any TracingHost) async throws {
        try await loop.start(host)
    }

    /// Every warning that the user has not put away, then each change: new, graver, lower, withdrawn, expired. What comes
    /// later of the same ``Warning/id`` takes the place of what came before. Ends with ``close()``.
    public var warnings: AsyncStream<WarningNotice> {
        let loop = loop
        return AsyncStream { continuation in Task { await loop.watchWarnings(continuation) } }
    }

    /// Whether tracing works, and what stands in its way: now, and whenever it changes.
    public var statuses: AsyncStream<Status> {
        let loop = loop
        return AsyncStream { continuation in Task { await loop.watchStatus(continuation) } }
    }

    /// Whether tracing works now.
    public func status() async throws -> Status {
        try await loop.call { try $0.status() }
    }

    /// Why tracing has stopped, after a fault inside the core: close this tracer and open it again. Normally nil.
    public func failure() async -> Problem? {
        await loop.failure
    }

    /// Begins a report with the officer's code, as the user typed it, and waits until the server accepts it.
    /// Cancelling forgets the code.
    public func enterCode(_ code: String) async throws -> Report {
        let stage = try await loop.stage(forgetWhenCancelled: true) { try $0.enterCode(now: $1, code: code) }
        if case .failed(let problem) = stage { throw problem }
        return Report(loop: loop)
    }

    /// The report whose review is open, also after a restart of the app; nil when there is none.
    public func openReport() async throws -> Report? {
        guard case .review? = try await reportStage() else { return nil }
        return Report(loop: loop)
    }

    /// Where a report stands; nil when there is none.
    public func reportStage() async throws -> ReportStage? {
        try await loop.call { try $0.reportStage() }
    }

    /// The reports that the server has, newest first: when each was sent, and whether it can be taken back.
    public func sentReports() async throws -> [SentReport] {
        try await loop.call { try $0.sentReports() }
    }

    /// Takes a sent report back. It takes minutes and goes on after a restart; how it ends is in ``sentReportNotices``.
    ///
    /// - Throws: ``Problem/NothingToDo`` where this phone cannot take it back any more; ``Problem/Conflict`` while it is
    ///   being taken back
    public func withdraw(_ report: SentReport) async throws {
        try await loop.command { try $0.withdraw(now: $1, report: report.id) }
    }

    /// Each change of a report that is taken back, and each try that failed, from now on; ``sentReports()`` has all.
    public var sentReportNotices: AsyncStream<SentReport> {
        let (stream, continuation) = AsyncStream<SentReport>.makeStream(bufferingPolicy: .bufferingNewest(16))
        Task { [loop] in await loop.watchSent(continuation) }
        return stream
    }

    /// The user's encounters of the last `days` days, oldest first: when, how long, how close, and never with whom.
    public func history(days: UInt32 = 21) async throws -> [HistoryDay] {
        try await loop.timed { try $0.history(now: $1, days: days) }
    }

    /// Why each case that this phone heard is a contact or none: for every contact rule the condition that failed, and by
    /// how much (``Reason/said(_:)``). The oldest day comes first. Each case is judged alone here; in a warning minutes near
    /// several add up.
    public func reasons() async throws -> [Reason] {
        try await loop.call { try $0.reasons() }
    }

    /// What this phone heard of published cases, day by day, oldest first: windows of at most 30 minutes, and the day's sum by the
    /// rules' scores. What follows for the user is in the kept warnings, and why or why not in ``reasons()``.
    public func exposures() async throws -> [ExposureDay] {
        try await loop.call { try $0.exposures() }
    }

    /// Watches from now on whether the host keeps its contract: for debug builds, before ``start(_:)``.
    public func watchHost() async throws {
        try await loop.call { try $0.watchHost() }
    }

    /// The demands of the contract of hosts that this host did not keep, each once; none without ``watchHost()``.
    public func breaches() async throws -> [BreachSeen] {
        try await loop.call { try $0.breaches() }
    }

    /// Everything this phone knows, as JSON, for its owner.
    public func ownData() async throws -> String {
        try await loop.timed { try $0.ownData(now: $1) }
    }

    /// Every warning kept on this phone, newest first, also those that the user has put away.
    public func keptWarnings() async throws -> [StoredWarning] {
        try await loop.call { try $0.warnings() }
    }

    /// Makes an encrypted file that takes this phone's memory to a new phone. Keys still in use stay: two phones must
    /// never send the same identifiers. Takes a second or two: a passphrase is slow to try.
    ///
    /// - Throws: ``Problem/PassphraseTooShort`` for fewer than ten characters
    public func sealTransfer(passphrase: String) async throws -> Data {
        try await loop.timed { try $0.sealTransfer(now: $1, passphrase: passphrase) }
    }

    /// Takes in what an old phone's file holds, beside what is here. Taking in a file twice changes nothing more.
    ///
    /// - Throws: ``Problem/PassphraseWrong`` when the passphrase is another, or the file is damaged: the two look alike;
    ///   ``Problem/FileInvalid`` when the file is not a transfer file
    @discardableResult
    public func openTransfer(_ file: Data, passphrase: String) async throws -> Transferred {
        try await loop.call { try $0.openTransfer(file: file, passphrase: passphrase) }
    }

    /// Seals everything on this phone under a fresh key, which the vault keeps in place of the key before it: what the
    /// flash memory still holds of old copies cannot be read any more.
    ///
    /// - Returns: how many damaged blocks and values could not be read and were deleted
    @discardableResult
    public func changeKey() async throws -> UInt32 {
        try await loop.call { try $0.changeKey() }
    }

    /// What asking to be called about a warning would tell the health authority. Nothing is sent by looking.
    public func callReview(_ warning: Warning) async throws -> CallReview {
        try await loop.call { try $0.callReview(warning: warning.id) }
    }

    /// Asks for a one-time password by SMS, for a call about a warning. How it goes is told by ``callStages``.
    ///
    /// - Throws: ``Problem/PhoneMistyped`` when `phone` is no telephone number
    public func askForPassword(_ warning: Warning, phone: String, language: Language = .preferred) async throws {
        let tag = language == .english ? "en" : "vi"
        try await loop.command {
            try $0.askForPassword(now: $1, warning: warning.id, phone: phone, language: tag)
        }
    }

    /// Asks the health authority to call, with the password that came by SMS and without the days left out. It is sent until
    /// it arrives, also after a restart.
    ///
    /// - Throws: ``Problem/OtpWrong`` when `password` is not six digits
    public func callMe(
        password: String, leavingOut days: [Date] = [], keys: Bool, encounters: Bool, language: Language = .preferred
    ) async throws {
        let version = try consentTextVersion()
        let tag = language == .english ? "en" : "vi"
        let consent = ConsentGiven(keys: keys, encounters: encounters, textVersion: version, language: tag)
        try await loop.command { try $0.callMe(now: $1, password: password, leftOut: days, consent: consent) }
    }

    /// Each stage of a call that the user asked for, failures too, from now on; ``callStage()`` has the one of before.
    public var callStages: AsyncStream<CallStage> {
        let (stream, continuation) = AsyncStream<CallStage>.makeStream(bufferingPolicy: .bufferingNewest(16))
        Task { [loop] in await loop.watchCalls(continuation) }
        return stream
    }

    /// Where a call stands, with the words that a true officer says first; nil where nobody is to call.
    public func callStage() async throws -> CallStage? {
        try await loop.call { try $0.callStage() }
    }

    /// The ``Warning/id`` of the warning that the call is about; nil where nobody is to call.
    public func calledAbout() async throws -> Int64? {
        try await loop.call { try $0.calledAbout() }
    }

    /// Takes the wish to be called back before it is sent, or puts away one that has arrived.
    ///
    /// - Throws: ``Problem/Conflict`` while it is being sent
    public func cancelCall() async throws {
        try await loop.call { try $0.cancelCall() }
    }

    /// Puts a warning away.
    public func dismiss(_ warning: Warning) async throws {
        _ = try await loop.call { try $0.dismissWarning(id: warning.id) }
    }

    /// Each change of a warning of a place, new or withdrawn, from now on; ``placeWarnings()`` has those of before.
    public var placeNotices: AsyncStream<PlaceNotice> {
        let (stream, continuation) = AsyncStream<PlaceNotice>.makeStream(bufferingPolicy: .bufferingNewest(64))
        Task { [loop] in await loop.watchPlaces(continuation) }
        return stream
    }

    /// Takes the text of a QR code that the camera read: enters a place, or leaves one. Nothing is sent, and nothing is kept
    /// of a code that is not a place's. At a place that must list its visitors the user is asked first:
    /// ``Scanned/logAsked(_:)``.
    public func scanPlace(_ text: String) async throws -> Scanned {
        try await loop.timed { try $0.scanPlace(now: $1, text: text) }
    }

    /// Adds a visit by hand: the text of the place's code, and when the user was there.
    public func addVisit(_ text: String, from enter: Date, until leave: Date) async throws -> Scanned {
        try await loop.timed { try $0.addVisit(now: $1, text: text, enter: enter, leave: leave) }
    }

    /// Corrects when the user was at a place.
    @discardableResult
    public func edit(_ visit: Visit, from enter: Date, until leave: Date) async throws -> Visit {
        try await loop.timed { try $0.editVisit(now: $1, id: visit.id, enter: enter, leave: leave) }
    }

    /// Deletes a visit, with the warning that rests on it.
    public func delete(_ visit: Visit) async throws {
        _ = try await loop.timed { try $0.deleteVisit(now: $1, id: visit.id) }
    }

    /// The visits by day, the newest day first.
    public func visits() async throws -> [VisitedDate] {
        try await loop.call { try $0.visits() }
    }

    /// Every warning of a place kept on this phone, newest first, also those that the user has put away.
    public func placeWarnings() async throws -> [StoredPlaceWarning] {
        try await loop.call { try $0.placeWarnings() }
    }

    /// Puts the warning of a place away.
    public func dismiss(_ warning: PlaceWarning) async throws {
        _ = try await loop.call { try $0.dismissPlaceWarning(visit: warning.visit) }
    }

    /// Asks the authority's server now whether there is anything new.
    public func checkNow() async throws {
        try await loop.command { try $0.checkNow(now: $1) }
    }

    /// Stops tracing until ``resume()``; the store stays open and warnings go on.
    public func pause() async throws {
        try await loop.command { try $0.pause(now: $1) }
    }

    /// Resumes tracing.
    public func resume() async throws {
        try await loop.command { try $0.resume(now: $1) }
    }

    /// Erases everything this phone knows: keys, encounters, warnings. Tracing goes on with new keys.
    public func erase() async throws {
        try await loop.command { try $0.erase(now: $1) }
    }

    /// Waits until every event posted so far was taken.
    func settle() async { await loop.settle() }

    /// Writes what is in memory, ends the host's work and closes the store. Closing twice does no harm.
    public func close() async {
        await loop.close()
    }
}
