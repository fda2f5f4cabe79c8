//! A telephone number asks for its one-time password.

use serde::{Deserialize, Serialize};

use super::padding::padded;
use crate::time::UnixTime;

/// `POST /v1/otp`: asks for a one-time password by SMS. Padded to [`VERIFY_BYTES`](super::VERIFY_BYTES), so that on the
/// wire it looks like a verify request.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OtpRequest {
    /// The telephone number (E.164); of that form in cover traffic too.
    pub phone: String,
    /// What the password is bound to: base64url of the SHA-256 of the phone's fresh P-256 public key (SEC1, uncompressed).
    /// Only who holds that key can use the password.
    pub jkt: String,
    /// Language of the SMS, `vi` or `en`.
    pub language: String,
    /// Cover traffic: answered alike, nothing is sent or stored.
    pub cover: bool,
    /// Fills the body to 1,024 bytes.
    pub padding: String,
}

/// The answer to an [`OtpRequest`]: the same for every number, known or not. Padded to
/// [`VERIFY_BYTES`](super::VERIFY_BYTES).
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OtpAnswer {
    /// Until when the password can be used, Unix seconds.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub expires_at: UnixTime,
    /// Fills the body to 1,024 bytes.
    pub padding: String,
}

padded!(OtpRequest, OtpAnswer);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{VERIFY_BYTES, to_padded_json};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_otp_request_has_one_size(phone in "\\+[1-9][0-9]{7,14}", cover: bool) {
            let language = "vi".to_owned();
            let mut request = OtpRequest { phone, jkt: "k".repeat(43), language, cover, padding: String::new() };
            prop_assert_eq!(to_padded_json(&mut request, VERIFY_BYTES).unwrap().len(), VERIFY_BYTES);
        }
    }
}
