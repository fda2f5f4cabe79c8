import Foundation
import Testing

@testable import Lancan

/// Encounter, code, report, export, match, warning: through the bindings, against the real server.
@Suite(.serialized, .timeLimit(.minutes(5))) struct TracingLoopTests {
    @Test func aPhoneThatWasNearACaseIsWarnedOnceTheCaseHasReported() async throws {
        let server = try #require(RealServer(), "run through bindings/swift/test.sh")
        let deployment = try await server.deployment()
        try await withDirectory { directory in
            let clock = TestClock(Date().addingTimeInterval(-172_800))
            let (caseHost, contactHost) = (
                TestHost(clock: clock, address: 1, server: server.url),
                TestHost(clock: clock, address: 2, server: server.url)
            )
            let patient = try Tracer(
                directory: directory.appendingPathComponent("case"), vault: MemoryVault(), deployment: deployment)
            let contact = try Tracer(
                directory: directory.appendingPathComponent("contact"), vault: MemoryVault(), deployment: deployment)
            // The server's clock is the real one, and it publishes finished days: so they met two days ago.
            // What they heard before a file that is signed today would count as replayed: no network yet.
            (caseHost.online, contactHost.online) = (false, false)
            try await patient.start(caseHost)
            try await contact.start(contactHost)
            try await meet(clock, seconds: 45 * 60, [(patient, caseHost), (contact, contactHost)])
            clock.reach(Date())
            try await meet(clock, seconds: 1, [(patient, caseHost)])
            (caseHost.online, contactHost.online) = (true, true)
            #expect(try await patient.history().flatMap(\.meetings).count >= 4)

            let report = try await patient.enterCode(try await server.issueCode())
            let review = try await report.contents()
            #expect(review.centre == "Trạm y tế phường 1")
            #expect(!review.keys.isEmpty && !review.intervals.isEmpty)
            try await report.send(keys: true, encounters: true, visits: false)

            let poll = Task {
                while !Task.isCancelled {
                    // One that fails is tried again: a test that waited for it alone would wait forever.
                    do { try await contact.checkNow() } catch { Issue.record(error) }
                    try await Task.sleep(for: .milliseconds(500))
                    // What was fetched is matched step by step, each at a wake.
                    contactHost.tick()
                }
            }
            var warned: Warning?
            for await changed in contact.warnings where changed.change == .new {
                warned = changed.warning
                break
            }
            poll.cancel()
            _ = await poll.result
            let warning = try #require(warned)
            #expect(warning.expectedMinutes > 5)
            #expect(!warning.decree.isEmpty && !warning.advice(.vietnamese).isEmpty)
            #expect(!caseHost.shown.contains { if case .warned = $0 { true } else { false } })

            let reasons = try await contact.reasons()
            #expect(reasons.contains { $0.verdict == .close && !$0.said(.english).isEmpty })
            let exposures = try await contact.exposures()
            #expect(exposures.contains { !$0.windows.isEmpty })

            try await contact.dismiss(warning)
            #expect(try await contact.keptWarnings().map(\.dismissed) == [true])
            try await contact.erase()
            #expect(try await contact.history().isEmpty)
            await patient.close()
            await contact.close()
            #expect(caseHost.isStopped && contactHost.isStopped)
        }
    }

    @Test func whatTheUserLeavesOutDoesNotLeaveThePhone() async throws {
        let server = try #require(RealServer(), "run through bindings/swift/test.sh")
        let deployment = try await server.deployment()
        try await withDirectory { directory in
            let clock = TestClock(Date().addingTimeInterval(-172_800))
            let host = TestHost(clock: clock, address: 1, server: server.url)
            let tracer = try Tracer(directory: directory, vault: MemoryVault(), deployment: deployment)
            host.online = false
            try await tracer.start(host)
            try await meet(clock, seconds: 19 * 60, [(tracer, host)])
            clock.reach(Date())
            host.online = true
            let report = try await tracer.enterCode(try await server.issueCode()).review {
                try await $0.leaveOut(from: Date().addingTimeInterval(-259_200), until: Date().addingTimeInterval(86_400))
            }
            #expect(try await report.contents().keys.allSatisfy(\.withheld))
            await #expect(throws: Problem.NothingToDo) {
                try await report.send(keys: true, encounters: true, visits: false)
            }
            try await report.cancel()
            await tracer.close()
        }
    }

    @Test func cancellingWhileTheCodeIsCheckedForgetsTheCode() async throws {
        let server = try #require(RealServer(), "run through bindings/swift/test.sh")
        let deployment = try await server.deployment()
        try await withDirectory { directory in
            let host = TestHost(clock: TestClock(Date()), address: 1, server: server.url)
            let tracer = try Tracer(directory: directory, vault: MemoryVault(), deployment: deployment)
            try await tracer.start(host)
            let code = try await server.issueCode()
            host.withheld = "/v1/verify"
            let entering = Task { try await tracer.enterCode(code) }
            var answers = host.withheldAnswers.makeAsyncIterator()
            let late = try #require(await answers.next())
            entering.cancel()
            await #expect(throws: CancellationError.self) { _ = try await entering.value }
            #expect(try await tracer.reportStage() == nil)
            host.withheld = nil
            host.post(late)
            // Cover traffic asks at the same address: whatever else was withheld arrives too, or the phone waits for it.
            let others = Task { for await answer in host.withheldAnswers { host.post(answer) } }
            defer { others.cancel() }
            await tracer.settle()
            // The answer came too late to bring the code back.
            #expect(try await tracer.reportStage() == nil)
            await #expect(throws: Problem.CodeUnknown) { try await tracer.enterCode("000000000") }
            await tracer.close()
        }
    }

    @Test func theLinesInTheReadmeDoWhatTheySay() async throws {
        let server = try #require(RealServer(), "run through bindings/swift/test.sh")
        let deployment = try await server.deployment()
        let code = try await server.issueCode()
        try await withDirectory { directory in
            let vault = MemoryVault()
            let clock = TestClock(Date())
            clock.run()
            let host = TestHost(clock: clock, address: 1, server: server.url)
            let yesterday = Date().addingTimeInterval(-86_400)
            @Sendable func show(_ warning: WarningNotice) { Issue.record("nobody is near") }
            var thanked: Date?
            func thank(_ publishedBy: Date) { thanked = publishedBy }
            func explain(_ said: Said) { Issue.record("\(said.title)") }
            // What the user ticked, each box by itself.
            let ticked = (keys: true, encounters: false, visits: false)

            // The phone has been in use before.
            let before = TestHost(clock: TestClock(Date()), address: 1)
            let phone = try Tracer(directory: directory, vault: vault, deployment: deployment)
            try await phone.start(before)
            await phone.settle()
            await phone.close()

            // excerpt: swift
            let tracer = try Tracer(directory: directory, vault: vault, deployment: deployment)
            try await tracer.start(host)
            let showing = Task { for await warning in tracer.warnings { show(warning) } }

            // A health officer has given the user a code:
            do {
                let report = try await tracer.enterCode(code).review { try await $0.leaveOut(day: yesterday) }
                thank(
                    try await report.send(
                        keys: ticked.keys, encounters: ticked.encounters, visits: ticked.visits))
            } catch let problem as Problem {
                explain(problem.said())
            }
            // end of excerpt

            #expect(thanked != nil)
            await tracer.close()
            await showing.value
        }
    }
}
