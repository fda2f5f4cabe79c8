//! The keys that sign exports and the keys that are trusted: several at a time, so that one can follow another.

use p256::ecdsa::{
    Signature, SigningKey, VerifyingKey,
    signature::hazmat::{PrehashSigner as _, PrehashVerifier as _},
};
use p256::pkcs8::DecodePublicKey as _;

use super::{
    ExportError, SIGNATURE_OID,
    protobuf::{Value, put_bytes, put_number, take_field},
};
use crate::public_key::PublicKeyPem;

/// A key that signs exports, with the id and version that signatures name it by.
pub struct ExportSigner {
    /// The private key.
    pub key: SigningKey,
    /// Key id (GAEN: `verification_key_id`).
    pub id: String,
    /// Key version (GAEN: `verification_key_version`).
    pub version: String,
}

impl ExportSigner {
    /// GAEN's `SignatureInfo`.
    pub(crate) fn info(&self) -> Vec<u8> {
        let mut info = Vec::new();
        put_bytes(&mut info, 3, self.version.as_bytes());
        put_bytes(&mut info, 4, self.id.as_bytes());
        put_bytes(&mut info, 5, SIGNATURE_OID.as_bytes());
        info
    }

    /// GAEN's `TEKSignature` over the SHA-256 of `export.bin`.
    pub(crate) fn signature(&self, digest: &[u8; 32], number: u32, size: u32) -> Result<Vec<u8>, ExportError> {
        let signature: Signature = self.key.sign_prehash(digest).map_err(|_| ExportError::SignatureInvalid)?;
        let mut out = Vec::new();
        put_bytes(&mut out, 1, &self.info());
        put_number(&mut out, 2, u64::from(number));
        put_number(&mut out, 3, u64::from(size));
        put_bytes(&mut out, 4, signature.to_der().as_bytes());
        Ok(out)
    }
}

/// An `export.sig`: the signature of each signer over the SHA-256 of `export.bin`.
pub(crate) fn signature_list(
    signers: &[ExportSigner],
    digest: &[u8; 32],
    number: u32,
    size: u32,
) -> Result<Vec<u8>, ExportError> {
    let mut list = Vec::new();
    for signer in signers {
        put_bytes(&mut list, 1, &signer.signature(digest, number, size)?);
    }
    Ok(list)
}

/// Whether a trusted key signed an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureStatus {
    /// A trusted key signed exactly these bytes.
    Valid {
        /// The id that the signature names.
        key_id: String,
        /// The version that the signature names.
        key_version: String,
    },
    /// A trusted key is named, and its signature does not fit.
    Invalid,
    /// No trusted key is named.
    UnknownKey,
    /// There is no signature.
    Absent,
}

/// The public keys whose exports are trusted.
#[derive(Clone, Debug, Default)]
pub struct TrustedKeys(Vec<Trusted>);

#[derive(Clone, Debug)]
struct Trusted {
    /// `None`: whatever id a signature names.
    id: Option<String>,
    key: VerifyingKey,
}

impl TrustedKeys {
    /// The keys of a deployment, each trusted under its own id.
    ///
    /// # Errors
    /// [`ExportError::PublicKey`] when a PEM is not a P-256 public key.
    pub fn new(keys: &[PublicKeyPem]) -> Result<Self, ExportError> {
        keys.iter()
            .map(|key| Ok(Trusted { id: Some(key.id.clone()), key: read_pem(&key.pem)? }))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Keys given by hand, trusted under whatever id a signature names: for tools, not for phones.
    ///
    /// # Errors
    /// [`ExportError::PublicKey`] when a PEM is not a P-256 public key.
    pub fn under_any_id(pems: &[&str]) -> Result<Self, ExportError> {
        pems.iter().map(|pem| Ok(Trusted { id: None, key: read_pem(pem)? })).collect::<Result<_, _>>().map(Self)
    }

    /// What the signatures of an `export.sig` say about an `export.bin` with this SHA-256.
    /// One that verifies is enough; the others may be by keys of tomorrow.
    pub(crate) fn judge(&self, signatures: &[NamedSignature], digest: &[u8; 32]) -> SignatureStatus {
        let mut status = if signatures.is_empty() { SignatureStatus::Absent } else { SignatureStatus::UnknownKey };
        for signature in signatures {
            for trusted in self.0.iter().filter(|key| key.id.as_ref().is_none_or(|id| *id == signature.key_id)) {
                let der = Signature::from_der(&signature.der);
                if der.is_ok_and(|der| trusted.key.verify_prehash(digest, &der).is_ok()) {
                    return SignatureStatus::Valid {
                        key_id: signature.key_id.clone(),
                        key_version: signature.key_version.clone(),
                    };
                }
                status = SignatureStatus::Invalid;
            }
        }
        status
    }
}

fn read_pem(pem: &str) -> Result<VerifyingKey, ExportError> {
    VerifyingKey::from_public_key_pem(pem.trim()).map_err(|_| ExportError::PublicKey)
}

/// One signature of an `export.sig`.
#[derive(Clone, Debug)]
pub(crate) struct NamedSignature {
    key_id: String,
    key_version: String,
    der: Vec<u8>,
}

/// Most signatures that are looked at; more than one only while keys change.
const MOST_SIGNATURES: usize = 8;

/// Reads GAEN's `TEKSignatureList`. Signatures by other algorithms are left out.
pub(crate) fn read_signatures(mut list: &[u8]) -> Result<Vec<NamedSignature>, ExportError> {
    let broken = |_| ExportError::Malformed("export.sig is broken");
    let mut signatures = Vec::new();
    while !list.is_empty() {
        let (1, Value::Bytes(mut message)) = take_field(&mut list).map_err(broken)? else { continue };
        let mut signature = NamedSignature { key_id: String::new(), key_version: String::new(), der: Vec::new() };
        let mut algorithm = SIGNATURE_OID.as_bytes();
        while !message.is_empty() {
            match take_field(&mut message).map_err(broken)? {
                (1, Value::Bytes(mut info)) => {
                    while !info.is_empty() {
                        match take_field(&mut info).map_err(broken)? {
                            (3, Value::Bytes(version)) => signature.key_version = text(version)?,
                            (4, Value::Bytes(id)) => signature.key_id = text(id)?,
                            (5, Value::Bytes(oid)) => algorithm = oid,
                            _ => {}
                        }
                    }
                }
                (4, Value::Bytes(der)) => signature.der = der.to_vec(),
                _ => {}
            }
        }
        if algorithm == SIGNATURE_OID.as_bytes() {
            if signatures.len() == MOST_SIGNATURES {
                return Err(ExportError::TooLarge { what: "signatures", limit: MOST_SIGNATURES as u64 });
            }
            signatures.push(signature);
        }
    }
    Ok(signatures)
}

fn text(bytes: &[u8]) -> Result<String, ExportError> {
    core::str::from_utf8(bytes).map(str::to_owned).map_err(|_| ExportError::Malformed("a text is not UTF-8"))
}
