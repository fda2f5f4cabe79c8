#if canImport(UserNotifications)
import Foundation
import Lancan
import UserNotifications

/// The local notification of a warning.
public final class Notifications: Sendable {
    /// A second warning takes the place of the first.
    static let identifier = "vn.lancan.warning"

    private let text: @Sendable (Language) -> Said
    private let last = Last()

    private final class Last: @unchecked Sendable {
        let lock = NSLock()
        var notice: WarningNotice?
        var place: PlaceNotice?
    }

    init(_ text: @escaping @Sendable (Language) -> Said) { self.text = text }

    /// The catalogue's text: that there is a message, and not of what.
    public static let message: @Sendable (Language) -> Said = { $0.say("warning-message") }

    func ask(_ answered: @escaping @Sendable (Bool) -> Void) {
        UNUserNotificationCenter.current().requestAuthorization(options: [.alert, .sound]) { granted, _ in
            answered(granted)
        }
    }

    /// Shows that there is something to read of a warning, once for each change.
    func warn(_ notice: WarningNotice) {
        let isNew = last.lock.withLock {
            defer { last.notice = notice }
            return last.notice != notice
        }
        if isNew { show() }
    }

    /// Shows that there is something to read of a warning of a place, once for each change.
    func warn(ofPlace notice: PlaceNotice) {
        let isNew = last.lock.withLock {
            defer { last.place = notice }
            return last.place != notice
        }
        if isNew { show() }
    }

    private func show() {
        let said = text(.preferred)
        let content = UNMutableNotificationContent()
        content.title = said.title
        if let next = said.next { content.body = next }
        content.sound = .default
        // At once. Where notifications are not allowed the app shows the warning when it is opened.
        let request = UNNotificationRequest(identifier: Self.identifier, content: content, trigger: nil)
        UNUserNotificationCenter.current().add(request, withCompletionHandler: nil)
    }
}
#endif
