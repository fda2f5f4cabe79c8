import CoreBluetooth
import Foundation
import Lancan
import Testing

@testable import LancanApple

extension AppleHostTests {
    /// No identifier is handed out outside the time for which the core gave it.
    @Suite(.serialized) struct ServedFrameTests {
        private let phone = ScriptedPhone()

        init() {
            phone.start()
            phone.advertise(7, longest: 60)
            #expect(phone.said() == "Started, Adapter on, AdvertisingStarted")
        }

        @Test func aFrameIsReadUntilItsEndAndThenRefused() {
            #expect(phone.radio.read() == Data(repeating: 7, count: 20))
            phone.time.pass(59, phone.radio)
            #expect(phone.radio.read(offset: 19) == Data([7]))
            phone.time.pass(1, phone.radio)
            #expect(phone.radio.read() == nil && phone.said() == "AdvertisingFailed")
        }

        @Test func aFrameWhoseEndWasSleptThroughIsRefusedAtTheReadThatWakesThePhone() {
            phone.host.wake(at: phone.time.now().monotonic + 50)
            phone.time.sleep(61)
            #expect(phone.radio.read() == nil)
            // What was due comes first, and comes once.
            #expect(phone.said() == "Wake, AdvertisingFailed")
            #expect(phone.radio.read() == nil && !phone.radio.write(Data(count: 20)) && phone.said().isEmpty)
        }

        @Test func aWallClockSetPastTheEndEndsTheFrame() {
            phone.time.setWall(by: 600)
            #expect(phone.radio.read() == nil && phone.said() == "Wake, AdvertisingFailed")
        }

        @Test func aWallClockSetBackRefusesTheFrameAndWakesTheCore() {
            phone.time.setWall(by: -600)
            #expect(phone.radio.read() == nil && phone.said() == "Wake")
            phone.advertise(8, longest: 60)
            #expect(phone.radio.read() == Data(repeating: 8, count: 20) && phone.said() == "AdvertisingStarted")
        }

        @Test func everyCallOfCoreBluetoothTellsWhatIsDue() {
            phone.execute(.scan(mode: .balanced, duration: 500))
            #expect(phone.said() == "ScanStarted")
            let calls: [() -> Void] = [
                { phone.radio.hear(ScriptedPhone.peer(7), service: ScriptedPhone.service, rssi: -60) },
                { _ = phone.radio.read() },
                { _ = phone.radio.write(Data(count: 20)) },
                { phone.radio.become(.poweredOn) },
            ]
            for call in calls {
                phone.host.wake(at: phone.time.now().monotonic + 5)
                phone.host.queue.sync {}
                phone.time.sleep(6)
                call()
                #expect(phone.said().hasPrefix("Wake"))
            }
        }

        @Test func nothingIsReadAfterAStopOrWithTheAdapterOff() {
            phone.execute(.stopAdvertising)
            #expect(phone.radio.read() == nil && !phone.radio.isAdvertising)
            phone.advertise(longest: 60)
            phone.radio.become(.poweredOff)
            #expect(phone.said() == "AdvertisingStarted, Adapter off" && phone.radio.read() == nil)
            phone.radio.become(.poweredOn)
            #expect(phone.radio.read() == nil)
        }
    }
}
