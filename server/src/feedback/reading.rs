//! Who sees which feedback: everybody, the facility, whoever wrote it, and the officers of the area.

use std::sync::Arc;

use lancan_protocol::problem::Problem;

use super::acts::found;
use super::{Citizen, Feedback, FeedbackRow, store};
use crate::ground::error::Failure;
use crate::http::Officer;
use crate::places::{Manager, Places};
use crate::store::Transaction;

/// Seconds after which what waits is on the lists of the levels above the ward too.
const ESCALATED_AFTER: u64 = 24 * 3_600;
/// Rows of a list.
const MOST_LISTED: u32 = 200;

/// What officers of an area have to do.
pub(crate) struct FeedbackDesk {
    /// What waits for an officer, the oldest first.
    pub(crate) waiting: Vec<FeedbackRow>,
    /// What everybody sees and is not set right.
    pub(crate) open: Vec<FeedbackRow>,
}

impl Feedback {
    /// What everybody sees of a facility's feedback, the newest first, and how much of it is not set right.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is no such facility.
    pub(crate) async fn public_of(self: &Arc<Self>, place: &str) -> Result<(Vec<FeedbackRow>, u32), Failure> {
        let place = place.to_owned();
        let read = move |tx: &mut dyn Transaction| {
            if !store::is_facility(tx, &place)? {
                return Err(Failure::from(Problem::NotFound));
            }
            Ok((store::public_of(tx, &place, MOST_LISTED)?, store::open_at(tx, &place)?))
        };
        self.store.view("public_feedback", read).await
    }

    /// What everybody sees of the feedback on a manager's facility.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the manager has no such place.
    pub(crate) async fn managed(self: &Arc<Self>, manager: &Manager, place: &str) -> Result<Vec<FeedbackRow>, Failure> {
        let (manager, place) = (manager.clone(), place.to_owned());
        let read = move |tx: &mut dyn Transaction| {
            Places::managed_by(tx, &manager, &place)?;
            Ok::<_, Failure>(store::public_of(tx, &place, MOST_LISTED)?)
        };
        self.store.view("managed_feedback", read).await
    }

    /// What a citizen wrote about a facility, and what became of it.
    pub(crate) async fn own(self: &Arc<Self>, citizen: Citizen, place: &str) -> Result<Vec<FeedbackRow>, Failure> {
        let place = place.to_owned();
        let read = move |tx: &mut dyn Transaction| store::own(tx, &citizen.number, &place, MOST_LISTED);
        Ok(self.store.view("own_feedback", read).await?)
    }

    /// A photograph that everybody sees.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is none, or nobody sees it yet.
    pub(crate) async fn photo(self: &Arc<Self>, place: &str, id: &str, position: u32) -> Result<Vec<u8>, Failure> {
        let (place, id) = (place.to_owned(), id.to_owned());
        let read = move |tx: &mut dyn Transaction| {
            let row = store::find(tx, &id)?.filter(|row| row.place == place && row.state.is_public());
            row.ok_or(Failure::from(Problem::NotFound))?;
            store::photo(tx, &id, position)?.ok_or(Failure::from(Problem::NotFound))
        };
        self.store.view("feedback_photo", read).await
    }

    /// What officers of an area have to do. What waits for less than 24 hours is for the ward alone; `all` shows it to the
    /// levels above too.
    pub(crate) async fn desk(self: &Arc<Self>, officer: &Officer, all: bool) -> Result<FeedbackDesk, Failure> {
        let (area, now) = (officer.area.territory(), self.clock.now());
        let until = if all { now } else { now.minus(ESCALATED_AFTER) };
        let read = move |tx: &mut dyn Transaction| {
            let Some(area) = &area else { return Ok(FeedbackDesk { waiting: Vec::new(), open: Vec::new() }) };
            Ok::<_, Failure>(FeedbackDesk {
                waiting: store::waiting_in(tx, area, until, MOST_LISTED)?,
                open: store::open_in(tx, area, MOST_LISTED)?,
            })
        };
        self.officers.read(officer, "list-feedback", None, |_| Ok(()), read).await
    }

    /// A photograph that came with feedback on a facility of the officer's area.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the area has none.
    pub(crate) async fn photo_for(
        self: &Arc<Self>,
        officer: &Officer,
        id: &str,
        position: u32,
    ) -> Result<Vec<u8>, Failure> {
        let (about, seen, wanted) = ((None, format!("feedback {id}")), officer.clone(), id.to_owned());
        let (allowed, id) = (officer.clone(), id.to_owned());
        let allow = move |tx: &mut dyn Transaction| found(tx, &allowed, &wanted).map(|_| ());
        let read = move |tx: &mut dyn Transaction| {
            found(tx, &seen, &id)?;
            store::photo(tx, &id, position)?.ok_or(Failure::from(Problem::NotFound))
        };
        self.officers.read(officer, "view-feedback-photo", about, allow, read).await
    }
}
