import Foundation
import Testing

@testable import Lancan

/// What crosses the boundary between Swift and Rust, and what does not: panics, races, leaks.
@Suite struct BoundaryTests {
    let clock = TestClock(Date(timeIntervalSince1970: 1_620_000_000))

    func engine(_ directory: URL, _ vault: any KeyVault = MemoryVault()) throws -> Engine {
        try Engine.open(directory: directory.path, deployment: emptyDeployment, vault: vault)
    }

    func started(_ engine: Engine) throws {
        _ = try engine.handle(now: clock.now(), event: .started(capabilities: TestHost.android, restored: false))
        _ = try engine.handle(now: clock.now(), event: .radio(.adapter(.on)))
    }

    @Test func openingFailsWithTheProblemThereIs() async throws {
        try await withDirectory { directory in
            #expect(throws: Problem.FileInvalid) {
                try Engine.open(directory: directory.path, deployment: "no deployment", vault: MemoryVault())
            }
            let vault = MemoryVault()
            let open = try engine(directory, vault)
            #expect(vault.key?.count == 32)
            #expect(throws: Problem.StoreBusy) { try engine(directory, vault) }
            try open.close(now: clock.now())
            #expect(throws: Problem.WrongStoreKey) { try engine(directory, MemoryVault(Data(count: 32))) }
            #expect(throws: Problem.WrongStoreKey) { try engine(directory) }
            try destroyStore(directory: directory.path)
            try engine(directory).close(now: clock.now())
        }
    }

    @Test func aProblemHasATextInVietnameseAndInEnglish() {
        #expect(Problem.NothingToDo.said(.vietnamese).title == "Chưa có gì để làm")
        #expect(Problem.NothingToDo.said(.english).next != nil)
        #expect(Language.english.say("near-now", ["count": 3]).title.contains("3"))
    }

    @Test func whatForeignCodeThrowsIsAProblemAndNoCrash() async throws {
        struct Unforeseen: Error {}
        final class Failing: KeyVault {
            let error: any Error & Sendable
            init(_ error: any Error & Sendable) { self.error = error }
            func load() throws -> Data? { throw error }
            func save(key: Data) throws {}
        }
        try await withDirectory { directory in
            #expect(throws: Problem.Unavailable) { try engine(directory, Failing(VaultError.Locked)) }
            #expect(throws: Problem.HostFailed) { try engine(directory, Failing(VaultError.Failed)) }
            #expect(throws: Problem.HostFailed) { try engine(directory, Failing(Unforeseen())) }
            try engine(directory).close(now: clock.now())
        }
    }

    @Test func eventsMayComeFromManyThreadsAlsoWhileTheEngineIsClosed() async throws {
        try await withDirectory { directory in
            let engine = try engine(directory)
            try started(engine)
            let now = clock.now()
            let taken = await withTaskGroup(of: Int.self) { group in
                for number in 1...4 {
                    group.addTask {
                        var taken = 0
                        for at in 0..<500 {
                            do {
                                _ = try engine.handle(now: now, event: sighting(number * 1_000 + at))
                                taken += 1
                            } catch {
                                #expect(error as? Problem == .Unavailable)
                                break
                            }
                            if number == 1 && at == 100 { try? engine.close(now: now) }
                        }
                        return taken
                    }
                }
                return await group.reduce(0, +)
            }
            #expect(taken >= 101)
            try engine.close(now: now)
            #expect(throws: Problem.Unavailable) { try engine.status() }
        }
    }

    @Test func aHostMayReportAndCloseFromWithinACommand() async throws {
        final class Closing: TracingHost, @unchecked Sendable {
            let inner: TestHost
            let closed: AsyncStream<Void>
            private let done: AsyncStream<Void>.Continuation
            var tracer: Tracer?
            init(_ clock: TestClock) {
                inner = TestHost(clock: clock, address: 1)
                (closed, done) = AsyncStream.makeStream(of: Void.self)
            }
            func now() -> Now { inner.now() }
            func start(bluetooth: BluetoothUuids, events: @escaping @Sendable (Event) -> Void) {
                inner.start(bluetooth: bluetooth, events: events)
            }
            func execute(_ command: RadioCommand) {
                inner.execute(command)
                inner.report(.advertisingFailed)
                guard case .scan = command, let tracer else { return }
                self.tracer = nil
                Task {
                    await tracer.close()
                    done.finish()
                }
            }
            func send(_ request: HttpRequest) { inner.send(request) }
            func wake(at monotonic: TimeInterval?) { inner.wake(at: monotonic) }
            func show(_ notice: Notice) { inner.show(notice) }
            func stop() { inner.stop() }
        }
        try await withDirectory { directory in
            let tracer = try Tracer(directory: directory, vault: MemoryVault(), deployment: emptyDeployment)
            let host = Closing(clock)
            host.tracer = tracer
            try await tracer.start(host)
            for await _ in host.closed {}
            #expect(host.inner.isStopped)
            await #expect(throws: Problem.Unavailable) { try await tracer.status() }
        }
    }

    @Test func pausingSilencesTheRadioAndResumingGoesOn() async throws {
        try await withDirectory { directory in
            let tracer = try Tracer(directory: directory, vault: MemoryVault(), deployment: emptyDeployment)
            let host = TestHost(clock: clock, address: 1)
            try await tracer.start(host)
            await tracer.settle()
            let before = try #require(host.frame)
            try await tracer.pause()
            await tracer.settle()
            #expect(host.frame == nil && !host.isScanning)
            #expect(try await tracer.status().paused)
            try await tracer.resume()
            await tracer.settle()
            #expect(host.frame == before)
            await #expect(throws: Problem.Conflict) { try await tracer.start(host) }
            await #expect(throws: Problem.CodeMistyped) { try await tracer.enterCode("123") }
            await #expect(throws: Problem.Offline) { try await tracer.enterCode("000000000") }
            await tracer.close()
        }
    }

    @Test func anAdvertThatIsNotOursMeansNothing() {
        #expect(TestHost.uuids.advert(bytes: Data([2, 1, 6])) == nil)
        #expect(TestHost.uuids.advert(bytes: Data([3, 3, 0x56, 0x4E])) == .serviceUuid)
        #expect(TestHost.uuids.advert(services: ["4E56"], serviceData: [], manufacturerData: nil) == .serviceUuid)
    }

    @Test func aFileTakesOnePhonesMemoryToAnother() async throws {
        try await withDirectory { directory in
            let passphrase = "mười hai con giáp"
            let old = try Tracer(
                directory: directory.appendingPathComponent("old"), vault: MemoryVault(), deployment: emptyDeployment)
            await #expect(throws: Problem.PassphraseTooShort) { try await old.sealTransfer(passphrase: "ngắn") }
            let file = try await old.sealTransfer(passphrase: passphrase)
            await old.close()
            let new = try Tracer(
                directory: directory.appendingPathComponent("new"), vault: MemoryVault(), deployment: emptyDeployment)
            await #expect(throws: Problem.PassphraseWrong) {
                try await new.openTransfer(file, passphrase: "mười hai con giáo")
            }
            await #expect(throws: Problem.FileInvalid) {
                try await new.openTransfer(Data(count: 100), passphrase: passphrase)
            }
            let transferred = try await new.openTransfer(file, passphrase: passphrase)
            #expect(transferred == Transferred(intervals: 0, keys: 0, warnings: 0))
            await new.close()
        }
    }

    @Test func aChangedKeyOpensTheStoreAndTheOldKeyDoesNot() async throws {
        try await withDirectory { directory in
            let vault = MemoryVault()
            try engine(directory, vault).close(now: clock.now())
            let old = try #require(vault.key)
            let changing = try engine(directory, vault)
            #expect(try changing.changeKey() == 0)
            try changing.close(now: clock.now())
            #expect(vault.key?.count == 32)
            #expect(throws: Problem.WrongStoreKey) { try engine(directory, MemoryVault(old)) }
            try engine(directory, vault).close(now: clock.now())
        }
    }

    @Test(.timeLimit(.minutes(1))) func whoAsksAfterTheEndIsToldNothingAndDoesNotWait() async throws {
        try await withDirectory { directory in
            let tracer = try Tracer(directory: directory, vault: MemoryVault(), deployment: emptyDeployment)
            await tracer.close()
            for await _ in tracer.warnings { Issue.record("a warning after the end") }
            for await _ in tracer.statuses { Issue.record("a status after the end") }
        }
    }

    @Test func objectsAreFreed() async throws {
        try await withDirectory { directory in
            let vault = MemoryVault()
            for _ in 0..<3 {
                // The store is locked by its owner: that it opens again shows that Rust has let go of it.
                let open = try engine(directory, vault)
                _ = try open.status()
            }
            weak var freed: TestHost?
            do {
                let tracer = try Tracer(directory: directory, vault: vault, deployment: emptyDeployment)
                let host = TestHost(clock: clock, address: 1)
                freed = host
                try await tracer.start(host)
                await tracer.close()
            }
            let patience = ContinuousClock.now + .seconds(60)
            while freed != nil && ContinuousClock.now < patience { await Task.yield() }
            #expect(freed == nil)
        }
    }

    @Test func aHundredThousandSightingsCrossTheBoundary() async throws {
        try await withDirectory { directory in
            let engine = try engine(directory)
            try started(engine)
            let now = clock.now()
            for number in 0..<5_000 { _ = try engine.handle(now: now, event: sighting(number)) }
            let begun = processorTime()
            for number in 0..<100_000 { _ = try engine.handle(now: now, event: sighting(number % 1_000)) }
            let each = ((processorTime() - begun) * 1e6 / 10_000).rounded() / 10
            print("swift: 100,000 sightings across the boundary, \(each) µs of processor time a call")
            #expect(try engine.status().blocked.isEmpty)
        }
    }
}

/// Seconds that this thread has used.
private func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

private func sighting(_ number: Int) -> Event {
    var frame = Data(count: 20)
    for at in 0..<4 { frame[at] = UInt8(truncatingIfNeeded: number >> (8 * at)) }
    // The service data as the reader found it: the tests of TestHost read adverts.
    return .radio(.sighted(Sighting(peer: UInt64(number), rssiDbm: -60, advert: .serviceData(frame))))
}
