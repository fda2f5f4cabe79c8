//! The rows that say what a facility was, and from which day on: kind, weekdays, ward, and whether its place is closed for good.
//! A day that is over is counted by what held on that day.

use lancan_protocol::time::Day;

use super::store::{self, FacilityRow, facility};
use crate::store::{StoreError, Transaction};
use crate::values;

/// The columns of [`super::store::COLUMNS`], with what held on a day in place of what holds now.
const ON_DAY: &str = "facilities.place, held.kind, facilities.people, facilities.latitude, facilities.longitude, \
                      held.weekdays, held.unit, held.unit_set, held.area, facilities.added_at, facilities.verdict, \
                      facilities.since, facilities.until, facilities.inspected, held.gone";

/// Writes what a facility is, new or changed from a day on.
pub(super) fn put(tx: &mut dyn Transaction, row: &FacilityRow, from: Day) -> Result<(), StoreError> {
    store::put(tx, row)?;
    tx.execute(
        "-- facilities::put_description
         INSERT INTO facility_descriptions (place, first_day, kind, weekdays, unit, unit_set, area, gone)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (place, first_day) DO UPDATE SET kind = excluded.kind, weekdays = excluded.weekdays,
         unit = excluded.unit, unit_set = excluded.unit_set, area = excluded.area, gone = excluded.gone",
        values![
            &row.place,
            from,
            row.kind.name(),
            row.weekdays.0,
            &row.unit,
            row.set.name(),
            row.area.path(),
            u32::from(row.gone)
        ],
    )?;
    Ok(())
}

/// A facility as it was on a day; none before its first.
pub(super) fn on(tx: &mut dyn Transaction, place: &str, day: Day) -> Result<Option<FacilityRow>, StoreError> {
    tx.first(
        &format!(
            "-- facilities::description_on
             SELECT {ON_DAY} FROM facilities JOIN facility_descriptions AS held ON held.place = facilities.place
             WHERE facilities.place = ?1 AND held.first_day <= ?2 ORDER BY held.first_day DESC LIMIT 1"
        ),
        values![place, day],
        |mut row| facility(&mut row),
    )
}

/// Every facility as it was on a day, a page at a time, after a place's id.
pub(super) fn page(tx: &mut dyn Transaction, day: Day, after: &str, most: u32) -> Result<Vec<FacilityRow>, StoreError> {
    tx.all(
        &format!(
            "-- facilities::page_of_day
             SELECT {ON_DAY} FROM facilities JOIN facility_descriptions AS held ON held.place = facilities.place
             AND held.first_day = (SELECT max(first_day) FROM facility_descriptions AS other
                                   WHERE other.place = facilities.place AND other.first_day <= ?1)
             WHERE facilities.place > ?2 ORDER BY facilities.place LIMIT ?3"
        ),
        values![day, after, most],
        |mut row| facility(&mut row),
    )
}

/// Deletes what held on no day since `oldest`.
pub(super) fn expire(tx: &mut dyn Transaction, oldest: Day) -> Result<(), StoreError> {
    tx.execute(
        "-- facilities::expire_descriptions
         DELETE FROM facility_descriptions WHERE EXISTS (SELECT 1 FROM facility_descriptions AS later
         WHERE later.place = facility_descriptions.place AND later.first_day > facility_descriptions.first_day
         AND later.first_day <= ?1)",
        values![oldest],
    )?;
    Ok(())
}
