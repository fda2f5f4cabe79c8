//! The key that an officer makes in a browser, to sign requests with: a `WebAuthn` registration without attestation.
//!
//! ```text
//! authenticator data := SHA-256(relying party) 32 ‖ flags 1 ‖ counter 4 ‖ model 16 ‖ length 2 ‖ credential ‖ COSE key ‖ …
//! COSE key           := a5 01 02 03 26 20 01 21 58 20 ‖ x 32 ‖ 22 58 20 ‖ y 32
//! ```
//! Authenticators write an ES256 key in this form and no other (CTAP 2, canonical CBOR).

use p256::ecdsa::VerifyingKey;
use serde::{Deserialize, Serialize};

use super::assertion::{AssertionRefused, OfficerKey, checked};
use super::reader::Reader;

const HEAD: usize = 32 + 1 + 4;
const WITH_KEY: u8 = 0x40;
const BEFORE_X: [u8; 10] = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
const BEFORE_Y: [u8; 3] = [0x22, 0x58, 0x20];

/// What a browser answered when an officer made a key. Each field is base64url without padding, as browsers hand it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    /// `authenticatorData`.
    pub authenticator_data: String,
    /// `clientDataJSON`.
    pub client_data: String,
}

impl Enrolment {
    /// Most bytes of the name by which an authenticator knows a key.
    pub const MOST_CREDENTIAL_BYTES: usize = 1_023;

    /// The name by which the authenticator knows the key, and the key, where it was made for this challenge on this page.
    ///
    /// # Errors
    /// [`AssertionRefused`] says why not; [`AssertionRefused::Malformed`] also for a key that is not of ES256.
    pub fn verify(
        &self,
        challenge: &[u8; 32],
        relying_party: &str,
        origin: &str,
    ) -> Result<(Vec<u8>, OfficerKey), AssertionRefused> {
        let answer = (self.authenticator_data.as_str(), self.client_data.as_str());
        let (authenticator, _) = checked(answer, ("webauthn.create", challenge), (relying_party, origin))?;
        let (credential, key) = made(&authenticator).ok_or(AssertionRefused::Malformed)?;
        Ok((credential, OfficerKey { key, relying_party: relying_party.to_owned(), origin: origin.to_owned() }))
    }
}

fn made(authenticator: &[u8]) -> Option<(Vec<u8>, VerifyingKey)> {
    let (head, rest) = authenticator.split_at_checked(HEAD)?;
    if head.get(32)? & WITH_KEY == 0 {
        return None;
    }
    let mut input = Reader(rest);
    let _model: [u8; 16] = input.array()?;
    let length = usize::from(u16::from_be_bytes(input.array()?));
    if length == 0 || length > Enrolment::MOST_CREDENTIAL_BYTES {
        return None;
    }
    let credential = input.slice(length)?.to_vec();
    let before_x: [u8; 10] = input.array()?;
    let x: [u8; 32] = input.array()?;
    let before_y: [u8; 3] = input.array()?;
    let y: [u8; 32] = input.array()?;
    if before_x != BEFORE_X || before_y != BEFORE_Y {
        return None;
    }
    let point = [&[4], x.as_slice(), &y].concat();
    Some((credential, VerifyingKey::from_sec1_bytes(&point).ok()?))
}
