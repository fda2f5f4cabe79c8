//! What a gate's device takes along for a time without a network: who may come through one gate today, sealed to the device's
//! key and signed by the authority.
//!
//! The bundle and the list of passes taken back are fetched together. A device without a network reads a pass by the
//! authority's key, looks whether it was taken back, and finds its traveller here.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{GateNumber, GatePass, PassId, PassKeys, PassRefused, Revocations};
use crate::{
    hex,
    places::Minute,
    public_key::PublicKeyPem,
    signed::{Purpose, Signed, SignedError, UnreadDocument, not_expired, read_format},
    time::UnixTime,
    visitor_log::{LogPublicKey, LogSecretKey, SealingFailed},
};

/// A traveller in a bundle.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BundledTraveller {
    /// Name of the declaration's pass, 32 hex digits.
    pub pass: String,
    /// The declaration, 32 hex digits.
    pub declaration: String,
    /// `green`, `yellow` or `red`.
    pub class: String,
    /// Why: the end of the key of the text `declaration-reason-…`; absent for green.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// As declared.
    pub name: String,
    /// As declared.
    pub passport: String,
    /// ISO 3166-1, two letters.
    pub nationality: String,
    /// Flight or ship; empty where there is none.
    pub vehicle: String,
    /// Empty where there is none.
    pub seat: String,
}

/// The bundle as it is signed. Unknown fields are refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlightBundle {
    /// Version of the bundle's form, [`FlightBundle::FORMAT`].
    pub format: u32,
    /// The gate that it is of.
    pub gate: u16,
    /// When it was made.
    pub issued_at: UnixTime,
    /// From this instant on a device has wiped it: at most [`FlightBundle::SECONDS`] later.
    pub expires_at: UnixTime,
    /// Base64 of the travellers, JSON, sealed to the device's key.
    pub sealed: String,
}

/// Why a bundle is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// More than [`FlightBundle::MOST_BYTES`].
    #[error("a bundle has at most {} bytes", FlightBundle::MOST_BYTES)]
    TooLarge,
    /// The signature is missing, invalid, by a key that is not trusted, or made for another purpose.
    #[error("the bundle's signature: {0}")]
    Signature(#[from] SignedError),
    /// Not a bundle that this version reads.
    #[error("not a bundle of this form")]
    Malformed,
    /// Of another gate.
    #[error("a bundle of another gate")]
    OtherGate,
    /// It has expired.
    #[error("the bundle has expired")]
    Expired,
    /// It was sealed to another device.
    #[error(transparent)]
    Sealed(#[from] SealingFailed),
}

impl From<UnreadDocument> for BundleError {
    fn from(why: UnreadDocument) -> Self {
        match why {
            UnreadDocument::Expired => Self::Expired,
            UnreadDocument::Malformed(_) | UnreadDocument::UnknownFormat(_) | UnreadDocument::OlderSerial { .. } => {
                Self::Malformed
            }
        }
    }
}

impl FlightBundle {
    /// The form of bundle that this version reads and writes.
    pub const FORMAT: u32 = 1;
    /// Seconds after which a device wipes a bundle.
    pub const SECONDS: u64 = 24 * 3_600;
    /// Most bytes of a bundle, signed.
    pub const MOST_BYTES: usize = 4 * 1_024 * 1_024;
    /// Most travellers of a bundle: two thousand of 600 bytes each, in base64 twice, are 2.2 MB.
    pub const MOST_TRAVELLERS: usize = 2_000;

    fn info(gate: u16, issued_at: UnixTime) -> Vec<u8> {
        [b"lancan-bundle-v1\0".as_slice(), &gate.to_le_bytes(), &issued_at.0.to_le_bytes()].concat()
    }

    /// Seals travellers to a device's key.
    ///
    /// # Errors
    /// [`SealingFailed`]; no input is known that leads there.
    pub fn seal(
        travellers: &[BundledTraveller],
        (gate, issued_at): (GateNumber, UnixTime),
        device: &LogPublicKey,
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, SealingFailed> {
        let plain = serde_json::to_vec(travellers).map_err(|_| SealingFailed)?;
        let sealed = device.seal(&Self::info(gate.0, issued_at), &plain, rng)?;
        Ok(Self {
            format: Self::FORMAT,
            gate: gate.0,
            issued_at,
            expires_at: UnixTime(issued_at.0.saturating_add(Self::SECONDS)),
            sealed: STANDARD.encode(sealed),
        })
    }
}

/// A bundle on the device that it was sealed to.
#[derive(Clone)]
pub struct OpenedBundle {
    gate: GateNumber,
    expires_at: UnixTime,
    travellers: BTreeMap<PassId, BundledTraveller>,
}

crate::opaque::opaque_debug!(BundledTraveller, OpenedBundle);

impl OpenedBundle {
    /// Opens a signed bundle of this gate.
    ///
    /// # Errors
    /// [`BundleError`] says why it is refused.
    pub fn open(
        bytes: &[u8],
        trusted: &[PublicKeyPem],
        device: &LogSecretKey,
        gate: GateNumber,
        now: UnixTime,
    ) -> Result<Self, BundleError> {
        if bytes.len() > FlightBundle::MOST_BYTES {
            return Err(BundleError::TooLarge);
        }
        let document = Signed::open(bytes, Purpose::Bundle, trusted)?;
        let bundle: FlightBundle = read_format(&document, FlightBundle::FORMAT)?;
        if bundle.gate != gate.0 {
            return Err(BundleError::OtherGate);
        }
        // Whoever signed one that lasts longer did not mean a bundle.
        let latest = bundle.issued_at.0.saturating_add(FlightBundle::SECONDS);
        let expires_at = UnixTime(bundle.expires_at.0.min(latest));
        not_expired(expires_at, now)?;
        let sealed = STANDARD.decode(&bundle.sealed).map_err(|_| BundleError::Malformed)?;
        let plain = device.open(&FlightBundle::info(bundle.gate, bundle.issued_at), &sealed)?;
        let travellers: Vec<BundledTraveller> = serde_json::from_slice(&plain).map_err(|_| BundleError::Malformed)?;
        let by_pass = travellers.into_iter().map(|traveller| {
            let id = hex::decode(&traveller.pass).and_then(|id| id.try_into().ok()).map(PassId);
            id.map(|id| (id, traveller)).ok_or(BundleError::Malformed)
        });
        Ok(Self { gate, expires_at, travellers: by_pass.collect::<Result<_, _>>()? })
    }

    /// Whether a device has to wipe it.
    pub fn has_expired(&self, now: UnixTime) -> bool {
        self.expires_at <= now
    }

    /// How many travellers it holds.
    pub fn len(&self) -> usize {
        self.travellers.len()
    }

    /// Whether it holds nobody.
    pub fn is_empty(&self) -> bool {
        self.travellers.is_empty()
    }

    /// The traveller whose pass was read, without a network; none where the pass is good and the bundle was made before it: its
    /// record is with the authority alone.
    ///
    /// # Errors
    /// [`PassRefused`] says why the pass lets nobody through. [`PassRefused::ListExpired`] also where the bundle has expired.
    pub fn traveller(
        &self,
        scanned: &str,
        keys: &PassKeys,
        revoked: &Revocations,
        now: UnixTime,
    ) -> Result<Option<&BundledTraveller>, PassRefused> {
        let pass = GatePass::read(scanned, keys)?;
        pass.admit(self.gate, Minute::of(now), revoked)?;
        if self.has_expired(now) {
            return Err(PassRefused::ListExpired);
        }
        Ok(self.travellers.get(&pass.id))
    }
}
