//! The rows of openings.

use lancan_protocol::time::UnixTime;

use crate::ground::ids::{CaseId, OfficerId};
use crate::http::Area;
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// An opening that somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OpeningRow {
    /// Of the request, 32 hex digits.
    pub(crate) id: String,
    /// The case that it is for.
    pub(crate) case: CaseId,
    /// The place whose log is to be opened.
    pub(crate) place: String,
    /// District of the place, or its province where there are no districts.
    pub(super) district: String,
    /// Who asks and signs first.
    pub(crate) first: OfficerId,
    /// Who is to sign second.
    pub(crate) second: OfficerId,
    /// When it was asked for.
    pub(crate) asked_at: UnixTime,
    /// When the request ends.
    pub(crate) expires_at: UnixTime,
    pub(super) sealed: Vec<u8>,
    /// When the first officer signed.
    pub(crate) first_at: Option<UnixTime>,
    /// When the second officer signed.
    pub(crate) second_at: Option<UnixTime>,
    /// When one of them refused.
    pub(crate) refused_at: Option<UnixTime>,
    /// When the file for the opener was first handed out.
    pub(crate) handed_out_at: Option<UnixTime>,
    /// When the result became contacts.
    pub(crate) imported_at: Option<UnixTime>,
    /// How many contacts.
    pub(crate) contacts: Option<u32>,
}

const COLUMNS: &str = "openings.id, openings.case_id, openings.place, openings.district, openings.first, openings.second, \
                       openings.asked_at, openings.expires_at, openings.sealed, openings.first_at, openings.second_at, \
                       openings.refused_at, openings.handed_out_at, openings.imported_at, openings.contacts";

fn opening(mut row: Row) -> Result<OpeningRow, StoreError> {
    Ok(OpeningRow {
        id: row.take()?,
        case: CaseId(row.take()?),
        place: row.take()?,
        district: row.take()?,
        first: row.take()?,
        second: row.take()?,
        asked_at: row.take()?,
        expires_at: row.take()?,
        sealed: row.take()?,
        first_at: row.take()?,
        second_at: row.take()?,
        refused_at: row.take()?,
        handed_out_at: row.take()?,
        imported_at: row.take()?,
        contacts: row.take()?,
    })
}

pub(super) fn insert(tx: &mut dyn Transaction, new: &OpeningRow) -> Result<(), StoreError> {
    tx.execute(
        "-- openings::insert
         INSERT INTO openings (id, case_id, place, district, first, second, asked_at, expires_at, sealed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        values![
            &new.id,
            &new.case,
            &new.place,
            &new.district,
            new.first,
            new.second,
            new.asked_at,
            new.expires_at,
            &new.sealed
        ],
    )?;
    Ok(())
}

/// Writes how far an opening has come, and what is sealed of it.
pub(super) fn put(tx: &mut dyn Transaction, row: &OpeningRow) -> Result<(), StoreError> {
    tx.execute(
        "-- openings::put
         UPDATE openings SET sealed = ?2, first_at = ?3, second_at = ?4, refused_at = ?5, handed_out_at = ?6,
            imported_at = ?7, contacts = ?8 WHERE id = ?1",
        values![
            &row.id,
            &row.sealed,
            row.first_at,
            row.second_at,
            row.refused_at,
            row.handed_out_at,
            row.imported_at,
            row.contacts
        ],
    )?;
    Ok(())
}

/// The opening with this id.
pub(super) fn find(tx: &mut dyn Transaction, id: &str) -> Result<Option<OpeningRow>, StoreError> {
    let found = format!("-- openings::find\n SELECT {COLUMNS} FROM openings WHERE id = ?1");
    tx.first(&found, values![id], opening)
}

/// The openings for cases of an area, the newest first, at most `most`.
pub(super) fn in_area(tx: &mut dyn Transaction, area: &Area, most: u32) -> Result<Vec<OpeningRow>, StoreError> {
    let (from, to) = area.bounds();
    tx.all(
        &format!(
            "-- openings::in_area
             SELECT {COLUMNS} FROM openings JOIN cases ON cases.id = openings.case_id
             WHERE cases.area >= ?1 AND cases.area < ?2 ORDER BY openings.asked_at DESC, openings.id LIMIT ?3"
        ),
        values![&from, &to, most],
        opening,
    )
}

/// How many openings were asked for since then, and not refused: of a place, of an officer, of a district.
pub(super) fn asked_since(
    tx: &mut dyn Transaction,
    (place, week): (&str, UnixTime),
    officers: [OfficerId; 2],
    (district, day): (&str, UnixTime),
) -> Result<(u32, [u32; 2], u32), StoreError> {
    let of_place = tx.first(
        "-- openings::of_place
         SELECT count(*) FROM openings WHERE place = ?1 AND asked_at > ?2 AND refused_at IS NULL",
        values![place, week],
        |mut row| row.take::<u32>(),
    )?;
    let mut of_officer = |officer: OfficerId| {
        tx.first(
            "-- openings::of_officer
             SELECT (SELECT count(*) FROM openings WHERE first = ?1 AND asked_at > ?2 AND refused_at IS NULL)
                + (SELECT count(*) FROM openings WHERE second = ?1 AND asked_at > ?2 AND refused_at IS NULL)",
            values![officer, day],
            |mut row| row.take::<u32>(),
        )
    };
    let [one, other] = officers;
    let of_officers = [of_officer(one)?.unwrap_or(0), of_officer(other)?.unwrap_or(0)];
    let of_district = tx.first(
        "-- openings::of_district
         SELECT count(*) FROM openings WHERE district = ?1 AND asked_at > ?2 AND refused_at IS NULL",
        values![district, day],
        |mut row| row.take::<u32>(),
    )?;
    Ok((of_place.unwrap_or(0), of_officers, of_district.unwrap_or(0)))
}

/// Deletes the openings of a case.
pub(super) fn forget(tx: &mut dyn Transaction, case: &CaseId) -> Result<(), StoreError> {
    tx.execute("-- openings::forget\n DELETE FROM openings WHERE case_id = ?1", values![case])?;
    Ok(())
}
