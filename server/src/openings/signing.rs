//! Signing and refusing: both officers sign the same bytes, each with the own key, in this order.

use std::sync::Arc;

use lancan_protocol::problem::Problem;
use lancan_protocol::visitor_log::{Assertion, OpeningRequest};

use super::kept::KeptOpening;
use super::state::OpeningState;
use super::store::{self, OpeningRow};
use super::{Openings, key_store, seen};
use crate::ground::error::{Failure, Refusal};
use crate::ground::sealing::SealingKey;
use crate::http::{Officer, Right};
use crate::store::Transaction;

/// An opening whose words are open.
pub(super) struct OpenedOpening {
    pub(super) row: OpeningRow,
    pub(super) kept: KeptOpening,
    pub(super) key: SealingKey,
    pub(super) case: crate::cases::CaseRow,
}

pub(super) fn not_now() -> Refusal {
    Refusal::saying(Problem::Conflict, "opening-not-now")
}

impl Openings {
    /// What an officer changes about an opening, on record in the audit log.
    pub(super) async fn change<T: Send + 'static>(
        self: &Arc<Self>,
        officer: &Officer,
        id: &str,
        what: &'static str,
        mut work: impl FnMut(&mut dyn Transaction, &mut OpenedOpening) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        officer.may(Right::Write)?;
        let case = self.case_of(officer, id).await?;
        let about = (&case, format!("opening {id}"));
        let (openings, who, id, now) = (self.clone(), officer.clone(), id.to_owned(), self.clock.now());
        let work = move |tx: &mut dyn Transaction| {
            let (row, case) = seen(tx, &who, &id, now)?;
            let key = openings.cases.opened(&case)?.key;
            let kept = KeptOpening::open(&row, &key)?;
            let mut opened = OpenedOpening { row, kept, key, case };
            let done = work(tx, &mut opened)?;
            let OpenedOpening { row, kept, key, .. } = opened;
            let row = OpeningRow { sealed: kept.seal(&row.id, &key)?, ..row };
            store::put(tx, &row)?;
            Ok(done)
        };
        self.officers.write(officer, what, about, work).await
    }

    /// Signs an opening, where it is this officer's turn: the first officer, then the second, who answers for officers.
    ///
    /// # Errors
    /// [`Problem::NotAllowed`] for other officers; [`Problem::Conflict`] out of turn; a refusal where the signature does not fit.
    pub(crate) async fn sign(
        self: &Arc<Self>,
        officer: &Officer,
        id: &str,
        assertion: Assertion,
    ) -> Result<(), Failure> {
        let (who, now) = (officer.clone(), self.clock.now());
        let work = move |tx: &mut dyn Transaction, opening: &mut OpenedOpening| {
            let OpenedOpening { row, kept, case, .. } = opening;
            case.must_hold()?;
            let state = OpeningState::of(row, now);
            let is_second = who.id == row.second;
            if who.id != row.first && !(is_second && who.role.has(Right::Grave)) {
                return Err(Refusal::saying(Problem::NotAllowed, "opening-not-named").into());
            }
            let turn = if is_second { OpeningState::WaitsForSecond } else { OpeningState::WaitsForFirst };
            if state != turn {
                return Err(not_now().into());
            }
            let no_key = || Refusal::saying(Problem::Conflict, "opening-no-key");
            let own = key_store::live(tx, who.id)?.ok_or_else(no_key)?;
            let refused = |_| Refusal::saying(Problem::RequestInvalid, "opening-signature-refused");
            assertion.verify(&kept.request()?.challenge(), &own.key).map_err(refused)?;
            let [first, second] = &mut kept.signatures;
            let (signature, at) = if is_second { (second, &mut row.second_at) } else { (first, &mut row.first_at) };
            *signature = Some((own.id, assertion.clone()));
            *at = Some(now);
            Ok(())
        };
        self.change(officer, id, "sign-opening", work).await
    }

    /// Refuses an opening, with a reason, before both have signed. Either of the two may.
    ///
    /// # Errors
    /// As [`Self::sign`], and a refusal where the reason is none.
    pub(crate) async fn refuse(self: &Arc<Self>, officer: &Officer, id: &str, reason: &str) -> Result<(), Failure> {
        let (who, now, reason) = (officer.id, self.clock.now(), reason.trim().to_owned());
        let fits = reason.len() <= OpeningRequest::MOST_TEXT_BYTES && !reason.chars().any(char::is_control);
        if !fits || !reason.chars().any(char::is_alphabetic) {
            return Err(Refusal::of_field("reason", "opening-error-reason", Vec::new()).into());
        }
        let work = move |_: &mut dyn Transaction, opening: &mut OpenedOpening| {
            let OpenedOpening { row, kept, .. } = opening;
            if ![row.first, row.second].contains(&who) {
                return Err(Refusal::saying(Problem::NotAllowed, "opening-not-named").into());
            }
            let waits =
                matches!(OpeningState::of(row, now), OpeningState::WaitsForFirst | OpeningState::WaitsForSecond);
            if !waits {
                return Err(not_now().into());
            }
            kept.refusal = Some(reason.clone());
            row.refused_at = Some(now);
            Ok(())
        };
        self.change(officer, id, "refuse-opening", work).await
    }
}
