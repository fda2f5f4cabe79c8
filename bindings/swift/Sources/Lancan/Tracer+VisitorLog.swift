import Foundation

/// Places that must list their visitors. The user is asked first; who agrees lets one sealed entry go to the authority's server,
/// which only the authority can have opened.
extension Tracer {
    /// Who the user is, as entries of visitor logs say it; nil where the user has not said.
    public func logContact() async throws -> LogContact? {
        try await loop.call { try $0.logContact() }
    }

    /// Keeps who the user is, for entries of visitor logs. Nothing is sent by this.
    ///
    /// - Parameter contact: Who the user is, and how the authority reaches them.
    /// - Throws: ``Problem/PhoneMistyped``; ``Problem/RequestInvalid`` for a name, a year or a unit that is none
    public func setLogContact(_ contact: LogContact) async throws {
        try await loop.timed { try $0.setLogContact(now: $1, contact: contact) }
    }

    /// Forgets who the user is. What was agreed to and waits already is still sent.
    public func forgetLogContact() async throws {
        try await loop.timed { try $0.forgetLogContact(now: $1) }
    }

    /// The user agrees to be listed at the place of a visit: this entering, and the leaving when its code is scanned. How it goes
    /// is told by ``logStages``.
    ///
    /// - Parameters:
    ///   - visit: The visit that ``Scanned/logAsked(_:)`` asked about.
    ///   - companions: How many come along without a code of their own.
    /// - Throws: ``Problem/NotFound`` where nothing is asked about it; ``Problem/NothingToDo`` without ``logContact()``
    public func agreeToLog(_ visit: Visit, companions: UInt8 = 0) async throws {
        try await loop.command { try $0.agreeToLog(now: $1, visit: visit.id, companions: companions) }
    }

    /// The user does not want to be listed by this phone. Nothing is sent; the visit stays on the phone.
    ///
    /// - Parameter visit: The visit that ``Scanned/logAsked(_:)`` asked about.
    public func declineLog(_ visit: Visit) async throws {
        _ = try await loop.timed { try $0.declineLog(now: $1, visit: visit.id) }
    }

    /// Whether entries prove the user's number: they showed it by a password to declare, within the last 90 days.
    public func logNumberIsCertified() async throws -> Bool {
        try await loop.call { try $0.logNumberIsCertified() }
    }

    /// The user's code for a checker's device, drawn for now; it is drawn again after 30 seconds. Whose it is follows to the
    /// server once for each card, sealed to the opener of the province that the code names.
    ///
    /// - Throws: ``Problem/NothingToDo`` where the user has not said who they are
    public func personCode() async throws -> PersonCode {
        try await loop.timed { try $0.personCode(now: $1) }
    }

    /// Two digits of the province in which the user's code leads to who they are; nil where none is known.
    public func codeProvince() async throws -> String? {
        try await loop.call { try $0.codeProvince() }
    }

    /// Keeps in which province the user shows their code.
    ///
    /// - Parameter region: Two digits; nil: the province of the place that they visited last.
    /// - Throws: ``Problem/RequestInvalid`` for what is not two digits of a province
    public func setCodeProvince(_ region: String?) async throws {
        try await loop.timed { try $0.setCodeProvince(now: $1, region: region) }
    }

    /// Entries of visitor logs that are still on this phone: those that are asked about, and those that wait.
    public func logEntries() async throws -> [LogEntry] {
        try await loop.call { try $0.logEntries() }
    }

    /// What becomes of each entry of a visitor log, from now on.
    public var logStages: AsyncStream<LogStage> {
        let (stream, continuation) = AsyncStream<LogStage>.makeStream(bufferingPolicy: .bufferingNewest(16))
        Task { [loop] in await loop.watchLog(continuation) }
        return stream
    }
}
