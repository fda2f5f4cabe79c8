//! A card's secrets, as they sign and seal.

use lancan_protocol::{hex, visitor_log::CardKey};
use p256::ecdsa::SigningKey;

/// A card that can sign. It has no `Debug`.
pub(crate) struct Card {
    /// Signs entries and codes.
    pub(crate) signer: SigningKey,
    /// Stands in the card's code.
    pub(crate) key: CardKey,
}

impl Card {
    /// The card of these secrets, as they are stored; none for others.
    pub(super) fn read(key: &str, card_key: &str) -> Option<Self> {
        let signer = SigningKey::from_slice(&hex::decode(key)?).ok()?;
        let key = CardKey::from_bytes(hex::decode(card_key)?.try_into().ok()?);
        Some(Self { signer, key })
    }
}
