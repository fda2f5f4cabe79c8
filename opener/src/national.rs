//! The country's key: offline, apps pin it, and all it signs is certificates of provinces' openers.

use lancan_protocol::{
    places::{Minute, Province},
    visitor_log::OpenerCertificate,
};
use p256::{
    ecdsa::{SigningKey, VerifyingKey},
    elliptic_curve::Generate as _,
    pkcs8::{DecodePrivateKey as _, DecodePublicKey as _, EncodePrivateKey as _, EncodePublicKey as _, LineEnding},
};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::failure::Failure;

/// A fresh national key: private (PKCS#8 PEM) and public (SPKI PEM).
///
/// # Errors
/// [`Failure::Other`]; no source of randomness is known that leads there.
pub fn new_national_key(rng: &mut dyn CryptoRng) -> Result<(Zeroizing<String>, String), Failure> {
    let mut rng = rng;
    let key = SigningKey::generate_from_rng(&mut rng);
    let private = key.to_pkcs8_pem(LineEnding::LF).map_err(|_| Failure::Other("a fresh key has no PEM"))?;
    Ok((Zeroizing::new(private.to_string()), public_pem(key.verifying_key())?))
}

pub(crate) fn public_pem(key: &VerifyingKey) -> Result<String, Failure> {
    key.to_public_key_pem(LineEnding::LF).map_err(|_| Failure::Other("a key has no PEM"))
}

/// Vouches for the key of a province's opener until a minute.
///
/// # Errors
/// [`Failure::Other`] for PEM texts that hold no keys.
pub fn certify(national_pem: &str, opener_pem: &str, province: Province, until: Minute) -> Result<Vec<u8>, Failure> {
    let national =
        SigningKey::from_pkcs8_pem(national_pem).map_err(|_| Failure::Other("the national key is no PKCS#8 PEM"))?;
    let opener = VerifyingKey::from_public_key_pem(opener_pem)
        .map_err(|_| Failure::Other("the opener's key is no public PEM"))?;
    Ok(OpenerCertificate::sign(province, opener, until, &national).to_bytes())
}
