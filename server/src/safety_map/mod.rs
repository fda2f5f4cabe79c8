//! The safety map: what everybody may see of facilities, as rows, as a drawing, and live.

mod api;
mod drawing;
mod feed;

use std::collections::BTreeMap;
use std::sync::Arc;

use lancan_protocol::criteria::{Colour, FacilityKind};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use serde::Serialize;
use tokio::sync::Mutex;

use crate::area_risks::{AreaRiskRow, AreaRisks};
use crate::boundaries::{Boundaries, BoundariesOfUnit, Rings};
use crate::facilities::{DayCounts, Facilities, UnitLine, colour_name};
use crate::ground::error::{Failure, Fault};
use crate::ground::unit_set::UnitSet;
use crate::http::Area;
use crate::units::{Unit, Units};

pub(crate) use api::{LiveMap, routes};
pub(crate) use drawing::{Drawing, MapShape};
pub(crate) use feed::MapFeed;

/// Seconds for which the sum of the country is kept.
const KEPT_SECONDS: u64 = 5;

/// A unit of the map with the units in it.
pub(crate) struct MapOfUnit {
    /// The unit and those it lies in, the province first; empty for the country.
    pub(crate) line: Vec<&'static Unit>,
    /// The units that lie directly in it.
    pub(crate) inside: Vec<UnitLine>,
    /// Number of the newest event that the counts hold.
    pub(crate) since: u64,
    /// The risks that stand today in the unit, by code of the unit.
    pub(crate) risks: BTreeMap<String, AreaRiskRow>,
    /// The boundaries of the unit and of those in it, as far as there are some.
    pub(crate) boundaries: Arc<BoundariesOfUnit>,
}

impl MapOfUnit {
    /// The boundaries of the units in it, each with its place in the list; where none of them has one, the unit's own.
    pub(crate) fn shapes(&self) -> Vec<(Option<usize>, &Rings)> {
        let bounded = |(at, line): (usize, &UnitLine)| Some((Some(at), self.boundaries.inside.get(line.unit.code)?));
        let inside: Vec<_> = self.inside.iter().enumerate().filter_map(bounded).collect();
        if !inside.is_empty() {
            return inside;
        }
        self.boundaries.own.iter().map(|rings| (None, rings)).collect()
    }
}

/// How many facilities of a unit stand how, as the map's JSON has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct MapCounts {
    /// The unit.
    pub(crate) code: String,
    /// The kind; `all` for all kinds together.
    pub(crate) kind: &'static str,
    /// Safe.
    pub(crate) g: i64,
    /// At risk.
    pub(crate) y: i64,
    /// Not safe.
    pub(crate) r: i64,
    /// Without an assessment: grey once assessments are due.
    pub(crate) n: i64,
    /// `green`, `yellow`, `red`; `none` while nothing is open or judged.
    pub(crate) colour: &'static str,
}

impl MapCounts {
    /// The counts of a unit; those of one kind, or of all kinds together.
    pub(crate) fn of(code: &str, kind: Option<FacilityKind>, counts: DayCounts, colour: Option<Colour>) -> Self {
        Self {
            code: code.to_owned(),
            kind: kind.map_or("all", FacilityKind::name),
            g: counts.green,
            y: counts.yellow,
            r: counts.red,
            n: counts.awaited(),
            colour: colour.map_or("none", colour_name),
        }
    }
}

/// The provinces as they were summed.
struct KeptCountry {
    at: UnixTime,
    since: u64,
    provinces: Vec<UnitLine>,
    risks: BTreeMap<String, AreaRiskRow>,
}

/// What the map shows.
pub(crate) struct SafetyMap {
    pub(crate) facilities: Arc<Facilities>,
    pub(crate) set: UnitSet,
    pub(crate) feed: Arc<MapFeed>,
    /// The risks of areas.
    pub(crate) risks: Arc<AreaRisks>,
    boundaries: Boundaries,
    /// What the country came to, for whoever asks soon after.
    country: Mutex<Option<KeptCountry>>,
}

impl SafetyMap {
    pub(crate) fn new(
        facilities: Arc<Facilities>,
        set: UnitSet,
        feed: Arc<MapFeed>,
        risks: Arc<AreaRisks>,
        boundaries: Boundaries,
    ) -> Self {
        Self { facilities, set, feed, risks, boundaries, country: Mutex::default() }
    }

    /// The boundaries of a unit, or of the country, and of the units in it.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for a unit that the set does not have.
    pub(crate) async fn boundaries_of(&self, code: Option<&str>) -> Result<Arc<BoundariesOfUnit>, Failure> {
        if let Some(code) = code {
            Units::of(self.set).find(code).ok_or(Problem::NotFound)?;
        }
        self.boundaries.of_unit(code).await
    }

    /// Units whose names hold these words: code and full name, ten at most.
    pub(crate) fn search(&self, words: &str) -> Vec<(String, String)> {
        let units = Units::of(self.set);
        units.search(words, 10).into_iter().map(|unit| (unit.code.to_owned(), units.full_name(unit))).collect()
    }

    /// The name of a unit with those it lies in; empty for a unit that the set does not have.
    pub(crate) fn full_name(&self, code: &str) -> String {
        let units = Units::of(self.set);
        units.find(code).map(|unit| units.full_name(unit)).unwrap_or_default()
    }

    /// The map of a unit, or of the country, today. The country is summed once in five seconds, however many ask.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for a unit that the set does not have.
    pub(crate) async fn of_unit(&self, code: Option<&str>) -> Result<MapOfUnit, Failure> {
        let Some(code) = code else { return self.of_country().await };
        let units = Units::of(self.set);
        let line = units.line(units.find(code).ok_or(Problem::NotFound)?);
        let since = self.feed.newest();
        let inside = self.facilities.units_in(Some(code), self.facilities.today()).await?;
        let risks = self.risks.standing(self.facilities.area(Some(code))?).await?;
        let boundaries = self.boundaries.of_unit(Some(code)).await?;
        Ok(MapOfUnit { line, inside, since, risks, boundaries })
    }

    async fn of_country(&self) -> Result<MapOfUnit, Failure> {
        let boundaries = self.boundaries.of_unit(None).await?;
        // Whoever comes while the sum is made waits for it.
        let mut kept = self.country.lock().await;
        let now = self.feed.now();
        if !kept.as_ref().is_some_and(|kept| kept.at <= now && now < kept.at.plus(KEPT_SECONDS)) {
            let since = self.feed.newest();
            let provinces = self.facilities.units_in(None, self.facilities.today()).await?;
            let risks = self.risks.standing(Area::COUNTRY).await?;
            *kept = Some(KeptCountry { at: now, since, provinces, risks });
        }
        let of = |kept: &KeptCountry| MapOfUnit {
            line: Vec::new(),
            inside: kept.provinces.clone(),
            since: kept.since,
            risks: kept.risks.clone(),
            boundaries: boundaries.clone(),
        };
        Ok(kept.as_ref().map(of).ok_or(Fault::Broken("a sum that was just made is gone"))?)
    }
}
