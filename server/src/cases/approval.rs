//! Which cases may be published: a case number that no other case has, or the word of a second officer.
//!
//! Who takes over one officer's account alone can so neither warn a town nor spend codes on people who do not exist, unless
//! the laboratory has given a number for them.

use std::sync::Arc;

use lancan_protocol::problem::Problem;
use unicode_normalization::UnicodeNormalization as _;

use super::row::CaseRow;
use super::store;
use super::{CaseFile, Cases};
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::{CaseId, Digest, OfficerId};
use crate::ground::purposes;
use crate::http::{Area, Officer, Right};
use crate::officers::{Keeper, Officers, area_of};
use crate::store::Transaction;

/// What the HMAC of a case number is for.
const REFERENCE: &str = purposes::CASE_REFERENCE;

impl CaseRow {
    /// Refuses a case that is closed or revoked, and one that nobody but its own officer vouches for.
    ///
    /// # Errors
    /// [`Problem::Conflict`] once closed or revoked, and while a case number or an approval is missing.
    pub(crate) fn may_be_published(&self) -> Result<(), Refusal> {
        self.must_hold()?;
        if self.closed_at.is_some() {
            return Err(Refusal::saying(Problem::Conflict, "officer-case-closed"));
        }
        if self.needs_approval() {
            return Err(Refusal::saying(Problem::Conflict, "officer-case-needs-approval"));
        }
        Ok(())
    }

    /// Refuses a case that an officer revoked.
    ///
    /// # Errors
    /// [`Problem::Conflict`] once revoked.
    pub(crate) fn must_hold(&self) -> Result<(), Refusal> {
        match self.revoked_at {
            Some(_) => Err(Refusal::saying(Problem::Conflict, "officer-case-revoked")),
            None => Ok(()),
        }
    }

    /// Whether nobody but the officer who opened the case vouches for it. A revoked case asks for nobody's word.
    pub(crate) const fn needs_approval(&self) -> bool {
        self.reference_digest.is_none() && self.approved_at.is_none() && self.revoked_at.is_none()
    }

    /// Whether this officer may approve the case: another than who opened it and who wrote what it says now.
    pub(crate) fn may_be_approved_by(&self, officer: OfficerId) -> bool {
        self.needs_approval() && !self.is_by(officer)
    }

    fn is_by(&self, officer: OfficerId) -> bool {
        self.opened_by == officer || self.changed_by == Some(officer)
    }
}

impl Cases {
    /// The blind index of a case number: spaces and capitals make no other number.
    pub(super) fn digest_of(&self, reference: &str) -> Digest {
        let plain: String = reference.nfc().filter(|letter| !letter.is_whitespace()).collect();
        self.secrets.digest(REFERENCE, plain.to_uppercase().as_bytes())
    }

    /// A second officer approves a case.
    ///
    /// # Errors
    /// [`Problem::NotAllowed`] for the officer who opened the case or wrote what it says now, [`Problem::Conflict`] once the
    /// case is revoked.
    pub(crate) async fn approve(self: &Arc<Self>, officer: &Officer, id: &CaseId) -> Result<CaseFile, Failure> {
        let (cases, own, now) = (self.clone(), officer.id, self.clock.now());
        self.act(officer, Right::Write, id, "approve-case", move |tx, case| {
            case.must_hold()?;
            if case.is_by(own) {
                return Err(Refusal::saying(Problem::NotAllowed, "officer-case-own").into());
            }
            store::approve(tx, &case.id, own, now)?;
            let case = store::find(tx, &case.id)?.ok_or(Problem::NotFound)?;
            cases.file(tx, case)
        })
        .await
    }
}

/// Hands the cases that one officer looks after to another: those that both the keeper and the other officer see.
/// Returns how many.
///
/// # Errors
/// [`Problem::NotFound`] when the keeper sees no such officer, or the officer signs in no more.
pub(crate) async fn hand_over(
    officers: &Officers,
    keeper: Keeper,
    from: OfficerId,
    to: OfficerId,
) -> Result<u64, Failure> {
    let area = match &keeper {
        Keeper::Operator => Area::COUNTRY,
        Keeper::Officer(officer) => {
            officer.may(Right::Administer)?;
            officer.area.clone()
        }
    };
    let act = keeper.row(officers.clock.now(), "hand-over", to).about(format!("officer {from} to officer {to}"));
    officers
        .audit
        .write(act, move |tx: &mut dyn Transaction| {
            let theirs = area_of(tx, to)?.ok_or(Problem::NotFound)?;
            let both = if area.covers(&theirs) {
                theirs
            } else if theirs.covers(&area) {
                area.clone()
            } else {
                return Err(Problem::NotFound.into());
            };
            Ok(store::hand_over(tx, &both, from, to)?)
        })
        .await
}
