import Foundation
import Lancan

/// The frame that peers may read, and the time for which they may.
struct ServedFrame {
    /// The frame: 20 bytes.
    let bytes: Data
    /// When the core gave it.
    let since: Now
    /// Seconds for which the core gave it: what is left of the identifier's interval.
    let longest: TimeInterval

    /// Whether the frame may be handed out. A wall clock that was set back to before the frame was given says no too: the
    /// interval of that time had another identifier.
    func mayBeRead(at now: Now) -> Bool {
        !isOver(at: now) && now.wall >= since.wall
    }

    /// Whether the frame's time is over on either clock.
    func isOver(at now: Now) -> Bool {
        now.wall.timeIntervalSince(since.wall) >= longest || now.monotonic - since.monotonic >= longest
    }
}
