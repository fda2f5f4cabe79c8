//! What is sealed of an opening under the key of its case: the request itself, what the two officers signed, and what came of it.

use lancan_protocol::hex;
use lancan_protocol::visitor_log::{Assertion, OpeningRequest, Unopened};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::store::OpeningRow;
use crate::ground::error::{Failure, Fault};
use crate::ground::sealing::SealingKey;

/// What is sealed of an opening.
#[derive(Serialize, Deserialize)]
pub(super) struct KeptOpening {
    /// The bytes of the request, hex.
    request: String,
    /// What each officer signed with: the id of the key, and what it answered.
    pub(super) signatures: [Option<(String, Assertion)>; 2],
    /// Why it was refused, in the officer's words.
    pub(super) refusal: Option<String>,
    /// How many entries the opener found, and how many envelopes gave none.
    pub(super) found: Option<(u32, Unopened)>,
}

fn place(id: &str) -> String {
    format!("openings|sealed|{id}")
}

impl KeptOpening {
    /// Nothing is signed yet.
    pub(super) fn of(request: &OpeningRequest) -> Self {
        Self { request: hex::encode(&request.to_bytes()), signatures: [None, None], refusal: None, found: None }
    }

    /// What is sealed of a row.
    ///
    /// # Errors
    /// [`Fault`] where it does not open.
    pub(super) fn open(row: &OpeningRow, key: &SealingKey) -> Result<Self, Failure> {
        let plain = key.open(&place(&row.id), &row.sealed).map_err(Fault::from)?;
        let read = serde_json::from_slice(&plain);
        Ok(read.map_err(|_| Fault::Broken("what is sealed of an opening does not read"))?)
    }

    /// Sealed for the opening with this id.
    ///
    /// # Errors
    /// [`Fault`]; nothing is known that leads there.
    pub(super) fn seal(&self, id: &str, key: &SealingKey) -> Result<Vec<u8>, Failure> {
        let plain = serde_json::to_vec(self).map(Zeroizing::new);
        let plain = plain.map_err(|_| Fault::Broken("what is kept of an opening does not encode"))?;
        Ok(key.seal(&place(id), &plain).map_err(Fault::from)?)
    }

    /// The bytes of the request, hex.
    pub(super) fn hex(&self) -> &str {
        &self.request
    }

    /// The request.
    ///
    /// # Errors
    /// [`Fault`] where its bytes do not read.
    pub(super) fn request(&self) -> Result<OpeningRequest, Failure> {
        let read = hex::decode(&self.request).and_then(|bytes| OpeningRequest::from_bytes(&bytes).ok());
        Ok(read.ok_or(Fault::Broken("the request of an opening does not read"))?)
    }
}
