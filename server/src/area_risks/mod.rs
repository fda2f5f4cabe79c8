//! The risk of areas: a number from 0 to 100 that officers of a province enter for a unit and some days, with its source. It
//! is a layer of the safety map, and changes no facility's colour.

mod api;
mod store;

use std::collections::BTreeMap;
use std::sync::Arc;

use lancan_protocol::criteria::AreaRisk;
use lancan_protocol::hex;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::Day;

use crate::ground::clock::Clock;
use crate::ground::error::{Failure, Refusal};
use crate::ground::random;
use crate::ground::unit_set::UnitSet;
use crate::http::{Area, Officer};
use crate::officers::Officers;
use crate::store::{Store, StoreError, Transaction};
use crate::units::{self, Unit, Units};

pub(crate) use api::routes;
pub(crate) use store::AreaRiskRow;

/// Most days for which a risk is entered.
const LONGEST: u32 = 92;
/// Days ahead that a risk may begin.
const AHEAD: u32 = 31;
/// Days that a risk is kept after its last day.
const KEPT_DAYS: u32 = 400;
/// Most characters of a source.
const LONGEST_SOURCE: usize = 200;
/// Rows of a list.
const MOST_LISTED: u32 = 500;

/// What an officer enters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewAreaRisk {
    /// Code of the unit in the set in force.
    pub(crate) unit: String,
    /// 0 to 100.
    pub(crate) score: u32,
    /// The first day on which it stands.
    pub(crate) first: Day,
    /// The last one.
    pub(crate) last: Day,
    /// Where it comes from: a decision, a report.
    pub(crate) source: String,
}

/// The risks of the store.
pub(crate) struct AreaRisks {
    store: Store,
    officers: Arc<Officers>,
    clock: Arc<dyn Clock>,
    key_days: KeyDays,
    set: UnitSet,
}

/// Deletes what ended longer ago than it is kept.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    store::expire(tx, today.minus(KEPT_DAYS))
}

/// A risk's name in answers and in the keys of texts.
pub(crate) fn risk_name(risk: AreaRisk) -> &'static str {
    match risk {
        AreaRisk::Low => "low",
        AreaRisk::Moderate => "moderate",
        AreaRisk::High => "high",
        AreaRisk::VeryHigh => "very-high",
    }
}

impl NewAreaRisk {
    /// Whether it can be, on a day.
    ///
    /// # Errors
    /// A refusal that names the field.
    fn check(&self, today: Day) -> Result<(), Refusal> {
        let wrong = |field, key| Err(Refusal::of_field(field, key, Vec::new()));
        if self.score > 100 {
            return wrong("score", "area-risk-error-score");
        }
        if self.first > today.plus(AHEAD) {
            return wrong("from", "area-risk-error-from");
        }
        if self.last < self.first.max(today) || self.last > self.first.plus(LONGEST) {
            return wrong("until", "area-risk-error-until");
        }
        let source = self.source.trim();
        let fits = source.chars().count() <= LONGEST_SOURCE && !source.chars().any(char::is_control);
        if !fits || !source.chars().any(char::is_alphabetic) {
            return wrong("source", "area-risk-error-source");
        }
        Ok(())
    }
}

/// The area of an officer of a province or of the country.
///
/// # Errors
/// [`Problem::NotAllowed`] for everybody else.
fn province_of(officer: &Officer) -> Result<Area, Refusal> {
    let is_wide = |area: &Area| area.path().matches('/').count() <= 1;
    officer
        .area
        .territory()
        .filter(is_wide)
        .ok_or_else(|| Refusal::saying(Problem::NotAllowed, "area-risk-error-province"))
}

impl AreaRisks {
    pub(crate) fn new(officers: Arc<Officers>, key_days: KeyDays, set: UnitSet) -> Self {
        let (store, clock) = (officers.store.clone(), officers.clock.clone());
        Self { store, officers, clock, key_days, set }
    }

    /// The deployment's day.
    pub(crate) fn today(&self) -> Day {
        self.key_days.day(self.clock.now())
    }

    /// Units of an officer's province whose names hold these words, at most `most`.
    pub(crate) fn units_found(&self, officer: &Officer, words: &str, most: usize) -> Vec<(&'static str, String)> {
        let (units, Ok(province)) = (Units::of(self.set), province_of(officer)) else { return Vec::new() };
        let is_inside = |unit: &&Unit| units::area_of(self.set, unit.code).is_ok_and(|area| province.covers(&area));
        let found = units.search(words, most * 4).into_iter().filter(is_inside).take(most);
        found.map(|unit| (unit.code, units.full_name(unit))).collect()
    }

    /// The name of a unit with those it lies in; its code where the set does not have it.
    pub(crate) fn unit_name(&self, code: &str) -> String {
        let units = Units::of(self.set);
        units.find(code).map_or_else(|| code.to_owned(), |unit| units.full_name(unit))
    }

    /// Enters the risk of a unit. What was entered later goes before what was entered earlier, on the days of both. Returns its
    /// id.
    ///
    /// # Errors
    /// [`Problem::NotAllowed`] where the officer is none of a province; a refusal that names the field, where the unit is none
    /// of the officer's area too.
    pub(crate) async fn enter(&self, officer: &Officer, new: NewAreaRisk) -> Result<String, Failure> {
        let province = province_of(officer)?;
        new.check(self.today())?;
        let no_unit = || Refusal::of_field("unit", "area-risk-error-unit", Vec::new());
        let area = units::area_of(self.set, &new.unit).map_err(|_| no_unit())?;
        if !province.covers(&area) {
            return Err(no_unit().into());
        }
        let row = AreaRiskRow {
            id: hex::encode(&random::bytes::<16>()),
            unit: new.unit,
            area,
            score: new.score,
            first: new.first,
            last: new.last,
            source: new.source.trim().to_owned(),
            at: self.clock.now(),
            taken_back_at: None,
        };
        let (id, set, by) = (row.id.clone(), self.set, officer.id);
        let about = (None, format!("area-risk {id}"));
        let work = move |tx: &mut dyn Transaction| Ok(store::insert(tx, &row, set, by)?);
        self.officers.write(officer, "enter-area-risk", about, work).await?;
        Ok(id)
    }

    /// Takes a risk back. Once it was, nothing changes.
    ///
    /// # Errors
    /// [`Problem::NotAllowed`] where the officer is none of a province; [`Problem::NotFound`] where the officer's area has no
    /// such risk.
    pub(crate) async fn take_back(&self, officer: &Officer, id: &str) -> Result<(), Failure> {
        let (province, now) = (province_of(officer)?, self.clock.now());
        let (about, id) = ((None, format!("area-risk {id}")), id.to_owned());
        let work = move |tx: &mut dyn Transaction| {
            store::find(tx, &id)?.filter(|row| province.covers(&row.area)).ok_or(Problem::NotFound)?;
            Ok(store::take_back(tx, &id, now)?)
        };
        self.officers.write(officer, "take-back-area-risk", about, work).await
    }

    /// What was entered for the officer's area and has not ended, the newest first, at most 500.
    pub(crate) async fn list(&self, officer: &Officer) -> Result<Vec<AreaRiskRow>, Failure> {
        let (area, today) = (officer.area.territory(), self.today());
        let read = move |tx: &mut dyn Transaction| match &area {
            Some(area) => Ok::<_, Failure>(store::entered(tx, area, today, MOST_LISTED)?),
            None => Ok(Vec::new()),
        };
        self.officers.read(officer, "list-area-risks", None, |_| Ok(()), read).await
    }

    /// The risks that stand today in an area, by code of the unit.
    pub(crate) async fn standing(&self, area: Area) -> Result<BTreeMap<String, AreaRiskRow>, Failure> {
        let (today, set) = (self.today(), self.set);
        let rows = self.store.view("area_risks", move |tx| store::standing(tx, &area, set, today)).await?;
        Ok(rows.into_iter().map(|row| (row.unit.clone(), row)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_risk_is_entered_for_days_to_come_with_a_number_and_a_source() {
        let today = Day(18_773);
        let good = NewAreaRisk {
            unit: "25054".to_owned(),
            score: 100,
            first: today.minus(3),
            last: today,
            source: "Quyết định 12/QĐ-UBND".to_owned(),
        };
        let field = |new: NewAreaRisk| match new.check(today) {
            Ok(()) => "",
            Err(Refusal { detail: Some(crate::ground::error::Detail::Said { field, .. }), .. }) => field.unwrap(),
            Err(_) => "?",
        };
        assert_eq!(field(good.clone()), "");
        assert_eq!(field(NewAreaRisk { score: 101, ..good.clone() }), "score");
        assert_eq!(field(NewAreaRisk { first: today.plus(32), last: today.plus(33), ..good.clone() }), "from");
        assert_eq!(field(NewAreaRisk { last: today.minus(1), ..good.clone() }), "until");
        assert_eq!(field(NewAreaRisk { first: today, last: today.plus(93), ..good.clone() }), "until");
        for source in ["", "12", "A\u{7}", &"a".repeat(201)] {
            assert_eq!(field(NewAreaRisk { source: source.to_owned(), ..good.clone() }), "source", "{source}");
        }
    }
}
