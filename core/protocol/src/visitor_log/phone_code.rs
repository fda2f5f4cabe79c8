//! A person's code on their phone, redrawn every 30 seconds.
//!
//! ```text
//! code := version 4 bits = 1 ‖ type 4 bits = 2 ‖ card public key 33 ‖ minute 4 ‖ card key 16 ‖ masked line 24 ‖ signature 64
//! ```
//! The signature is by the card's own key over all before it.

use p256::ecdsa::{SigningKey, VerifyingKey};

use super::{
    PersonCodeRefused,
    card::{CardId, CardKey},
    masked_line::MaskedLine,
    reader::Reader,
};
use crate::{
    lc1::{self, CodeType},
    places::Minute,
    signed::Purpose,
};

/// A person's code on their phone, whose signature verifies.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneCode {
    /// The card's public key.
    pub card: VerifyingKey,
    /// The minute in which the phone drew it.
    pub minute: Minute,
    /// What opens the outer seal of the card's contact.
    pub key: CardKey,
    /// What the checker's screen shows.
    pub line: MaskedLine,
}

impl PhoneCode {
    /// Bytes of a code: 217 characters, which fit a QR code of 49 modules at level M.
    pub const BYTES: usize = 142;
    /// Minutes for which a picture is taken. An older one is a photograph.
    pub const FRESH_MINUTES: u32 = 3;

    /// Draws the code of a minute.
    pub fn draw(card: &SigningKey, minute: Minute, key: &CardKey, line: &MaskedLine) -> [u8; Self::BYTES] {
        let public = card.verifying_key().to_sec1_point(true);
        let fields: [&[u8]; 5] = [
            &[CodeType::PhonePerson.first_byte()],
            public.as_bytes(),
            &minute.0.to_le_bytes(),
            key.as_bytes(),
            &line.to_bytes(),
        ];
        let signed = fields.concat();
        let mut code = [0; Self::BYTES];
        for (byte, value) in code.iter_mut().zip(signed.iter().copied().chain(Purpose::PhonePerson.sign(card, &signed)))
        {
            *byte = value;
        }
        code
    }

    /// The text of the QR code that shows these bytes.
    pub fn text(bytes: &[u8; Self::BYTES]) -> String {
        lc1::text(bytes)
    }

    /// Reads a code and checks its signature. Whether it is of now is another question.
    ///
    /// # Errors
    /// [`PersonCodeRefused`]; nothing of a code that does not verify is returned.
    pub fn read(bytes: &[u8]) -> Result<Self, PersonCodeRefused> {
        let first = *bytes.first().ok_or(PersonCodeRefused::Malformed)?;
        if CodeType::of(first)? != CodeType::PhonePerson || bytes.len() != Self::BYTES {
            return Err(PersonCodeRefused::Malformed);
        }
        let (code, signed, signature) = Self::parts(bytes).ok_or(PersonCodeRefused::Malformed)?;
        let is_signed = Purpose::PhonePerson.verifies(&code.card, signed, signature);
        is_signed.then_some(code).ok_or(PersonCodeRefused::NotSigned)
    }

    fn parts(bytes: &[u8]) -> Option<(Self, &[u8], &[u8])> {
        let (signed, signature) = bytes.split_at_checked(Self::BYTES.checked_sub(64)?)?;
        let mut input = Reader(signed.get(1..)?);
        let code = Self {
            card: VerifyingKey::from_sec1_bytes(&input.array::<33>()?).ok()?,
            minute: Minute(input.word()?),
            key: CardKey::from_bytes(input.array()?),
            line: MaskedLine::from_bytes(&input.array()?)?,
        };
        Some((code, signed, signature))
    }

    /// The card's name: the first 16 bytes of SHA-256 of its public key.
    pub fn card_id(&self) -> CardId {
        CardId::of(&self.card)
    }

    /// Whether the code was drawn within three minutes of `now`.
    ///
    /// # Errors
    /// [`PersonCodeRefused::NotNow`].
    pub fn is_of(&self, now: Minute) -> Result<(), PersonCodeRefused> {
        let apart = self.minute.0.abs_diff(now.0);
        if apart <= Self::FRESH_MINUTES { Ok(()) } else { Err(PersonCodeRefused::NotNow) }
    }
}

crate::opaque::opaque_debug!(PhoneCode);
