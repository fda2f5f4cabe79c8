//! HPKE (RFC 9180), base mode: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM (0x0010, 0x0001, 0x0002).

use hpke::{
    Deserializable as _, Kem as _, OpModeR, OpModeS, Serializable as _, aead::AesGcm256, kdf::HkdfSha256,
    kem::DhP256HkdfSha256, single_shot_open, single_shot_seal_with_rng,
};
use rand_core::CryptoRng;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

type Suite = DhP256HkdfSha256;

/// A public key that things of the visitor log are sealed to.
#[derive(Clone, PartialEq, Eq)]
pub struct LogPublicKey {
    bytes: [u8; LogPublicKey::BYTES],
    key: <Suite as hpke::Kem>::PublicKey,
}

/// The secret key that opens them. It is erased from memory when dropped.
pub struct LogSecretKey(<Suite as hpke::Kem>::PrivateKey);

/// Something did not seal or open: another key, another purpose, another place or hour, or changed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it does not open: another key, place or hour, or changed bytes")]
pub struct SealingFailed;

impl From<hpke::HpkeError> for SealingFailed {
    fn from(_: hpke::HpkeError) -> Self {
        Self
    }
}

impl LogPublicKey {
    /// Bytes of a key: an uncompressed point (SEC 1).
    pub const BYTES: usize = 65;
    /// Bytes that sealing adds: the encapsulated key and the tag.
    pub const OVERHEAD: usize = Self::BYTES + 16;

    /// A key as it was published; none for bytes that are no point of the curve.
    pub fn from_bytes(bytes: [u8; Self::BYTES]) -> Option<Self> {
        let key = <Suite as hpke::Kem>::PublicKey::from_bytes(&bytes).ok()?;
        Some(Self { bytes, key })
    }

    /// The uncompressed point.
    pub fn as_bytes(&self) -> &[u8; Self::BYTES] {
        &self.bytes
    }

    /// SHA-256 of the bytes: what a request names a recipient's key by.
    pub fn fingerprint(&self) -> [u8; 32] {
        Sha256::digest(self.bytes).into()
    }

    /// Seals to this key: the encapsulated key, the ciphertext, the tag.
    ///
    /// # Errors
    /// [`SealingFailed`]; no input is known that leads there.
    pub fn seal(&self, info: &[u8], plain: &[u8], rng: &mut dyn CryptoRng) -> Result<Vec<u8>, SealingFailed> {
        self.seal_beside(info, &[], plain, rng)
    }

    /// As [`Self::seal`], with `aad` that has to be told again on opening.
    ///
    /// # Errors
    /// As [`Self::seal`].
    pub(super) fn seal_beside(
        &self,
        info: &[u8],
        aad: &[u8],
        plain: &[u8],
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, SealingFailed> {
        let mut rng = rng;
        let sealed = single_shot_seal_with_rng::<AesGcm256, HkdfSha256, Suite>(
            &OpModeS::Base,
            &self.key,
            info,
            plain,
            aad,
            &mut rng,
        );
        let (encapsulated, body) = sealed?;
        Ok([encapsulated.to_bytes().as_slice(), &body].concat())
    }
}

impl LogSecretKey {
    /// `DeriveKeyPair(ikm)` of RFC 9180, with the public key.
    pub fn derive(ikm: &[u8; 32]) -> (Self, LogPublicKey) {
        let (secret, key) = Suite::derive_keypair(ikm);
        let mut bytes = [0; LogPublicKey::BYTES];
        bytes.copy_from_slice(&key.to_bytes());
        (Self(secret), LogPublicKey { bytes, key })
    }

    /// A fresh pair from a cryptographically secure source.
    pub fn generate(rng: &mut dyn CryptoRng) -> (Self, LogPublicKey) {
        let mut ikm = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut *ikm);
        Self::derive(&ikm)
    }

    /// Opens what was sealed to this key with the same `info`.
    ///
    /// # Errors
    /// [`SealingFailed`] for everything else.
    pub fn open(&self, info: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealingFailed> {
        self.open_beside(info, &[], sealed)
    }

    pub(super) fn open_beside(
        &self,
        info: &[u8],
        aad: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealingFailed> {
        let (encapsulated, body) = sealed.split_at_checked(LogPublicKey::BYTES).ok_or(SealingFailed)?;
        let encapsulated = <Suite as hpke::Kem>::EncappedKey::from_bytes(encapsulated)?;
        let opened =
            single_shot_open::<AesGcm256, HkdfSha256, Suite>(&OpModeR::Base, &self.0, &encapsulated, info, body, aad);
        Ok(Zeroizing::new(opened?))
    }
}

crate::opaque::opaque_debug!(LogPublicKey, LogSecretKey);
