//! The criteria document: all sets in use, signed, numbered and expiring like the rules.

use serde::{Deserialize, Serialize};

use super::{CriteriaSet, CriteriaSetError, FacilityKind, UnitRule};
use crate::{
    forms::Date,
    public_key::PublicKeyPem,
    signed::{Purpose, Signed, SignedError, UnreadDocument, not_expired, not_older, read_format},
    time::UnixTime,
};

/// The criteria document. Unknown fields are refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criteria {
    /// Version of this document's form, [`Criteria::FORMAT`].
    pub format: u32,
    /// Grows with every document issued; a lower one than was accepted before is refused.
    pub serial: u64,
    /// When it was issued.
    pub issued_at: UnixTime,
    /// From this instant on it is not to be used.
    pub expires_at: UnixTime,
    /// The sets in force, those before them whose assessments are still shown, and those to come.
    pub sets: Vec<CriteriaSet>,
    /// The colour of a ward, a district, a province.
    pub units: UnitRule,
}

/// Why a criteria document is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CriteriaError {
    /// The signature is missing, invalid, by a key that is not trusted, or made for another purpose.
    #[error("the criteria's signature: {0}")]
    Signature(#[from] SignedError),
    /// The document does not have the form of a criteria document; the text says where.
    #[error("not a criteria document: {0}")]
    Malformed(String),
    /// The document has a form that this version does not know.
    #[error("criteria of format {0}; this version reads format {known}", known = Criteria::FORMAT)]
    UnknownFormat(u32),
    /// The document is older than criteria that were accepted before.
    #[error("criteria with serial {found}, although serial {last_good} was accepted before")]
    OlderSerial {
        /// The document's serial.
        found: u64,
        /// The serial accepted before.
        last_good: u64,
    },
    /// The document has expired.
    #[error("the criteria have expired")]
    Expired,
    /// The document as a whole is not allowed.
    #[error("a criteria document must {0}")]
    Whole(&'static str),
    /// A set is not allowed.
    #[error(transparent)]
    Set(#[from] CriteriaSetError),
}

impl From<UnreadDocument> for CriteriaError {
    fn from(why: UnreadDocument) -> Self {
        match why {
            UnreadDocument::Malformed(place) => Self::Malformed(place),
            UnreadDocument::UnknownFormat(format) => Self::UnknownFormat(format),
            UnreadDocument::OlderSerial { found, last_good } => Self::OlderSerial { found, last_good },
            UnreadDocument::Expired => Self::Expired,
        }
    }
}

impl Criteria {
    /// The form of document this version reads and writes.
    pub const FORMAT: u32 = 1;
    /// Most sets in one document.
    pub const MOST_SETS: usize = 200;
    /// Most bytes of a document, signed or not.
    pub const MOST_BYTES: usize = 4 * 1024 * 1024;

    /// Opens a signed criteria document as fetched. Nothing of a refused one is used; the caller keeps its last good one.
    ///
    /// # Errors
    /// [`CriteriaError`] says why: the signature, a serial below `last_good_serial`, expiry by `now`, an unknown format, or
    /// the first set that is not allowed.
    pub fn open_signed(
        bytes: &[u8],
        trusted: &[PublicKeyPem],
        last_good_serial: u64,
        now: UnixTime,
    ) -> Result<Self, CriteriaError> {
        if bytes.len() > Self::MOST_BYTES {
            return Err(CriteriaError::Whole("have at most 4 MiB"));
        }
        let criteria = Self::from_json(&Signed::open(bytes, Purpose::Criteria, trusted)?)?;
        not_older(criteria.serial, last_good_serial)?;
        not_expired(criteria.expires_at, now)?;
        Ok(criteria)
    }

    /// Reads a criteria document, signed or not yet, and checks every set.
    ///
    /// # Errors
    /// [`CriteriaError::Malformed`] with the place, or the first set that is not allowed.
    pub fn from_json(document: &[u8]) -> Result<Self, CriteriaError> {
        if document.len() > Self::MOST_BYTES {
            return Err(CriteriaError::Whole("have at most 4 MiB"));
        }
        let criteria: Self = read_format(document, Self::FORMAT)?;
        criteria.validate()?;
        Ok(criteria)
    }

    /// Checks every set, and that each version is there once.
    ///
    /// # Errors
    /// [`CriteriaError`] names the first set that is not allowed.
    pub fn validate(&self) -> Result<(), CriteriaError> {
        if self.format != Self::FORMAT {
            return Err(CriteriaError::UnknownFormat(self.format));
        }
        if self.issued_at >= self.expires_at {
            return Err(CriteriaError::Whole("expire after it is issued"));
        }
        if !(1..=Self::MOST_SETS).contains(&self.sets.len()) {
            return Err(CriteriaError::Whole("hold 1 to 200 sets"));
        }
        if self.units.red_percent > 100 || self.units.yellow_percent > 100 {
            return Err(CriteriaError::Whole("colour units by percentages up to 100"));
        }
        for (index, set) in self.sets.iter().enumerate() {
            set.validate()?;
            if self.sets.iter().take(index).any(|other| (&other.id, other.version) == (&set.id, set.version)) {
                return Err(CriteriaError::Whole("hold each version of a set once"));
            }
        }
        Ok(())
    }

    /// The set in force on a day for a facility of this kind in a province. A version takes the place of those before it from
    /// its first day on. A province's own set goes before the country's; of several, the one whose first version began last; of
    /// those, the last one of the document.
    pub fn in_force(&self, day: Date, kind: FacilityKind, province: &str) -> Option<&CriteriaSet> {
        let is_replaced = |set: &CriteriaSet| {
            self.sets.iter().any(|other| other.id == set.id && other.version > set.version && other.from <= day)
        };
        let holding = self.sets.iter().filter(|set| set.holds(day, kind, province) && !is_replaced(set));
        holding.max_by_key(|set| (set.areas.iter().any(|area| area == province), self.began(&set.id)))
    }

    /// The first day of the first version of a set.
    pub fn began(&self, id: &str) -> Option<Date> {
        self.sets.iter().filter(|set| set.id == id).map(|set| set.from).min()
    }

    /// The version of a set that an assessment names, in force or not.
    pub fn version(&self, id: &str, version: u32) -> Option<&CriteriaSet> {
        self.sets.iter().find(|set| (set.id.as_str(), set.version) == (id, version))
    }
}

#[cfg(test)]
mod tests {
    use p256::{
        ecdsa::SigningKey,
        pkcs8::{EncodePublicKey as _, LineEnding},
    };

    use super::*;

    const NOW: UnixTime = UnixTime(1_635_800_000);

    fn issued(serial: u64) -> Criteria {
        Criteria {
            format: 1,
            serial,
            issued_at: NOW.minus(60),
            expires_at: NOW.plus(86_400),
            sets: CriteriaSet::shipped().unwrap(),
            units: UnitRule::default(),
        }
    }

    fn open(purpose: Purpose, criteria: &Criteria, last_good: u64) -> Result<Criteria, CriteriaError> {
        let key = SigningKey::from_slice(&[1; 32]).unwrap();
        let pem = key.verifying_key().to_public_key_pem(LineEnding::LF).unwrap();
        let trusted = [PublicKeyPem { id: "criteria".into(), version: "1".into(), pem }];
        let signed = Signed::new(purpose, "criteria", &key, &serde_json::to_vec(criteria).unwrap());
        Criteria::open_signed(&serde_json::to_vec(&signed).unwrap(), &trusted, last_good, NOW)
    }

    #[test]
    fn criteria_open_for_their_purpose_with_a_serial_that_does_not_fall_until_they_expire() {
        assert_eq!(open(Purpose::Criteria, &issued(5), 5), Ok(issued(5)));
        let signature = Err(CriteriaError::Signature(SignedError::Invalid));
        assert_eq!(open(Purpose::Rules, &issued(5), 0), signature);
        assert_eq!(open(Purpose::Criteria, &issued(4), 5), Err(CriteriaError::OlderSerial { found: 4, last_good: 5 }));
        let expired = Criteria { expires_at: NOW, ..issued(5) };
        assert_eq!(open(Purpose::Criteria, &expired, 0), Err(CriteriaError::Expired));
    }

    #[test]
    fn a_later_format_an_unknown_field_and_a_doubled_version_are_refused() {
        let mut json = serde_json::to_value(issued(5)).unwrap();
        json["something_new"] = 1.into();
        let refused = Criteria::from_json(json.to_string().as_bytes()).unwrap_err().to_string();
        assert!(refused.contains("something_new"), "{refused}");
        json["format"] = 2.into();
        assert_eq!(Criteria::from_json(json.to_string().as_bytes()), Err(CriteriaError::UnknownFormat(2)));
        let mut twice = issued(5);
        twice.sets.push(twice.sets[0].clone());
        assert_eq!(twice.validate(), Err(CriteriaError::Whole("hold each version of a set once")));
    }

    #[test]
    fn a_provinces_own_set_goes_before_the_countrys_from_its_first_day_on() {
        let criteria = issued(5);
        let of = |day: &str, kind, province| {
            criteria.in_force(Date::parse(day).unwrap(), kind, province).map(|set| set.id.as_str())
        };
        assert_eq!(of("2021-10-24", FacilityKind::School, "01"), Some("school-1467"));
        assert_eq!(of("2021-10-25", FacilityKind::School, "01"), Some("school-hanoi-3668"));
        assert_eq!(of("2021-10-25", FacilityKind::School, "68"), Some("school-1467"));
        assert_eq!(of("2021-10-25", FacilityKind::Hospital, "01"), Some("hospital-3088"));
        assert_eq!(of("2020-04-27", FacilityKind::School, "68"), None);
    }

    #[test]
    fn a_version_takes_the_place_of_those_before_it_and_new_words_bring_no_old_set_back() {
        let mut criteria = issued(5);
        let schools = criteria.sets.iter().find(|set| set.id == "school-1467").unwrap().clone();
        let date = |day: &str| Date::parse(day).unwrap();
        let later =
            |id: &str, version, from: &str| CriteriaSet { id: id.into(), version, from: date(from), ..schools.clone() };
        let of = |criteria: &Criteria, day: &str, province| {
            let set = criteria.in_force(date(day), FacilityKind::School, province);
            set.map(|set| (set.id.clone(), set.version))
        };
        let is = |id: &str, version| Some((id.to_owned(), version));
        criteria.sets.push(later("school-new", 1, "2021-06-01"));
        criteria.sets.push(later("school-1467", 2, "2021-06-10"));
        assert_eq!(of(&criteria, "2021-05-31", "68"), is("school-1467", 1));
        assert_eq!(of(&criteria, "2021-06-01", "68"), is("school-new", 1));
        assert_eq!(of(&criteria, "2021-06-10", "68"), is("school-new", 1), "the words of an older set came later");

        let ended = CriteriaSet { until: Some(date("2021-06-20")), ..later("school-new", 2, "2021-06-15") };
        criteria.sets.push(ended);
        assert_eq!(of(&criteria, "2021-06-20", "68"), is("school-new", 2));
        assert_eq!(
            of(&criteria, "2021-06-21", "68"),
            is("school-1467", 2),
            "an ended set does not hold by an older version"
        );
        let narrow = CriteriaSet { areas: vec!["01".into()], ..later("school-1467", 3, "2021-06-22") };
        criteria.sets.push(narrow);
        assert_eq!(of(&criteria, "2021-06-22", "68"), None, "nor does a narrower one");
        assert_eq!(of(&criteria, "2021-06-22", "01"), is("school-1467", 3));
    }

    #[test]
    fn what_a_set_must_do_and_does_not_is_said_with_its_name() {
        type Change = fn(&mut CriteriaSet);
        let changes: [(Change, &str); 9] = [
            (|set| set.id = "Bad id".into(), "an id of"),
            (|set| set.areas = vec!["Vietnam".into()], "VN or the codes"),
            (|set| set.kinds.clear(), "one kind"),
            (|set| set.parts.clear(), "1 to 200 criteria"),
            (|set| set.mandatory.push(16), "mandatory"),
            (|set| set.mandatory.push(4), "mandatory"),
            (|set| _ = set.verdict.pop(), "always holds"),
            (|set| set.verdict[0].passed = Some(16), "judge by what"),
            (|set| set.total = Some(15), "total only"),
        ];
        for (change, said) in changes {
            let mut criteria = issued(5);
            change(&mut criteria.sets[0]);
            let refused = criteria.validate().unwrap_err().to_string();
            assert!(refused.contains(said) && refused.starts_with("the criteria "), "{refused}");
        }
    }
}
