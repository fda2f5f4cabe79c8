//! The rows of contacts.

use lancan_protocol::time::{Day, UnixTime};

use super::kinds::{Closeness, Source, Status, Tier};
use crate::evidence::EvidenceGrade;
use crate::ground::ids::{CaseId, Digest};
use crate::http::Area;
use crate::store::{Row, StoreError, Transaction, Value};
use crate::values;

/// A contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ContactRow {
    /// Random id.
    pub(super) id: String,
    /// The case that the contact is of.
    pub(super) case: CaseId,
    /// The part of the country that follows the contact.
    pub(super) area: Area,
    /// Of an F2: the F1.
    pub(super) parent: Option<String>,
    pub(super) tier: Tier,
    pub(super) source: Source,
    /// Evidence of the app.
    pub(super) grade: Option<EvidenceGrade>,
    /// Whether a relay is suspected.
    pub(super) relay: bool,
    pub(super) closeness: Closeness,
    /// Minutes near each other.
    pub(super) minutes: Option<u32>,
    pub(super) last_contact: Option<Day>,
    pub(super) status: Status,
    pub(super) created_at: UnixTime,
    pub(super) changed_at: UnixTime,
    /// The person, sealed under the case's key.
    pub(super) sealed: Vec<u8>,
    /// HMAC of the telephone number.
    pub(super) phone: Option<Digest>,
    /// HMAC of folded name, birth year and ward.
    pub(super) alike: Option<Digest>,
    /// The contact that this one is the same person as.
    pub(super) merged_into: Option<String>,
    /// The case that the contact became.
    pub(super) became_case: Option<CaseId>,
}

pub(super) const COLUMNS: &str = "contacts.id, case_id, area, parent, tier, source, grade, relay, closeness, minutes, \
     last_contact, status, created_at, changed_at, sealed, phone, alike, merged_into, became_case";

fn kind<T>(row: &mut Row, read: impl FnOnce(u32) -> Option<T>) -> Result<T, StoreError> {
    read(row.take()?).ok_or(StoreError::Corrupt("a contact's kind"))
}

pub(super) fn contact(mut row: Row) -> Result<ContactRow, StoreError> {
    Ok(ContactRow {
        id: row.take()?,
        case: row.take()?,
        area: Area::at(row.take()?),
        parent: row.take()?,
        tier: kind(&mut row, Tier::from_number)?,
        source: kind(&mut row, Source::from_number)?,
        grade: match row.take::<Option<u32>>()? {
            None => None,
            Some(number) => Some(EvidenceGrade::from_number(number).ok_or(StoreError::Corrupt("a grade"))?),
        },
        relay: row.take::<u32>()? != 0,
        closeness: kind(&mut row, Closeness::from_number)?,
        minutes: row.take()?,
        last_contact: row.take()?,
        status: kind(&mut row, Status::from_number)?,
        created_at: row.take()?,
        changed_at: row.take()?,
        sealed: row.take()?,
        phone: row.take()?,
        alike: row.take()?,
        merged_into: row.take()?,
        became_case: row.take()?,
    })
}

fn fields(row: &ContactRow) -> [Value; 19] {
    let text = |text: &Option<String>| Value::from(text.as_deref());
    let digest = |digest: &Option<Digest>| Value::from(digest.as_ref());
    [
        (&row.id).into(),
        (&row.case).into(),
        row.area.path().into(),
        text(&row.parent),
        row.tier.number().into(),
        row.source.number().into(),
        row.grade.map(EvidenceGrade::number).into(),
        u32::from(row.relay).into(),
        row.closeness.number().into(),
        row.minutes.into(),
        row.last_contact.into(),
        row.status.number().into(),
        row.created_at.into(),
        row.changed_at.into(),
        (&row.sealed).into(),
        digest(&row.phone),
        digest(&row.alike),
        text(&row.merged_into),
        row.became_case.as_ref().into(),
    ]
}

/// Writes a contact with the HMACs of the words of its name, in the place of what there was.
pub(super) fn put(tx: &mut dyn Transaction, row: &ContactRow, words: &[Digest]) -> Result<(), StoreError> {
    tx.execute(
        "-- contacts::put
         INSERT INTO contacts (id, case_id, area, parent, tier, source, grade, relay, closeness, minutes, last_contact, status,
         created_at, changed_at, sealed, phone, alike, merged_into, became_case)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
         ON CONFLICT (id) DO UPDATE SET area = excluded.area, parent = excluded.parent, tier = excluded.tier,
         source = excluded.source, grade = excluded.grade, relay = excluded.relay, closeness = excluded.closeness,
         minutes = excluded.minutes, last_contact = excluded.last_contact, status = excluded.status,
         changed_at = excluded.changed_at, sealed = excluded.sealed, phone = excluded.phone, alike = excluded.alike,
         merged_into = excluded.merged_into, created_at = excluded.created_at, became_case = excluded.became_case",
        &fields(row),
    )?;
    tx.execute("-- contacts::put, old words\n DELETE FROM contact_words WHERE contact = ?1", values![&row.id])?;
    for word in words {
        tx.execute(
            "-- contacts::put, words
             INSERT INTO contact_words (word, contact) VALUES (?1, ?2) ON CONFLICT (word, contact) DO NOTHING",
            values![word, &row.id],
        )?;
    }
    Ok(())
}

/// The contacts of a centre's cases lie in this area from now on, and the calls to them.
pub(super) fn move_contacts(tx: &mut dyn Transaction, centre: &str, area: &Area) -> Result<(), StoreError> {
    tx.execute(
        "-- contacts::move_contacts
         UPDATE contacts SET area = ?2 WHERE case_id IN (SELECT id FROM cases WHERE centre = ?1)",
        values![centre, area.path()],
    )?;
    tx.execute(
        "-- contacts::move_contacts, calls
         UPDATE calls SET area = ?2 WHERE contact IN
         (SELECT contacts.id FROM contacts JOIN cases ON cases.id = contacts.case_id WHERE cases.centre = ?1)",
        values![centre, area.path()],
    )?;
    Ok(())
}

/// The F2s of a contact are those of another one of the case from now on.
pub(super) fn give_children(tx: &mut dyn Transaction, from: &ContactRow, to: &str) -> Result<(), StoreError> {
    tx.execute(
        "-- contacts::give_children\n UPDATE contacts SET parent = ?3 WHERE case_id = ?1 AND parent = ?2 AND id <> ?3",
        values![&from.case, &from.id, to],
    )?;
    Ok(())
}

/// Sets the status of a contact.
pub(super) fn set_status(tx: &mut dyn Transaction, id: &str, status: Status, now: UnixTime) -> Result<(), StoreError> {
    tx.execute(
        "-- contacts::set_status\n UPDATE contacts SET status = ?2,
         changed_at = CASE WHEN changed_at >= ?3 THEN changed_at + 1 ELSE ?3 END WHERE id = ?1",
        values![id, status.number(), now],
    )?;
    Ok(())
}

pub(super) fn find(tx: &mut dyn Transaction, id: &str) -> Result<Option<ContactRow>, StoreError> {
    tx.first(
        &format!("-- contacts::find\n SELECT {COLUMNS} FROM contacts WHERE contacts.id = ?1"),
        values![id],
        contact,
    )
}

/// The contacts of a case that have this number, the oldest first; merged ones left out.
pub(super) fn of_phone(tx: &mut dyn Transaction, case: &CaseId, phone: &Digest) -> Result<Vec<ContactRow>, StoreError> {
    tx.all(
        &format!(
            "-- contacts::of_phone
             SELECT {COLUMNS} FROM contacts WHERE phone = ?2 AND case_id = ?1 AND merged_into IS NULL
             ORDER BY created_at, contacts.id"
        ),
        values![case, phone],
        contact,
    )
}

/// The contacts of a case, the oldest first; merged ones left out.
pub(super) fn of_case(tx: &mut dyn Transaction, case: &CaseId) -> Result<Vec<ContactRow>, StoreError> {
    tx.all(
        &format!(
            "-- contacts::of_case
             SELECT {COLUMNS} FROM contacts WHERE case_id = ?1 AND merged_into IS NULL ORDER BY created_at, contacts.id"
        ),
        values![case],
        contact,
    )
}

/// The cases of the contacts of an area, each with the number of these contacts; merged ones left out.
pub(super) fn cases_in(tx: &mut dyn Transaction, area: &Area) -> Result<Vec<(CaseId, u32)>, StoreError> {
    let (from, to) = area.bounds();
    tx.all(
        "-- contacts::cases_in
         SELECT case_id, count(*) FROM contacts WHERE area >= ?1 AND area < ?2 AND merged_into IS NULL
         GROUP BY case_id ORDER BY case_id",
        values![from.as_str(), to.as_str()],
        |mut row| Ok((row.take()?, row.take()?)),
    )
}

/// The ids of a case's contacts, merged ones too.
pub(super) fn ids_of(tx: &mut dyn Transaction, case: &CaseId) -> Result<Vec<String>, StoreError> {
    tx.all("-- contacts::ids_of\n SELECT id FROM contacts WHERE case_id = ?1", values![case], |mut row| row.take())
}

/// Another part of the country follows a contact from now on, and calls them.
pub(super) fn give(tx: &mut dyn Transaction, id: &str, area: &Area) -> Result<(), StoreError> {
    tx.execute("-- contacts::give\n UPDATE contacts SET area = ?2 WHERE id = ?1", values![id, area.path()])?;
    tx.execute(
        "-- contacts::give, calls
         UPDATE calls SET area = ?2, assigned = NULL, locked_by = NULL, locked_until = 0 WHERE contact = ?1",
        values![id, area.path()],
    )?;
    Ok(())
}

/// The contacts of an area that share number, or name, birth year and ward with one that lies elsewhere; at most five.
pub(super) fn alike_in(tx: &mut dyn Transaction, area: &Area, row: &ContactRow) -> Result<Vec<String>, StoreError> {
    let (from, to) = area.bounds();
    tx.all(
        "-- contacts::alike_in
         SELECT id FROM contacts WHERE area >= ?1 AND area < ?2 AND id <> ?3 AND merged_into IS NULL
         AND (phone = ?4 OR alike = ?5) ORDER BY created_at, id LIMIT 5",
        values![from.as_str(), to.as_str(), &row.id, row.phone.as_ref(), row.alike.as_ref()],
        |mut row| row.take(),
    )
}

/// Whether something hangs on a contact: an F2, one that was merged into it, a day of follow-up or a specimen.
pub(super) fn is_used(tx: &mut dyn Transaction, case: &CaseId, id: &str) -> Result<bool, StoreError> {
    let count: Option<u32> = tx.first(
        "-- contacts::is_used
         SELECT (SELECT count(*) FROM contacts WHERE case_id = ?2 AND (parent = ?1 OR merged_into = ?1))
         + (SELECT count(*) FROM contact_days WHERE contact = ?1)
         + (SELECT count(*) FROM contact_specimens WHERE contact = ?1)",
        values![id, case],
        |mut row| row.take(),
    )?;
    Ok(count.unwrap_or(0) > 0)
}

/// Deletes one contact.
pub(super) fn delete(tx: &mut dyn Transaction, id: &str) -> Result<(), StoreError> {
    tx.execute(
        "-- contacts::delete, words
 DELETE FROM contact_words WHERE contact = ?1",
        values![id],
    )?;
    tx.execute(
        "-- contacts::delete
 DELETE FROM contacts WHERE id = ?1",
        values![id],
    )?;
    Ok(())
}

/// Deletes what hangs on a case.
pub(super) fn forget(tx: &mut dyn Transaction, case: &CaseId) -> Result<(), StoreError> {
    for statement in [
        "-- contacts::forget, words
         DELETE FROM contact_words WHERE contact IN (SELECT id FROM contacts WHERE case_id = ?1)",
        "-- contacts::forget\n DELETE FROM contacts WHERE case_id = ?1",
    ] {
        tx.execute(statement, values![case])?;
    }
    Ok(())
}
