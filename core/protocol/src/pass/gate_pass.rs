//! The pass itself: its bytes, its signature, and whether a gate lets it through.
//!
//! ```text
//! pass := version 4 bits = 1 ‖ type 4 bits = 1 ‖ key id 1 ‖ id 16 ‖ gate 2 ‖ valid from 4 ‖ valid to 4 ‖ zero 1 ‖ serial 2
//!         ‖ signature 64
//! ```
//! Integers are little-endian; times are minutes since 1970. The signature covers all before it.

use p256::{
    ecdsa::{SigningKey, VerifyingKey},
    pkcs8::DecodePublicKey as _,
};

use super::{PassId, Revocations};
use crate::{lc1, places::Minute, public_key::PublicKeyPem, signed::Purpose};

const VERSION: u8 = 1;
const GATE: u8 = 1;
const SIGNED_BYTES: usize = 31;
const SIGNATURE_BYTES: usize = 64;

/// The number of a gate, as the code of the form's question `gate`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GateNumber(pub u16);

/// A pass whose signature verifies, or one that is to be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GatePass {
    /// Random name of the pass. Nobody but the authority knows whose pass it is.
    pub id: PassId,
    /// The gate that it is for.
    pub gate: GateNumber,
    /// The first minute in which it is valid. The authority takes the beginning of a day, so that the time of declaring
    /// does not tell passes apart.
    pub valid_from: Minute,
    /// The first minute in which it is valid no more, likewise.
    pub valid_to: Minute,
    /// Which pass of the declaration it is, from 1: a declaration that is corrected, or whose pass is lost, gets the next.
    pub serial: u16,
}

/// The keys that passes are verified with.
#[derive(Clone, Debug)]
pub struct PassKeys(Vec<(u8, VerifyingKey)>);

impl PassKeys {
    /// Takes the keys of a deployment. The id of each is its number in decimal digits; a key that cannot be read is left out,
    /// as one that this version does not know.
    pub fn of(keys: &[PublicKeyPem]) -> Self {
        let read = |key: &PublicKeyPem| Some((key.id.parse().ok()?, VerifyingKey::from_public_key_pem(&key.pem).ok()?));
        Self(keys.iter().filter_map(read).collect())
    }
}

/// Why a pass is not let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PassRefused {
    /// The code is none of a gate pass; one of another type is not either.
    #[error("not a gate pass")]
    Malformed,
    /// The pass is of a later version: the device needs an update.
    #[error("the pass has version {0}, which this device does not read")]
    NewerVersion(u8),
    /// The pass names a key that this device does not know.
    #[error("the pass names signing key {0}, which this device does not know")]
    UnknownKey(u8),
    /// The signature does not fit: somebody made or changed the pass.
    #[error("the authority did not sign this pass")]
    NotSigned,
    /// The pass is for another gate.
    #[error("the pass is for another gate")]
    WrongGate {
        /// The gate that it is for.
        valid_at: GateNumber,
    },
    /// The pass is not valid yet.
    #[error("the pass is not valid yet")]
    NotYet {
        /// The first minute in which it is.
        from: Minute,
    },
    /// The pass is valid no more.
    #[error("the pass is valid no more")]
    Expired {
        /// The first minute in which it was not.
        since: Minute,
    },
    /// The pass was taken back, or a later one of the same declaration was issued.
    #[error("the pass was taken back")]
    Revoked,
    /// The list of passes that were taken back is too old to tell.
    #[error("the list of passes that were taken back has expired")]
    ListExpired,
}

impl GatePass {
    /// Bytes of a pass: 143 characters in base45, which with `LC1:` fit a QR code of 41 modules at level M.
    pub const BYTES: usize = SIGNED_BYTES + SIGNATURE_BYTES;

    /// The pass as signed with the key of this number.
    pub fn sign(&self, key_id: u8, key: &SigningKey) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        let (signed, signature) = bytes.split_at_mut(SIGNED_BYTES);
        let fields: [&[u8]; 7] = [
            &[VERSION << 4 | GATE, key_id],
            &self.id.0,
            &self.gate.0.to_le_bytes(),
            &self.valid_from.0.to_le_bytes(),
            &self.valid_to.0.to_le_bytes(),
            &[0],
            &self.serial.to_le_bytes(),
        ];
        signed.copy_from_slice(&fields.concat());
        signature.copy_from_slice(&Purpose::Pass.sign(key, signed));
        bytes
    }

    /// The text of the QR code that shows these bytes: `LC1:` and base45 (RFC 9285).
    pub fn text(bytes: &[u8; Self::BYTES]) -> String {
        lc1::text(bytes)
    }

    /// Reads the text of a QR code and checks that one of `trusted` signed the pass.
    ///
    /// # Errors
    /// [`PassRefused`]; nothing of a pass that does not verify is returned.
    pub fn read(scanned: &str, trusted: &PassKeys) -> Result<Self, PassRefused> {
        let bytes = lc1::bytes(scanned).ok_or(PassRefused::Malformed)?;
        Self::from_bytes(&bytes, trusted)
    }

    /// Reads the bytes of a pass, likewise.
    ///
    /// # Errors
    /// As [`GatePass::read`].
    pub fn from_bytes(bytes: &[u8], trusted: &PassKeys) -> Result<Self, PassRefused> {
        let (first, _) = bytes.split_first().ok_or(PassRefused::Malformed)?;
        let version = *first >> 4;
        if version > VERSION {
            return Err(PassRefused::NewerVersion(version));
        }
        if *first != VERSION << 4 | GATE {
            return Err(PassRefused::Malformed);
        }
        let mut input = PassBytes(bytes);
        let [_, key_id] = input.take()?;
        let pass = Self {
            id: PassId(input.take()?),
            gate: GateNumber(u16::from_le_bytes(input.take()?)),
            valid_from: Minute(u32::from_le_bytes(input.take()?)),
            valid_to: Minute(u32::from_le_bytes(input.take()?)),
            serial: {
                let [zero, low, high] = input.take()?;
                if zero != 0 {
                    return Err(PassRefused::Malformed);
                }
                u16::from_le_bytes([low, high])
            },
        };
        let signature: [u8; SIGNATURE_BYTES] = input.take()?;
        if !input.0.is_empty() {
            return Err(PassRefused::Malformed);
        }
        let mut named = trusted.0.iter().filter(|(id, _)| *id == key_id).peekable();
        named.peek().ok_or(PassRefused::UnknownKey(key_id))?;
        let signed = bytes.get(..SIGNED_BYTES).unwrap_or_default();
        let is_signed = named.any(|(_, key)| Purpose::Pass.verifies(key, signed, &signature));
        is_signed.then_some(pass).ok_or(PassRefused::NotSigned)
    }

    /// Whether the pass is for this gate and this minute. Whether it was taken back is another question.
    ///
    /// # Errors
    /// [`PassRefused`] says why not.
    pub fn fits(&self, gate: GateNumber, now: Minute) -> Result<(), PassRefused> {
        if self.gate != gate {
            return Err(PassRefused::WrongGate { valid_at: self.gate });
        }
        if now < self.valid_from {
            return Err(PassRefused::NotYet { from: self.valid_from });
        }
        if now >= self.valid_to {
            return Err(PassRefused::Expired { since: self.valid_to });
        }
        Ok(())
    }

    /// Whether a gate lets the pass through now.
    ///
    /// # Errors
    /// [`PassRefused`] says why not.
    pub fn admit(&self, gate: GateNumber, now: Minute, revoked: &Revocations) -> Result<(), PassRefused> {
        self.fits(gate, now)?;
        if revoked.names(self.id, self.serial) {
            return Err(PassRefused::Revoked);
        }
        if revoked.has_expired(now.start()) {
            return Err(PassRefused::ListExpired);
        }
        Ok(())
    }
}

/// What is left of the bytes.
struct PassBytes<'a>(&'a [u8]);

impl PassBytes<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], PassRefused> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(PassRefused::Malformed)?;
        self.0 = rest;
        Ok(*taken)
    }
}
