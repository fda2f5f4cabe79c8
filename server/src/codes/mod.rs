//! Codes: given for a case, exchanged once for a token. Guessing is bounded over the whole service, not by address.

mod api;
mod bulk;
mod cover;
mod digits;
mod issue;
mod result;
mod store;
mod token_signatures;
mod tokens;
mod verify;

use std::collections::BTreeMap;
use std::sync::Arc;

use lancan_protocol::problem::Problem;
use lancan_protocol::rules::Rules;
use lancan_protocol::time::{Day, UnixTime};

use crate::cases::{self, CaseCode, CaseRow, Cases};
use crate::ground::clock::Clock;
use crate::ground::config::{CodeSettings, SessionSettings};
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::ids::{CaseId, Digest, TokenId};
use crate::ground::purposes;
use crate::ground::sealing::SealingKey;
use crate::ground::secrets::Secrets;
use crate::http::limits::Limit;
use crate::store::{Store, StoreError, Transaction};
use digits::Pressure;
use result::ResultCode;
use tokens::Tokens;
use verify::Verifying;

pub(crate) use api::{officers_routes, routes};
#[cfg(any(test, fuzzing))]
pub(crate) use bulk::fuzzed_results;
pub(crate) use tokens::Claims;

/// What the HMAC of a code is for.
const CODE: &str = purposes::CODE;

/// Whether a report came with a token. Reports know it, and `app.rs` hands it in.
pub(crate) type HasReported = fn(&mut dyn Transaction, &TokenId) -> Result<bool, StoreError>;

/// The codes of the store.
pub(crate) struct Codes {
    store: Store,
    cases: Arc<Cases>,
    secrets: Arc<Secrets>,
    tokens: Tokens,
    clock: Arc<dyn Clock>,
    limit: Limit,
    /// Codes for one laboratory's results.
    laboratory_limit: Limit,
    /// Wrong short codes allowed in 15 minutes, by which the length of short codes is measured.
    failures: u64,
    token_seconds: u64,
    link: String,
    has_reported: HasReported,
    /// The row that cover traffic writes here: another server writes another one.
    cover_row: u64,
    /// Codes that are shown at the same time.
    verifying: Verifying,
}

/// The case that a token was given for.
pub(crate) struct TokenCase {
    pub(crate) id: CaseId,
    /// The key that everything of the case is sealed under.
    pub(crate) key: SealingKey,
    /// Day of the first symptoms.
    pub(crate) onset: Option<Day>,
    /// Whether an officer revoked the case: no key of a report is published any more.
    pub(crate) is_revoked: bool,
}

/// The case that a token is for, where nothing of it need be read.
pub(crate) struct UnreadCase {
    pub(crate) id: CaseId,
    /// The case's key; none where the case does not open, as after a restore without its key.
    pub(crate) key: Option<SealingKey>,
    /// Whether an officer revoked the case.
    pub(crate) is_revoked: bool,
}

fn no_case() -> Failure {
    Refusal::because(Problem::TokenInvalid, "token: its case is no longer open").into()
}

/// The cases that some tokens are for.
pub(crate) struct CasesOfTokens {
    /// The cases that the tokens were given for: a token is good for nothing without the used code that it was given for.
    of_tokens: BTreeMap<TokenId, CaseId>,
    unexpired: BTreeMap<CaseId, CaseRow>,
}

impl CasesOfTokens {
    /// Looks the cases up, until the cases end.
    pub(crate) fn find(
        tx: &mut dyn Transaction,
        tokens: &[TokenId],
        cases: &[CaseId],
        now: UnixTime,
    ) -> Result<Self, StoreError> {
        let of_tokens = store::cases_of_tokens(tx, tokens)?;
        Ok(Self { of_tokens, unexpired: cases::unexpired_among(tx, cases, now)? })
    }

    /// The case that a token is for.
    fn of(&self, claims: &Claims) -> Result<&CaseRow, Failure> {
        let case = claims.case();
        let given_for = self.of_tokens.get(&claims.token()).filter(|given_for| **given_for == case);
        given_for.and_then(|case| self.unexpired.get(case)).ok_or_else(no_case)
    }
}

/// What the codes are told by the settings.
pub(crate) struct CodeRules<'s> {
    pub(crate) issuer: &'s str,
    pub(crate) codes: &'s CodeSettings,
    pub(crate) sessions: &'s SessionSettings,
}

/// Revokes the unused codes of a case. Returns how many could still have been used.
pub(crate) fn revoke_all(tx: &mut dyn Transaction, case: &CaseId, now: UnixTime) -> Result<u64, StoreError> {
    store::revoke_all(tx, case, now)
}

/// Numbers that change when a code of these cases does: how many, the sum of their ends, and how many were used.
pub(crate) fn mark(tx: &mut dyn Transaction, cases: &[CaseId]) -> Result<(i64, i64, i64), StoreError> {
    store::mark(tx, cases)
}

/// A case's codes, oldest first, as officers see them.
pub(crate) fn of_case(tx: &mut dyn Transaction, case: &CaseId) -> Result<Vec<CaseCode>, StoreError> {
    let codes = store::of_case(tx, case)?.into_iter().map(|code| CaseCode {
        id: code.public_id(),
        kind: code.kind,
        issued_at: code.issued_at,
        expires_at: code.expires_at,
        used_at: code.used.map(|used| used.at),
    });
    Ok(codes.collect())
}

/// The cases that end on `today` or before, for the rooms that keep something by case.
pub(crate) fn ending(tx: &mut dyn Transaction, today: Day) -> Result<Vec<CaseId>, StoreError> {
    cases::ending(tx, today)
}

/// Deletes the codes of cases that end.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    ending(tx, today)?.iter().try_for_each(|case| store::delete_of(tx, case))
}

impl Codes {
    pub(crate) fn new(
        store: Store,
        cases: Arc<Cases>,
        secrets: Arc<Secrets>,
        clock: Arc<dyn Clock>,
        rules: &CodeRules<'_>,
        has_reported: HasReported,
    ) -> Result<Self, Fault> {
        Ok(Self {
            tokens: Tokens::new(rules.issuer, &secrets.token)?,
            limit: Limit::new("code", rules.codes.failures),
            laboratory_limit: Limit::new("laboratory", rules.codes.laboratory),
            failures: rules.codes.failures.into(),
            token_seconds: u64::from(rules.sessions.token_hours) * 3_600,
            link: rules.codes.link.clone(),
            store,
            cases,
            secrets,
            clock,
            has_reported,
            cover_row: cover::row(),
            verifying: Verifying::default(),
        })
    }

    /// The rules that are in force.
    pub(crate) fn rules(&self) -> &Rules {
        &self.cases.rules
    }

    /// Reads a token of ours. Whether it has expired is for the caller.
    pub(crate) fn read_token(&self, token: &str) -> Result<Claims, Failure> {
        self.tokens.read(token)
    }

    /// The case of a token.
    pub(crate) fn case_of(&self, found: &CasesOfTokens, claims: &Claims) -> Result<TokenCase, Failure> {
        let case = found.of(claims)?;
        let opened = self.cases.open_sealed(case).ok_or_else(no_case)?;
        let onset = opened.days.onset;
        Ok(TokenCase { id: case.id.clone(), key: opened.key, onset, is_revoked: case.revoked_at.is_some() })
    }

    /// As [`Codes::case_of`], and also of a case that does not open: to take a report back nothing of the case need be read.
    pub(crate) fn unread_case_of(&self, found: &CasesOfTokens, claims: &Claims) -> Result<UnreadCase, Failure> {
        let case = found.of(claims)?;
        let key = self.cases.open_sealed(case).map(|opened| opened.key);
        Ok(UnreadCase { id: case.id.clone(), key, is_revoked: case.revoked_at.is_some() })
    }

    /// The key of a case; `None` when there is no case or no key.
    pub(crate) fn key_of(&self, tx: &mut dyn Transaction, case: &CaseId) -> Result<Option<SealingKey>, StoreError> {
        self.cases.key_of(tx, case)
    }

    /// How hard short codes are guessed at.
    fn pressure(&self, tx: &mut dyn Transaction, now: UnixTime) -> Result<Pressure, StoreError> {
        let (live, wrong) = (store::live_short(tx, now)?, self.limit.lately(tx, &[], now)?);
        Ok(Pressure { live, wrong, allowed: self.failures })
    }

    fn hmac(&self, code: &str) -> Digest {
        self.secrets.digest(CODE, code.as_bytes())
    }
}
