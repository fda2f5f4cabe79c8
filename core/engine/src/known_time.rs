//! What the phone knows of the true time, and what follows for its own clock.
//!
//! A phone knows the time from what the authority signs, from how long its monotonic clock has run since, and, where the
//! authority has not been reached for a day, from its own wall clock. The known time is never far ahead of the true one, so
//! what is deleted by it is old.

use core::time::Duration;

use lancan_protocol::time::UnixTime;
use serde::{Deserialize, Serialize};

use crate::{
    clock_watch::{LARGEST_JUMP_SECONDS, Tick},
    kept::{Kept, keep_as_json},
    now::Now,
};

/// How far the wall clock may be off before it is wrong, in seconds: beyond that an identifier is heard outside the intervals
/// that match by default, and wall against monotonic time counts as a jump. A fresh index is 6 minutes old at most
/// (`docs/protocol.md`, Index), so a right clock is never blamed for an index's age.
const TOLERANCE_SECONDS: u64 = LARGEST_JUMP_SECONDS;
/// Time on the monotonic clock, over restarts, after which a wall clock that nothing confirms is trusted.
const TRUSTED_AFTER: Duration = Duration::from_hours(24);
/// Longest time between two processes after which the wall clock counts as the one waited for before.
const LONGEST_BREAK_SECONDS: u64 = 86_400;
/// Before this a known time is none: a phone that nobody told the time counts from zero.
const NEVER_TOLD: UnixTime = UnixTime(1_000_000_000);
/// Time on the monotonic clock after which what is known is written again, while the wall clock is confirmed.
const KEPT_EVERY: Duration = Duration::from_mins(10);
/// The same while it is waited for: the time of short processes adds up.
const KEPT_WHILE_WAITING: Duration = Duration::from_mins(1);

/// What is kept of the known time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LastKnown {
    /// The last known time.
    known: UnixTime,
    /// What the wall clock showed when this was written.
    wall: UnixTime,
    /// For how long the wall clock has run ahead of the known time, in seconds of the monotonic clock.
    waited: u64,
    /// The wall clock was wrong when it was last compared with a signed time.
    wrong: bool,
}

keep_as_json!(LastKnown);

/// A signed time that has come from the authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SignedTime {
    /// When the document was signed.
    pub(crate) at: UnixTime,
    /// Whether this phone has not had the document before: it was signed a few minutes ago.
    pub(crate) is_new: bool,
}

/// The known time.
#[derive(Default)]
pub(crate) struct KnownTime {
    pub(crate) kept: Kept<LastKnown>,
    /// Time of the monotonic clock that is not in what is kept yet.
    since: Duration,
    /// A fresh signed time, and when it came, on the scale of [`Now::monotonic`].
    compared: Option<(UnixTime, Duration)>,
}

impl KnownTime {
    /// Takes the time of an event.
    pub(crate) fn passes(&mut self, tick: Tick) {
        let Tick { now, passed, jumped, first, .. } = tick;
        if first {
            let written = self.kept.wall;
            let goes_on =
                now.wall >= written.minus(TOLERANCE_SECONDS) && now.wall <= written.plus(LONGEST_BREAK_SECONDS);
            if !goes_on && self.kept.waited > 0 {
                self.kept.waited = 0;
            }
        }
        self.since = self.since.saturating_add(passed);
        let every = if self.confirms(now) { KEPT_EVERY } else { KEPT_WHILE_WAITING };
        if jumped || self.since >= every {
            self.take_up_as(now, jumped);
        }
    }

    /// Takes up the time that passed into what is kept.
    pub(crate) fn take_up(&mut self, now: Now) {
        self.take_up_as(now, false);
    }

    /// As [`Self::take_up`]. `jumped`: the wall clock is another than the one before, so nothing was waited for it yet.
    fn take_up_as(&mut self, now: Now, jumped: bool) {
        let passed = self.since.as_secs();
        self.since = self.since.saturating_sub(Duration::from_secs(passed));
        let LastKnown { known, waited, wrong, .. } = *self.kept;
        let known = known.plus(passed);
        let is_ahead = now.wall > known.plus(TOLERANCE_SECONDS);
        let waited = if is_ahead && !jumped { waited.saturating_add(passed) } else { 0 };
        let trusted = waited >= TRUSTED_AFTER.as_secs();
        let (known, waited) = if trusted { (now.wall, 0) } else { (known, waited) };
        // A clock that was set since the comparison is judged by what was compared then.
        let wrong = if self.compared.is_some() { self.is_wrong(now, UnixTime(0)) } else { wrong };
        *self.kept = LastKnown { known, wall: now.wall, waited, wrong };
    }

    /// An index has come, signed at this time: it is compared with the wall clock. Returns whether the wall clock is right.
    pub(crate) fn compare(&mut self, signed: SignedTime, now: Now) -> bool {
        self.take_up(now);
        if signed.is_new {
            self.compared = Some((signed.at, now.monotonic));
            // What the wall clock alone said before may have been wrong.
            self.kept.known = signed.at;
        } else if self.compared.is_some_and(|compared| since(compared, now) > TOLERANCE_SECONDS) {
            // The server still serves what it signed long ago: that tells no time.
            self.compared = None;
            self.kept.wrong = false;
        } else if self.was_wrong() && now.wall.0.abs_diff(self.now().max(signed.at).0) <= TOLERANCE_SECONDS {
            // Set right by somebody since an earlier process compared it: it agrees with all that is known.
            self.kept.wrong = false;
        }
        self.at_least(signed.at, now);
        let wrong = self.is_wrong(now, UnixTime(0));
        if wrong != self.kept.wrong {
            self.kept.wrong = wrong;
        }
        !wrong
    }

    /// Something has come that was signed at this time: the true time is not before.
    pub(crate) fn at_least(&mut self, signed: UnixTime, now: Now) {
        if signed > self.now() {
            self.take_up(now);
            self.kept.known = signed;
        }
        if is_behind(now.wall, signed) && !self.kept.wrong {
            self.kept.wrong = true;
        }
    }

    /// The last known time, and the time that passed since.
    pub(crate) fn now(&self) -> UnixTime {
        self.kept.known.plus(self.since.as_secs())
    }

    /// Whether what is old by the wall clock is old: the wall clock is not ahead of the known time.
    pub(crate) fn confirms(&self, now: Now) -> bool {
        now.wall <= self.now().plus(TOLERANCE_SECONDS)
    }

    /// Whether the wall clock was set back since this was written last, by more than a process would take for a slow one.
    pub(crate) fn was_set_back(&self, now: Now) -> bool {
        is_behind(now.wall, self.kept.wall)
    }

    /// Whether nothing has said the time to this phone yet: what is known is how long it has run.
    pub(crate) fn was_never_told(&self) -> bool {
        self.now() < NEVER_TOLD
    }

    /// Whether the wall clock is wrong. `signed`: the latest time that the authority has signed.
    pub(crate) fn is_wrong(&self, now: Now, signed: UnixTime) -> bool {
        match self.compared {
            Some(compared) => {
                let expected = compared.0.plus(since(compared, now));
                expected.0.abs_diff(now.wall.0) > TOLERANCE_SECONDS
            }
            None => self.kept.wrong || is_behind(now.wall, signed),
        }
    }

    /// Whether a fresh signed time of this process says that the wall clock is right.
    pub(crate) fn is_right(&self, now: Now) -> bool {
        self.compared.is_some() && !self.is_wrong(now, UnixTime(0))
    }

    /// Whether the wall clock was wrong when it was last compared, and was not compared since the process began.
    pub(crate) fn was_wrong(&self) -> bool {
        self.compared.is_none() && self.kept.wrong
    }
}

/// Time since a signed time came.
fn since(compared: (UnixTime, Duration), now: Now) -> u64 {
    now.monotonic.saturating_sub(compared.1).as_secs()
}

fn is_behind(wall: UnixTime, signed: UnixTime) -> bool {
    wall.plus(TOLERANCE_SECONDS) < signed
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 86_400;
    const TRUE: u64 = 1_620_000_000;

    /// A phone's clocks: `off` is what the wall clock is ahead.
    struct Phone {
        known: KnownTime,
        off: u64,
        passed: u64,
    }

    impl Phone {
        fn new(off: u64) -> Self {
            let mut phone = Self { known: KnownTime::default(), off, passed: 0 };
            phone.tick(0, false, true);
            phone
        }

        fn now(&self) -> Now {
            Now { wall: UnixTime(TRUE + self.off + self.passed), monotonic: Duration::from_secs(self.passed) }
        }

        fn tick(&mut self, seconds: u64, jumped: bool, first: bool) {
            self.passed += seconds;
            let passed = Duration::from_secs(seconds);
            self.known.passes(Tick { now: self.now(), passed, jumped, days: 0, first });
        }

        fn hours(&mut self, hours: u64) {
            for _ in 0..hours * 6 {
                self.tick(600, false, false);
            }
        }

        fn set(&mut self, off: u64) {
            self.off = off;
            self.tick(0, true, false);
        }

        /// Another process takes up what is kept, after some time without any.
        fn restart(&mut self, seconds: u64) {
            let kept = *self.known.kept;
            self.known = KnownTime::default();
            *self.known.kept = kept;
            self.passed += seconds;
            self.tick(0, false, true);
        }

        fn confirms(&self) -> bool {
            self.known.confirms(self.now())
        }
    }

    #[test]
    fn a_clock_that_nothing_confirms_is_trusted_after_a_day_summed_over_restarts() {
        let mut phone = Phone::new(0);
        for _ in 0..2 {
            phone.hours(8);
            assert!(!phone.confirms());
            phone.restart(60);
        }
        phone.hours(7);
        assert!(!phone.confirms());
        phone.hours(1);
        assert!(phone.confirms());
        phone.restart(600);
        assert!(phone.confirms(), "a short break takes no trust away");
    }

    #[test]
    fn a_process_that_starts_far_ahead_is_not_trusted_and_what_was_waited_before_counts_for_nothing() {
        let mut phone = Phone::new(0);
        phone.hours(23);
        phone.off = 22 * DAY;
        phone.restart(60);
        phone.hours(23);
        assert!(!phone.confirms());
        phone.hours(1);
        assert!(phone.confirms());
    }

    #[test]
    fn a_clock_that_jumps_ahead_is_waited_for_from_the_jump_on_whatever_passed_before() {
        // A day but for a moment was waited for the clock before, or a day passed asleep.
        for (waited, asleep) in [(23 * 3_600 + 3_590, 20), (0, 25 * 3_600)] {
            let mut phone = Phone::new(0);
            for _ in 0..waited / 10 {
                phone.tick(10, false, false);
            }
            assert!(!phone.confirms());
            phone.off = 30 * DAY;
            phone.tick(asleep, true, false);
            assert!(!phone.confirms(), "{waited} s waited, {asleep} s asleep");
            phone.hours(23);
            assert!(!phone.confirms());
            phone.hours(1);
            assert!(phone.confirms());
        }
    }

    #[test]
    fn a_signed_time_confirms_a_clock_at_once_and_a_jump_ahead_takes_that_away() {
        let mut phone = Phone::new(0);
        let signed = SignedTime { at: UnixTime(TRUE - 300), is_new: true };
        assert!(phone.known.compare(signed, phone.now()));
        assert!(phone.confirms());
        phone.set(30 * DAY);
        assert!(!phone.confirms() && phone.known.is_wrong(phone.now(), UnixTime(0)));
        phone.set(0);
        assert!(phone.confirms() && !phone.known.is_wrong(phone.now(), UnixTime(0)));
    }

    #[test]
    fn a_clock_trusted_for_want_of_better_is_distrusted_once_a_signed_time_says_so() {
        let mut phone = Phone::new(22 * DAY);
        phone.hours(25);
        assert!(phone.confirms());
        let signed = SignedTime { at: UnixTime(TRUE + 25 * 3_600), is_new: true };
        assert!(!phone.known.compare(signed, phone.now()));
        assert!(!phone.confirms());
    }

    #[test]
    fn an_old_index_that_is_served_on_and_on_blames_no_clock() {
        let mut phone = Phone::new(0);
        let stale = |is_new| SignedTime { at: UnixTime(TRUE - 7_200), is_new };
        assert!(!phone.known.compare(stale(true), phone.now()), "for all it knows, its clock is ahead");
        phone.hours(4);
        assert!(phone.known.compare(stale(false), phone.now()));
    }

    #[test]
    fn what_was_found_wrong_stays_so_through_a_restart_until_it_is_compared_again() {
        let mut phone = Phone::new(2 * 3_600);
        phone.known.compare(SignedTime { at: UnixTime(TRUE), is_new: true }, phone.now());
        phone.restart(60);
        assert!(phone.known.was_wrong() && phone.known.is_wrong(phone.now(), UnixTime(0)));
        phone.off = 0;
        assert!(phone.known.compare(SignedTime { at: phone.now().wall, is_new: true }, phone.now()));
        assert!(!phone.known.was_wrong());
        phone.set(2 * 3_600);
        phone.set(0);
        phone.restart(60);
        assert!(!phone.known.is_wrong(phone.now(), UnixTime(0)), "set right between two comparisons");
    }

    #[test]
    fn the_bytes_are_read_for_ever() {
        let kept = LastKnown { known: UnixTime(1), wall: UnixTime(2), waited: 3, wrong: true };
        let bytes = br#"{"known":1,"wall":2,"waited":3,"wrong":true}"#;
        assert_eq!(serde_json::to_vec(&kept).unwrap(), bytes);
        assert_eq!(serde_json::from_slice::<LastKnown>(bytes).unwrap(), kept);
    }
}
