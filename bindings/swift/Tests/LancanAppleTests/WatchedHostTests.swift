import CoreBluetooth
import Foundation
import Testing

@testable import Lancan
@testable import LancanApple

extension AppleHostTests {
    /// What the core's own watch sees of `AppleHost`, with the real core behind it.
    @Suite(.serialized) struct WatchedHostTests {
        /// Keeps the store's key for as long as the test lasts.
        private final class Vault: KeyVault, @unchecked Sendable {
            private let lock = NSLock()
            private var key: Data?
            func load() throws -> Data? { lock.withLock { key } }
            func save(key: Data) throws { lock.withLock { self.key = key } }
        }

        /// Half an hour: scans, new identifiers, a peer that is heard and does not answer, the adapter off and on.
        @Test func theCoreSeesNoBreachOfTheContract() async throws {
            let seen = try await breaches { phone, second in
                if second == 700 { phone.radio.become(.poweredOff) }
                if second == 760 { phone.radio.become(.poweredOn) }
                if second % 97 == 0 && phone.radio.isScanning {
                    phone.radio.hear(ScriptedPhone.peer(7), service: ScriptedPhone.service, rssi: -60)
                }
            }
            #expect(seen.isEmpty)
        }

        @Test func aHostWhoseTimersSleepIsSeen() async throws {
            let seen = try await breaches { phone, second in if second == 900 { phone.time.sleep(600) } }
            #expect(seen == [.wokenLate])
        }

        private func breaches(_ happen: (ScriptedPhone, Int) -> Void) async throws -> [Breach] {
            let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString, isDirectory: true)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let deployment = """
                {"authority":"Sở Y tế","service_uuid":20054,"export_keys":[],"index_keys":[],"rules_keys":[]}
                """
            let phone = ScriptedPhone()
            let tracer = try Tracer(directory: folder, vault: Vault(), deployment: deployment)
            try await tracer.watchHost()
            try await tracer.start(phone.host)
            for second in 1...1_800 {
                phone.time.pass(1, phone.radio)
                happen(phone, second)
                phone.radio.settle()
                // What was reported is taken, and what the core commands is done.
                for _ in 0..<2 {
                    await tracer.settle()
                    phone.host.queue.sync {}
                    phone.radio.settle()
                }
            }
            let seen = try await tracer.breaches().map(\.breach)
            await tracer.close()
            return seen
        }
    }
}
