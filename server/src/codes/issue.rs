//! Giving a code for a case, and taking it back.

use lancan_protocol::Saturate as _;
use std::sync::Arc;

use lancan_protocol::code::{Code, CodeKind};
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::{Day, UnixTime};
use lancan_text::{Catalogue, Language, sms};

use super::Codes;
use super::digits::Pressure;
use super::store::{self, CodeRow};
use crate::cases::CaseRow;
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::{CaseId, Digest};
use crate::ground::random;
use crate::http::Officer;
use crate::store::{StoreError, Transaction};

/// Seconds that the keys of a report may wait for their delay and for a slot.
const PUBLICATION_SECONDS: u64 = Day::SECONDS;

/// A code as the officer gets it.
pub(crate) struct Issued {
    /// The code, for the officer's eyes: it is shown once and stored nowhere.
    pub(crate) code: Code,
    /// Until when it can be used.
    pub(crate) expires_at: UnixTime,
    /// A long code was given because short ones are suspended.
    pub(crate) instead_of_short: bool,
    /// The link that opens the app with a long code, for SMS or a QR.
    pub(crate) link: Option<String>,
    /// The text message, unaccented Vietnamese, at most 160 characters.
    pub(crate) sms: Option<String>,
}

impl Codes {
    /// Gives a code for a case.
    ///
    /// # Errors
    /// A refusal when the case is about to be destroyed, does not open, or is not of the officer's centre.
    pub(crate) async fn issue(
        self: &Arc<Self>,
        officer: &Officer,
        id: &CaseId,
        kind: CodeKind,
    ) -> Result<Issued, Failure> {
        let (codes, now, centre) = (self.clone(), self.clock.now(), officer.centre_name.clone());
        self.cases.write(officer, id, "issue-code", move |tx, case| codes.give(tx, case, kind, now, &centre)).await
    }

    /// Gives a code for a case that the officer may see. `centre` is the name that the text message says.
    ///
    /// # Errors
    /// [`Problem::Conflict`] when the case ends too soon, nobody vouches for it yet, or it does not open.
    pub(super) fn give(
        &self,
        tx: &mut dyn Transaction,
        case: CaseRow,
        kind: CodeKind,
        now: UnixTime,
        centre: &str,
    ) -> Result<Issued, Failure> {
        if KeyDays::UTC.start(case.expiry) < self.needed_until(now) {
            return Err(Refusal::saying(Problem::Conflict, "officer-case-ends").into());
        }
        case.may_be_published()?;
        self.cases.opened(&case)?;
        let pressure = self.pressure(tx, now)?;
        let pressure = Pressure { live: pressure.live.saturating_add(1), ..pressure };
        let suspended = kind == CodeKind::Short && pressure.suspends_new();
        let kind = if suspended { CodeKind::Long } else { kind };
        let (code, hmac) = self.unused(tx, kind, pressure.digits())?;
        let expires_at = now.plus(kind.lifetime_seconds());
        store::insert(tx, &CodeRow { hmac, kind, case: case.id, issued_at: now, expires_at, used: None })?;
        let link = (kind == CodeKind::Long).then(|| format!("{}{}", self.link, code.as_str()));
        let sms = message(centre, &code, link.as_deref());
        Ok(Issued { code, expires_at, instead_of_short: suspended, link, sms })
    }

    /// Takes an unused code back: whoever enters it is told that it has expired.
    ///
    /// # Errors
    /// A refusal when the case has no such code, or the code was used or has expired.
    pub(crate) async fn revoke(&self, officer: &Officer, id: &CaseId, code: String) -> Result<(), Failure> {
        let now = self.clock.now();
        self.cases
            .write(officer, id, "revoke-code", move |tx, case| {
                let found = store::of_case(tx, &case.id)?.into_iter().find(|row| row.public_id() == code);
                let found = found.ok_or_else(|| Failure::from(Problem::NotFound))?;
                if store::revoke(tx, &found.hmac, now)? {
                    Ok(())
                } else {
                    Err(Refusal::saying(Problem::Conflict, "officer-code-is-over").into())
                }
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

/// The text message is Vietnamese whatever the officer's language: it is for the patient.
fn message(centre: &str, code: &Code, link: Option<&str>) -> Option<String> {
    let text = Catalogue::of(Language::Vi);
    let seconds = code.kind().lifetime_seconds();
    match link {
        None => Some(sms::short_code(text, centre, code, (seconds / 60).saturate())),
        Some(link) => sms::long_code(text, centre, link, (seconds / 3_600).saturate()),
    }
}
