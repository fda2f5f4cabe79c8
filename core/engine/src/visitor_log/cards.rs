//! The user's cards: a key of its own for each day, so that entries of two days have nothing in common.

use std::collections::BTreeMap;

use lancan_protocol::{hex, time::Day, visitor_log::CardKey};
use p256::ecdsa::SigningKey;
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::{
    chance,
    kept::{Keep, from_json, to_json},
};

/// Cards by the deployment's day. Nobody sees them: they would enter somebody in the user's name.
#[derive(Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cards {
    days: BTreeMap<Day, StoredCard>,
}

#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct StoredCard {
    /// The secret of the card's P-256 key, hexadecimal.
    key: String,
    /// What opens the outer seal of what a server may keep of the card, hexadecimal.
    card_key: String,
}

/// A card that can sign. It has no `Debug`.
pub(crate) struct Card {
    /// Signs entries and codes.
    pub(crate) signer: SigningKey,
    /// Stands in the card's code.
    pub(crate) key: CardKey,
}

impl StoredCard {
    fn read(&self) -> Option<Card> {
        let signer = SigningKey::from_slice(&hex::decode(&self.key)?).ok()?;
        let key = CardKey::from_bytes(hex::decode(&self.card_key)?.try_into().ok()?);
        Some(Card { signer, key })
    }
}

impl Keep for Cards {
    fn to_bytes(&self) -> Option<Vec<u8>> {
        if self.days.is_empty() { None } else { to_json(self) }
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
                let stored = StoredCard { key: hex::encode(&candidate), card_key: hex::encode(key.as_bytes()) };
                self.days.insert(day, stored);
                return Card { signer, key };
            }
        }
    }

    /// Whether there is a card of a day before yesterday: entries of yesterday may still wait.
    pub(super) fn has_old(&self, today: Day) -> bool {
        self.days.keys().any(|day| *day < today.minus(1))
    }

    pub(super) fn forget_old(&mut self, today: Day) {
        self.days.retain(|day, _| *day >= today.minus(1));
    }
}
