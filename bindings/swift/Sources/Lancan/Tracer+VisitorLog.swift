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
