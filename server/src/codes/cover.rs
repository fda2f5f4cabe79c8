//! The work behind answers to cover traffic: as much as a real request takes, with nothing kept.

use std::sync::Arc;

use lancan_protocol::wire::ReportType;

use super::Codes;
use super::store::{self, CodeUse};
use super::tokens::Grant;
use super::verify::Verified;
use crate::cases;
use crate::ground::error::Failure;
use crate::ground::ids::{CaseId, Digest, TokenId};
use crate::ground::random;
use crate::store::{StoreError, Transaction, Value};

/// Writes these bytes over those of the cover request before.
pub(crate) fn write_noise(tx: &mut dyn Transaction, noise: &Value) -> Result<(), StoreError> {
    store::write_noise(tx, noise)
}

impl Codes {
    /// The work of [`Codes::verify`]: the same look-ups, as much written, and the same signature. The token names a case
    /// that there is not, so that it is good for the bodies of its cover sequence and for nothing else.
    pub(super) async fn cover(self: &Arc<Self>, code: &str, jkt: Digest) -> Result<Verified, Failure> {
        let hmac = self.hmac(code);
        let (codes, now, case) = (self.clone(), self.clock.now(), CaseId(random::id()));
        let (sought, token) = (case.clone(), TokenId(random::id()));
        let used = CodeUse { at: now, jkt, token: token.clone() };
        self.store
            .run("cover_verify", move |tx| {
                codes.pressure(tx, now)?;
                store::find(tx, &hmac)?;
                cases::unexpired(tx, &sought, now)?;
                store::write_cover_use(tx, &used)
            })
            .await?;
        let days = self.rules().key_days;
        let (window_from, window_to) = (days.first_interval(days.day(now).minus(5)), now.interval());
        let report_type = ReportType::ConfirmedTest;
        let grant =
            Grant { token, case, jkt, expires_at: now.plus(self.token_seconds), window_from, window_to, report_type };
        let token = self.tokens.issue(&grant)?;
        Ok(Verified { token, centre: String::new(), window_from, window_to, report_type })
    }
}
