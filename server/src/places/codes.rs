//! The codes of a place: generations of seeds, sealed at rest, and the visit ids by which reports name place and day.

use lancan_protocol::hex;
use lancan_protocol::places::{CodeId, PlaceSeed, VisitId};
use lancan_protocol::time::Day;

use super::Places;
use super::logged::log_id;
use super::store::{self, DayRow, PlaceCodeRow};
use crate::ground::error::{Failure, Fault};
use crate::ground::ids::Digest;
use crate::ground::purposes;
use crate::ground::random;
use crate::ground::sealing::NotOpened;
use crate::store::{StoreError, Transaction};

/// Days, that of the change included, on which an old code is valid beside its successor: posters are not changed in an hour.
const OVERLAP_DAYS: u32 = 2;
/// Codes whose visit ids one transaction derives.
const CODES_AT_A_TIME: u32 = 500;
/// What the HMAC of a visit id is for.
const VISIT_ID: &str = purposes::VISIT_ID;

fn sealed_place(code: &CodeId) -> String {
    format!("place_codes|seed|{}", hex::encode(code.as_bytes()))
}

impl Places {
    /// Opens a code's seed.
    pub(super) fn seed(&self, code: &PlaceCodeRow) -> Result<PlaceSeed, NotOpened> {
        let plain = self.seeds.open(&sealed_place(&code.id), &code.sealed_seed)?;
        plain.as_slice().try_into().map(PlaceSeed::from_bytes).map_err(|_| NotOpened)
    }

    /// Gives a place a fresh code that is valid from `today`. Posters before it are valid for a day more.
    pub(super) fn new_code(
        &self,
        tx: &mut dyn Transaction,
        place: &str,
        rotating: bool,
        today: Day,
    ) -> Result<(), Failure> {
        store::end_codes(tx, place, rotating, today.plus(OVERLAP_DAYS - 1))?;
        let seed = PlaceSeed::generate(&mut random::rng());
        let id = seed.code_id();
        let sealed_seed = self.seeds.seal(&sealed_place(&id), seed.as_bytes()).map_err(Fault::from)?;
        let known_until = today.minus(1);
        let code = PlaceCodeRow {
            id,
            place: place.to_owned(),
            rotating,
            sealed_seed,
            live_from: today,
            live_until: None,
            known_until,
        };
        store::insert_code(tx, &code)?;
        self.know_days(tx, &code, today.plus(1))?;
        Ok(())
    }

    /// Derives the visit ids of a code's days up to `until`.
    fn know_days(&self, tx: &mut dyn Transaction, code: &PlaceCodeRow, until: Day) -> Result<(), Failure> {
        let seed = self.seed(code).map_err(Fault::from)?;
        let last = code.live_until.map_or(until, |live| live.min(until));
        let mut day = code.known_until.plus(1);
        while day <= last {
            let visit = self.visit_digest(&seed.day_seed(day).visit_id());
            store::insert_day(tx, &DayRow { visit, code: code.id, day })?;
            day = day.plus(1);
        }
        store::set_known(tx, &code.id, until, &log_id(code, &seed))?;
        Ok(())
    }

    /// Derives the visit ids of `today` and the day after for every code that is valid then. A code of which that was done is
    /// not touched.
    pub(crate) async fn know_visits(self: &std::sync::Arc<Self>, today: Day) -> Result<(), Failure> {
        let until = today.plus(1);
        loop {
            let places = self.clone();
            let work = move |tx: &mut dyn Transaction| {
                let codes = store::codes_known_before(tx, until, CODES_AT_A_TIME)?;
                codes.iter().try_for_each(|code| places.know_days(tx, code, until))?;
                Ok::<_, Failure>(codes.is_empty())
            };
            if self.officers.store.run("know_visits", work).await? {
                return Ok(());
            }
        }
    }

    /// The HMAC under which a visit id is kept.
    pub(super) fn visit_digest(&self, visit: &VisitId) -> Digest {
        self.secrets.digest(VISIT_ID, visit.as_bytes())
    }

    /// Which code and day a reported visit names; none where no code of ours has this id.
    pub(super) fn code_of(
        &self,
        tx: &mut dyn Transaction,
        visit: &VisitId,
    ) -> Result<Option<(PlaceCodeRow, Day)>, StoreError> {
        let Some(row) = store::find_day(tx, &self.visit_digest(visit))? else { return Ok(None) };
        Ok(store::find_code(tx, &row.code)?.map(|code| (code, row.day)))
    }
}
