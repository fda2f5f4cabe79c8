//! Exchanging a code for a token.

use std::sync::Arc;

use lancan_protocol::code::{Code, CodeKind};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::{Day, Interval, UnixTime};
use lancan_protocol::wire::ReportType;

use super::Codes;
use super::store::{self, CodeRow, CodeUse};
use super::tokens::Grant;
use crate::cases;
use crate::ground::error::Failure;
use crate::ground::ids::{Digest, TokenId};
use crate::ground::random;
use crate::store::{StoreError, Transaction};

/// Seconds in which a used code gives the same token again to the phone that used it, so that a lost answer costs no
/// second call to the officer.
const REPEATS: u64 = 15 * 60;
/// Seconds that a used or expired code is remembered as such.
const REMEMBERED: u64 = Day::SECONDS;

/// What a phone gets for a code.
pub(super) struct Verified {
    pub(super) token: String,
    pub(super) centre: String,
    pub(super) window_from: Interval,
    pub(super) window_to: Interval,
    pub(super) report_type: ReportType,
}

enum Outcome {
    Granted { grant: Grant, centre: String },
    Refused(Problem),
}

/// The random digits of a short code, without the check digit; `None` for a long code.
pub(super) fn short_digits(code: &Code) -> Option<usize> {
    (code.kind() == CodeKind::Short).then(|| code.as_str().len().saturating_sub(1))
}

impl Codes {
    /// Exchanges a code for a token.
    pub(super) async fn verify(self: &Arc<Self>, code: &str, jkt: Digest) -> Result<Verified, Failure> {
        let code = Code::parse(code).map_err(|_| Problem::CodeMistyped)?;
        let (short, hmac) = (short_digits(&code), self.hmac(code.as_str()));
        let (codes, now) = (self.clone(), self.clock.now());
        let fresh = TokenId(random::id());
        let outcome = self
            .store
            .run("verify_code", move |tx| {
                if let Some(digits) = short
                    && codes.pressure(tx, now)?.suspends(digits)
                {
                    return Ok::<_, StoreError>(Outcome::Refused(Problem::CodesSuspended));
                }
                match codes.redeem(tx, &hmac, jkt, now, &fresh)? {
                    Ok((row, used)) => codes.grant(tx, &row, used, now),
                    Err(problem) => {
                        // A long code is beyond guessing, and who shows a used or an expired code guessed nothing.
                        if short.is_some() && problem == Problem::CodeUnknown {
                            codes.limit.count(tx, &[], now)?;
                        }
                        Ok(Outcome::Refused(problem))
                    }
                }
            })
            .await?;
        match outcome {
            Outcome::Refused(problem) => Err(problem.into()),
            Outcome::Granted { grant, centre } => Ok(Verified {
                token: self.tokens.issue(&grant)?,
                centre,
                window_from: grant.window_from,
                window_to: grant.window_to,
                report_type: grant.report_type,
            }),
        }
    }

    fn grant(
        &self,
        tx: &mut dyn Transaction,
        row: &CodeRow,
        used: CodeUse,
        now: UnixTime,
    ) -> Result<Outcome, StoreError> {
        let Some(case) = cases::unexpired(tx, &row.case, now)? else {
            return Ok(Outcome::Refused(Problem::CodeUnknown));
        };
        let Some(opened) = self.cases.open_sealed(&case) else { return Ok(Outcome::Refused(Problem::CodeUnknown)) };
        let centre = cases::centre_name(tx, &case)?;
        let (window_from, window_to) = self.cases.window(opened.days, used.at);
        let grant = Grant {
            token: used.token,
            case: case.id,
            jkt: used.jkt,
            expires_at: used.at.plus(self.token_seconds),
            window_from,
            window_to,
            report_type: case.report_type,
        };
        Ok(Outcome::Granted { grant, centre })
    }

    /// Uses a code, or says why it cannot be used. The phone that used it may show it again for a while.
    fn redeem(
        &self,
        tx: &mut dyn Transaction,
        hmac: &Digest,
        jkt: Digest,
        now: UnixTime,
        fresh: &TokenId,
    ) -> Result<Result<(CodeRow, CodeUse), Problem>, StoreError> {
        let Some(row) = store::find(tx, hmac)? else { return Ok(Err(Problem::CodeUnknown)) };
        match &row.used {
            Some(used) if used.jkt == jkt && now < used.at.plus(REPEATS) && !(self.has_reported)(tx, &used.token)? => {
                let used = used.clone();
                Ok(Ok((row, used)))
            }
            _ if now >= row.expires_at.plus(REMEMBERED) => Ok(Err(Problem::CodeUnknown)),
            Some(_) => Ok(Err(Problem::CodeUsed)),
            None if now >= row.expires_at => Ok(Err(Problem::CodeExpired)),
            None => {
                let used = CodeUse { at: now, jkt, token: fresh.clone() };
                store::mark_used(tx, hmac, &used)?;
                Ok(Ok((row, used)))
            }
        }
    }
}
