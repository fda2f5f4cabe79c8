import Lancan
import SwiftUI

/// Status, warnings, report and history on one page.
struct MainView: View {
    let model: Model
    @State private var erasing = false
    private let language = Language.preferred

    var body: some View {
        NavigationStack {
            List {
                StatusSection(model: model)
                WarningsSection(model: model)
                ReportSection(model: model)
                WhySection(model: model)
                HistorySection(model: model)
                Section {
                    Button(language.say("erase-title").title, role: .destructive) { erasing = true }
                }
            }
            .navigationTitle(language.say("app-name").title)
        }
        .task { await model.run() }
        .alert(language.say("erase-title").title, isPresented: $erasing) {
            Button("OK", role: .destructive) { model.erase() }
        } message: {
            Text(language.say("erase-title").next ?? "")
        }
        .alert(model.problem?.said().title ?? "", isPresented: problemShown) {
            Button("OK") { model.problem = nil }
        } message: {
            Text(model.problem?.said().next ?? "")
        }
    }

    private var problemShown: Binding<Bool> {
        Binding(get: { model.problem != nil }, set: { if !$0 { model.problem = nil } })
    }
}

/// Whether tracing works, and what to do where it does not.
struct StatusSection: View {
    let model: Model
    private let language = Language.preferred

    var body: some View {
        Section {
            if let status = model.status {
                ForEach(lines(status), id: \.title) { said in
                    Text(said.title).bold()
                    Text(said.next ?? "")
                }
                if let checked = status.lastChecked {
                    Text(language.say("status-last-checked", ["when": TextValue(asMinute(checked))]).title)
                } else {
                    Text(language.say("status-never-checked").title)
                }
                if status.coverage.days > 0 {
                    let coverage = status.coverage
                    let days = ["worked": TextValue(coverage.workedDays), "days": TextValue(coverage.days)]
                    Text(language.say("status-coverage", days).title)
                    ForEach(coverage.gaps, id: \.day) { Text(line($0)) }
                }
                if status.paused {
                    Button(language.say("resume").title) { model.resume() }
                } else {
                    Button(language.say("pause").title) { model.pause() }
                }
            }
        }
    }

    private func line(_ gap: Gap) -> String {
        language.say("coverage-gap", [
            "day": TextValue(asDay(gap.day)), "sent": TextValue(gap.sentMinutes),
            "listened": TextValue(gap.listenedMinutes),
        ]).title
    }

    private func lines(_ status: Status) -> [Said] {
        var lines: [Said] = []
        if status.paused { lines.append(language.say("status-paused")) }
        if !status.paused && status.blocked.isEmpty { lines.append(language.say("status-working")) }
        return lines + status.blocked.map { $0.said() } + status.troubles.map { $0.said() }
    }
}

/// Every warning that was not put away, newest last.
struct WarningsSection: View {
    let model: Model
    private let language = Language.preferred

    var body: some View {
        Section(language.say("warning-count", ["count": TextValue(model.warnings.count)]).title) {
            ForEach(model.warnings, id: \.warning.id) { changed in
                let warning = changed.warning
                let said = changed.change.said()
                Text(said.title).bold()
                if let next = said.next { Text(next) }
                Text(what(warning))
                if !changed.change.isEnd {
                    Text(language.say(warning.verdict == .possible ? "warning-possible" : "warning-likely").title)
                    Text(warning.advice())
                    Text(language.say("warning-decree", ["decree": TextValue(warning.decree)]).title)
                }
                Button("✓") { model.dismiss(warning) }
            }
        }
    }

    private func what(_ warning: Warning) -> String {
        let (first, last) = (asDay(warning.firstDay), asDay(warning.lastDay))
        let both = ["from": TextValue(first), "to": TextValue(last)]
        let day = TextValue(first == last ? first : language.say("warning-days", both).title)
        let minutes = TextValue(Int(warning.expectedMinutes))
        return language.say("warning-body", ["day": day, "minutes": minutes]).title
    }
}

/// Why each case that this phone has heard is a contact or none, by each rule that was in force.
struct WhySection: View {
    let model: Model
    private let language = Language.preferred

    var body: some View {
        Section(language.say("reason-title").title) {
            if model.reasons.isEmpty { Text(language.say("reason-no-case").title) }
            ForEach(lines, id: \.self) { Text($0) }
        }
    }

    private var lines: [String] { model.reasons.map { "\(asDay($0.day)), \($0.rule): \($0.said())" } }
}

/// One's own encounters by day.
struct HistorySection: View {
    let model: Model
    private let language = Language.preferred

    var body: some View {
        Section(language.say("history-title").title) {
            Text(language.say("history-promise", ["days": 21]).title)
            if model.days.isEmpty { Text(language.say("history-empty").title) }
            ForEach(model.days.reversed(), id: \.day) { day in Text(line(day)) }
        }
    }

    private func line(_ day: HistoryDay) -> String {
        let minutes = day.meetings.reduce(0) { $0 + Int($1.seconds) } / 60
        return language.say("history-day", [
            "day": TextValue(asDay(day.day)), "count": TextValue(day.meetings.count), "minutes": TextValue(minutes),
        ]).title
    }
}

/// A day of the deployment, which is a day's name and no instant: the phone's time zone has no part in it.
func asDay(_ day: Date) -> String { format(day, "dd/MM/yyyy", in: .gmt) }

/// A person's day and time.
func asMinute(_ instant: Date) -> String { format(instant, "HH:mm dd/MM/yyyy", in: .current) }

private func format(_ instant: Date, _ pattern: String, in zone: TimeZone) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = zone
    formatter.dateFormat = pattern
    return formatter.string(from: instant)
}
