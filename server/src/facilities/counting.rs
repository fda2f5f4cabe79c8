//! Counts by ward, kept right in the transaction of whatever changes how a facility stands.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use lancan_protocol::criteria::FacilityKind;
use lancan_protocol::time::Day;

use super::state::{DayCounts, FacilityState, Weekdays};
use super::store::FacilityRow;
use super::{Facilities, assessment_store, counts_store, description_store, moving, store};
use crate::ground::error::Failure;
use crate::http::Area;
use crate::store::{StoreError, Transaction};

/// Where a facility is counted, and as what.
type CountedState = (Area, FacilityKind, FacilityState);

/// Rows that are read at once.
const AT_ONCE: u32 = 1_000;

/// How a facility that is open on these weekdays stands on a day, by its rows alone: an inspection goes before what the facility
/// says of itself, and whoever assesses themselves is open on that day. Who says that it is closed takes that back.
pub(super) fn state_on(
    tx: &mut dyn Transaction,
    place: &str,
    weekdays: Weekdays,
    day: Day,
) -> Result<FacilityState, StoreError> {
    if store::is_closed(tx, place, day)? {
        return Ok(FacilityState::Closed);
    }
    let own = assessment_store::own(tx, place, day)?;
    if !weekdays.hold(day) && own.as_ref().is_none_or(|own| own.day != day) {
        return Ok(FacilityState::Closed);
    }
    let inspected = assessment_store::inspection(tx, place, day)?.and_then(|row| row.standing());
    let stands = inspected.or_else(|| own.and_then(|own| own.standing())).filter(|standing| standing.holds(day));
    Ok(stands.map_or(FacilityState::Awaited, |standing| standing.verdict.into()))
}

impl Facilities {
    /// Does what changes how a facility stands from a day on, and keeps the counts of that day and of those until today right.
    pub(super) fn changing<T>(
        &self,
        tx: &mut dyn Transaction,
        place: &str,
        from: Day,
        change: impl FnOnce(&mut dyn Transaction) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let today = self.today();
        self.begin(tx, today)?;
        let days: Vec<Day> = (from.0..=today.0).map(Day).collect();
        let before = self.states(tx, place, &days)?;
        let done = change(tx)?;
        let after = self.states(tx, place, &days)?;
        for (day, (before, after)) in days.into_iter().zip(before.into_iter().zip(after)) {
            if before == after || !counts_store::is_begun(tx, day)? {
                continue;
            }
            for (side, one) in [(before, -1), (after, 1)] {
                let Some((area, kind, state)) = side else { continue };
                let mut more = DayCounts::default();
                more.add(state, one);
                counts_store::add(tx, day, &area, kind, more, self.clock.now())?;
            }
        }
        Ok(done)
    }

    fn states(
        &self,
        tx: &mut dyn Transaction,
        place: &str,
        days: &[Day],
    ) -> Result<Vec<Option<CountedState>>, StoreError> {
        let mut states = Vec::with_capacity(days.len());
        for day in days {
            let row = description_store::on(tx, place, *day)?.filter(|row| self.is_counted(row, *day));
            let state = match row {
                Some(row) => Some((row.area, row.kind, state_on(tx, place, row.weekdays, *day)?)),
                None => None,
            };
            states.push(state);
        }
        Ok(states)
    }

    /// Whether a facility, as it was on a day, is among the counts of that day.
    pub(super) fn is_counted(&self, row: &FacilityRow, day: Day) -> bool {
        !row.gone && self.key_days.day(row.added_at) <= day
    }

    /// Begins the counts of today, unless they were begun: every facility that is open is awaited, but for those whose
    /// assessment stands.
    pub(super) fn begin(&self, tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
        let is_new = counts_store::begin_day(tx, today)?;
        // The set of units in force is a setting: it changes with a start, and never while counts are kept.
        let has_moved =
            (is_new || self.begun.load(Ordering::Relaxed) != today.0) && moving::move_to_set(tx, self.set, today)?;
        if is_new {
            let closed = store::closed_on(tx, today)?;
            let quick = |row: &FacilityRow| {
                if !row.weekdays.hold(today) || closed.contains(&row.place) {
                    return FacilityState::Closed;
                }
                let stands = row.standing.filter(|standing| standing.holds(today));
                stands.map_or(FacilityState::Awaited, |standing| standing.verdict.into())
            };
            return self.count_all(tx, today, |_, row| Ok(quick(row)));
        }
        if has_moved {
            counts_store::clear(tx, today)?;
            return self.count_all(tx, today, |tx, row| state_on(tx, &row.place, row.weekdays, today));
        }
        Ok(())
    }

    /// Counts every facility and writes the counts of a day, which has none.
    pub(super) fn count_all(
        &self,
        tx: &mut dyn Transaction,
        day: Day,
        mut state: impl FnMut(&mut dyn Transaction, &FacilityRow) -> Result<FacilityState, StoreError>,
    ) -> Result<(), StoreError> {
        let counted = self.counted(tx, day, &mut state)?;
        // The time of the writing, not of when the counting began: whoever looks for what changed has looked meanwhile.
        let now = self.clock.now();
        for ((area, kind), counts) in counted {
            counts_store::add(tx, day, &Area::at(area), kind, counts, now)?;
        }
        Ok(())
    }

    /// What every facility comes to on a day, by ward and kind.
    pub(super) fn counted(
        &self,
        tx: &mut dyn Transaction,
        day: Day,
        state: &mut impl FnMut(&mut dyn Transaction, &FacilityRow) -> Result<FacilityState, StoreError>,
    ) -> Result<BTreeMap<(String, FacilityKind), DayCounts>, StoreError> {
        let mut all: BTreeMap<(String, FacilityKind), DayCounts> = BTreeMap::new();
        let mut after = String::new();
        loop {
            let rows = description_store::page(tx, day, &after, AT_ONCE)?;
            let Some(last) = rows.last() else { return Ok(all) };
            last.place.clone_into(&mut after);
            for row in rows.iter().filter(|row| self.is_counted(row, day)) {
                let state = state(tx, row)?;
                all.entry((row.area.path().to_owned(), row.kind)).or_default().add(state, 1);
            }
        }
    }
}
