//! A code becomes a token.

use serde::{Deserialize, Serialize};

use super::padding::padded;
use crate::{report_type::ReportType, time::Interval};

/// Every verify request and answer is padded to this many bytes.
pub const VERIFY_BYTES: usize = 1_024;

/// `POST /v1/verify`: exchanges a code for a token.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifyRequest {
    /// The code without separators; random text of the same form in cover traffic.
    pub code: String,
    /// Base64url of the SHA-256 of the phone's fresh P-256 public key (SEC1, uncompressed).
    pub jkt: String,
    /// Cover traffic: answered alike, never stored.
    pub cover: bool,
    /// Fills the body to 1,024 bytes.
    pub padding: String,
}

/// The answer to a verify request.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifyAnswer {
    /// ES256 JWT, opaque to the phone. Random text of like length in cover traffic.
    pub token: String,
    /// The health centre that issued the code, which the user sees before anything else.
    pub centre: String,
    /// First interval that may be reported.
    #[cfg_attr(feature = "openapi", schema(value_type = u32))]
    pub window_from: Interval,
    /// Last interval that may be reported.
    #[cfg_attr(feature = "openapi", schema(value_type = u32))]
    pub window_to: Interval,
    /// What the report will be about.
    pub report_type: ReportType,
    /// Fills the body to 1,024 bytes.
    pub padding: String,
}

padded!(VerifyRequest, VerifyAnswer);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::to_padded_json;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_verify_request_has_one_size(code in "[0-9]{9,16}", cover: bool) {
            let mut request = VerifyRequest { code, jkt: "k".repeat(43), cover, padding: String::new() };
            prop_assert_eq!(to_padded_json(&mut request, VERIFY_BYTES).unwrap().len(), VERIFY_BYTES);
        }
    }
}
