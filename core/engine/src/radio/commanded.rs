//! What the host was told to do and has not confirmed yet, and how often that failed.

use core::time::Duration;

use crate::back_off::BackOff;

/// How long a host may take to confirm, or to end what it was to end by itself, before that counts as failed.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// Time after which something that the host has confirmed works, whatever becomes of it.
const LASTS: Duration = Duration::from_secs(30);
/// Consecutive failures after which the user is notified.
const FAILURES_UNTIL_BLOCKED: u32 = 3;

/// Something that the host was told to start.
#[derive(Debug)]
pub(super) struct Commanded<T> {
    pub(super) what: T,
    confirmed_at: Option<Duration>,
    answer_by: Duration,
}

impl<T> Commanded<T> {
    /// The command goes out now.
    pub(super) fn new(at: Duration, what: T) -> Self {
        Self { what, confirmed_at: None, answer_by: at.saturating_add(ANSWER_WITHIN) }
    }

    /// The host confirms. Returns whether that is new.
    pub(super) fn confirm(&mut self, at: Duration) -> bool {
        let is_new = self.confirmed_at.is_none();
        self.confirmed_at.get_or_insert(at);
        is_new
    }

    /// Whether what the host has confirmed has lasted: it works.
    pub(super) fn has_lasted(&self, at: Duration) -> bool {
        self.confirmed_at.is_some_and(|confirmed| at.saturating_sub(confirmed) >= LASTS)
    }

    /// When it will have lasted.
    pub(super) fn lasts_at(&self) -> Option<Duration> {
        self.confirmed_at.map(|confirmed| confirmed.saturating_add(LASTS))
    }

    /// Whether the host has confirmed.
    pub(super) fn is_confirmed(&self) -> bool {
        self.confirmed_at.is_some()
    }

    /// When the host must have answered; none once it has.
    pub(super) fn answer_by(&self) -> Option<Duration> {
        (!self.is_confirmed()).then_some(self.answer_by)
    }
}

/// Consecutive failures of one kind of command: before the host has confirmed it, and after.
///
/// A host may confirm what does not last: a scan that the system ends at once, adverts that end by themselves. So a confirmation
/// says nothing of failures that come after one.
#[derive(Debug, Default)]
pub(super) struct Failures {
    to_start: u32,
    to_last: u32,
}

impl Failures {
    /// Counts a failure at an instant: of a command that the host had confirmed, or not. Returns when to try again.
    pub(super) fn count(&mut self, at: Duration, confirmed: bool, retry: BackOff) -> Duration {
        let failures = if confirmed { &mut self.to_last } else { &mut self.to_start };
        at.saturating_add(retry.after(failures))
    }

    /// The host confirms the command.
    pub(super) fn started(&mut self) {
        self.to_start = 0;
    }

    /// What the host has confirmed lasts, or ended as it should.
    pub(super) fn lasted(&mut self) {
        self.to_last = 0;
    }

    /// The command may work now.
    pub(super) fn reset(&mut self) {
        *self = Self::default();
    }

    /// Whether the last command failed.
    pub(super) fn any(&self) -> bool {
        self.to_start > 0 || self.to_last > 0
    }

    /// Whether something that was confirmed ended before its time, and nothing has lasted since.
    pub(super) fn any_to_last(&self) -> bool {
        self.to_last > 0
    }

    /// Whether the user should be notified.
    pub(super) fn are_many(&self) -> bool {
        self.to_start >= FAILURES_UNTIL_BLOCKED || self.to_last >= FAILURES_UNTIL_BLOCKED
    }
}
