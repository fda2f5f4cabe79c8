//! A form as its page shows it: groups as sections, questions as fields, with what was written and what is wrong.

use std::collections::BTreeMap;

use lancan_protocol::forms::{FormVersion, Item, ItemKind, countries};
use lancan_protocol::places::UnitLevel;

use super::answers::MOST_UNITS;
use super::conditions;
use super::written::{TIMES, WrittenFields, choice_of, follows_from_ward, slots};
use crate::declarations::{UnitsMeant, item_label, option_name, provinces, units_meant};
use crate::web::sheet::{AnswerError, PageSheet};

/// Options that are shown as radio buttons at most; more of them are a list.
const MOST_RADIOS: usize = 6;

/// Questions under one heading.
pub(super) struct FormSection {
    /// The heading; none for a question by itself.
    pub(super) legend: Option<String>,
    /// When and how it is to be answered.
    pub(super) hints: Vec<String>,
    pub(super) fields: Vec<AskedField>,
}

/// A question.
pub(super) struct AskedField {
    /// The id of its first control, which errors lead to.
    pub(super) id: String,
    pub(super) label: String,
    /// Which controls it has: `radios`, `tick`, `list`, `lines` or `text`.
    pub(super) control: &'static str,
    pub(super) hints: Vec<String>,
    pub(super) is_optional: bool,
    pub(super) slots: Vec<FieldSlot>,
    /// What can be chosen: value and text.
    pub(super) choices: Vec<(String, String)>,
    /// The type of a line: `text`, `date`, `tel`, `email`.
    pub(super) line: &'static str,
    /// The keyboard that a phone shows.
    pub(super) inputmode: &'static str,
    pub(super) autocomplete: &'static str,
    /// Whether names of countries are offered while somebody writes.
    pub(super) is_country: bool,
    pub(super) most_letters: u32,
}

/// One control of a question.
pub(super) struct FieldSlot {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) error: Option<String>,
    /// The units that the words may mean, where they are several, and the field for the choice.
    pub(super) units: Option<(String, Vec<UnitChoice>)>,
}

/// A unit to choose.
pub(super) struct UnitChoice {
    pub(super) code: &'static str,
    pub(super) name: String,
    pub(super) is_chosen: bool,
}

/// What is wrong, by the name of the control.
pub(super) type Wrong = BTreeMap<String, String>;

/// Makes the page of a form.
pub(super) struct ShownForm<'a> {
    pub(super) sheet: &'a PageSheet,
    pub(super) form: &'a FormVersion,
    pub(super) written: &'a WrittenFields,
    pub(super) wrong: &'a Wrong,
}

impl ShownForm<'_> {
    /// The sections, in the order of the form.
    pub(super) fn sections(&self) -> Vec<FormSection> {
        let mut sections = Vec::new();
        self.add(&mut sections, None, &self.form.questionnaire.item, None);
        sections
    }

    /// Adds items under a heading. What stands beside a group within a group comes under the heading again.
    fn add(&self, sections: &mut Vec<FormSection>, group: Option<&Item>, items: &[Item], time: Option<usize>) {
        let mut is_open = false;
        for item in items {
            if item.kind == ItemKind::Group {
                let times = if item.repeats { (0..TIMES).map(Some).collect() } else { vec![time] };
                for time in times {
                    self.add(sections, Some(item), &item.item, time);
                }
                is_open = false;
                continue;
            }
            let Some(field) = self.field(item, items, time) else { continue };
            if !is_open || group.is_none() {
                sections.push(self.section(group, time));
                is_open = true;
            }
            if let Some(section) = sections.last_mut() {
                section.fields.push(field);
            }
        }
    }

    fn section(&self, group: Option<&Item>, time: Option<usize>) -> FormSection {
        let sheet = self.sheet;
        let mut hints = Vec::new();
        let legend = group.map(|group| {
            hints.extend(conditions::in_words(sheet, self.form, group));
            let label = item_label(sheet.text(), self.form, group);
            match time {
                Some(time) => {
                    hints.push(sheet.say("web-declare-time-empty"));
                    let (at, all) = (time + 1, TIMES);
                    sheet.say_with(
                        "web-declare-time",
                        &[("label", label.as_str().into()), ("at", at.into()), ("all", all.into())],
                    )
                }
                None => label,
            }
        });
        FormSection { legend, hints, fields: Vec::new() }
    }

    /// The field of a question; none for what nobody answers on a page.
    fn field(&self, item: &Item, beside: &[Item], time: Option<usize>) -> Option<AskedField> {
        let is_asked = item.is_question() && item.kind != ItemKind::Attachment && !item.is_hidden();
        if !is_asked || follows_from_ward(item, beside).is_some() {
            return None;
        }
        let sheet = self.sheet;
        let choices = self.choices(item, time);
        let control = match item.kind {
            ItemKind::Text => "text",
            _ if item.is_consent() => "tick",
            ItemKind::Boolean => "radios",
            _ if choices.is_empty() => "lines",
            _ if choices.len() > MOST_RADIOS || item.repeats => "list",
            _ => "radios",
        };
        let mut hints: Vec<String> = conditions::in_words(sheet, self.form, item).into_iter().collect();
        hints.extend(hint(item).map(|key| sheet.say(key)));
        let slots: Vec<FieldSlot> = slots(item, time).into_iter().map(|name| self.slot(item, name)).collect();
        let (line, inputmode, autocomplete) = keyboard(item);
        Some(AskedField {
            id: slots.first().map(|slot| slot.name.clone())?,
            label: item_label(sheet.text(), self.form, item),
            control,
            hints,
            is_optional: !item.required && !item.is_consent(),
            slots,
            choices,
            line,
            inputmode,
            autocomplete,
            is_country: item.is_country(),
            most_letters: item.lengths().1.max(200),
        })
    }

    fn choices(&self, item: &Item, time: Option<usize>) -> Vec<(String, String)> {
        let sheet = self.sheet;
        let mut choices: Vec<(String, String)> = match item.kind {
            ItemKind::Boolean if item.is_consent() => Vec::new(),
            ItemKind::Boolean => {
                ["yes", "no"].map(|value| (value.to_owned(), sheet.say(&format!("web-declare-{value}")))).into()
            }
            ItemKind::Choice | ItemKind::OpenChoice => {
                let options = item.answer_option.iter().map(|option| &option.value_coding);
                options.map(|option| (option.code.clone(), option_name(sheet.text(), option))).collect()
            }
            _ if item.unit_level() == Some(UnitLevel::Province) => {
                let all = provinces();
                all.map(|(code, name)| (code.to_owned(), name.to_owned())).collect()
            }
            _ => Vec::new(),
        };
        let may_stay_open = !item.required || !item.enable_when.is_empty() || time.is_some();
        if may_stay_open && !choices.is_empty() && choices.len() <= MOST_RADIOS && !item.repeats {
            // A radio button that was pressed by mistake cannot be let go otherwise.
            choices.push((String::new(), sheet.say("web-declare-no-answer")));
        }
        choices
    }

    fn slot(&self, item: &Item, name: String) -> FieldSlot {
        let value = self.written.raw(&name).to_owned();
        let level = item.unit_level().filter(|level| *level != UnitLevel::Province && !value.trim().is_empty());
        let meant = level.map(|level| units_meant(&value, level, MOST_UNITS));
        let units = match meant {
            Some(UnitsMeant::Several(units)) if !units.is_empty() => {
                let field = choice_of(&name);
                let chosen = self.written.raw(&field);
                let one = |(code, name)| UnitChoice { code, name, is_chosen: code == chosen };
                Some((field.clone(), units.into_iter().map(one).collect()))
            }
            _ => None,
        };
        let error = self.wrong.get(&name).cloned();
        FieldSlot { name, value, error, units }
    }
}

/// The names of all countries.
pub(super) fn country_names(sheet: &PageSheet) -> Vec<String> {
    countries().map(|code| sheet.say(&format!("country-{code}"))).collect()
}

/// The list above the form: each answer with what is wrong.
pub(super) fn errors(sections: &[FormSection]) -> Vec<AnswerError> {
    let fields = sections.iter().flat_map(|section| &section.fields);
    let slots = fields.flat_map(|field| field.slots.iter().map(move |slot| (field, slot)));
    slots
        .filter_map(|(field, slot)| {
            let error = slot.error.as_ref()?;
            Some(AnswerError { field: slot.name.clone(), text: format!("{}: {error}", field.label) })
        })
        .collect()
}

impl AskedField {
    /// The ids of what describes the control of a slot: the question's hints, and what is wrong there.
    pub(super) fn described_by(&self, slot: &FieldSlot) -> String {
        let hint = (!self.hints.is_empty()).then(|| format!("{}-hint", self.id));
        let error = slot.error.as_ref().map(|_| format!("{}-error", slot.name));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }

    /// Whether the question has several controls, so that a legend and no label stands above them.
    pub(super) fn has_legend(&self) -> bool {
        self.control == "radios" || self.slots.len() > 1 || self.slots.iter().any(|slot| slot.units.is_some())
    }
}

fn hint(item: &Item) -> Option<&'static str> {
    Some(match item.kind {
        ItemKind::Decimal => "web-declare-hint-decimal",
        _ if matches!(item.unit_level(), Some(UnitLevel::Ward | UnitLevel::District)) => "web-declare-hint-unit",
        _ if item.is_country() && item.repeats => "web-declare-hint-countries",
        _ if item.is_country() => "web-declare-hint-country",
        _ => return None,
    })
}

/// The type of a line, the keyboard for it, and what a browser may fill in (WCAG 1.3.5).
fn keyboard(item: &Item) -> (&'static str, &'static str, &'static str) {
    match (item.kind, item.link_id.as_str()) {
        (ItemKind::Date, _) => ("date", "text", "off"),
        (ItemKind::Integer, "birth_year") => ("text", "numeric", "bday-year"),
        (ItemKind::Integer, _) => ("text", "numeric", "off"),
        (ItemKind::Decimal, _) => ("text", "decimal", "off"),
        _ if item.is_phone() => ("tel", "tel", "tel"),
        (_, "email") => ("email", "email", "email"),
        (_, "name") => ("text", "text", "name"),
        _ => ("text", "text", "off"),
    }
}
