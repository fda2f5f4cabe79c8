//! What is known of a person is written into a form beforehand: the data of a person from their last answers, and the journey
//! of whoever leads a group. Never symptoms, contacts or consents.

use lancan_protocol::forms::{Answer, FormVersion, Given, Item, ItemKind, ResponseItem};
use lancan_protocol::places::UnitLevel;

use super::written::{TIMES, WrittenFields, slots};
use crate::declarations::{UnitsMeant, unit_name, units_meant};
use crate::web::sheet::PageSheet;

/// Writes answers into a form.
pub(super) struct Prefill<'a> {
    pub(super) form: &'a FormVersion,
    pub(super) sheet: &'a PageSheet,
    /// The questions that are written beforehand.
    pub(super) questions: &'a [&'a str],
}

impl Prefill<'_> {
    /// Writes what the answers say into every field of the questions that is empty still.
    pub(super) fn write(&self, known: &[ResponseItem], written: &mut WrittenFields) {
        for item in self.form.questionnaire.all_items().filter(|item| self.questions.contains(&item.link_id.as_str())) {
            let group = self
                .form
                .questionnaire
                .all_items()
                .find(|group| group.repeats && group.item.iter().any(|inner| inner.link_id == item.link_id));
            match group {
                Some(group) => {
                    for (time, within) in all_of(known, &group.link_id).into_iter().take(TIMES).enumerate() {
                        self.fill(item, &within.item, Some(time), written);
                    }
                }
                None => self.fill(item, known, None, written),
            }
        }
    }

    fn fill(&self, item: &Item, known: &[ResponseItem], time: Option<usize>, written: &mut WrittenFields) {
        let answers =
            all_of(known, &item.link_id).into_iter().flat_map(|one| &one.answer).filter_map(|given| match given {
                Given::Read(answer) => Some(answer),
                Given::Unreadable => None,
            });
        let slots = slots(item, time);
        if slots.iter().any(|slot| !written.raw(slot).is_empty()) {
            return;
        }
        for (slot, answer) in slots.into_iter().zip(answers) {
            written.set(slot, self.words(item, answer));
        }
    }

    /// An answer as somebody would write it.
    fn words(&self, item: &Item, answer: &Answer) -> String {
        match answer {
            Answer::Boolean(yes) => (if *yes { "yes" } else { "no" }).to_owned(),
            Answer::Integer(number) => number.to_string(),
            Answer::Date(date) => date.to_string(),
            Answer::String(code) if item.is_country() => self.sheet.say(&format!("country-{code}")),
            Answer::String(code) => match item.unit_level() {
                Some(level @ (UnitLevel::District | UnitLevel::Ward)) => unit_words(code, level),
                _ => code.clone(),
            },
            Answer::Coding(code) if item.kind != ItemKind::Choice || item.offers(code) => code.clone(),
            Answer::Coding(_) | Answer::Decimal(_) | Answer::Attachment(_) => String::new(),
        }
    }
}

/// The full name of a unit where it means this unit alone, or else its code.
fn unit_words(code: &str, level: UnitLevel) -> String {
    let name =
        unit_name(code).filter(|name| matches!(units_meant(name, level, 2), UnitsMeant::One(meant) if meant == code));
    name.unwrap_or_else(|| code.to_owned())
}

/// Everything that was answered under a name, wherever it lies.
fn all_of<'r>(items: &'r [ResponseItem], link_id: &str) -> Vec<&'r ResponseItem> {
    let mut found = Vec::new();
    for item in items {
        if item.link_id == link_id {
            found.push(item);
        } else {
            found.extend(all_of(&item.item, link_id));
        }
    }
    found
}
