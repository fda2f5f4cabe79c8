//! What the visitor log asks of places: whose envelopes these are, and what proves that their sender was there.

use lancan_protocol::places::{DaySeed, LogId, PlaceFlags, PlaceSeed};
use lancan_protocol::time::Day;

use super::store::{self, PlaceCodeRow};
use super::{PlaceRow, Places};
use crate::ground::error::{Failure, Fault};
use crate::store::Transaction;

/// A place that keeps a visitor log, and the seed of one day of one of its codes.
pub(crate) struct LoggedPlace {
    pub(crate) place: PlaceRow,
    pub(crate) day_seed: DaySeed,
}

/// What envelopes of a code are filed under. Who scans a display never learns its seed.
pub(super) fn log_id(code: &PlaceCodeRow, seed: &PlaceSeed) -> LogId {
    if code.rotating { code.id.display_log_id() } else { seed.log_id() }
}

impl Places {
    /// The place whose code has this log id, where the code was valid on this day and the law demands a log there.
    pub(crate) fn logged(
        &self,
        tx: &mut dyn Transaction,
        log: LogId,
        day: Day,
    ) -> Result<Option<LoggedPlace>, Failure> {
        let Some(code) = store::code_of_log(tx, &log)? else { return Ok(None) };
        let was_valid = code.live_from <= day && code.live_until.is_none_or(|last| day <= last);
        let place = store::find(tx, &code.place)?;
        let place = place.filter(|place| was_valid && place.place.flags.contains(PlaceFlags::VISITOR_LOG));
        let Some(place) = place else { return Ok(None) };
        let seed = self.seed(&code).map_err(Fault::from)?;
        Ok(Some(LoggedPlace { place, day_seed: seed.day_seed(day) }))
    }
}
