//! A card: its name, its key, and the sealed contact of its holder, which the server keeps (*card blob*).
//!
//! ```text
//! blob  := nonce 12 ‖ AES-256-GCM(HKDF(card key, "lancan-card-outer-v1", 32), inner)
//! inner := HPKE(card key of the month, info = "lancan-card-v1\0" ‖ type 1 ‖ card id 16, contact ‖ certificate 68, zeros to 256)
//! ```
//! A database and a photograph of a card open nobody, since the month's key is at the opener; the opener without the envelopes
//! opens nobody, since the card's key is in them.

use aes_gcm::{Aes256Gcm, KeyInit as _, aead::AeadInOut as _};
use hkdf::Hkdf;
use p256::ecdsa::VerifyingKey;
use rand_core::CryptoRng;
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{
    certificate::NumberCertificate,
    contact::VisitorContact,
    pack::Month,
    reader::Reader,
    sealing::{LogPublicKey, LogSecretKey, SealingFailed},
};
use crate::time::Day;

const PLAIN_BYTES: usize = 256;
const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;

/// Bytes of a card's sealed contact.
pub const CARD_BLOB_BYTES: usize = NONCE_BYTES + PLAIN_BYTES + LogPublicKey::OVERHEAD + TAG_BYTES;

/// Set in the last two bytes of a card's name where they are a day, and not a month.
const OF_A_DAY: u16 = 0x8000;

/// What a card is called: of a phone's card SHA-256 of its public key, cut to 16 bytes; of a paper card 14 random bytes and until
/// when the card is taken, u16: its last month, or with the highest bit set its last day since 1970.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CardId([u8; 16]);

/// What opens the outer seal of a card's contact; it is in the card's code and nowhere else.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct CardKey([u8; 16]);

/// Where a card is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CardKind {
    /// On a phone's screen.
    Phone = 1,
    /// On paper.
    Paper = 2,
}

/// Whose card it is.
#[derive(Clone, PartialEq, Eq)]
pub struct CardHolder {
    /// The holder.
    pub contact: VisitorContact,
    /// What proves the holder's number, where they have one.
    pub certificate: Option<NumberCertificate>,
}

impl CardId {
    /// The name of a phone's card.
    pub fn of(card: &VerifyingKey) -> Self {
        let digest = Sha256::digest(card.to_sec1_point(true).as_bytes());
        Self(digest.first_chunk().copied().unwrap_or_default())
    }

    /// The name of a paper card that is taken until the end of a month, from fresh random bytes. A month past 32,767 counts as
    /// that one.
    pub fn of_paper(random: [u8; 14], last: Month) -> Self {
        Self::ending(random, short(last.0))
    }

    /// The name of a paper card that is taken on one day alone, from fresh random bytes. A day past 32,767 counts as that one.
    pub fn of_a_day(random: [u8; 14], day: Day) -> Self {
        Self::ending(random, OF_A_DAY | short(day.0))
    }

    fn ending(random: [u8; 14], last: u16) -> Self {
        let mut bytes = [0; 16];
        for (byte, value) in bytes.iter_mut().zip(random.into_iter().chain(last.to_le_bytes())) {
            *byte = value;
        }
        Self(bytes)
    }

    /// Whether the paper card of this name is not taken any more on a day of the deployment's.
    pub(super) fn is_over(&self, today: Day) -> bool {
        let [.., low, high] = self.0;
        let last = u16::from_le_bytes([low, high]);
        if last < OF_A_DAY { Month::of(today).0 > last.into() } else { today.0 > (last ^ OF_A_DAY).into() }
    }

    /// The name of these bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The 16 bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl CardKey {
    /// A fresh key from a cryptographically secure source.
    pub fn generate(rng: &mut dyn CryptoRng) -> Self {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// The key of these bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The 16 bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    fn outer(&self) -> Result<Aes256Gcm, SealingFailed> {
        let mut key = Zeroizing::new([0; 32]);
        let derived = Hkdf::<Sha256>::new(None, &self.0);
        derived.expand(b"lancan-card-outer-v1", &mut *key).map_err(|_| SealingFailed)?;
        Ok(Aes256Gcm::new((&*key).into()))
    }
}

/// Seals a card's holder to the card key of a month.
///
/// # Errors
/// [`SealingFailed`]; no input is known that leads there.
pub fn seal_blob(
    kind: CardKind,
    id: CardId,
    key: &CardKey,
    holder: &CardHolder,
    month: &LogPublicKey,
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, SealingFailed> {
    let mut plain = Zeroizing::new(Vec::with_capacity(PLAIN_BYTES));
    holder.contact.put(&mut plain);
    let certificate = holder.certificate.map_or([0; NumberCertificate::BYTES], NumberCertificate::to_bytes);
    plain.extend_from_slice(&certificate);
    plain.resize(PLAIN_BYTES, 0);
    let mut body = month.seal(&info(kind, id), &plain, rng)?;
    let mut nonce = [0; NONCE_BYTES];
    rng.fill_bytes(&mut nonce);
    key.outer()?.encrypt_in_place(&nonce.into(), &[], &mut body).map_err(|_| SealingFailed)?;
    Ok([&nonce, body.as_slice()].concat())
}

/// Opens a card's sealed contact with the key of its code and the secret key of its month.
///
/// # Errors
/// [`SealingFailed`] when either key is another's, and for changed bytes.
pub fn open_blob(
    kind: CardKind,
    id: CardId,
    key: &CardKey,
    blob: &[u8],
    month: &LogSecretKey,
) -> Result<CardHolder, SealingFailed> {
    let (nonce, body) = blob.split_first_chunk::<NONCE_BYTES>().ok_or(SealingFailed)?;
    let mut body = body.to_vec();
    key.outer()?.decrypt_in_place(&(*nonce).into(), &[], &mut body).map_err(|_| SealingFailed)?;
    let plain = month.open(&info(kind, id), &body)?;
    let mut input = Reader(&plain);
    let contact = VisitorContact::take(&mut input).map_err(|_| SealingFailed)?;
    let certificate: [u8; NumberCertificate::BYTES] = input.array().ok_or(SealingFailed)?;
    if !input.is_padding() || plain.len() != PLAIN_BYTES {
        return Err(SealingFailed);
    }
    let is_certified = certificate.iter().any(|byte| *byte != 0);
    Ok(CardHolder { contact, certificate: is_certified.then(|| NumberCertificate::from_bytes(&certificate)) })
}

/// What the last two bytes of a name hold of a month or day.
fn short(last: u32) -> u16 {
    u16::try_from(last).map_or(OF_A_DAY - 1, |last| last.min(OF_A_DAY - 1))
}

fn info(kind: CardKind, id: CardId) -> Vec<u8> {
    [b"lancan-card-v1\0".as_slice(), &[kind as u8], &id.0].concat()
}

crate::opaque::opaque_debug!(CardId, CardKey, CardHolder);
