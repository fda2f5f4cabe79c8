//! What an opener hands out, and to whom: sealed to the recipient's own key, `info = "lancan-opened-v1\0" ‖ request id`, with the
//! opener's signature over request id and sealed bytes behind it.

use p256::ecdsa::{SigningKey, VerifyingKey};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{
    entry::Direction,
    hour::LogHour,
    sealing::{LogPublicKey, LogSecretKey, SealingFailed},
};
use crate::{places::Minute, signed::Purpose};

/// How much an entry proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// A self-scan, signed by the visitor's card.
    SelfScan,
    /// A checker scanned a phone's code within three minutes of its being drawn.
    Phone,
    /// A checker scanned a phone's code that was older: a photograph, or a wrong clock.
    OldPhone,
    /// A checker scanned a paper card, which has no clock.
    Paper,
    /// A checker typed it.
    OnBehalf,
}

/// One entry of the hours that were asked for. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedEntry {
    /// How much it proves.
    pub grade: Grade,
    /// Which way.
    pub direction: Direction,
    /// How many came along.
    pub companions: u8,
    /// When.
    pub minute: Minute,
    /// The name.
    pub name: String,
    /// The number, E.164.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Whether the server had certified the number.
    pub number_certified: bool,
    /// The year of birth; 0 where nobody said.
    pub birth_year: u16,
    /// The digits of the unit where the visitor lives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// How many envelopes gave no entry, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unopened {
    /// Filed under a place or an hour that was not asked for: never tried.
    pub foreign: u32,
    /// They did not open: sealed for another place, hour or day, or changed.
    pub sealed_otherwise: u32,
    /// They opened, and what is in them is no entry.
    pub malformed: u32,
    /// The signature of a card or of its issuer does not fit.
    pub forged: u32,
    /// The contact of the scanned card was not among the cards, or did not open.
    pub without_card: u32,
    /// The same envelope twice.
    pub repeated: u32,
}

/// What was opened for one request.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opened {
    /// Form of this document: 1.
    pub format: u16,
    /// The request, 32 hex digits.
    pub request: String,
    /// The first hour that was asked for.
    pub first_hour: LogHour,
    /// How many hours.
    pub hours: u8,
    /// By minute.
    pub entries: Vec<OpenedEntry>,
    /// What gave no entry.
    pub unopened: Unopened,
}

/// Seals a result to its recipient, and signs what is sealed with the opener's key: the file that an opener hands out.
///
/// # Errors
/// [`SealingFailed`]; no result is known that leads there.
pub fn seal_result(
    result: &Opened,
    request_id: &[u8; 16],
    (recipient, opener): (&LogPublicKey, &SigningKey),
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, SealingFailed> {
    let plain = zeroize::Zeroizing::new(serde_json::to_vec(result).map_err(|_| SealingFailed)?);
    let mut file = recipient.seal(&info(request_id), &plain, rng)?;
    let signature = Purpose::Opened.sign(opener, &[request_id.as_slice(), &file].concat());
    file.extend_from_slice(&signature);
    Ok(file)
}

/// Opens the file of a result with the recipient's key, once it is signed by the opener.
///
/// # Errors
/// [`SealingFailed`] for the result of another request, of another opener, for another recipient, and for changed bytes.
pub fn open_result(
    file: &[u8],
    request_id: &[u8; 16],
    (recipient, opener): (&LogSecretKey, &VerifyingKey),
) -> Result<Opened, SealingFailed> {
    let (sealed, signature) = file.len().checked_sub(64).map(|at| file.split_at(at)).ok_or(SealingFailed)?;
    if !Purpose::Opened.verifies(opener, &[request_id.as_slice(), sealed].concat(), signature) {
        return Err(SealingFailed);
    }
    let plain = recipient.open(&info(request_id), sealed)?;
    serde_json::from_slice(&plain).map_err(|_| SealingFailed)
}

fn info(request_id: &[u8; 16]) -> Vec<u8> {
    [b"lancan-opened-v1\0".as_slice(), request_id].concat()
}

crate::opaque::opaque_debug!(OpenedEntry, Opened);
