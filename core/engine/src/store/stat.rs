//! What anybody can see of a store's file without its key.

use std::{fs, path::Path};

use lancan_protocol::time::Interval;
use rusqlite::{Connection, OpenFlags, config::DbConfig};

use super::{
    damage::{of_file, with_suffix},
    error::{StoreError, during},
    schema,
};

/// Sizes of a store's file, readable without its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreStat {
    /// The schema's version.
    pub schema_version: u32,
    /// Size of the file in bytes.
    pub file_bytes: u64,
    /// Size of its write-ahead log in bytes.
    pub log_bytes: u64,
    /// Size of a page in bytes.
    pub page_bytes: u64,
    /// Pages that hold nothing.
    pub free_pages: u64,
    /// Intervals with a block.
    pub intervals: u64,
    /// The first and the last of them.
    pub range: Option<(Interval, Interval)>,
    /// Bytes of all blocks together.
    pub block_bytes: u64,
    /// Bytes of the largest block.
    pub largest_block_bytes: u64,
    /// Named values: keys, warnings, settings.
    pub values: u64,
    /// Bytes of all named values together.
    pub value_bytes: u64,
}

/// Looks at a store that no process has open, without its key and without changing it.
///
/// # Errors
/// [`StoreError::NoFile`], [`StoreError::Busy`], [`StoreError::NotAStore`], [`StoreError::TooNew`],
/// [`StoreError::Damaged`]; another [`StoreError`] when the file cannot be read.
pub fn store_stat(path: impl AsRef<Path>) -> Result<StoreStat, StoreError> {
    let path = path.as_ref();
    match fs::metadata(path) {
        Ok(found) if found.is_file() => {}
        Ok(_) => return Err(StoreError::NotAStore),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(StoreError::NoFile),
        Err(error) => return Err(of_file(&error)),
    }
    let failed = during("look at the store");
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(&failed)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(&failed)?;
    connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE").map_err(&failed)?;
    let schema_version = schema::version(&connection)?.ok_or(StoreError::NotAStore)?;
    if schema_version > schema::SCHEMA_VERSION {
        return Err(StoreError::TooNew { found: schema_version, known: schema::SCHEMA_VERSION });
    }
    let number =
        |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0)).map(i64::unsigned_abs).map_err(&failed);
    let bound = |sql: &str| {
        connection
            .query_row(sql, [], |row| row.get::<_, Option<u32>>(0))
            .map(|bound| bound.map(Interval))
            .map_err(&failed)
    };
    Ok(StoreStat {
        schema_version,
        file_bytes: length(path),
        log_bytes: length(&with_suffix(path, "-wal")),
        page_bytes: number("PRAGMA page_size")?,
        free_pages: number("PRAGMA freelist_count")?,
        intervals: number("SELECT count(*) FROM interval_block")?,
        range: bound("SELECT min(interval) FROM interval_block")?
            .zip(bound("SELECT max(interval) FROM interval_block")?),
        block_bytes: number("SELECT coalesce(sum(length(sealed)), 0) FROM interval_block")?,
        largest_block_bytes: number("SELECT coalesce(max(length(sealed)), 0) FROM interval_block")?,
        values: number("SELECT count(*) FROM named_value")?,
        value_bytes: number("SELECT coalesce(sum(length(sealed)), 0) FROM named_value")?,
    })
}

fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}
