@_exported import Foundation

public struct UNAuthorizationOptions: OptionSet, Sendable {
    public let rawValue: UInt
    public init(rawValue: UInt) { self.rawValue = rawValue }
    public static let badge = Self(rawValue: 1)
    public static let sound = Self(rawValue: 2)
    public static let alert = Self(rawValue: 4)
}

public final class UNNotificationSound: NSObject, @unchecked Sendable {
    public static let `default` = UNNotificationSound()
}

open class UNNotificationContent: NSObject {
    public var title = ""
    public var subtitle = ""
    public var body = ""
    public var userInfo: [AnyHashable: Any] = [:]
    public var sound: UNNotificationSound?
}

public final class UNMutableNotificationContent: UNNotificationContent {}

open class UNNotificationTrigger: NSObject {}

public final class UNNotificationRequest: NSObject {
    public let identifier: String
    public let content: UNNotificationContent
    public let trigger: UNNotificationTrigger?
    public init(identifier: String, content: UNNotificationContent, trigger: UNNotificationTrigger?) {
        (self.identifier, self.content, self.trigger) = (identifier, content, trigger)
    }
}

public struct UNNotificationPresentationOptions: OptionSet, Sendable {
    public let rawValue: UInt
    public init(rawValue: UInt) { self.rawValue = rawValue }
    public static let sound = Self(rawValue: 2)
    public static let banner = Self(rawValue: 16)
}

public final class UNNotification: NSObject {}

public final class UNNotificationResponse: NSObject {}

/// Both are optional on Apple's platforms.
public protocol UNUserNotificationCenterDelegate: AnyObject {
    func userNotificationCenter(
        _ center: UNUserNotificationCenter, willPresent notification: UNNotification,
        withCompletionHandler completionHandler: @escaping (UNNotificationPresentationOptions) -> Void)
    func userNotificationCenter(
        _ center: UNUserNotificationCenter, didReceive response: UNNotificationResponse,
        withCompletionHandler completionHandler: @escaping () -> Void)
}

/// The notifications that a user sees, and each time that one was shown.
public final class UNUserNotificationCenter: NSObject, @unchecked Sendable {
    private static let shared = UNUserNotificationCenter()
    public static func current() -> UNUserNotificationCenter { shared }

    public weak var delegate: (any UNUserNotificationCenterDelegate)?

    private let lock = NSLock()
    private var shown: [UNNotificationRequest] = []
    private var asked: [UNAuthorizationOptions] = []
    private var allowed = true

    public func requestAuthorization(
        options: UNAuthorizationOptions, completionHandler: @escaping @Sendable (Bool, (any Error)?) -> Void
    ) {
        let granted = lock.withLock {
            asked.append(options)
            return allowed
        }
        completionHandler(granted, nil)
    }

    public func add(
        _ request: UNNotificationRequest, withCompletionHandler handler: (@Sendable ((any Error)?) -> Void)?
    ) {
        lock.withLock { if allowed { shown.append(request) } }
        handler?(nil)
    }

    // MARK: What a test does

    /// Forgets everything; the user allows notifications or does not.
    public func script(allowed: Bool) { lock.withLock { (shown, asked, self.allowed) = ([], [], allowed) } }

    /// Everything that was shown since, also what another notification has replaced.
    public var history: [UNNotificationRequest] { lock.withLock { shown } }

    /// What the locked screen lists: of one identifier the newest only.
    public var listed: [UNNotificationRequest] {
        lock.withLock { shown.filter { request in shown.last { $0.identifier == request.identifier } === request } }
    }
}
