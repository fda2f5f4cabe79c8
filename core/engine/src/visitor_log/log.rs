//! Everything about visitor logs that a phone keeps, and what is to be done about it.

use lancan_protocol::{
    key_days::KeyDays,
    places::{Minute, Province},
    problem::Problem,
    time::UnixTime,
    visitor_log::{KeyPack, Month},
};
use rand_core::CryptoRng;

use super::{
    cards::Cards,
    contact::OwnContact,
    entries::{EntryKey, LogEntries},
    packs::Packs,
    posted_cards::PostedId,
    verifying::Verifying,
};
use crate::{
    event::{HttpFailure, HttpResponse},
    kept::Kept,
    outbox::Request,
    sequence::Sent,
};

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
    /// What is being sent.
    pub(crate) sending: Option<Parcel>,
}

/// What is sent to the visitor log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Parcel {
    /// An entry.
    Entry(EntryKey),
    /// The sealed contact of a card whose code was shown.
    Card(PostedId),
}

/// What is to be done about what is due.
pub(crate) enum Next {
    /// Fetch the pack of this province.
    Fetch(Province),
    /// Send this.
    Send(Request),
    /// It is too late for this entry: it was forgotten.
    TooLate(EntryKey),
    /// This entry cannot be sealed: it was forgotten.
    Lost(EntryKey, Problem),
    /// The contact of this card cannot be sealed: it was forgotten.
    CardLost(Problem),
}

impl VisitorLog {
    /// What is due first, and when.
    pub(crate) fn first_due(&self, now: UnixTime) -> Option<(UnixTime, Parcel)> {
        let entry = self.entries.first_due(now).map(|(due, key)| (due, Parcel::Entry(key)));
        let card = self.cards.posted.first_due(now).map(|(due, id)| (due, Parcel::Card(id)));
        entry.into_iter().chain(card).min()
    }

    /// What is to be done about what is due: sealed where it is not yet, and it can be. `may_fetch`: a pack that is not of this
    /// week is fetched once more before it is used.
    pub(crate) fn next(
        &mut self,
        parcel: Parcel,
        may_fetch: bool,
        by: Verifying<'_>,
        rng: &mut dyn CryptoRng,
    ) -> Option<Next> {
        match parcel {
            Parcel::Entry(key) => self.next_of_entry(key, may_fetch, by, rng),
            Parcel::Card(id) => self.next_of_card(id, may_fetch, by, rng),
        }
    }

    fn next_of_entry(
        &mut self,
        key: EntryKey,
        may_fetch: bool,
        by: Verifying<'_>,
        rng: &mut dyn CryptoRng,
    ) -> Option<Next> {
        let entry = self.entries.waiting(key)?;
        if entry.is_too_late(by.surely) {
            self.entries.forget(key);
            return Some(Next::TooLate(key));
        }
        if !entry.is_sealed() {
            let (province, day) = (entry.province(), entry.hour().day(by.days));
            let Some(pack) = self.pack(province, may_fetch, by, |pack| pack.day(day).is_some()) else {
                return Some(Next::Fetch(province));
            };
            let card = self.cards.of_day(day, rng);
            if self.entries.seal(key, &pack, &card.signer, by, rng).is_none() {
                self.entries.forget(key);
                return Some(Next::Lost(key, Problem::Internal));
            }
        }
        self.entries.waiting(key)?.request().map(Next::Send)
    }

    fn next_of_card(
        &mut self,
        id: PostedId,
        may_fetch: bool,
        by: Verifying<'_>,
        rng: &mut dyn CryptoRng,
    ) -> Option<Next> {
        if let Some(province) = self.cards.posted.unsealed(id) {
            let today = by.days.day(by.at.start());
            let Some(pack) = self.pack(province, may_fetch, by, |pack| pack.card(Month::of(today)).is_some()) else {
                return Some(Next::Fetch(province));
            };
            if self.cards.posted.seal(id, &pack, by, rng).is_none() {
                self.cards.posted.forget(id);
                return Some(Next::CardLost(Problem::Internal));
            }
        }
        self.cards.posted.request(id).map(Next::Send)
    }

    /// The pack of a province, where it has the key that is needed. `may_fetch`: and where it is of this week.
    fn pack(
        &self,
        province: Province,
        may_fetch: bool,
        by: Verifying<'_>,
        has_key: impl Fn(&KeyPack) -> bool,
    ) -> Option<KeyPack> {
        let is_fresh = self.packs.is_fresh(province, by.at);
        self.packs.read(province, by.national, by.surely).filter(|pack| has_key(pack) && (is_fresh || !may_fetch))
    }

    /// It, or the keys to seal it with, did not arrive: it is tried again, ever later.
    pub(crate) fn later(&mut self, parcel: Parcel, now: UnixTime) {
        match parcel {
            Parcel::Entry(key) => self.entries.later(key, now),
            Parcel::Card(id) => self.cards.posted.later(id, now),
        }
    }

    /// Whether the user is told that keys did not arrive: of an entry each time, of a card, which is tried for a week, once.
    pub(crate) fn tells_of_keys(&self, parcel: Parcel) -> bool {
        match parcel {
            Parcel::Entry(_) => true,
            Parcel::Card(id) => !self.cards.posted.has_failed(id),
        }
    }

    /// Takes the answer to the contact of a card. One that has arrived, or was refused for good, is forgotten. Returns why it was
    /// refused.
    pub(crate) fn card_answered(
        &mut self,
        id: PostedId,
        outcome: Result<HttpResponse, HttpFailure>,
        now: UnixTime,
    ) -> Option<Problem> {
        match self.cards.posted.answered(id, outcome, now) {
            Some(Sent::Refused(problem)) => Some(problem),
            Some(Sent::Arrived(()) | Sent::Waits) | None => None,
        }
    }

    /// The wall clock was set back: what waits is due within this time.
    pub(crate) fn due_by(&mut self, latest: UnixTime) {
        self.entries.due_by(latest);
        self.cards.posted.due_by(latest);
    }

    /// Whether something is older than it is kept.
    pub(crate) fn has_old(&self, at: Minute, days: KeyDays) -> bool {
        self.entries.has_old(at) || self.cards.has_old(at, days.day(at)) || self.packs.has_old(at)
    }

    /// Forgets questions of yesterday, cards of days before and packs that nobody renewed. Returns whether the contact of a card
    /// was among what was forgotten.
    pub(crate) fn forget_old(&mut self, at: Minute, days: KeyDays) -> bool {
        self.entries.forget_old(at);
        let before = self.cards.waiting();
        self.cards.forget_old(at, days.day(at));
        self.packs.forget_old(at);
        self.cards.waiting() < before
    }

    /// Nothing is under way any more.
    pub(crate) fn erased(&mut self) {
        (self.fetching, self.sending) = (None, None);
    }
}
