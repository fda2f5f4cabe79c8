//! The country's public key, which vouches for the openers of visitor logs.

use lancan_protocol::wire::PublicKeyPem;
use p256::ecdsa::VerifyingKey;
use p256::pkcs8::DecodePublicKey as _;

use super::config::Config;
use super::error::Fault;

/// The key that the settings name; none where they name none.
///
/// # Errors
/// [`Fault::File`] for a file that cannot be read or holds no such key.
pub(crate) fn national_keys(config: &Config) -> Result<Vec<PublicKeyPem>, Fault> {
    let Some(path) = &config.national_key else { return Ok(Vec::new()) };
    let pem = std::fs::read_to_string(path).map_err(Fault::file(path))?;
    let key = VerifyingKey::from_public_key_pem(&pem)
        .map_err(|_| Fault::file(path)(std::io::Error::other("not a P-256 public key in PEM")))?;
    let digest = ring::digest::digest(&ring::digest::SHA256, &key.to_sec1_bytes());
    let id = lancan_protocol::hex::encode(digest.as_ref().get(..8).unwrap_or_default());
    Ok(vec![PublicKeyPem { id, version: "v1".to_owned(), pem }])
}
