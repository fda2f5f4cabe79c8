import Lancan
import LancanApple
import SwiftUI

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
        model.begin()
        return true
    }

    func applicationWillTerminate(_ application: UIApplication) { model.host?.willTerminate() }
}
