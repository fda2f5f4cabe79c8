//! Cases (F0): opened by an officer, seen by the officers of one health centre, destroyed when retention ends.

use std::sync::Arc;

use lancan_protocol::problem::Problem;
use lancan_protocol::rules::Rules;
use lancan_protocol::time::{Day, Interval, UnixTime};
use lancan_protocol::wire::ReportType;

use crate::app::App;
use crate::calendar::Date;
use crate::error::{Failure, Fault, Refusal};
use crate::random;
use crate::sealing::fresh_case_key;
use crate::store::{Act, AuditRow, CaseId, CaseRow, CodeRow, OfficerRow, ReportRow, Transaction};

/// Most characters of the authority's own case number.
const LONGEST_REFERENCE: usize = 100;
/// Days from onset or test that are looked back where no rule is in force (5053/QĐ-BYT: 3).
const TRACE_DAYS: u32 = 3;
/// No onset or test can lie further back than this.
const OLDEST_DAYS: u32 = 60;

/// What an officer says of a case.
pub(crate) struct NewCase {
    pub(crate) reference: Option<String>,
    /// Date of the first symptoms.
    pub(crate) onset: Option<String>,
    /// Date of the test.
    pub(crate) tested: Option<String>,
    pub(crate) report_type: ReportType,
}

/// A case with what belongs to it.
pub(crate) struct CaseFile {
    pub(crate) case: CaseRow,
    pub(crate) reference: Option<String>,
    pub(crate) codes: Vec<CodeRow>,
    pub(crate) reports: Vec<ReportRow>,
}

/// Opens a case.
pub(crate) async fn open(app: &Arc<App>, officer: &OfficerRow, new: NewCase) -> Result<CaseFile, Failure> {
    let now = app.now();
    let (onset, tested) = check(&new, Date::in_vietnam(now))?;
    let id = CaseId(random::id());
    let expiry = now.day().plus(app.rules.keeping.retention_days + 1);
    let day_key = app.expiry_keys.get_or_make(expiry)?;
    let (key, sealed_key) = fresh_case_key(&day_key, &id.0).map_err(Fault::from)?;
    let sealed_reference = match &new.reference {
        Some(reference) => Some(key.seal(&reference_place(&id), reference.as_bytes()).map_err(Fault::from)?),
        None => None,
    };
    let case = CaseRow {
        id: id.clone(),
        centre: officer.centre.clone(),
        opened_by: officer.id,
        opened_at: now,
        expiry,
        sealed_key,
        sealed_reference,
        onset,
        tested,
        report_type: new.report_type,
    };
    let (row, audit) = (case.clone(), AuditRow { at: now, officer: officer.id, act: Act::OpenCase, case: Some(id) });
    app.store
        .run("open_case", move |tx| {
            tx.insert_case(&row)?;
            tx.insert_audit(&audit)
        })
        .await?;
    Ok(CaseFile { case, reference: new.reference, codes: Vec::new(), reports: Vec::new() })
}

/// The centre's cases, newest first.
pub(crate) async fn list(app: &Arc<App>, officer: &OfficerRow) -> Result<Vec<CaseFile>, Failure> {
    let (centre, id, now) = (officer.centre.clone(), officer.id, app.now());
    let app_ = app.clone();
    app.store
        .run("list_cases", move |tx| {
            tx.insert_audit(&AuditRow { at: now, officer: id, act: Act::ListCases, case: None })?;
            let cases = tx.cases_of(&centre)?;
            cases.into_iter().map(|case| file(&app_, tx, case)).collect()
        })
        .await
}

/// One case of the officer's centre. A case of another centre is not found.
pub(crate) async fn get(app: &Arc<App>, officer: &OfficerRow, id: &CaseId, act: Act) -> Result<CaseFile, Failure> {
    let (officer, id, app_) = (officer.clone(), id.clone(), app.clone());
    let now = app.now();
    app.store
        .run("view_case", move |tx| {
            let case = of_centre(tx, &officer, &id, now)?;
            tx.insert_audit(&AuditRow { at: now, officer: officer.id, act, case: Some(id.clone()) })?;
            file(&app_, tx, case)
        })
        .await
}

/// The case, if the officer's centre opened it and it has not expired.
pub(crate) fn of_centre(
    tx: &mut dyn Transaction,
    officer: &OfficerRow,
    id: &CaseId,
    now: UnixTime,
) -> Result<CaseRow, Failure> {
    let case = tx.case(id)?.filter(|case| case.centre == officer.centre && case.expiry > now.day());
    case.ok_or_else(|| Problem::NotFound.into())
}

fn file(app: &App, tx: &mut dyn Transaction, case: CaseRow) -> Result<CaseFile, Failure> {
    let reference = match &case.sealed_reference {
        None => None,
        // An expired case whose rows are not deleted yet.
        Some(_) if app.expiry_keys.get(case.expiry).is_none() => None,
        Some(sealed) => {
            let plain = app.case_key(&case)?.open(&reference_place(&case.id), sealed).map_err(Fault::from)?;
            Some(String::from_utf8_lossy(&plain).into_owned())
        }
    };
    Ok(CaseFile { codes: tx.codes_of(&case.id)?, reports: tx.reports_of(&case.id)?, reference, case })
}

fn reference_place(id: &CaseId) -> String {
    format!("cases|reference|{}", id.0)
}

/// The days of onset and test.
fn check(new: &NewCase, today: Date) -> Result<(Option<Day>, Option<Day>), Refusal> {
    let onset = possible_day("onset_date", new.onset.as_deref(), today)?;
    let tested = possible_day("tested_date", new.tested.as_deref(), today)?;
    let reference = new.reference.as_deref().unwrap_or("-");
    if reference.trim().is_empty() || reference.chars().count() > LONGEST_REFERENCE {
        return Err(Refusal::of_field("reference", "officer-reference", Vec::new()));
    }
    match new.report_type {
        ReportType::ConfirmedTest | ReportType::ConfirmedClinicalDiagnosis => Ok((onset, tested)),
        _ => Err(Refusal::of_field("report_type", "officer-report-type", Vec::new())),
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

/// The intervals that a report for a case may cover, as of `now`: from the infectious days before onset (before the
/// test where onset is unknown, before today where both are), at the latest from the test, at most as far back as
/// reports may reach.
pub(crate) fn window(rules: &Rules, case: &CaseRow, now: UnixTime) -> (Interval, Interval) {
    let today = now.day();
    let base = case.onset.or(case.tested).unwrap_or(today);
    let days =
        rules
            .in_force(base)
            .map(|rule| {
                if case.onset.is_some() { rule.infectious.days_before_onset } else { rule.infectious.days_before_test }
            })
            .max()
            .unwrap_or(TRACE_DAYS);
    let from = base.minus(days).min(case.tested.unwrap_or(today)).max(today.minus(rules.keeping.trace_days));
    (from.first_interval(), now.interval())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day(18_765);

    fn from(onset: Option<u32>, tested: Option<u32>) -> u32 {
        let rules = Rules::built_in();
        let case = CaseRow {
            id: CaseId("c".into()),
            centre: String::new(),
            opened_by: 1,
            opened_at: TODAY.start(),
            expiry: TODAY.plus(22),
            sealed_key: Vec::new(),
            sealed_reference: None,
            onset: onset.map(|ago| TODAY.minus(ago)),
            tested: tested.map(|ago| TODAY.minus(ago)),
            report_type: ReportType::ConfirmedTest,
        };
        let (from, to) = window(&rules, &case, TODAY.start().plus(7_200));
        assert_eq!(to, TODAY.start().plus(7_200).interval());
        assert_eq!(from, from.day().first_interval());
        TODAY.0 - from.day().0
    }

    #[test]
    fn the_window_begins_three_days_before_onset_or_test_and_never_before_reports_reach() {
        assert_eq!(from(Some(2), None), 5);
        assert_eq!(from(Some(2), Some(1)), 5);
        assert_eq!(from(None, Some(1)), 4);
        assert_eq!(from(None, None), 3);
        assert_eq!(from(Some(50), None), Rules::built_in().keeping.trace_days);
    }

    #[test]
    fn dates_of_the_future_and_of_long_ago_are_refused() {
        let case = |onset: Option<&str>, tested: Option<&str>| NewCase {
            reference: None,
            onset: onset.map(str::to_owned),
            tested: tested.map(str::to_owned),
            report_type: ReportType::ConfirmedTest,
        };
        let said = |onset, tested| check(&case(onset, tested), Date(TODAY));
        assert_eq!(TODAY, "2021-05-18".parse::<Date>().unwrap().0);
        assert_eq!(said(Some("2021-05-18"), Some("2021-03-19")), Ok((Some(TODAY), Some(TODAY.minus(60)))));
        assert!(said(Some("2021-05-19"), None).is_err());
        assert!(said(None, Some("2021-03-18")).is_err());
    }
}
