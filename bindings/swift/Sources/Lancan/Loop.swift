import Foundation

/// Takes events in turn, executes commands in the order they came, and hands notices to whoever waits for them.
actor Loop {
    private let engine: Engine
    private let queue: EventQueue
    private var host: (any TracingHost)?
    private var waiter: (number: UInt64, continuation: CheckedContinuation<ReportStage, any Error>)?
    private var lastNumber: UInt64 = 0
    private var warningWatchers: [UUID: AsyncStream<WarningNotice>.Continuation] = [:]
    private var statusWatchers: [UUID: AsyncStream<Status>.Continuation] = [:]
    private var placeWatchers: [UUID: AsyncStream<PlaceNotice>.Continuation] = [:]
    private var logWatchers: [UUID: AsyncStream<LogStage>.Continuation] = [:]
    private var declaringWatchers: [UUID: AsyncStream<DeclaringStage>.Continuation] = [:]
    private var callWatchers: [UUID: AsyncStream<CallStage>.Continuation] = [:]
    private var sentWatchers: [UUID: AsyncStream<SentReport>.Continuation] = [:]
    private var turnsSinceTimer = 0
    private var isClosed = false

    private(set) var failure: Problem?

    init(engine: Engine, queue: EventQueue) {
        self.engine = engine
        self.queue = queue
    }

    func start(_ host: any TracingHost) throws {
        if self.host != nil { throw Problem.Conflict }
        let bluetooth = try engine.bluetooth()
        self.host = host
        let queue = queue
        Task { [weak self] in
            for await event in queue.events {
                guard let self else { return }
                await self.turn(event)
            }
        }
        host.start(bluetooth: bluetooth, events: { queue.post($0) })
    }

    func close() {
        isClosed = true
        queue.close()
        let host = host
        self.host = nil
        waiter?.continuation.resume(throwing: CancellationError())
        waiter = nil
        for watcher in warningWatchers.values { watcher.finish() }
        for watcher in statusWatchers.values { watcher.finish() }
        for watcher in placeWatchers.values { watcher.finish() }
        for watcher in logWatchers.values { watcher.finish() }
        for watcher in declaringWatchers.values { watcher.finish() }
        for watcher in callWatchers.values { watcher.finish() }
        for watcher in sentWatchers.values { watcher.finish() }
        try? engine.close(now: host?.now() ?? .system())
        host?.stop()
    }

    /// Waits until every event posted so far was taken.
    func settle() async {
        while !queue.isEmpty && host != nil { await Task.yield() }
    }

    /// A call that answers at once.
    func call<T: Sendable>(_ call: @Sendable (Engine) throws -> T) throws -> T {
        try call(engine)
    }

    /// A call that answers at once and needs the time.
    func timed<T: Sendable>(_ call: @Sendable (Engine, Now) throws -> T) throws -> T {
        try call(engine, host?.now() ?? .system())
    }

    /// A call that needs the time and may plan something: the host is told when to wake.
    func planning<T: Sendable>(_ call: @Sendable (Engine, Now) throws -> T) throws -> T {
        let result = try timed(call)
        execute([])
        return result
    }

    /// A call that gives commands.
    func command(_ call: @Sendable (Engine, Now) throws -> [Command]) throws {
        guard let host else { throw Problem.NothingToDo }
        execute(try call(engine, host.now()))
        let status = try engine.status()
        for watcher in statusWatchers.values { watcher.yield(status) }
    }

    /// A call whose outcome is a stage of the report; waits for it.
    func stage(
        forgetWhenCancelled: Bool, _ call: @Sendable (Engine, Now) throws -> [Command]
    ) async throws -> ReportStage {
        guard let host else { throw Problem.NothingToDo }
        let commands = try call(engine, host.now())
        waiter?.continuation.resume(throwing: CancellationError())
        waiter = nil
        lastNumber += 1
        let number = lastNumber
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                waiter = (number, continuation)
                execute(commands)
            }
        } onCancel: {
            Task { await self.cancelled(number, forget: forgetWhenCancelled) }
        }
    }

    func watchWarnings(_ continuation: AsyncStream<WarningNotice>.Continuation) {
        if isClosed { return continuation.finish() }
        let id = UUID()
        for kept in (try? engine.warnings())?.reversed() ?? [] where !kept.dismissed { continuation.yield(kept.asNotice) }
        warningWatchers[id] = continuation
        continuation.onTermination = { _ in Task { await self.forgetWatcher(id) } }
    }

    func watchStatus(_ continuation: AsyncStream<Status>.Continuation) {
        if isClosed { return continuation.finish() }
        let id = UUID()
        if let status = try? engine.status() { continuation.yield(status) }
        statusWatchers[id] = continuation
        continuation.onTermination = { _ in Task { await self.forgetWatcher(id) } }
    }

    func watchPlaces(_ continuation: AsyncStream<PlaceNotice>.Continuation) {
        if isClosed { return continuation.finish() }
        let id = UUID()
        placeWatchers[id] = continuation
        continuation.onTermination = { _ in Task { await self.forgetWatcher(id) } }
    }

    func watchLog(_ continuation: AsyncStream<LogStage>.Continuation) {
        if isClosed { return continuation.finish() }
        let id = UUID()
        logWatchers[id] = continuation
        continuation.onTermination = { _ in Task { await self.forgetWatcher(id) } }
    }

    func watchDeclaring(_ continuation: AsyncStream<DeclaringStage>.Continuation) {
        if isClosed { return continuation.finish() }
        let id = UUID()
        declaringWatchers[id] = continuation
        continuation.onTermination = { _ in Task { await self.forgetWatcher(id) } }
    }

    func watchCalls(_ continuation: AsyncStream<CallStage>.Continuation) {
        if isClosed { return continuation.finish() }
        let id = UUID()
        callWatchers[id] = continuation
        continuation.onTermination = { _ in Task { await self.forgetWatcher(id) } }
    }

    func watchSent(_ continuation: AsyncStream<SentReport>.Continuation) {
        if isClosed { return continuation.finish() }
        let id = UUID()
        sentWatchers[id] = continuation
        continuation.onTermination = { _ in Task { await self.forgetWatcher(id) } }
    }

    private func forgetWatcher(_ id: UUID) {
        warningWatchers[id] = nil
        statusWatchers[id] = nil
        placeWatchers[id] = nil
        logWatchers[id] = nil
        declaringWatchers[id] = nil
        callWatchers[id] = nil
        sentWatchers[id] = nil
    }

    private func cancelled(_ number: UInt64, forget: Bool) {
        guard let waiting = waiter, waiting.number == number else { return }
        waiter = nil
        if forget { try? engine.cancelReport() }
        waiting.continuation.resume(throwing: CancellationError())
    }

    private func turn(_ event: Event) {
        let last = queue.took(event)
        guard let host else { return }
        do {
            execute(try engine.handle(now: host.now(), event: event), timer: last || !event.isSighting)
        } catch {
            failure = error as? Problem ?? .Internal
        }
    }

    private func execute(_ commands: [Command], timer: Bool = true) {
        guard let host else { return }
        for command in commands {
            switch command {
            case .radio(let command): host.execute(command)
            case .http(let request): host.send(request)
            case .notify(let notice): notify(notice)
            }
        }
        turnsSinceTimer += 1
        if timer || turnsSinceTimer >= 64 {
            turnsSinceTimer = 0
            if let wake = try? engine.nextWake() { host.wake(at: wake) } else { host.wake(at: nil) }
        }
    }

    private func notify(_ notice: Notice) {
        switch notice {
        case .warned(let changed):
            for watcher in warningWatchers.values { watcher.yield(changed) }
        case .warnedOfPlace(let changed):
            for watcher in placeWatchers.values { watcher.yield(changed) }
        case .statusChanged(let status):
            for watcher in statusWatchers.values { watcher.yield(status) }
        case .call(let stage):
            for watcher in callWatchers.values { watcher.yield(stage) }
        case .declaring(let stage):
            for watcher in declaringWatchers.values { watcher.yield(stage) }
        case .visitorLog(let stage):
            for watcher in logWatchers.values { watcher.yield(stage) }
        case .withdrawal(let report):
            for watcher in sentWatchers.values { watcher.yield(report) }
        case .report(let stage):
            switch stage {
            case .checking, .sending: break
            case .review, .accepted, .failed:
                waiter?.continuation.resume(returning: stage)
                waiter = nil
            }
        }
        host?.show(notice)
    }
}

/// Events on their way to the loop, from any thread. Sightings beyond what it can take are dropped, nothing else is.
final class EventQueue: Sendable {
    let events: AsyncStream<Event>
    private let continuation: AsyncStream<Event>.Continuation
    private let counts = Counts()

    private final class Counts: @unchecked Sendable {
        let lock = NSLock()
        var waiting = 0
        var sightings = 0
    }

    private static let mostSightings = 4_096

    init() {
        (events, continuation) = AsyncStream.makeStream(of: Event.self)
    }

    func post(_ event: Event) {
        let accepted = counts.lock.withLock {
            if event.isSighting {
                if counts.sightings >= Self.mostSightings { return false }
                counts.sightings += 1
            }
            counts.waiting += 1
            return true
        }
        if accepted { continuation.yield(event) }
    }

    /// Says that an event was taken; returns whether it was the last one waiting.
    func took(_ event: Event) -> Bool {
        counts.lock.withLock {
            counts.waiting -= 1
            if event.isSighting { counts.sightings -= 1 }
            return counts.waiting == 0
        }
    }

    var isEmpty: Bool { counts.lock.withLock { counts.waiting == 0 } }

    func close() {
        continuation.finish()
    }
}

extension Event {
    var isSighting: Bool {
        if case .radio(.sighted) = self { true } else { false }
    }
}
