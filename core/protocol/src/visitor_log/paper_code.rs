//! A person's code on a paper card.
//!
//! ```text
//! code := version 4 bits = 1 ‖ type 4 bits = 3 ‖ key id 1 ‖ card id 16 ‖ card key 16 ‖ masked line 24 ‖ signature 64
//! ```
//! The signature is the issuer's, over all before it. The last two bytes of the card id say until when the card is taken
//! ([`CardId`]). Paper has no clock: whoever has a photograph of a card has the card, so what rests on one is
//! graded lower.

use p256::{
    ecdsa::{SigningKey, VerifyingKey},
    pkcs8::DecodePublicKey as _,
};

use super::{
    PersonCodeRefused,
    card::{CardId, CardKey},
    masked_line::MaskedLine,
    reader::Reader,
};
use crate::{
    lc1::{self, CodeType},
    public_key::PublicKeyPem,
    signed::Purpose,
    time::Day,
};

/// A person's code on a paper card, whose signature verifies.
#[derive(Clone, PartialEq, Eq)]
pub struct PaperCode {
    /// The card's name.
    pub card_id: CardId,
    /// What opens the outer seal of the card's contact.
    pub key: CardKey,
    /// What the checker's screen shows.
    pub line: MaskedLine,
}

/// The keys that paper cards are verified with, each under its number.
#[derive(Clone, Debug, Default)]
pub struct PaperKeys(Vec<(u8, VerifyingKey)>);

impl PaperKeys {
    /// Takes the keys of a deployment. The id of each is its number in decimal digits; a key that cannot be read is left out.
    pub fn of(keys: &[PublicKeyPem]) -> Self {
        let read = |key: &PublicKeyPem| Some((key.id.parse().ok()?, VerifyingKey::from_public_key_pem(&key.pem).ok()?));
        Self(keys.iter().filter_map(read).collect())
    }
}

impl PaperCode {
    /// Bytes of a code: 187 characters, which fit a QR code of 49 modules at level M.
    pub const BYTES: usize = 122;

    /// The code of a card, signed with the key of this number.
    pub fn sign(&self, key_id: u8, issuer: &SigningKey) -> [u8; Self::BYTES] {
        let fields: [&[u8]; 4] = [
            &[CodeType::PaperPerson.first_byte(), key_id],
            self.card_id.as_bytes(),
            self.key.as_bytes(),
            &self.line.to_bytes(),
        ];
        let signed = fields.concat();
        let mut code = [0; Self::BYTES];
        let signature = Purpose::PaperPerson.sign(issuer, &signed);
        for (byte, value) in code.iter_mut().zip(signed.iter().copied().chain(signature)) {
            *byte = value;
        }
        code
    }

    /// The text of the QR code that shows these bytes.
    pub fn text(bytes: &[u8; Self::BYTES]) -> String {
        lc1::text(bytes)
    }

    /// Reads a code and checks that one of `trusted` signed it.
    ///
    /// # Errors
    /// [`PersonCodeRefused`]; nothing of a code that does not verify is returned.
    pub fn read(bytes: &[u8], trusted: &PaperKeys) -> Result<Self, PersonCodeRefused> {
        let first = *bytes.first().ok_or(PersonCodeRefused::Malformed)?;
        if CodeType::of(first)? != CodeType::PaperPerson || bytes.len() != Self::BYTES {
            return Err(PersonCodeRefused::Malformed);
        }
        let (key_id, code, signed, signature) = Self::parts(bytes).ok_or(PersonCodeRefused::Malformed)?;
        let mut named = trusted.0.iter().filter(|(id, _)| *id == key_id).peekable();
        named.peek().ok_or(PersonCodeRefused::UnknownKey(key_id))?;
        let is_signed = named.any(|(_, key)| Purpose::PaperPerson.verifies(key, signed, signature));
        is_signed.then_some(code).ok_or(PersonCodeRefused::NotSigned)
    }

    /// Whether the card is not taken any more on this day of the deployment's.
    pub fn is_over(&self, today: Day) -> bool {
        self.card_id.is_over(today)
    }

    fn parts(bytes: &[u8]) -> Option<(u8, Self, &[u8], &[u8])> {
        let (signed, signature) = bytes.split_at_checked(Self::BYTES.checked_sub(64)?)?;
        let mut input = Reader(signed.get(1..)?);
        let key_id = input.byte()?;
        let code = Self {
            card_id: CardId::from_bytes(input.array()?),
            key: CardKey::from_bytes(input.array()?),
            line: MaskedLine::from_bytes(&input.array()?)?,
        };
        Some((key_id, code, signed, signature))
    }
}

crate::opaque::opaque_debug!(PaperCode);
