import Lancan
import LancanApple
import SwiftUI
import UserNotifications

@main
struct DemoApp: App {
    @UIApplicationDelegateAdaptor private var launch: Launch
    @Environment(\.scenePhase) private var phase

    var body: some Scene {
        WindowGroup {
            MainView(model: launch.model)
                .onChange(of: phase) { _, phase in launch.model.foreground(phase == .active) }
        }
    }
}

/// What belongs to every launch, also to one in the background, where no view appears: the system's task, and the phone, so
/// that CoreBluetooth can restore what it kept.
@MainActor
final class Launch: NSObject, UIApplicationDelegate {
    let model = Model()

    func application(
        _ application: UIApplication, didFinishLaunchingWithOptions options: [UIApplication.LaunchOptionsKey: Any]? = nil
    ) -> Bool {
        AppleHost.registerPoll()
        // A notification that began this process is handed over only if this is set by now.
        UNUserNotificationCenter.current().delegate = self
        model.begin()
        return true
    }

    func applicationWillTerminate(_ application: UIApplication) { model.host?.willTerminate() }
}

// The only notification is that of a warning, and warnings stand in the section of today.
extension Launch: UNUserNotificationCenterDelegate {
    /// Shown above the app too: the user may be in another section.
    nonisolated func userNotificationCenter(
        _ center: UNUserNotificationCenter, willPresent notification: UNNotification,
        withCompletionHandler completionHandler: @escaping (UNNotificationPresentationOptions) -> Void
    ) { completionHandler([.banner, .sound]) }

    nonisolated func userNotificationCenter(
        _ center: UNUserNotificationCenter, didReceive response: UNNotificationResponse,
        withCompletionHandler completionHandler: @escaping () -> Void
    ) {
        Task { @MainActor in model.section = .today }
        completionHandler()
    }
}
