//! One-time codes by time (RFC 6238): six digits every 30 seconds, as authenticator apps make them.
//!
//! A code is good in its own 30 seconds and in those before and after, for clocks differ; each at most once.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::time::UnixTime;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use totp_rs::{Builder, Totp};
use zeroize::Zeroizing;

use crate::ground::error::Fault;
use crate::ground::purposes;
use crate::ground::random;
use crate::ground::sealing::SealingKey;

/// What the key that seals secrets is derived for.
pub(super) const SEALING: &str = purposes::TOTP_SECRET;
/// Bytes of a secret, as RFC 4226 recommends.
const SECRET_BYTES: usize = 20;

/// What an authenticator app is told, shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The address that an app reads from a QR code, `otpauth://totp/…`.
    pub uri: String,
    /// The secret in base 32, to be typed in.
    pub secret: String,
}

/// A fresh secret of the officer of this name: what the app is told, and the secret sealed for the store.
pub(super) fn enrol(key: &SealingKey, name: &str, authority: &str) -> Result<(Enrolment, Vec<u8>), Fault> {
    let secret = Zeroizing::new(random::bytes::<SECRET_BYTES>());
    let totp = with_secret(secret.as_slice())?;
    let sealed = key.seal(&place(name), secret.as_slice())?;
    let secret = totp.secret().to_base32();
    let [name, authority] = [name, authority].map(|text| utf8_percent_encode(text, NON_ALPHANUMERIC));
    // The form that authenticator apps read. What is not said is as usual: SHA-1, six digits, 30 seconds.
    let uri = format!("otpauth://totp/{authority}:{name}?secret={secret}&issuer={authority}");
    Ok((Enrolment { uri, secret }, sealed))
}

/// The step whose code was shown, if it is one of now and later than `last`.
pub(super) fn step_of(
    key: &SealingKey,
    name: &str,
    sealed: &[u8],
    code: &str,
    now: UnixTime,
    last: u64,
) -> Result<Option<u64>, Fault> {
    let secret = key.open(&place(name), sealed)?;
    let code: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
    Ok(with_secret(&secret)?.check(&code, now.0).filter(|step| *step > last))
}

/// A password nobody chose, for an officer who forgot the last one: 128 random bits.
pub(super) fn fresh_password() -> String {
    URL_SAFE_NO_PAD.encode(random::bytes::<16>())
}

fn with_secret(secret: &[u8]) -> Result<Totp, Fault> {
    let totp = Builder::new().with_secret(secret.to_vec()).build();
    totp.map_err(|_| Fault::Broken("a TOTP secret of the store cannot be used"))
}

fn place(name: &str) -> String {
    format!("officers|totp|{name}")
}

#[cfg(test)]
mod tests {
    use lancan_protocol::hex;

    use super::*;

    const EARLIER: &str =
        "01010101010101010101010147d3ba83a589db36e8e4ed13430345079fc32dc4a905fa0f7505900ca1d7f624ce812a9a";

    /// RFC 6238, appendix B, the last six of its eight digits.
    const RFC: [(u64, &str); 3] = [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")];

    fn sealed() -> (SealingKey, Vec<u8>) {
        let key = SealingKey::new(&[7; 32]).unwrap();
        let sealed = key.seal(&place("an"), b"12345678901234567890").unwrap();
        (key, sealed)
    }

    #[test]
    fn codes_are_those_of_the_rfc_each_good_once() {
        let (key, sealed) = sealed();
        for (at, code) in RFC {
            let shown = |code: &str, at: u64, last| step_of(&key, "an", &sealed, code, UnixTime(at), last).unwrap();
            assert_eq!(shown(code, at, 0), Some(at / 30));
            assert_eq!(shown(code, at + 30, 0), Some(at / 30), "a slow clock");
            assert_eq!(shown(code, at - 30, 0), Some(at / 30), "a fast one");
            assert_eq!((shown(code, at + 60, 0), shown(code, at, at / 30)), (None, None));
            assert_eq!(shown(&format!("{} {}", &code[..3], &code[3..]), at, 0), Some(at / 30));
            assert_eq!((shown("000000", at, 0), shown("", at, 0), shown("nonsense", at, 0)), (None, None, None));
        }
    }

    /// Sealed by another program, under the label and in the form that stored secrets have.
    #[test]
    fn a_secret_that_was_sealed_earlier_opens() {
        let (key, sealed) = (SealingKey::new(&[7; 32]).unwrap(), hex::decode(EARLIER).unwrap());
        assert_eq!(step_of(&key, "an", &sealed, "287082", UnixTime(59), 0).unwrap(), Some(1));
    }

    #[test]
    fn a_secret_opens_for_its_officer_only_and_an_app_reads_it() {
        let (key, sealed) = sealed();
        assert!(step_of(&key, "binh", &sealed, "287082", UnixTime(59), 0).is_err());
        let (told, sealed) = enrol(&key, "an", "Sở Y tế: Lâm Đồng").unwrap();
        let (head, secret) = told.uri.split_once("?secret=").unwrap();
        assert_eq!(head, "otpauth://totp/S%E1%BB%9F%20Y%20t%E1%BA%BF%3A%20L%C3%A2m%20%C4%90%E1%BB%93ng:an");
        assert_eq!(secret.split_once('&').unwrap().0, told.secret);
        let typed = totp_rs::Secret::try_from_base32(&told.secret).unwrap();
        let app = Builder::new().with_secret(typed).build().unwrap();
        let code = app.generate(1_000_000).to_string();
        assert_eq!(step_of(&key, "an", &sealed, &code, UnixTime(1_000_000), 0).unwrap(), Some(33_333));
    }
}
