//! What is kept of a person for whom somebody declares, and how it is sealed.

use lancan_protocol::hex;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::Relation;
use serde::{Deserialize, Serialize};

use super::person_store::PersonRow;
use super::store::PersonId;
use crate::ground::error::Fault;
use crate::ground::sealing::SealingKey;

/// What is kept sealed of a person.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct PersonRecord {
    pub(crate) name: String,
    pub(crate) birth_year: i32,
    pub(crate) relation: Relation,
    /// When whoever declares ticked that the person agrees, or that they are the child's guardian.
    pub(crate) consent_at: UnixTime,
}

fn place(id: &PersonId) -> String {
    format!("declaration_persons|sealed|{}", hex::encode(id))
}

impl PersonRecord {
    pub(super) fn seal(&self, key: &SealingKey, id: &PersonId) -> Result<Vec<u8>, Fault> {
        let plain = serde_json::to_vec(self).map_err(|_| Fault::Broken("a person does not encode"))?;
        Ok(key.seal(&place(id), &plain)?)
    }

    pub(super) fn open(key: &SealingKey, row: &PersonRow) -> Option<Self> {
        serde_json::from_slice(&key.open(&place(&row.id), &row.sealed).ok()?).ok()
    }
}
