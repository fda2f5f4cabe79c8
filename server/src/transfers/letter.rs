//! What is written of a transfer, sealed under the key of the case.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::ground::sealing::{NotOpened, SealingKey};

/// Who is sent, and the words that sender and receiver write to each other.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct TransferLetter {
    /// The contact's name, or the authority's number of the case.
    pub(super) name: Option<String>,
    /// The contact's number.
    pub(super) phone: Option<String>,
    /// What the sender writes.
    pub(super) note: String,
    /// Why the receiver refuses.
    pub(super) answer: String,
}

/// Where the letter of a transfer is sealed: under whose case, sent when.
fn place(case: &str, sent_at: u64) -> String {
    format!("transfers|letter|{case}|{sent_at}")
}

impl TransferLetter {
    pub(super) fn seal(&self, key: &SealingKey, case: &str, sent_at: u64) -> Result<Vec<u8>, NotOpened> {
        let plain = Zeroizing::new(serde_json::to_vec(self).map_err(|_| NotOpened)?);
        key.seal(&place(case, sent_at), &plain)
    }

    pub(super) fn open(key: &SealingKey, case: &str, sent_at: u64, sealed: &[u8]) -> Result<Self, NotOpened> {
        serde_json::from_slice(&key.open(&place(case, sent_at), sealed)?).map_err(|_| NotOpened)
    }
}
