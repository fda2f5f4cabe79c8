import CoreBluetooth
import Foundation
import HostScript
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
            for step in try HostStep.script() {
                for act in step.acts { try happen(act, phone) }
                let said = phone.said(atLeast: step.reports.count)
                #expect(said == step.reports.joined(separator: ", "), "after: \(step.acts)")
                if let heard, phone.radio.isScanning {
                    phone.radio.hear(heard, service: ScriptedPhone.service, rssi: -60)
                    #expect(phone.said(atLeast: 1) == "Sighted")
                }
            }
            phone.host.stop()
        }

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
