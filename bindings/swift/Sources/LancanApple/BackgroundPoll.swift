#if canImport(BackgroundTasks) && !os(macOS)
import BackgroundTasks
import Foundation
import Lancan

/// Asks the system to wake the app now and then, so that exports are fetched though nobody is near.
///
/// The app's Info.plist lists the task's identifier under `BGTaskSchedulerPermittedIdentifiers`.
enum BackgroundPoll {
    /// Registers the task: before the app has finished launching, once.
    static func register(_ identifier: String, _ wake: @escaping @Sendable () -> Void) {
        BGTaskScheduler.shared.register(forTaskWithIdentifier: identifier, using: nil) { task in
            schedule(identifier)
            let done = Done(task)
            task.expirationHandler = { done.end(false) }
            wake()
            // The system grants about 30 seconds: time for an index and its exports.
            DispatchQueue.global().asyncAfter(deadline: .now() + 25) { done.end(true) }
        }
        schedule(identifier)
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
