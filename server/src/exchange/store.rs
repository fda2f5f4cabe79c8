//! The rows of imports: which contacts came by which, and which headings a centre gave a meaning.

use std::collections::BTreeMap;

use lancan_protocol::time::{Day, UnixTime};

use super::layout::FileLayout;
use crate::ground::ids::{CaseId, Digest, OfficerId};
use crate::http::Area;
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// Days that an import without contacts is kept.
const KEPT_DAYS: u32 = 64;

/// An import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ImportRow {
    pub(super) id: i64,
    /// The case whose contacts came in; none: of several.
    pub(super) case: Option<CaseId>,
    /// Where the officer is at home who imported.
    pub(super) area: Area,
    pub(super) officer: OfficerId,
    pub(super) at: UnixTime,
    pub(super) layout: String,
    pub(super) added: u32,
    pub(super) changed: u32,
    pub(super) undone_at: Option<UnixTime>,
    /// Rows that could not be used.
    pub(super) left_out: u32,
}

/// What a centre shares of one layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SharedMeanings {
    /// The centre's id.
    pub(crate) centre: String,
    /// The centre's name when it shared.
    pub(crate) name: String,
    pub(crate) layout: FileLayout,
    /// Headings with the columns that they mean; an empty column: none.
    pub(crate) meanings: Vec<(String, String)>,
}

const COLUMNS: &str = "id, case_id, area, officer, at, layout, added, changed, undone_at, left_out";

fn import(mut row: Row) -> Result<ImportRow, StoreError> {
    Ok(ImportRow {
        id: row.take()?,
        case: row.take()?,
        area: Area::at(row.take()?),
        officer: row.take()?,
        at: row.take()?,
        layout: row.take()?,
        added: row.take()?,
        changed: row.take()?,
        undone_at: row.take()?,
        left_out: row.take()?,
    })
}

/// Writes an import down with the HMAC of its file; returns its number. `row.id` does not count.
pub(super) fn insert(tx: &mut dyn Transaction, row: &ImportRow, file: &Digest) -> Result<i64, StoreError> {
    let id = tx.first(
        "-- exchange::insert
         INSERT INTO imports (case_id, area, officer, at, layout, added, changed, left_out, file)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING id",
        values![
            row.case.as_ref(),
            row.area.path(),
            row.officer,
            row.at,
            row.layout.as_str(),
            row.added,
            row.changed,
            row.left_out,
            file
        ],
        |mut row| row.take(),
    )?;
    id.ok_or(StoreError::Corrupt("an import's number"))
}

pub(super) fn insert_contact(
    tx: &mut dyn Transaction,
    import: i64,
    contact: &str,
    mark: &Digest,
) -> Result<(), StoreError> {
    tx.execute(
        "-- exchange::insert_contact
         INSERT INTO import_contacts (contact, import, mark) VALUES (?1, ?2, ?3)
         ON CONFLICT (contact) DO UPDATE SET import = excluded.import, mark = excluded.mark",
        values![contact, import, mark],
    )?;
    Ok(())
}

/// The imports of an area, the newest first, at most `most`.
pub(super) fn in_area(tx: &mut dyn Transaction, area: &Area, most: u32) -> Result<Vec<ImportRow>, StoreError> {
    let (from, to) = area.bounds();
    tx.all(
        &format!(
            "-- exchange::in_area
             SELECT {COLUMNS} FROM imports WHERE area >= ?1 AND area < ?2 ORDER BY id DESC LIMIT ?3"
        ),
        values![from.as_str(), to.as_str(), most],
        import,
    )
}

/// The newest import of an area by which this file came in and that is not undone.
pub(super) fn with_file(tx: &mut dyn Transaction, area: &Area, file: &Digest) -> Result<Option<i64>, StoreError> {
    let (from, to) = area.bounds();
    tx.first(
        "-- exchange::with_file
         SELECT id FROM imports WHERE file = ?1 AND area >= ?2 AND area < ?3 AND undone_at IS NULL ORDER BY id DESC LIMIT 1",
        values![file, from.as_str(), to.as_str()],
        |mut row| row.take(),
    )
}

pub(super) fn find(tx: &mut dyn Transaction, id: i64) -> Result<Option<ImportRow>, StoreError> {
    tx.first(&format!("-- exchange::find\n SELECT {COLUMNS} FROM imports WHERE id = ?1"), values![id], import)
}

/// The contacts that came by an import and are still there, with their marks.
pub(super) fn contacts_of(tx: &mut dyn Transaction, id: i64) -> Result<Vec<(String, Digest)>, StoreError> {
    tx.all(
        "-- exchange::contacts_of\n SELECT contact, mark FROM import_contacts WHERE import = ?1 ORDER BY contact",
        values![id],
        |mut row| Ok((row.take()?, row.take()?)),
    )
}

/// The ids of the contacts that came by an import and are still there.
pub(super) fn contact_ids(tx: &mut dyn Transaction, id: i64) -> Result<Vec<String>, StoreError> {
    Ok(contacts_of(tx, id)?.into_iter().map(|(contact, _)| contact).collect())
}

pub(super) fn set_undone(tx: &mut dyn Transaction, id: i64, now: UnixTime) -> Result<(), StoreError> {
    tx.execute("-- exchange::set_undone\n UPDATE imports SET undone_at = ?2 WHERE id = ?1", values![id, now])?;
    Ok(())
}

/// What a centre said that headings mean, by folded heading.
pub(super) fn headings(
    tx: &mut dyn Transaction,
    centre: &str,
    layout: FileLayout,
) -> Result<BTreeMap<String, String>, StoreError> {
    let rows = tx.all(
        "-- exchange::headings\n SELECT heading, meaning FROM import_headings WHERE centre = ?1 AND layout = ?2",
        values![centre, layout.name()],
        |mut row| Ok((row.take::<String>()?, row.take::<String>()?)),
    )?;
    Ok(rows.into_iter().collect())
}

/// Remembers what a heading means to a centre.
pub(super) fn set_heading(
    tx: &mut dyn Transaction,
    centre: &str,
    layout: FileLayout,
    heading: &str,
    meaning: &str,
) -> Result<(), StoreError> {
    tx.execute(
        "-- exchange::set_heading
         INSERT INTO import_headings (centre, layout, heading, meaning) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (centre, layout, heading) DO UPDATE SET meaning = excluded.meaning",
        values![centre, layout.name(), heading, meaning],
    )?;
    Ok(())
}

/// Forgets what a heading means to a centre.
pub(super) fn forget_heading(
    tx: &mut dyn Transaction,
    centre: &str,
    layout: FileLayout,
    heading: &str,
) -> Result<(), StoreError> {
    tx.execute(
        "-- exchange::forget_heading\n DELETE FROM import_headings WHERE centre = ?1 AND layout = ?2 AND heading = ?3",
        values![centre, layout.name(), heading],
    )?;
    Ok(())
}

/// Shows every centre what this one remembers of a layout.
pub(super) fn share(
    tx: &mut dyn Transaction,
    centre: &str,
    layout: FileLayout,
    name: &str,
    now: UnixTime,
) -> Result<(), StoreError> {
    tx.execute(
        "-- exchange::share\n INSERT INTO shared_headings (centre, layout, name, since) VALUES (?1, ?2, ?3, ?4)",
        values![centre, layout.name(), name, now],
    )?;
    Ok(())
}

/// Shows no other centre any more what this one remembers of a layout.
pub(super) fn unshare(tx: &mut dyn Transaction, centre: &str, layout: FileLayout) -> Result<(), StoreError> {
    tx.execute(
        "-- exchange::unshare\n DELETE FROM shared_headings WHERE centre = ?1 AND layout = ?2",
        values![centre, layout.name()],
    )?;
    Ok(())
}

/// Whether a centre shares what it remembers of a layout.
pub(super) fn is_shared(tx: &mut dyn Transaction, centre: &str, layout: FileLayout) -> Result<bool, StoreError> {
    let found: Option<String> = tx.first(
        "-- exchange::is_shared\n SELECT centre FROM shared_headings WHERE centre = ?1 AND layout = ?2",
        values![centre, layout.name()],
        |mut row| row.take(),
    )?;
    Ok(found.is_some())
}

/// Who shares what, without the headings; the newest first, at most `most`.
pub(super) fn shared(tx: &mut dyn Transaction, most: u32) -> Result<Vec<SharedMeanings>, StoreError> {
    let rows = tx.all(
        "-- exchange::shared\n SELECT centre, layout, name FROM shared_headings ORDER BY since DESC, centre, layout LIMIT ?1",
        values![most],
        |mut row| Ok((row.take::<String>()?, row.take::<String>()?, row.take::<String>()?)),
    )?;
    let one = |(centre, layout, name): (String, String, String)| {
        let layout = FileLayout::named(&layout).ok_or(StoreError::Corrupt("the layout of a file"))?;
        Ok(SharedMeanings { centre, name, layout, meanings: Vec::new() })
    };
    rows.into_iter().map(one).collect()
}

/// Forgets imports whose contacts are gone.
pub(super) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    let since = lancan_protocol::key_days::KeyDays::UTC.start(today.minus(KEPT_DAYS));
    tx.execute(
        "-- exchange::expire
         DELETE FROM imports WHERE at < ?1
         AND NOT EXISTS (SELECT 1 FROM import_contacts WHERE import_contacts.import = imports.id)",
        values![since],
    )?;
    Ok(())
}

/// An import as the audit log names it.
pub(super) fn named(id: i64) -> String {
    format!("import {id}")
}
