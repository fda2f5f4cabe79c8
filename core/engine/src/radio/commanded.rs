//! What the host was told to do and has not confirmed yet, and how often that failed.

use core::time::Duration;

use crate::back_off::BackOff;

/// How long a host may take to confirm, or to end what it was to end by itself, before that counts as failed.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// Consecutive failures after which the user is notified.
const FAILURES_UNTIL_BLOCKED: u32 = 3;

/// Something that the host was told to start.
#[derive(Debug)]
pub(super) struct Commanded<T> {
    pub(super) what: T,
    confirmed: bool,
    answer_by: Duration,
}

impl<T> Commanded<T> {
    /// The command goes out now.
    pub(super) fn new(at: Duration, what: T) -> Self {
        Self { what, confirmed: false, answer_by: at.saturating_add(ANSWER_WITHIN) }
    }

    /// The host confirms. Returns whether that is new.
    pub(super) fn confirm(&mut self) -> bool {
        !core::mem::replace(&mut self.confirmed, true)
    }

    /// Whether the host has confirmed.
    pub(super) fn is_confirmed(&self) -> bool {
        self.confirmed
    }

    /// When the host must have answered; none once it has.
    pub(super) fn answer_by(&self) -> Option<Duration> {
        (!self.confirmed).then_some(self.answer_by)
    }
}

/// Consecutive failures of one kind of command.
#[derive(Debug, Default)]
pub(super) struct Failures(u32);

impl Failures {
    /// Counts a failure at an instant. Returns when to try again.
    pub(super) fn count(&mut self, at: Duration, retry: BackOff) -> Duration {
        at.saturating_add(retry.after(&mut self.0))
    }

    /// The command worked, or may work now.
    pub(super) fn reset(&mut self) {
        self.0 = 0;
    }

    /// Whether the last command failed.
    pub(super) fn any(&self) -> bool {
        self.0 > 0
    }

    /// Whether the user should be notified.
    pub(super) fn are_many(&self) -> bool {
        self.0 >= FAILURES_UNTIL_BLOCKED
    }
}
