import Foundation
import Lancan

/// Something that is wrong, beside the field or choice with this name.
struct Wrong: Equatable {
    let name: String
    let text: String
}

/// In this field a place is written, but which one: one of these.
struct Several: Equatable {
    let name: String
    let units: [AdministrativeUnit]
}

/// What stands in the fields of a question.
enum Reading: Equatable {
    /// The answers, as the core takes them.
    case words([String])
    case several(Several)
    /// In a field something is written that is no place or country.
    case unknown(Wrong)
}

private let mostAnswers = 5
private let (yes, no) = ("yes", "no")

extension DeclarationQuestion {
    /// The name of a question's field; of a group that repeats, of one of its times.
    var name: String { time.map { "\(linkId)#\($0)" } ?? linkId }

    /// What is asked, in this language.
    func label(_ language: Language) -> String { language == .english ? english : vietnamese }

    /// The names of the question's fields: one, or one more than there are answers.
    var fields: [String] { repeats ? (0...min(answers.count, mostAnswers - 1)).map { "\(name)/\($0)" } : [name] }

    /// Whether it is answered by writing.
    var isWritten: Bool {
        switch kind {
        case .heading, .words, .yesNo, .choice: false
        case .whole, .tenths, .date, .line, .text, .openChoice, .country, .phone, .province, .district, .ward: true
        }
    }

    var isUnit: Bool { kind == .province || kind == .district || kind == .ward }

    /// The ward beside a province or district, which follow from it; nil for everything else, and where there is no list of units.
    func ward(_ all: [DeclarationQuestion], _ units: AdministrativeUnits) -> DeclarationQuestion? {
        guard !units.isEmpty, kind == .province || kind == .district, let dot = linkId.lastIndex(of: ".") else { return nil }
        let group = linkId[...dot]
        return all.first { $0.kind == .ward && $0.time == time && $0.linkId.hasPrefix(group) }
    }

    /// An answer as it is shown: a date, a country and a place by their names.
    func shown(_ answer: String, _ language: Language, _ units: AdministrativeUnits) -> String {
        switch kind {
        case .yesNo: language.say(answer == yes ? "web-declare-yes" : "web-declare-no").title
        case .choice, .openChoice:
            options.first { $0.code == answer }.map { language == .english ? $0.english : $0.vietnamese } ?? answer
        case .tenths: language == .english ? answer : answer.replacingOccurrences(of: ".", with: ",")
        case .date: asShownDate(answer)
        case .country: language.countryName(answer)
        case .province, .district, .ward: units.named(answer)?.fullName ?? answer
        case .heading, .words, .whole, .line, .text, .phone: answer
        }
    }

    /// What stands in the fields of a question that is answered by writing, choosing or ticking.
    func read(_ filled: Filled, _ language: Language, _ units: AdministrativeUnits) -> Reading {
        if consent { return .words(filled.ticked(name) ? [yes] : []) }
        var words: [String] = []
        for (at, field) in fields.enumerated() {
            let text = filled[field].trimmingCharacters(in: .whitespacesAndNewlines)
            if text.isEmpty { continue }
            if at < answers.count, text == shown(answers[at], language, units) {
                words.append(answers[at])
            } else if kind == .date {
                // What is no date stays as it is, so that the core says so.
                words.append(asWrittenDate(text) ?? text)
            } else if kind == .country {
                guard let code = countryCode(text) else {
                    return .unknown(Wrong(name: field, text: language.say("web-declare-error-country").title))
                }
                words.append(code)
            } else if kind == .openChoice {
                words.append(options.first { shown($0.code, language, units) == text }?.code ?? text)
            } else if isUnit && !units.isEmpty {
                let meant = units.meant(text) { isOfLevel($0, units) }
                if meant.isEmpty { return .unknown(Wrong(name: field, text: language.say("web-declare-error-unit").title)) }
                if meant.count > 1 { return .several(Several(name: field, units: meant)) }
                words.append(meant[0].code)
            } else {
                words.append(text)
            }
        }
        return .words(words)
    }

    /// A province has two digits, a district three; a ward is what nothing lies in.
    private func isOfLevel(_ unit: AdministrativeUnit, _ units: AdministrativeUnits) -> Bool {
        switch kind {
        case .province: unit.code.count == 2
        case .district: unit.code.count == 3
        default: units.isWhole(unit)
        }
    }
}

/// The parts of a form, one after the other: each begins with a heading, and headings in a row, or of one group that repeats, are
/// one part.
func formParts(_ questions: [DeclarationQuestion]) -> [[DeclarationQuestion]] {
    var parts: [[DeclarationQuestion]] = []
    for question in questions {
        let isNext = question.kind == .heading && parts.last?.last?.kind != .heading && (question.time ?? 0) == 0
        if parts.isEmpty || isNext { parts.append([question]) } else { parts[parts.count - 1].append(question) }
    }
    return parts
}

extension Language {
    /// What the core refused, as it stands beside its field.
    func wrong(_ refused: AnswerRefused, _ questions: [DeclarationQuestion]) -> Wrong {
        let question = questions.first { $0.linkId == refused.linkId && ($0.time == nil || $0.time == refused.entry) }
        let name = question?.name ?? refused.linkId
        return Wrong(name: question?.repeats == true ? "\(name)/\(refused.entry ?? 0)" : name, text: why(refused))
    }

    /// Why an answer was refused.
    func why(_ refused: AnswerRefused) -> String {
        let key = "declaration-refused-\(refused.reason)"
        guard let bound = refused.bound else { return say(key).title }
        switch refused.reason {
        case "too-short", "too-long": return say(key, ["limit": TextValue(Int64(bound) ?? 0)]).title
        default: return say(key, ["limit": TextValue(asShownDate(bound))]).title
        }
    }
}

extension Building {
    /// A question with what is written there, and what is wrong with it below.
    mutating func question(_ question: DeclarationQuestion, _ page: QuestionsPage, _ state: DeclareState, _ acts: DeclareActs) {
        let (label, name) = (question.label(language), question.name)
        let asked = question.required || question.consent ? label : text("declare-optional", ["label": TextValue(label)])
        let now: @MainActor (Filled) -> Void = { acts.answer(question, $0) }
        let chosen = question.answers.first ?? ""
        switch question.kind {
        case .heading:
            let time = question.time.map { ["label": TextValue(label), "at": TextValue($0 + 1)] }
            heading(time.map { text("declare-entry", $0) } ?? label)
        case .words: line(label, .quiet)
        case .yesNo:
            if question.consent {
                tick(name, label, ticked: question.answers == [yes], now)
            } else {
                choice(name, asked, choices(question, [yes, no], state), chosen: chosen, now)
            }
        case .choice: choice(name, asked, choices(question, question.options.map(\.code), state), chosen: chosen, now)
        case .whole, .tenths, .date, .line, .text, .openChoice, .country, .phone, .province, .district, .ward:
            fields(question, asked, page, state, acts)
        }
        if !question.isWritten {
            for wrong in page.wrong where wrong.name == name { line(wrong.text, .alarm) }
        }
    }

    private func choices(_ question: DeclarationQuestion, _ codes: [String], _ state: DeclareState) -> [Option] {
        let options = codes.map { Option(code: $0, text: question.shown($0, language, state.units)) }
        return question.required ? options : options + [Option(code: "", text: text("web-declare-no-answer"))]
    }

    private mutating func fields(
        _ question: DeclarationQuestion, _ label: String, _ page: QuestionsPage, _ state: DeclareState, _ acts: DeclareActs
    ) {
        if question.kind == .openChoice {
            line(question.options.map { question.shown($0.code, language, state.units) }.joined(separator: ", "), .quiet)
        }
        for (at, name) in question.fields.enumerated() {
            let known = at < question.answers.count ? question.shown(question.answers[at], language, state.units) : ""
            let entry = ["label": TextValue(question.label(language)), "at": TextValue(at + 1)]
            field(
                name, at == 0 ? label : text("declare-entry", entry), writing(question.kind),
                text: page.written[name] ?? known, example: example(question.kind))
            for wrong in page.wrong where wrong.name == name { line(wrong.text, .alarm) }
            guard let several = page.several, several.name == name else { continue }
            let options = several.units.map { Option(code: $0.code, text: $0.fullName) }
            choice("\(name)=", text("web-declare-choose-unit"), options, chosen: "") { filled in
                acts.mean(question, name, filled["\(name)="], filled)
            }
        }
    }

    private func writing(_ kind: QuestionKind) -> Writing {
        switch kind {
        case .whole: .digits
        case .tenths: .decimal
        case .text: .long
        case .phone: .phone
        case .heading, .words, .yesNo, .date, .line, .choice, .openChoice, .country, .province, .district, .ward: .text
        }
    }

    private func example(_ kind: QuestionKind) -> String {
        switch kind {
        case .tenths: text("web-declare-hint-decimal")
        case .date: "03/05/2021"
        case .country: text("web-declare-hint-country")
        case .province, .district, .ward: text("web-declare-hint-unit")
        case .phone: "0912 345 678"
        case .heading, .words, .yesNo, .whole, .line, .text, .choice, .openChoice: ""
        }
    }
}
