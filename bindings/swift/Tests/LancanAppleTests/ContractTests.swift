import CoreBluetooth
import Foundation
import Lancan
import Testing

@testable import LancanApple

/// `AppleHost` on a scripted CoreBluetooth. One test at a time: there is one radio.
@Suite(.serialized) enum AppleHostTests {}

extension AppleHostTests {
    /// The host contract, `bindings/conformance/host.script`.
    @Suite(.serialized) struct ContractTests {
        @Test func theHostKeepsTheContract() throws { try keepsTheContract(heard: nil) }

        @Test func theHostKeepsTheContractWithAPeerThatWasHeardAndDoesNotAnswer() throws {
            try keepsTheContract(heard: ScriptedPhone.peer(7))
        }

        private func keepsTheContract(heard: CBPeripheral?) throws {
            let phone = ScriptedPhone()
            let script = URL(fileURLWithPath: #filePath)
                .appendingPathComponent("../../../../conformance/host.script").standardized
            var steps = 0
            for line in try String(contentsOf: script, encoding: .utf8).split(separator: "\n") {
                let parts = (line.split(separator: "#", omittingEmptySubsequences: false).first ?? "")
                    .components(separatedBy: "->")
                guard parts.count == 2 else { continue }
                for act in parts[0].split(separator: ",") {
                    try happen(act.split(separator: " ").map(String.init), phone)
                }
                let owed = parts[1].trimmingCharacters(in: .whitespaces)
                let said = phone.said(atLeast: owed.isEmpty ? 0 : owed.components(separatedBy: ",").count)
                #expect(said == owed, "after: \(parts[0])")
                if let heard, phone.radio.isScanning {
                    phone.radio.hear(heard, service: ScriptedPhone.service, rssi: -60)
                    #expect(phone.said(atLeast: 1) == "Sighted")
                }
                steps += 1
            }
            #expect(steps > 30)
            phone.host.stop()
        }

        private struct NoSuchStep: Error {}

        private func happen(_ words: [String], _ phone: ScriptedPhone) throws {
            let number = words.count > 1 ? UInt64(words[1]) ?? 0 : 0
            let seconds = TimeInterval(number)
            switch words[0] {
            case "start": phone.start()
            case "pass": phone.time.pass(seconds, phone.radio)
            case "switch": phone.radio.become(words[1] == "on" ? .poweredOn : .poweredOff)
            case "wake":
                phone.host.wake(at: words[1] == "never" ? nil : phone.time.now().monotonic + seconds)
                phone.host.queue.sync {}
            case "Advertise": phone.advertise(longest: seconds)
            case "StopAdvertising": phone.execute(.stopAdvertising)
            case "Scan": phone.execute(.scan(mode: .balanced, duration: seconds))
            case "StopScan": phone.execute(.stopScan)
            case "Connect": phone.execute(.connect(peer: number, timeout: TimeInterval(words[2]) ?? 0))
            case "Read": phone.execute(.read(number))
            case "Write": phone.execute(.write(peer: number, frame: Data(count: 20)))
            case "Disconnect": phone.execute(.disconnect(number))
            case "Http":
                phone.host.send(
                    HttpRequest(
                        id: number, method: .get, path: "/", headers: [], body: Data(), longestAnswer: 1, timeout: 60))
            default: throw NoSuchStep()
            }
        }
    }
}
