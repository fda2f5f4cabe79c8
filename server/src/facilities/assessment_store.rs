//! The rows of assessments: one for each time that a facility assessed itself or an officer inspected it. None is changed.

use lancan_protocol::criteria::CriteriaAnswers;
use lancan_protocol::time::{Day, UnixTime};

use super::state::FacilityVerdict;
use super::store::Standing;
use crate::ground::ids::OfficerId;
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// An assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AssessmentRow {
    /// The facility.
    pub(crate) place: String,
    /// The day that it is about.
    pub(crate) day: Day,
    /// 1, and one more for each correction.
    pub(crate) version: u32,
    /// Who inspected; none where the facility assessed itself.
    pub(crate) officer: Option<OfficerId>,
    /// Id of the criteria.
    pub(crate) criteria: String,
    /// Their version.
    pub(crate) set_version: u32,
    /// What was said of each criterion.
    pub(crate) answers: CriteriaAnswers,
    /// What it came to; none where an officer lifts an inspection.
    pub(crate) verdict: Option<FacilityVerdict>,
    /// Criteria passed, or points.
    pub(crate) reached: u32,
    /// What could be reached.
    pub(crate) most: u32,
    /// The last day on which it stands; none while an inspection has no end.
    pub(crate) until: Option<Day>,
    /// Version of the text that was committed to.
    pub(crate) commitment: String,
    /// When it was sent.
    pub(crate) at: UnixTime,
    pub(super) sealed: Vec<u8>,
}

impl AssessmentRow {
    /// What stands by it.
    pub(super) fn standing(&self) -> Option<Standing> {
        let inspected = self.officer.is_some();
        self.verdict.map(|verdict| Standing { verdict, since: self.day, until: self.until, inspected })
    }
}

const COLUMNS: &str = "place, day, version, officer, criteria, set_version, answers, verdict, reached, most, until, \
                       commitment, at, sealed";

fn assessment(mut row: Row) -> Result<AssessmentRow, StoreError> {
    let (place, day, version, officer) = (row.take()?, row.take()?, row.take()?, row.take()?);
    let (criteria, set_version, answers): (_, _, String) = (row.take()?, row.take()?, row.take()?);
    let answers = serde_json::from_str(&answers).map_err(|_| StoreError::Corrupt("answers of an assessment"))?;
    let verdict: Option<String> = row.take()?;
    let verdict = verdict
        .map(|name| FacilityVerdict::named(&name).ok_or(StoreError::Corrupt("verdict of an assessment")))
        .transpose()?;
    Ok(AssessmentRow {
        place,
        day,
        version,
        officer,
        criteria,
        set_version,
        answers,
        verdict,
        reached: row.take()?,
        most: row.take()?,
        until: row.take()?,
        commitment: row.take()?,
        at: row.take()?,
        sealed: row.take()?,
    })
}

/// Keeps an assessment.
pub(super) fn insert(tx: &mut dyn Transaction, row: &AssessmentRow) -> Result<(), StoreError> {
    let answers = serde_json::to_string(&row.answers).map_err(|_| StoreError::Corrupt("answers of an assessment"))?;
    tx.insert(
        "-- facilities::insert_assessment
         INSERT INTO facility_assessments (place, day, version, officer, criteria, set_version, answers, verdict, reached,
         most, until, commitment, at, sealed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
         ON CONFLICT (place, day, version) DO NOTHING",
        values![
            &row.place,
            row.day,
            row.version,
            row.officer,
            &row.criteria,
            row.set_version,
            answers.as_str(),
            row.verdict.map(FacilityVerdict::name),
            row.reached,
            row.most,
            row.until,
            &row.commitment,
            row.at,
            &row.sealed
        ],
    )
}

/// The version that the next assessment of a day has.
pub(super) fn next_version(tx: &mut dyn Transaction, place: &str, day: Day) -> Result<u32, StoreError> {
    let last = tx.first(
        "-- facilities::last_version
         SELECT version FROM facility_assessments WHERE place = ?1 AND day = ?2 ORDER BY version DESC LIMIT 1",
        values![place, day],
        |mut row| row.take::<u32>(),
    )?;
    Ok(last.unwrap_or_default() + 1)
}

/// The last inspection of a facility on a day or before.
pub(super) fn inspection(tx: &mut dyn Transaction, place: &str, day: Day) -> Result<Option<AssessmentRow>, StoreError> {
    tx.first(
        &format!(
            "-- facilities::inspection
             SELECT {COLUMNS} FROM facility_assessments WHERE place = ?1 AND day <= ?2 AND officer IS NOT NULL
             ORDER BY day DESC, version DESC LIMIT 1"
        ),
        values![place, day],
        assessment,
    )
}

/// The last assessment of a facility by itself on a day or before.
pub(super) fn own(tx: &mut dyn Transaction, place: &str, day: Day) -> Result<Option<AssessmentRow>, StoreError> {
    tx.first(
        &format!(
            "-- facilities::own_assessment
             SELECT {COLUMNS} FROM facility_assessments WHERE place = ?1 AND day <= ?2 AND officer IS NULL
             ORDER BY day DESC, version DESC LIMIT 1"
        ),
        values![place, day],
        assessment,
    )
}

/// The assessments of a facility since a day, the newest first.
pub(super) fn since(tx: &mut dyn Transaction, place: &str, day: Day) -> Result<Vec<AssessmentRow>, StoreError> {
    tx.all(
        &format!(
            "-- facilities::assessments_since
             SELECT {COLUMNS} FROM facility_assessments WHERE place = ?1 AND day >= ?2 ORDER BY day DESC, version DESC"
        ),
        values![place, day],
        assessment,
    )
}

/// Deletes the assessments of days before `oldest` that do not stand any more.
pub(super) fn expire(tx: &mut dyn Transaction, oldest: Day) -> Result<(), StoreError> {
    tx.execute(
        "-- facilities::expire_assessments
         DELETE FROM facility_assessments WHERE day < ?1 AND NOT (officer IS NOT NULL AND until IS NULL AND EXISTS
         (SELECT 1 FROM facilities WHERE facilities.place = facility_assessments.place AND facilities.inspected = 1
          AND facilities.since = facility_assessments.day))",
        values![oldest],
    )?;
    Ok(())
}
