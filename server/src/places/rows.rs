//! The rows of windows, and of what the exports hold of them.

use lancan_protocol::Saturate as _;
use std::collections::BTreeSet;

use lancan_protocol::places::{CodeId, Minute, Province, ROW_BYTES, Row as SealedRow, Window};
use lancan_protocol::time::{Day, UnixTime};

use crate::ground::ids::{CaseId, OfficerId};
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// A window that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WindowRow {
    /// Random id.
    pub(crate) id: String,
    /// The place.
    pub(crate) place: String,
    /// The case that was there; none once it is destroyed.
    pub(crate) case: Option<CaseId>,
    /// The visit of the case's report; none for one from an interview.
    pub(crate) visit: Option<String>,
    /// First minute.
    pub(crate) start: Minute,
    /// First minute after it.
    pub(crate) stop: Minute,
    /// Who published it.
    pub(crate) officer: OfficerId,
    /// When.
    pub(crate) at: UnixTime,
    /// When it was withdrawn.
    pub(crate) withdrawn_at: Option<UnixTime>,
}

const WINDOW_COLUMNS: &str = "id, place, case_id, visit, start, stop, officer, at, withdrawn_at";

fn window(mut row: Row) -> Result<WindowRow, StoreError> {
    Ok(WindowRow {
        id: row.take()?,
        place: row.take()?,
        case: row.take()?,
        visit: row.take()?,
        start: Minute(row.take()?),
        stop: Minute(row.take()?),
        officer: row.take()?,
        at: row.take()?,
        withdrawn_at: row.take()?,
    })
}

pub(super) fn insert_window(tx: &mut dyn Transaction, new: &WindowRow) -> Result<(), StoreError> {
    tx.insert(
        &format!(
            "-- places::insert_window
             INSERT INTO place_windows ({WINDOW_COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (id) DO NOTHING"
        ),
        values![
            &new.id,
            &new.place,
            new.case.as_ref(),
            new.visit.as_ref(),
            new.start.0,
            new.stop.0,
            new.officer,
            new.at,
            new.withdrawn_at,
        ],
    )
}

pub(super) fn find_window(tx: &mut dyn Transaction, id: &str) -> Result<Option<WindowRow>, StoreError> {
    tx.first(
        &format!("-- places::find_window\n SELECT {WINDOW_COLUMNS} FROM place_windows WHERE id = ?1"),
        values![id],
        window,
    )
}

/// The windows of a place, the latest first; at most `most`.
pub(super) fn windows_of_place(tx: &mut dyn Transaction, place: &str, most: u32) -> Result<Vec<WindowRow>, StoreError> {
    tx.all(
        &format!(
            "-- places::windows_of_place
             SELECT {WINDOW_COLUMNS} FROM place_windows WHERE place = ?1 ORDER BY start DESC, id LIMIT ?2"
        ),
        values![place, most],
        window,
    )
}

/// The windows of a case, the earliest first.
pub(super) fn windows_of_case(tx: &mut dyn Transaction, case: &CaseId) -> Result<Vec<WindowRow>, StoreError> {
    tx.all(
        &format!(
            "-- places::windows_of_case
             SELECT {WINDOW_COLUMNS} FROM place_windows WHERE case_id = ?1 ORDER BY start, id"
        ),
        values![case],
        window,
    )
}

/// Whether a case has a window that stands of this visit; without a visit, one of an interview at this place and time.
pub(super) fn stands(
    tx: &mut dyn Transaction,
    case: &CaseId,
    visit: Option<&str>,
    place: &str,
    window: &Window,
) -> Result<bool, StoreError> {
    let is_same = |row: &WindowRow| match visit {
        Some(_) => row.visit.as_deref() == visit,
        None => row.visit.is_none() && (row.place.as_str(), row.start, row.stop) == (place, window.start, window.end),
    };
    Ok(windows_of_case(tx, case)?.iter().any(|row| row.withdrawn_at.is_none() && is_same(row)))
}

/// How many windows an officer has published since an instant.
pub(super) fn published_since(
    tx: &mut dyn Transaction,
    officer: OfficerId,
    since: UnixTime,
) -> Result<u64, StoreError> {
    let count = tx.first(
        "-- places::published_since
         SELECT count(*) FROM place_windows WHERE officer = ?1 AND at >= ?2",
        values![officer, since],
        |mut row| row.take(),
    )?;
    Ok(count.unwrap_or(0))
}

/// The windows that stand, were published between two instants, and of which no manager was told.
pub(super) fn untold(tx: &mut dyn Transaction, since: UnixTime, until: UnixTime) -> Result<Vec<WindowRow>, StoreError> {
    tx.all(
        &format!(
            "-- places::untold
             SELECT {WINDOW_COLUMNS} FROM place_windows
             WHERE told = 0 AND at > ?1 AND at <= ?2 AND withdrawn_at IS NULL ORDER BY at, id"
        ),
        values![since, until],
        window,
    )
}

/// The windows that were withdrawn after managers were told of them.
pub(super) fn withdrawn_untold(tx: &mut dyn Transaction) -> Result<Vec<WindowRow>, StoreError> {
    tx.all(
        &format!(
            "-- places::withdrawn_untold
             SELECT {WINDOW_COLUMNS} FROM place_windows WHERE told = 1 AND withdrawn_at IS NOT NULL ORDER BY at, id"
        ),
        values![],
        window,
    )
}

/// Notes what managers were told of a window: 1 that it was published, 2 that it was withdrawn.
pub(super) fn set_told(tx: &mut dyn Transaction, id: &str, told: u32) -> Result<(), StoreError> {
    tx.execute("-- places::set_told\n UPDATE place_windows SET told = ?2 WHERE id = ?1", values![id, told])?;
    Ok(())
}

/// Notes since when a window is withdrawn; none: it stands.
pub(super) fn set_withdrawn(tx: &mut dyn Transaction, id: &str, at: Option<UnixTime>) -> Result<(), StoreError> {
    tx.execute(
        "-- places::set_withdrawn
         UPDATE place_windows SET withdrawn_at = ?2 WHERE id = ?1",
        values![id, at],
    )?;
    Ok(())
}

/// A row of an export, and where it belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PlacedRow {
    /// The code generation.
    pub(crate) code: CodeId,
    /// The day.
    pub(crate) day: Day,
    /// The position of this code and day.
    pub(crate) position: u8,
    /// The row.
    pub(crate) sealed: SealedRow,
    /// Whose exports hold it.
    pub(crate) province: Province,
    /// Not to be published before.
    pub(crate) publish_at: UnixTime,
}

const ROW_COLUMNS: &str = "code_id, day, position, sealed, province, publish_at";

fn placed(mut row: Row) -> Result<PlacedRow, StoreError> {
    let (code, day) = (CodeId::from_bytes(row.take()?), row.take()?);
    let position: u32 = row.take()?;
    let sealed: [u8; ROW_BYTES] = row.take()?;
    let province: u32 = row.take()?;
    Ok(PlacedRow {
        code,
        day,
        position: u8::try_from(position).map_err(|_| StoreError::Corrupt("position of a row"))?,
        sealed: SealedRow::from_bytes(sealed),
        province: Province(u8::try_from(province).map_err(|_| StoreError::Corrupt("province of a row"))?),
        publish_at: row.take()?,
    })
}

/// Adds a row; [`StoreError::Exists`] when its position is used.
pub(super) fn insert_row(tx: &mut dyn Transaction, new: &PlacedRow) -> Result<(), StoreError> {
    tx.insert(
        &format!(
            "-- places::insert_row
             INSERT INTO place_rows ({ROW_COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (code_id, day, position) DO NOTHING"
        ),
        values![
            new.code.as_bytes(),
            new.day,
            u32::from(new.position),
            new.sealed.as_bytes(),
            u32::from(new.province.0),
            new.publish_at,
        ],
    )
}

/// The positions of a code and day that are used.
pub(super) fn positions(tx: &mut dyn Transaction, code: &CodeId, day: Day) -> Result<BTreeSet<u8>, StoreError> {
    let positions = tx.all(
        "-- places::positions
         SELECT position FROM place_rows WHERE code_id = ?1 AND day = ?2",
        values![code.as_bytes(), day],
        |mut row| row.take::<u32>(),
    )?;
    Ok(positions.into_iter().filter_map(|position| u8::try_from(position).ok()).collect())
}

/// Which row a window has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LinkedRow {
    /// The code generation.
    pub(super) code: CodeId,
    /// The day.
    pub(super) day: Day,
    /// The position.
    pub(super) position: u8,
}

/// Notes that a window has this row.
pub(super) fn link(tx: &mut dyn Transaction, window: &str, row: &LinkedRow) -> Result<(), StoreError> {
    tx.insert(
        "-- places::link
         INSERT INTO place_window_rows (window_id, code_id, day, position) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (window_id, code_id, day, position) DO NOTHING",
        values![window, row.code.as_bytes(), row.day, u32::from(row.position)],
    )
}

/// Forgets that a window has this row.
pub(super) fn unlink(tx: &mut dyn Transaction, window: &str, row: &LinkedRow) -> Result<(), StoreError> {
    tx.execute(
        "-- places::unlink
         DELETE FROM place_window_rows WHERE window_id = ?1 AND code_id = ?2 AND day = ?3 AND position = ?4",
        values![window, row.code.as_bytes(), row.day, u32::from(row.position)],
    )
    .map(drop)
}

/// The rows that a window has.
pub(super) fn linked(tx: &mut dyn Transaction, window: &str) -> Result<Vec<LinkedRow>, StoreError> {
    tx.all(
        "-- places::linked
         SELECT code_id, day, position FROM place_window_rows WHERE window_id = ?1 ORDER BY day, code_id",
        values![window],
        |mut row| {
            let (code, day) = (CodeId::from_bytes(row.take()?), row.take()?);
            let position: u32 = row.take()?;
            let position = u8::try_from(position).map_err(|_| StoreError::Corrupt("position of a row"))?;
            Ok(LinkedRow { code, day, position })
        },
    )
}

/// Whether a window that stands has this row.
pub(super) fn is_meant_by_another(tx: &mut dyn Transaction, row: &LinkedRow) -> Result<bool, StoreError> {
    let found = tx.first(
        "-- places::is_meant_by_another
         SELECT 1 FROM place_window_rows JOIN place_windows ON id = window_id
         WHERE code_id = ?1 AND day = ?2 AND position = ?3 AND withdrawn_at IS NULL LIMIT 1",
        values![row.code.as_bytes(), row.day, u32::from(row.position)],
        |_| Ok(()),
    )?;
    Ok(found.is_some())
}

/// Sees to it that a row is never published. Returns false where it was published.
pub(super) fn cancel(tx: &mut dyn Transaction, row: &LinkedRow) -> Result<bool, StoreError> {
    let cancelled = tx.execute(
        "-- places::cancel
         UPDATE place_rows SET publish_at = NULL
         WHERE code_id = ?1 AND day = ?2 AND position = ?3 AND export_end IS NULL",
        values![row.code.as_bytes(), row.day, u32::from(row.position)],
    )?;
    Ok(cancelled > 0)
}

/// The rows of a province that the export with this end is to hold: those it took before, and those that may be published
/// by now, first come first; at most `most`.
pub(super) fn due(
    tx: &mut dyn Transaction,
    province: Province,
    end: UnixTime,
    most: u32,
) -> Result<Vec<PlacedRow>, StoreError> {
    let mut rows = tx.all(
        &format!("-- places::taken\n SELECT {ROW_COLUMNS} FROM place_rows WHERE province = ?1 AND export_end = ?2"),
        values![u32::from(province.0), end],
        placed,
    )?;
    let room = most.saturating_sub(rows.len().saturate());
    rows.extend(tx.all(
        &format!(
            "-- places::due
             SELECT {ROW_COLUMNS} FROM place_rows
             WHERE province = ?1 AND publish_at <= ?2 AND export_end IS NULL ORDER BY publish_at, code_id, day LIMIT ?3"
        ),
        values![u32::from(province.0), end, room],
        placed,
    )?);
    Ok(rows)
}

/// Notes which export holds a row.
pub(super) fn take(tx: &mut dyn Transaction, row: &PlacedRow, export_end: UnixTime) -> Result<(), StoreError> {
    tx.execute(
        "-- places::take
         UPDATE place_rows SET export_end = ?4 WHERE code_id = ?1 AND day = ?2 AND position = ?3",
        values![row.code.as_bytes(), row.day, u32::from(row.position), export_end],
    )?;
    Ok(())
}

/// Notes that an export holds the row of a position, whether or not the row is known. Returns false where that was noted.
pub(super) fn set_published(
    tx: &mut dyn Transaction,
    used: &LinkedRow,
    sealed: &SealedRow,
    province: Province,
    export_end: UnixTime,
) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "-- places::set_published
         INSERT INTO place_rows (code_id, day, position, sealed, province, export_end) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (code_id, day, position) DO UPDATE SET export_end = excluded.export_end
         WHERE place_rows.export_end IS NULL",
        values![
            used.code.as_bytes(),
            used.day,
            u32::from(used.position),
            sealed.as_bytes(),
            u32::from(province.0),
            export_end,
        ],
    )?;
    Ok(changed > 0)
}

/// Forgets which case windows are of.
pub(super) fn forget_case(tx: &mut dyn Transaction, case: &CaseId) -> Result<(), StoreError> {
    tx.execute(
        "-- places::forget_case
         UPDATE place_windows SET case_id = NULL, visit = NULL WHERE case_id = ?1",
        values![case],
    )?;
    Ok(())
}

/// Forgets windows that ended before a day, and the rows of the days before it.
pub(super) fn forget_before(tx: &mut dyn Transaction, day: Day, begins: Minute) -> Result<(), StoreError> {
    tx.execute("-- places::forget_windows_before\n DELETE FROM place_windows WHERE stop < ?1", values![begins.0])?;
    tx.execute("-- places::forget_rows_before\n DELETE FROM place_rows WHERE day < ?1", values![day])?;
    Ok(())
}
