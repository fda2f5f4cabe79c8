import Lancan
import SwiftUI

/// Enter the code, look at what would be sent, leave days out, agree, send or not.
struct ReportSection: View {
    let model: Model
    @State private var code = ""
    @State private var keys = false
    @State private var encounters = false
    /// The report that the user agrees to take back.
    @State private var agreed: Int64?
    private let language = Language.preferred

    var body: some View {
        if let review = model.review {
            reviewed(review)
        } else {
            Section(language.say("report-enter-code").title) {
                if let publishedBy = model.publishedBy {
                    let told = language.say("report-accepted", ["when": TextValue(asMinute(publishedBy))])
                    Text(told.title).bold()
                }
                Text(language.say("report-enter-code").next ?? "")
                TextField(language.say("report-enter-code").title, text: $code)
                if model.isBusy { Text(language.say("report-checking").title) }
                Button("OK") { model.enter(code: code) }
            }
            if !model.sentReports.isEmpty { sent }
        }
    }

    /// The reports that were sent, each to be taken back as long as that can be.
    private var sent: some View {
        Section(language.say("sent-title").title) {
            ForEach(model.sentReports, id: \.id) { report in
                Text(language.say("sent-at", ["when": TextValue(asMinute(report.sentAt))]).title).bold()
                if let problem = report.failed {
                    Text(language.say("sent-failed").title)
                    Text(problem.said().title)
                }
                let told = told(report)
                Text(told.title)
                if let next = told.next { Text(next) }
                if case .canBeTakenBack = report.stage {
                    Text(language.say("withdraw-explained").next ?? "")
                    Toggle(
                        language.say("consent-withdraw").title,
                        isOn: Binding(get: { agreed == report.id }, set: { agreed = $0 ? report.id : nil }))
                    Button(language.say("withdraw-report").title) {
                        agreed = nil
                        model.withdraw(report)
                    }
                    .disabled(agreed != report.id)
                }
            }
        }
    }

    private func told(_ report: SentReport) -> Said {
        switch report.stage {
        case .canBeTakenBack(let until): language.say("sent-until", ["until": TextValue(asMinute(until))])
        case .stands: language.say("sent-stands", ["centre": TextValue(report.centre)])
        case .takingBack: language.say("sent-taking-back")
        case .takenBack(let at): language.say("sent-taken-back", ["when": TextValue(asMinute(at))])
        }
    }

    private func reviewed(_ review: Review) -> some View {
        Section(language.say("review-title").title) {
            Text(language.say("report-review", ["centre": TextValue(review.centre)]).title)
            Text(language.say("review-keys", ["days": TextValue(Set(review.keys.filter { !$0.withheld }.map(\.day)).count)]).title)
            if review.keys.contains(where: { $0.follows && !$0.withheld }) {
                Text(language.say("review-follows").title)
            }
            ForEach(review.days, id: \.day) { day in
                Text(text(day))
                if !day.leftOut {
                    Button(language.say("review-leave-out").title) { model.leaveOut(day: day.day) }
                }
            }
            let withheld = review.keys.count { $0.withheld }
            if withheld > 0 { Text(language.say("review-withheld", ["count": TextValue(withheld)]).title) }
            Toggle(language.say("consent-keys").title, isOn: $keys)
            Toggle(
                language.say("consent-encounters", ["authority": TextValue(review.centre)]).title, isOn: $encounters)
            Text(language.say("consent-voluntary").title)
            Button(language.say("review-send").title) { model.send(keys: keys, encounters: encounters) }
            Button(language.say("review-cancel").title, role: .cancel) { model.cancelReport() }
        }
    }

    private func text(_ reviewed: ReviewedDay) -> String {
        let day = TextValue(asDay(reviewed.day))
        let count = TextValue(Int(reviewed.encounters))
        let minutes = TextValue((Int(reviewed.seconds) + 30) / 60)
        return reviewed.leftOut
            ? language.say("review-left-out", ["day": day]).title
            : language.say("review-day", ["day": day, "count": count, "minutes": minutes]).title
    }
}
