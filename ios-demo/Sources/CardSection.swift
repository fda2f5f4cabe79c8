import Accessibility
import Lancan
import SwiftUI

/// A section of the page that shows the parts of a card, and nothing where there are none.
struct CardSection: View {
    let parts: [Part]
    @State private var held = Held()

    var body: some View {
        if !parts.isEmpty {
            Section {
                ForEach(parts.named, id: \.id) { row in draw(row.part, of: row.of) }
            }
            .onChange(of: parts.asText, initial: true) { _, _ in
                let news = held.show(parts)
                // VoiceOver's user may be anywhere on the page.
                if !news.isEmpty { AccessibilityNotification.Announcement(news.joined(separator: ". ")).post() }
            }
        }
    }

    @ViewBuilder
    private func draw(_ part: Part, of: String?) -> some View {
        switch part {
        case .heading(let text, let tone):
            Text(text).bold().foregroundStyle(color(tone)).accessibilityAddTraits(.isHeader)
        case .line(let text, let tone):
            Text(text).foregroundStyle(color(tone))
        case .field(let name, let label, let writing, let text, let example):
            Text(label).foregroundStyle(color(.quiet))
            if writing == .long {
                TextEditor(text: written(name, text)).accessibilityLabel(label)
            } else if writing == .secret {
                SecureField(example, text: written(name, text)).accessibilityLabel(label)
            } else {
                TextField(example, text: written(name, text))
                    .keyboardType(keyboard(writing))
                    .accessibilityLabel(label)
            }
        case .tick(let name, let text, let ticked, _, let act):
            Toggle(text, isOn: Binding(
                get: { held.ticked(name, ticked) },
                set: { isTicked in
                    held.tick(name, isTicked)
                    act?(held.filled(parts))
                }))
        case .choice(let name, let label, let options, let chosen, let none, let act):
            Text(label)
            Picker(label, selection: Binding(
                get: { act == nil ? held.written(name, chosen) : chosen },
                set: { code in
                    held.write(name, code)
                    act?(held.filled(parts))
                })
            ) {
                // Where nothing is chosen yet, and where nothing may be chosen.
                if !options.contains(where: { $0.code.isEmpty }) { Text(none).tag("") }
                ForEach(options, id: \.code) { option in Text(option.text).tag(option.code) }
            }
            .labelsHidden()
        case .code(let label, let content):
            if let picture = qrPicture(content) {
                // Black on white by day and by night, and no pixel between: a camera has to read it.
                Image(uiImage: picture).interpolation(.none).resizable().scaledToFit().accessibilityLabel(label)
            }
        case .press(let text, let weight, let needs, let act):
            Button(text, role: weight == .grave ? .destructive : nil) { act(held.filled(parts)) }
                .disabled(!held.filled(parts).ticks.isSuperset(of: needs))
                .accessibilityLabel(of.map { "\(text), \($0)" } ?? text)
        }
    }

    private func written(_ name: String, _ text: String) -> Binding<String> {
        Binding(get: { held.written(name, text) }, set: { held.write(name, $0) })
    }

    private func keyboard(_ writing: Writing) -> UIKeyboardType {
        switch writing {
        case .phone: .phonePad
        case .digits: .numberPad
        case .decimal: .decimalPad
        case .text, .long, .secret: .default
        }
    }

    /// By day and by night: each can be read by weak eyes (WCAG AA).
    private func color(_ tone: Tone) -> Color {
        switch tone {
        case .plain: Color(uiColor: .label)
        case .quiet: Color(uiColor: .secondaryLabel)
        case .good: shade(day: 0x0B6B52, night: 0x6FD3B4)
        case .care: shade(day: 0x8A5300, night: 0xF2B866)
        case .alarm: shade(day: 0xB3261E, night: 0xFFB4AB)
        }
    }

    private func shade(day: Int, night: Int) -> Color {
        Color(uiColor: UIColor { traits in
            let rgb = traits.userInterfaceStyle == .dark ? night : day
            let part = { (shift: Int) in CGFloat(rgb >> shift & 0xFF) / 255 }
            return UIColor(red: part(16), green: part(8), blue: part(0), alpha: 1)
        })
    }
}
