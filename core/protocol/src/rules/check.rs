//! What makes a rules document acceptable.

use core::fmt::Display;

use super::{BandRange, ContactRule, Degree, PlaceRules, Range, Rules, ScoringRules};
use crate::{keys::Metadata, ranging::RangingRules, signed::SignedError};

/// Why a rules document is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RulesError {
    /// The signature is missing, invalid, by a key that is not trusted, or made for another purpose.
    #[error("the rules' signature: {0}")]
    Signature(#[from] SignedError),
    /// The document does not have the form of rules; the text says where.
    #[error("not a rules document: {0}")]
    Malformed(String),
    /// The document has a form that this version does not know.
    #[error("rules of form {0}; this version reads form {known}", known = Rules::FORMAT)]
    UnknownFormat(u32),
    /// The document is older than rules that were accepted before.
    #[error("rules with serial {found}, although serial {last_good} was accepted before")]
    OlderSerial {
        /// The document's serial.
        found: u64,
        /// The serial accepted before.
        last_good: u64,
    },
    /// The document has expired.
    #[error("the rules have expired")]
    Expired,
    /// A value is not allowed.
    #[error("{field} must {must}, not {found}")]
    Value {
        /// The field that holds the value.
        field: String,
        /// The condition that the value must meet.
        must: String,
        /// The value that was found.
        found: String,
    },
}

fn refuse<T>(field: impl Into<String>, must: impl Into<String>, found: impl Display) -> Result<T, RulesError> {
    Err(RulesError::Value { field: field.into(), must: must.into(), found: found.to_string() })
}

/// `value` must lie between `min` and `max`; a number that is none does not.
fn within<T: PartialOrd + Display + Copy>(field: &str, value: T, min: T, max: T) -> Result<(), RulesError> {
    if value >= min && value <= max {
        return Ok(());
    }
    refuse(field, format!("lie between {min} and {max}"), value)
}

impl Rules {
    /// Checks every value.
    ///
    /// # Errors
    /// [`RulesError::Value`] with the first value that is not allowed and what it must be.
    pub fn validate(&self) -> Result<(), RulesError> {
        if self.format != Self::FORMAT {
            return Err(RulesError::UnknownFormat(self.format));
        }
        if self.issued_at >= self.expires_at {
            return refuse("expires_at", "lie after issued_at", self.expires_at.0);
        }
        self.validate_contact()?;
        within("keeping.retention_days", self.keeping.retention_days, 1, 60)?;
        within("keeping.trace_days", self.keeping.trace_days, 1, self.keeping.retention_days)?;
        within("matching.tolerance", self.matching.tolerance, 0, 12)?;
        within("polling.seconds", self.polling.seconds, 1, 86_400)?;
        if let Some(days) = self.polling.cover_mean_days {
            within("polling.cover_mean_days", days, 1, 60)?;
        }
        within("upload.least_probability", self.upload.least_probability, 0.0, 1.0)?;
        within("publication.wait_seconds", self.publication.wait_seconds, 0, 86_400)?;
        within("publication.every_seconds", self.publication.every_seconds, 1, 86_400)?;
        let most_slots = if self.publication.while_in_use { 0 } else { 10_000 };
        within("publication.slots_per_class", self.publication.slots_per_class, 0, most_slots)?;
        within("publication.delay_seconds", self.publication.delay_seconds, 0, 86_400)?;
        validate_ranging(&self.ranging)?;
        self.places.validate()?;
        self.scoring.validate()
    }

    fn validate_contact(&self) -> Result<(), RulesError> {
        within("contact: the number of rules", self.contact.len(), 1, 64)?;
        for (index, rule) in self.contact.iter().enumerate() {
            rule.validate()?;
            if self.contact.iter().take(index).any(|other| other.id == rule.id) {
                return refuse("contact.id", "be unique", &rule.id);
            }
        }
        if !self.contact.iter().any(|rule| rule.degree == Degree::F1) {
            return refuse("contact", "hold a rule of degree f1", "only f2");
        }
        Ok(())
    }
}

/// Checks every value.
fn validate_ranging(rules: &RangingRules) -> Result<(), RulesError> {
    within("ranging.attenuation_at_1m_db", rules.attenuation_at_1m_db, 0.0, 120.0)?;
    within("ranging.decay_db", rules.decay_db, 0.0, 60.0)?;
    within("ranging.spread_db", rules.spread_db, 0.1, 60.0)?;
    let (least_dbm, most_dbm) = (*Metadata::POWER_DBM.start(), *Metadata::POWER_DBM.end());
    within("ranging.assumed_power_dbm", rules.assumed_power_dbm, least_dbm, most_dbm)?;
    within("ranging.reference_attenuation_db", rules.reference_attenuation_db, 0.0, 120.0)?;
    within("ranging.prior_scans", rules.prior_scans, 0.0, 1e6)?;
    within("ranging.prior_people", rules.prior_people.unwrap_or(0.0), 0.0, 1e6)?;
    if let Some(company) = &rules.company {
        within("ranging.company.attenuation_db", company.attenuation_db, 0.0, 120.0)?;
        within("ranging.company.hours", company.hours, 0.1, 168.0)?;
        within("ranging.company.most_db", company.most_db, 0.0, 40.0)?;
    }
    within("ranging.level_share", rules.level_share, 0.0, 1.0)?;
    within("ranging.doubling_db", rules.doubling_db, 0.0, 10.0)?;
    within("ranging.most_level_db", rules.most_level_db, 0.0, 40.0)?;
    within("ranging.phones: their number", rules.phones.len(), 0, 10_000)?;
    for phone in &rules.phones {
        within("ranging.phones.level_db", phone.level_db, -40.0, 40.0)?;
        within("ranging.phones.transmit_power_dbm", phone.transmit_power_dbm.unwrap_or(0), least_dbm, most_dbm)?;
        within("ranging.phones.confidence", phone.confidence, 0, 3)?;
    }
    within("ranging.most_close", rules.most_close, 1.0, 10_000.0)?;
    within("ranging.probability_unmeasured", rules.probability_unmeasured, 0.0, 1.0)?;
    within("ranging.smoothing_seconds", rules.smoothing_seconds, 0, 1_800)?;
    within("ranging.longest_gap_seconds", rules.longest_gap_seconds, 1, 600)?;
    within("ranging.enough_probability", rules.enough_probability, 0.0, 1.0)?;
    within("ranging.possible_probability", rules.possible_probability, 0.0, rules.enough_probability)
}

impl PlaceRules {
    fn validate(&self) -> Result<(), RulesError> {
        within("places.margin_minutes", self.margin_minutes, 0, Self::LONGEST_STAY_MINUTES)?;
        within("places.least_overlap_minutes", self.least_overlap_minutes, 0, Self::LONGEST_STAY_MINUTES)?;
        for minutes in self.default_stay.values() {
            within("places.default_stay", *minutes, 1, Self::LONGEST_STAY_MINUTES)?;
        }
        within("places.keep_days", self.keep_days, 1, 60)?;
        within("places.most_visits_per_day", self.most_visits_per_day, 1, 200)
    }
}

impl ContactRule {
    fn validate(&self) -> Result<(), RulesError> {
        let field = |name: &str| format!("contact \"{}\": {name}", self.id);
        for (name, text) in [
            ("id", &self.id),
            ("decree.number", &self.decree.number),
            ("quarantine.decree.number", &self.quarantine.decree.number),
            ("advice", &self.advice),
        ] {
            within(&field(&format!("length of {name}")), text.chars().count(), 1, 100)?;
        }
        if let Some(until) = self.in_force_until.filter(|until| *until < self.in_force_from) {
            return refuse(field("in_force_until"), "not lie before in_force_from", until.0);
        }
        if let Some(distance) = self.distance_m {
            within(&field("distance_m"), distance, 0.1, 20.0)?;
        }
        within(&field("window_hours"), self.window_hours, 1, 168)?;
        within(&field("minutes"), self.minutes, 1, self.window_hours * 60)?;
        within(&field("infectious.days_before_onset"), self.infectious.days_before_onset, 0, 30)?;
        within(&field("infectious.days_before_test"), self.infectious.days_before_test, 0, 30)?;
        within(&field("infectious.days_after"), self.infectious.days_after.unwrap_or(0), 0, 60)?;
        within(&field("quarantine.days"), self.quarantine.days, 0, 90)?;
        within(&field("quarantine.follow_up_days"), self.quarantine.follow_up_days, 0, 90)
    }
}

impl ScoringRules {
    fn validate(&self) -> Result<(), RulesError> {
        if !self.bucket_edges_db.is_sorted_by(|a, b| a < b) {
            return refuse("scoring.bucket_edges_db", "rise", format!("{:?}", self.bucket_edges_db));
        }
        if self.highly_infectious.from > self.highly_infectious.until {
            return refuse("scoring.highly_infectious.until", "not lie before from", self.highly_infectious.until);
        }
        for filter in &self.minutes_filters {
            filter.attenuation.validate("scoring.minutes_filters.attenuation")?;
            filter.drop_if_minutes.validate("scoring.minutes_filters.drop_if_minutes")?;
        }
        for filter in &self.level_filters {
            filter.validate("scoring.level_filters")?;
        }
        for weight in &self.minutes_weights {
            weight.attenuation.validate("scoring.minutes_weights.attenuation")?;
            within("scoring.minutes_weights.weight", weight.weight, 0.0, 1_000.0)?;
        }
        for value in &self.level_values {
            within("scoring.level_values.value", value.value, 0.0, 1_000.0)?;
        }
        let check = |name: &str, bands: &[BandRange]| bands.iter().try_for_each(|band| band.score.validate(name));
        check("scoring.window_bands.score", &self.window_bands)?;
        check("scoring.day_bands.score", &self.day_bands)
    }
}

impl Range {
    fn validate(&self, field: &str) -> Result<(), RulesError> {
        within(&format!("{field}.min"), self.min, -1e9, 1e9)?;
        within(&format!("{field}.max"), self.max, self.min, 1e9)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{places::Category, ranging::Company};

    fn refusal(change: impl FnOnce(&mut Rules)) -> String {
        let mut rules = Rules::built_in();
        change(&mut rules);
        rules.validate().unwrap_err().to_string()
    }

    #[test]
    fn built_in_and_test_rules_are_good() {
        Rules::built_in().validate().unwrap();
        Rules::for_test().validate().unwrap();
    }

    #[test]
    fn each_bad_value_is_named() {
        type Change = fn(&mut Rules);
        let cases: [(Change, &str); 16] = [
            (|r| r.format = 9, "form 9"),
            (|r| r.expires_at = r.issued_at, "expires_at"),
            (|r| r.contact.clear(), "the number of rules"),
            (|r| r.contact[0].distance_m = Some(f64::NAN), "distance_m"),
            (|r| r.contact[0].minutes = 0, "minutes"),
            (|r| r.contact[0].window_hours = 0, "window_hours"),
            (|r| r.contact[0].decree.number.clear(), "decree.number"),
            (|r| r.contact[1].id = r.contact[0].id.clone(), "unique"),
            (|r| r.keeping.trace_days = 22, "trace_days"),
            (|r| r.matching.tolerance = 13, "tolerance"),
            (|r| r.upload.least_probability = 1.1, "least_probability"),
            (|r| r.scoring.bucket_edges_db = [60, 60, 70], "bucket_edges_db"),
            (|r| r.places.keep_days = 61, "places.keep_days"),
            (|r| r.places.default_stay = [(Category::Shop, 961)].into(), "places.default_stay"),
            (|r| r.ranging.prior_people = Some(-1.0), "prior_people"),
            (|r| r.ranging.company = r.ranging.company.map(|of| Company { hours: 0.0, ..of }), "company.hours"),
        ];
        for (change, named) in cases {
            let reason = refusal(change);
            assert!(reason.contains(named), "{reason}");
        }
    }
}
