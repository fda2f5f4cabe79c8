//! One version of a form with what stands beside it.

use serde::{Deserialize, Serialize};

use super::{CheckError, Checked, FormError, FormRules, Questionnaire, Response, check};
use crate::time::Day;

/// One version of a form, and the numbers and triage that belong to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormVersion {
    /// What software calls the form: `vhd`.
    pub id: String,
    /// The form.
    pub questionnaire: Questionnaire,
    /// Numbers, lists, bounds and triage of the form.
    pub rules: FormRules,
    /// The day of the deployment's calendar on which a later version replaced this one; none while it is in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_on: Option<Day>,
}

impl FormVersion {
    /// Days for which answers to a version are taken after a later one replaced it: a draft may have lain on a phone.
    pub const ANSWERED_DAYS: u32 = 7;
    /// Forms that are answered once a day; a second answer takes the place of the first until midnight.
    pub const ONCE_A_DAY: [&str; 2] = ["ncovi", "ncovi-daily"];
    /// The form of entry into the country.
    pub const ENTRY: &str = "vhd";
    /// The report of every day in quarantine, which belongs to a declaration of entry.
    pub const ENTRY_DAILY: &str = "vhd-daily";

    /// The form by which citizens report somebody who may be ill. It is about neither the declarer nor their family.
    pub const SUSPECT: &str = "suspect";

    /// Whether the form is about somebody whom the declarer does not declare for.
    pub fn is_of_others(&self) -> bool {
        self.id == Self::SUSPECT
    }

    /// Whether the form is answered once a day.
    pub fn is_once_a_day(&self) -> bool {
        Self::ONCE_A_DAY.contains(&self.id.as_str())
    }

    /// Days for which answers are kept: 28 of entry, past quarantine and the days of watching after it; 21 of every other.
    pub fn kept_days(&self) -> u32 {
        if self.id == Self::ENTRY { 28 } else { 21 }
    }

    /// Checks the form and what stands beside it.
    ///
    /// # Errors
    /// [`FormError`] names what is not allowed.
    pub fn validate(&self) -> Result<(), FormError> {
        let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
        if !(1..=40).contains(&self.id.len()) || !self.id.bytes().all(is_letter) {
            return Err(FormError::Whole("have an id of lower-case letters and hyphens".into()));
        }
        self.questionnaire.validate()?;
        self.rules.validate(&self.questionnaire)
    }

    /// Whether answers to this version are taken on a day.
    pub fn is_taken(&self, today: Day) -> bool {
        self.superseded_on.is_none_or(|day| today <= day.plus(Self::ANSWERED_DAYS))
    }

    /// Checks answers to this version, as [`check()`] does.
    ///
    /// # Errors
    /// [`CheckError`] names every answer that is wrong or missing.
    pub fn check<'a>(&'a self, response: &'a Response, today: Day) -> Result<Checked<'a>, CheckError> {
        check(&self.questionnaire, &self.rules, response, today)
    }
}
