//! The rows of facilities.

use std::collections::BTreeSet;

use lancan_protocol::criteria::FacilityKind;
use lancan_protocol::time::{Day, UnixTime};

use super::state::{FacilityVerdict, Weekdays};
use crate::ground::ids::OfficerId;
use crate::ground::unit_set::UnitSet;
use crate::http::Area;
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// What an assessment says that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    /// What it says.
    pub(crate) verdict: FacilityVerdict,
    /// The day that it is about.
    pub(crate) since: Day,
    /// The last day on which it stands; none while an inspection has no end.
    pub(crate) until: Option<Day>,
    /// Whether it is an officer's inspection.
    pub(crate) inspected: bool,
}

impl Standing {
    /// Whether it stands on a day.
    pub(crate) fn holds(&self, day: Day) -> bool {
        self.since <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// A facility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FacilityRow {
    /// The place that it is.
    pub(crate) place: String,
    /// What kind it is.
    pub(crate) kind: FacilityKind,
    /// People whom it takes in a day.
    pub(crate) people: u32,
    /// Latitude and longitude in millionths of a degree.
    pub(crate) point: Option<(i64, i64)>,
    /// When it is open.
    pub(crate) weekdays: Weekdays,
    /// Code of its ward.
    pub(crate) unit: String,
    /// The set of units that the code is of.
    pub(crate) set: UnitSet,
    /// Where the ward lies.
    pub(crate) area: Area,
    /// When it became one.
    pub(crate) added_at: UnixTime,
    /// What stands.
    pub(crate) standing: Option<Standing>,
    /// Whether its place is closed for good.
    pub(crate) gone: bool,
}

pub(super) const COLUMNS: &str = "facilities.place, facilities.kind, facilities.people, facilities.latitude, facilities.longitude, \
                       facilities.weekdays, facilities.unit, facilities.unit_set, facilities.area, facilities.added_at, \
                       facilities.verdict, facilities.since, facilities.until, facilities.inspected, facilities.gone";

/// Reads a row of [`COLUMNS`].
pub(super) fn facility(row: &mut Row) -> Result<FacilityRow, StoreError> {
    let (place, kind): (_, String) = (row.take()?, row.take()?);
    let people = row.take()?;
    let point = row.take::<Option<i64>>()?.zip(row.take::<Option<i64>>()?);
    let (weekdays, unit, set): (_, _, String) = (row.take()?, row.take()?, row.take()?);
    let (area, added_at) = (Area::at(row.take()?), row.take()?);
    let verdict: Option<String> = row.take()?;
    let (since, until, inspected): (Option<Day>, _, u32) = (row.take()?, row.take()?, row.take()?);
    let standing = match verdict.zip(since) {
        Some((name, since)) => {
            let verdict = FacilityVerdict::named(&name).ok_or(StoreError::Corrupt("a facility's verdict"))?;
            Some(Standing { verdict, since, until, inspected: inspected != 0 })
        }
        None => None,
    };
    let gone = row.take::<u32>()? != 0;
    Ok(FacilityRow {
        place,
        kind: FacilityKind::of_name(&kind).ok_or(StoreError::Corrupt("a facility's kind"))?,
        people,
        point,
        weekdays: Weekdays(weekdays),
        unit,
        set: UnitSet::named(&set).ok_or(StoreError::Corrupt("a facility's set of units"))?,
        area,
        added_at,
        standing,
        gone,
    })
}

/// A facility with the name and address of its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedFacility {
    /// The facility.
    pub(crate) facility: FacilityRow,
    /// Its name.
    pub(crate) name: String,
    /// Where it is, for people.
    pub(crate) address: String,
}

fn named(mut row: Row) -> Result<NamedFacility, StoreError> {
    let facility = facility(&mut row)?;
    Ok(NamedFacility { facility, name: row.take()?, address: row.take()? })
}

/// Writes what a facility is now; what stands is written apart.
pub(super) fn put(tx: &mut dyn Transaction, row: &FacilityRow) -> Result<(), StoreError> {
    tx.execute(
        "-- facilities::put
         INSERT INTO facilities (place, kind, people, latitude, longitude, weekdays, unit, unit_set, area, added_at, inspected,
                                 gone)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, ?11)
         ON CONFLICT (place) DO UPDATE SET kind = excluded.kind, people = excluded.people, latitude = excluded.latitude,
         longitude = excluded.longitude, weekdays = excluded.weekdays, unit = excluded.unit,
         unit_set = excluded.unit_set, area = excluded.area, gone = excluded.gone",
        values![
            &row.place,
            row.kind.name(),
            row.people,
            row.point.map(|(latitude, _)| latitude),
            row.point.map(|(_, longitude)| longitude),
            row.weekdays.0,
            &row.unit,
            row.set.name(),
            row.area.path(),
            row.added_at,
            u32::from(row.gone)
        ],
    )?;
    Ok(())
}

/// Writes what stands of a facility.
pub(super) fn stand(tx: &mut dyn Transaction, place: &str, standing: Option<Standing>) -> Result<(), StoreError> {
    tx.execute(
        "-- facilities::stand
         UPDATE facilities SET verdict = ?2, since = ?3, until = ?4, inspected = ?5 WHERE place = ?1",
        values![
            place,
            standing.map(|standing| standing.verdict.name()),
            standing.map(|standing| standing.since),
            standing.and_then(|standing| standing.until),
            u32::from(standing.is_some_and(|standing| standing.inspected))
        ],
    )?;
    Ok(())
}

/// The facility that a place is.
pub(super) fn find(tx: &mut dyn Transaction, place: &str) -> Result<Option<FacilityRow>, StoreError> {
    tx.first(
        &format!("-- facilities::find\n SELECT {COLUMNS} FROM facilities WHERE place = ?1"),
        values![place],
        |mut row| facility(&mut row),
    )
}

/// The facility that a place is, with name and address.
pub(super) fn find_named(tx: &mut dyn Transaction, place: &str) -> Result<Option<NamedFacility>, StoreError> {
    tx.first(
        &format!(
            "-- facilities::find_named
             SELECT {COLUMNS}, places.name, places.address FROM facilities JOIN places ON places.id = facilities.place
             WHERE facilities.place = ?1"
        ),
        values![place],
        named,
    )
}

/// The facilities of an area that are not closed for good and whose names hold these folded words, of one kind or all, by path of the area and id.
pub(super) fn in_area(
    tx: &mut dyn Transaction,
    area: &Area,
    words: &str,
    kind: Option<FacilityKind>,
    after: &(String, String),
    most: u32,
) -> Result<Vec<NamedFacility>, StoreError> {
    let (from, to) = area.bounds();
    let from = from.max(after.0.clone());
    tx.all(
        &format!(
            "-- facilities::in_area
             SELECT {COLUMNS}, places.name, places.address FROM facilities JOIN places ON places.id = facilities.place
             WHERE facilities.area >= ?1 AND facilities.area < ?2
             AND facilities.gone = 0 AND (facilities.area > ?3 OR facilities.place > ?4)
             AND (?5 = '' OR places.folded LIKE '%' || ?5 || '%' ESCAPE '!')
             AND (?7 = '' OR facilities.kind = ?7)
             ORDER BY facilities.area, facilities.place LIMIT ?6"
        ),
        values![from.as_str(), to.as_str(), &after.0, &after.1, words, most, kind.map_or("", FacilityKind::name)],
        named,
    )
}

/// A facility with the unit and area of its place, where the place is of another set of units.
pub(super) type OfOtherSet = (FacilityRow, Option<(String, Area)>);

/// Facilities whose ward is of a set of units, at most `most`.
pub(super) fn of_set(tx: &mut dyn Transaction, set: UnitSet, most: u32) -> Result<Vec<OfOtherSet>, StoreError> {
    tx.all(
        &format!(
            "-- facilities::of_set
             SELECT {COLUMNS}, places.unit, places.area, places.unit_set FROM facilities
             JOIN places ON places.id = facilities.place
             WHERE facilities.unit_set = ?1 ORDER BY facilities.place LIMIT ?2"
        ),
        values![set.name(), most],
        |mut row| {
            let facility = facility(&mut row)?;
            let (unit, area, of): (_, _, String) = (row.take()?, Area::at(row.take()?), row.take()?);
            Ok((facility, (of != set.name()).then_some((unit, area))))
        },
    )
}

/// Marks a day as closed, or as open again.
pub(super) fn close(
    tx: &mut dyn Transaction,
    place: &str,
    day: Day,
    by: Option<OfficerId>,
    now: UnixTime,
) -> Result<(), StoreError> {
    tx.execute(
        "-- facilities::close
         INSERT INTO facility_closures (place, day, officer, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (place, day) DO NOTHING",
        values![place, day, by, now],
    )?;
    Ok(())
}

/// Takes a closed day back.
pub(super) fn open(tx: &mut dyn Transaction, place: &str, day: Day) -> Result<(), StoreError> {
    tx.execute(
        "-- facilities::open\n DELETE FROM facility_closures WHERE place = ?1 AND day = ?2",
        values![place, day],
    )?;
    Ok(())
}

/// Whether a facility is closed on a day on which it would be open.
pub(super) fn is_closed(tx: &mut dyn Transaction, place: &str, day: Day) -> Result<bool, StoreError> {
    let found = tx.first(
        "-- facilities::is_closed\n SELECT 1 FROM facility_closures WHERE place = ?1 AND day = ?2",
        values![place, day],
        |mut row| row.take::<u32>(),
    )?;
    Ok(found.is_some())
}

/// The facilities that are closed on a day.
pub(super) fn closed_on(tx: &mut dyn Transaction, day: Day) -> Result<BTreeSet<String>, StoreError> {
    let of_day = "-- facilities::closed_on\n SELECT place FROM facility_closures WHERE day = ?1";
    let closed = tx.all(of_day, values![day], |mut row| row.take())?;
    Ok(closed.into_iter().collect())
}

/// Notes that the managers of a facility are reminded of a day. Returns whether they were not before.
pub(super) fn remind(tx: &mut dyn Transaction, place: &str, day: Day) -> Result<bool, StoreError> {
    let noted = tx.execute(
        "-- facilities::remind
         UPDATE facilities SET reminded = ?2 WHERE place = ?1 AND (reminded IS NULL OR reminded < ?2)",
        values![place, day],
    )?;
    Ok(noted > 0)
}

/// Allows a facility to send or correct the assessment of a day until a time.
pub(super) fn reopen(
    tx: &mut dyn Transaction,
    place: &str,
    day: Day,
    officer: OfficerId,
    until: UnixTime,
) -> Result<(), StoreError> {
    tx.execute(
        "-- facilities::reopen
         INSERT INTO facility_reopenings (place, day, officer, until) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (place, day) DO UPDATE SET officer = excluded.officer, until = excluded.until",
        values![place, day, officer, until],
    )?;
    Ok(())
}

/// The days of a facility that are open again.
pub(super) fn reopened(tx: &mut dyn Transaction, place: &str, now: UnixTime) -> Result<Vec<Day>, StoreError> {
    tx.all(
        "-- facilities::reopened\n SELECT day FROM facility_reopenings WHERE place = ?1 AND until > ?2 ORDER BY day",
        values![place, now],
        |mut row| row.take(),
    )
}

/// Deletes closed and reopened days before `oldest`.
pub(super) fn expire(tx: &mut dyn Transaction, oldest: Day) -> Result<(), StoreError> {
    tx.execute("-- facilities::expire_closures\n DELETE FROM facility_closures WHERE day < ?1", values![oldest])?;
    tx.execute("-- facilities::expire_reopenings\n DELETE FROM facility_reopenings WHERE day < ?1", values![oldest])?;
    Ok(())
}
