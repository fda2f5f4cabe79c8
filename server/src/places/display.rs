//! What a tablet at the door shows: codes that change with the minute, from a key of the day.

use std::sync::Arc;

use lancan_protocol::places::{DoorDay, RotatingKey};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::Day;

use super::store::{self, PlaceRow};
use super::{Places, about};
use crate::ground::error::{Failure, Fault};
use crate::ground::secrets::Secrets;
use crate::http::Officer;
use crate::store::Transaction;

/// One day of a display.
pub(crate) struct DisplayDay {
    /// The day.
    pub(crate) day: Day,
    /// The code without the minute and the mac at its end.
    pub(crate) code: DoorDay,
    /// The key that makes the macs.
    pub(crate) key: RotatingKey,
}

impl Places {
    /// What a tablet at the door shows its rotating code from: today and tomorrow, so that a day without a network is none
    /// without a code.
    pub(crate) async fn display(self: &Arc<Self>, officer: &Officer, id: &str) -> Result<Vec<DisplayDay>, Failure> {
        let (places, finder) = (self.clone(), Self::finder(officer, id));
        let allowed = finder.clone();
        let read = move |tx: &mut dyn Transaction| {
            let place = finder(tx)?;
            places.display_days(tx, &place)
        };
        self.officers.read(officer, "show-display", about(id), move |tx| allowed(tx).map(|_| ()), read).await
    }

    /// Today and tomorrow of a place's display.
    pub(super) fn display_days(&self, tx: &mut dyn Transaction, place: &PlaceRow) -> Result<Vec<DisplayDay>, Failure> {
        let codes = store::codes_of(tx, &place.id)?;
        let newest = codes.iter().rfind(|code| code.rotating && code.live_until.is_none());
        let seed = self.seed(newest.ok_or(Problem::NotFound)?).map_err(Fault::from)?;
        let (today, key) = (self.today(), &self.secrets.rotating.key);
        let of_day = |day| DisplayDay {
            day,
            code: DoorDay::sign(&place.place, &seed, day, Secrets::PLACE_KEY_NUMBER, key),
            key: seed.rotating_key(day),
        };
        Ok([today, today.plus(1)].map(of_day).into())
    }
}
