import Foundation
import Lancan

/// The clocks and waits of the host. Tests put their own in place.
protocol HostTime: Sendable {
    /// Both clocks, read together.
    func now() -> Now

    /// Does `work` on this queue, once, after this many seconds, unless the wait is cancelled before. The caller is on
    /// the queue.
    func after(_ seconds: TimeInterval, on queue: DispatchQueue, _ work: @escaping @Sendable () -> Void) -> any HostWait
}

/// A wait for a time.
protocol HostWait: Sendable {
    /// Nothing is done at the end. Called on the queue of the wait.
    func cancel()
}

/// The system's clocks. A wait ends by the clock that stands still while the device sleeps or by the wall clock, whichever
/// comes first: the one does not count sleep, the other may be set back.
struct SystemTime: HostTime {
    func now() -> Now { .system() }

    func after(
        _ seconds: TimeInterval, on queue: DispatchQueue, _ work: @escaping @Sendable () -> Void
    ) -> any HostWait {
        SystemWait(max(0, seconds), queue, work)
    }
}

private final class SystemWait: HostWait, @unchecked Sendable {
    private var timers: [any DispatchSourceTimer] = []

    init(_ seconds: TimeInterval, _ queue: DispatchQueue, _ work: @escaping @Sendable () -> Void) {
        let (running, wall) = (DispatchSource.makeTimerSource(queue: queue), DispatchSource.makeTimerSource(queue: queue))
        running.schedule(deadline: .now() + seconds, leeway: .milliseconds(5))
        wall.schedule(wallDeadline: .now() + seconds, leeway: .milliseconds(5))
        timers = [running, wall]
        for timer in timers {
            timer.setEventHandler {
                guard !self.timers.isEmpty else { return }
                self.cancel()
                work()
            }
            timer.resume()
        }
    }

    func cancel() {
        for timer in timers { timer.cancel() }
        timers = []
    }
}
