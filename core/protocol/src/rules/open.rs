//! Opening a signed rules document.

use super::{Rules, RulesError};
use crate::{
    public_key::PublicKeyPem,
    signed::{Purpose, Signed, UnreadDocument, not_expired, not_older, read_format},
    time::UnixTime,
};

impl From<UnreadDocument> for RulesError {
    fn from(why: UnreadDocument) -> Self {
        match why {
            UnreadDocument::Malformed(place) => Self::Malformed(place),
            UnreadDocument::UnknownFormat(format) => Self::UnknownFormat(format),
            UnreadDocument::OlderSerial { found, last_good } => Self::OlderSerial { found, last_good },
            UnreadDocument::Expired => Self::Expired,
        }
    }
}

impl Rules {
    /// Opens a signed rules document as fetched. Nothing of a refused one is used; the caller keeps its last good one.
    ///
    /// # Errors
    /// [`RulesError`] says why: the signature, a serial below `last_good_serial`, expiry by `now`, an unknown form, or the
    /// first value that is not allowed.
    pub fn open_signed(
        bytes: &[u8],
        trusted: &[PublicKeyPem],
        last_good_serial: u64,
        now: UnixTime,
    ) -> Result<Self, RulesError> {
        let document = Signed::open(bytes, Purpose::Rules, trusted)?;
        let rules = Self::from_json(&document)?;
        not_older(rules.serial, last_good_serial)?;
        not_expired(rules.expires_at, now)?;
        Ok(rules)
    }

    /// Reads a rules document, signed or not yet, and checks every value.
    ///
    /// # Errors
    /// [`RulesError::Malformed`] with the place, or the first value that is not allowed.
    pub fn from_json(document: &[u8]) -> Result<Self, RulesError> {
        let rules: Self = read_format(document, Self::FORMAT)?;
        rules.validate()?;
        Ok(rules)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use p256::{
        ecdsa::SigningKey,
        pkcs8::{EncodePublicKey as _, LineEnding},
    };

    const NOW: UnixTime = UnixTime(1_622_000_000);

    fn signer(seed: u8) -> (SigningKey, PublicKeyPem) {
        let key = SigningKey::from_slice(&[seed; 32]).unwrap();
        let pem = key.verifying_key().to_public_key_pem(LineEnding::LF).unwrap();
        (key, PublicKeyPem { id: "rules".into(), version: "1".into(), pem })
    }

    fn issued(serial: u64) -> Rules {
        Rules { serial, issued_at: NOW.minus(60), expires_at: NOW.plus(86_400), ..Rules::built_in() }
    }

    fn open(purpose: Purpose, document: &[u8], seed: u8, last_good: u64) -> Result<Rules, RulesError> {
        let signed = serde_json::to_vec(&Signed::new(purpose, "rules", &signer(seed).0, document)).unwrap();
        Rules::open_signed(&signed, &[signer(1).1], last_good, NOW)
    }

    fn json(rules: &Rules) -> Vec<u8> {
        serde_json::to_vec(rules).unwrap()
    }

    #[test]
    fn good_rules_open_with_the_same_or_a_higher_serial() {
        assert_eq!(open(Purpose::Rules, &json(&issued(5)), 1, 5), Ok(issued(5)));
        assert_eq!(open(Purpose::Rules, &json(&issued(6)), 1, 5), Ok(issued(6)));
    }

    #[test]
    fn a_lower_serial_is_refused() {
        assert_eq!(
            open(Purpose::Rules, &json(&issued(4)), 1, 5),
            Err(RulesError::OlderSerial { found: 4, last_good: 5 })
        );
    }

    #[test]
    fn another_key_or_another_purpose_is_refused() {
        assert!(matches!(open(Purpose::Rules, &json(&issued(5)), 2, 0), Err(RulesError::Signature(_))));
        assert!(matches!(open(Purpose::Index, &json(&issued(5)), 1, 0), Err(RulesError::Signature(_))));
    }

    #[test]
    fn expired_rules_are_refused() {
        let old = Rules { issued_at: NOW.minus(10), expires_at: NOW, ..issued(5) };
        assert_eq!(open(Purpose::Rules, &json(&old), 1, 0), Err(RulesError::Expired));
    }

    #[test]
    fn an_unknown_field_is_refused_by_name() {
        let mut value = serde_json::to_value(issued(5)).unwrap();
        value["keeping"]["for_ever"] = true.into();
        let refused = open(Purpose::Rules, value.to_string().as_bytes(), 1, 0).unwrap_err();
        assert!(refused.to_string().contains("for_ever"), "{refused}");
    }

    #[test]
    fn a_newer_form_is_refused_as_such() {
        let mut value = serde_json::to_value(issued(5)).unwrap();
        value["format"] = 2.into();
        value["something_new"] = 1.into();
        assert_eq!(open(Purpose::Rules, value.to_string().as_bytes(), 1, 0), Err(RulesError::UnknownFormat(2)));
    }

    #[test]
    fn a_bad_value_is_refused_with_its_name_and_limits() {
        let mut rules = issued(5);
        rules.keeping.retention_days = 61;
        let refused = open(Purpose::Rules, &json(&rules), 1, 0).unwrap_err();
        assert_eq!(refused.to_string(), "keeping.retention_days must lie between 1 and 60, not 61");
    }
}
