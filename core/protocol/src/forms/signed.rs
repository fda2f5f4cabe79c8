//! The forms document: all forms in use, signed, numbered and expiring like the rules.

use core::fmt::Display;

use serde::{Deserialize, Serialize};

use super::{FormError, FormVersion};
use crate::{
    public_key::PublicKeyPem,
    signed::{Purpose, Signed, SignedError, UnreadDocument, not_expired, not_older, read_format},
    time::UnixTime,
};

/// The forms document. Unknown fields are refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forms {
    /// Version of this document's form, [`Forms::FORMAT`].
    pub format: u32,
    /// Grows with every document issued; a phone refuses a lower one than it has. The shipped forms have 0.
    pub serial: u64,
    /// When the document was issued.
    pub issued_at: UnixTime,
    /// From this instant on it is not to be used.
    pub expires_at: UnixTime,
    /// The forms in use, and the versions before them whose answers are still taken or shown.
    pub forms: Vec<FormVersion>,
}

/// Why a forms document is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormsError {
    /// The signature is missing, invalid, by a key that is not trusted, or made for another purpose.
    #[error("the forms' signature: {0}")]
    Signature(#[from] SignedError),
    /// The document does not have the form of a forms document; the text says where.
    #[error("not a forms document: {0}")]
    Malformed(String),
    /// The document has a form that this version does not know.
    #[error("forms of format {0}; this version reads format {known}", known = Forms::FORMAT)]
    UnknownFormat(u32),
    /// The document is older than forms that were accepted before.
    #[error("forms with serial {found}, although serial {last_good} was accepted before")]
    OlderSerial {
        /// The document's serial.
        found: u64,
        /// The serial accepted before.
        last_good: u64,
    },
    /// The document has expired.
    #[error("the forms have expired")]
    Expired,
    /// The document as a whole is not allowed.
    #[error("a forms document must {0}")]
    Whole(String),
    /// A form is not allowed.
    #[error("{id}: {error}")]
    Form {
        /// What software calls the form.
        id: String,
        /// What is wrong with it.
        error: FormError,
    },
}

impl From<UnreadDocument> for FormsError {
    fn from(why: UnreadDocument) -> Self {
        match why {
            UnreadDocument::Malformed(place) => Self::Malformed(place),
            UnreadDocument::UnknownFormat(format) => Self::UnknownFormat(format),
            UnreadDocument::OlderSerial { found, last_good } => Self::OlderSerial { found, last_good },
            UnreadDocument::Expired => Self::Expired,
        }
    }
}

fn whole<T>(must: impl Display) -> Result<T, FormsError> {
    Err(FormsError::Whole(must.to_string()))
}

impl Forms {
    /// The form of document this version reads and writes.
    pub const FORMAT: u32 = 1;
    /// Most forms and versions in one document.
    pub const MOST_VERSIONS: usize = 64;
    /// Most bytes of a document, signed or not.
    pub const MOST_BYTES: usize = 4 * 1024 * 1024;

    /// Opens a signed forms document as fetched. Nothing of a refused one is used; the caller keeps its last good one.
    ///
    /// # Errors
    /// [`FormsError`] says why: the signature, a serial below `last_good_serial`, expiry by `now`, an unknown format, or the
    /// first form that is not allowed.
    pub fn open_signed(
        bytes: &[u8],
        trusted: &[PublicKeyPem],
        last_good_serial: u64,
        now: UnixTime,
    ) -> Result<Self, FormsError> {
        if bytes.len() > Self::MOST_BYTES {
            return whole(format_args!("have at most {} bytes", Self::MOST_BYTES));
        }
        let document = Signed::open(bytes, Purpose::Forms, trusted)?;
        let forms = Self::from_json(&document)?;
        not_older(forms.serial, last_good_serial)?;
        not_expired(forms.expires_at, now)?;
        Ok(forms)
    }

    /// Reads a forms document, signed or not yet, and checks every form.
    ///
    /// # Errors
    /// [`FormsError::Malformed`] with the place, or the first form that is not allowed.
    pub fn from_json(document: &[u8]) -> Result<Self, FormsError> {
        if document.len() > Self::MOST_BYTES {
            return whole(format_args!("have at most {} bytes", Self::MOST_BYTES));
        }
        let forms: Self = read_format(document, Self::FORMAT)?;
        forms.validate()?;
        Ok(forms)
    }

    /// Checks every form, and that each has exactly one version in use.
    ///
    /// # Errors
    /// [`FormsError`] names the first form that is not allowed.
    pub fn validate(&self) -> Result<(), FormsError> {
        if self.format != Self::FORMAT {
            return Err(FormsError::UnknownFormat(self.format));
        }
        if self.issued_at >= self.expires_at {
            return whole("expire after it is issued");
        }
        if !(1..=Self::MOST_VERSIONS).contains(&self.forms.len()) {
            return whole(format_args!("hold 1 to {} forms", Self::MOST_VERSIONS));
        }
        for (index, form) in self.forms.iter().enumerate() {
            let refused = |error| FormsError::Form { id: form.id.chars().take(40).collect(), error };
            form.validate().map_err(refused)?;
            for earlier in self.forms.iter().take(index) {
                if earlier.questionnaire.canonical() == form.questionnaire.canonical() {
                    return Err(refused(FormError::Whole("have a url and version of its own".into())));
                }
                if (earlier.id == form.id) != (earlier.questionnaire.url == form.questionnaire.url) {
                    return Err(refused(FormError::Whole("keep its url in all versions, for itself alone".into())));
                }
            }
            let versions = self.forms.iter().filter(|other| other.id == form.id);
            if versions.filter(|version| version.superseded_on.is_none()).count() != 1 {
                return Err(refused(FormError::Whole("have one version in use, no more and no fewer".into())));
            }
        }
        Ok(())
    }

    /// The version in use of a form: `vhd`.
    pub fn current(&self, id: &str) -> Option<&FormVersion> {
        self.forms.iter().find(|form| form.id == id && form.superseded_on.is_none())
    }

    /// The version that answers name as `url|version`, in use or not.
    pub fn version(&self, canonical: &str) -> Option<&FormVersion> {
        self.forms.iter().find(|form| form.questionnaire.canonical() == canonical)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Day;
    use p256::{
        ecdsa::SigningKey,
        pkcs8::{EncodePublicKey as _, LineEnding},
    };

    const NOW: UnixTime = UnixTime(1_622_000_000);

    fn signer(seed: u8) -> (SigningKey, PublicKeyPem) {
        let key = SigningKey::from_slice(&[seed; 32]).unwrap();
        let pem = key.verifying_key().to_public_key_pem(LineEnding::LF).unwrap();
        (key, PublicKeyPem { id: "forms".into(), version: "1".into(), pem })
    }

    fn issued(serial: u64) -> Forms {
        let forms = FormVersion::shipped().unwrap();
        Forms { format: 1, serial, issued_at: NOW.minus(60), expires_at: NOW.plus(86_400), forms }
    }

    fn open(purpose: Purpose, forms: &Forms, seed: u8, last_good: u64) -> Result<Forms, FormsError> {
        let document = serde_json::to_vec(forms).unwrap();
        let signed = serde_json::to_vec(&Signed::new(purpose, "forms", &signer(seed).0, &document)).unwrap();
        Forms::open_signed(&signed, &[signer(1).1], last_good, NOW)
    }

    #[test]
    fn forms_open_for_their_purpose_and_key_with_a_serial_that_does_not_fall() {
        assert_eq!(open(Purpose::Forms, &issued(5), 1, 5), Ok(issued(5)));
        let older = Err(FormsError::OlderSerial { found: 4, last_good: 5 });
        assert_eq!(open(Purpose::Forms, &issued(4), 1, 5), older);
        for (purpose, seed) in [(Purpose::Rules, 1), (Purpose::Forms, 2)] {
            assert_eq!(open(purpose, &issued(5), seed, 0), Err(FormsError::Signature(SignedError::Invalid)));
        }
        let expired = Forms { expires_at: NOW, ..issued(5) };
        assert_eq!(open(Purpose::Forms, &expired, 1, 0), Err(FormsError::Expired));
    }

    #[test]
    fn a_later_format_and_an_unknown_field_are_refused_by_name() {
        let mut json = serde_json::to_value(issued(5)).unwrap();
        json["something_new"] = 1.into();
        let refused = Forms::from_json(json.to_string().as_bytes()).unwrap_err().to_string();
        assert!(refused.contains("something_new"), "{refused}");
        json["format"] = 2.into();
        assert_eq!(Forms::from_json(json.to_string().as_bytes()), Err(FormsError::UnknownFormat(2)));
    }

    #[test]
    fn a_form_that_is_not_allowed_is_named() {
        let mut forms = issued(5);
        forms.forms[1].questionnaire.item[0].link_id = "Bad".into();
        let refused = open(Purpose::Forms, &forms, 1, 0).unwrap_err().to_string();
        assert!(refused.starts_with("vhd-daily: the item Bad must have a linkId"), "{refused}");
    }

    #[test]
    fn answers_to_a_version_that_was_replaced_are_taken_for_seven_days_and_the_version_stays() {
        let mut forms = issued(5);
        let mut next = forms.forms[0].clone();
        next.questionnaire.version = "2021-12".into();
        next.rules.numbers.insert("travel_days".into(), 14);
        let newer = forms.forms.len();
        forms.forms.push(next);
        assert!(forms.validate().unwrap_err().to_string().contains("one version in use"));
        forms.forms[0].superseded_on = Some(Day(18_960));
        forms.validate().unwrap();
        assert_eq!(forms.current("vhd").unwrap().questionnaire.version, "2021-12");
        let old = forms.version("urn:lancan:form:vhd|2021-05").unwrap();
        assert!(old.is_taken(Day(18_967)) && !old.is_taken(Day(18_968)));
        assert!(forms.current("vhd").unwrap().is_taken(Day(u32::MAX)));
        let mut without = forms.clone();
        without.forms[newer].superseded_on = Some(Day(18_990));
        assert!(
            without.validate().unwrap_err().to_string().contains("one version in use"),
            "every version was replaced"
        );
        let ids = |forms: &Forms| forms.validate().unwrap_err().to_string();
        forms.forms[newer].questionnaire.version = "2021-05".into();
        assert!(ids(&forms).contains("version of its own"));
        forms.forms[newer].questionnaire.url = "urn:lancan:form:other".into();
        assert!(ids(&forms).contains("keep its url"));
    }
}
