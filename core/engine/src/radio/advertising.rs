//! Our own adverts: which identifier is on the air, and when it leaves it.

use core::time::Duration;

use lancan_protocol::{frame::Frame, time::Interval};

use super::{Own, Step};
use crate::command::RadioCommand;

/// First wait after adverts could not be started; doubles with every further failure.
const RETRY: Duration = Duration::from_secs(2);
/// Longest wait.
const LONGEST_RETRY: Duration = Duration::from_mins(2);
/// From so many failures in a row on the user is told.
const TELL_AFTER: u32 = 3;
/// A host that says neither yes nor no for so long has failed.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// What is on the air, as commanded.
#[derive(Debug, Default)]
pub(super) struct Advertising {
    sent: Option<Sent>,
    /// The interval of the identifier that was last on the air, and the frame.
    last: Option<(Interval, Frame)>,
    /// Nothing is sent in this interval any more.
    silent: Option<Interval>,
    /// The key was cut: another identifier takes the place of the last.
    changing: bool,
    failures: u32,
    retry_at: Duration,
}

/// An advert as commanded.
#[derive(Debug)]
struct Sent {
    interval: Interval,
    confirmed: bool,
    answer_by: Duration,
}

impl Advertising {
    /// Puts this interval's frame on the air unless something is, for `longest` at most.
    pub(super) fn start(
        &mut self,
        at: Duration,
        interval: Interval,
        longest: Duration,
        own: &mut dyn Own,
        step: &mut Step,
    ) {
        if self.sent.as_ref().is_some_and(|sent| !sent.confirmed && at >= sent.answer_by) {
            step.commands.push(RadioCommand::StopAdvertising);
            self.failed(at, true);
        }
        if self.sent.is_some() || at < self.retry_at || self.silent == Some(interval) {
            return;
        }
        self.changing = false;
        let Some(frame) = own.frame(interval) else {
            self.last = None;
            return;
        };
        self.silent = None;
        self.last = Some((interval, frame));
        self.sent = Some(Sent { interval, confirmed: false, answer_by: at.saturating_add(ANSWER_WITHIN) });
        step.commands.push(RadioCommand::Advertise { frame, longest });
    }

    /// Takes the identifier off the air.
    pub(super) fn stop(&mut self, step: &mut Step) {
        if self.sent.take().is_some() {
            step.commands.push(RadioCommand::StopAdvertising);
        }
    }

    /// The host confirms: true the first time.
    pub(super) fn started(&mut self) -> bool {
        let Some(sent) = &mut self.sent else { return false };
        self.failures = 0;
        !core::mem::replace(&mut sent.confirmed, true)
    }

    /// The host could not start adverts, or they ended by themselves. At an interval's end that is as it should be.
    pub(super) fn failed(&mut self, at: Duration, unexpected: bool) {
        if self.sent.take().is_some() && unexpected {
            let wait = RETRY.saturating_mul(1 << self.failures.min(16)).min(LONGEST_RETRY);
            self.failures = self.failures.saturating_add(1);
            self.retry_at = at.saturating_add(wait);
        }
    }

    /// The adapter's state changed: nothing is on the air.
    pub(super) fn lost(&mut self) {
        self.sent = None;
        self.failures = 0;
        self.retry_at = Duration::ZERO;
    }

    /// The identifier last sent will never be sent again.
    pub(super) fn forget_identifier(&mut self) {
        self.changing = self.last.take().is_some();
        self.silent = None;
    }

    /// Off the air, and not on it again before the next interval.
    pub(super) fn silence_until_next_interval(&mut self, step: &mut Step) {
        if let Some(sent) = &self.sent {
            self.silent = Some(sent.interval);
            self.stop(step);
        }
    }

    /// Whether whatever is on the air belongs to this interval.
    pub(super) fn belongs(&self, interval: Interval) -> bool {
        self.sent.as_ref().is_none_or(|sent| sent.interval == interval)
    }

    /// Whether the identifier last on the air is this interval's.
    pub(super) fn last_belongs(&self, interval: Interval) -> bool {
        self.last.is_some_and(|(last, _)| last == interval)
    }

    /// Whether the identifier last on the air belongs to another interval than this.
    pub(super) fn outlived(&self, interval: Interval) -> bool {
        self.last.is_some_and(|(last, _)| last != interval)
    }

    /// Whether an identifier was on the air and another must take its place.
    pub(super) fn awaits_another(&self, interval: Interval) -> bool {
        self.sent.is_none() && self.silent != Some(interval) && (self.changing || self.outlived(interval))
    }

    /// Whether this is the frame that we sent last.
    pub(super) fn is_own(&self, frame: &Frame) -> bool {
        self.last.is_some_and(|(_, own)| own.id == frame.id)
    }

    /// Whether adverts are on the air, as the host confirmed.
    pub(super) fn on_air(&self) -> bool {
        self.sent.as_ref().is_some_and(|sent| sent.confirmed)
    }

    /// Whether the user should be told that adverts fail.
    pub(super) fn blocked(&self) -> bool {
        self.failures >= TELL_AFTER
    }

    /// When to ask again; none while there is nothing to wait for.
    pub(super) fn next_wake(&self) -> Option<Duration> {
        match &self.sent {
            Some(sent) => (!sent.confirmed).then_some(sent.answer_by),
            None => (self.failures > 0).then_some(self.retry_at),
        }
    }
}
