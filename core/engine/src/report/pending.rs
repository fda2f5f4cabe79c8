//! A signed body on its way to the authority's server.

use lancan_protocol::{signed::Purpose, wire::Report};
use prost::Message as _;
use serde::{Deserialize, Serialize};

use super::{ReportSecret, second::SecondPart};
use crate::kept::keep_as_json;

/// A body on its way; kept sealed so that a restart goes on sending it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pending {
    pub(super) body: Vec<u8>,
    pub(super) signature: String,
    /// How often a report did not arrive.
    pub(super) failures: u32,
    /// What follows when a report has arrived; nothing follows a second part, or a report of an earlier version of the app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) second: Option<Box<SecondPart>>,
}

keep_as_json!(Pending);

impl Pending {
    /// The day keys in it.
    pub(crate) fn keys(&self) -> Vec<Vec<u8>> {
        let report = Report::decode(self.body.as_slice()).unwrap_or_default();
        report.keys.into_iter().map(|key| key.key).collect()
    }
}

/// A report padded to the one size, with its signature.
pub(super) fn signed_body(report: &Report, secret: &ReportSecret) -> Option<Pending> {
    let body = report.to_padded_bytes()?;
    let signature = secret.sign(Purpose::Report, &body);
    Some(Pending { body, signature, failures: 0, second: None })
}
