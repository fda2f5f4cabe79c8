//! The rows of feedback.

use lancan_protocol::time::{Day, UnixTime};

use super::state::FeedbackState;
use crate::ground::ids::{Digest, OfficerId};
use crate::http::Area;
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// Feedback, with the facility that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FeedbackRow {
    /// What it is known by.
    pub(crate) id: String,
    /// The facility.
    pub(crate) place: String,
    /// The facility's name.
    pub(crate) place_name: String,
    /// When it came.
    pub(crate) sent_at: UnixTime,
    /// Id and version of the set of criteria then in force.
    pub(crate) criteria: (String, u32),
    /// The criterion that it is about; none for something else.
    pub(crate) criterion: Option<u32>,
    /// What was written.
    pub(crate) words: String,
    /// How many photographs came with it.
    pub(crate) photos: u32,
    /// Whether it is shown with others under one line.
    pub(crate) collapsed: bool,
    /// How far it has come.
    pub(crate) state: FeedbackState,
    /// Why it was rejected.
    pub(crate) reason: Option<String>,
    /// What the facility answered, and when.
    pub(crate) answer: Option<(String, UnixTime)>,
}

const COLUMNS: &str = "feedback.id, feedback.place, places.name, feedback.sent_at, feedback.criteria, feedback.set_version, \
                       feedback.criterion, feedback.words, feedback.photos, feedback.collapsed, feedback.state, \
                       feedback.reason, feedback.answer, feedback.answered_at";
const JOINED: &str =
    "feedback JOIN facilities ON facilities.place = feedback.place JOIN places ON places.id = feedback.place";

fn feedback(mut row: Row) -> Result<FeedbackRow, StoreError> {
    let (id, place, place_name, sent_at) = (row.take()?, row.take()?, row.take()?, row.take()?);
    let criteria = (row.take()?, row.take()?);
    let (criterion, words, photos) = (row.take()?, row.take()?, row.take()?);
    let (collapsed, state): (u32, String) = (row.take()?, row.take()?);
    Ok(FeedbackRow {
        id,
        place,
        place_name,
        sent_at,
        criteria,
        criterion,
        words,
        photos,
        collapsed: collapsed != 0,
        state: FeedbackState::named(&state).ok_or(StoreError::Corrupt("a state of feedback"))?,
        reason: row.take()?,
        answer: row.take::<Option<String>>()?.zip(row.take::<Option<UnixTime>>()?),
    })
}

/// Whether a place is a facility.
pub(super) fn is_facility(tx: &mut dyn Transaction, place: &str) -> Result<bool, StoreError> {
    let found =
        tx.first("-- feedback::is_facility\n SELECT 1 FROM facilities WHERE place = ?1", values![place], |mut row| {
            row.take::<u32>()
        })?;
    Ok(found.is_some())
}

/// Keeps what came.
pub(super) fn insert(
    tx: &mut dyn Transaction,
    new: &FeedbackRow,
    number: &Digest,
    day: Day,
    photos: &[Vec<u8>],
) -> Result<(), StoreError> {
    tx.execute(
        "-- feedback::insert
         INSERT INTO feedback (id, place, number, day, sent_at, criteria, set_version, criterion, words, photos, collapsed, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        values![
            &new.id,
            &new.place,
            number,
            day,
            new.sent_at,
            &new.criteria.0,
            new.criteria.1,
            new.criterion,
            &new.words,
            new.photos,
            u32::from(new.collapsed),
            new.state.name()
        ],
    )?;
    for (position, picture) in (0_u32..).zip(photos) {
        tx.execute(
            "-- feedback::insert_photo\n INSERT INTO feedback_photos (feedback, position, picture) VALUES (?1, ?2, ?3)",
            values![&new.id, position, picture],
        )?;
    }
    Ok(())
}

fn count(tx: &mut dyn Transaction, statement: &str, values: &[crate::store::Value]) -> Result<u32, StoreError> {
    Ok(tx.first(statement, values, |mut row| row.take())?.unwrap_or_default())
}

/// How many a number sent on a day.
pub(super) fn sent_on(tx: &mut dyn Transaction, number: &Digest, day: Day) -> Result<u32, StoreError> {
    count(
        tx,
        "-- feedback::sent_on\n SELECT count(*) FROM feedback WHERE number = ?1 AND day = ?2",
        values![number, day],
    )
}

/// How many of a number about a facility are neither rejected nor resolved.
pub(super) fn open_of(tx: &mut dyn Transaction, number: &Digest, place: &str) -> Result<u32, StoreError> {
    count(
        tx,
        "-- feedback::open_of
         SELECT count(*) FROM feedback WHERE number = ?1 AND place = ?2 AND state NOT IN ('rejected', 'resolved')",
        values![number, place],
    )
}

/// How many came about a facility at a time or after it.
pub(super) fn since(tx: &mut dyn Transaction, place: &str, at: UnixTime) -> Result<u32, StoreError> {
    count(
        tx,
        "-- feedback::since\n SELECT count(*) FROM feedback WHERE place = ?1 AND sent_at >= ?2",
        values![place, at],
    )
}

/// The feedback with this id.
pub(super) fn find(tx: &mut dyn Transaction, id: &str) -> Result<Option<FeedbackRow>, StoreError> {
    tx.first(
        &format!("-- feedback::find\n SELECT {COLUMNS} FROM {JOINED} WHERE feedback.id = ?1"),
        values![id],
        feedback,
    )
}

/// What everybody sees of a facility's feedback, the newest first.
pub(super) fn public_of(tx: &mut dyn Transaction, place: &str, most: u32) -> Result<Vec<FeedbackRow>, StoreError> {
    tx.all(
        &format!(
            "-- feedback::public_of
             SELECT {COLUMNS} FROM {JOINED} WHERE feedback.place = ?1 AND feedback.state NOT IN ('received', 'rejected')
             ORDER BY feedback.sent_at DESC, feedback.id LIMIT ?2"
        ),
        values![place, most],
        feedback,
    )
}

/// How much feedback of a facility everybody sees and is not set right.
pub(super) fn open_at(tx: &mut dyn Transaction, place: &str) -> Result<u32, StoreError> {
    count(
        tx,
        "-- feedback::open_at
         SELECT count(*) FROM feedback WHERE place = ?1 AND state IN ('visible', 'answered', 'persists')",
        values![place],
    )
}

/// What a number sent about a facility, the newest first.
pub(super) fn own(
    tx: &mut dyn Transaction,
    number: &Digest,
    place: &str,
    most: u32,
) -> Result<Vec<FeedbackRow>, StoreError> {
    tx.all(
        &format!(
            "-- feedback::own
             SELECT {COLUMNS} FROM {JOINED} WHERE feedback.number = ?1 AND feedback.place = ?2
             ORDER BY feedback.sent_at DESC, feedback.id LIMIT ?3"
        ),
        values![number, place, most],
        feedback,
    )
}

/// What waits for an officer of an area, the oldest first: what came until a time, and all that is about facilities of the
/// area's own ward.
pub(super) fn waiting_in(
    tx: &mut dyn Transaction,
    area: &Area,
    until: UnixTime,
    most: u32,
) -> Result<Vec<FeedbackRow>, StoreError> {
    let (from, to) = area.bounds();
    tx.all(
        &format!(
            "-- feedback::waiting_in
             SELECT {COLUMNS} FROM {JOINED}
             WHERE feedback.state = 'received' AND facilities.area >= ?1 AND facilities.area < ?2
             AND (feedback.sent_at <= ?3 OR facilities.area = ?4)
             ORDER BY feedback.collapsed, feedback.sent_at, feedback.id LIMIT ?5"
        ),
        values![from.as_str(), to.as_str(), until, area.path(), most],
        feedback,
    )
}

/// What everybody sees of an area's feedback and is not set right, the oldest first.
pub(super) fn open_in(tx: &mut dyn Transaction, area: &Area, most: u32) -> Result<Vec<FeedbackRow>, StoreError> {
    let (from, to) = area.bounds();
    tx.all(
        &format!(
            "-- feedback::open_in
             SELECT {COLUMNS} FROM {JOINED}
             WHERE feedback.state IN ('visible', 'answered', 'persists') AND facilities.area >= ?1 AND facilities.area < ?2
             ORDER BY feedback.sent_at, feedback.id LIMIT ?3"
        ),
        values![from.as_str(), to.as_str(), most],
        feedback,
    )
}

/// An officer let it be seen, or rejected it for a reason.
pub(super) fn judge(
    tx: &mut dyn Transaction,
    id: &str,
    state: FeedbackState,
    reason: Option<&str>,
    by: OfficerId,
) -> Result<(), StoreError> {
    tx.execute(
        "-- feedback::judge\n UPDATE feedback SET state = ?2, reason = ?3, judged_by = ?4 WHERE id = ?1",
        values![id, state.name(), reason, by],
    )?;
    Ok(())
}

/// The facility answered.
pub(super) fn answer(tx: &mut dyn Transaction, id: &str, words: &str, now: UnixTime) -> Result<(), StoreError> {
    tx.execute(
        "-- feedback::answer\n UPDATE feedback SET state = 'answered', answer = ?2, answered_at = ?3 WHERE id = ?1",
        values![id, words, now],
    )?;
    Ok(())
}

/// An officer saw how it stands.
pub(super) fn end(tx: &mut dyn Transaction, id: &str, state: FeedbackState, by: OfficerId) -> Result<(), StoreError> {
    tx.execute(
        "-- feedback::end\n UPDATE feedback SET state = ?2, ended_by = ?3 WHERE id = ?1",
        values![id, state.name(), by],
    )?;
    Ok(())
}

/// A photograph.
pub(super) fn photo(tx: &mut dyn Transaction, id: &str, position: u32) -> Result<Option<Vec<u8>>, StoreError> {
    tx.first(
        "-- feedback::photo\n SELECT picture FROM feedback_photos WHERE feedback = ?1 AND position = ?2",
        values![id, position],
        |mut row| row.take(),
    )
}

/// Deletes what was rejected before `rejected` and everything before `oldest`, and forgets the numbers of what is over and
/// came before `rejected`.
pub(super) fn expire(tx: &mut dyn Transaction, rejected: Day, oldest: Day) -> Result<(), StoreError> {
    tx.execute(
        "-- feedback::expire\n DELETE FROM feedback WHERE day < ?2 OR day < ?1 AND state = 'rejected'",
        values![rejected, oldest],
    )?;
    tx.execute(
        "-- feedback::forget_numbers\n UPDATE feedback SET number = NULL WHERE day < ?1 AND state = 'resolved'",
        values![rejected],
    )?;
    Ok(())
}
