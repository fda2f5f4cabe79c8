//! What changes how a facility stands: it assesses itself, corrects that, closes for a day; an officer inspects, reopens a day.

use std::sync::Arc;

use lancan_protocol::criteria::{AnswersError, Colour, CriteriaAnswers, CriteriaPeriod, CriteriaSet, Score};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::Day;

use super::photos::MOST_ASSESSMENT_PHOTOS;
use super::state::FacilityVerdict;
use super::store::FacilityRow;
use super::{AssessmentRow, Facilities, REOPENED_FOR, assessment_store, description_store, label, store};
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::ids::OfficerId;
use crate::http::Officer;
use crate::places::{Manager, Places};
use crate::store::{StoreError, Transaction};

/// Version of the text that a facility commits to.
const COMMITMENT: &str = "2021-05";
/// Days ahead that a facility may close.
const CLOSED_AHEAD: u32 = 60;
/// Days back that an officer may open again.
const REOPENED_BACK: u32 = 7;
/// Most characters of a name or a note.
const LONGEST_WORDS: usize = 300;

/// What a facility answers.
#[derive(Clone, Debug, Default)]
pub(crate) struct GivenAnswers {
    /// Id and version of the criteria that were asked; none where the form did not say.
    pub(crate) version: Option<(String, u32)>,
    /// What is said of each criterion.
    pub(crate) answers: CriteriaAnswers,
    /// JPEG or PNG files.
    pub(crate) photos: Vec<Vec<u8>>,
}

/// What an assessment came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Assessed {
    /// The day that it is about.
    pub(crate) day: Day,
    /// 1, and one more for each correction.
    pub(crate) version: u32,
    /// What it came to.
    pub(crate) verdict: FacilityVerdict,
    /// Criteria passed, or points.
    pub(crate) reached: u32,
    /// What could be reached.
    pub(crate) most: u32,
}

/// What answers come to by a set of criteria. A set without a rule of a verdict judges nothing.
pub(super) fn judged(set: &CriteriaSet, answers: &CriteriaAnswers) -> Result<(FacilityVerdict, Score), AnswersError> {
    if set.verdict.is_empty() {
        return Ok((FacilityVerdict::Unjudged, set.score(answers)?));
    }
    let judgement = set.judge(answers)?;
    Ok((FacilityVerdict::Judged(judgement.colour), judgement.score))
}

/// A refusal that names the criterion.
fn refused(error: AnswersError) -> Refusal {
    let (key, number) = match error {
        AnswersError::Missing(number) => ("facility-error-missing", number),
        AnswersError::Unknown(number) | AnswersError::NotTaken(number) => ("facility-error-not-taken", number),
        AnswersError::TooManyPoints { number, .. } => ("facility-error-points", number),
        AnswersError::OverTotal { total } => ("facility-error-total", total),
        AnswersError::NothingApplies => ("facility-error-nothing", 0),
    };
    Refusal::of_field("answers", key, vec![("number", number.to_string())])
}

/// The last day on which an assessment of a day stands.
fn stands_until(set: &CriteriaSet, day: Day) -> Day {
    match set.period {
        CriteriaPeriod::Daily => day,
        CriteriaPeriod::EveryDays(days) => day.plus(days.saturating_sub(1)),
    }
}

fn words(text: &str, field: &'static str, may_be_empty: bool) -> Result<String, Refusal> {
    let text = text.trim();
    let fits =
        text.chars().count() <= LONGEST_WORDS && !text.chars().any(|letter| letter.is_control() && letter != '\n');
    let is_said = may_be_empty || text.chars().any(char::is_alphabetic);
    if fits && is_said { Ok(text.to_owned()) } else { Err(Refusal::of_field(field, "facility-error-name", Vec::new())) }
}

/// Writes what stands of a facility now.
fn stand(tx: &mut dyn Transaction, place: &str, today: Day) -> Result<(), StoreError> {
    let inspected = assessment_store::inspection(tx, place, today)?.and_then(|row| row.standing());
    let own = assessment_store::own(tx, place, today)?.and_then(|row| row.standing());
    store::stand(tx, place, inspected.or(own))
}

impl Facilities {
    /// A facility assesses itself for a day: today until 22:00, or a day that an officer opened again. Another one of the same
    /// day corrects the one before, and both are kept.
    ///
    /// # Errors
    /// A refusal that names the criterion whose answer is missing or cannot be; [`Problem::Conflict`] where the day is closed
    /// for assessments, or where the answers are to another version of the criteria than the one in force; [`Problem::NotFound`] where the manager has no such facility.
    pub(crate) async fn assess(
        self: &Arc<Self>,
        manager: &Manager,
        place: &str,
        day: Day,
        mut given: GivenAnswers,
        name: &str,
    ) -> Result<Assessed, Failure> {
        let name = words(name, "name", false)?;
        if given.photos.len() > MOST_ASSESSMENT_PHOTOS {
            return Err(Refusal::of_field("photo", "facility-error-photos", Vec::new()).into());
        }
        self.criteria.refresh().await?;
        if !given.photos.is_empty() {
            // Whoever may not assess makes nobody draw.
            self.managed(manager, place).await?;
            given.photos = self.pictures.drawn(std::mem::take(&mut given.photos)).await?;
        }
        let (facilities, manager, place) = (self.clone(), manager.clone(), place.to_owned());
        let work = move |tx: &mut dyn Transaction| {
            Places::managed_by(tx, &manager, &place)?;
            facilities.assess_in(tx, &place, day, &given, &name)
        };
        self.store.run("assess_facility", work).await
    }

    fn assess_in(
        &self,
        tx: &mut dyn Transaction,
        place: &str,
        day: Day,
        given: &GivenAnswers,
        name: &str,
    ) -> Result<Assessed, Failure> {
        let row = Self::found(tx, place)?;
        if !self.takes(tx, &row, day)? {
            return Err(Refusal::saying(Problem::Conflict, "facility-day-over").into());
        }
        // A day that is open again is judged by what the facility was on that day.
        let row = description_store::on(tx, place, day)?.unwrap_or(row);
        let set = self.criteria_for(day, row.kind, &row.area);
        let set = set.ok_or_else(|| Refusal::saying(Problem::NotFound, "facility-no-criteria"))?;
        if given.version.as_ref().is_some_and(|(id, version)| (id, *version) != (&set.id, set.version)) {
            return Err(Refusal::saying(Problem::Conflict, "criteria-changed").into());
        }
        let (verdict, score) = judged(&set, &given.answers).map_err(refused)?;
        let new = AssessmentRow {
            place: place.to_owned(),
            day,
            version: assessment_store::next_version(tx, place, day)?,
            officer: None,
            criteria: set.id.clone(),
            set_version: set.version,
            answers: given.answers.clone(),
            verdict: Some(verdict),
            reached: score.reached,
            most: score.of,
            until: Some(stands_until(&set, day)),
            commitment: COMMITMENT.to_owned(),
            at: self.clock.now(),
            sealed: Vec::new(),
        };
        let assessed = Assessed { day, version: new.version, verdict, reached: score.reached, most: score.of };
        self.keep(tx, new, name)?;
        self.keep_photos(tx, place, (day, assessed.version), &given.photos)?;
        Ok(assessed)
    }

    fn keep(&self, tx: &mut dyn Transaction, mut new: AssessmentRow, words: &str) -> Result<(), Failure> {
        let (place, day, today) = (new.place.clone(), new.day, self.today());
        let label = label(&place, day, new.version);
        new.sealed = self.people.seal(&label, words.as_bytes()).map_err(Fault::from)?;
        self.changing(tx, &place, day, |tx| {
            if new.officer.is_none() {
                // Whoever assesses themselves is open after all.
                store::open(tx, &place, day)?;
            }
            assessment_store::insert(tx, &new)?;
            Ok(stand(tx, &place, today)?)
        })
    }

    /// Whether an assessment of a day is taken now.
    pub(super) fn takes(&self, tx: &mut dyn Transaction, row: &FacilityRow, day: Day) -> Result<bool, StoreError> {
        let (now, today) = (self.clock.now(), self.today());
        Ok(day == today && !self.is_locked() || day <= today && store::reopened(tx, &row.place, now)?.contains(&day))
    }

    /// An officer inspected a facility: what they found goes before what the facility says of itself, until the next
    /// inspection. None lifts the one before.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the officer's area has no such facility.
    pub(crate) async fn inspect(
        self: &Arc<Self>,
        officer: &Officer,
        place: &str,
        found: Option<Colour>,
        note: &str,
    ) -> Result<(), Failure> {
        let note = words(note, "note", true)?;
        let (facilities, id, seen) = (self.clone(), officer.id, officer.clone());
        let about = (None, format!("place {place}"));
        let place = place.to_owned();
        let work = move |tx: &mut dyn Transaction| {
            Places::seen_by(tx, &seen, &place)?;
            facilities.inspect_in(tx, &place, id, found, &note)
        };
        self.officers.write(officer, "inspect-facility", about, work).await
    }

    fn inspect_in(
        &self,
        tx: &mut dyn Transaction,
        place: &str,
        officer: OfficerId,
        found: Option<Colour>,
        note: &str,
    ) -> Result<(), Failure> {
        let (row, today) = (Self::found(tx, place)?, self.today());
        let set = self.criteria_for(today, row.kind, &row.area);
        let new = AssessmentRow {
            place: place.to_owned(),
            day: today,
            version: assessment_store::next_version(tx, place, today)?,
            officer: Some(officer),
            criteria: set.as_ref().map(|set| set.id.clone()).unwrap_or_default(),
            set_version: set.as_ref().map(|set| set.version).unwrap_or_default(),
            answers: CriteriaAnswers::new(),
            verdict: found.map(FacilityVerdict::Judged),
            reached: 0,
            most: 0,
            until: None,
            commitment: String::new(),
            at: self.clock.now(),
            sealed: Vec::new(),
        };
        self.keep(tx, new, note)
    }

    /// A facility is closed on a day, today or later, or open after all.
    ///
    /// # Errors
    /// [`Problem::Conflict`] for a day that is over or too far away.
    pub(crate) async fn close(
        self: &Arc<Self>,
        manager: &Manager,
        place: &str,
        day: Day,
        closed: bool,
    ) -> Result<(), Failure> {
        let (facilities, manager, place) = (self.clone(), manager.clone(), place.to_owned());
        let work = move |tx: &mut dyn Transaction| {
            Places::managed_by(tx, &manager, &place)?;
            facilities.close_in(tx, &place, day, closed, None)
        };
        self.store.run("close_facility", work).await
    }

    /// An officer says that a facility is closed on a day, or open after all.
    ///
    /// # Errors
    /// As [`Self::close`]; [`Problem::NotFound`] where the officer's area has no such facility.
    pub(crate) async fn officer_closes(
        self: &Arc<Self>,
        officer: &Officer,
        place: &str,
        day: Day,
        closed: bool,
    ) -> Result<(), Failure> {
        let (facilities, id, seen) = (self.clone(), officer.id, officer.clone());
        let about = (None, format!("place {place}"));
        let place = place.to_owned();
        let work = move |tx: &mut dyn Transaction| {
            Places::seen_by(tx, &seen, &place)?;
            facilities.close_in(tx, &place, day, closed, Some(id))
        };
        self.officers.write(officer, "close-facility", about, work).await
    }

    fn close_in(
        &self,
        tx: &mut dyn Transaction,
        place: &str,
        day: Day,
        closed: bool,
        by: Option<OfficerId>,
    ) -> Result<(), Failure> {
        Self::found(tx, place)?;
        let (today, now) = (self.today(), self.clock.now());
        if day < today || day > today.plus(CLOSED_AHEAD) {
            return Err(Refusal::saying(Problem::Conflict, "facility-day-over").into());
        }
        self.changing(tx, place, day, |tx| {
            if closed {
                return Ok(store::close(tx, place, day, by, now)?);
            }
            Ok(store::open(tx, place, day)?)
        })
    }

    /// An officer lets a facility send or correct the assessment of a day that is closed for it, for 24 hours.
    ///
    /// # Errors
    /// [`Problem::Conflict`] for a day to come or more than a week ago.
    pub(crate) async fn reopen(self: &Arc<Self>, officer: &Officer, place: &str, day: Day) -> Result<(), Failure> {
        let (today, until) = (self.today(), self.clock.now().plus(REOPENED_FOR));
        if day > today || day < today.minus(REOPENED_BACK) {
            return Err(Refusal::saying(Problem::Conflict, "facility-day-over").into());
        }
        let (id, seen, about) = (officer.id, officer.clone(), (None, format!("place {place}")));
        let place = place.to_owned();
        let work = move |tx: &mut dyn Transaction| {
            Places::seen_by(tx, &seen, &place)?;
            Self::found(tx, &place)?;
            Ok(store::reopen(tx, &place, day, id, until)?)
        };
        self.officers.write(officer, "reopen-facility", about, work).await
    }
}
