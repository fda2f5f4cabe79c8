//! What is known of a contact as a person, sealed under the key of the contact's case.

use std::fmt;

use lancan_protocol::phone_number::PhoneNumber;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zeroize::Zeroizing;

use crate::ground::error::Refusal;
use crate::ground::sealing::{NotOpened, SealingKey};

/// Most characters of a name, an address, a relation or a unit's code.
const LONGEST_TEXT: usize = 200;
/// Most characters of notes.
const LONGEST_NOTES: usize = 4_000;
/// Years of birth that a living person may have.
const BIRTH_YEARS: core::ops::RangeInclusive<u32> = 1_890..=2_100;

/// Sex, as an officer writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Another.
    Other,
}

impl Sex {
    /// Every one, as a form offers them.
    pub(crate) const ALL: &'static [Self] = &[Self::Female, Self::Male, Self::Other];
}

/// What is known of a person. Its fields are optional: a contact may be a number alone. `Debug` shows nothing.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub(crate) struct Person {
    /// Full name, family name first.
    pub(crate) name: Option<String>,
    /// Telephone number (E.164).
    pub(crate) phone: Option<String>,
    /// Year of birth.
    pub(crate) birth_year: Option<u32>,
    /// Sex.
    pub(crate) sex: Option<Sex>,
    /// House, street, hamlet.
    pub(crate) address: Option<String>,
    /// Code of the ward or whatever unit is known.
    pub(crate) unit: Option<String>,
    /// Relation to the case: household, family, colleague.
    pub(crate) relation: Option<String>,
    /// What officers noted.
    pub(crate) notes: Option<String>,
    /// The words to say first when calling: those of the app of who asked to be called.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) call_words: Vec<(u8, u8)>,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(…)")
    }
}

impl Person {
    /// The person as it is kept: texts without space around, empty ones left out, the number in one form.
    ///
    /// # Errors
    /// A refusal that names the field that cannot be used.
    pub(crate) fn checked(mut self) -> Result<Self, Refusal> {
        let fields = [
            ("name", &mut self.name, LONGEST_TEXT),
            ("phone", &mut self.phone, LONGEST_TEXT),
            ("address", &mut self.address, LONGEST_TEXT),
            ("unit", &mut self.unit, LONGEST_TEXT),
            ("relation", &mut self.relation, LONGEST_TEXT),
            ("notes", &mut self.notes, LONGEST_NOTES),
        ];
        for (field, text, longest) in fields {
            let trimmed = text.take().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
            let is_notes = field == "notes";
            if trimmed.as_ref().is_some_and(|text| {
                text.chars().count() > longest || text.chars().any(|c| c.is_control() && !(is_notes && c == '\n'))
            }) {
                return Err(Refusal::of_field(field, "officer-text", vec![("most", longest.to_string())]));
            }
            *text = trimmed;
        }
        if let Some(phone) = &self.phone {
            let number = PhoneNumber::parse(phone);
            let number = number.map_err(|_| Refusal::of_field("phone", "officer-phone", Vec::new()))?;
            self.phone = Some(number.as_str().to_owned());
        }
        if self.birth_year.is_some_and(|year| !BIRTH_YEARS.contains(&year)) {
            return Err(Refusal::of_field("birth_year", "officer-birth-year", Vec::new()));
        }
        if self.name.is_none() && self.phone.is_none() {
            return Err(Refusal::of_field("name", "officer-name-or-phone", Vec::new()));
        }
        Ok(self)
    }

    /// The person with whatever the other has besides. Where both have a text and the texts differ, the other's goes into
    /// the notes, so that nothing is lost.
    pub(crate) fn merged(mut self, other: Self) -> Self {
        let mut kept = Vec::new();
        let texts = [
            (&mut self.name, other.name),
            (&mut self.phone, other.phone),
            (&mut self.address, other.address),
            (&mut self.unit, other.unit),
            (&mut self.relation, other.relation),
        ];
        for (mine, theirs) in texts {
            match (&*mine, theirs) {
                (None, theirs) => *mine = theirs,
                (Some(mine), Some(theirs)) if *mine != theirs => kept.push(theirs),
                _ => {}
            }
        }
        match (self.birth_year, other.birth_year) {
            (None, theirs) => self.birth_year = theirs,
            (Some(mine), Some(theirs)) if mine != theirs => kept.push(theirs.to_string()),
            _ => {}
        }
        match (self.sex, other.sex) {
            (None, theirs) => self.sex = theirs,
            (Some(mine), Some(theirs)) if mine != theirs => kept.push(format!("{theirs:?}").to_lowercase()),
            _ => {}
        }
        for words in other.call_words {
            if !self.call_words.contains(&words) {
                self.call_words.push(words);
            }
        }
        kept.extend(other.notes.filter(|theirs| self.notes.as_ref() != Some(theirs)));
        if !kept.is_empty() {
            let notes: Vec<String> = self.notes.into_iter().chain(kept).collect();
            self.notes = Some(notes.join("\n"));
        }
        self
    }

    /// Seals the person of a contact.
    pub(super) fn seal(&self, key: &SealingKey, contact: &str) -> Result<Vec<u8>, NotOpened> {
        let plain = Zeroizing::new(serde_json::to_vec(self).map_err(|_| NotOpened)?);
        key.seal(&place(contact), &plain)
    }

    /// Opens the person of a contact.
    pub(super) fn open(key: &SealingKey, contact: &str, sealed: &[u8]) -> Result<Self, NotOpened> {
        serde_json::from_slice(&key.open(&place(contact), sealed)?).map_err(|_| NotOpened)
    }
}

fn place(contact: &str) -> String {
    format!("contacts|person|{contact}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn named(name: &str) -> Person {
        Person { name: Some(name.into()), ..Person::default() }
    }

    #[test]
    fn a_person_is_kept_in_one_form_or_refused_by_the_field() {
        let person = Person { phone: Some(" 0912 345 678 ".into()), notes: Some("a\nb".into()), ..named("  Lê An ") };
        let checked = person.checked().unwrap();
        assert_eq!((checked.name.as_deref(), checked.phone.as_deref()), (Some("Lê An"), Some("+84912345678")));
        let refused = |person: Person| match person.checked().unwrap_err().detail {
            Some(crate::ground::error::Detail::Said { field, .. }) => field.unwrap(),
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(Person { phone: Some("12".into()), ..Person::default() }), "phone");
        assert_eq!(refused(Person { birth_year: Some(1_700), ..named("a") }), "birth_year");
        assert_eq!(refused(named(&"a".repeat(201))), "name");
        assert_eq!(refused(named("a\tb")), "name");
        assert_eq!(refused(named(" ")), "name");
    }

    #[test]
    fn a_person_opens_for_the_own_contact_only_and_an_older_form_is_read() {
        let key = SealingKey::new(&[1; 32]).unwrap();
        let sealed = named("Lê An").seal(&key, "a").unwrap();
        assert!(Person::open(&key, "a", &sealed).unwrap() == named("Lê An"));
        assert!(Person::open(&key, "b", &sealed).is_err());
        let older = key.seal("contacts|person|a", br#"{"name":"L","later":1}"#).unwrap();
        assert!(Person::open(&key, "a", &older).unwrap() == named("L"));
        assert_eq!(format!("{:?}", named("Lê An")), "Person(…)");
    }

    fn text() -> impl Strategy<Value = Option<String>> {
        prop::option::of("[a-z]{1,3}")
    }

    prop_compose! {
        fn a_person()(
            name in text(), phone in text(), birth_year in prop::option::of(1950_u32..1955),
            sex in prop::option::of(prop::sample::select(vec![Sex::Female, Sex::Male, Sex::Other])), address in text(), unit in text(),
            relation in text(), notes in text(), call_words in prop::collection::vec((0_u8..64, 0_u8..64), 0..2),
        ) -> Person {
            Person { name, phone, birth_year, sex, address, unit, relation, notes, call_words }
        }
    }

    fn said(person: &Person) -> String {
        serde_json::to_string(person).unwrap()
    }

    proptest! {
        #[test]
        fn merging_loses_no_field_of_either_side(mine in a_person(), theirs in a_person()) {
            let merged = mine.clone().merged(theirs.clone());
            let all = said(&merged);
            for person in [&mine, &theirs] {
                let texts = [&person.name, &person.phone, &person.address, &person.unit, &person.relation, &person.notes];
                for text in texts.into_iter().flatten() {
                    prop_assert!(all.contains(text.as_str()), "{} is lost in {}", text, all);
                }
                if let Some(year) = person.birth_year {
                    prop_assert!(all.contains(&year.to_string()));
                }
                if let Some(sex) = person.sex {
                    let sex = format!("{sex:?}").to_lowercase();
                    prop_assert!(all.to_lowercase().contains(&sex), "{} is lost", sex);
                }
            }
            prop_assert!(mine.call_words.iter().chain(&theirs.call_words).all(|words| merged.call_words.contains(words)));
            // What the first has stays where it is.
            prop_assert!(mine.name.is_none() || mine.name == merged.name);
            prop_assert!(mine.phone.is_none() || mine.phone == merged.phone);
        }
    }
}
