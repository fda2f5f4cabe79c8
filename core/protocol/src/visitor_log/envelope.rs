//! Envelopes: sealed entries, and how they travel.
//!
//! ```text
//! envelope := HPKE(key of the day, info = "lancan-log-v1\0" ‖ log id 16 ‖ hour 4, entry 379)       460 bytes
//! upload   := log id 16 ‖ hour 4 ‖ envelope 460 ‖ proof 32                                         512 bytes
//! proof    := HMAC-SHA256(HKDF(day_seed, "lancan-place-up-v1", 32), log id ‖ hour ‖ envelope)
//! ```

use hmac::{Hmac, KeyInit as _, Mac as _};
use rand_core::CryptoRng;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::{
    entry::Entry,
    hour::LogHour,
    reader::Reader,
    sealing::{LogPublicKey, LogSecretKey, SealingFailed},
};
use crate::places::{DaySeed, LogId};

/// Bytes of every envelope.
pub const ENVELOPE_BYTES: usize = Entry::BYTES + LogPublicKey::OVERHEAD;
/// Days for which the server keeps an envelope.
pub const ENVELOPE_DAYS: u32 = 28;
/// Bytes of every upload of a phone.
pub const UPLOAD_BYTES: usize = 16 + 4 + ENVELOPE_BYTES + 32;

/// What an envelope is kept under: the first 16 bytes of its SHA-256. A repeated upload is the same row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnvelopeId(pub [u8; 16]);

impl EnvelopeId {
    /// The name of an envelope.
    pub fn of(envelope: &[u8]) -> Self {
        Self(Sha256::digest(envelope).first_chunk().copied().unwrap_or_default())
    }
}

/// Seals an entry for one place and hour.
///
/// # Errors
/// [`SealingFailed`]; no entry is known that leads there.
pub fn seal(
    entry: &Entry,
    (log, hour): (LogId, LogHour),
    day: &LogPublicKey,
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, SealingFailed> {
    day.seal(&info(log, hour), &entry.to_bytes(), rng)
}

/// Opens an envelope that was sealed for this place and hour.
///
/// # Errors
/// [`SealingFailed`] for one of another place, hour or day, and for changed bytes.
pub fn open(
    envelope: &[u8],
    (log, hour): (LogId, LogHour),
    day: &LogSecretKey,
) -> Result<Zeroizing<Vec<u8>>, SealingFailed> {
    day.open(&info(log, hour), envelope)
}

fn info(log: LogId, hour: LogHour) -> Vec<u8> {
    [b"lancan-log-v1\0".as_slice(), log.as_bytes(), &hour.0.to_le_bytes()].concat()
}

/// What a phone posts: always 512 bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    /// What it is filed under.
    pub log: LogId,
    /// Its hour.
    pub hour: LogHour,
    /// The envelope.
    pub envelope: Vec<u8>,
    /// What shows that the sender has scanned the place's code of that day.
    proof: [u8; 32],
}

/// Why an upload is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UploadRefused {
    /// Not 512 bytes.
    #[error("an upload has {UPLOAD_BYTES} bytes")]
    Length,
}

impl Upload {
    /// An envelope with its proof.
    pub fn new(log: LogId, hour: LogHour, envelope: Vec<u8>, seed: &DaySeed) -> Self {
        let proof = mac(seed, &body(log, hour, &envelope)).finalize().into_bytes().into();
        Self { log, hour, envelope, proof }
    }

    /// Whether the sender knew the seed of the day.
    pub fn proves(&self, seed: &DaySeed) -> bool {
        let made: [u8; 32] = mac(seed, &body(self.log, self.hour, &self.envelope)).finalize().into_bytes().into();
        made.ct_eq(&self.proof).into()
    }

    /// The 512 bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        [body(self.log, self.hour, &self.envelope).as_slice(), &self.proof].concat()
    }

    /// Reads 512 bytes. Whether they prove anything shows with the seed of the day.
    ///
    /// # Errors
    /// [`UploadRefused`] for another length.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, UploadRefused> {
        let mut input = Reader(bytes);
        let parts = |input: &mut Reader<'_>| {
            let log = LogId::from_bytes(input.array()?);
            let hour = LogHour(input.word()?);
            let envelope = input.slice(ENVELOPE_BYTES)?.to_vec();
            Some(Self { log, hour, envelope, proof: input.array()? })
        };
        parts(&mut input).filter(|_| input.is_empty()).ok_or(UploadRefused::Length)
    }

    /// What the envelope is kept under.
    pub fn id(&self) -> EnvelopeId {
        EnvelopeId::of(&self.envelope)
    }
}

fn body(log: LogId, hour: LogHour, envelope: &[u8]) -> Vec<u8> {
    [log.as_bytes().as_slice(), &hour.0.to_le_bytes(), envelope].concat()
}

fn mac(seed: &DaySeed, body: &[u8]) -> Hmac<Sha256> {
    let key = Zeroizing::new(seed.upload_key());
    // HMAC takes keys of every length, so the second key is never used.
    let mac =
        Hmac::<Sha256>::new_from_slice(&*key).unwrap_or_else(|_| Hmac::new(&hmac::digest::array::Array::default()));
    mac.chain_update(body)
}

crate::opaque::opaque_debug!(Upload);
