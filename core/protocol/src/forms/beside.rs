//! What stands beside a form, because decrees change it oftener than the questions: numbers, lists, bounds of dates, triage.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Condition, Date, FormError, Item, ItemKind, Questionnaire, condition::Lists, well_formed};
use crate::time::Day;

/// Numbers, lists, bounds and triage of one form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormRules {
    /// Numbers by name. A name ends with the unit, `_days` or `_hours`. The form's words show one by `{name}`.
    #[serde(default)]
    pub numbers: BTreeMap<String, u32>,
    /// Lists of codes or words by name, for triage.
    #[serde(default)]
    pub lists: Lists,
    /// Bounds that move with the day on which somebody answers. A question may have several; the narrowest counts.
    #[serde(default)]
    pub bounds: Vec<Bound>,
    /// How answers are judged: the first rule that holds decides; green when none does.
    #[serde(default)]
    pub triage: Vec<TriageRule>,
}

/// How early and late a date may be. Of a question for a whole number, that is the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Bound {
    /// The question's name.
    pub link_id: String,
    /// Not before this; any day when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earliest: Option<Moment>,
    /// Not after this; any day when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<Moment>,
}

/// A day that moves with today, or with another answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Moment {
    /// The day on which somebody answers.
    Today,
    /// Earlier by the number of this name.
    Before(String),
    /// Later by the number of this name.
    After(String),
    /// The date that answers the question of this name, which stands before the bound one in the same group. Without an
    /// answer there is no bound.
    Answer(String),
}

/// One rule of triage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TriageRule {
    /// Which answers the rule speaks of.
    pub when: TriageWhen,
    /// Class and reason that follow.
    pub then: Triage,
}

/// How the conditions of a rule are joined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TriageWhen {
    /// All of them hold.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
}

/// What triage says of answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Triage {
    /// How urgent it is.
    pub class: TriageClass,
    /// The end of the key of the text that says why, `declaration-reason-…`; absent for green.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How urgent answers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TriageClass {
    /// Nothing stands out.
    Green,
    /// An officer should look.
    Yellow,
    /// An officer must call.
    Red,
}

impl FormRules {
    /// The words of a form with the numbers in the place of `{name}`.
    pub fn fill(&self, words: &str) -> String {
        let mut filled = words.to_owned();
        for (name, number) in &self.numbers {
            filled = filled.replace(&format!("{{{name}}}"), &number.to_string());
        }
        filled
    }

    /// The days that a number is. Hours that do not fill a day count as one, so 36 hours reach the end of the day after
    /// tomorrow: a day is declared before, not an hour, and nobody is refused for the hour of the flight.
    fn days(&self, name: &str) -> Option<u32> {
        let number = *self.numbers.get(name)?;
        if name.ends_with("_hours") { Some(number.div_ceil(24)) } else { name.ends_with("_days").then_some(number) }
    }

    /// The date of a moment, where `answered` gives the date that answers a question.
    fn date(&self, moment: &Moment, today: Day, answered: impl Fn(&str) -> Option<Date>) -> Option<Date> {
        let today = Date::of(today);
        match moment {
            Moment::Today => Some(today),
            Moment::Before(name) => self.days(name).map(|days| today.minus(days)),
            Moment::After(name) => self.days(name).map(|days| today.plus(days)),
            Moment::Answer(link_id) => answered(link_id),
        }
    }

    /// The earliest and the latest date of a question's answers, where there are bounds, before anything is answered.
    pub fn dates(&self, link_id: &str, today: Day) -> (Option<Date>, Option<Date>) {
        self.dates_beside(link_id, today, |_| None)
    }

    /// The same beside other answers, whose dates `answered` gives.
    pub(super) fn dates_beside(
        &self,
        link_id: &str,
        today: Day,
        answered: impl Fn(&str) -> Option<Date>,
    ) -> (Option<Date>, Option<Date>) {
        let bounds = || self.bounds.iter().filter(|bound| bound.link_id == link_id);
        let date = |moment: &Moment| self.date(moment, today, &answered);
        let earliest = bounds().filter_map(|bound| bound.earliest.as_ref().and_then(date)).max();
        (earliest, bounds().filter_map(|bound| bound.latest.as_ref().and_then(date)).min())
    }

    /// Checks that everything fits the form that it stands beside.
    ///
    /// # Errors
    /// [`FormError`] names the number, the item or the rule that does not.
    pub fn validate(&self, form: &Questionnaire) -> Result<(), FormError> {
        let whole = |must: String| FormError::Whole(must);
        for (name, number) in &self.numbers {
            if self.days(name).is_none() || *number > MOST_NUMBER || !is_key(name, b'_') {
                return Err(whole(format!(
                    "name numbers of at most {MOST_NUMBER} in lower-case letters and _, with _days or _hours at the end, \
                     not {name:.40}"
                )));
            }
        }
        for item in form.all_items() {
            for words in [&item.text, &item.english.0] {
                if self.fill(words).contains(['{', '}']) {
                    return Err(refuse(item, "show in {} the numbers beside the form alone"));
                }
            }
        }
        for bound in &self.bounds {
            let Some(item) = form.find(&bound.link_id) else {
                return Err(whole(format!("have the item {:.64}, which has a bound", bound.link_id)));
            };
            let moments = [&bound.earliest, &bound.latest];
            let is_dated = matches!(item.kind, ItemKind::Date | ItemKind::Integer);
            let is_known = |moment: &Moment| match moment {
                Moment::Answer(other) => item.kind == ItemKind::Date && has_date_before(&form.item, other, item),
                _ => self.date(moment, Day(0), |_| None).is_some(),
            };
            if !is_dated || !moments.into_iter().flatten().all(is_known) {
                let must =
                    "be a date or a year, with bounds by numbers beside the form or by a date before it in its group";
                return Err(refuse(item, must));
            }
        }
        for TriageRule { when, then } in &self.triage {
            if then.reason.as_ref().is_some_and(|reason| !is_key(reason, b'-')) {
                return Err(whole("give reasons of lower-case letters and hyphens".into()));
            }
            if when.conditions().is_empty() {
                return Err(whole("judge by rules with a condition".into()));
            }
            for condition in when.conditions() {
                self.check_condition(form, condition)?;
            }
        }
        Ok(())
    }

    fn check_condition(&self, form: &Questionnaire, condition: &Condition) -> Result<(), FormError> {
        let Some(question) = form.find(&condition.question).filter(|item| item.is_question()) else {
            return Err(FormError::Whole(format!("have the question {:.64}, which triage names", condition.question)));
        };
        let is_listed = match &condition.expected {
            super::Expected::List(name) => self.lists.contains_key(name),
            super::Expected::Answer(_) => true,
        };
        if !is_listed {
            return Err(refuse(question, "be judged by a list that is there"));
        }
        well_formed::check_expected(condition, question).map_err(|must| refuse(question, must))
    }
}

/// Greatest number beside a form.
const MOST_NUMBER: u32 = 10_000;

/// Whether a question for one date stands before another question in the same group.
fn has_date_before(group: &[Item], link_id: &str, question: &Item) -> bool {
    let before = group.iter().take_while(|item| item.link_id != question.link_id);
    let is_here = before.clone().count() < group.len();
    let is_before = before.clone().any(|item| item.link_id == link_id && item.kind == ItemKind::Date && !item.repeats);
    (is_here && is_before) || group.iter().any(|item| has_date_before(&item.item, link_id, question))
}

fn is_key(name: &str, between: u8) -> bool {
    (1..=40).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == between)
}

fn refuse(item: &Item, must: &str) -> FormError {
    FormError::Item { link_id: item.link_id.clone(), must: must.to_owned() }
}

impl TriageWhen {
    /// The conditions that are joined.
    pub fn conditions(&self) -> &[Condition] {
        match self {
            Self::All(conditions) | Self::Any(conditions) => conditions,
        }
    }
}
