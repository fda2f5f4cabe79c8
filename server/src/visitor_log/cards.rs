//! Cards: what is kept of one is the sealed contact of its holder, which opener and card open together. Here officers make paper
//! cards and take them back, and openers get what they named.

use std::sync::Arc;

use lancan_protocol::hex;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::lc1;
use lancan_protocol::phone_number::PhoneNumber;
use lancan_protocol::places::{Minute, Province};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::Day;
use lancan_protocol::visitor_log::{
    CardBlob, CardBlobs, CardHolder, CardId, CardKey, CardKind, ContactRefused, ENVELOPE_DAYS, KeyPack, MaskedLine,
    Month, NumberCertificate, PaperCode, PaperKeys, PersonCodeRefused, VisitorContact, WantedCards, seal_blob,
};

use super::VisitorLog;
use super::card_sheet::CardSheet;
use super::card_store::{self, CardRow, KeptCard};
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::purposes;
use crate::ground::random;
use crate::ground::secrets::Secrets;
use crate::http::Officer;
use crate::store::Transaction;

/// Most cards that are handed out at once.
const MOST_WANTED: usize = 10_000;

/// Until when a card is taken.
#[derive(Clone, Copy)]
pub(super) enum CardEnd {
    /// To the end of today.
    Today,
    /// To the end of the next month.
    NextMonth,
}

/// What an officer writes of a card's holder.
pub(crate) struct NewCard {
    pub(crate) name: String,
    /// Empty where there is none.
    pub(crate) phone: String,
    /// Empty where nobody says.
    pub(crate) birth_year: String,
}

impl NewCard {
    pub(super) fn contact(&self) -> Result<VisitorContact, Refusal> {
        let refused = |field, key| Refusal::of_field(field, key, Vec::new());
        let phone = match self.phone.trim() {
            "" => None,
            typed => Some(PhoneNumber::parse(typed).map_err(|_| refused("phone", "console-cards-wrong-phone"))?),
        };
        let wrong_year = || refused("birth_year", "console-cards-wrong-year");
        let birth_year = match self.birth_year.trim() {
            "" => 0,
            year => year.parse().ok().filter(|year| *year != 0).ok_or_else(wrong_year)?,
        };
        VisitorContact::typed(&self.name, phone, birth_year, None).map_err(|reason| match reason {
            ContactRefused::BirthYear => wrong_year(),
            _ => refused("name", "console-cards-wrong-name"),
        })
    }
}

fn sealed_place(id: KeptCard) -> String {
    format!("log_cards|sealed|{}", hex::encode(&id.0))
}

impl VisitorLog {
    /// Makes a card, and returns its sheet as a PDF file. The sheet cannot be printed again.
    ///
    /// # Errors
    /// A refusal of the field that has to be put right; where the officer's province has no keys for this month; where the build
    /// had no font to embed.
    pub(crate) async fn issue_card(self: &Arc<Self>, officer: &Officer, new: &NewCard) -> Result<Vec<u8>, Failure> {
        let contact = new.contact()?;
        let (row, sheet) = self.card_of(contact, &self.pack_of(officer)?, (CardEnd::NextMonth, false))?;
        let month = row.month;
        let sheet = sheet.draw().await?;
        let about = (None, format!("paper card of month {}", month.0));
        let work = move |tx: &mut dyn Transaction| Ok(card_store::insert(tx, &row)?);
        self.officers.write(officer, "issue-visitor-card", about, work).await?;
        Ok(sheet)
    }

    /// A card for this person: what is kept of it, and its sheet. `is_shown`: whoever is to have it showed the number by its
    /// one-time password.
    ///
    /// # Errors
    /// A refusal where the pack has no card key for this month.
    pub(super) fn card_of(
        &self,
        contact: VisitorContact,
        pack: &KeyPack,
        (end, is_shown): (CardEnd, bool),
    ) -> Result<(CardRow, CardSheet), Failure> {
        let today = self.key_days.day(self.clock.now());
        let month = Month::of(today);
        let key = pack.card(month).ok_or_else(no_keys)?;
        let mut rng = random::rng();
        let (id, ends) = match end {
            CardEnd::NextMonth => (CardId::of_paper(random::bytes(), month.plus(1)), month.plus(2).first_day()),
            CardEnd::Today => (CardId::of_a_day(random::bytes(), today), today.plus(1)),
        };
        let own_key = CardKey::generate(&mut rng);
        let line = MaskedLine::of(&contact);
        let expires = Minute::of(self.key_days.start(ends));
        let certify = |phone| NumberCertificate::sign(phone, expires, &self.secrets.number.key);
        let certificate = contact.phone().filter(|_| is_shown).map(certify);
        let holder = CardHolder { contact, certificate };
        let blob = seal_blob(CardKind::Paper, id, &own_key, &holder, key, &mut rng)
            .map_err(|_| Fault::Broken("a card cannot be sealed"))?;
        let row = self.sealed_row((id, CardKind::Paper), month, self.kept_until(ends), &blob)?;
        let code = PaperCode { card_id: id, key: own_key, line };
        let text = PaperCode::text(&code.sign(Secrets::PAPER_KEY_NUMBER, &self.secrets.paper.key));
        let sheet = CardSheet { text, line: code.line.to_string(), last_day: ends.minus(1) };
        Ok((row, sheet))
    }

    /// Deletes the contact of the card with this code, and puts its name on the list by which checkers' devices refuse it.
    ///
    /// # Errors
    /// A refusal for what is no card's code, and [`Problem::NotFound`] where nothing is kept of the card.
    pub(crate) async fn revoke_card(self: &Arc<Self>, officer: &Officer, text: &str) -> Result<(), Failure> {
        let keys = PaperKeys::of(&[self.secrets.paper.numbered(Secrets::PAPER_KEY_NUMBER)]);
        let bytes = lc1::bytes(text.trim()).ok_or(PersonCodeRefused::Malformed);
        let code = bytes.and_then(|bytes| PaperCode::read(&bytes, &keys));
        let id = code.map_err(|_| Refusal::of_field("code", "console-cards-wrong-code", Vec::new()))?.card_id;
        let (log, about) = (self.clone(), (None, "paper card".to_owned()));
        let work = move |tx: &mut dyn Transaction| {
            let kept = log.kept_card(tx, id)?.ok_or(Problem::NotFound)?;
            if card_store::take_back(tx, &kept, id)? { Ok(()) } else { Err(Problem::NotFound.into()) }
        };
        self.officers.write(officer, "revoke-visitor-card", about, work).await
    }

    /// The sealed contacts of the cards that an opener named, as far as they are kept.
    ///
    /// # Errors
    /// A refusal for what is no list of cards.
    pub(super) async fn cards(self: &Arc<Self>, officer: &Officer, wanted: WantedCards) -> Result<CardBlobs, Failure> {
        let is_request = hex::decode(&wanted.request).is_some_and(|bytes| bytes.len() == 16);
        if !is_request {
            return Err(Refusal::because(Problem::RequestInvalid, "request: the id of a request, 32 hex digits").into());
        }
        let log = self.clone();
        let about = (None, format!("request {}", wanted.request));
        let work = move |tx: &mut dyn Transaction| log.cards_of(tx, &wanted);
        self.officers.write(officer, "visitor-log-cards", about, work).await
    }

    /// The sealed contacts of the cards on an opener's list, as far as they are kept.
    ///
    /// # Errors
    /// A refusal for what is no list of cards.
    pub(crate) fn cards_of(&self, tx: &mut dyn Transaction, wanted: &WantedCards) -> Result<CardBlobs, Failure> {
        let refused = || Refusal::because(Problem::RequestInvalid, "cards: names of cards, 32 hex digits each");
        let mut cards = Vec::new();
        for id in ids_of(wanted).ok_or_else(refused)? {
            let Some(row) = self.kept_card(tx, id)? else { continue };
            // A day's key that is destroyed leaves nothing to hand out.
            let Some(key) = self.expiry_keys.read(row.expiry)? else { continue };
            let blob = key.open(&sealed_place(row.id), &row.sealed).map_err(Fault::from)?;
            cards.push(CardBlob::of(id, row.kind, row.month, &blob));
        }
        Ok(CardBlobs { request: wanted.request.clone(), cards })
    }

    /// The keys of the province that the officer's centre lies in.
    fn pack_of(&self, officer: &Officer) -> Result<KeyPack, Failure> {
        let region = officer.home.path().split('/').next().unwrap_or_default();
        self.pack_in(Province::from_region(region).ok_or_else(no_keys)?)
    }

    /// The keys of a province.
    ///
    /// # Errors
    /// A refusal that says that there are none.
    pub(super) fn pack_in(&self, province: Province) -> Result<KeyPack, Failure> {
        let bytes = self.pack(&province.region()).map_err(|failure| match failure {
            Failure::Refused(_) => no_keys().into(),
            fault @ Failure::Fault(_) => fault,
        })?;
        let now = Minute::of(self.clock.now());
        Ok(KeyPack::read(&bytes, &self.national, province, 0, now).map_err(|_| no_keys())?)
    }

    /// Until when an envelope may be kept that names a card which ends then.
    fn kept_until(&self, ends: Day) -> Day {
        KeyDays::UTC.day(self.key_days.start(ends)).plus(ENVELOPE_DAYS)
    }

    /// What a card of this name is kept under.
    pub(super) fn kept_as(&self, id: CardId) -> KeptCard {
        let digest = self.secrets.digest(purposes::LOG_CARD, id.as_bytes());
        KeptCard(digest.first_chunk().copied().unwrap_or_default())
    }

    /// The card of this name, also one of before schema version 14.
    pub(super) fn kept_card(&self, tx: &mut dyn Transaction, id: CardId) -> Result<Option<CardRow>, Failure> {
        match card_store::find(tx, self.kept_as(id))? {
            None => Ok(card_store::find(tx, KeptCard(*id.as_bytes()))?),
            found => Ok(found),
        }
    }

    /// A card's contact, sealed once more under the key of the day on which it is deleted.
    pub(super) fn sealed_row(
        &self,
        (id, kind): (CardId, CardKind),
        month: Month,
        expiry: Day,
        blob: &[u8],
    ) -> Result<CardRow, Failure> {
        let id = self.kept_as(id);
        let key = self.expiry_keys.get_or_make(expiry)?;
        let sealed = key.seal(&sealed_place(id), blob).map_err(Fault::from)?;
        Ok(CardRow { id, kind, month, expiry, sealed })
    }
}

/// The names on an opener's list; none where one is no name, or there are too many.
fn ids_of(wanted: &WantedCards) -> Option<Vec<CardId>> {
    let id = |text: &String| hex::decode(text).and_then(|bytes| bytes.try_into().ok()).map(CardId::from_bytes);
    let ids: Option<Vec<CardId>> = wanted.cards.iter().map(id).collect();
    ids.filter(|ids| ids.len() <= MOST_WANTED)
}

/// Any bytes as an opener's list of cards: refused, or names that write to the same.
#[cfg(any(test, fuzzing))]
pub(crate) fn fuzzed_wanted(bytes: &[u8]) {
    let Ok(wanted) = serde_json::from_slice::<WantedCards>(bytes) else { return };
    if let Some(ids) = ids_of(&wanted) {
        let again: Vec<String> = ids.iter().map(|id| hex::encode(id.as_bytes())).collect();
        assert!(again.iter().zip(&wanted.cards).all(|(again, written)| again.eq_ignore_ascii_case(written)));
        assert_eq!(again.len(), wanted.cards.len());
    }
}

fn no_keys() -> Refusal {
    Refusal::saying(Problem::Unavailable, "console-cards-no-keys")
}
