//! Counts by ward, kept right in the transaction of whatever changes how a facility stands.

use std::collections::BTreeMap;

use lancan_protocol::criteria::FacilityKind;
use lancan_protocol::time::Day;

use super::state::{DayCounts, FacilityState};
use super::store::FacilityRow;
use super::{Facilities, assessment_store, counts_store, store};
use crate::ground::error::Failure;
use crate::http::Area;
use crate::store::{StoreError, Transaction};
use crate::units::{self, Units};

/// Where a facility is counted, and as what.
type CountedState = (Area, FacilityKind, FacilityState);

/// Rows that are read at once.
const AT_ONCE: u32 = 1_000;

/// How a facility stands on a day, by its rows alone: an inspection goes before what the facility says of itself, and whoever
/// assesses themselves is open on that day.
pub(super) fn state_on(tx: &mut dyn Transaction, row: &FacilityRow, day: Day) -> Result<FacilityState, StoreError> {
    let own = assessment_store::own(tx, &row.place, day)?;
    let is_open = row.weekdays.hold(day) && !store::is_closed(tx, &row.place, day)?;
    if !is_open && own.as_ref().is_none_or(|own| own.day != day) {
        return Ok(FacilityState::Closed);
    }
    let inspected = assessment_store::inspection(tx, &row.place, day)?.and_then(|row| row.standing());
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
        let Some(row) = store::find(tx, place)? else { return Ok(vec![None; days.len()]) };
        let added = self.key_days.day(row.added_at);
        days.iter()
            .map(|day| {
                let is_there = added <= *day;
                is_there.then(|| state_on(tx, &row, *day).map(|state| (row.area.clone(), row.kind, state))).transpose()
            })
            .collect()
    }

    /// Begins the counts of today, unless they were begun: every facility that is open is awaited, but for those whose
    /// assessment stands.
    pub(super) fn begin(&self, tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
        if !counts_store::begin_day(tx, today)? {
            return Ok(());
        }
        self.move_to_set(tx)?;
        let closed = store::closed_on(tx, today)?;
        let quick = |row: &FacilityRow| {
            if !row.weekdays.hold(today) || closed.contains(&row.place) {
                return FacilityState::Closed;
            }
            row.standing.filter(|standing| standing.holds(today)).map_or(FacilityState::Awaited, |it| it.verdict.into())
        };
        self.count_all(tx, today, |_, row| Ok(quick(row)))
    }

    /// Counts every facility and writes the counts of a day, which has none.
    pub(super) fn count_all(
        &self,
        tx: &mut dyn Transaction,
        day: Day,
        mut state: impl FnMut(&mut dyn Transaction, &FacilityRow) -> Result<FacilityState, StoreError>,
    ) -> Result<(), StoreError> {
        let now = self.clock.now();
        for ((area, kind), counts) in self.counted(tx, day, &mut state)? {
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
            let rows = store::page(tx, &after, AT_ONCE)?;
            let Some(last) = rows.last() else { return Ok(all) };
            last.place.clone_into(&mut after);
            for row in rows.iter().filter(|row| self.key_days.day(row.added_at) <= day) {
                let state = state(tx, row)?;
                all.entry((row.area.path().to_owned(), row.kind)).or_default().add(state, 1);
            }
        }
    }

    /// Moves facilities into the set of units in force: into the ward that took over most of their own, as the source of the
    /// conversion has it. A ward that the source does not have leaves the facility in its province, as far as that goes on.
    fn move_to_set(&self, tx: &mut dyn Transaction) -> Result<(), StoreError> {
        loop {
            let rows = store::of_other_set(tx, self.set, AT_ONCE)?;
            if rows.is_empty() {
                return Ok(());
            }
            for mut row in rows {
                let (unit, area) = self.moved(&row);
                (row.unit, row.area, row.set) = (unit, area, self.set);
                store::put(tx, &row)?;
            }
        }
    }

    fn moved(&self, row: &FacilityRow) -> (String, Area) {
        let wards = match self.set {
            crate::ground::unit_set::UnitSet::Of2025 => units::wards_of_2025(&row.unit).to_vec(),
            crate::ground::unit_set::UnitSet::Of2021 => units::wards_of_2021(&row.unit),
        };
        let province = row.area.path().split('/').next().unwrap_or_default().to_owned();
        let units = Units::of(self.set);
        let candidates = wards.first().copied().into_iter().map(str::to_owned).chain([province]);
        let found = candidates.filter(|code| units.find(code).is_some()).find_map(|code| {
            let area = units::area_of(self.set, &code).ok()?;
            Some((code, area))
        });
        found.unwrap_or_else(|| (row.unit.clone(), row.area.clone()))
    }
}
