@_exported import Foundation

open class BGTask: NSObject {
    public var expirationHandler: (() -> Void)?
    /// What the app said at the end of the task.
    public private(set) var success: Bool?
    public func setTaskCompleted(success: Bool) { self.success = success }
}

open class BGTaskRequest: NSObject {
    public let identifier: String
    public var earliestBeginDate: Date?
    init(name: String) { identifier = name }
}

public final class BGAppRefreshTaskRequest: BGTaskRequest {
    public init(identifier: String) { super.init(name: identifier) }
}

/// Keeps what is asked for; a test begins and ends the launch of a process, and begins the task.
///
/// Where Apple's scheduler ends the app with an exception, this one refuses and says so in ``faults``.
public final class BGTaskScheduler: NSObject, @unchecked Sendable {
    public static let shared = BGTaskScheduler()
    private let lock = NSLock()
    private var isLaunching = true
    private var handlers: [String: (BGTask) -> Void] = [:]
    private var waiting: [BGTaskRequest] = []
    private var seen: [String] = []

    /// For what Apple's scheduler would have ended the app since the launch.
    public var faults: [String] { lock.withLock { seen } }

    /// A process begins: nothing is registered. The system keeps what it was asked for.
    public func launchBegins() { lock.withLock { (isLaunching, handlers, seen) = (true, [:], []) } }

    /// `application(_:didFinishLaunchingWithOptions:)` has returned.
    public func launchEnds() { lock.withLock { isLaunching = false } }

    @discardableResult
    public func register(
        forTaskWithIdentifier identifier: String, using queue: DispatchQueue?,
        launchHandler: @escaping (BGTask) -> Void
    ) -> Bool {
        lock.withLock {
            if !isLaunching { seen.append("registered after the launch: \(identifier)") }
            if handlers[identifier] != nil { seen.append("registered twice: \(identifier)") }
            guard isLaunching, handlers[identifier] == nil else { return false }
            handlers[identifier] = launchHandler
            return true
        }
    }

    public func submit(_ taskRequest: BGTaskRequest) throws { lock.withLock { waiting.append(taskRequest) } }

    /// Begins the task, as the system does when it likes; nil where the app has not asked for it.
    public func begin(_ identifier: String) -> BGTask? {
        let handler = lock.withLock { () -> ((BGTask) -> Void)? in
            guard waiting.contains(where: { $0.identifier == identifier }) else { return nil }
            waiting.removeAll { $0.identifier == identifier }
            return handlers[identifier]
        }
        guard let handler else { return nil }
        let task = BGTask()
        handler(task)
        return task
    }
}
