//! What a reported visit says: which place and day its id names, and what its proof is worth.

use lancan_protocol::places::{Minute, VisitId};
use lancan_protocol::time::Day;
use lancan_protocol::visits::Proof;

use super::Places;
use super::store::{self, PlaceRow};
use crate::ground::error::{Failure, Fault};
use crate::store::Transaction;

/// Minutes by which the minute of a display's proof may lie off the enter or the leave.
const PROOF_MINUTES: u32 = 2;

/// The place and day that a reported visit names.
pub(crate) struct VisitedPlace {
    /// The place.
    pub(crate) place: PlaceRow,
    /// The day of the enter.
    pub(crate) day: Day,
    /// Whether the code was a display's, and its proof is of the enter or of the leave.
    pub(crate) shown_at_the_door: bool,
}

impl Places {
    /// The place that a reported visit names, with what its proof is worth.
    pub(crate) fn visited(
        &self,
        tx: &mut dyn Transaction,
        visit: &VisitId,
        times: (Minute, Option<Minute>),
        proof: &Proof,
    ) -> Result<Option<VisitedPlace>, Failure> {
        let Some((code, day)) = self.code_of(tx, visit)? else { return Ok(None) };
        let Some(place) = store::find(tx, &code.place)? else { return Ok(None) };
        let minute = Minute::of(self.rules.key_days.start(day)).plus(proof.minute_of_day.into());
        let is_near = |at: Minute| at.since(minute).max(minute.since(at)) <= PROOF_MINUTES;
        let is_of_a_scan = is_near(times.0) || times.1.is_some_and(is_near);
        let is_of_the_day = u32::from(proof.minute_of_day) < Minute::PER_DAY;
        let shown_at_the_door = code.rotating && is_of_a_scan && is_of_the_day && {
            let seed = self.seed(&code).map_err(Fault::from)?;
            seed.rotating_key(day).mac(minute) == proof.mac
        };
        Ok(Some(VisitedPlace { place, day, shown_at_the_door }))
    }
}
