//! The rows of exports of places.

use std::collections::BTreeSet;

use lancan_protocol::places::Province;
use lancan_protocol::time::UnixTime;

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
