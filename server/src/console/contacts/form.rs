//! The form of a contact: the person, and how near case and contact were.

use lancan_protocol::time::UnixTime;
use serde::Deserialize;

use crate::console::form::FieldError;
use crate::console::layout::Layout;
use crate::console::local::{date, read_date};
use crate::console::unit_words::{full_name, unit_choices, unit_written};
use crate::console::words::{ContactChoice, choices, name_of, named};
use crate::contacts::{Closeness, Contact, ContactName, NewContact, Person, Sex, Source, Tier};
use crate::ground::calendar::Date;
use crate::ground::error::Detail;
use crate::units::Units;

/// How a contact that is written down by hand may have become known.
const SOURCES: [Source; 3] = [Source::Interview, Source::Venue, Source::List];

/// What an officer writes of a contact.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::console) struct ContactForm {
    pub(super) name: String,
    pub(super) phone: String,
    pub(super) birth_year: String,
    pub(super) sex: String,
    pub(super) address: String,
    /// Words of the unit, or its code.
    pub(super) unit: String,
    /// The code of the one that was chosen among several.
    pub(super) unit_code: String,
    pub(super) relation: String,
    pub(super) notes: String,
    pub(super) tier: String,
    pub(super) parent: String,
    pub(super) source: String,
    pub(super) closeness: String,
    pub(super) minutes: String,
    pub(super) last_contact: String,
    /// When the contact that the form was filled from was last changed, Unix seconds.
    pub(super) changed_at: String,
}

/// The form with all that it offers.
pub(super) struct FilledForm {
    pub(super) form: ContactForm,
    pub(super) sexes: Vec<ContactChoice>,
    pub(super) tiers: Vec<ContactChoice>,
    pub(super) parents: Vec<ContactChoice>,
    /// The units that the words may mean; none where there is no doubt.
    pub(super) units: Vec<ContactChoice>,
    /// None where the source stays as it is.
    pub(super) sources: Vec<ContactChoice>,
    pub(super) distances: Vec<ContactChoice>,
}

impl ContactForm {
    /// The form as it was written for a contact.
    pub(super) fn of(contact: &Contact, units: &Units) -> Self {
        let person = contact.person.clone().unwrap_or_default();
        let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
        Self {
            name: person.name.unwrap_or_default(),
            phone: person.phone.unwrap_or_default(),
            birth_year: number(person.birth_year),
            sex: person.sex.map(name_of).unwrap_or_default(),
            address: person.address.unwrap_or_default(),
            unit: person.unit.map(|code| full_name(units, &code)).unwrap_or_default(),
            unit_code: String::new(),
            relation: person.relation.unwrap_or_default(),
            notes: person.notes.unwrap_or_default(),
            tier: name_of(contact.tier),
            parent: contact.parent.clone().unwrap_or_default(),
            source: name_of(contact.source),
            closeness: name_of(contact.closeness),
            minutes: number(contact.minutes),
            last_contact: contact.last_contact.map(|Date(day)| date(day)).unwrap_or_default(),
            changed_at: contact.changed_at.0.to_string(),
        }
    }

    /// What the room reads of it, or what is no number and which unit may be one of several.
    pub(super) fn read(&self, layout: &Layout, units: &Units) -> Result<NewContact, Vec<FieldError>> {
        let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let mut errors = Vec::new();
        let mut number = |field: &'static str, key: &str, text: &str| {
            let number = filled(text).map(|text| text.parse::<u32>());
            number.and_then(|number| number.map_err(|_| errors.push(named_error(layout, field, key))).ok())
        };
        let birth_year = number("birth_year", "officer-birth-year", &self.birth_year);
        let minutes = number("minutes", "console-error-minutes", &self.minutes);
        let unit = unit_written(units, &self.unit, &self.unit_code);
        if unit.is_none() {
            errors.push(named_error(layout, "unit", "console-unit-several"));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let tier = named(&self.tier);
        Ok(NewContact {
            person: Person {
                name: filled(&self.name),
                phone: filled(&self.phone),
                birth_year,
                sex: named(&self.sex),
                address: filled(&self.address),
                unit: unit.and_then(|unit| filled(&unit)),
                relation: filled(&self.relation),
                notes: filled(&self.notes.replace("\r\n", "\n")),
                call_words: Vec::new(),
            },
            // Who is no F2 is nobody's contact but the case's, whatever was chosen before.
            parent: filled(&self.parent).filter(|_| tier == Some(Tier::F2)),
            tier,
            source: named(&self.source),
            closeness: named(&self.closeness),
            minutes,
            // What is no date goes on as it is: the room says what it should be.
            last_contact: filled(&self.last_contact).map(|text| read_date(&text).map_or(text, |date| date.to_string())),
            changed_at: self.changed_at.parse().ok().map(UnixTime),
        })
    }

    /// The form with its choices. `first` are the F1s of the case.
    pub(super) fn filled(self, layout: &Layout, units: &Units, first: &[ContactName], is_new: bool) -> FilledForm {
        let parent = |contact: &ContactName| ContactChoice {
            value: contact.id.clone(),
            text: contact.name.clone().unwrap_or_else(|| layout.say("console-contact-nameless")),
            chosen: contact.id == self.parent,
        };
        // The F1 may be followed elsewhere by now; the contact stays theirs.
        let is_elsewhere = !self.parent.is_empty() && first.iter().all(|contact| contact.id != self.parent);
        let elsewhere = is_elsewhere.then(|| ContactChoice {
            value: self.parent.clone(),
            text: layout.say("console-met-elsewhere"),
            chosen: true,
        });
        let tier = if self.tier.is_empty() { name_of(Tier::F1) } else { self.tier.clone() };
        let source = if self.source.is_empty() { name_of(Source::Interview) } else { self.source.clone() };
        FilledForm {
            sexes: choices(layout, Sex::ALL, &self.sex),
            tiers: choices(layout, Tier::ALL, &tier),
            units: unit_choices(units, &self.unit, &self.unit_code),
            parents: first.iter().map(parent).chain(elsewhere).collect(),
            sources: if is_new { choices(layout, &SOURCES, &source) } else { Vec::new() },
            distances: choices(layout, Closeness::ALL, &self.closeness),
            form: self,
        }
    }
}

/// The label of a field.
pub(super) fn label_of(field: &str) -> &'static str {
    match field {
        "phone" => "console-contact-phone",
        "birth_year" => "console-birth-year",
        "sex" => "console-sex",
        "address" => "console-address",
        "unit" => "console-unit",
        "relation" => "console-relation",
        "notes" | "note" => "console-notes",
        "parent" => "console-parent",
        "source" => "console-source",
        "closeness" => "console-closeness",
        "minutes" => "console-minutes",
        "last_contact" => "console-last-contact",
        "day" => "console-day",
        "temperature" => "console-temperature",
        "symptoms" => "console-symptoms",
        "seen" => "console-seen",
        "result" => "console-result",
        "taken" => "console-taken",
        "kind" => "console-specimen-kind",
        "laboratory" => "console-laboratory",
        _ => "console-contact-name",
    }
}

fn named_error(layout: &Layout, field: &'static str, key: &str) -> FieldError {
    FieldError { field, text: format!("{}: {}", layout.say(label_of(field)), layout.say(key)) }
}

/// What is wrong with a field, with dates as people write them.
pub(super) fn in_words(detail: &Detail, layout: &Layout) -> FieldError {
    let Detail::Said { field: Some(field), key, arguments } = detail else {
        return FieldError { field: "name", text: detail.in_words(layout.text()) };
    };
    let written = |value: &str| value.parse().map_or_else(|_| value.to_owned(), |Date(day)| date(day));
    let plain: Vec<(&str, String)> = arguments.iter().map(|(name, value)| (*name, written(value))).collect();
    let plain: Vec<_> = plain.iter().map(|(name, value)| (*name, value.into())).collect();
    let key = if *key == "officer-date" { "console-error-date" } else { key };
    FieldError { field, text: format!("{}: {}", layout.say(label_of(field)), layout.say_with(key, &plain)) }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, Uri};

    use super::*;
    use crate::ground::unit_set::UnitSet;

    #[test]
    fn what_is_no_number_is_named_and_who_is_no_f2_has_no_f1() {
        let layout = Layout::of(&HeaderMap::new(), &Uri::from_static("/console/"));
        let units = Units::of(UnitSet::Of2021);
        let form = ContactForm { birth_year: "x".into(), minutes: "nhiều".into(), ..ContactForm::default() };
        let fields: Vec<_> = form.read(&layout, units).err().unwrap().into_iter().map(|error| error.field).collect();
        assert_eq!(fields, ["birth_year", "minutes"]);
        let form = ContactForm { tier: "f1".into(), parent: "a".into(), minutes: " 20 ".into(), ..form };
        let read = ContactForm { birth_year: String::new(), ..form }.read(&layout, units).ok().unwrap();
        assert_eq!((read.parent, read.minutes), (None, Some(20)));
    }
}
