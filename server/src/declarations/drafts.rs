//! What somebody wrote into a form and has not sent: it survives a lost session and another browser, sealed, for a day.

use std::collections::BTreeMap;
use std::sync::Arc;

use lancan_protocol::hex;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::{Day, UnixTime};
use serde::{Deserialize, Serialize};

use super::store::{DeclarationId, PersonId};
use super::{Declarations, Declarer};
use crate::ground::error::{Failure, Fault};
use crate::ground::ids::Digest;
use crate::ground::purposes;
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// Bytes of a draft at most, as JSON.
const MOST_BYTES: usize = 64 * 1024;
/// Seconds that a draft is shown after it was written.
const SECONDS: u64 = 86_400;
/// Days until the key of a draft is destroyed: more than its last second needs.
const DAYS: u32 = 2;

/// Which form somebody fills in, about whom.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DraftOf {
    /// The form's id.
    pub(crate) form: String,
    /// The person of the family; none for whoever holds the number.
    pub(crate) person: Option<PersonId>,
    /// The declaration whose journey is shared.
    pub(crate) leader: Option<DeclarationId>,
}

/// What was written into a form.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Draft {
    pub(crate) of: DraftOf,
    /// By field.
    pub(crate) fields: BTreeMap<String, String>,
}

fn place(id: &Digest) -> String {
    format!("declaration_drafts|sealed|{}", hex::encode(id))
}

struct DraftRow {
    id: Digest,
    saved_at: UnixTime,
    expiry: Day,
    sealed: Vec<u8>,
}

fn draft(mut row: Row) -> Result<DraftRow, StoreError> {
    Ok(DraftRow { id: row.take()?, saved_at: row.take()?, expiry: row.take()?, sealed: row.take()? })
}

/// Whether a draft of the number is kept.
pub(super) fn are_kept(tx: &mut dyn Transaction, number: &Digest) -> Result<bool, StoreError> {
    let found = tx.query(
        "-- declarations::drafts_are_kept
         SELECT 1 FROM declaration_drafts WHERE number = ?1 LIMIT 1",
        values![number],
    )?;
    Ok(!found.is_empty())
}

impl Declarations {
    /// Keeps what was written, in the place of what was kept of this form before.
    ///
    /// # Errors
    /// [`Problem::TooLarge`] above 64 KiB.
    pub(crate) async fn keep_draft(&self, number: Digest, draft: Draft) -> Result<(), Failure> {
        let plain = serde_json::to_vec(&draft).map_err(|_| Fault::Broken("a draft does not encode"))?;
        if plain.len() > MOST_BYTES {
            return Err(Problem::TooLarge.into());
        }
        let (id, now, expiry) = (self.draft_id(&number, &draft.of), self.clock.now(), self.today().plus(DAYS));
        let sealed = self.expiry_keys.get_or_make(expiry)?.seal(&place(&id), &plain).map_err(Fault::from)?;
        let work = move |tx: &mut dyn Transaction| {
            tx.execute(
                "-- declarations::keep_draft
                 INSERT INTO declaration_drafts (id, number, saved_at, expiry, sealed) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (id) DO UPDATE SET
                   saved_at = excluded.saved_at, expiry = excluded.expiry, sealed = excluded.sealed",
                values![&id, &number, now, expiry, &sealed],
            )?;
            Ok::<_, StoreError>(())
        };
        Ok(self.store.run("keep_draft", work).await?)
    }

    /// What was written into a form within the last day and not sent.
    pub(crate) async fn draft(self: &Arc<Self>, declarer: Declarer, of: DraftOf) -> Result<Option<Draft>, Failure> {
        let all = self.drafts(declarer).await?;
        Ok(all.into_iter().find(|draft| draft.of == of))
    }

    /// Every draft of the number of the last day, the newest first.
    pub(crate) async fn drafts(self: &Arc<Self>, declarer: Declarer) -> Result<Vec<Draft>, Failure> {
        let (declarations, now) = (self.clone(), self.clock.now());
        let work = move |tx: &mut dyn Transaction| {
            let all = declarations.opened_drafts(tx, &declarer.number)?;
            let shown = all.into_iter().filter(|(row, _)| now.0 < row.saved_at.0.saturating_add(SECONDS));
            Ok::<_, Failure>(shown.map(|(_, draft)| draft).collect())
        };
        self.store.view("drafts", work).await
    }

    /// Drops every draft about a person of the family.
    pub(super) fn drop_drafts_of(
        &self,
        tx: &mut dyn Transaction,
        number: &Digest,
        person: &PersonId,
    ) -> Result<(), Failure> {
        for (row, draft) in self.opened_drafts(tx, number)? {
            if draft.of.person.as_ref() == Some(person) {
                delete(tx, &row.id)?;
            }
        }
        Ok(())
    }

    /// The drafts of a number that open, the newest first.
    fn opened_drafts(&self, tx: &mut dyn Transaction, number: &Digest) -> Result<Vec<(DraftRow, Draft)>, Failure> {
        let rows = tx.all(
            "-- declarations::drafts_of_number
             SELECT id, saved_at, expiry, sealed FROM declaration_drafts WHERE number = ?1 ORDER BY saved_at DESC, id",
            values![number],
            draft,
        )?;
        let mut drafts = Vec::new();
        for row in rows {
            let Some(key) = self.expiry_keys.read(row.expiry)? else { continue };
            let Ok(plain) = key.open(&place(&row.id), &row.sealed) else { continue };
            if let Ok(draft) = serde_json::from_slice::<Draft>(&plain) {
                drafts.push((row, draft));
            }
        }
        Ok(drafts)
    }

    /// Drops the draft of a form.
    pub(super) fn drop_draft(
        &self,
        tx: &mut dyn Transaction,
        declarer: Declarer,
        of: &DraftOf,
    ) -> Result<(), StoreError> {
        delete(tx, &self.draft_id(&declarer.number, of))
    }

    fn draft_id(&self, number: &Digest, of: &DraftOf) -> Digest {
        let person = of.person.unwrap_or_default();
        let leader = of.leader.unwrap_or_default();
        self.secrets
            .digest(purposes::DECLARATION_DRAFT, &[number.as_slice(), &person, &leader, of.form.as_bytes()].concat())
    }
}

fn delete(tx: &mut dyn Transaction, id: &Digest) -> Result<(), StoreError> {
    tx.execute("-- declarations::drop_draft\n DELETE FROM declaration_drafts WHERE id = ?1", values![id])?;
    Ok(())
}

/// Drops every draft of a number.
pub(super) fn erase(tx: &mut dyn Transaction, number: &Digest) -> Result<(), StoreError> {
    tx.execute("-- declarations::erase_drafts\n DELETE FROM declaration_drafts WHERE number = ?1", values![number])?;
    Ok(())
}

/// Drops the drafts whose key ends on `today` or before.
pub(super) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    tx.execute("-- declarations::expire_drafts\n DELETE FROM declaration_drafts WHERE expiry <= ?1", values![today])?;
    Ok(())
}
