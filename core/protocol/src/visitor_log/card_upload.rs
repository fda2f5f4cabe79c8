//! What a phone posts of a card whose code it showed: the sealed contact of its holder, signed by the card's own key.
//!
//! ```text
//! upload := version 1 = 1 ‖ card public key 33 ‖ province 1 ‖ month 4 ‖ blob 365 ‖ zeros 44 ‖ signature 64        512 bytes
//! ```
//! It is as long as the upload of an envelope. The signature is over all before it: who saw a code has the card's public key and
//! the key of the outer seal, and can put nothing under the card's name.

use p256::ecdsa::{SigningKey, VerifyingKey};
use rand_core::CryptoRng;

use super::{
    card::{CARD_BLOB_BYTES, CardHolder, CardId, CardKey, CardKind, seal_blob},
    pack::Month,
    reader::Reader,
    sealing::{LogPublicKey, SealingFailed},
};
use crate::{places::Province, signed::Purpose};

const VERSION: u8 = 1;
const ZEROS: usize = CardUpload::BYTES - 1 - 33 - 1 - 4 - CARD_BLOB_BYTES - 64;

/// The sealed contact of a phone's card, whose signature verifies.
#[derive(Clone, PartialEq, Eq)]
pub struct CardUpload {
    /// The card's public key.
    pub card: VerifyingKey,
    /// The province to whose opener it is sealed.
    pub province: Province,
    /// The month to whose card key it is sealed.
    pub month: Month,
    /// The sealed contact.
    pub blob: Vec<u8>,
}

/// Why the upload of a card is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardUploadRefused {
    /// Not of its form.
    #[error("not the upload of a card, which has {} bytes", CardUpload::BYTES)]
    Malformed,
    /// A later version.
    #[error("the upload of a card has version {0}, which is not known")]
    NewerVersion(u8),
    /// The card did not sign it.
    #[error("the signature of the card does not fit")]
    NotSigned,
}

impl CardUpload {
    /// Bytes of every upload of a card: as many as of an envelope's.
    pub const BYTES: usize = 512;

    /// Seals the holder of a phone's card to the card key of a province and month, and signs that with the card's key.
    ///
    /// # Errors
    /// [`SealingFailed`]; no input is known that leads there.
    pub fn seal(
        holder: &CardHolder,
        (card, key): (&SigningKey, &CardKey),
        (province, month, to): (Province, Month, &LogPublicKey),
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, SealingFailed> {
        let blob = seal_blob(CardKind::Phone, CardId::of(card.verifying_key()), key, holder, to, rng)?;
        let public = card.verifying_key().to_sec1_point(true);
        let fields: [&[u8]; 6] =
            [&[VERSION], public.as_bytes(), &[province.0], &month.0.to_le_bytes(), &blob, &[0; ZEROS]];
        let mut upload = fields.concat();
        let signature = Purpose::CardUpload.sign(card, &upload);
        upload.extend_from_slice(&signature);
        Ok(upload)
    }

    /// Reads an upload and checks its signature.
    ///
    /// # Errors
    /// [`CardUploadRefused`]; nothing of an upload that does not verify is returned.
    pub fn read(bytes: &[u8]) -> Result<Self, CardUploadRefused> {
        let version = *bytes.first().ok_or(CardUploadRefused::Malformed)?;
        if version > VERSION {
            return Err(CardUploadRefused::NewerVersion(version));
        }
        let parts = bytes.split_last_chunk::<64>().filter(|_| version == VERSION && bytes.len() == Self::BYTES);
        let (signed, signature) = parts.ok_or(CardUploadRefused::Malformed)?;
        let upload = Self::parts(signed).ok_or(CardUploadRefused::Malformed)?;
        let is_signed = Purpose::CardUpload.verifies(&upload.card, signed, signature);
        is_signed.then_some(upload).ok_or(CardUploadRefused::NotSigned)
    }

    fn parts(signed: &[u8]) -> Option<Self> {
        let mut input = Reader(signed.get(1..)?);
        let card = VerifyingKey::from_sec1_bytes(&input.array::<33>()?).ok()?;
        let (province, month) = (Province(input.byte()?), Month(input.word()?));
        let blob = input.slice(CARD_BLOB_BYTES)?.to_vec();
        input.is_padding().then_some(Self { card, province, month, blob })
    }

    /// The card's name.
    pub fn card_id(&self) -> CardId {
        CardId::of(&self.card)
    }
}

crate::opaque::opaque_debug!(CardUpload);
