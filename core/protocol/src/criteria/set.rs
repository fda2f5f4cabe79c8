//! A set of criteria, as a decree has it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{CriteriaSetError, SetDuty, VerdictRule};
use crate::forms::Date;

/// What kind of facility a set is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FacilityKind {
    /// A school, from kindergarten to university.
    School,
    /// A hospital.
    Hospital,
    /// A clinic or a ward's health station.
    Clinic,
}

impl FacilityKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::School, Self::Hospital, Self::Clinic];

    /// The kind's name, as documents and tables have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::School => "school",
            Self::Hospital => "hospital",
            Self::Clinic => "clinic",
        }
    }

    /// The kind of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// How often a facility assesses itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CriteriaPeriod {
    /// On each day on which it is open.
    Daily,
    /// Once in this many days.
    EveryDays(u32),
}

/// A text in both languages. The official one is Vietnamese.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

/// A part of a set: the criteria of before school, of reception, of the staff's health.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetPart {
    /// Its name within the set: `before`.
    pub id: String,
    /// What it is called; none where the decree's wording is not known here.
    pub title: Option<Wording>,
    /// How many criteria it has. They are numbered on from those of the part before.
    pub criteria: u32,
}

/// How a criterion is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerForm {
    /// Passed or not.
    Pass,
    /// Points, from zero to the criterion's most; to the set's total where the decree's most is not known here.
    Points {
        /// Most points.
        most: Option<u32>,
    },
}

/// What is said of one criterion beside its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Its number in the decree.
    pub number: u32,
    /// The decree's words; none where they are not known here. Then the number and the part are shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Wording>,
    /// Most points, where the criterion has its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
    /// Whether "does not apply to us" is an answer. The criterion then counts neither as passed nor in the total.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub may_not_apply: bool,
    /// Whether a photograph is wanted as evidence.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub photo: bool,
}

/// A set of criteria. Unknown fields are refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CriteriaSet {
    /// What software calls it: `school-1467`.
    pub id: String,
    /// Grows when the set changes. An assessment names id and version.
    pub version: u32,
    /// The decree: `1467/BGDĐT-GDTC`.
    pub decree: String,
    /// First day on which the set is in force.
    pub from: Date,
    /// Last day; none while there is no end.
    pub until: Option<Date>,
    /// Where it holds: `VN`, or codes of provinces. A province's own set goes before the country's.
    pub areas: Vec<String>,
    /// For which kinds of facility.
    pub kinds: Vec<FacilityKind>,
    /// How often.
    pub period: CriteriaPeriod,
    /// How every criterion is answered.
    pub answer: AnswerForm,
    /// Points that a facility can have in all, for criteria that are answered by points.
    pub total: Option<u32>,
    /// The parts, in order.
    pub parts: Vec<SetPart>,
    /// What is said of single criteria. One that is not here has no words yet, and no exceptions.
    pub criteria: Vec<Criterion>,
    /// The criteria without which a facility is not safe, whatever it has else.
    pub mandatory: Vec<u32>,
    /// How answers are judged: the first rule that holds. None where the decree's rule is not known here: then no facility is
    /// judged by the set.
    pub verdict: Vec<VerdictRule>,
}

impl CriteriaSet {
    /// The area of a set for the whole country.
    pub const COUNTRY: &'static str = "VN";
    /// Most criteria of a set.
    pub const MOST_CRITERIA: u32 = 200;
    /// Most letters of a text.
    const MOST_LETTERS: usize = 1_000;
    /// Most points of a set.
    const MOST_POINTS: u32 = 10_000;

    /// How many criteria the set has.
    pub fn len(&self) -> u32 {
        self.parts.iter().fold(0, |sum: u32, part| sum.saturating_add(part.criteria))
    }

    /// Whether the set has no criterion. A set that is allowed has some.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What is said of a criterion; none for one without words and exceptions.
    pub fn criterion(&self, number: u32) -> Option<&Criterion> {
        self.criteria.iter().find(|criterion| criterion.number == number)
    }

    /// Each part with the numbers of its criteria.
    pub fn numbered(&self) -> impl Iterator<Item = (&SetPart, core::ops::RangeInclusive<u32>)> {
        self.parts.iter().scan(0_u32, |last, part| {
            let first = last.saturating_add(1);
            *last = last.saturating_add(part.criteria);
            Some((part, first..=*last))
        })
    }

    /// Most points of a criterion; none where criteria are not answered by points.
    pub fn most_points(&self, number: u32) -> Option<u32> {
        let AnswerForm::Points { most } = self.answer else { return None };
        self.criterion(number).and_then(|criterion| criterion.most).or(most).or(self.total)
    }

    /// Whether the set is in force on a day for a facility of this kind in a province.
    pub fn holds(&self, day: Date, kind: FacilityKind, province: &str) -> bool {
        self.from <= day
            && self.until.is_none_or(|until| day <= until)
            && self.kinds.contains(&kind)
            && self.areas.iter().any(|area| area == Self::COUNTRY || area == province)
    }

    /// Checks the set.
    ///
    /// # Errors
    /// [`CriteriaSetError`] says the first thing that the set must do and does not.
    pub fn validate(&self) -> Result<(), CriteriaSetError> {
        let must = |holds: bool, duty: SetDuty| {
            let id = || self.id.chars().take(40).collect();
            if holds { Ok(()) } else { Err(CriteriaSetError { id: id(), duty }) }
        };
        let is_name = |name: &str| {
            (1..=40).contains(&name.len())
                && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        };
        let fits =
            |text: &str, most: usize| (1..=most).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        must(is_name(&self.id), SetDuty::Id)?;
        must(fits(&self.decree, 60), SetDuty::Decree)?;
        must(self.until.is_none_or(|until| self.from <= until), SetDuty::Days)?;
        must((1..=100).contains(&self.areas.len()), SetDuty::SomeAreas)?;
        let is_area = |area: &String| area == Self::COUNTRY || area.len() == 2 && is_name(area);
        must(self.areas.iter().all(is_area), SetDuty::Areas)?;
        must((1..=FacilityKind::ALL.len()).contains(&self.kinds.len()), SetDuty::Kinds)?;
        must(!matches!(self.period, CriteriaPeriod::EveryDays(0 | 367..)), SetDuty::Period)?;
        must((1..=Self::MOST_CRITERIA).contains(&self.len()), SetDuty::SomeCriteria)?;
        must(self.parts.len() <= 40 && self.parts.iter().all(|part| is_name(&part.id)), SetDuty::Parts)?;
        let names: BTreeSet<&str> = self.parts.iter().map(|part| part.id.as_str()).collect();
        must(names.len() == self.parts.len(), SetDuty::EachPartOnce)?;
        let words = |wording: &Option<Wording>| {
            let fits = |text: &str| fits(text, Self::MOST_LETTERS);
            wording.as_ref().is_none_or(|wording| fits(&wording.vi) && fits(&wording.en))
        };
        let worded = self.parts.iter().map(|part| &part.title).chain(self.criteria.iter().map(|one| &one.title));
        must(worded.into_iter().all(words), SetDuty::Words)?;
        let numbers: BTreeSet<u32> = self.criteria.iter().map(|criterion| criterion.number).collect();
        must(numbers.len() == self.criteria.len(), SetDuty::EachCriterionOnce)?;
        let exist = |number: &u32| (1..=self.len()).contains(number);
        must(numbers.iter().all(exist), SetDuty::KnownCriteria)?;
        let mandatory: BTreeSet<u32> = self.mandatory.iter().copied().collect();
        must(mandatory.len() == self.mandatory.len() && mandatory.iter().all(exist), SetDuty::Mandatory)?;
        self.validate_points(must)?;
        must(self.verdict.len() <= 20, SetDuty::FewRules)?;
        must(self.verdict.last().is_none_or(VerdictRule::always_holds), SetDuty::LastRule)?;
        must(self.verdict.iter().all(|rule| self.can_judge_by(rule)), SetDuty::Judgeable)
    }

    fn validate_points(
        &self,
        must: impl Fn(bool, SetDuty) -> Result<(), CriteriaSetError>,
    ) -> Result<(), CriteriaSetError> {
        let own = || self.criteria.iter().filter_map(|criterion| criterion.most);
        match self.answer {
            AnswerForm::Pass => {
                must(self.total.is_none(), SetDuty::NoTotal)?;
                must(own().next().is_none(), SetDuty::NoMost)
            }
            AnswerForm::Points { most } => {
                let points = |points: u32| (1..=Self::MOST_POINTS).contains(&points);
                must(self.total.is_some_and(points), SetDuty::Total)?;
                must(most.is_none_or(points) && own().all(points), SetDuty::Most)?;
                let known = |criterion: &Criterion| criterion.most.or(most).is_some();
                let known = self.criteria.iter().all(|criterion| !criterion.may_not_apply || known(criterion));
                must(known, SetDuty::MostKnown)
            }
        }
    }

    /// Whether a rule asks for what answers of the set can have.
    fn can_judge_by(&self, rule: &VerdictRule) -> bool {
        let percent = |percent: Option<u32>| percent.is_none_or(|percent| percent <= 100);
        let passed = match self.answer {
            AnswerForm::Pass => rule.passed.is_none_or(|passed| passed <= self.len()),
            AnswerForm::Points { .. } => rule.passed.is_none(),
        };
        percent(rule.percent) && percent(rule.percent_over) && passed
    }
}
