//! What somebody wrote into a form, by the names of its fields.

use std::collections::BTreeMap;

use lancan_protocol::forms::Item;
use unicode_normalization::UnicodeNormalization as _;

/// How many answers to a question that repeats the page has room for.
const SLOTS: usize = 5;
/// How many times of a group that repeats the page has room for.
pub(super) const TIMES: usize = 3;

/// What was written, by field.
#[derive(Default)]
pub(super) struct WrittenFields(BTreeMap<String, String>);

impl WrittenFields {
    /// The fields of a form's body.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let fields = form_urlencoded::parse(bytes).map(|(name, value)| (name.into_owned(), value.nfc().collect()));
        Self(fields.collect())
    }

    /// What was written into a field, as it was written.
    pub(super) fn raw(&self, field: &str) -> &str {
        self.0.get(field).map_or("", String::as_str)
    }

    /// What was written into a field, without spaces around; lines end as forms know it.
    pub(super) fn text(&self, field: &str) -> String {
        self.raw(field).trim().replace("\r\n", "\n")
    }

    /// Every field and what was written into it.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// The names of the fields for the answers to a question; in a group that repeats, of one of its times.
pub(super) fn slots(item: &Item, time: Option<usize>) -> Vec<String> {
    let id = &item.link_id;
    match time {
        Some(time) => vec![format!("{id}~{time}")],
        None if item.repeats => (0..SLOTS).map(|slot| format!("{id}~{slot}")).collect(),
        None => vec![id.clone()],
    }
}

/// The name of the field for the choice among the units that words may mean.
pub(super) fn choice_of(slot: &str) -> String {
    format!("{slot}~one")
}

/// Whether a unit follows from the ward that is asked for beside it, so that nobody writes it.
pub(super) fn follows_from_ward<'i>(item: &Item, beside: &'i [Item]) -> Option<&'i Item> {
    use lancan_protocol::places::UnitLevel;
    let is_above = matches!(item.unit_level(), Some(UnitLevel::Province | UnitLevel::District)) && !item.repeats;
    beside.iter().find(|other| is_above && other.unit_level() == Some(UnitLevel::Ward))
}
