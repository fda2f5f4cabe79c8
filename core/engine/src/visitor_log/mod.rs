//! The visitor log, the phone's half: at a place where law demands a list of visitors the user is asked first. Who agrees lets
//! one sealed envelope of 512 bytes go to the authority's server, and nothing else (`docs/visitor-log.md`, On the phone).
//!
//! Pure: the tracer hands in the time and carries the requests.

mod cards;
mod contact;
mod entries;
mod packs;
mod shown;

pub(crate) use cards::Cards;
pub(crate) use contact::OwnContact;
pub(crate) use entries::{EntryKey, LogEntries, LoggedScan};
pub(crate) use packs::{Packs, pack_request};
pub use shown::{LogContact, LogDirection, LogEntry, LogStage, LogStanding, PersonCode};

use lancan_protocol::{
    key_days::KeyDays,
    places::{Minute, Province},
    problem::Problem,
    time::Day,
    visitor_log::KeyPack,
};
use p256::ecdsa::VerifyingKey;
use rand_core::CryptoRng;

use crate::{kept::Kept, outbox::Request};

/// Everything about visitor logs.
#[derive(Default)]
pub(crate) struct VisitorLog {
    /// Who the user is, for the authority.
    pub(crate) contact: Kept<Option<OwnContact>>,
    /// What is asked, what was answered, and what waits to be sent.
    pub(crate) entries: Kept<LogEntries>,
    /// The keys that sign entries, one for each day.
    pub(crate) cards: Kept<Cards>,
    /// The provinces' public keys, as their openers signed them.
    pub(crate) packs: Kept<Packs>,
    /// Whose pack is being fetched.
    pub(crate) fetching: Option<Province>,
    /// Which entry is being sent.
    pub(crate) sending: Option<EntryKey>,
}

/// What packs are verified with, and when.
#[derive(Clone, Copy)]
pub(crate) struct Verifying<'a> {
    pub(crate) national: &'a [VerifyingKey],
    pub(crate) days: KeyDays,
    pub(crate) at: Minute,
}

/// What is to be done about the entry that is due.
pub(crate) enum Next {
    /// Fetch the pack of this province.
    Fetch(Province),
    /// Send this.
    Send(Request),
    /// It is too late for it: it was forgotten.
    TooLate(EntryKey),
    /// It cannot be sealed: it was forgotten.
    Lost(EntryKey, Problem),
}

impl VisitorLog {
    /// What is to be done about an entry: sealed where it is not yet, and it can be. `may_fetch`: a pack that is not of this week
    /// is fetched once more before it is used.
    pub(crate) fn next(
        &mut self,
        key: EntryKey,
        may_fetch: bool,
        by: Verifying<'_>,
        rng: &mut dyn CryptoRng,
    ) -> Option<Next> {
        let entry = self.entries.waiting(key)?;
        if entry.is_too_late(by.at) {
            self.entries.forget(key);
            return Some(Next::TooLate(key));
        }
        if !entry.is_sealed() {
            let (province, hour) = (entry.province(), entry.hour());
            let is_fresh = self.packs.is_fresh(province, by.at);
            let pack = self.packs.read(province, by.national, by.at);
            let Some(pack) = pack.filter(|pack| has_day(pack, hour.day(by.days)) && (is_fresh || !may_fetch)) else {
                return Some(Next::Fetch(province));
            };
            let card = self.cards.of_day(hour.day(by.days), rng);
            if self.entries.seal(key, &pack, &card.signer, by.days, rng).is_none() {
                self.entries.forget(key);
                return Some(Next::Lost(key, Problem::Internal));
            }
        }
        self.entries.waiting(key)?.request().map(Next::Send)
    }

    /// Whether something is older than it is kept.
    pub(crate) fn has_old(&self, at: Minute, days: KeyDays) -> bool {
        self.entries.has_old(at) || self.cards.has_old(days.day(at)) || self.packs.has_old(at)
    }

    /// Forgets questions of yesterday, cards of days before and packs that nobody renewed.
    pub(crate) fn forget_old(&mut self, at: Minute, days: KeyDays) {
        self.entries.forget_old(at);
        self.cards.forget_old(days.day(at));
        self.packs.forget_old(at);
    }

    /// Nothing is under way any more.
    pub(crate) fn erased(&mut self) {
        (self.fetching, self.sending) = (None, None);
    }
}

fn has_day(pack: &KeyPack, day: Day) -> bool {
    pack.day(day).is_some()
}
