//! What everybody sees of facilities, and what managers and officers see besides.

use std::collections::BTreeMap;
use std::sync::Arc;

use lancan_protocol::criteria::{Colour, Counts, FacilityKind};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::{Day, UnixTime};

use super::state::{DayCounts, FacilityState};
use super::store::NamedFacility;
use super::{
    AssessmentRow, Facilities, FacilityFilter, SHOWN_DAYS, WardCounts, assessment_store, counting, counts_store, label,
    photo_store, store,
};
use crate::ground::error::Failure;
use crate::http::{Area, Officer};
use crate::places::{Manager, Places};
use crate::store::Transaction;
use crate::units::{Unit, Units, area_of};

/// Facilities that a list of who is missing names.
const MOST_MISSING: usize = 1_000;
/// Rows that are read at once.
const PAGE: u32 = 500;

/// Who has not reported today.
pub(crate) struct MissingReports {
    /// The units of the area in which somebody is missing.
    pub(crate) units: Vec<UnitLine>,
    /// The facilities, at most a thousand.
    pub(crate) lines: Vec<FacilityLine>,
    /// Whether more may be missing.
    pub(crate) has_more: bool,
}

/// How the facilities of what an officer looks into stand today.
pub(crate) struct AreaCounts {
    /// All of them, by kind.
    pub(crate) kinds: Vec<(FacilityKind, DayCounts)>,
    /// The units that lie directly in it and have facilities; none for a ward.
    pub(crate) units: Vec<UnitLine>,
}

impl AreaCounts {
    /// Whether some of them have reported by criteria without a rule of a verdict.
    pub(crate) fn has_unjudged(&self) -> bool {
        self.kinds.iter().any(|(_, counts)| counts.unjudged > 0)
    }
}

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

    /// The kinds of several units together.
    pub(crate) fn together(units: &[Self]) -> Vec<(FacilityKind, DayCounts)> {
        let mut kinds: BTreeMap<FacilityKind, DayCounts> = BTreeMap::new();
        for (kind, counts) in units.iter().flat_map(|unit| &unit.kinds) {
            let sum = kinds.entry(*kind).or_default();
            *sum = sum.and(*counts);
        }
        kinds.into_iter().collect()
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
    /// How many photographs came with each assessment, by day and version, where the reader sees them.
    pub(crate) photos: BTreeMap<(Day, u32), u32>,
    /// Days that an officer opened again.
    pub(crate) reopened: Vec<Day>,
    /// Whether today's assessment is taken now.
    pub(crate) is_taken: bool,
    /// Whether the facility is closed today by somebody's word.
    pub(crate) is_closed: bool,
}

/// The code of the unit that an area is; none for the country.
fn unit_of(area: &Area) -> Option<&str> {
    area.path().split('/').rfind(|part| !part.is_empty())
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

    /// The counts of a unit today, by kind.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for a unit that the set does not have.
    pub(crate) async fn counts_of(self: &Arc<Self>, code: &str) -> Result<Vec<(FacilityKind, DayCounts)>, Failure> {
        let (area, today) = (self.area(Some(code))?, self.today());
        let wards = self.store.view("counts_of_unit", move |tx| counts_store::in_area(tx, today, &area)).await?;
        let mut kinds: BTreeMap<FacilityKind, DayCounts> = BTreeMap::new();
        for ward in wards {
            let counts = kinds.entry(ward.kind).or_default();
            *counts = counts.and(ward.counts);
        }
        Ok(kinds.into_iter().collect())
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

    /// The name of a unit with those it lies in; its code where the set does not have it.
    pub(crate) fn unit_name(&self, code: &str) -> String {
        let units = Units::of(self.set);
        units.find(code).map_or_else(|| code.to_owned(), |unit| units.full_name(unit))
    }

    /// The facilities of a unit as they stand today whose names hold these words, whatever their marks, or all of them; at most
    /// `most`, after one of them.
    pub(crate) async fn facilities_in(
        self: &Arc<Self>,
        code: &str,
        words: &str,
        after: (String, String),
        most: u32,
    ) -> Result<Vec<FacilityLine>, Failure> {
        let (facilities, area) = (self.clone(), self.area(Some(code))?);
        let words = FacilityFilter { words: words.to_owned(), ..FacilityFilter::default() }.pattern();
        let read = move |tx: &mut dyn Transaction| facilities.lines(tx, &area, &words, None, &after, most);
        self.store.view("facilities_in", read).await
    }

    fn lines(
        &self,
        tx: &mut dyn Transaction,
        area: &Area,
        words: &str,
        kind: Option<FacilityKind>,
        after: &(String, String),
        most: u32,
    ) -> Result<Vec<FacilityLine>, Failure> {
        let rows = store::in_area(tx, area, words, kind, after, most)?;
        rows.into_iter().map(|named| self.line(tx, named)).collect()
    }

    fn line(&self, tx: &mut dyn Transaction, named: NamedFacility) -> Result<FacilityLine, Failure> {
        let today = self.today();
        let row = &named.facility;
        let state =
            if row.gone { FacilityState::Closed } else { counting::state_on(tx, &row.place, row.weekdays, today)? };
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
        self.criteria.refresh().await?;
        let (facilities, place) = (self.clone(), place.to_owned());
        self.store.view("shown_facility", move |tx| facilities.file(tx, &place, false)).await
    }

    /// A manager's facility, with the names of who committed.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the manager has no such place, or where it is no facility.
    pub(crate) async fn managed(self: &Arc<Self>, manager: &Manager, place: &str) -> Result<FacilityFile, Failure> {
        self.criteria.refresh().await?;
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
        self.criteria.refresh().await?;
        let (facilities, seen, about) = (self.clone(), officer.clone(), (None, format!("place {place}")));
        let (id, allowed, place) = (place.to_owned(), officer.clone(), place.to_owned());
        let allow = move |tx: &mut dyn Transaction| Places::seen_by(tx, &allowed, &id).map(|_| ());
        let read = move |tx: &mut dyn Transaction| {
            Places::seen_by(tx, &seen, &place)?;
            facilities.file(tx, &place, true)
        };
        self.officers.read(officer, "view-facility", about, allow, read).await
    }

    /// A page of the facilities of an officer's area that a filter leaves.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for a unit outside of the officer's area.
    pub(crate) async fn list(
        self: &Arc<Self>,
        officer: &Officer,
        filter: FacilityFilter,
        after: (String, String),
        most: u32,
    ) -> Result<Vec<FacilityLine>, Failure> {
        self.begin_today().await?;
        let (facilities, area) = (self.clone(), self.looked_into(officer, &filter)?);
        let (words, kind) = (filter.pattern(), filter.kind);
        let read = move |tx: &mut dyn Transaction| match &area {
            Some(area) => facilities.lines(tx, area, &words, kind, &after, most),
            None => Ok(Vec::new()),
        };
        self.officers.read(officer, "list-facilities", None, |_| Ok(()), read).await
    }

    /// Who of an officer's area is open today and has not reported: the units by how many are missing, those first of which
    /// most are, and the facilities. Words of the filter are left out of account.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for a unit outside of the officer's area.
    pub(crate) async fn missing(
        self: &Arc<Self>,
        officer: &Officer,
        filter: &FacilityFilter,
    ) -> Result<MissingReports, Failure> {
        self.begin_today().await?;
        let Some(area) = self.looked_into(officer, filter)? else {
            return Ok(MissingReports { units: Vec::new(), lines: Vec::new(), has_more: false });
        };
        let (mut units, kind) = (self.units_of_kind(&area, filter.kind).await?, filter.kind);
        units.retain(|line| line.all().awaited() > 0);
        units.sort_by_key(|line| std::cmp::Reverse(line.all().awaited()));
        let facilities = self.clone();
        let read = move |tx: &mut dyn Transaction| facilities.awaited(tx, &area, kind);
        let lines = self.officers.read(officer, "list-facilities", None, |_| Ok(()), read).await?;
        let has_more = lines.len() >= MOST_MISSING;
        Ok(MissingReports { units, lines, has_more })
    }

    /// The units that lie directly in an area, with the counts of today; of one kind where one is named.
    async fn units_of_kind(
        self: &Arc<Self>,
        area: &Area,
        kind: Option<FacilityKind>,
    ) -> Result<Vec<UnitLine>, Failure> {
        let mut units = self.units_in(unit_of(area), self.today()).await?;
        let is_late = self.is_late(self.today());
        for line in &mut units {
            line.kinds.retain(|(one, _)| kind.is_none_or(|kind| *one == kind));
            line.colour = self.colour(&line.kinds, is_late);
        }
        Ok(units)
    }

    /// How the facilities of what an officer looks into stand today. Words of the filter are left out of account.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for a unit outside of the officer's area.
    pub(crate) async fn standing_today(
        self: &Arc<Self>,
        officer: &Officer,
        filter: &FacilityFilter,
    ) -> Result<AreaCounts, Failure> {
        let Some(area) = self.looked_into(officer, filter)? else {
            return Ok(AreaCounts { kinds: Vec::new(), units: Vec::new() });
        };
        let mut units = self.units_of_kind(&area, filter.kind).await?;
        let kinds = match unit_of(&area) {
            Some(code) if units.is_empty() => self.counts_of(code).await?,
            _ => UnitLine::together(&units),
        };
        let kinds = kinds.into_iter().filter(|(one, _)| filter.kind.is_none_or(|kind| *one == kind)).collect();
        units.retain(|line| line.all().due + line.all().closed > 0);
        Ok(AreaCounts { kinds, units })
    }

    fn awaited(
        &self,
        tx: &mut dyn Transaction,
        area: &Area,
        kind: Option<FacilityKind>,
    ) -> Result<Vec<FacilityLine>, Failure> {
        let (mut found, mut after) = (Vec::new(), Default::default());
        loop {
            let lines = self.lines(tx, area, "", kind, &after, PAGE)?;
            let Some(last) = lines.last() else { return Ok(found) };
            after = (last.named.facility.area.path().to_owned(), last.named.facility.place.clone());
            found.extend(lines.into_iter().filter(|line| line.state == FacilityState::Awaited));
            if found.len() >= MOST_MISSING {
                found.truncate(MOST_MISSING);
                return Ok(found);
            }
        }
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
        let photos = if with_words { photo_store::since(tx, place, today.minus(SHOWN_DAYS))? } else { BTreeMap::new() };
        let is_taken = self.takes(tx, &named.facility, today)?;
        Ok(FacilityFile {
            history,
            photos,
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
