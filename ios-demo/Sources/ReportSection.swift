import Lancan
import SwiftUI

/// Enter the code, look at what would be sent, leave days out, agree, send or not.
struct ReportSection: View {
    let model: Model
    @State private var code = ""
    @State private var keys = false
    @State private var encounters = false
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
