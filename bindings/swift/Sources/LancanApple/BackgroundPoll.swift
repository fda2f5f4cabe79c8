#if canImport(BackgroundTasks) && !os(macOS)
import BackgroundTasks
import Foundation

/// Asks the system to wake the app now and then, so that exports are fetched though nobody is near.
///
/// Registered while the app launches, when there may be no host yet: a host that begins later is woken from then on.
final class BackgroundPoll: @unchecked Sendable {
    static let shared = BackgroundPoll()

    private let lock = NSLock()
    private var wake: (@Sendable () -> Void)?

    /// From now on this is called at each task, in place of what was called before.
    func attach(_ wake: @escaping @Sendable () -> Void) { lock.withLock { self.wake = wake } }

    /// Registers the task, which the system allows before the app has finished launching, once.
    ///
    /// - Returns: whether the system took it
    func register(_ identifier: String) -> Bool {
        let taken = BGTaskScheduler.shared.register(forTaskWithIdentifier: identifier, using: nil) { [self] task in
            Self.schedule(identifier)
            let done = Done(task)
            task.expirationHandler = { done.end(false) }
            lock.withLock { wake }?()
            // The system grants about 30 seconds: time for an index and its exports.
            DispatchQueue.global().asyncAfter(deadline: .now() + 25) { done.end(true) }
        }
        if taken { Self.schedule(identifier) }
        return taken
    }

    private static func schedule(_ identifier: String) {
        let request = BGAppRefreshTaskRequest(identifier: identifier)
        request.earliestBeginDate = Date(timeIntervalSinceNow: 2 * 3600)
        // Refused on simulators and where the user has switched background refresh off: polls then wait for the radio.
        try? BGTaskScheduler.shared.submit(request)
    }

    /// Ends a task once.
    private final class Done: @unchecked Sendable {
        private let lock = NSLock()
        private var task: BGTask?

        init(_ task: BGTask) { self.task = task }

        func end(_ success: Bool) {
            let task = lock.withLock { () -> BGTask? in
                defer { self.task = nil }
                return self.task
            }
            task?.setTaskCompleted(success: success)
        }
    }
}
#endif
