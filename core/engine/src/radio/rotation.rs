//! When an identifier leaves the air at its interval's end, and when the next one comes.
//!
//! Both instants are drawn for each interval by itself. Otherwise each phone would come and go at its own place within the second,
//! and an observer with a fine clock could tell by it which new address belongs to which old one.

use core::time::Duration;
use lancan_protocol::Saturate as _;

use lancan_protocol::time::{Interval, UnixTime};

use super::Own;
use crate::now::Now;

/// Adverts have stopped this many seconds before their interval ends, so that a host one second late is still in time.
pub const GUARD_SECONDS: u64 = 2;
/// Connections are closed this many seconds before the interval ends, and adverts stop from then on.
pub(super) const CLOSE_SECONDS: u64 = 5;
/// Adverts stop within this time from [`CLOSE_SECONDS`] before the interval's end.
const LEAVES_WITHIN: Duration = Duration::from_secs(CLOSE_SECONDS - GUARD_SECONDS);
/// The next identifier comes within this time from the beginning of its interval.
const COMES_WITHIN: Duration = Duration::from_secs(4);

/// Instants on the scale of [`Now::monotonic`], each with the interval it was drawn for.
#[derive(Debug, Default)]
pub(super) struct Rotation {
    leaves: Option<(Interval, Duration)>,
    comes: Option<(Interval, Duration)>,
}

impl Rotation {
    /// Whether the identifier of this interval must be off the air.
    pub(super) fn has_left(&mut self, now: Now, own: &mut dyn Own) -> bool {
        let left = seconds_left(now.wall);
        if left > CLOSE_SECONDS {
            return false;
        }
        let interval = now.wall.interval();
        let leaves = drawn_for(interval, self.leaves).unwrap_or_else(|| {
            let leaves = now.monotonic.saturating_add(below(LEAVES_WITHIN, own));
            let turn = now.monotonic.saturating_add(Duration::from_secs(left));
            self.leaves = Some((interval, leaves));
            // Drawn now and not at the turn, whose place within the second follows from when we leave.
            self.comes = Some((interval.plus(1), turn.saturating_add(below(COMES_WITHIN, own))));
            leaves
        });
        now.monotonic >= leaves || left <= GUARD_SECONDS
    }

    /// Whether this interval's identifier may take the place of one that was on the air before.
    pub(super) fn may_come(&mut self, now: Now, own: &mut dyn Own) -> bool {
        let interval = now.wall.interval();
        let comes = drawn_for(interval, self.comes).unwrap_or_else(|| {
            let comes = now.monotonic.saturating_add(below(COMES_WITHIN, own));
            self.comes = Some((interval, comes));
            comes
        });
        now.monotonic >= comes
    }

    /// When next something is due: an instant that was drawn, or the time to draw one.
    pub(super) fn next_wake(&self, now: Now) -> Duration {
        let left = seconds_left(now.wall);
        let until = [CLOSE_SECONDS, GUARD_SECONDS, 0].into_iter().find(|at| left > *at).unwrap_or(0);
        let turn = now.monotonic.saturating_add(Duration::from_secs(left - until));
        let ahead = [self.leaves, self.comes].into_iter().filter_map(|drawn| drawn_for(now.wall.interval(), drawn));
        ahead.filter(|at| *at > now.monotonic).fold(turn, Duration::min)
    }
}

fn drawn_for(interval: Interval, drawn: Option<(Interval, Duration)>) -> Option<Duration> {
    drawn.filter(|(of, _)| *of == interval).map(|(_, at)| at)
}

/// A random time below `limit`, in whole milliseconds.
fn below(limit: Duration, own: &mut dyn Own) -> Duration {
    let milliseconds: u64 = limit.as_millis().saturate();
    Duration::from_millis(own.random().checked_rem(milliseconds).unwrap_or(0))
}

/// Seconds until the interval ends, 1 to 600.
pub(super) fn seconds_left(wall: UnixTime) -> u64 {
    Interval::SECONDS - wall.0 % Interval::SECONDS
}
