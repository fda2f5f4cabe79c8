import Foundation
import Lancan

// What the user does on the report, contacts and all data, and the cards of them.

extension Model {
    var reportCard: [Part] {
        switch report {
        case .code:
            language.codeCard(
                sentReports,
                CodeActs(
                    scan: scan(.report), check: enter,
                    withdraw: { report in
                        self.act { model, tracer in
                            try await tracer.withdraw(report)
                            try await model.look(tracer)
                        }
                    }),
                code: offeredCode)
        case .waiting(let key): language.waitingCard(key)
        case .review(let open, let review): language.reviewCard(review, acts(open))
        case .ended(let end): language.endCard(end) { self.report = .code }
        }
    }

    /// Shows the code that a link holds, a report's or a place's, in its section: at once, or after the first start.
    func opened(_ link: String) {
        if let text = ScannedText(link: link) { show(text) }
    }

    /// Shows in its section what came by a link or from the camera. While a report is open, a report's code waits.
    func show(_ text: ScannedText) {
        section = text.section
        switch text {
        case .code(let code):
            offeredCode = code
            if case .ended = report { report = .code }
        case .place(let text): use(text)
        case .placeLink(let link): (visits.code, visits.form) = (link, nil)
        }
    }

    private func enter(_ code: String) {
        report = .waiting("report-checking")
        act(failed: { (self.report, self.problem) = (.code, $0) }) { model, tracer in
            let open = try await tracer.enterCode(code)
            model.offeredCode = ""
            model.report = .review(open, try await open.contents())
        }
    }

    private func acts(_ open: Report) -> ReviewActs {
        ReviewActs(
            leaveOut: { day in self.act { model, _ in model.report = .review(open, try await open.leaveOut(day: day)) } },
            leaveOutVisit: { visit in
                self.act { model, _ in model.report = .review(open, try await open.leaveOut(visit: visit)) }
            },
            send: { self.send(open, $0) },
            cancel: {
                self.act { model, _ in
                    try await open.cancel()
                    model.report = .code
                }
            })
    }

    private func send(_ open: Report, _ agreed: Consents) {
        report = .waiting("report-sending")
        act(failed: { self.report = .ended(.refused($0)) }) { model, tracer in
            let publishedBy = try await open.send(
                keys: agreed.keys, encounters: agreed.encounters, visits: agreed.visits, language: model.language)
            model.report = .ended(.accepted(publishedBy))
            try await model.look(tracer)
        }
    }

    var contactsCard: [Part] {
        language.contactsCard(days, reasons, shown: shownDay) { self.shownDay = $0 }
    }

    /// The safety map is a page of the server; `open` shows it in the browser.
    func mapCard(_ open: @escaping @MainActor (URL) -> Void) -> [Part] {
        guard let map = Self.server?.appendingPathComponent("ban-do") else { return [] }
        return language.mapCard { open(map) }
    }

    var dataCard: [Part] {
        if data.isErasing {
            return language.eraseCard(erase: erase, keep: { self.data = DataState() })
        }
        return language.dataCard(data.told, data.problem, DataActs(
            save: { secret in
                self.act(failed: { self.data = DataState(problem: $0) }) { model, tracer in
                    model.sealed = try await tracer.sealTransfer(passphrase: secret)
                    model.isSaving = true
                }
            },
            open: { secret in
                self.passphrase = secret
                self.isOpening = true
            },
            erase: { self.data = DataState(isErasing: true) }))
    }

    /// The user chose where the file is written, or not.
    func saved(_ result: Result<URL, any Error>) {
        sealed = Data()
        if case .success = result { data = DataState(told: language.say("move-saved")) }
    }

    /// The user chose the file of an old phone, or none.
    func chose(_ result: Result<URL, any Error>) {
        let secret = passphrase
        passphrase = ""
        guard case .success(let file) = result else { return }
        act(failed: { self.data = DataState(problem: $0) }) { model, tracer in
            let moved = try await tracer.openTransfer(try Self.read(file), passphrase: secret)
            let time = ["time": TextValue(intervalsInWords(Int(moved.intervals), model.language))]
            model.data = DataState(told: model.language.say("move-opened", time))
            try await model.look(tracer)
        }
    }

    /// A file outside of the app's own folder.
    private static func read(_ file: URL) throws -> Data {
        let opened = file.startAccessingSecurityScopedResource()
        defer { if opened { file.stopAccessingSecurityScopedResource() } }
        return try Data(contentsOf: file)
    }

    private func erase() {
        act { model, tracer in
            try await tracer.erase()
            (model.declare, model.alreadyDeclared) = (DeclareState(units: model.declare.units), [:])
            (model.warnings, model.places, model.sentReports) = ([], [], [])
            (model.call, model.calledAbout, model.report) = (CallState(), nil, .code)
            model.offeredCode = ""
            model.visits = VisitsState()
            model.data = DataState(told: model.language.say("erase-done"))
            try await model.look(tracer)
        }
    }
}
