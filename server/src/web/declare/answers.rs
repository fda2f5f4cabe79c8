//! What was written, as the answers of FHIR that the form is checked by. Nothing is judged here: what cannot be read goes on as
//! it was written, and is refused by its question's name.

use lancan_protocol::forms::{FormVersion, Item, ItemKind, countries};
use lancan_protocol::places::UnitLevel;
use lancan_protocol::time::Day;
use lancan_text::{Catalogue, Language};
use serde_json::{Value as Json, json};

use super::written::{TIMES, WrittenFields, choice_of, follows_from_ward, slots};
use crate::declarations::{UnitsMeant, unit_above, units_meant};
use crate::ground::calendar::Date;
use crate::ground::folded::folded;

/// Units that words may mean, which are offered at most.
pub(super) const MOST_UNITS: usize = 12;

/// Reads what was written into a form.
pub(super) struct Reader<'a> {
    /// The deployment's day, whose year a date without one is of.
    pub(super) today: Day,
    pub(super) written: &'a WrittenFields,
}

impl Reader<'_> {
    /// The answers as a `QuestionnaireResponse`, written at this time (RFC 3339).
    pub(super) fn response(&self, form: &FormVersion, authored: &str) -> Json {
        json!({
            "resourceType": "QuestionnaireResponse",
            "questionnaire": form.questionnaire.canonical(),
            "status": "completed",
            "authored": authored,
            "item": self.items(&form.questionnaire.item, None),
        })
    }

    fn items(&self, items: &[Item], time: Option<usize>) -> Vec<Json> {
        let mut read = Vec::new();
        for item in items {
            let id = &item.link_id;
            if item.kind == ItemKind::Group {
                let times = if item.repeats { (0..TIMES).map(Some).collect() } else { vec![time] };
                let below = times.into_iter().map(|time| self.items(&item.item, time));
                read.extend(
                    below.filter(|below| !below.is_empty()).map(|below| json!({ "linkId": id, "item": below })),
                );
                continue;
            }
            let answers = self.answers(item, items, time);
            if !answers.is_empty() {
                read.push(json!({ "linkId": id, "answer": answers }));
            }
        }
        read
    }

    fn answers(&self, item: &Item, beside: &[Item], time: Option<usize>) -> Vec<Json> {
        if item.is_hidden() {
            // Software answers it, for an app that sends more than a page does.
            return Vec::new();
        }
        if let (Some(ward), Some(level)) = (follows_from_ward(item, beside), item.unit_level()) {
            let wards = slots(ward, time);
            let code = wards.first().and_then(|slot| self.unit(slot, UnitLevel::Ward));
            let above = code.and_then(|code| unit_above(&code, level));
            return above.map(|code| json!({ "valueString": code })).into_iter().collect();
        }
        let written = slots(item, time).into_iter().filter(|slot| !self.written.text(slot).is_empty());
        written.filter_map(|slot| self.answer(item, &slot)).collect()
    }

    fn answer(&self, item: &Item, slot: &str) -> Option<Json> {
        let text = self.written.text(slot);
        let words = |text: String| json!({ "valueString": text });
        Some(match item.kind {
            ItemKind::Group | ItemKind::Display | ItemKind::Attachment => return None,
            ItemKind::Boolean => match text.as_str() {
                "yes" => json!({ "valueBoolean": true }),
                "no" => json!({ "valueBoolean": false }),
                _ => words(text),
            },
            ItemKind::Integer => {
                text.parse::<i32>().map_or_else(|_| words(text), |number| json!({ "valueInteger": number }))
            }
            ItemKind::Decimal => {
                let number = text.replace(',', ".").parse::<f64>();
                number.map_or_else(|_| words(text), |number| json!({ "valueDecimal": number }))
            }
            ItemKind::Date => {
                let date = Date::from_cell(&text, Date(self.today));
                json!({ "valueDate": date.map_or(text, |date| date.to_string()) })
            }
            ItemKind::Choice => json!({ "valueCoding": { "code": text } }),
            ItemKind::OpenChoice if item.offers(&text) => json!({ "valueCoding": { "code": text } }),
            ItemKind::String if item.is_country() => words(country(&text).map_or(text, str::to_owned)),
            ItemKind::String => {
                let unit = item.unit_level().and_then(|level| self.unit(slot, level));
                words(unit.unwrap_or(text))
            }
            ItemKind::Text | ItemKind::OpenChoice => words(text),
        })
    }

    /// The code of the unit that was meant, where only one can be.
    fn unit(&self, slot: &str, level: UnitLevel) -> Option<String> {
        match units_meant(&self.written.text(slot), level, MOST_UNITS) {
            UnitsMeant::One(code) => Some(code.to_owned()),
            UnitsMeant::Several(units) => {
                let chosen = self.written.raw(&choice_of(slot));
                units.iter().find(|(code, _)| *code == chosen).map(|(code, _)| (*code).to_owned())
            }
        }
    }
}

/// The code of a country by its code or its name in either language, whatever marks and capitals.
fn country(text: &str) -> Option<&'static str> {
    let catalogues = [Language::Vi, Language::En].map(Catalogue::of);
    let meant = folded(text);
    countries().find(|code| {
        let names = catalogues.iter().map(|catalogue| catalogue.message(&format!("country-{code}"), &[]));
        code.eq_ignore_ascii_case(text) || names.into_iter().any(|name| folded(&name) == meant)
    })
}
