//! What an officer writes of a new case, and whether it can be.

use lancan_protocol::time::Day;
use lancan_protocol::wire::ReportType;

use super::days::CaseDays;
use crate::ground::calendar::Date;
use crate::ground::error::Refusal;

/// Most characters of the authority's own case number.
const LONGEST_REFERENCE: usize = 100;
/// Most days that an onset or a test may lie back.
const OLDEST_DAYS: u32 = 60;

/// What an officer writes of a case.
pub(crate) struct NewCase {
    /// The authority's own case number.
    pub(crate) reference: Option<String>,
    /// Date of the first symptoms.
    pub(crate) onset: Option<String>,
    /// Date of the test.
    pub(crate) tested: Option<String>,
    /// What reports for the case will be about.
    pub(crate) report_type: ReportType,
}

impl NewCase {
    /// The days of onset and test.
    pub(super) fn check(&self, today: Date) -> Result<CaseDays, Refusal> {
        let onset = possible_day("onset_date", self.onset.as_deref(), today)?;
        let tested = possible_day("tested_date", self.tested.as_deref(), today)?;
        let reference = self.reference.as_deref().unwrap_or("-");
        if reference.trim().is_empty() || reference.chars().count() > LONGEST_REFERENCE {
            return Err(Refusal::of_field("reference", "officer-reference", Vec::new()));
        }
        match self.report_type {
            ReportType::ConfirmedTest | ReportType::ConfirmedClinicalDiagnosis => Ok(CaseDays { onset, tested }),
            _ => Err(Refusal::of_field("report_type", "officer-report-type", Vec::new())),
        }
    }
}

fn possible_day(field: &'static str, written: Option<&str>, today: Date) -> Result<Option<Day>, Refusal> {
    let Some(written) = written else { return Ok(None) };
    let oldest = Date(today.0.minus(OLDEST_DAYS));
    match written.parse() {
        Ok(Date(day)) if (oldest.0..=today.0).contains(&day) => Ok(Some(day)),
        _ => {
            let arguments = vec![("from", oldest.to_string()), ("to", today.to_string())];
            Err(Refusal::of_field(field, "officer-date", arguments))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day(18_765);

    #[test]
    fn dates_of_the_future_and_of_long_ago_are_refused() {
        let case = |onset: Option<&str>, tested: Option<&str>| NewCase {
            reference: None,
            onset: onset.map(str::to_owned),
            tested: tested.map(str::to_owned),
            report_type: ReportType::ConfirmedTest,
        };
        let said = |onset, tested| case(onset, tested).check(Date(TODAY));
        assert_eq!(TODAY, "2021-05-18".parse::<Date>().unwrap().0);
        assert_eq!(
            said(Some("2021-05-18"), Some("2021-03-19")),
            Ok(CaseDays { onset: Some(TODAY), tested: Some(TODAY.minus(60)) })
        );
        assert!(said(Some("2021-05-19"), None).is_err());
        assert!(said(None, Some("2021-03-18")).is_err());
    }
}
