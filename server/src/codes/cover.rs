//! The work behind answers to cover traffic: as much as a real request takes, with nothing kept.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::wire::ReportType;
use rand::Rng as _;

use super::Codes;
use super::store;
use super::tokens::Grant;
use super::verify::Verified;
use crate::ground::error::Failure;
use crate::ground::ids::{CaseId, Digest, TokenId};
use crate::ground::random;
use crate::store::{StoreError, Transaction};

/// Bytes that a used code writes, about.
const CODE_USE_BYTES: usize = 64;

/// Writes and forgets this many random bytes.
pub(crate) fn write_noise(tx: &mut dyn Transaction, bytes: usize) -> Result<(), StoreError> {
    let mut noise = vec![0; bytes];
    random::rng().fill_bytes(&mut noise);
    store::write_noise(tx, &noise)
}

impl Codes {
    /// The work of [`Codes::verify`]: the same look-ups and the same signature. Returns random text as long as a token.
    pub(super) async fn cover(self: &Arc<Self>, code: &str, jkt: Digest) -> Result<Verified, Failure> {
        let hmac = self.hmac(code);
        let (codes, now) = (self.clone(), self.clock.now());
        self.store
            .run("cover_verify", move |tx| {
                codes.pressure(tx, now)?;
                store::find(tx, &hmac)?;
                write_noise(tx, CODE_USE_BYTES)
            })
            .await?;
        let days = self.rules().key_days;
        let (window_from, window_to) = (days.first_interval(days.day(now).minus(5)), now.interval());
        let report_type = ReportType::ConfirmedTest;
        let grant = Grant {
            token: TokenId(random::id()),
            case: CaseId(random::id()),
            jkt,
            expires_at: now.plus(self.token_seconds),
            window_from,
            window_to,
            report_type,
        };
        let length = self.tokens.issue(&grant)?.len();
        Ok(Verified { token: random_text(length), centre: String::new(), window_from, window_to, report_type })
    }
}

/// Random text that looks like a token of this length.
fn random_text(length: usize) -> String {
    let mut text = String::with_capacity(length + 64);
    while text.len() < length {
        text.push_str(&URL_SAFE_NO_PAD.encode(random::bytes::<48>()));
    }
    text.truncate(length);
    text
}
