//! Exchanging a code for a token. Who asks at the same time is answered by one transaction.

use std::collections::BTreeMap;
use std::sync::Arc;

use lancan_protocol::code::{Code, CodeKind};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::{Day, Interval, UnixTime};
use lancan_protocol::wire::ReportType;

use super::Codes;
use super::digits::Pressure;
use super::store::{self, CodeRow, CodeUse};
use super::tokens::Grant;
use crate::cases::{self, CaseRow};
use crate::ground::error::Failure;
use crate::ground::ids::{CaseId, Digest, TokenId};
use crate::ground::random;
use crate::store::{StoreError, Together, Transaction};

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

/// What takes codes that are shown at the same time.
pub(super) type Verifying = Together<ReceivedCode, Outcome>;

/// A code that a phone shows.
pub(super) struct ReceivedCode {
    /// HMAC-SHA-256 of the code.
    pub(super) hmac: Digest,
    /// SHA-256 of the phone's public key.
    pub(super) jkt: Digest,
    /// When.
    pub(super) now: UnixTime,
    /// The token that the phone may be given.
    pub(super) fresh: TokenId,
    pub(super) why: Why,
}

/// Why a phone shows a code.
pub(super) enum Why {
    /// To report, with the random digits of a short code.
    ToReport(Option<usize>),
    /// As cover; a case is looked up that there is not.
    Cover(CaseId),
}

/// What comes of a code that was shown.
pub(super) enum Outcome {
    Granted { grant: Grant, centre: String },
    Refused(Problem),
}

/// The random digits of a short code, without the check digit; `None` for a long code.
pub(super) fn short_digits(code: &Code) -> Option<usize> {
    (code.kind() == CodeKind::Short).then(|| code.as_str().len().saturating_sub(1))
}

/// What the store knows of codes that are shown, kept true while they are used.
struct CodesLookedUp {
    codes: BTreeMap<Digest, CodeRow>,
    cases: BTreeMap<CaseId, CaseRow>,
    centres: BTreeMap<String, String>,
    /// How hard short codes are guessed at, since it last changed.
    pressure: Option<Pressure>,
}

impl CodesLookedUp {
    /// As much is looked up for cover as for a code.
    fn of(tx: &mut dyn Transaction, shown: &[ReceivedCode]) -> Result<Self, StoreError> {
        let now = shown.last().map_or(UnixTime(0), |last| last.now);
        let hmacs: Vec<Digest> = shown.iter().map(|one| one.hmac).collect();
        let codes = store::find_all(tx, &hmacs)?;
        let made_up = shown.iter().filter_map(|one| match &one.why {
            Why::Cover(case) => Some(case),
            Why::ToReport(_) => None,
        });
        let sought: Vec<CaseId> = codes.values().map(|code| &code.case).chain(made_up).cloned().collect();
        let cases = cases::unexpired_among(tx, &sought, now)?;
        let centres = cases::centre_names(tx, cases.values())?;
        Ok(Self { codes, cases, centres, pressure: None })
    }
}

impl Codes {
    /// Exchanges a code for a token.
    pub(super) async fn verify(self: &Arc<Self>, code: &str, jkt: Digest) -> Result<Verified, Failure> {
        let code = Code::parse(code).map_err(|_| Problem::CodeMistyped)?;
        self.show(code.as_str(), jkt, Why::ToReport(short_digits(&code))).await
    }

    /// Shows a code, and gives the token where there is one.
    pub(super) async fn show(self: &Arc<Self>, code: &str, jkt: Digest, why: Why) -> Result<Verified, Failure> {
        let shown =
            ReceivedCode { hmac: self.hmac(code), jkt, now: self.clock.now(), fresh: TokenId(random::id()), why };
        let codes = self.clone();
        let work = move |tx: &mut dyn Transaction, shown: &[ReceivedCode]| codes.outcomes(tx, shown);
        match self.verifying.run(&self.store, "verify_codes", shown, work).await? {
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

    /// What comes of each code, in the order in which they were shown.
    fn outcomes(&self, tx: &mut dyn Transaction, shown: &[ReceivedCode]) -> Result<Vec<Outcome>, StoreError> {
        let mut known = CodesLookedUp::of(tx, shown)?;
        let outcomes = shown.iter().map(|one| match &one.why {
            Why::ToReport(short) => self.outcome(tx, &mut known, one, *short),
            Why::Cover(case) => self.cover_outcome(tx, &mut known, one, case),
        });
        outcomes.collect()
    }

    fn outcome(
        &self,
        tx: &mut dyn Transaction,
        known: &mut CodesLookedUp,
        shown: &ReceivedCode,
        short: Option<usize>,
    ) -> Result<Outcome, StoreError> {
        if let Some(digits) = short
            && self.known_pressure(tx, known, shown.now)?.suspends(digits)
        {
            return Ok(Outcome::Refused(Problem::CodesSuspended));
        }
        match self.redeem(tx, known, shown)? {
            Ok((case, used)) => Ok(self.grant(known, &case, used)),
            Err(problem) => {
                // A long code is beyond guessing, and who shows a used or an expired code guessed nothing.
                if short.is_some() && problem == Problem::CodeUnknown {
                    self.limit.count(tx, &[], shown.now)?;
                    known.pressure = None;
                }
                Ok(Outcome::Refused(problem))
            }
        }
    }

    /// The same look-ups as for a short code, as much written, and a grant for a case that there is not.
    fn cover_outcome(
        &self,
        tx: &mut dyn Transaction,
        known: &mut CodesLookedUp,
        shown: &ReceivedCode,
        case: &CaseId,
    ) -> Result<Outcome, StoreError> {
        self.known_pressure(tx, known, shown.now)?;
        let ReceivedCode { jkt, now, fresh, .. } = shown;
        store::write_cover_use(tx, self.cover_row, &CodeUse { at: *now, jkt: *jkt, token: fresh.clone() })?;
        Ok(Outcome::Granted { grant: self.cover_grant(fresh, case, *jkt, *now), centre: String::new() })
    }

    fn known_pressure(
        &self,
        tx: &mut dyn Transaction,
        known: &mut CodesLookedUp,
        now: UnixTime,
    ) -> Result<Pressure, StoreError> {
        let pressure = match known.pressure {
            Some(pressure) => pressure,
            None => self.pressure(tx, now)?,
        };
        known.pressure = Some(pressure);
        Ok(pressure)
    }

    fn grant(&self, known: &CodesLookedUp, case: &CaseId, used: CodeUse) -> Outcome {
        let Some(case) = known.cases.get(case) else { return Outcome::Refused(Problem::CodeUnknown) };
        let Some(opened) = self.cases.open_sealed(case) else { return Outcome::Refused(Problem::CodeUnknown) };
        let (window_from, window_to) = self.cases.window(opened.days, used.at);
        let grant = Grant {
            token: used.token,
            case: case.id.clone(),
            jkt: used.jkt,
            expires_at: used.at.plus(self.token_seconds),
            window_from,
            window_to,
            report_type: case.report_type,
        };
        let centre = known.centres.get(&case.centre).unwrap_or(&case.centre).clone();
        Outcome::Granted { grant, centre }
    }

    /// Uses a code, or says why it cannot be used: the code's case, and the use. The phone that used the code may show it again
    /// for a while.
    fn redeem(
        &self,
        tx: &mut dyn Transaction,
        known: &mut CodesLookedUp,
        shown: &ReceivedCode,
    ) -> Result<Result<(CaseId, CodeUse), Problem>, StoreError> {
        let ReceivedCode { hmac, jkt, now, fresh, .. } = shown;
        let Some(row) = known.codes.get_mut(hmac) else { return Ok(Err(Problem::CodeUnknown)) };
        match &row.used {
            Some(used)
                if used.jkt == *jkt && *now < used.at.plus(REPEATS) && !(self.has_reported)(tx, &used.token)? =>
            {
                Ok(Ok((row.case.clone(), used.clone())))
            }
            _ if *now >= row.expires_at.plus(REMEMBERED) => Ok(Err(Problem::CodeUnknown)),
            Some(_) => Ok(Err(Problem::CodeUsed)),
            None if *now >= row.expires_at => Ok(Err(Problem::CodeExpired)),
            None => {
                let used = CodeUse { at: *now, jkt: *jkt, token: fresh.clone() };
                store::mark_used(tx, hmac, &used)?;
                row.used = Some(used.clone());
                known.pressure = None;
                Ok(Ok((row.case.clone(), used)))
            }
        }
    }
}
