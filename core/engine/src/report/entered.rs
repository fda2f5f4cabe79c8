//! The code that a user entered, as it is kept.

use lancan_protocol::{code::Code, time::UnixTime};
use serde::{Deserialize, Serialize};

use super::secret::ReportSecret;
use crate::kept::{Keep, from_json, to_json};

/// A code that was entered, and the key that goes with it. The server may have taken the code as used by this key, so the
/// same code always goes with it.
pub(super) struct Entered {
    pub(super) code: Code,
    pub(super) secret: ReportSecret,
    pub(super) at: UnixTime,
}

/// An [`Entered`] as it is kept, so that a restart costs no second call to the officer.
#[derive(Serialize, Deserialize)]
struct KeptCode {
    code: String,
    secret: Vec<u8>,
    at: UnixTime,
}

impl Keep for Entered {
    fn to_bytes(&self) -> Option<Vec<u8>> {
        let (code, secret) = (self.code.as_str().to_owned(), self.secret.to_bytes());
        to_json(&KeptCode { code, secret, at: self.at })
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let kept: KeptCode = from_json(bytes)?;
        let (code, secret) = (Code::parse(&kept.code).ok()?, ReportSecret::from_bytes(&kept.secret)?);
        Some(Self { code, secret, at: kept.at })
    }
}
