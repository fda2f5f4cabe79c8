//! Codes: given for a case, used once. Guessing is bounded over the whole service, not by address.

use std::sync::Arc;

use lancan_protocol::code::{Code, CodeKind};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::{Day, Interval, UnixTime};
use lancan_protocol::wire::ReportType;

use crate::app::App;
use crate::cases;
use crate::error::{Failure, Refusal};
use crate::random;
use crate::secrets::Label;
use crate::store::{
    Act, AuditRow, CaseId, CodeRow, CodeUse, Digest, FailureKind, OfficerRow, StoreError, TokenId, Transaction,
};
use crate::tokens::Grant;

/// Wrong codes are counted over this many seconds.
const FAILURE_WINDOW: u64 = 15 * 60;
/// A case takes no more codes when it has fewer days to live than a code, its token and its keys may need.
const LAST_DAYS: u32 = 3;
/// A used code that is shown again by the phone that used it gives the same token again within this many seconds, so
/// that a lost answer costs no second call to the officer.
const REPEATS: u64 = 15 * 60;

/// A code as the officer gets it.
pub(crate) struct Issued {
    pub(crate) code: Code,
    pub(crate) expires_at: UnixTime,
    /// A long code was given because short ones are suspended.
    pub(crate) instead_of_short: bool,
}

/// What a phone gets for a code.
pub(crate) struct Verified {
    pub(crate) token: String,
    pub(crate) centre: String,
    pub(crate) window_from: Interval,
    pub(crate) window_to: Interval,
    pub(crate) report_type: ReportType,
}

/// Random digits of a short code when `live` of them are out: a wrong guess hits one with at most 1 in 10,000 in
/// any 15 minutes. `max(8, ⌈log10(live · failures · 10⁴)⌉)`.
pub(crate) fn digits(live: u64, failures: u32) -> usize {
    let guesses = u128::from(live.max(1)) * u128::from(failures) * 10_000;
    let mut digits = 0;
    let mut reach = 1_u128;
    while reach < guesses {
        reach = reach.saturating_mul(10);
        digits += 1;
    }
    digits.clamp(Code::FEWEST_DIGITS, Code::MOST_DIGITS)
}

/// Whether short codes are suspended: too many wrong codes lately.
fn suspended(app: &App, tx: &mut dyn Transaction, now: UnixTime) -> Result<bool, StoreError> {
    Ok(tx.failures_since(&FailureKind::Code, now.minus(FAILURE_WINDOW))? >= u64::from(app.config.codes.failures))
}

/// Gives a code for a case.
pub(crate) async fn issue(
    app: &Arc<App>,
    officer: &OfficerRow,
    id: &CaseId,
    kind: CodeKind,
) -> Result<Issued, Failure> {
    let (app_, officer, id, now) = (app.clone(), officer.clone(), id.clone(), app.now());
    app.store
        .run("issue_code", move |tx| {
            let case = cases::of_centre(tx, &officer, &id, now)?;
            if case.expiry < now.day().plus(LAST_DAYS) {
                return Err(Refusal::saying(Problem::Conflict, "officer-case-ends").into());
            }
            let suspended = kind == CodeKind::Short && suspended(&app_, tx, now)?;
            let kind = if suspended { CodeKind::Long } else { kind };
            let live = tx.live_short_codes(now)?.saturating_add(1);
            let (code, hmac) = unused(&app_, tx, kind, digits(live, app_.config.codes.failures))?;
            let expires_at = now.plus(kind.lifetime_seconds());
            tx.insert_code(&CodeRow { hmac, kind, case: id.clone(), issued_at: now, expires_at, used: None })?;
            tx.insert_audit(&AuditRow { at: now, officer: officer.id, act: Act::IssueCode, case: Some(id.clone()) })?;
            Ok(Issued { code, expires_at, instead_of_short: suspended })
        })
        .await
}

/// A fresh code that is not remembered from another case, used or expired.
fn unused(app: &App, tx: &mut dyn Transaction, kind: CodeKind, digits: usize) -> Result<(Code, Digest), StoreError> {
    loop {
        let code = match kind {
            CodeKind::Short => Code::short(digits, &mut random::rng()),
            CodeKind::Long => Code::long(&mut random::rng()),
        };
        let hmac = app.secrets.digest(Label::Code, code.as_str().as_bytes());
        if tx.code(&hmac)?.is_none() {
            return Ok((code, hmac));
        }
    }
}

enum Outcome {
    Granted { grant: Grant, centre: String },
    Refused(Problem),
}

/// Exchanges a code for a token.
pub(crate) async fn verify(app: &Arc<App>, code: &str, jkt: Digest) -> Result<Verified, Failure> {
    let code = Code::parse(code).map_err(|_| Problem::CodeMistyped)?;
    let (kind, hmac) = (code.kind(), app.secrets.digest(Label::Code, code.as_str().as_bytes()));
    let (app_, now) = (app.clone(), app.now());
    let fresh = TokenId(random::id());
    let outcome = app
        .store
        .run("verify_code", move |tx| {
            if kind == CodeKind::Short && suspended(&app_, tx, now)? {
                return Ok::<_, Failure>(Outcome::Refused(Problem::CodesSuspended));
            }
            match redeem(tx, &hmac, jkt, now, &fresh)? {
                Ok((row, used)) => {
                    let Some(case) = tx.case(&row.case)?.filter(|case| case.expiry > now.day()) else {
                        return Ok(Outcome::Refused(Problem::CodeUnknown));
                    };
                    let (window_from, window_to) = cases::window(&app_.rules, &case, used.at);
                    let expires_at = used.at.plus(u64::from(app_.config.sessions.token_hours) * 3_600);
                    let report_type = case.report_type;
                    let grant = Grant {
                        token: used.token,
                        case: case.id,
                        jkt,
                        expires_at,
                        window_from,
                        window_to,
                        report_type,
                    };
                    Ok(Outcome::Granted { grant, centre: case.centre })
                }
                Err(problem) => {
                    tx.add_failure(&FailureKind::Code, now)?;
                    Ok(Outcome::Refused(problem))
                }
            }
        })
        .await?;
    match outcome {
        Outcome::Refused(problem) => Err(problem.into()),
        Outcome::Granted { grant, centre } => Ok(Verified {
            token: app.tokens.issue(&grant)?,
            centre,
            window_from: grant.window_from,
            window_to: grant.window_to,
            report_type: grant.report_type,
        }),
    }
}

/// Uses a code, or says why it cannot be used. The phone that used it may show it again for a while.
fn redeem(
    tx: &mut dyn Transaction,
    hmac: &Digest,
    jkt: Digest,
    now: UnixTime,
    fresh: &TokenId,
) -> Result<Result<(CodeRow, CodeUse), Problem>, StoreError> {
    let Some(row) = tx.code(hmac)? else { return Ok(Err(Problem::CodeUnknown)) };
    match &row.used {
        Some(used) if used.jkt == jkt && now < used.at.plus(REPEATS) && !tx.token_reported(&used.token)? => {
            let used = used.clone();
            Ok(Ok((row, used)))
        }
        _ if now >= row.expires_at.plus(Day::SECONDS) => Ok(Err(Problem::CodeUnknown)),
        Some(_) => Ok(Err(Problem::CodeUsed)),
        None if now >= row.expires_at => Ok(Err(Problem::CodeExpired)),
        None => {
            let used = CodeUse { at: now, jkt, token: fresh.clone() };
            tx.use_code(hmac, &used)?;
            Ok(Ok((row, used)))
        }
    }
}

/// The work of [`verify`] for cover traffic: the same look-ups and the same signature, nothing kept. Returns random
/// text as long as a token.
pub(crate) async fn cover(app: &Arc<App>, code: &str, jkt: Digest) -> Result<Verified, Failure> {
    let hmac = app.secrets.digest(Label::Code, code.as_bytes());
    let (app_, now) = (app.clone(), app.now());
    app.store
        .run("cover_verify", move |tx| {
            suspended(&app_, tx, now)?;
            tx.code(&hmac)?;
            tx.cover_work(64)
        })
        .await?;
    let (window_from, window_to) = (now.day().minus(5).first_interval(), now.interval());
    let report_type = ReportType::ConfirmedTest;
    let expires_at = now.plus(u64::from(app.config.sessions.token_hours) * 3_600);
    let grant = Grant {
        token: TokenId(random::id()),
        case: CaseId(random::id()),
        jkt,
        expires_at,
        window_from,
        window_to,
        report_type,
    };
    let length = app.tokens.issue(&grant)?.len();
    Ok(Verified { token: random_text(length), centre: String::new(), window_from, window_to, report_type })
}

/// Random text that looks like a token of this length.
fn random_text(length: usize) -> String {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    let mut text = String::with_capacity(length + 64);
    while text.len() < length {
        text.push_str(&URL_SAFE_NO_PAD.encode(random::bytes::<48>()));
    }
    text.truncate(length);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn digits_grow_with_the_codes_that_are_live() {
        let at = |live| digits(live, 1_000);
        assert_eq!([at(0), at(1), at(10), at(11), at(100), at(101), at(1_000)], [8, 8, 8, 9, 9, 10, 10]);
    }

    proptest! {
        #[test]
        fn all_guesses_allowed_in_15_minutes_hit_a_live_code_at_most_once_in_ten_thousand(live in 1_u64..10_000_000, failures in 1_u32..1_000) {
            let digits = u32::try_from(digits(live, failures)).unwrap();
            prop_assert!(u128::from(live) * u128::from(failures) * 10_000 <= 10_u128.pow(digits));
        }
    }
}
