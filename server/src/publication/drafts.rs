//! Drafts of rules: signed and served once two officers have approved them.
//!
//! An earlier draft comes back as a new one. Serials only grow, so phones take the earlier rules over as they take any.

use lancan_protocol::problem::Problem;
use lancan_protocol::rules::Rules;
use lancan_protocol::time::UnixTime;

use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::ids::OfficerId;
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// A draft of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesDraft {
    /// Its number.
    pub number: i64,
    /// The rules, JSON, without serial and times.
    pub(crate) content: String,
    /// When drafted.
    pub drafted_at: UnixTime,
    /// The first officer who approved it.
    pub approved_by: Option<OfficerId>,
    /// The second.
    pub published_by: Option<OfficerId>,
    /// When the second did: from then on it is signed, until a later one is.
    pub published_at: Option<UnixTime>,
}

/// How far a draft is after an approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approved {
    /// A second officer has to approve it.
    Once,
    /// It is in force: the server signs it within five minutes.
    Twice,
}

const COLUMNS: &str = "id, content, drafted_at, approved_by, published_by, published_at";

fn draft(mut row: Row) -> Result<RulesDraft, StoreError> {
    Ok(RulesDraft {
        number: row.take()?,
        content: row.take()?,
        drafted_at: row.take()?,
        approved_by: row.take()?,
        published_by: row.take()?,
        published_at: row.take()?,
    })
}

impl RulesDraft {
    /// The rules of the draft.
    pub(crate) fn rules(&self) -> Result<Rules, Fault> {
        Rules::from_json(self.content.as_bytes()).map_err(|_| Fault::Broken("stored rules do not open"))
    }
}

/// What a draft says of rules: everything but serial and times, which the server sets. They have the least values that rules
/// may have.
pub(crate) fn content_of(rules: &Rules) -> Result<String, Fault> {
    let content = Rules { serial: 0, issued_at: UnixTime(0), expires_at: UnixTime(1), ..rules.clone() };
    serde_json::to_string(&content).map_err(|_| Fault::Broken("rules do not encode"))
}

/// Adds a draft. Returns its number.
pub(crate) fn insert(tx: &mut dyn Transaction, content: &str, at: UnixTime) -> Result<i64, StoreError> {
    let number = tx.first(
        "-- rules_drafts::insert\n INSERT INTO rules_drafts (content, drafted_at) VALUES (?1, ?2) RETURNING id",
        values![content, at],
        |mut row| row.take(),
    )?;
    number.ok_or(StoreError::Corrupt("no number of a draft"))
}

/// The draft with this number.
pub(crate) fn find(tx: &mut dyn Transaction, number: i64) -> Result<Option<RulesDraft>, StoreError> {
    let found = format!("-- rules_drafts::find\n SELECT {COLUMNS} FROM rules_drafts WHERE id = ?1");
    tx.first(&found, values![number], draft)
}

/// Every draft, the newest first.
pub(crate) fn all(tx: &mut dyn Transaction) -> Result<Vec<RulesDraft>, StoreError> {
    tx.all(&format!("-- rules_drafts::all\n SELECT {COLUMNS} FROM rules_drafts ORDER BY id DESC"), &[], draft)
}

/// The draft that is in force; `None` while none was published, and the settings' rules are.
pub(crate) fn in_force(tx: &mut dyn Transaction) -> Result<Option<RulesDraft>, StoreError> {
    let newest = format!(
        "-- rules_drafts::in_force
         SELECT {COLUMNS} FROM rules_drafts WHERE published_at IS NOT NULL ORDER BY published_at DESC, id DESC LIMIT 1"
    );
    tx.first(&newest, &[], draft)
}

/// An officer approves a draft.
///
/// # Errors
/// [`Problem::NotFound`] when there is no such draft, [`Problem::Conflict`] when it was published, or the officer is the one
/// who approved it before.
pub(crate) fn approve(
    tx: &mut dyn Transaction,
    number: i64,
    officer: OfficerId,
    at: UnixTime,
) -> Result<Approved, Failure> {
    let found = find(tx, number)?.ok_or(Problem::NotFound)?;
    let refused = |key| Failure::from(Refusal::saying(Problem::Conflict, key));
    match (found.approved_by, found.published_at) {
        (_, Some(_)) => Err(refused("publish-over")),
        (None, None) => {
            tx.execute(
                "-- rules_drafts::approve\n UPDATE rules_drafts SET approved_by = ?2, approved_at = ?3 WHERE id = ?1",
                values![number, officer, at],
            )?;
            Ok(Approved::Once)
        }
        (Some(first), None) if first == officer => Err(refused("publish-same-officer")),
        (Some(_), None) => {
            tx.execute(
                "-- rules_drafts::publish\n UPDATE rules_drafts SET published_by = ?2, published_at = ?3 WHERE id = ?1",
                values![number, officer, at],
            )?;
            Ok(Approved::Twice)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    const NOW: UnixTime = UnixTime(1_621_936_800);

    async fn a_draft_is_in_force_once_two_officers_approved_it_until_a_later_one_is(store: Store) {
        let done: Result<(), Failure> = store
            .run("drafts", |tx| {
                let (first, second) = (insert(tx, "a", NOW)?, insert(tx, "b", NOW)?);
                assert!(in_force(tx)?.is_none() && approve(tx, 99, 1, NOW).is_err());
                assert_eq!(approve(tx, first, 1, NOW).unwrap(), Approved::Once);
                assert!(in_force(tx)?.is_none());
                assert!(approve(tx, first, 1, NOW).is_err(), "the same officer");
                assert_eq!(approve(tx, first, 2, NOW).unwrap(), Approved::Twice);
                assert_eq!(in_force(tx)?.unwrap().number, first);
                assert!(approve(tx, first, 3, NOW).is_err(), "it is over");
                approve(tx, second, 3, NOW)?;
                approve(tx, second, 2, NOW.plus(1))?;
                assert_eq!(in_force(tx)?.unwrap().content, "b");
                assert_eq!(all(tx)?.iter().map(|draft| draft.number).collect::<Vec<_>>(), [second, first]);
                Ok(())
            })
            .await;
        done.unwrap();
    }

    crate::store::testing::store_behaviours! {
        a_draft_is_in_force_once_two_officers_approved_it_until_a_later_one_is
    }
}
