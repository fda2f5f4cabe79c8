//! What the visitor log asks of places: whose envelopes these are, and what proves that their sender was there.

use std::collections::{BTreeMap, BTreeSet};

use lancan_protocol::places::{DaySeed, LogId, PlaceFlags, PlaceSeed};
use lancan_protocol::time::Day;

use super::store::{self, PlaceCodeRow};
use super::{PlaceRow, Places, about, logged_store};
use crate::ground::error::{Failure, Fault};
use crate::ground::sealing::NotOpened;
use crate::http::Officer;
use crate::store::{StoreError, Transaction};

/// A place that keeps a visitor log, and the seed of one day of one of its codes.
pub(crate) struct LoggedPlace {
    pub(crate) place: PlaceRow,
    pub(crate) day_seed: DaySeed,
}

/// What envelopes of a code are filed under. Who scans a display never learns its seed.
pub(super) fn log_id(code: &PlaceCodeRow, seed: &PlaceSeed) -> LogId {
    if code.rotating { code.id.display_log_id() } else { seed.log_id() }
}

/// Places whose visitor log is kept, by its id on a day; where one's seed does not open, why.
pub(crate) type LoggedPlaces = BTreeMap<(LogId, Day), Result<LoggedPlace, NotOpened>>;

impl Places {
    /// The place whose code has this log id, where the code was valid on this day and the law demands a log there.
    pub(crate) fn logged(
        &self,
        tx: &mut dyn Transaction,
        log: LogId,
        day: Day,
    ) -> Result<Option<LoggedPlace>, Failure> {
        let Some(code) = logged_store::code_of_log(tx, &log)? else { return Ok(None) };
        let Some(place) = store::find(tx, &code.place)? else { return Ok(None) };
        Ok(self.logged_by(&code, place, day).map_err(Fault::from)?)
    }

    /// As [`Places::logged`], of many log ids at once; each is asked for once. What is not found is left out.
    pub(crate) fn all_logged(
        &self,
        tx: &mut dyn Transaction,
        asked: &BTreeSet<(LogId, Day)>,
    ) -> Result<LoggedPlaces, StoreError> {
        let logs: BTreeSet<LogId> = asked.iter().map(|(log, _)| *log).collect();
        let codes = logged_store::codes_of_logs(tx, &logs)?;
        let places = codes.values().map(|code| code.place.clone()).collect();
        let places = logged_store::with_ids(tx, &places)?;
        let logged = asked.iter().filter_map(|(log, day)| {
            let code = codes.get(log)?;
            let logged = self.logged_by(code, places.get(&code.place)?.clone(), *day);
            Some(((*log, *day), logged.transpose()?))
        });
        Ok(logged.collect())
    }

    /// The place with its seed, where this code was valid on this day and the law demands a log there.
    fn logged_by(&self, code: &PlaceCodeRow, place: PlaceRow, day: Day) -> Result<Option<LoggedPlace>, NotOpened> {
        let was_valid = code.live_from <= day && code.live_until.is_none_or(|last| day <= last);
        if !was_valid || !place.place.flags.contains(PlaceFlags::VISITOR_LOG) {
            return Ok(None);
        }
        let day_seed = self.seed(code)?.day_seed(day);
        Ok(Some(LoggedPlace { place, day_seed }))
    }

    /// A place that keeps a visitor log, with what the envelopes of its newest poster are filed under. None where the law does
    /// not demand a log, and where the place is closed.
    pub(crate) fn log_today(&self, tx: &mut dyn Transaction, id: &str) -> Result<Option<(PlaceRow, LogId)>, Failure> {
        let place = store::find(tx, id)?.filter(|place| place.place.flags.contains(PlaceFlags::VISITOR_LOG));
        let Some(place) = place else { return Ok(None) };
        let codes = store::codes_of(tx, id)?;
        let newest = codes.iter().rfind(|code| !code.rotating && code.live_until.is_none());
        let Some(code) = newest else { return Ok(None) };
        let seed = self.seed(code).map_err(Fault::from)?;
        Ok(Some((place, log_id(code, &seed))))
    }

    /// What the envelopes of all codes of a place are filed under.
    pub(crate) fn logs_of(&self, tx: &mut dyn Transaction, id: &str) -> Result<Vec<LogId>, Failure> {
        let codes = store::codes_of(tx, id)?;
        let name = |code: &PlaceCodeRow| Ok(log_id(code, &self.seed(code).map_err(Fault::from)?));
        codes.iter().map(name).collect()
    }

    /// Says whether the law demands a visitor log at a place of the officer's area. Posters say so from the next print on.
    ///
    /// # Errors
    /// A refusal where the area has no such place.
    pub(crate) async fn demand_log(&self, officer: &Officer, id: &str, required: bool) -> Result<(), Failure> {
        let finder = Self::finder(officer, id);
        let act = if required { "demand-visitor-log" } else { "lift-visitor-log" };
        let named = about(id);
        let id = id.to_owned();
        let work = move |tx: &mut dyn Transaction| {
            let PlaceFlags(before) = finder(tx)?.place.flags;
            let flag = PlaceFlags::VISITOR_LOG.0;
            let flags = PlaceFlags(if required { before | flag } else { before & !flag });
            Ok(store::set_flags(tx, &id, flags)?)
        };
        self.officers.write(officer, act, named, work).await
    }
}
