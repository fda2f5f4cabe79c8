//! The rows that count, by ward: how many facilities of each kind stand how on a day.

use lancan_protocol::criteria::FacilityKind;
use lancan_protocol::time::{Day, UnixTime};

use super::state::DayCounts;
use crate::http::Area;
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// The counts of one kind in a ward on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WardCounts {
    /// The ward.
    pub(crate) area: Area,
    /// The kind.
    pub(crate) kind: FacilityKind,
    /// How many stand how.
    pub(crate) counts: DayCounts,
    /// When a count was changed last.
    pub(crate) changed_at: UnixTime,
}

const COLUMNS: &str = "area, kind, closed, due, green, yellow, red, unjudged, changed_at";

fn ward(mut row: Row) -> Result<WardCounts, StoreError> {
    let (area, kind): (_, String) = (Area::at(row.take()?), row.take()?);
    Ok(WardCounts {
        area,
        kind: FacilityKind::of_name(&kind).ok_or(StoreError::Corrupt("a kind of facility"))?,
        counts: DayCounts {
            closed: row.take()?,
            due: row.take()?,
            green: row.take()?,
            yellow: row.take()?,
            red: row.take()?,
            unjudged: row.take()?,
        },
        changed_at: row.take()?,
    })
}

/// Adds to the counts of a ward.
pub(super) fn add(
    tx: &mut dyn Transaction,
    day: Day,
    area: &Area,
    kind: FacilityKind,
    more: DayCounts,
    now: UnixTime,
) -> Result<(), StoreError> {
    tx.execute(
        "-- facilities::add_counts
         INSERT INTO ward_counts (day, area, kind, closed, due, green, yellow, red, unjudged, changed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (day, area, kind) DO UPDATE SET closed = ward_counts.closed + excluded.closed,
         due = ward_counts.due + excluded.due, green = ward_counts.green + excluded.green,
         yellow = ward_counts.yellow + excluded.yellow, red = ward_counts.red + excluded.red,
         unjudged = ward_counts.unjudged + excluded.unjudged, changed_at = excluded.changed_at",
        values![
            day,
            area.path(),
            kind.name(),
            more.closed,
            more.due,
            more.green,
            more.yellow,
            more.red,
            more.unjudged,
            now
        ],
    )?;
    Ok(())
}

/// The counts of the wards of an area on a day.
pub(super) fn in_area(tx: &mut dyn Transaction, day: Day, area: &Area) -> Result<Vec<WardCounts>, StoreError> {
    let (from, to) = area.bounds();
    tx.all(
        &format!(
            "-- facilities::counts_in_area
             SELECT {COLUMNS} FROM ward_counts WHERE day = ?1 AND area >= ?2 AND area < ?3 ORDER BY area, kind"
        ),
        values![day, from.as_str(), to.as_str()],
        ward,
    )
}

/// The counts that were changed at a time or after it.
pub(super) fn changed_since(tx: &mut dyn Transaction, day: Day, at: UnixTime) -> Result<Vec<WardCounts>, StoreError> {
    tx.all(
        &format!(
            "-- facilities::counts_changed
             SELECT {COLUMNS} FROM ward_counts WHERE day = ?1 AND changed_at >= ?2 ORDER BY area, kind"
        ),
        values![day, at],
        ward,
    )
}

/// Deletes the counts of a day.
pub(super) fn clear(tx: &mut dyn Transaction, day: Day) -> Result<(), StoreError> {
    tx.execute("-- facilities::clear_counts\n DELETE FROM ward_counts WHERE day = ?1", values![day])?;
    Ok(())
}

/// Notes that the counts of a day were begun. Returns whether they were not before.
pub(super) fn begin_day(tx: &mut dyn Transaction, day: Day) -> Result<bool, StoreError> {
    let begun = tx.execute(
        "-- facilities::begin_day\n INSERT INTO facility_days (day, wrong) VALUES (?1, 0) ON CONFLICT (day) DO NOTHING",
        values![day],
    )?;
    Ok(begun > 0)
}

/// Whether the counts of a day were begun.
pub(super) fn is_begun(tx: &mut dyn Transaction, day: Day) -> Result<bool, StoreError> {
    let found =
        tx.first("-- facilities::is_begun\n SELECT 1 FROM facility_days WHERE day = ?1", values![day], |mut row| {
            row.take::<u32>()
        })?;
    Ok(found.is_some())
}

/// The newest day before `today` that was begun and not recounted.
pub(super) fn to_recount(tx: &mut dyn Transaction, today: Day) -> Result<Option<Day>, StoreError> {
    tx.first(
        "-- facilities::to_recount
         SELECT day FROM facility_days WHERE day < ?1 AND recounted_at IS NULL ORDER BY day DESC LIMIT 1",
        values![today],
        |mut row| row.take(),
    )
}

/// Notes that a day was recounted, and how many rows were wrong.
pub(super) fn recounted(tx: &mut dyn Transaction, day: Day, wrong: u32, now: UnixTime) -> Result<(), StoreError> {
    tx.execute(
        "-- facilities::recounted\n UPDATE facility_days SET recounted_at = ?2, wrong = ?3 WHERE day = ?1",
        values![day, now, wrong],
    )?;
    Ok(())
}

/// Whether a day was begun and nobody was reminded of it.
pub(super) fn is_unreminded(tx: &mut dyn Transaction, day: Day) -> Result<bool, StoreError> {
    let found = tx.first(
        "-- facilities::is_unreminded\n SELECT 1 FROM facility_days WHERE day = ?1 AND reminded_at IS NULL",
        values![day],
        |mut row| row.take::<u32>(),
    )?;
    Ok(found.is_some())
}

/// Notes that everybody who had not reported was reminded.
pub(super) fn reminded(tx: &mut dyn Transaction, day: Day, now: UnixTime) -> Result<(), StoreError> {
    tx.execute(
        "-- facilities::reminded\n UPDATE facility_days SET reminded_at = ?2 WHERE day = ?1",
        values![day, now],
    )?;
    Ok(())
}

/// Deletes counts of days before `oldest`.
pub(super) fn expire(tx: &mut dyn Transaction, oldest: Day) -> Result<(), StoreError> {
    tx.execute("-- facilities::expire_counts\n DELETE FROM ward_counts WHERE day < ?1", values![oldest])?;
    tx.execute("-- facilities::expire_days\n DELETE FROM facility_days WHERE day < ?1", values![oldest])?;
    Ok(())
}
