import Foundation
import Testing

@testable import Lancan

/// Declaring health through the bindings, against the real server.
@Suite struct DeclaringTests {
    @Test func whatIsKnownOfSomebodyIsWrittenOnceAndAPersonIsCorrected() async throws {
        let server = try #require(RealServer(), "run through bindings/swift/test.sh")
        let deployment = try await server.deployment()
        try await withDirectory { directory in
            let host = TestHost(clock: TestClock(Date()), address: 1, server: server.url)
            let tracer = try Tracer(directory: directory, vault: MemoryVault(), deployment: deployment)
            try await tracer.start(host)

            let name = try #require(try await tracer.declarationProfile().first { $0.linkId == "name" })
            #expect(try await tracer.answerDeclarationProfile(of: nil, question: name, words: ["Nguyễn Văn An"]).isEmpty)
            let own = try await tracer.beginDeclaration(form: "ncovi")
            #expect(try await tracer.declarationQuestions(own).first { $0.linkId == "name" }?.answers == ["Nguyễn Văn An"])

            let id = try await tracer.addDeclarationPerson(name: "Bé Am", birthYear: 2018, relation: .child, consent: true)
            let child = try #require(try await tracer.declarationPersons().first { $0.id == id })
            try await tracer.change(child, name: "Bé An", birthYear: 2017, relation: .grandchild)
            let changed = try #require(try await tracer.declarationPersons().first)
            #expect(changed.id == id && changed.name == "Bé An" && changed.birthYear == 2017 && changed.relation == .grandchild)
            await #expect(throws: Problem.RequestInvalid) {
                try await tracer.change(changed, name: "", birthYear: 2017, relation: .child)
            }
            #expect(try await tracer.declarationProfile(of: changed).allSatisfy { $0.linkId != "name" })
            await tracer.close()
        }
    }

    @Test func whatBecomesOfTheFormsIsTold() async throws {
        let server = try #require(RealServer(), "run through bindings/swift/test.sh")
        let deployment = try await server.deployment()
        try await withDirectory { directory in
            let host = TestHost(clock: TestClock(Date()), address: 1, server: server.url)
            let tracer = try Tracer(directory: directory, vault: MemoryVault(), deployment: deployment)
            try await tracer.start(host)
            // Whoever looks begins to look some time after the call.
            let fetching = Task {
                while !Task.isCancelled {
                    try await tracer.fetchForms()
                    try await Task.sleep(for: .milliseconds(200))
                }
            }
            var told: DeclaringStage?
            for await stage in tracer.declaringStages {
                told = stage
                break
            }
            fetching.cancel()
            _ = await fetching.result
            #expect(told == .formsChecked(changed: false), "the server has the forms that the phone was built with")
            await tracer.close()
        }
    }
}
