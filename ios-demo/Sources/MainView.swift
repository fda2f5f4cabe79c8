import Lancan
import SwiftUI
import UniformTypeIdentifiers

/// The first start, or the sections of the app, with what may come up over either.
struct MainView: View {
    @Bindable var model: Model

    var body: some View {
        Pages(model: model)
        // The code of a place and that of a report are links: whatever reads them may open the app with one.
        .onOpenURL { model.opened($0.absoluteString) }
        .fileExporter(
            isPresented: $model.isSaving, document: TransferFile(bytes: model.sealed), contentType: .data,
            defaultFilename: "lancan.transfer"
        ) { model.saved($0) }
        .fileImporter(isPresented: $model.isOpening, allowedContentTypes: [.data]) { model.chose($0) }
        .sheet(isPresented: scanShown) { ScanView(model: model) }
        .alert(model.problem?.said().title ?? "", isPresented: problemShown) {
            Button("OK") { model.problem = nil }
        } message: {
            Text(model.problem?.said().next ?? "")
        }
    }

    private var scanShown: Binding<Bool> {
        Binding(get: { model.scanning != nil }, set: { if !$0 { model.scanning = nil } })
    }

    private var problemShown: Binding<Bool> {
        Binding(get: { model.problem != nil }, set: { if !$0 { model.problem = nil } })
    }
}

/// Before the first start is over nothing but what it asks; then the sections, each with the cards of its matters.
private struct Pages: View {
    @Bindable var model: Model
    @Environment(\.openURL) private var openURL

    var body: some View {
        if model.asked.first != nil {
            NavigationStack {
                List {
                    CardSection(parts: model.language.welcomeCard())
                    CardSection(parts: model.needsCard)
                }
                .navigationTitle(model.language.say("app-name").title)
            }
        } else {
            TabView(selection: $model.section) {
                ForEach(AppSection.allCases, id: \.self) { section in
                    NavigationStack {
                        List { cards(section) }.navigationTitle(section.title(model.language))
                    }
                    .tabItem { Label(section.title(model.language), systemImage: section.symbol) }
                    // A warning is to be seen from every section.
                    .badge(section == .today ? model.warnings.count + model.places.count : 0)
                    .tag(section)
                }
            }
        }
    }

    @ViewBuilder
    private func cards(_ section: AppSection) -> some View {
        switch section {
        case .today:
            CardSection(parts: model.warningsCard)
            CardSection(parts: model.callCard)
            CardSection(parts: model.needsCard)
            CardSection(parts: model.statusCard)
            CardSection(parts: model.contactsCard)
        case .report: CardSection(parts: model.reportCard)
        case .places:
            CardSection(parts: model.logCard)
            CardSection(parts: model.visitsCard)
            CardSection(parts: model.mapCard { openURL($0) })
        case .declare: CardSection(parts: model.declareCard)
        case .data: CardSection(parts: model.dataCard)
        }
    }
}

/// The file that takes a phone's memory to a new phone: sealed bytes.
struct TransferFile: FileDocument {
    static let readableContentTypes = [UTType.data]
    let bytes: Data

    init(bytes: Data) { self.bytes = bytes }

    init(configuration: ReadConfiguration) throws {
        guard let bytes = configuration.file.regularFileContents else { throw Problem.FileInvalid }
        self.bytes = bytes
    }

    func fileWrapper(configuration: WriteConfiguration) throws -> FileWrapper {
        FileWrapper(regularFileWithContents: bytes)
    }
}
