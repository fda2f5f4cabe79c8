import Foundation

/// A report whose code was accepted: look at it, leave things out, send it or not.
public struct Report: Sendable {
    let loop: Loop

    /// Shows what would be sent, and lets the user leave things out of it.
    public func review(_ look: (Report) async throws -> Void) async throws -> Report {
        try await look(self)
        return self
    }

    /// What would be sent now; a day's time near others is the sum of its ``ReviewedInterval/seconds``.
    public func contents() async throws -> Review {
        try await loop.call { try $0.review() }
    }

    /// Leaves out a day of the deployment (``ReviewedDay/day``), whatever the phone's time zone: its key and its
    /// encounters.
    @discardableResult
    public func leaveOut(day: Date) async throws -> Review {
        try await loop.call { try $0.leaveOutDay(day: day) }
    }

    /// Leaves out a span of time. A key that reaches into it is withheld whole.
    @discardableResult
    public func leaveOut(from: Date, until: Date) async throws -> Review {
        try await loop.call { try $0.leaveOut(span: Span(from: from, to: until)) }
    }

    /// Leaves out one visit to a place.
    @discardableResult
    public func leaveOut(visit: Visit) async throws -> Review {
        try await loop.call { try $0.leaveOutVisit(visit: visit.id) }
    }

    /// Takes back everything left out.
    @discardableResult
    public func leaveNothingOut() async throws -> Review {
        try await loop.call { try $0.leaveNothingOut() }
    }

    /// Sends what the review shows, and waits until the server has it or refuses it for good. Cancelling ends only the
    /// waiting: a report on its way may have arrived, so it is sent until it does, in later processes too.
    ///
    /// Every consent is named at the call, for none goes without saying: the user was asked for each by itself, and no box was
    /// ticked beforehand.
    ///
    /// - Parameters:
    ///   - keys: the user agreed to the text `consent-keys`: publish the day keys. Without it nothing is sent
    ///   - encounters: the user agreed to the text `consent-encounters`: give close encounters to the health authority
    ///   - visits: the user agreed to the text `consent-visits`: give visits to places to the health authority
    ///   - language: in which the texts were shown
    /// - Returns: when the last of its keys is published at the latest
    /// - Throws: ``Problem`` when the server refused it for good; it kept nothing
    @discardableResult
    public func send(
        keys: Bool, encounters: Bool, visits: Bool, language: Language = .vietnamese
    ) async throws -> Date {
        let tag = language == .english ? "en" : "vi"
        let version = try consentTextVersion()
        let consent = ConsentGiven(
            keys: keys, encounters: encounters, textVersion: version, language: tag, visits: visits)
        switch try await loop.stage(forgetWhenCancelled: false, { try $0.send(now: $1, consent: consent) }) {
        case .accepted(let publishedBy): return publishedBy
        case .failed(let problem): throw problem
        case .checking, .review, .sending: throw Problem.Internal
        }
    }

    /// Forgets code and review; nothing is sent.
    public func cancel() async throws {
        try await loop.call { try $0.cancelReport() }
    }
}
