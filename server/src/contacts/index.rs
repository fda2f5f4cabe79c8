//! Finding people without their names and numbers in the database: HMACs of folded words and of numbers.

use lancan_protocol::phone_number::PhoneNumber;

use super::Contacts;
use super::person::Person;
use crate::ground::folded::folded;
use crate::ground::ids::Digest;
use crate::ground::purposes;
use crate::ground::secrets::Secrets;

/// Most words of a name that are indexed, and most that are searched for.
const MOST_WORDS: usize = 8;

/// Makes the HMACs by which contacts are found.
pub(super) struct Index<'s>(&'s Secrets);

impl Contacts {
    pub(super) fn index(&self) -> Index<'_> {
        Index(&self.secrets)
    }
}

impl Index<'_> {
    /// Of each word of a person's name, once.
    pub(super) fn words(&self, person: &Person) -> Vec<Digest> {
        self.words_of(person.name.as_deref().unwrap_or_default())
    }

    /// Of each word of a text, once.
    pub(super) fn words_of(&self, text: &str) -> Vec<Digest> {
        let mut words = Vec::new();
        for word in folded(text).split(' ').filter(|word| !word.is_empty()).take(MOST_WORDS) {
            let digest = self.0.digest(purposes::CONTACT_WORD, word.as_bytes());
            if !words.contains(&digest) {
                words.push(digest);
            }
        }
        words
    }

    /// Of a person's number.
    pub(super) fn phone(&self, person: &Person) -> Option<Digest> {
        let number = PhoneNumber::parse(person.phone.as_deref()?).ok()?;
        Some(self.number(&number))
    }

    /// Of a number.
    pub(super) fn number(&self, number: &PhoneNumber) -> Digest {
        self.0.digest(purposes::CONTACT_PHONE, number.as_str().as_bytes())
    }

    /// Of folded name, birth year and unit: two contacts with the same are probably one person. None where the name or both
    /// of the others are unknown.
    pub(super) fn alike(&self, person: &Person) -> Option<Digest> {
        let name = folded(person.name.as_deref()?);
        if name.is_empty() || (person.birth_year.is_none() && person.unit.is_none()) {
            return None;
        }
        let year = person.birth_year.map(|year| year.to_string()).unwrap_or_default();
        let unit = person.unit.as_deref().unwrap_or_default();
        Some(self.0.digest(purposes::CONTACT_ALIKE, format!("{name}|{year}|{unit}").as_bytes()))
    }

    /// Of a callback's id.
    pub(super) fn callback(&self, id: &[u8; 16]) -> Digest {
        self.0.digest(purposes::CALLBACK, id)
    }
}
