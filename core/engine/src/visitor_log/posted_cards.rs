//! What the server gets of a card whose code was shown: the sealed contact of its holder, on its way.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use lancan_protocol::{
    places::{Minute, Province},
    time::UnixTime,
    visitor_log::{CardHolder, CardUpload, KeyPack, Month},
    wire::path,
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{card::Card, contact::OwnContact, entries::wait_of_entry, verifying::Verifying};
use crate::{
    event::{HttpFailure, HttpResponse},
    outbox::{Errand, Request},
    sequence::{Delivery, Sent},
};

/// A card's contact is sent within this many minutes of its first code: an opening is seldom asked for later than that.
const LATEST_MINUTES: u32 = 7 * Minute::PER_DAY;
/// Longest answer to a card's contact, in bytes.
const LONGEST_ANSWER: u64 = 16 << 10;

/// The cards whose contacts wait, in the order of their first codes.
#[derive(Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct PostedCards(Vec<PostedCard>);

/// Which card: a number of its own on this phone.
pub(crate) type PostedId = u32;

#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct PostedCard {
    id: PostedId,
    province: Province,
    since: Minute,
    delivery: Delivery,
    content: Content,
}

/// What is kept of a contact: after it is sealed nothing that this phone could read.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Content {
    Open {
        /// As the card keeps them.
        key: String,
        card_key: String,
        contact: OwnContact,
    },
    /// The 512 bytes, in base64.
    Sealed(String),
}

impl PostedCards {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn len(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    /// The code of a card was shown for the first time: its contact is sent ten minutes to an hour from now, as an entry is. It is
    /// given up by the user's time, `since`, and sent by the wall clock, `now`.
    pub(super) fn wait(
        &mut self,
        (key, card_key): (&str, &str),
        (province, contact): (Province, &OwnContact),
        (since, now): (Minute, UnixTime),
        rng: &mut dyn CryptoRng,
    ) {
        let id = self.0.iter().map(|posted| posted.id).max().map_or(1, |last| last.saturating_add(1));
        let content = Content::Open { key: key.to_owned(), card_key: card_key.to_owned(), contact: contact.clone() };
        let delivery = Delivery::at(now.plus(wait_of_entry(rng)));
        self.0.push(PostedCard { id, province, since, delivery, content });
    }

    /// The contact that is due first, and when.
    pub(super) fn first_due(&self, now: UnixTime) -> Option<(UnixTime, PostedId)> {
        self.0.iter().map(|posted| (posted.delivery.due(now), posted.id)).min()
    }

    /// Whose keys a contact is sealed to; none where it is sealed already, or gone.
    pub(super) fn unsealed(&self, id: PostedId) -> Option<Province> {
        let posted = self.0.iter().find(|posted| posted.id == id)?;
        matches!(posted.content, Content::Open { .. }).then_some(posted.province)
    }

    /// Whether it, or the keys to seal it with, did not arrive before.
    pub(super) fn has_failed(&self, id: PostedId) -> bool {
        self.0.iter().any(|posted| posted.id == id && posted.delivery.failures() > 0)
    }

    /// Seals a contact to the card key of this month; none where it cannot be.
    pub(super) fn seal(
        &mut self,
        id: PostedId,
        pack: &KeyPack,
        by: Verifying<'_>,
        rng: &mut dyn CryptoRng,
    ) -> Option<()> {
        let posted = self.0.iter_mut().find(|posted| posted.id == id)?;
        let Content::Open { key, card_key, contact } = &posted.content else { return Some(()) };
        let card = Card::read(key, card_key)?;
        let holder = CardHolder { contact: contact.in_entry()?, certificate: contact.certificate(by.certified) };
        let month = Month::of(by.days.day(by.at));
        let to = (posted.province, month, pack.card(month)?);
        let upload = CardUpload::seal(&holder, (&card.signer, &card.key), to, rng).ok()?;
        posted.content = Content::Sealed(STANDARD.encode(upload));
        Some(())
    }

    /// What is posted: 512 bytes.
    pub(super) fn request(&self, id: PostedId) -> Option<Request> {
        let posted = self.0.iter().find(|posted| posted.id == id)?;
        let Content::Sealed(upload) = &posted.content else { return None };
        Some(Request {
            errand: Errand::LogCard,
            path: path::LOG_CARDS.to_owned(),
            headers: vec![("content-type", "application/octet-stream".to_owned())],
            body: Some(STANDARD.decode(upload).ok()?),
            longest_answer: LONGEST_ANSWER,
        })
    }

    /// A contact, or the keys to seal it with, did not arrive: it is tried again, ever later.
    pub(super) fn later(&mut self, id: PostedId, now: UnixTime) {
        if let Some(posted) = self.0.iter_mut().find(|posted| posted.id == id) {
            posted.delivery.failed(now);
        }
    }

    /// Takes the answer to a contact. One that has arrived, or was refused for good, is forgotten.
    pub(super) fn answered(
        &mut self,
        id: PostedId,
        outcome: Result<HttpResponse, HttpFailure>,
        now: UnixTime,
    ) -> Option<Sent<()>> {
        let posted = self.0.iter_mut().find(|posted| posted.id == id)?;
        let sent = posted.delivery.taken(outcome, now);
        if !matches!(sent, Sent::Waits) {
            self.forget(id);
        }
        Some(sent)
    }

    pub(super) fn forget(&mut self, id: PostedId) {
        self.0.retain(|posted| posted.id != id);
    }

    /// The wall clock was set back: what waits is due within this time.
    pub(super) fn due_by(&mut self, latest: UnixTime) {
        self.0.iter_mut().for_each(|posted| posted.delivery.due_by(latest));
    }

    pub(super) fn has_old(&self, at: Minute) -> bool {
        self.0.iter().any(|posted| is_old(posted, at))
    }

    pub(super) fn forget_old(&mut self, at: Minute) {
        self.0.retain(|posted| !is_old(posted, at));
    }
}

fn is_old(posted: &PostedCard, at: Minute) -> bool {
    at > posted.since && at.since(posted.since) > LATEST_MINUTES
}
