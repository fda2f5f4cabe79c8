//! The rows of exports of places.

use std::collections::BTreeSet;

use lancan_protocol::places::Province;
use lancan_protocol::time::{Day, UnixTime};

use super::level::Level;
use super::store::ExportFile;
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// A published export of places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PlaceExportRow {
    /// File name.
    pub(super) name: String,
    /// The province of the places.
    pub(super) province: Province,
    /// The batch's first instant.
    pub(super) start: UnixTime,
    /// The batch's last instant: that of the export of keys that it was published with.
    pub(super) end: UnixTime,
    /// The file.
    pub(super) file: ExportFile,
}

const COLUMNS: &str = "end_at, province, start_at, name, bytes, sha256";

fn place_export(mut row: Row) -> Result<PlaceExportRow, StoreError> {
    let (end, province) = (row.take()?, province(row.take()?)?);
    let (start, name) = (row.take()?, row.take()?);
    Ok(PlaceExportRow { name, province, start, end, file: ExportFile { bytes: row.take()?, sha256: row.take()? } })
}

fn province(number: u32) -> Result<Province, StoreError> {
    u8::try_from(number).map(Province).map_err(|_| StoreError::Corrupt("number of a province"))
}

/// The file of a province's finished key day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PlaceDayRow {
    /// The province of the places.
    pub(super) province: Province,
    /// The key day.
    pub(super) day: Day,
    /// File name.
    pub(super) name: String,
    /// Size; and SHA-256 over the SHA-256s of the exports, in order.
    pub(super) file: ExportFile,
    /// How many exports the file holds.
    pub(super) exports: u32,
    /// The first instant of the first export.
    pub(super) start: UnixTime,
    /// The last instant of the last export.
    pub(super) end: UnixTime,
}

const DAY_COLUMNS: &str = "province, day, name, bytes, sha256, exports, start_at, end_at";

fn place_day(mut row: Row) -> Result<PlaceDayRow, StoreError> {
    let (province, day, name) = (province(row.take()?)?, row.take()?, row.take()?);
    let file = ExportFile { bytes: row.take()?, sha256: row.take()? };
    Ok(PlaceDayRow { province, day, name, file, exports: row.take()?, start: row.take()?, end: row.take()? })
}

/// Adds a day file; [`StoreError::Exists`] when the province's day has one.
pub(super) fn insert_day(tx: &mut dyn Transaction, new: &PlaceDayRow) -> Result<(), StoreError> {
    tx.insert(
        &format!(
            "-- publication::insert_place_day
             INSERT INTO place_day_files ({DAY_COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (province, day) DO NOTHING"
        ),
        values![
            u32::from(new.province.0),
            new.day,
            &new.name,
            new.file.bytes,
            &new.file.sha256,
            new.exports,
            new.start,
            new.end,
        ],
    )
}

/// Day files that end after `since`, oldest first.
pub(super) fn days(tx: &mut dyn Transaction, since: UnixTime) -> Result<Vec<PlaceDayRow>, StoreError> {
    tx.all(
        &format!(
            "-- publication::place_days
             SELECT {DAY_COLUMNS} FROM place_day_files WHERE end_at > ?1 ORDER BY end_at, province"
        ),
        values![since],
        place_day,
    )
}

pub(super) fn day_named(tx: &mut dyn Transaction, name: &str) -> Result<Option<PlaceDayRow>, StoreError> {
    tx.first(
        &format!("-- publication::place_day_named\n SELECT {DAY_COLUMNS} FROM place_day_files WHERE name = ?1"),
        values![name],
        place_day,
    )
}

/// Exports that end after `since` and after the last day file of their province, oldest first.
pub(super) fn unfiled(tx: &mut dyn Transaction, since: UnixTime) -> Result<Vec<PlaceExportRow>, StoreError> {
    tx.all(
        &format!(
            "-- publication::unfiled_place_exports
             SELECT {COLUMNS} FROM place_exports WHERE end_at > ?1 AND NOT EXISTS (
                 SELECT 1 FROM place_day_files AS filed
                 WHERE filed.province = place_exports.province AND filed.end_at >= place_exports.end_at
             ) ORDER BY end_at, province"
        ),
        values![since],
        place_export,
    )
}

/// Adds an export; [`StoreError::Exists`] when the province has one with this end.
pub(super) fn insert(tx: &mut dyn Transaction, new: &PlaceExportRow) -> Result<(), StoreError> {
    tx.insert(
        &format!(
            "-- publication::insert_place_export
             INSERT INTO place_exports ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (end_at, province) DO NOTHING"
        ),
        values![new.end, u32::from(new.province.0), new.start, &new.name, new.file.bytes, &new.file.sha256],
    )
}

/// The provinces that have an export with this end.
pub(super) fn exported(tx: &mut dyn Transaction, end: UnixTime) -> Result<BTreeSet<Province>, StoreError> {
    let found = tx.all(
        "-- publication::exported
         SELECT province FROM place_exports WHERE end_at = ?1",
        values![end],
        |mut row| province(row.take()?),
    )?;
    Ok(found.into_iter().collect())
}

/// When the last export of a province ended.
pub(super) fn last_end(tx: &mut dyn Transaction, province: Province) -> Result<Option<UnixTime>, StoreError> {
    tx.first(
        "-- publication::last_end
         SELECT end_at FROM place_exports WHERE province = ?1 ORDER BY end_at DESC LIMIT 1",
        values![u32::from(province.0)],
        |mut row| row.take(),
    )
}

/// Exports that end after `since`, oldest first.
pub(super) fn published(tx: &mut dyn Transaction, since: UnixTime) -> Result<Vec<PlaceExportRow>, StoreError> {
    tx.all(
        &format!(
            "-- publication::published_place_exports
             SELECT {COLUMNS} FROM place_exports WHERE end_at > ?1 ORDER BY end_at, province"
        ),
        values![since],
        place_export,
    )
}

pub(super) fn named(tx: &mut dyn Transaction, name: &str) -> Result<Option<PlaceExportRow>, StoreError> {
    tx.first(
        &format!("-- publication::place_export_named\n SELECT {COLUMNS} FROM place_exports WHERE name = ?1"),
        values![name],
        place_export,
    )
}

/// Forgets exports and day files that ended before an instant; never the newest export of a province, with which the next
/// one begins.
pub(super) fn forget_before(tx: &mut dyn Transaction, end: UnixTime) -> Result<(), StoreError> {
    tx.execute(
        "-- publication::forget_place_exports_before
         DELETE FROM place_exports WHERE end_at < ?1 AND EXISTS (
             SELECT 1 FROM place_exports AS newer
             WHERE newer.province = place_exports.province AND newer.end_at > place_exports.end_at
         )",
        values![end],
    )?;
    tx.execute(
        "-- publication::forget_place_days_before
         DELETE FROM place_day_files WHERE end_at < ?1",
        values![end],
    )?;
    Ok(())
}

/// The level of a province as it was when its last export was published; none before the first.
pub(super) fn level(tx: &mut dyn Transaction, province: Province) -> Result<Option<Level>, StoreError> {
    tx.first(
        "-- publication::place_level
         SELECT day, level, quiet_days, overflowed FROM place_levels WHERE province = ?1",
        values![u32::from(province.0)],
        |mut row| {
            let (day, steps, quiet_days) = (row.take()?, row.take()?, row.take()?);
            Ok(Level { day, steps, quiet_days, overflowed: row.take::<u32>()? != 0 })
        },
    )
}

pub(super) fn set_level(tx: &mut dyn Transaction, province: Province, new: &Level) -> Result<(), StoreError> {
    tx.execute(
        "-- publication::set_place_level
         INSERT INTO place_levels (province, day, level, quiet_days, overflowed) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (province) DO UPDATE SET day = excluded.day, level = excluded.level,
         quiet_days = excluded.quiet_days, overflowed = excluded.overflowed",
        values![u32::from(province.0), new.day, new.steps, new.quiet_days, u32::from(new.overflowed)],
    )?;
    Ok(())
}
