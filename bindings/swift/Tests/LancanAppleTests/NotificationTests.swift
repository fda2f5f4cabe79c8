import Foundation
import Lancan
import Testing
import UserNotifications

@testable import LancanApple

extension AppleHostTests {
    /// What the user sees of a warning while the app is behind.
    @Suite(.serialized) struct NotificationTests {
        private let phone = ScriptedPhone()
        private let center = UNUserNotificationCenter.current()

        init() {
            center.script(allowed: true)
            phone.start()
        }

        @Test func aWarningIsShownAndTheLockedScreenSaysNothingButThatThereIsAMessage() throws {
            phone.host.show(.warned(warning(1)))
            let shown = try #require(center.listed.first?.content)
            let said = Language.preferred.say("warning-message")
            #expect(shown.title == said.title && !said.title.isEmpty && said.title != "warning-message")
            #expect(shown.body == said.next ?? "" && shown.subtitle.isEmpty && shown.userInfo.isEmpty)
            #expect(shown.sound != nil)
            let all = (shown.title + shown.body).lowercased()
            for word in ["tiếp xúc", "ca bệnh", "cảnh báo", "contact", "case", "warning", "12/05/2021"] {
                #expect(!all.contains(word), "\(word)")
            }
        }

        @Test func aWarningIsShownOnceAndALaterOneOrAChangeTakesItsPlace() {
            phone.host.show(.warned(warning(1)))
            phone.host.show(.warned(warning(1)))
            #expect(center.history.count == 1)
            phone.host.show(.warned(warning(2)))
            phone.host.show(.warned(warning(2, .withdrawn)))
            #expect(center.history.count == 3 && center.listed.count == 1)
        }

        @Test func nothingButAWarningIsShown() {
            phone.host.show(.report(.checking))
            #expect(center.history.isEmpty)
        }

        @Test func theUsersAnswerIsHandedOn() {
            for allowed in [true, false] {
                center.script(allowed: allowed)
                phone.host.askForNotifications { #expect($0 == allowed) }
                phone.host.show(.warned(warning(allowed ? 3 : 4)))
                #expect(center.history.count == (allowed ? 1 : 0))
            }
        }

        private func warning(_ id: Int64, _ change: WarningChange = .new) -> WarningNotice {
            let day = Date(timeIntervalSince1970: 1_620_777_600)
            let warning = Warning(
                id: id, rule: "f1", verdict: .close, windowStart: day, firstDay: day, lastDay: day, lastContact: day,
                expectedMinutes: 25,
                probability: 0.8, decree: "5053/QĐ-BYT",
                advice: Advice(key: "advice-f1-quarantine", quarantineUntil: day, followUpUntil: day), foundAt: day)
            return WarningNotice(change: change, warning: warning)
        }
    }
}
