//! The rows of risks.

use lancan_protocol::criteria::AreaRisk;
use lancan_protocol::time::{Day, UnixTime};

use crate::ground::ids::OfficerId;
use crate::ground::unit_set::UnitSet;
use crate::http::Area;
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// The risk of a unit, as an officer entered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AreaRiskRow {
    /// What it is known by.
    pub(crate) id: String,
    /// Code of the unit.
    pub(crate) unit: String,
    /// Where the unit lies.
    pub(crate) area: Area,
    /// 0 to 100.
    pub(crate) score: u32,
    /// The first day on which it stands.
    pub(crate) first: Day,
    /// The last one.
    pub(crate) last: Day,
    /// Where it comes from.
    pub(crate) source: String,
    /// When it was entered.
    pub(crate) at: UnixTime,
    /// When it was taken back.
    pub(crate) taken_back_at: Option<UnixTime>,
}

impl AreaRiskRow {
    /// How much risk it is.
    pub(crate) fn risk(&self) -> AreaRisk {
        AreaRisk::of(self.score)
    }
}

const COLUMNS: &str = "id, unit, area, score, first_day, last_day, source, at, taken_back_at";

fn risk(mut row: Row) -> Result<AreaRiskRow, StoreError> {
    let (id, unit, area) = (row.take()?, row.take()?, Area::at(row.take()?));
    Ok(AreaRiskRow {
        id,
        unit,
        area,
        score: row.take()?,
        first: row.take()?,
        last: row.take()?,
        source: row.take()?,
        at: row.take()?,
        taken_back_at: row.take()?,
    })
}

/// Keeps a risk.
pub(super) fn insert(
    tx: &mut dyn Transaction,
    row: &AreaRiskRow,
    set: UnitSet,
    officer: OfficerId,
) -> Result<(), StoreError> {
    tx.insert(
        "-- area_risks::insert
         INSERT INTO area_risks (id, unit, unit_set, area, score, first_day, last_day, source, officer, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (id) DO NOTHING",
        values![
            &row.id,
            &row.unit,
            set.name(),
            row.area.path(),
            row.score,
            row.first,
            row.last,
            &row.source,
            officer,
            row.at
        ],
    )
}

/// The risk with this id.
pub(super) fn find(tx: &mut dyn Transaction, id: &str) -> Result<Option<AreaRiskRow>, StoreError> {
    tx.first(&format!("-- area_risks::find\n SELECT {COLUMNS} FROM area_risks WHERE id = ?1"), values![id], risk)
}

/// The risks that stand in an area on a day, those entered last at the end.
pub(super) fn standing(
    tx: &mut dyn Transaction,
    area: &Area,
    set: UnitSet,
    day: Day,
) -> Result<Vec<AreaRiskRow>, StoreError> {
    let (from, to) = area.bounds();
    tx.all(
        &format!(
            "-- area_risks::standing
             SELECT {COLUMNS} FROM area_risks WHERE area >= ?1 AND area < ?2 AND unit_set = ?3 AND first_day <= ?4
             AND last_day >= ?4 AND taken_back_at IS NULL ORDER BY at, id"
        ),
        values![from.as_str(), to.as_str(), set.name(), day],
        risk,
    )
}

/// What was entered for an area and has not ended before a day, the newest first.
pub(super) fn entered(
    tx: &mut dyn Transaction,
    area: &Area,
    day: Day,
    most: u32,
) -> Result<Vec<AreaRiskRow>, StoreError> {
    let (from, to) = area.bounds();
    tx.all(
        &format!(
            "-- area_risks::entered
             SELECT {COLUMNS} FROM area_risks WHERE area >= ?1 AND area < ?2 AND last_day >= ?3
             ORDER BY at DESC, id LIMIT ?4"
        ),
        values![from.as_str(), to.as_str(), day, most],
        risk,
    )
}

/// Notes that a risk was taken back.
pub(super) fn take_back(tx: &mut dyn Transaction, id: &str, now: UnixTime) -> Result<(), StoreError> {
    tx.execute(
        "-- area_risks::take_back
         UPDATE area_risks SET taken_back_at = ?2 WHERE id = ?1 AND taken_back_at IS NULL",
        values![id, now],
    )?;
    Ok(())
}

/// Deletes what ended before `oldest`.
pub(super) fn expire(tx: &mut dyn Transaction, oldest: Day) -> Result<(), StoreError> {
    tx.execute("-- area_risks::expire\n DELETE FROM area_risks WHERE last_day < ?1", values![oldest])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use crate::store::testing::{Explained, store_behaviours};

    const DAY: Day = Day(18_773);
    const NOW: UnixTime = UnixTime(1_621_936_800);

    async fn no_statement_of_risks_reads_a_table_from_end_to_end(store: Store) {
        let whole = store.run("plans", |tx| {
            let mut explained = Explained::new(tx)?;
            let tx: &mut dyn Transaction = &mut explained;
            let area = Area::at("68/".to_owned());
            find(tx, "no")?;
            standing(tx, &area, UnitSet::Of2025, DAY)?;
            entered(tx, &area, DAY, 200)?;
            take_back(tx, "no", NOW)?;
            expire(tx, DAY)?;
            Ok::<_, StoreError>(explained.whole)
        });
        assert_eq!(whole.await.unwrap(), Vec::<String>::new());
    }

    store_behaviours! {
        no_statement_of_risks_reads_a_table_from_end_to_end
    }
}
