//! Signed documents: bytes, the key that signed them, and the purpose they were signed for
//! (`docs/protocol.md`, Index). A signature for one purpose is worth nothing for another.

use base64::{Engine as _, engine::general_purpose::STANDARD};
#[cfg(any(test, not(feature = "ring")))]
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, SigningKey, VerifyingKey, signature::Signer as _};
use p256::pkcs8::DecodePublicKey as _;
#[cfg(feature = "ring")]
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::public_key::PublicKeyPem;
use crate::time::UnixTime;

/// What a document is; each purpose has its own key and its own prefix under the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The index of exports.
    Index,
    /// The rules.
    Rules,
    /// A phone's report.
    Report,
    /// A phone's callback ("call me").
    Callback,
    /// The place code of a poster.
    Poster,
    /// One day of a display's rotating place code.
    Rotating,
    /// Whoever shows a one-time password to declare.
    Declaring,
    /// The forms of declarations.
    Forms,
    /// A traveller's gate pass.
    Pass,
    /// The list of gate passes that were taken back.
    Revocations,
    /// What a gate's device takes along for a time without a network.
    Bundle,
    /// The criteria by which facilities are judged.
    Criteria,
    /// A province's pack of visitor log keys, by its opener.
    Pack,
    /// The certificate of an opener's key, by the national key.
    Opener,
    /// The certificate of a telephone number, by the server.
    Number,
    /// What a visitor's card signs at a self-scan.
    Visit,
    /// A person's code on their phone, by its own card key.
    PhonePerson,
    /// A person's code on a paper card, by its issuer.
    PaperPerson,
    /// The upload of a card's sealed contact, by the card's key.
    CardUpload,
    /// What a checker's device posts, by the device's key.
    Checked,
    /// A checker's device asks what it needs to check, by the device's key.
    CheckerAsks,
    /// A checker's device asks for a card of one day, by the device's key.
    CheckerCard,
    /// What an opener found for a request, by its key.
    Opened,
}

impl Purpose {
    fn prefix(self) -> &'static [u8] {
        match self {
            Self::Index => b"lancan-index-v1\0",
            Self::Rules => b"lancan-rules-v1\0",
            Self::Report => b"lancan-report-v1\0",
            Self::Callback => b"lancan-callback-v1\0",
            Self::Poster => b"lancan-place-v1\0",
            Self::Rotating => b"lancan-rot-v1\0",
            Self::Declaring => b"lancan-declare-v1\0",
            Self::Forms => b"lancan-forms-v1\0",
            Self::Pass => b"lancan-pass-v1\0",
            Self::Revocations => b"lancan-revoked-v1\0",
            Self::Bundle => b"lancan-bundle-v1\0",
            Self::Criteria => b"lancan-criteria-v1\0",
            Self::Pack => b"lancan-pack-v1\0",
            Self::Opener => b"lancan-opener-v1\0",
            Self::Number => b"lancan-number-v1\0",
            Self::Visit => b"lancan-visit-v1\0",
            Self::PhonePerson => b"lancan-person-v1\0",
            Self::PaperPerson => b"lancan-paper-v1\0",
            Self::CardUpload => b"lancan-card-upload-v1\0",
            Self::Checked => b"lancan-checked-v1\0",
            Self::CheckerAsks => b"lancan-checker-v1\0",
            Self::CheckerCard => b"lancan-checker-card-v1\0",
            Self::Opened => b"lancan-result-v1\0",
        }
    }

    /// Signs `bytes` for this purpose: ECDSA P-256/SHA-256 with the deterministic nonce of RFC 6979.
    /// Returns r ‖ s, 64 bytes.
    pub fn sign(self, key: &SigningKey, bytes: &[u8]) -> [u8; 64] {
        let signature: Signature = key.sign(&[self.prefix(), bytes].concat());
        signature.to_bytes().into()
    }

    /// Whether `signature` (r ‖ s, 64 bytes) over `bytes` was made for this purpose by `key`.
    pub fn verifies(self, key: &VerifyingKey, bytes: &[u8], signature: &[u8]) -> bool {
        let message = [self.prefix(), bytes].concat();
        #[cfg(feature = "ring")]
        return verified_by_ring(key, &message, signature);
        #[cfg(not(feature = "ring"))]
        verified_by_p256(key, &message, signature)
    }
}

#[cfg(feature = "ring")]
fn verified_by_ring(key: &VerifyingKey, message: &[u8], signature: &[u8]) -> bool {
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.to_sec1_point(false));
    key.verify(message, signature).is_ok()
}

#[cfg(any(test, not(feature = "ring")))]
fn verified_by_p256(key: &VerifyingKey, message: &[u8], signature: &[u8]) -> bool {
    Signature::from_slice(signature).is_ok_and(|signature| key.verify(message, &signature).is_ok())
}

/// A document with its signature, as served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Signed {
    /// The document's exact bytes, base64.
    pub payload: String,
    /// Id of the key that signed.
    pub key_id: String,
    /// r ‖ s, base64.
    pub signature: String,
    /// Signatures of the same bytes by other keys, while keys change: who knows one of the keys reads the document.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<AlsoSigned>,
}

/// A further signature of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AlsoSigned {
    /// Id of the key that signed.
    pub key_id: String,
    /// r ‖ s, base64.
    pub signature: String,
}

/// Most signatures of a document besides the first.
const MOST_ALSO: usize = 7;

/// Why a signed document is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignedError {
    /// Not of the form of a signed document.
    #[error("not a signed document")]
    Malformed,
    /// None of the trusted keys has the signature's key id.
    #[error("signed by a key that is not trusted")]
    UnknownKey,
    /// The signature does not fit.
    #[error("the signature does not verify")]
    Invalid,
}

impl Signed {
    /// Signs a document.
    pub fn new(purpose: Purpose, key_id: &str, key: &SigningKey, document: &[u8]) -> Self {
        Self {
            payload: STANDARD.encode(document),
            key_id: key_id.to_owned(),
            signature: STANDARD.encode(purpose.sign(key, document)),
            also: Vec::new(),
        }
    }

    /// The document with the signature of another key besides. `document` are the bytes that it was made of.
    #[must_use]
    pub fn also_by(mut self, purpose: Purpose, key_id: &str, key: &SigningKey, document: &[u8]) -> Self {
        let signature = STANDARD.encode(purpose.sign(key, document));
        self.also.push(AlsoSigned { key_id: key_id.to_owned(), signature });
        self
    }

    /// Reads a signed document and returns the document's bytes if one of `trusted` signed it for `purpose`.
    ///
    /// # Errors
    /// [`SignedError`]; nothing of a document that does not verify is returned.
    pub fn open(bytes: &[u8], purpose: Purpose, trusted: &[PublicKeyPem]) -> Result<Vec<u8>, SignedError> {
        let signed: Self = serde_json::from_slice(bytes).map_err(|_| SignedError::Malformed)?;
        let document = STANDARD.decode(&signed.payload).map_err(|_| SignedError::Malformed)?;
        if signed.also.len() > MOST_ALSO {
            return Err(SignedError::Malformed);
        }
        let also = signed.also.iter().map(|also| (&also.key_id, &also.signature));
        let mut verdict = SignedError::UnknownKey;
        for (key_id, signature) in core::iter::once((&signed.key_id, &signed.signature)).chain(also) {
            let signature = STANDARD.decode(signature).map_err(|_| SignedError::Malformed)?;
            for key in trusted.iter().filter(|key| key.id == *key_id) {
                verdict = SignedError::Invalid;
                let key = VerifyingKey::from_public_key_pem(&key.pem).ok();
                if key.is_some_and(|key| purpose.verifies(&key, &document, &signature)) {
                    return Ok(document);
                }
            }
        }
        Err(verdict)
    }
}

/// Why a document that has a format, a serial and an expiry is refused before what it holds is looked at.
/// Each kind of document says it with an error of its own.
#[derive(Debug)]
pub(crate) enum UnreadDocument {
    /// Not of the form of the document; the text says where.
    Malformed(String),
    /// A format that this version does not know.
    UnknownFormat(u32),
    /// Older than one that was accepted before.
    OlderSerial { found: u64, last_good: u64 },
    /// Expired.
    Expired,
}

/// Reads a document whose `format` is `known`. The format is looked at first: a later one may have other fields.
pub(crate) fn read_format<T: DeserializeOwned>(document: &[u8], known: u32) -> Result<T, UnreadDocument> {
    #[derive(Deserialize)]
    struct Form {
        format: u32,
    }
    let malformed = |error: serde_json::Error| UnreadDocument::Malformed(error.to_string());
    let form: Form = serde_json::from_slice(document).map_err(malformed)?;
    if form.format != known {
        return Err(UnreadDocument::UnknownFormat(form.format));
    }
    serde_json::from_slice(document).map_err(malformed)
}

/// Refuses a serial below `last_good`.
pub(crate) fn not_older(found: u64, last_good: u64) -> Result<(), UnreadDocument> {
    if found < last_good { Err(UnreadDocument::OlderSerial { found, last_good }) } else { Ok(()) }
}

/// Refuses a document from the instant of its expiry on.
pub(crate) fn not_expired(expires_at: UnixTime, now: UnixTime) -> Result<(), UnreadDocument> {
    if expires_at <= now { Err(UnreadDocument::Expired) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use p256::pkcs8::EncodePublicKey as _;
    use proptest::prelude::*;

    fn key(seed: u8) -> (SigningKey, PublicKeyPem) {
        let key = SigningKey::from_slice(&[seed; 32]).unwrap();
        let pem = key.verifying_key().to_public_key_pem(p256::pkcs8::LineEnding::LF).unwrap();
        (key, PublicKeyPem { id: "k".into(), version: "1".into(), pem })
    }

    #[test]
    fn a_document_opens_for_its_purpose_and_its_key_only() {
        let (signer, trusted) = key(1);
        let bytes = serde_json::to_vec(&Signed::new(Purpose::Index, "k", &signer, b"hello")).unwrap();
        let open = |purpose, keys: &[PublicKeyPem]| Signed::open(&bytes, purpose, keys);
        assert_eq!(open(Purpose::Index, &[key(2).1, trusted.clone()]).as_deref(), Ok(&b"hello"[..]));
        assert_eq!(open(Purpose::Rules, std::slice::from_ref(&trusted)), Err(SignedError::Invalid));
        assert_eq!(open(Purpose::Index, &[key(2).1]), Err(SignedError::Invalid));
        assert_eq!(
            open(Purpose::Index, &[PublicKeyPem { id: "other".into(), ..trusted }]),
            Err(SignedError::UnknownKey)
        );
    }

    #[test]
    fn while_keys_change_who_knows_one_of_them_reads_the_document() {
        let named = |seed: u8, id: &str| {
            let (signer, trusted) = key(seed);
            (signer, PublicKeyPem { id: id.into(), ..trusted })
        };
        let ((new, knows_new), (old, knows_old), (_, knows_other)) =
            (named(1, "new"), named(2, "old"), named(3, "other"));
        let signed = Signed::new(Purpose::Index, "new", &new, b"hello");
        let alone = serde_json::to_string(&signed).unwrap();
        assert!(!alone.contains("also"), "a document of one key is as it always was");
        let both = signed.also_by(Purpose::Index, "old", &old, b"hello");
        let open = |signed: &Signed, key: &PublicKeyPem| {
            Signed::open(&serde_json::to_vec(signed).unwrap(), Purpose::Index, std::slice::from_ref(key))
        };
        for key in [&knows_new, &knows_old] {
            assert_eq!(open(&both, key).as_deref(), Ok(&b"hello"[..]));
        }
        assert_eq!(open(&both, &knows_other), Err(SignedError::UnknownKey));
        let forged = Signed { also: vec![AlsoSigned { key_id: "old".into(), ..both.also[0].clone() }], ..both.clone() };
        let forged = Signed { payload: STANDARD.encode(b"other"), ..forged };
        assert_eq!(open(&forged, &knows_old), Err(SignedError::Invalid));
        let many = Signed { also: vec![both.also[0].clone(); MOST_ALSO + 1], ..both };
        assert_eq!(open(&many, &knows_new), Err(SignedError::Malformed));
    }

    proptest! {
        #[test]
        fn what_one_library_signs_the_other_verifies_and_nothing_that_was_changed(
            seed in 1_u8..=254, bytes in proptest::collection::vec(any::<u8>(), 0..200), at in 0_usize..64, bit in 0_u8..8,
        ) {
            let key = SigningKey::from_slice(&[seed; 32]).unwrap();
            let mut signature = Purpose::Report.sign(&key, &bytes);
            prop_assert!(Purpose::Report.verifies(key.verifying_key(), &bytes, &signature));
            signature[at] ^= 1 << bit;
            prop_assert!(!Purpose::Report.verifies(key.verifying_key(), &bytes, &signature));
            prop_assert!(!Purpose::Report.verifies(key.verifying_key(), &bytes, &signature[..63]));
        }

        #[cfg(feature = "ring")]
        #[test]
        fn a_server_and_a_phone_verify_alike(
            seed in 1_u8..=254, bytes in proptest::collection::vec(any::<u8>(), 0..200), wrong in proptest::collection::vec(any::<u8>(), 0..80),
            at in 0_usize..64, bit in 0_u8..8,
        ) {
            let key = SigningKey::from_slice(&[seed; 32]).unwrap();
            let right: Signature = key.sign(&bytes);
            let (r, s) = right.split_scalars();
            let high_s = Signature::from_scalars(r, -*s).unwrap();
            let mut changed = right.to_bytes();
            changed[at] ^= 1 << bit;
            for signature in [&right.to_bytes()[..], &high_s.to_bytes()[..], &changed[..], &wrong[..], &[0; 64][..]] {
                let verdict = verified_by_p256(key.verifying_key(), &bytes, signature);
                prop_assert_eq!(verified_by_ring(key.verifying_key(), &bytes, signature), verdict);
            }
        }

        #[test]
        fn nothing_else_opens(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(Signed::open(&bytes, Purpose::Index, &[key(1).1]).is_err());
        }
    }
}
