//! What officers did about one thing, for the officers who work with it.

use lancan_protocol::time::UnixTime;

use super::Officers;
use crate::ground::ids::CaseId;
use crate::store::{StoreError, Transaction};
use crate::values;

/// An act of the past, and who did it.
pub(crate) struct PastAct {
    /// When.
    pub(crate) at: UnixTime,
    /// The officer's name; none for an account that is no more.
    pub(crate) officer: Option<String>,
    /// What, as the audit log names it.
    pub(crate) what: String,
}

impl Officers {
    /// The newest changes that officers made to one thing of a case, at most `most`, newest first. Looks are left out.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    #[allow(clippy::unused_self, reason = "rooms that have no arrow to officers reach the log by the desk")]
    pub(crate) fn changes_of(
        &self,
        tx: &mut dyn Transaction,
        case: &CaseId,
        about: &str,
        most: u32,
    ) -> Result<Vec<PastAct>, StoreError> {
        tx.all(
            "-- officers::changes_of
             SELECT audit.at, officers.name, audit.act FROM audit LEFT JOIN officers ON officers.id = audit.officer
             WHERE audit.case_id = ?1 AND audit.about = ?2 AND audit.act NOT LIKE 'view-%'
             ORDER BY audit.id DESC LIMIT ?3",
            values![case, about, most],
            |mut row| Ok(PastAct { at: row.take()?, officer: row.take()?, what: row.take()? }),
        )
    }
}
