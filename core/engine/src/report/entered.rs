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
    /// Another code that was entered while the review of this one is open, until that one is accepted or refused.
    pub(super) other: Option<Box<Self>>,
}

impl Entered {
    /// The clock by which it was entered was behind by so many seconds; it was entered at `now` at the latest.
    pub(super) fn move_on(&mut self, by: u64, now: UnixTime) {
        self.at = self.at.plus(by).min(now);
        if let Some(other) = &mut self.other {
            other.move_on(by, now);
        }
    }
}

/// An [`Entered`] as it is kept, so that a restart costs no second call to the officer.
#[derive(Serialize, Deserialize)]
struct KeptCode {
    code: String,
    secret: Vec<u8>,
    at: UnixTime,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    other: Option<Box<Self>>,
}

impl KeptCode {
    fn of(entered: &Entered) -> Self {
        let (code, secret) = (entered.code.as_str().to_owned(), entered.secret.to_bytes());
        let other = entered.other.as_ref().map(|other| Box::new(Self::of(other)));
        Self { code, secret, at: entered.at, other }
    }

    fn entered(self) -> Option<Entered> {
        let (code, secret) = (Code::parse(&self.code).ok()?, ReportSecret::from_bytes(&self.secret)?);
        let other = self.other.and_then(|other| other.entered()).map(Box::new);
        Some(Entered { code, secret, at: self.at, other })
    }
}

impl Keep for Entered {
    fn to_bytes(&self) -> Option<Vec<u8>> {
        to_json(&KeptCode::of(self))
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        from_json::<KeptCode>(bytes)?.entered()
    }
}
