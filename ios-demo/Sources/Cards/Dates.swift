import Foundation
import Lancan

/// A day of the deployment, which is a day's name and no instant: the phone's time zone has no part in it.
func asDay(_ day: Date) -> String { formatter("dd/MM/yyyy", in: gmt).string(from: day) }

/// A person's day and time.
func asMinute(_ instant: Date) -> String { formatter("HH:mm dd/MM/yyyy", in: NSTimeZone.default).string(from: instant) }

/// A person's time of day.
func asClock(_ instant: Date) -> String { formatter("HH:mm", in: NSTimeZone.default).string(from: instant) }

/// The instant that a user wrote as ``asMinute(_:)`` writes it, or the day first; nil where it is none.
func asInstant(_ text: String) -> Date? {
    let words = text.split(separator: " ").joined(separator: " ")
    let isTimeFirst = words.wholeMatch(of: /\d{1,2}:\d{2} \d{1,2}\/\d{1,2}\/\d{4}/) != nil
    guard isTimeFirst || words.wholeMatch(of: /\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d{2}/) != nil else { return nil }
    return formatter(isTimeFirst ? "H:mm d/M/yyyy" : "d/M/yyyy H:mm", in: NSTimeZone.default).date(from: words)
}

/// A date that somebody wrote as ``asDay(_:)`` writes it, as the core takes it: `2021-05-03`; nil where it is none.
func asWrittenDate(_ text: String) -> String? {
    let words = text.trimmingCharacters(in: .whitespaces)
    guard words.wholeMatch(of: /\d{1,2}\/\d{1,2}\/\d{4}/) != nil else { return nil }
    return formatter("d/M/yyyy", in: gmt).date(from: words).map { formatter("yyyy-MM-dd", in: gmt).string(from: $0) }
}

/// A date of the core as it is shown; what is none stays as it is.
func asShownDate(_ text: String) -> String {
    guard text.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil else { return text }
    return formatter("yyyy-MM-dd", in: gmt).date(from: text).map(asDay) ?? text
}

/// So many intervals of ten minutes, in words: days, hours and minutes, without what is zero.
func intervalsInWords(_ intervals: Int, _ language: Language) -> String {
    let minutes = intervals * 10
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60)
    var words: [Said] = []
    if days > 0 { words.append(language.say("duration-days", ["days": TextValue(days)])) }
    if hours > 0 { words.append(language.say("duration-hours", ["hours": TextValue(hours)])) }
    if rest > 0 || minutes < 60 { words.append(language.say("duration", ["minutes": TextValue(rest)])) }
    return words.map(\.title).joined(separator: " ")
}

private let gmt = TimeZone(secondsFromGMT: 0) ?? .current

private func formatter(_ pattern: String, in zone: TimeZone) -> DateFormatter {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.calendar = Calendar(identifier: .gregorian)
    formatter.timeZone = zone
    formatter.isLenient = false
    formatter.dateFormat = pattern
    return formatter
}
