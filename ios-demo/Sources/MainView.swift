import Lancan
import SwiftUI
import UniformTypeIdentifiers

/// One page of cards: warnings, the call, what to allow, status, places, declarations, report, contacts, safety map, and all the data.
struct MainView: View {
    @Bindable var model: Model
    @Environment(\.openURL) private var openURL
    private let language = Language.preferred

    var body: some View {
        NavigationStack {
            List {
                CardSection(parts: model.warningsCard)
                CardSection(parts: model.callCard)
                CardSection(parts: model.needsCard)
                CardSection(parts: model.statusCard)
                CardSection(parts: model.logCard)
                CardSection(parts: model.visitsCard)
                CardSection(parts: model.declareCard)
                CardSection(parts: model.reportCard)
                CardSection(parts: model.contactsCard)
                CardSection(parts: model.mapCard { openURL($0) })
                CardSection(parts: model.dataCard)
            }
            .navigationTitle(language.say("app-name").title)
        }
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
