//! How a server says what was wrong.

use serde::{Deserialize, Serialize};

/// A problem+json body (RFC 9457), as both sides use it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProblemBody {
    /// `urn:lancan:problem:` and a stable code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The message in the language asked for.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What exactly was wrong, without personal data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}
