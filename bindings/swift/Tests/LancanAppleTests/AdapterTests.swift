import BackgroundTasks
import CoreBluetooth
import Foundation
import Lancan
import Testing

@testable import LancanApple

extension AppleHostTests {
    /// Adapter, permission, failures that come late, a process that the system begins again, and its background task.
    @Suite(.serialized) struct AdapterTests {
        @Test func anAdapterOffAtTheStartAndOnLaterIsTold() {
            let phone = ScriptedPhone(.poweredOff)
            phone.start()
            phone.advertise(longest: 60)
            #expect(phone.said() == "Started, Adapter off, AdvertisingFailed")
            phone.radio.become(.poweredOn)
            phone.advertise(longest: 60)
            #expect(phone.said() == "Adapter on, AdvertisingStarted")
        }

        @Test func aPermissionThatIsMissingGivenAndTakenIsTold() {
            let phone = ScriptedPhone(.unauthorized)
            phone.start()
            phone.radio.become(.poweredOn)
            phone.execute(.scan(mode: .balanced, duration: 10))
            phone.radio.become(.unauthorized)
            phone.execute(.scan(mode: .balanced, duration: 10))
            #expect(
                phone.said()
                    == "Started, Adapter permissionMissing, Adapter on, ScanStarted, Adapter permissionMissing, ScanFailed")
        }

        @Test func beforeBluetoothIsReadyEveryWishIsRefused() {
            let phone = ScriptedPhone(.unknown)
            phone.start()
            phone.advertise(longest: 60)
            phone.execute(.scan(mode: .balanced, duration: 10))
            phone.execute(.connect(peer: 7, timeout: 5))
            phone.execute(.read(7))
            phone.execute(.write(peer: 7, frame: Data(count: 20)))
            #expect(
                phone.said()
                    == "Started, AdvertisingFailed, ScanFailed, Disconnected 7, ExchangeFailed 7, ExchangeFailed 7")
        }

        @Test func anAdvertThatFailsLateAnswersEveryOrder() {
            let phone = ScriptedPhone()
            phone.start()
            phone.radio.holdsAdverts = true
            phone.advertise(1, longest: 60)
            phone.advertise(2, longest: 60)
            #expect(phone.said() == "Started, Adapter on")
            phone.radio.failsLate = true
            phone.radio.advertsBegin()
            #expect(phone.said() == "AdvertisingFailed, AdvertisingFailed" && phone.radio.read() == nil)
            phone.radio.failsLate = false
            phone.advertise(3, longest: 60)
            phone.radio.advertsBegin()
            #expect(phone.said() == "AdvertisingStarted" && phone.radio.read() == Data(repeating: 3, count: 20))
        }

        @Test func advertsStoppedBeforeTheyBeganDoNotStayOnTheAir() {
            let phone = ScriptedPhone()
            phone.start()
            phone.radio.holdsAdverts = true
            phone.advertise(longest: 60)
            phone.execute(.stopAdvertising)
            phone.radio.advertsBegin()
            #expect(phone.said() == "Started, Adapter on" && !phone.radio.isAdvertising)
        }

        @Test func anAdvertThatIsNeverAnsweredIsGivenUpWithItsFrameAndTheNextBeginsAnew() {
            let phone = ScriptedPhone()
            phone.start()
            phone.radio.holdsAdverts = true
            phone.advertise(1, longest: 60)
            phone.advertise(2, longest: 60)
            phone.time.pass(60, phone.radio)
            #expect(phone.said() == "Started, Adapter on, AdvertisingFailed, AdvertisingFailed")
            phone.radio.holdsAdverts = false
            phone.advertise(3, longest: 60)
            #expect(phone.said() == "AdvertisingStarted" && phone.radio.read() == Data(repeating: 3, count: 20))
        }

        @Test func aHostThatEndedAndIsStartedAgainTellsTheAdapterAgain() {
            let phone = ScriptedPhone()
            phone.start()
            #expect(phone.said() == "Started, Adapter on")
            phone.host.stop()
            phone.host.queue.sync {}
            phone.start()
            #expect(phone.said() == "Started, Adapter on")
        }

        @Test func aServiceThatCannotBeAddedFailsTheAdvertAndIsTriedAgain() {
            let phone = ScriptedPhone()
            phone.start()
            phone.radio.failsLate = true
            phone.advertise(longest: 60)
            phone.radio.failsLate = false
            phone.advertise(longest: 60)
            #expect(phone.said() == "Started, Adapter on, AdvertisingFailed, AdvertisingStarted")
        }

        @Test func aRelaunchedProcessIsRestoredUnderTheSameNamesAndClosesWhatTheOldOneLeft() {
            let before = ScriptedPhone()
            before.start()
            let left = ScriptedPhone.peer(9)
            let after = ScriptedPhone(kept: [left])
            after.start()
            #expect(after.said() == "Started, Started restored, Adapter on")
            #expect(after.radio.cancelled == [left.identifier])
            #expect(Set(after.radio.restoreNames).count == 2)
            #expect(Set(before.radio.restoreNames) == Set(after.radio.restoreNames))
            #expect(after.radio.read() == nil)
        }

        @Test func theSystemsBackgroundTaskWakesTheCoreAndIsAskedForAgain() {
            let phone = ScriptedPhone()
            phone.start()
            _ = phone.said()
            for _ in 0..<2 {
                #expect(BGTaskScheduler.shared.begin(AppleHost.pollTask) != nil)
                #expect(phone.said(atLeast: 1) == "Wake")
            }
        }

        @Test func aHostThatIsMadeAndBeginsAfterTheLaunchRegistersNothing() {
            let phone = ScriptedPhone()
            phone.start()
            #expect(BGTaskScheduler.shared.faults == [])
            // The stand-in sees what ends an app on a phone.
            #expect(!AppleHost.registerPoll())
            #expect(BGTaskScheduler.shared.faults.contains("registered after the launch: \(AppleHost.pollTask)"))
        }

        @Test func aTaskBeforeAnyHostBeganFindsNobodyAndTheNextOneWakesTheHost() {
            let phone = ScriptedPhone()
            #expect(BGTaskScheduler.shared.begin(AppleHost.pollTask) != nil)
            phone.start()
            #expect(phone.said() == "Started, Adapter on")
            #expect(BGTaskScheduler.shared.begin(AppleHost.pollTask) != nil)
            #expect(phone.said(atLeast: 1) == "Wake")
        }
    }
}
