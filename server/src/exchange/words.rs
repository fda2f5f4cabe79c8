//! What a layout has no column for, as words in a column of free text: `lancan: minutes=25 tier=F2`.
//!
//! Where such a word and a column disagree, the column counts: that is what a person changed.

use core::fmt::Write as _;

use lancan_protocol::time::UnixTime;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::contacts::Contact;

/// The word that begins what is ours.
const OURS: &str = "lancan:";

/// The words of a contact.
pub(super) fn of(contact: &Contact) -> String {
    let mut words = OURS.to_owned();
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            let _ = write!(words, " {name}={value}");
        }
    };
    let year = contact.person.as_ref().and_then(|person| person.birth_year);
    add("tier", named(&contact.tier));
    add("parent", contact.parent.clone());
    add("source", named(&contact.source));
    add("closeness", named(&contact.closeness));
    add("status", named(&contact.status));
    add("changed", Some(contact.changed_at.0.to_string()));
    add("minutes", contact.minutes.map(|minutes| minutes.to_string()));
    add("born", year.map(|year| year.to_string()));
    add("sex", contact.person.as_ref().and_then(|person| person.sex).and_then(|sex| named(&sex)));
    add("unit", contact.person.as_ref().and_then(|person| person.unit.clone()).filter(|unit| is_word(unit)));
    words
}

/// The words of a cell of free text.
pub(super) struct OwnWords<'a>(&'a str);

impl<'a> OwnWords<'a> {
    pub(super) fn in_cell(cell: Option<&'a str>) -> Self {
        Self(cell.and_then(|cell| cell.split_once(OURS)).map_or("", |(_, words)| words))
    }

    /// Whether there are words of ours.
    pub(super) const fn are_there(&self) -> bool {
        !self.0.is_empty()
    }

    /// When the contact was last changed when the words were written.
    pub(super) fn as_of(&self) -> Option<UnixTime> {
        self.get("changed")?.parse().ok().map(UnixTime)
    }

    /// The value of a word.
    pub(super) fn get(&self, name: &str) -> Option<&'a str> {
        self.0
            .split_whitespace()
            .filter_map(|word| word.split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }

    /// The value of a word that is one of several kinds.
    pub(super) fn kind<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_value(self.get(name)?.into()).ok()
    }
}

/// The name of a kind, as the API has it.
fn named<T: Serialize>(kind: &T) -> Option<String> {
    serde_json::to_value(kind).ok()?.as_str().map(str::to_owned)
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric())
}
