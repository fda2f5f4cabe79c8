//! Our own scans: one after the other, within the system's limits.

use core::time::Duration;

use super::{
    Step,
    commanded::{ANSWER_WITHIN, Commanded, Failures},
    duty::Listening,
    sliding_window::SlidingWindow,
};
use crate::{
    back_off::BackOff,
    command::{RadioCommand, ScanMode},
};

/// Seconds in which scan starts are counted: the system's 30, and one for the host's own delay.
const COUNTED_SECONDS: u64 = 31;
/// How long before the system would silence a scan it is ended.
const BEFORE_SILENCED: Duration = Duration::from_mins(1);
/// A long scan is cut into pieces of this length for the recorder.
const PIECE: Duration = Duration::from_secs(30);
/// Waits after a scan could not be started.
const RETRY: BackOff = BackOff::new(Duration::from_secs(5), Duration::from_mins(5));

/// The scan under way, and when the next one is due.
#[derive(Debug, Default)]
pub(super) struct Scanning {
    running: Option<Commanded<Scan>>,
    /// The scans started within the last [`COUNTED_SECONDS`].
    starts: SlidingWindow<COUNTED_SECONDS>,
    next_at: Duration,
    /// The next start had to wait for the system's limit until then.
    held_until: Option<Duration>,
    failures: Failures,
}

/// A scan as commanded.
#[derive(Debug)]
struct Scan {
    mode: ScanMode,
    duration: Duration,
    /// When a confirmed scan must have ended.
    ended_by: Duration,
    /// When the next piece of a confirmed scan begins.
    piece_ends: Duration,
}

impl Commanded<Scan> {
    /// When the host must have confirmed, or must have stopped.
    fn overdue_at(&self) -> Duration {
        self.answer_by().unwrap_or(self.what.ended_by)
    }
}

impl Listening {
    /// For systems that ration scans by themselves: ask for all there is. They tell of each peer once in a scan, so one
    /// scan follows the other.
    pub(super) fn without_break() -> Self {
        let scan = Duration::from_mins(1);
        Self { mode: ScanMode::LowPower, duration: scan, every: scan }
    }
}

impl Scanning {
    /// Looks after the scan under way; true where a new piece of a long one begins.
    pub(super) fn tend(&mut self, at: Duration, step: &mut Step) -> bool {
        let Some(running) = &mut self.running else { return false };
        if at >= running.overdue_at() {
            step.commands.push(RadioCommand::StopScan);
            if running.is_confirmed() {
                // It ran its time; the host has not said that it ended.
                self.running = None;
                self.failures.lasted();
            } else {
                self.failed(at);
            }
            return false;
        }
        if running.has_lasted(at) {
            self.failures.lasted();
        }
        let begins = running.is_confirmed() && at >= running.what.piece_ends;
        if begins {
            running.what.piece_ends = at.saturating_add(PIECE);
        }
        begins
    }

    /// Whether a scan is due and the system's limit allows it.
    pub(super) fn may_start(&mut self, at: Duration, limit: Option<u8>) -> bool {
        self.held_until = None;
        if self.running.is_some() || at < self.next_at {
            return false;
        }
        let limit = limit.map_or(usize::MAX, |limit| usize::from(limit.max(1)));
        let allowed = self.starts.allows(at, limit);
        self.held_until = (!allowed).then(|| self.starts.allowed_from(at, limit));
        allowed
    }

    /// Starts the scan wanted, shortened to what the system allows (`longest`). The caller has asked [`Scanning::may_start`].
    pub(super) fn start(&mut self, at: Duration, wanted: Listening, longest: Option<Duration>, step: &mut Step) {
        let longest = longest.map_or(Duration::MAX, |longest| longest.saturating_sub(BEFORE_SILENCED).max(longest / 2));
        let duration = wanted.duration.min(longest);
        self.starts.record(at, ());
        self.next_at = at.saturating_add(wanted.every.min(longest));
        let scan = Scan { mode: wanted.mode, duration, ended_by: Duration::MAX, piece_ends: Duration::MAX };
        self.running = Some(Commanded::new(at, scan));
        step.commands.push(RadioCommand::Scan { mode: wanted.mode, duration });
    }

    /// Ends the scan under way; the next one is due at once.
    pub(super) fn stop(&mut self, at: Duration, step: &mut Step) {
        if self.running.take().is_some() {
            step.commands.push(RadioCommand::StopScan);
            self.next_at = at;
        }
    }

    /// The host confirms: true the first time.
    pub(super) fn started(&mut self, at: Duration) -> bool {
        let Some(running) = &mut self.running else { return false };
        self.failures.started();
        if !running.confirm(at) {
            return false;
        }
        let scan = &mut running.what;
        scan.ended_by = at.saturating_add(scan.duration).saturating_add(ANSWER_WITHIN);
        scan.piece_ends = at.saturating_add(PIECE);
        true
    }

    /// It could not be started, or ended before its time.
    pub(super) fn failed(&mut self, at: Duration) {
        if let Some(running) = self.running.take() {
            if running.has_lasted(at) {
                self.failures.lasted();
            }
            self.next_at = self.next_at.max(self.failures.count(at, running.is_confirmed(), RETRY));
        }
    }

    /// It ended in time. One that was never confirmed belongs to a scan before: the answer to ours is still to come.
    pub(super) fn stopped(&mut self) {
        if self.running.take_if(|running| running.is_confirmed()).is_some() {
            self.failures.lasted();
        }
    }

    /// The host has restarted: nothing runs that we know of. The system's count of starts goes on, unless the clock
    /// restarted with the system.
    pub(super) fn restart(&mut self, at: Duration) {
        let mut starts = core::mem::take(&mut self.starts);
        starts.forget_after(at);
        *self = Self { starts, ..Self::default() };
    }

    /// The adapter's state changed: nothing runs. The system's count of starts goes on.
    pub(super) fn lost(&mut self, at: Duration) {
        self.running = None;
        self.failures.reset();
        self.next_at = at;
    }

    /// The mode of the scan that runs, as the host confirmed.
    pub(super) fn mode(&self) -> Option<ScanMode> {
        self.running.as_ref().filter(|running| running.is_confirmed()).map(|running| running.what.mode)
    }

    /// Whether the user should be told that scans fail.
    pub(super) fn blocked(&self) -> bool {
        self.failures.are_many()
    }

    /// When to look after the scan under way, or start the next one.
    pub(super) fn next_wake(&self) -> Duration {
        match &self.running {
            Some(running) => running.overdue_at().min(running.what.piece_ends),
            None => self.held_until.unwrap_or(self.next_at).max(self.next_at),
        }
    }
}
