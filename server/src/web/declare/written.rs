//! What somebody wrote into a form, by the names of its fields.

use std::collections::BTreeMap;

use lancan_protocol::forms::{Item, Questionnaire};
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

    /// Writes into a field.
    pub(super) fn set(&mut self, field: String, value: String) {
        self.0.insert(field, value);
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

impl From<BTreeMap<String, String>> for WrittenFields {
    fn from(fields: BTreeMap<String, String>) -> Self {
        Self(fields)
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

/// The name of the field that an answer was written into: what is sent has no places for what was left empty.
pub(super) fn slot_of_entry(
    form: &Questionnaire,
    item: &Item,
    written: &WrittenFields,
    entry: usize,
) -> Option<String> {
    if item.repeats {
        return slots(item, None).into_iter().filter(|slot| !written.text(slot).is_empty()).nth(entry);
    }
    let is_within = |group: &&Item| group.repeats && group.item.iter().any(|inner| inner.link_id == item.link_id);
    let group = form.all_items().find(is_within)?;
    let time = (0..TIMES).filter(|time| is_begun(group, *time, written)).nth(entry)?;
    slots(item, Some(time)).into_iter().next()
}

/// Whether something was written into one of a group's times.
fn is_begun(group: &Item, time: usize, written: &WrittenFields) -> bool {
    let slots = group.item.iter().flat_map(|item| slots(item, Some(time)));
    slots.into_iter().any(|slot| !written.text(&slot).is_empty())
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
