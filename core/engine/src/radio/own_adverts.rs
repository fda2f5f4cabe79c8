//! Our own adverts: which identifier is on the air, and when it leaves it.

use core::time::Duration;

use lancan_protocol::{frame::Frame, time::Interval};

use super::{
    Step, Turn,
    commanded::{Commanded, Failures},
};
use crate::{back_off::BackOff, command::RadioCommand};

/// Waits after adverts could not be started.
const RETRY: BackOff = BackOff::new(Duration::from_secs(2), Duration::from_mins(2));

/// Which identifier is on the air, as commanded.
#[derive(Debug, Default)]
pub(super) struct OwnAdverts {
    /// The interval of the identifier that was sent to the air.
    sent: Option<Commanded<Interval>>,
    /// The interval of the identifier that was last on the air, and the frame.
    last: Option<(Interval, Frame)>,
    /// Nothing is sent in this interval any more.
    silent: Option<Interval>,
    /// The key was cut: another identifier takes the place of the last.
    changing: bool,
    failures: Failures,
    retry_at: Duration,
}

impl OwnAdverts {
    /// Puts this interval's frame on the air unless something is, for `longest` at most.
    pub(super) fn start(&mut self, at: Duration, interval: Interval, longest: Duration, turn: &mut Turn<'_>) {
        self.look_whether_adverts_last(at);
        if self.sent.as_ref().and_then(Commanded::answer_by).is_some_and(|answer_by| at >= answer_by) {
            turn.step.commands.push(RadioCommand::StopAdvertising);
            self.failed(at, true);
        }
        if self.sent.is_some() || at < self.retry_at || self.silent == Some(interval) {
            return;
        }
        self.changing = false;
        let Some(frame) = turn.own.frame(interval) else {
            self.last = None;
            return;
        };
        self.silent = None;
        self.last = Some((interval, frame));
        self.sent = Some(Commanded::new(at, interval));
        turn.step.commands.push(RadioCommand::Advertise { frame, longest });
    }

    fn look_whether_adverts_last(&mut self, at: Duration) {
        if self.sent.as_ref().is_some_and(|sent| sent.has_lasted(at)) {
            self.failures.lasted();
        }
    }

    /// Takes the identifier off the air.
    pub(super) fn stop(&mut self, step: &mut Step) {
        if self.sent.take().is_some() {
            step.commands.push(RadioCommand::StopAdvertising);
        }
    }

    /// The host confirms: true the first time.
    pub(super) fn started(&mut self, at: Duration) -> bool {
        let Some(sent) = &mut self.sent else { return false };
        self.failures.started();
        sent.confirm(at)
    }

    /// The host could not start adverts, or they ended by themselves. At an interval's end that is as it should be.
    pub(super) fn failed(&mut self, at: Duration, unexpected: bool) {
        self.look_whether_adverts_last(at);
        if let Some(sent) = self.sent.take()
            && unexpected
        {
            self.retry_at = self.failures.count(at, sent.is_confirmed(), RETRY);
        }
    }

    /// The adapter's state changed: nothing is on the air.
    pub(super) fn lost(&mut self) {
        self.sent = None;
        self.failures.reset();
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
            self.silent = Some(sent.what);
            self.stop(step);
        }
    }

    /// Whether whatever is on the air belongs to this interval.
    pub(super) fn belongs(&self, interval: Interval) -> bool {
        self.sent.as_ref().is_none_or(|sent| sent.what == interval)
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
        self.sent.as_ref().is_some_and(Commanded::is_confirmed)
    }

    /// Whether the user should be told that adverts fail.
    pub(super) fn blocked(&self) -> bool {
        self.failures.are_many()
    }

    /// When to try again; none while there is nothing to wait for.
    pub(super) fn next_wake(&self) -> Option<Duration> {
        match &self.sent {
            Some(sent) => sent.answer_by().or_else(|| sent.lasts_at().filter(|_| self.failures.any_to_last())),
            None => self.failures.any().then_some(self.retry_at),
        }
    }
}
