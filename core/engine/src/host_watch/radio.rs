//! Adverts and scans: each is confirmed, and says when it ends.

use core::time::Duration;

use super::{GRACE, breach::Breach};

/// Confirmations that a host may owe at once: commands follow one another before a host has answered the first.
const OWED: u8 = 2;

/// What is due of adverts.
#[derive(Debug, Default)]
pub(super) struct AdvertsWatched {
    may_confirm: u8,
    confirm_by: Option<Duration>,
    longest: Duration,
    end_by: Option<Duration>,
}

impl AdvertsWatched {
    pub(super) fn commanded(&mut self, at: Duration, longest: Duration) {
        self.may_confirm = self.may_confirm.saturating_add(1).min(OWED);
        self.confirm_by = Some(at.saturating_add(GRACE));
        self.longest = longest;
        self.end_by = None;
    }

    pub(super) fn started(&mut self, at: Duration) -> Option<Breach> {
        let Some(left) = self.may_confirm.checked_sub(1) else { return Some(Breach::AdvertConfirmedTwice) };
        self.may_confirm = left;
        if self.confirm_by.take().is_some() {
            self.end_by = Some(at.saturating_add(self.longest).saturating_add(GRACE));
        }
        None
    }

    /// Nothing is on the air, and nothing owed.
    pub(super) fn ended(&mut self) {
        self.confirm_by = None;
        self.end_by = None;
    }

    /// What an earlier process left may still be confirmed.
    pub(super) fn forgive(&mut self) {
        self.ended();
        self.may_confirm = OWED;
    }

    pub(super) fn grant(&mut self, until: Duration) {
        self.confirm_by = self.confirm_by.map(|by| by.max(until));
        self.end_by = self.end_by.map(|by| by.max(until));
    }

    pub(super) fn missing(&mut self, at: Duration) -> Vec<Breach> {
        let unconfirmed = self.confirm_by.take_if(|by| *by <= at).map(|_| Breach::AdvertNotConfirmed);
        let unended = self.end_by.take_if(|by| *by <= at).map(|_| Breach::AdvertPastItsEnd);
        unconfirmed.into_iter().chain(unended).collect()
    }
}

/// What is due of scans.
#[derive(Debug, Default)]
pub(super) struct ScansWatched {
    may_confirm: u8,
    may_stop: u8,
    confirm_by: Option<Duration>,
    duration: Duration,
    end_by: Option<Duration>,
}

impl ScansWatched {
    pub(super) fn commanded(&mut self, at: Duration, duration: Duration) {
        self.may_confirm = self.may_confirm.saturating_add(1).min(OWED);
        self.confirm_by = Some(at.saturating_add(GRACE));
        self.duration = duration;
        self.end_by = None;
    }

    pub(super) fn started(&mut self, at: Duration) -> Option<Breach> {
        let Some(left) = self.may_confirm.checked_sub(1) else { return Some(Breach::ScanConfirmedTwice) };
        self.may_confirm = left;
        self.may_stop = self.may_stop.saturating_add(1).min(OWED);
        if self.confirm_by.take().is_some() {
            self.end_by = Some(at.saturating_add(self.duration).saturating_add(GRACE));
        }
        None
    }

    pub(super) fn told_to_stop(&mut self, at: Duration) {
        self.confirm_by = None;
        self.end_by = self.end_by.map(|by| by.min(at.saturating_add(GRACE)));
    }

    pub(super) fn stopped(&mut self) -> Option<Breach> {
        let Some(left) = self.may_stop.checked_sub(1) else { return Some(Breach::ScanEndToldTwice) };
        self.may_stop = left;
        self.end_by = None;
        None
    }

    /// Nothing runs, and nothing is owed.
    pub(super) fn ended(&mut self) {
        self.confirm_by = None;
        self.end_by = None;
    }

    /// What an earlier process left may still be told.
    pub(super) fn forgive(&mut self) {
        self.ended();
        (self.may_confirm, self.may_stop) = (OWED, OWED);
    }

    pub(super) fn grant(&mut self, until: Duration) {
        self.confirm_by = self.confirm_by.map(|by| by.max(until));
        self.end_by = self.end_by.map(|by| by.max(until));
    }

    pub(super) fn missing(&mut self, at: Duration) -> Vec<Breach> {
        let unconfirmed = self.confirm_by.take_if(|by| *by <= at).map(|_| Breach::ScanNotConfirmed);
        let unended = self.end_by.take_if(|by| *by <= at).map(|_| Breach::ScanEndNotTold);
        unconfirmed.into_iter().chain(unended).collect()
    }
}
