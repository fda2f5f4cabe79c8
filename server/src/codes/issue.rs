//! Giving a code for a case.

use std::sync::Arc;

use lancan_protocol::code::{Code, CodeKind};
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::{Day, UnixTime};

use super::Codes;
use super::digits::Pressure;
use super::store::{self, CodeRow};
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::{CaseId, Digest};
use crate::ground::random;
use crate::http::Officer;
use crate::store::{StoreError, Transaction};

/// Seconds that the keys of a report may wait for their delay and for a slot.
const PUBLICATION_SECONDS: u64 = Day::SECONDS;

/// A code as the officer gets it.
pub(super) struct Issued {
    pub(super) code: Code,
    pub(super) expires_at: UnixTime,
    /// A long code was given because short ones are suspended.
    pub(super) instead_of_short: bool,
}

impl Codes {
    /// Gives a code for a case.
    pub(super) async fn issue(
        self: &Arc<Self>,
        officer: &Officer,
        id: &CaseId,
        kind: CodeKind,
    ) -> Result<Issued, Failure> {
        let (codes, now) = (self.clone(), self.clock.now());
        self.cases
            .write(officer, id, "issue-code", move |tx, case| {
                if KeyDays::UTC.start(case.expiry) < codes.needed_until(now) {
                    return Err(Refusal::saying(Problem::Conflict, "officer-case-ends").into());
                }
                codes.cases.opened(&case)?;
                let pressure = codes.pressure(tx, now)?;
                let pressure = Pressure { live: pressure.live.saturating_add(1), ..pressure };
                let suspended = kind == CodeKind::Short && pressure.suspends_new();
                let kind = if suspended { CodeKind::Long } else { kind };
                let (code, hmac) = codes.unused(tx, kind, pressure.digits())?;
                let expires_at = now.plus(kind.lifetime_seconds());
                store::insert(tx, &CodeRow { hmac, kind, case: case.id, issued_at: now, expires_at, used: None })?;
                Ok(Issued { code, expires_at, instead_of_short: suspended })
            })
            .await
    }

    /// Until when a case has to live that a code is given for now: the code may be used at its end, its token at the token's
    /// end, and then the keys wait for their publication.
    fn needed_until(&self, now: UnixTime) -> UnixTime {
        now.plus(CodeKind::Long.lifetime_seconds()).plus(self.token_seconds).plus(PUBLICATION_SECONDS)
    }

    /// A fresh code that is not remembered from another case, used or expired.
    fn unused(&self, tx: &mut dyn Transaction, kind: CodeKind, digits: usize) -> Result<(Code, Digest), StoreError> {
        loop {
            let code = match kind {
                CodeKind::Short => Code::short(digits, &mut random::rng()),
                CodeKind::Long => Code::long(&mut random::rng()),
            };
            let hmac = self.hmac(code.as_str());
            if store::find(tx, &hmac)?.is_none() {
                return Ok((code, hmac));
            }
        }
    }
}
