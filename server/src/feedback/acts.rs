//! What changes feedback: it comes, an officer judges it, the facility answers, an officer ends it.

use std::sync::Arc;

use lancan_protocol::hex;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::Day;

use super::state::{FeedbackState, REASONS};
use super::{Citizen, Feedback, FeedbackRow, store, words};
use crate::ground::error::{Failure, Refusal};
use crate::ground::random;
use crate::http::Officer;
use crate::places::{Manager, Places};
use crate::store::Transaction;

/// Most photographs that come with feedback.
pub(crate) const MOST_PHOTOS: usize = 2;
/// Most that a number sends on one day.
const MOST_A_DAY: u32 = 3;
/// How many of one facility and hour are shown one by one.
const SHOWN_AN_HOUR: u32 = 20;

/// What a citizen writes.
#[derive(Clone, Debug, Default)]
pub(crate) struct NewFeedback {
    /// The facility.
    pub(crate) place: String,
    /// The criterion that it is about; none for something else.
    pub(crate) criterion: Option<u32>,
    /// What is not right.
    pub(crate) words: String,
    /// JPEG or PNG files.
    pub(crate) photos: Vec<Vec<u8>>,
}

/// What an officer decides about feedback that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FeedbackJudgement {
    /// Everybody sees it.
    Show,
    /// Nobody does, for one of [`REASONS`].
    Reject(String),
}

fn conflict() -> Failure {
    Refusal::saying(Problem::Conflict, "feedback-moved-on").into()
}

impl Feedback {
    /// Takes what a citizen writes. Nobody but officers sees it yet.
    ///
    /// # Errors
    /// A refusal that names the field, or the limit that is reached; [`Problem::NotFound`] where there is no such facility.
    pub(crate) async fn send(self: &Arc<Self>, citizen: Citizen, new: NewFeedback) -> Result<(), Failure> {
        let kept = words::checked(&new.words, "words")?;
        if new.photos.len() > MOST_PHOTOS {
            return Err(Refusal::of_field("photo", "feedback-error-photos", Vec::new()).into());
        }
        let facility = self.facilities.shown(&new.place).await?.line.named;
        let (today, now, row) = (self.facilities.today(), self.clock.now(), &facility.facility);
        let set = self.facilities.criteria_for(today, row.kind, &row.area);
        let is_there = |number: u32| set.as_ref().is_some_and(|set| (1..=set.len()).contains(&number));
        if !new.criterion.is_none_or(is_there) {
            return Err(Refusal::of_field("criterion", "feedback-error-criterion", Vec::new()).into());
        }
        let place = new.place.clone();
        self.store.view("feedback_limits", move |tx| admit(tx, citizen, &place, today)).await?;
        let photos = self.facilities.pictures.drawn(new.photos).await?;
        let mut row = FeedbackRow {
            id: hex::encode(&random::bytes::<16>()),
            place: new.place,
            place_name: facility.name,
            sent_at: now,
            criteria: set.map(|set| (set.id.clone(), set.version)).unwrap_or_default(),
            criterion: new.criterion,
            words: kept,
            photos: u32::try_from(photos.len()).unwrap_or_default(),
            collapsed: false,
            state: FeedbackState::Received,
            reason: None,
            answer: None,
        };
        let work = move |tx: &mut dyn Transaction| {
            admit(tx, citizen, &row.place, today)?;
            row.collapsed = store::since(tx, &row.place, now.minus(3_600))? >= SHOWN_AN_HOUR;
            Ok::<_, Failure>(store::insert(tx, &row, &citizen.number, today, &photos)?)
        };
        self.store.run("send_feedback", work).await
    }

    /// An officer of the facility's area lets everybody see what came, or rejects it.
    ///
    /// # Errors
    /// [`Problem::NotFound`] outside of the officer's area; [`Problem::Conflict`] where it was judged already.
    pub(crate) async fn judge(
        self: &Arc<Self>,
        officer: &Officer,
        id: &str,
        judgement: FeedbackJudgement,
    ) -> Result<(), Failure> {
        let (state, reason) = match judgement {
            FeedbackJudgement::Show => (FeedbackState::Visible, None),
            FeedbackJudgement::Reject(reason) if REASONS.contains(&reason.as_str()) => {
                (FeedbackState::Rejected, Some(reason))
            }
            FeedbackJudgement::Reject(_) => {
                return Err(Refusal::of_field("reason", "feedback-error-reason", Vec::new()).into());
            }
        };
        let (seen, about, id) = (officer.clone(), (None, format!("feedback {id}")), id.to_owned());
        let work = move |tx: &mut dyn Transaction| {
            if found(tx, &seen, &id)?.state != FeedbackState::Received {
                return Err(conflict());
            }
            Ok(store::judge(tx, &id, state, reason.as_deref(), seen.id)?)
        };
        self.officers.write(officer, "judge-feedback", about, work).await
    }

    /// A facility answers what everybody sees.
    ///
    /// # Errors
    /// A refusal that names the field; [`Problem::NotFound`] where the manager has no such feedback; [`Problem::Conflict`]
    /// where it is answered or set right.
    pub(crate) async fn answer(
        self: &Arc<Self>,
        manager: &Manager,
        place: &str,
        id: &str,
        answer: &str,
    ) -> Result<(), Failure> {
        let (answer, now) = (words::checked(answer, "answer")?, self.clock.now());
        let (manager, place, id) = (manager.clone(), place.to_owned(), id.to_owned());
        let work = move |tx: &mut dyn Transaction| {
            Places::managed_by(tx, &manager, &place)?;
            let row = store::find(tx, &id)?.filter(|row| row.place == place && row.state.is_public());
            match row.ok_or(Problem::NotFound)?.state {
                FeedbackState::Visible | FeedbackState::Persists => Ok(store::answer(tx, &id, &answer, now)?),
                _ => Err(conflict()),
            }
        };
        self.store.run("answer_feedback", work).await
    }

    /// An officer of the facility's area says whether it is set right.
    ///
    /// # Errors
    /// [`Problem::NotFound`] outside of the officer's area; [`Problem::Conflict`] where nobody sees it or it is set right.
    pub(crate) async fn end(self: &Arc<Self>, officer: &Officer, id: &str, is_resolved: bool) -> Result<(), Failure> {
        let state = if is_resolved { FeedbackState::Resolved } else { FeedbackState::Persists };
        let (seen, about, id) = (officer.clone(), (None, format!("feedback {id}")), id.to_owned());
        let work = move |tx: &mut dyn Transaction| {
            if !found(tx, &seen, &id)?.state.is_open() {
                return Err(conflict());
            }
            Ok(store::end(tx, &id, state, seen.id)?)
        };
        self.officers.write(officer, "end-feedback", about, work).await
    }
}

/// Refuses what is past a limit.
fn admit(tx: &mut dyn Transaction, citizen: Citizen, place: &str, today: Day) -> Result<(), Failure> {
    if !store::is_facility(tx, place)? {
        return Err(Problem::NotFound.into());
    }
    if store::open_of(tx, &citizen.number, place)? > 0 {
        return Err(Refusal::saying(Problem::Conflict, "feedback-limit-open").into());
    }
    if store::sent_on(tx, &citizen.number, today)? >= MOST_A_DAY {
        return Err(Refusal::saying(Problem::TooManyRequests, "feedback-limit-day").into());
    }
    Ok(())
}

/// Feedback about a facility of the officer's area.
pub(super) fn found(tx: &mut dyn Transaction, officer: &Officer, id: &str) -> Result<FeedbackRow, Failure> {
    let row = store::find(tx, id)?.ok_or(Problem::NotFound)?;
    Places::seen_by(tx, officer, &row.place)?;
    Ok(row)
}
