//! The user's cards: a key of its own for each day, so that entries of two days have nothing in common.

use std::collections::BTreeMap;

use lancan_protocol::{
    hex,
    places::{Minute, Province},
    time::{Day, UnixTime},
    visitor_log::CardKey,
};
use p256::ecdsa::SigningKey;
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{card::Card, contact::OwnContact, posted_cards::PostedCards};
use crate::{
    chance,
    kept::{Keep, from_json, to_json},
};

/// Cards by the deployment's day. Nobody sees them: they would enter somebody in the user's name.
#[derive(Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cards {
    days: BTreeMap<Day, StoredCard>,
    /// The province that the user chose for the codes of cards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    province: Option<Province>,
    /// What waits to be sent of cards whose code was shown.
    #[serde(default, skip_serializing_if = "PostedCards::is_empty")]
    pub(super) posted: PostedCards,
}

#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct StoredCard {
    /// The secret of the card's P-256 key, hexadecimal.
    key: String,
    /// What opens the outer seal of what a server may keep of the card, hexadecimal.
    card_key: String,
    /// To whose opener the contact is sealed that the server gets of this card; none where its code was not shown yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shown_in: Option<Province>,
}

impl StoredCard {
    fn read(&self) -> Option<Card> {
        Card::read(&self.key, &self.card_key)
    }
}

impl Keep for Cards {
    fn to_bytes(&self) -> Option<Vec<u8>> {
        if *self == Self::default() { None } else { to_json(self) }
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        from_json(bytes)
    }
}

impl Cards {
    /// The card of a day, made where there is none.
    pub(crate) fn of_day(&mut self, day: Day, rng: &mut dyn CryptoRng) -> Card {
        if let Some(card) = self.days.get(&day).and_then(StoredCard::read) {
            return card;
        }
        loop {
            // Fails for one candidate in 2^32 (zero or not below the group's order): draw again.
            let candidate = chance::bytes::<32>(rng);
            if let Ok(signer) = SigningKey::from_slice(&candidate) {
                let key = CardKey::generate(rng);
                let stored =
                    StoredCard { key: hex::encode(&candidate), card_key: hex::encode(key.as_bytes()), shown_in: None };
                self.days.insert(day, stored);
                return Card { signer, key };
            }
        }
    }

    /// The card of a day whose code is shown. Where a province is known, the contact follows to the server, sealed to that
    /// province's opener: once for each card. One that was shown in another province is replaced: a card has one sealed contact.
    /// `when`: by the user's time, and by the wall clock.
    pub(crate) fn shown(
        &mut self,
        day: Day,
        (province, contact): (Option<Province>, &OwnContact),
        when: (Minute, UnixTime),
        rng: &mut dyn CryptoRng,
    ) -> Card {
        let is_elsewhere = |card: &StoredCard| card.shown_in.is_some() && card.shown_in != province;
        if province.is_some() && self.days.get(&day).is_some_and(is_elsewhere) {
            self.days.remove(&day);
        }
        let card = self.of_day(day, rng);
        if let (Some(province), Some(stored)) = (province, self.days.get_mut(&day))
            && stored.shown_in.is_none()
        {
            stored.shown_in = Some(province);
            self.posted.wait((&stored.key, &stored.card_key), (province, contact), when, rng);
        }
        card
    }

    /// How many contacts wait to be sent.
    pub(crate) fn waiting(&self) -> u32 {
        self.posted.len()
    }

    /// The province that the user chose for codes.
    pub(crate) fn province(&self) -> Option<Province> {
        self.province
    }

    /// Keeps the province for codes; none: that of the place that was visited last.
    pub(crate) fn choose(&mut self, province: Option<Province>) {
        self.province = province;
    }

    /// The user is somebody else from now on, or has another number: the next code is one of a new card.
    pub(crate) fn renew(&mut self, today: Day) {
        self.days.remove(&today);
    }

    /// Whether there is a card of a day before yesterday, for entries of yesterday may still wait; or a contact that is not sent
    /// any more.
    pub(super) fn has_old(&self, at: Minute, today: Day) -> bool {
        self.days.keys().any(|day| *day < today.minus(1)) || self.posted.has_old(at)
    }

    pub(super) fn forget_old(&mut self, at: Minute, today: Day) {
        self.days.retain(|day, _| *day >= today.minus(1));
        self.posted.forget_old(at);
    }
}
