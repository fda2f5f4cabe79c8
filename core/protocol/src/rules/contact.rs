//! Who counts as a contact, and what follows.

use serde::{Deserialize, Serialize};

use crate::{report_type::ReportType, time::Day};

/// One definition of a contact, as a decree gives it, with the days it was in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactRule {
    /// Stable name, unique among the rules.
    pub id: String,
    /// Whether the rule describes contacts of a case or contacts of a contact.
    pub degree: Degree,
    /// The decree that defines it.
    pub decree: Decree,
    /// First day of contact it applies to.
    pub in_force_from: Day,
    /// Last day of contact it applies to; absent while in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force_until: Option<Day>,
    /// Close means within this many metres; absent: at any distance, presence is enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<f64>,
    /// Minutes of closeness, added up, that make a contact.
    pub minutes: u32,
    /// Any window of this many hours over which the minutes are added up.
    pub window_hours: u32,
    /// Whether the rule speaks of people with or without masks.
    pub masks: Masks,
    /// When a case counts as infectious.
    pub infectious: InfectiousPeriod,
    /// What follows for the contact.
    pub quarantine: Quarantine,
    /// Key of the advice in the text catalogue.
    pub advice: String,
}

/// How far a contact is from the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Degree {
    /// A contact of a case (F0).
    F1,
    /// A contact of an F1. Judged only against keys reported as [`ReportType::Recursive`].
    F2,
}

/// A decree: its number and date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decree {
    /// Number as printed, such as `5053/QĐ-BYT`.
    pub number: String,
    /// Day it was signed.
    pub date: Day,
}

/// Masks in a definition of contact. No phone sees a mask: such a rule is applied, and the person is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Masks {
    /// Not mentioned.
    Any,
    /// For people who wore masks.
    Worn,
    /// For people who did not.
    NotWorn,
}

/// The days of a case that count, relative to onset of symptoms, or to the test where there were none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InfectiousPeriod {
    /// From this many days before onset.
    pub days_before_onset: u32,
    /// From this many days before the test, where onset is unknown.
    pub days_before_test: u32,
    /// Until this many days after onset or test; absent: until isolation, which is when the keys end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days_after: Option<u32>,
}

/// Quarantine and follow-up, in days from the last contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quarantine {
    /// Days of quarantine; 0 for none.
    pub days: u32,
    /// Days of follow-up after it.
    pub follow_up_days: u32,
    /// The decree that sets them.
    pub decree: Decree,
}

impl ContactRule {
    /// Whether the rule applies to contacts of `day`.
    pub fn in_force(&self, day: Day) -> bool {
        self.in_force_from <= day && self.in_force_until.is_none_or(|until| day <= until)
    }

    /// Whether a case reported like this can make contacts of this degree.
    pub fn applies_to(&self, report_type: ReportType) -> bool {
        match report_type {
            ReportType::Revoked => false,
            ReportType::Recursive => self.degree == Degree::F2,
            _ => self.degree == Degree::F1,
        }
    }

    /// Seconds of closeness that make a contact.
    pub fn seconds(&self) -> u32 {
        self.minutes.saturating_mul(60)
    }

    /// The window in seconds.
    pub fn window_seconds(&self) -> u64 {
        u64::from(self.window_hours) * 3_600
    }
}

impl InfectiousPeriod {
    /// Whether a day, `days` after onset (negative before; absent where onset is unknown), counts.
    ///
    /// Where onset is unknown every published key counts: the authority trimmed them by the test's date.
    pub fn covers(&self, days: Option<i32>) -> bool {
        days.is_none_or(|days| {
            i64::from(days) >= -i64::from(self.days_before_onset)
                && self.days_after.is_none_or(|after| i64::from(days) <= i64::from(after))
        })
    }
}
