import Lancan
import LancanApple
import SwiftUI

@main
struct DemoApp: App {
    @Environment(\.scenePhase) private var phase
    @State private var model = Model()

    var body: some Scene {
        WindowGroup {
            MainView(model: model)
                .onChange(of: phase) { _, phase in model.foreground(phase == .active) }
        }
    }
}
