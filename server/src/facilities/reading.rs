//! What everybody sees of facilities, and what managers and officers see besides.

use std::collections::BTreeMap;
use std::sync::Arc;

use lancan_protocol::criteria::{Colour, Counts, FacilityKind};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::{Day, UnixTime};

use super::state::{DayCounts, FacilityState};
use super::store::NamedFacility;
use super::{
    AssessmentRow, Facilities, SHOWN_DAYS, WardCounts, assessment_store, counting, counts_store, label, store,
};
use crate::ground::error::Failure;
use crate::ground::folded::folded;
use crate::http::{Area, Officer};
use crate::places::{Manager, Places};
use crate::store::Transaction;
use crate::units::{Unit, Units, area_of};

/// A unit with the facilities in it.
#[derive(Clone, Debug)]
pub(crate) struct UnitLine {
    /// The unit.
    pub(crate) unit: &'static Unit,
    /// Its facilities by kind.
    pub(crate) kinds: Vec<(FacilityKind, DayCounts)>,
    /// The unit's colour; none while nothing in it is open.
    pub(crate) colour: Option<Colour>,
}

impl UnitLine {
    /// All kinds together.
    pub(crate) fn all(&self) -> DayCounts {
        self.kinds.iter().fold(DayCounts::default(), |sum, (_, counts)| sum.and(*counts))
    }
}

/// A facility as lists show it.
#[derive(Clone, Debug)]
pub(crate) struct FacilityLine {
    /// The facility.
    pub(crate) named: NamedFacility,
    /// How it stands today.
    pub(crate) state: FacilityState,
    /// What its last assessment before today came to, and of which day it was.
    pub(crate) last: Option<(Day, FacilityState)>,
    /// Whether an officer's inspection is what stands.
    pub(crate) inspected: bool,
}

/// A facility with its history.
pub(crate) struct FacilityFile {
    /// The facility.
    pub(crate) line: FacilityLine,
    /// The assessments of the last 30 days, the newest first, each with the words that came with it where the reader sees them.
    pub(crate) history: Vec<(AssessmentRow, Option<String>)>,
    /// Days that an officer opened again.
    pub(crate) reopened: Vec<Day>,
    /// Whether today's assessment is taken now.
    pub(crate) is_taken: bool,
    /// Whether the facility is closed today by somebody's word.
    pub(crate) is_closed: bool,
}

impl Facilities {
    /// The units of a set that lie directly in one, or its provinces, with the counts of a day.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for a unit that the set does not have.
    pub(crate) async fn units_in(self: &Arc<Self>, code: Option<&str>, day: Day) -> Result<Vec<UnitLine>, Failure> {
        self.begin_today().await?;
        let area = self.area(code)?;
        let wards = self.store.view("facility_counts", move |tx| counts_store::in_area(tx, day, &area)).await?;
        let units = Units::of(self.set);
        let depth = code.map_or(0, |code| units.find(code).map_or(0, |unit| units.line(unit).len()));
        let is_late = self.is_late(day);
        let mut by_unit: BTreeMap<&str, BTreeMap<FacilityKind, DayCounts>> = BTreeMap::new();
        for ward in &wards {
            let Some(code) = ward.area.path().split('/').nth(depth) else { continue };
            let Some(unit) = units.find(code) else { continue };
            let counts = by_unit.entry(unit.code).or_default().entry(ward.kind).or_default();
            *counts = counts.and(ward.counts);
        }
        let children: Vec<&'static Unit> = match code {
            None => units.all().iter().filter(|unit| unit.parent.is_none()).collect(),
            Some(code) => units.all().iter().filter(|unit| unit.parent == Some(code)).collect(),
        };
        let line = |unit: &'static Unit| {
            let kinds: Vec<_> =
                by_unit.get(unit.code).into_iter().flatten().map(|(kind, counts)| (*kind, *counts)).collect();
            let colour = self.colour(&kinds, is_late);
            UnitLine { unit, kinds, colour }
        };
        Ok(children.into_iter().map(line).collect())
    }

    /// The colour of a unit by its counts.
    pub(crate) fn colour(&self, kinds: &[(FacilityKind, DayCounts)], is_late: bool) -> Option<Colour> {
        let kinds: Vec<(FacilityKind, Counts)> =
            kinds.iter().map(|(kind, counts)| (*kind, counts.colours(is_late))).collect();
        self.unit_rule().colour(&kinds)
    }

    /// The wards whose counts were changed at a time or after it.
    pub(crate) async fn changed_since(self: &Arc<Self>, at: UnixTime) -> Result<Vec<WardCounts>, Failure> {
        let today = self.today();
        Ok(self.store.view("facility_changes", move |tx| counts_store::changed_since(tx, today, at)).await?)
    }

    /// The area of a unit; the country without one.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for a unit that the set does not have.
    pub(crate) fn area(&self, code: Option<&str>) -> Result<Area, Failure> {
        let Some(code) = code else { return Ok(Area::COUNTRY) };
        Ok(area_of(self.set, code).map_err(|_| Problem::NotFound)?)
    }

    /// How many facilities a unit has.
    pub(crate) async fn count_in(self: &Arc<Self>, code: &str) -> Result<u32, Failure> {
        let area = self.area(Some(code))?;
        Ok(self.store.view("count_facilities", move |tx| store::count_in(tx, &area)).await?)
    }

    /// The facilities of a unit as they stand today, at most `most`, after one of them.
    pub(crate) async fn facilities_in(
        self: &Arc<Self>,
        code: &str,
        after: (String, String),
        most: u32,
    ) -> Result<Vec<FacilityLine>, Failure> {
        let (facilities, area) = (self.clone(), self.area(Some(code))?);
        let read = move |tx: &mut dyn Transaction| facilities.lines(tx, &area, "", &after, most);
        self.store.view("facilities_in", read).await
    }

    fn lines(
        &self,
        tx: &mut dyn Transaction,
        area: &Area,
        words: &str,
        after: &(String, String),
        most: u32,
    ) -> Result<Vec<FacilityLine>, Failure> {
        let rows = store::in_area(tx, area, words, after, most)?;
        rows.into_iter().map(|named| self.line(tx, named)).collect()
    }

    fn line(&self, tx: &mut dyn Transaction, named: NamedFacility) -> Result<FacilityLine, Failure> {
        let today = self.today();
        let state = counting::state_on(tx, &named.facility, today)?;
        let last = assessment_store::own(tx, &named.facility.place, today.minus(1))?;
        let last = last.and_then(|row| row.verdict.map(|verdict| (row.day, verdict.into())));
        let inspected = named.facility.standing.is_some_and(|standing| standing.inspected);
        Ok(FacilityLine { named, state, last, inspected })
    }

    /// A facility as everybody sees it.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where there is none.
    pub(crate) async fn shown(self: &Arc<Self>, place: &str) -> Result<FacilityFile, Failure> {
        let (facilities, place) = (self.clone(), place.to_owned());
        self.store.view("shown_facility", move |tx| facilities.file(tx, &place, false)).await
    }

    /// A manager's facility, with the names of who committed.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the manager has no such place, or where it is no facility.
    pub(crate) async fn managed(self: &Arc<Self>, manager: &Manager, place: &str) -> Result<FacilityFile, Failure> {
        let (facilities, manager, place) = (self.clone(), manager.clone(), place.to_owned());
        let read = move |tx: &mut dyn Transaction| {
            Places::managed_by(tx, &manager, &place)?;
            facilities.file(tx, &place, true)
        };
        self.store.view("managed_facility", read).await
    }

    /// A facility of an officer's area.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the area has none.
    pub(crate) async fn view(self: &Arc<Self>, officer: &Officer, place: &str) -> Result<FacilityFile, Failure> {
        let (facilities, seen, about) = (self.clone(), officer.clone(), (None, format!("place {place}")));
        let (id, allowed, place) = (place.to_owned(), officer.clone(), place.to_owned());
        let allow = move |tx: &mut dyn Transaction| Places::seen_by(tx, &allowed, &id).map(|_| ());
        let read = move |tx: &mut dyn Transaction| {
            Places::seen_by(tx, &seen, &place)?;
            facilities.file(tx, &place, true)
        };
        self.officers.read(officer, "view-facility", about, allow, read).await
    }

    /// A page of the facilities of an officer's area whose names hold these words.
    pub(crate) async fn list(
        self: &Arc<Self>,
        officer: &Officer,
        words: &str,
        after: (String, String),
        most: u32,
    ) -> Result<Vec<FacilityLine>, Failure> {
        self.begin_today().await?;
        let (facilities, words, area) = (self.clone(), folded(words), officer.area.territory());
        let words = words.replace('!', "!!").replace('%', "!%").replace('_', "!_");
        let read = move |tx: &mut dyn Transaction| match &area {
            Some(area) => facilities.lines(tx, area, &words, &after, most),
            None => Ok(Vec::new()),
        };
        self.officers.read(officer, "list-facilities", None, |_| Ok(()), read).await
    }

    fn file(&self, tx: &mut dyn Transaction, place: &str, with_words: bool) -> Result<FacilityFile, Failure> {
        let named = store::find_named(tx, place)?.ok_or(Problem::NotFound)?;
        let (now, today) = (self.clock.now(), self.today());
        let rows = assessment_store::since(tx, place, today.minus(SHOWN_DAYS))?;
        let history = rows.into_iter().map(|row| {
            let words = if with_words { self.words_of(&row) } else { None };
            (row, words)
        });
        let history = history.collect();
        let is_taken = self.takes(tx, &named.facility, today)?;
        Ok(FacilityFile {
            history,
            reopened: store::reopened(tx, place, now)?,
            is_taken,
            is_closed: store::is_closed(tx, place, today)?,
            line: self.line(tx, named)?,
        })
    }

    fn words_of(&self, row: &AssessmentRow) -> Option<String> {
        let opened = self.people.open(&label(&row.place, row.day, row.version), &row.sealed).ok()?;
        String::from_utf8(opened.to_vec()).ok()
    }
}
