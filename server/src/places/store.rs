//! The rows of places and of their codes.

use lancan_protocol::places::{Category, CodeId, LogId, Place, PlaceFlags, PlaceName, Province, UnitCode};
use lancan_protocol::time::{Day, UnixTime};

use super::details::PlaceDetails;
use super::new_place::CheckedPlace;
use crate::ground::ids::Digest;
use crate::ground::unit_set::UnitSet;
use crate::http::Area;
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// A place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PlaceRow {
    /// Random id.
    pub(crate) id: String,
    /// What its codes say of it.
    pub(crate) place: Place,
    /// Code of its unit, with its zeros.
    pub(crate) unit: String,
    /// Where its unit lies.
    pub(crate) area: Area,
    /// Where it is, for people.
    pub(crate) address: String,
    /// When it was added.
    pub(crate) added_at: UnixTime,
    /// When a health officer verified it.
    pub(crate) verified_at: Option<UnixTime>,
    /// Whether it is closed: none of its codes is without an end.
    pub(crate) is_closed: bool,
    /// What whoever runs it says besides.
    pub(crate) details: PlaceDetails,
    /// The set of units that its unit is of.
    pub(crate) set: UnitSet,
}

pub(super) const PLACE_COLUMNS: &str =
    "id, name, category, flags, province, unit, area, address, added_at, verified_at, hours, capacity, log_duty,
     (SELECT count(*) FROM place_codes WHERE place = places.id AND live_until IS NULL), unit_set";

/// Reads a row of [`PLACE_COLUMNS`].
pub(super) fn place(mut row: Row) -> Result<PlaceRow, StoreError> {
    let (id, name): (String, String) = (row.take()?, row.take()?);
    let (category, flags, province) = (byte(row.take()?)?, byte(row.take()?)?, byte(row.take()?)?);
    let unit: String = row.take()?;
    let place = Place {
        flags: PlaceFlags(flags),
        category: Category::from_number(category).ok_or(StoreError::Corrupt("category of a place"))?,
        province: Province(province),
        unit: UnitCode::from_digits(&unit).ok_or(StoreError::Corrupt("unit of a place"))?,
        name: PlaceName::exact(&name).map_err(|_| StoreError::Corrupt("name of a place"))?,
    };
    let (area, address, added_at, verified_at) = (Area::at(row.take()?), row.take()?, row.take()?, row.take()?);
    let (hours, capacity, log_duty): (_, _, Option<u32>) = (row.take()?, row.take()?, row.take()?);
    let details = PlaceDetails { hours, capacity, log_duty: log_duty.map(|duty| duty != 0) };
    let is_closed = row.take::<u32>()? == 0;
    let set: String = row.take()?;
    let set = UnitSet::named(&set).ok_or(StoreError::Corrupt("a place's set of units"))?;
    Ok(PlaceRow { id, place, unit, area, address, added_at, verified_at, is_closed, details, set })
}

fn byte(number: u32) -> Result<u8, StoreError> {
    u8::try_from(number).map_err(|_| StoreError::Corrupt("a byte of a place"))
}

pub(super) fn insert(
    tx: &mut dyn Transaction,
    id: &str,
    new: &CheckedPlace,
    now: UnixTime,
    verified_at: Option<UnixTime>,
) -> Result<(), StoreError> {
    let CheckedPlace { place, unit, set, area, folded, address, details } = new;
    tx.insert(
        "-- places::insert
         INSERT INTO places (id, name, folded, category, flags, province, unit, area, address, added_at, verified_at,
                             hours, capacity, log_duty, unit_set)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) ON CONFLICT (id) DO NOTHING",
        values![
            id,
            place.name.as_str(),
            folded,
            u32::from(place.category.number()),
            u32::from(place.flags.0),
            u32::from(place.province.0),
            *unit,
            area.path(),
            address,
            now,
            verified_at,
            &details.hours,
            details.capacity,
            details.log_duty.map(u32::from),
            set.name(),
        ],
    )
}

pub(super) fn find(tx: &mut dyn Transaction, id: &str) -> Result<Option<PlaceRow>, StoreError> {
    tx.first(&format!("-- places::find\n SELECT {PLACE_COLUMNS} FROM places WHERE id = ?1"), values![id], place)
}

/// Places of an area after the one with this id, whose folded names hold `words`, by id; at most `most`.
pub(super) fn in_area(
    tx: &mut dyn Transaction,
    area: &Area,
    words: &str,
    after: &str,
    most: u32,
) -> Result<Vec<PlaceRow>, StoreError> {
    let (from, to) = area.bounds();
    tx.all(
        &format!(
            "-- places::in_area
             SELECT {PLACE_COLUMNS} FROM places
             WHERE area >= ?1 AND area < ?2 AND id > ?3 AND folded LIKE ?4 ORDER BY id LIMIT ?5"
        ),
        values![&from, &to, after, &format!("%{words}%"), most],
        place,
    )
}

/// Places whose unit is of a set of units, by id, after the one with this id; at most `most`.
pub(super) fn of_set(
    tx: &mut dyn Transaction,
    set: UnitSet,
    after: &str,
    most: u32,
) -> Result<Vec<PlaceRow>, StoreError> {
    tx.all(
        &format!(
            "-- places::of_set
             SELECT {PLACE_COLUMNS} FROM places WHERE unit_set = ?1 AND id > ?2 ORDER BY id LIMIT ?3"
        ),
        values![set.name(), after, most],
        place,
    )
}

/// Writes another unit of a place. The province whose exports warn of the place stays: it stands in the codes that hang.
pub(super) fn move_to(
    tx: &mut dyn Transaction,
    id: &str,
    unit: &str,
    area: &Area,
    set: UnitSet,
) -> Result<(), StoreError> {
    tx.execute(
        "-- places::move_to\n UPDATE places SET unit = ?2, area = ?3, unit_set = ?4 WHERE id = ?1",
        values![id, unit, area.path(), set.name()],
    )?;
    Ok(())
}

/// Places of a unit whose folded names hold this one or are held by it, and which are not closed.
pub(super) fn alike(tx: &mut dyn Transaction, unit: &str, folded: &str) -> Result<Vec<PlaceRow>, StoreError> {
    tx.all(
        &format!(
            "-- places::alike
             SELECT {PLACE_COLUMNS} FROM places
             WHERE unit = ?1 AND (folded = ?2 OR folded LIKE ?3 OR ?2 LIKE '%' || folded || '%')
             AND EXISTS (SELECT 1 FROM place_codes WHERE place = places.id AND live_until IS NULL)
             ORDER BY id LIMIT 10"
        ),
        values![unit, folded, &format!("%{folded}%")],
        place,
    )
}

/// Notes that a place is verified, unless it was before.
pub(super) fn verify(tx: &mut dyn Transaction, id: &str, now: UnixTime) -> Result<(), StoreError> {
    tx.execute(
        "-- places::verify
         UPDATE places SET verified_at = ?2 WHERE id = ?1 AND verified_at IS NULL",
        values![id, now],
    )?;
    Ok(())
}

/// Sets what else holds at a place.
pub(super) fn set_flags(tx: &mut dyn Transaction, id: &str, flags: PlaceFlags) -> Result<(), StoreError> {
    tx.execute("-- places::set_flags\n UPDATE places SET flags = ?2 WHERE id = ?1", values![id, u32::from(flags.0)])?;
    Ok(())
}

/// The provinces that have places.
pub(super) fn provinces(tx: &mut dyn Transaction) -> Result<Vec<Province>, StoreError> {
    tx.all("-- places::provinces\n SELECT DISTINCT province FROM places ORDER BY province", &[], |mut row| {
        Ok(Province(byte(row.take()?)?))
    })
}

/// A code generation of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PlaceCodeRow {
    /// Names it.
    pub(super) id: CodeId,
    /// The place that shows it.
    pub(super) place: String,
    /// Whether a display shows it; posters otherwise.
    pub(super) rotating: bool,
    /// The seed, sealed.
    pub(super) sealed_seed: Vec<u8>,
    /// First day on which it is valid.
    pub(super) live_from: Day,
    /// Last day; none while no newer code takes its place.
    pub(super) live_until: Option<Day>,
    /// Last day whose visit id is known.
    pub(super) known_until: Day,
}

pub(super) const CODE_COLUMNS: &str = "code_id, place, rotating, sealed_seed, live_from, live_until, known_until";

/// Reads a row of [`CODE_COLUMNS`].
pub(super) fn code(mut row: Row) -> Result<PlaceCodeRow, StoreError> {
    Ok(PlaceCodeRow {
        id: CodeId::from_bytes(row.take()?),
        place: row.take()?,
        rotating: row.take::<u32>()? != 0,
        sealed_seed: row.take()?,
        live_from: row.take()?,
        live_until: row.take()?,
        known_until: row.take()?,
    })
}

pub(super) fn insert_code(tx: &mut dyn Transaction, new: &PlaceCodeRow) -> Result<(), StoreError> {
    tx.insert(
        &format!(
            "-- places::insert_code
             INSERT INTO place_codes ({CODE_COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (code_id) DO NOTHING"
        ),
        values![
            new.id.as_bytes(),
            &new.place,
            u32::from(new.rotating),
            &new.sealed_seed,
            new.live_from,
            new.live_until,
            new.known_until,
        ],
    )
}

/// Ends the codes of a place of one kind that have no end yet.
pub(super) fn end_codes(
    tx: &mut dyn Transaction,
    place: &str,
    rotating: bool,
    live_until: Day,
) -> Result<(), StoreError> {
    tx.execute(
        "-- places::end_codes
         UPDATE place_codes SET live_until = ?3 WHERE place = ?1 AND rotating = ?2 AND live_until IS NULL",
        values![place, u32::from(rotating), live_until],
    )?;
    Ok(())
}

/// Ends every code of a place with this day, and forgets the visit ids of later days.
pub(super) fn close_codes(tx: &mut dyn Transaction, place: &str, last: Day) -> Result<(), StoreError> {
    tx.execute(
        "-- places::close_codes
         UPDATE place_codes SET live_until = ?2 WHERE place = ?1 AND (live_until IS NULL OR live_until > ?2)",
        values![place, last],
    )?;
    tx.execute(
        "-- places::close_codes, days
         DELETE FROM place_days WHERE day > ?2 AND code_id IN (SELECT code_id FROM place_codes WHERE place = ?1)",
        values![place, last],
    )?;
    Ok(())
}

pub(super) fn find_code(tx: &mut dyn Transaction, id: &CodeId) -> Result<Option<PlaceCodeRow>, StoreError> {
    tx.first(
        &format!("-- places::find_code\n SELECT {CODE_COLUMNS} FROM place_codes WHERE code_id = ?1"),
        values![id.as_bytes()],
        code,
    )
}

/// Every code of a place, the newest last.
pub(super) fn codes_of(tx: &mut dyn Transaction, place: &str) -> Result<Vec<PlaceCodeRow>, StoreError> {
    tx.all(
        &format!(
            "-- places::codes_of
             SELECT {CODE_COLUMNS} FROM place_codes WHERE place = ?1 ORDER BY live_from, code_id"
        ),
        values![place],
        code,
    )
}

/// Codes by their ids, from the one behind `after` on; at most `most`.
pub(super) fn codes_after(
    tx: &mut dyn Transaction,
    after: &CodeId,
    most: u32,
) -> Result<Vec<PlaceCodeRow>, StoreError> {
    tx.all(
        &format!(
            "-- places::codes_after
             SELECT {CODE_COLUMNS} FROM place_codes WHERE code_id > ?1 ORDER BY code_id LIMIT ?2"
        ),
        values![after.as_bytes(), most],
        code,
    )
}

/// Codes that are valid after the last day whose visit id is known, where that is before `until`.
pub(super) fn codes_known_before(
    tx: &mut dyn Transaction,
    until: Day,
    most: u32,
) -> Result<Vec<PlaceCodeRow>, StoreError> {
    tx.all(
        &format!(
            "-- places::codes_known_before
             SELECT {CODE_COLUMNS} FROM place_codes
             WHERE known_until < ?1 AND (live_until IS NULL OR live_until > known_until) ORDER BY known_until LIMIT ?2"
        ),
        values![until, most],
        code,
    )
}

pub(super) fn set_known(tx: &mut dyn Transaction, id: &CodeId, until: Day, log: &LogId) -> Result<(), StoreError> {
    tx.execute(
        "-- places::set_known
         UPDATE place_codes SET known_until = ?2, log_id = ?3 WHERE code_id = ?1",
        values![id.as_bytes(), until, log.as_bytes()],
    )?;
    Ok(())
}

/// Which code and day a visit id names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DayRow {
    /// HMAC of the visit id.
    pub(super) visit: Digest,
    /// The code generation.
    pub(super) code: CodeId,
    /// The day.
    pub(super) day: Day,
}

pub(super) fn insert_day(tx: &mut dyn Transaction, new: &DayRow) -> Result<(), StoreError> {
    tx.execute(
        "-- places::insert_day
         INSERT INTO place_days (visit, code_id, day) VALUES (?1, ?2, ?3) ON CONFLICT (visit) DO NOTHING",
        values![&new.visit, new.code.as_bytes(), new.day],
    )?;
    Ok(())
}

pub(super) fn find_day(tx: &mut dyn Transaction, visit: &Digest) -> Result<Option<DayRow>, StoreError> {
    tx.first(
        "-- places::find_day
         SELECT visit, code_id, day FROM place_days WHERE visit = ?1",
        values![visit],
        |mut row| {
            let (visit, code) = (row.take()?, CodeId::from_bytes(row.take()?));
            Ok(DayRow { visit, code, day: row.take()? })
        },
    )
}

/// Forgets the visit ids of days before `day`, and codes that were last valid before it.
pub(super) fn forget_before(tx: &mut dyn Transaction, day: Day) -> Result<(), StoreError> {
    tx.execute("-- places::forget_days_before\n DELETE FROM place_days WHERE day < ?1", values![day])?;
    tx.execute("-- places::forget_codes_before\n DELETE FROM place_codes WHERE live_until < ?1", values![day])?;
    Ok(())
}
