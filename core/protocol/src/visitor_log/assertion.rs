//! Officers' signatures: `WebAuthn` assertions (W3C Web Authentication, level 2) by ES256 keys, over a challenge of ours.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{DerSignature, VerifyingKey, signature::Verifier as _};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 4;

/// A key that an officer enrolled in person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficerKey {
    /// The public key.
    pub key: VerifyingKey,
    /// The relying party that the key was made for: the console's host, `example.gov.vn`.
    pub relying_party: String,
    /// The origin of the console's pages: `https://example.gov.vn`.
    pub origin: String,
}

/// What an officer's authenticator answered. Each field is base64url without padding, as browsers hand it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assertion {
    /// `authenticatorData`.
    pub authenticator_data: String,
    /// `clientDataJSON`.
    pub client_data: String,
    /// The signature, DER.
    pub signature: String,
}

/// Why an assertion is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AssertionRefused {
    /// Not an assertion.
    #[error("not a WebAuthn assertion")]
    Malformed,
    /// It signs something else than this request.
    #[error("it signs another request")]
    OtherChallenge,
    /// It was made on another page than the console's.
    #[error("it was made on another site")]
    OtherOrigin,
    /// Nobody touched the key or showed who they are.
    #[error("the key was not unlocked by its holder")]
    NotVerified,
    /// The signature does not fit the enrolled key.
    #[error("the enrolled key did not sign it")]
    NotSigned,
}

#[derive(Deserialize)]
struct ClientData {
    r#type: String,
    challenge: String,
    origin: String,
    #[serde(default, rename = "crossOrigin")]
    cross_origin: bool,
}

impl Assertion {
    /// An assertion of these bytes.
    pub fn of(authenticator_data: &[u8], client_data: &[u8], signature: &[u8]) -> Self {
        let [authenticator_data, client_data, signature] =
            [authenticator_data, client_data, signature].map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
        Self { authenticator_data, client_data, signature }
    }

    /// Whether the holder of an enrolled key signed this challenge, on the console's own page.
    ///
    /// # Errors
    /// [`AssertionRefused`] says why not.
    pub fn verify(&self, challenge: &[u8; 32], by: &OfficerKey) -> Result<(), AssertionRefused> {
        let read = |text: &String| URL_SAFE_NO_PAD.decode(text).map_err(|_| AssertionRefused::Malformed);
        let (authenticator, client) = (read(&self.authenticator_data)?, read(&self.client_data)?);
        let signature = read(&self.signature)?;
        let said: ClientData = serde_json::from_slice(&client).map_err(|_| AssertionRefused::Malformed)?;
        if said.r#type != "webauthn.get" {
            return Err(AssertionRefused::Malformed);
        }
        if said.challenge != URL_SAFE_NO_PAD.encode(challenge) {
            return Err(AssertionRefused::OtherChallenge);
        }
        let (site, rest) = authenticator.split_first_chunk::<32>().ok_or(AssertionRefused::Malformed)?;
        let expected: [u8; 32] = Sha256::digest(by.relying_party.as_bytes()).into();
        if said.origin != by.origin || said.cross_origin || *site != expected {
            return Err(AssertionRefused::OtherOrigin);
        }
        let flags = *rest.first().filter(|_| rest.len() >= 5).ok_or(AssertionRefused::Malformed)?;
        if flags & (USER_PRESENT | USER_VERIFIED) != USER_PRESENT | USER_VERIFIED {
            return Err(AssertionRefused::NotVerified);
        }
        let signed = [authenticator.as_slice(), &Sha256::digest(&client)].concat();
        let signature = DerSignature::from_bytes(&signature).map_err(|_| AssertionRefused::NotSigned)?;
        by.key.verify(&signed, &signature).map_err(|_| AssertionRefused::NotSigned)
    }
}
