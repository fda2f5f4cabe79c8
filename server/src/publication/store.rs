//! The rows of exports and signed documents.

use lancan_protocol::time::{Day, Interval, UnixTime};

use super::level::Level;
use crate::ground::ids::Digest;
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// An export, planned or published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ExportRow {
    /// File name.
    pub(super) name: String,
    /// The batch's first instant.
    pub(super) start: UnixTime,
    /// The batch's last instant, when the export is published. No two exports share it.
    pub(super) end: UnixTime,
    /// The file; absent while the export is only planned.
    pub(super) file: Option<ExportFile>,
}

/// An export's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ExportFile {
    /// Size in bytes.
    pub(super) bytes: u64,
    /// SHA-256 of the file.
    pub(super) sha256: Digest,
}

const EXPORT_COLUMNS: &str = "name, start_at, end_at, bytes, sha256";

fn export(mut row: Row) -> Result<ExportRow, StoreError> {
    let (name, start, end) = (row.take()?, row.take()?, row.take()?);
    let (bytes, sha256): (Option<u64>, Option<Digest>) = (row.take()?, row.take()?);
    let file = sha256.map(|sha256| ExportFile { bytes: bytes.unwrap_or(0), sha256 });
    Ok(ExportRow { name, start, end, file })
}

/// A kind of signed document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DocumentKind {
    /// The index of exports.
    Index,
    /// The rules.
    Rules,
}

impl DocumentKind {
    /// The kind as stored.
    const fn name(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Rules => "rules",
        }
    }
}

/// A signed document as it is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DocumentRow {
    /// Grows with every document issued.
    pub(super) serial: u64,
    /// When issued.
    pub(super) issued_at: UnixTime,
    /// Until when the document may be used.
    pub(super) expires_at: UnixTime,
    /// SHA-256 of what the document says, without serial and times: whether it changed.
    pub(super) content_hash: Digest,
    /// The exact bytes served.
    pub(super) bytes: Vec<u8>,
}

const DOCUMENT_COLUMNS: &str = "serial, issued_at, expires_at, content_hash, bytes";

fn read_document(mut row: Row) -> Result<DocumentRow, StoreError> {
    Ok(DocumentRow {
        serial: row.take()?,
        issued_at: row.take()?,
        expires_at: row.take()?,
        content_hash: row.take()?,
        bytes: row.take()?,
    })
}

/// The newest export, planned or published.
pub(super) fn last_export(tx: &mut dyn Transaction) -> Result<Option<ExportRow>, StoreError> {
    tx.first(
        &format!("-- publication::last_export\n SELECT {EXPORT_COLUMNS} FROM exports ORDER BY end_at DESC LIMIT 1"),
        &[],
        export,
    )
}

/// Plans an export; [`StoreError::Exists`] when one with this end is planned or published.
pub(super) fn insert_export(tx: &mut dyn Transaction, new: &ExportRow) -> Result<(), StoreError> {
    tx.insert(
        "-- publication::insert_export
         INSERT INTO exports (name, start_at, end_at) VALUES (?1, ?2, ?3) ON CONFLICT (end_at) DO NOTHING",
        values![&new.name, new.start, new.end],
    )
}

/// Marks a planned export published.
pub(super) fn publish_export(tx: &mut dyn Transaction, end: UnixTime, file: &ExportFile) -> Result<(), StoreError> {
    tx.execute(
        "-- publication::publish_export
         UPDATE exports SET bytes = ?2, sha256 = ?3 WHERE end_at = ?1 AND sha256 IS NULL",
        values![end, file.bytes, &file.sha256],
    )?;
    Ok(())
}

/// Published exports that end after `since`, oldest first.
pub(super) fn published_exports(tx: &mut dyn Transaction, since: UnixTime) -> Result<Vec<ExportRow>, StoreError> {
    tx.all(
        &format!(
            "-- publication::published_exports
             SELECT {EXPORT_COLUMNS} FROM exports WHERE end_at > ?1 AND sha256 IS NOT NULL ORDER BY end_at"
        ),
        values![since],
        export,
    )
}

pub(super) fn export_named(tx: &mut dyn Transaction, name: &str) -> Result<Option<ExportRow>, StoreError> {
    tx.first(
        &format!("-- publication::export_named\n SELECT {EXPORT_COLUMNS} FROM exports WHERE name = ?1"),
        values![name],
        export,
    )
}

/// The end of the newest published export.
pub(crate) fn last_published(tx: &mut dyn Transaction) -> Result<Option<UnixTime>, StoreError> {
    tx.first(
        "-- publication::last_published
         SELECT end_at FROM exports WHERE sha256 IS NOT NULL ORDER BY end_at DESC LIMIT 1",
        &[],
        |mut row| row.take(),
    )
}

/// Published exports that end after `since` and after the last day file, oldest first.
pub(super) fn unfiled_exports(tx: &mut dyn Transaction, since: UnixTime) -> Result<Vec<ExportRow>, StoreError> {
    let filed = tx.first(
        "-- publication::unfiled_exports, last day
         SELECT end_at FROM day_files ORDER BY end_at DESC LIMIT 1",
        &[],
        |mut row| row.take::<UnixTime>(),
    )?;
    published_exports(tx, filed.unwrap_or_default().max(since))
}

/// The file of a finished key day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DayFileRow {
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

const DAY_FILE_COLUMNS: &str = "day, name, bytes, sha256, exports, start_at, end_at";

fn day_file(mut row: Row) -> Result<DayFileRow, StoreError> {
    let (day, name) = (row.take()?, row.take()?);
    let file = ExportFile { bytes: row.take()?, sha256: row.take()? };
    Ok(DayFileRow { day, name, file, exports: row.take()?, start: row.take()?, end: row.take()? })
}

/// Adds a day file; [`StoreError::Exists`] when the day has one.
pub(super) fn insert_day_file(tx: &mut dyn Transaction, new: &DayFileRow) -> Result<(), StoreError> {
    tx.insert(
        &format!(
            "-- publication::insert_day_file
             INSERT INTO day_files ({DAY_FILE_COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (day) DO NOTHING"
        ),
        values![new.day, &new.name, new.file.bytes, &new.file.sha256, new.exports, new.start, new.end],
    )
}

/// Day files that end after `since`, oldest first.
pub(super) fn day_files(tx: &mut dyn Transaction, since: UnixTime) -> Result<Vec<DayFileRow>, StoreError> {
    tx.all(
        &format!(
            "-- publication::day_files
             SELECT {DAY_FILE_COLUMNS} FROM day_files WHERE end_at > ?1 ORDER BY end_at"
        ),
        values![since],
        day_file,
    )
}

pub(super) fn day_file_named(tx: &mut dyn Transaction, name: &str) -> Result<Option<DayFileRow>, StoreError> {
    tx.first(
        &format!("-- publication::day_file_named\n SELECT {DAY_FILE_COLUMNS} FROM day_files WHERE name = ?1"),
        values![name],
        day_file,
    )
}

/// Forgets exports and day files that ended before an instant; never the newest export, by which the next one is planned.
pub(super) fn forget_exports_before(tx: &mut dyn Transaction, end: UnixTime) -> Result<(), StoreError> {
    tx.execute(
        "-- publication::forget_exports_before
         DELETE FROM exports WHERE end_at < ?1 AND end_at < (SELECT max(newest.end_at) FROM exports AS newest)",
        values![end],
    )?;
    tx.execute(
        "-- publication::forget_day_files_before
         DELETE FROM day_files WHERE end_at < ?1",
        values![end],
    )?;
    Ok(())
}

/// The level as it was when the last export was published; none before the first.
pub(super) fn level(tx: &mut dyn Transaction) -> Result<Option<Level>, StoreError> {
    tx.first(
        "-- publication::level
         SELECT day, level, quiet_days, overflowed FROM levels",
        &[],
        |mut row| {
            let (day, steps, quiet_days) = (row.take()?, row.take()?, row.take()?);
            Ok(Level { day, steps, quiet_days, overflowed: row.take::<u32>()? != 0 })
        },
    )
}

pub(super) fn set_level(tx: &mut dyn Transaction, new: &Level) -> Result<(), StoreError> {
    tx.execute(
        "-- publication::set_level
         INSERT INTO levels (id, day, level, quiet_days, overflowed) VALUES (1, ?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE SET day = excluded.day, level = excluded.level,
         quiet_days = excluded.quiet_days, overflowed = excluded.overflowed",
        values![new.day, new.steps, new.quiet_days, u32::from(new.overflowed)],
    )?;
    Ok(())
}

/// A random key that an export published, for a later one to take back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RememberedRow {
    /// The export that published the key.
    pub(super) export_end: UnixTime,
    /// Position among those remembered of that export.
    pub(super) number: u32,
    /// First interval of use.
    pub(super) start: Interval,
    /// The key, sealed.
    pub(super) sealed: Vec<u8>,
}

const REMEMBERED_COLUMNS: &str = "export_end, number, start, sealed";

/// Remembers keys of an export.
pub(super) fn remember(tx: &mut dyn Transaction, keys: &[RememberedRow]) -> Result<(), StoreError> {
    keys.iter().try_for_each(|key| {
        tx.execute(
            &format!(
                "-- publication::remember
                 INSERT INTO remembered_keys ({REMEMBERED_COLUMNS}) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (export_end, number) DO UPDATE SET start = excluded.start, sealed = excluded.sealed"
            ),
            values![key.export_end, key.number, key.start, &key.sealed],
        )
        .map(drop)
    })
}

/// The keys that are remembered of a day.
pub(super) fn remembered(tx: &mut dyn Transaction, start: Interval) -> Result<Vec<RememberedRow>, StoreError> {
    tx.all(
        &format!("-- publication::remembered\n SELECT {REMEMBERED_COLUMNS} FROM remembered_keys WHERE start = ?1"),
        values![start],
        |mut row| {
            let (export_end, number, start) = (row.take()?, row.take()?, row.take()?);
            Ok(RememberedRow { export_end, number, start, sealed: row.take()? })
        },
    )
}

/// Forgets remembered keys: those taken back, each by its export's end and its number.
pub(super) fn forget_remembered(tx: &mut dyn Transaction, export_end: UnixTime, number: u32) -> Result<(), StoreError> {
    tx.execute(
        "-- publication::forget_remembered
         DELETE FROM remembered_keys WHERE export_end = ?1 AND number = ?2",
        values![export_end, number],
    )
    .map(drop)
}

/// Forgets the remembered keys of days before an interval.
pub(super) fn forget_remembered_before(tx: &mut dyn Transaction, start: Interval) -> Result<(), StoreError> {
    tx.execute(
        "-- publication::forget_remembered_before
         DELETE FROM remembered_keys WHERE start < ?1",
        values![start],
    )?;
    Ok(())
}

/// The signed document of a kind as it is served.
pub(super) fn document(tx: &mut dyn Transaction, kind: DocumentKind) -> Result<Option<DocumentRow>, StoreError> {
    tx.first(
        &format!("-- publication::document\n SELECT {DOCUMENT_COLUMNS} FROM documents WHERE kind = ?1"),
        values![kind.name()],
        read_document,
    )
}

/// The signed document of a kind, where its serial is higher than `serial`.
pub(super) fn document_after(
    tx: &mut dyn Transaction,
    kind: DocumentKind,
    serial: u64,
) -> Result<Option<DocumentRow>, StoreError> {
    tx.first(
        &format!(
            "-- publication::document_after
             SELECT {DOCUMENT_COLUMNS} FROM documents WHERE kind = ?1 AND serial > ?2"
        ),
        values![kind.name(), serial],
        read_document,
    )
}

pub(super) fn set_document(tx: &mut dyn Transaction, kind: DocumentKind, new: &DocumentRow) -> Result<(), StoreError> {
    tx.execute(
        &format!(
            "-- publication::set_document
             INSERT INTO documents (kind, {DOCUMENT_COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (kind) DO UPDATE SET serial = excluded.serial, issued_at = excluded.issued_at,
             expires_at = excluded.expires_at, content_hash = excluded.content_hash, bytes = excluded.bytes"
        ),
        values![kind.name(), new.serial, new.issued_at, new.expires_at, &new.content_hash, &new.bytes],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    const NOW: UnixTime = UnixTime(1_621_936_800);

    async fn an_export_is_planned_once_and_published_once(store: Store) {
        let export = |end: UnixTime| ExportRow { name: format!("{}.zip", end.0), start: NOW, end, file: None };
        let file = |bytes| ExportFile { bytes, sha256: [1; 32] };
        let done: Result<(), StoreError> = store
            .run("exports", move |tx| {
                assert!(last_export(tx)?.is_none());
                insert_export(tx, &export(NOW))?;
                insert_export(tx, &export(NOW.plus(600)))?;
                assert_eq!(insert_export(tx, &export(NOW)), Err(StoreError::Exists));
                assert_eq!(last_export(tx)?, Some(export(NOW.plus(600))));
                assert!(published_exports(tx, UnixTime(0))?.is_empty());
                publish_export(tx, NOW, &file(7))?;
                publish_export(tx, NOW, &file(8))?;
                let published = ExportRow { file: Some(file(7)), ..export(NOW) };
                assert_eq!(published_exports(tx, UnixTime(0))?, std::slice::from_ref(&published));
                assert!(published_exports(tx, NOW)?.is_empty());
                assert_eq!(export_named(tx, &published.name)?, Some(published));
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn a_day_is_filed_once_and_what_came_after_it_is_not_filed(store: Store) {
        let done: Result<(), StoreError> = store
            .run("days", |tx| {
                let at = |day: u32| UnixTime(u64::from(day) * 86_400);
                let day = |day: u32| DayFileRow {
                    day: Day(day),
                    name: format!("{day}.day"),
                    file: ExportFile { bytes: 3, sha256: [day.to_le_bytes()[0]; 32] },
                    exports: 2,
                    start: at(day),
                    end: at(day + 1),
                };
                for end in [5, 6, 7].map(at) {
                    insert_export(tx, &ExportRow { name: format!("{}.zip", end.0), start: end, end, file: None })?;
                    publish_export(tx, end, &ExportFile { bytes: 7, sha256: [1; 32] })?;
                }
                let ends = |rows: Vec<ExportRow>| rows.iter().map(|row| row.end.0 / 86_400).collect::<Vec<_>>();
                assert_eq!(ends(unfiled_exports(tx, at(5))?), [6, 7]);
                insert_day_file(tx, &day(5))?;
                assert_eq!(insert_day_file(tx, &day(5)), Err(StoreError::Exists));
                assert_eq!(ends(unfiled_exports(tx, UnixTime(0))?), [7]);
                assert_eq!(day_files(tx, UnixTime(0))?, [day(5)]);
                assert!(day_files(tx, at(6))?.is_empty());
                assert_eq!(day_file_named(tx, "5.day")?, Some(day(5)));
                assert_eq!((day_file_named(tx, "6.day")?, last_published(tx)?), (None, Some(at(7))));
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn remembered_keys_are_found_by_their_day_and_forgotten(store: Store) {
        let done: Result<(), StoreError> = store
            .run("remember", |tx| {
                let key = |number, start| RememberedRow {
                    export_end: NOW,
                    number,
                    start: Interval(start),
                    sealed: vec![5; 44],
                };
                remember(tx, &[key(0, 144), key(1, 144), key(2, 288)])?;
                assert_eq!(remembered(tx, Interval(144))?, [key(0, 144), key(1, 144)]);
                forget_remembered(tx, NOW, 1)?;
                assert_eq!(remembered(tx, Interval(144))?, [key(0, 144)]);
                forget_remembered_before(tx, Interval(288))?;
                assert!(remembered(tx, Interval(144))?.is_empty());
                assert_eq!(remembered(tx, Interval(288))?, [key(2, 288)]);
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn level_and_documents_are_replaced(store: Store) {
        let done: Result<(), StoreError> = store
            .run("replace", |tx| {
                assert!(level(tx)?.is_none());
                for day in [1, 2] {
                    let new = Level { steps: 3, overflowed: day == 2, ..Level::first(Day(day)) };
                    set_level(tx, &new)?;
                    assert_eq!(level(tx)?, Some(new));
                }
                for kind in [DocumentKind::Index, DocumentKind::Rules] {
                    assert!(document(tx, kind)?.is_none());
                    for serial in [5, 6] {
                        let new = DocumentRow {
                            serial,
                            issued_at: NOW,
                            expires_at: NOW.plus(serial),
                            content_hash: [1; 32],
                            bytes: vec![1, 2],
                        };
                        set_document(tx, kind, &new)?;
                        assert_eq!(document(tx, kind)?, Some(new));
                    }
                }
                Ok(())
            })
            .await;
        done.unwrap();
    }

    crate::store::testing::store_behaviours! {
        an_export_is_planned_once_and_published_once
        a_day_is_filed_once_and_what_came_after_it_is_not_filed
        remembered_keys_are_found_by_their_day_and_forgotten
        level_and_documents_are_replaced
    }
}
