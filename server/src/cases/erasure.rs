//! Ending a case before its day, as when the patient takes consent back: all that hangs on it goes now, as at its expiry.

use std::sync::Arc;

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::Day;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Cases, store};
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::CaseId;
use crate::http::{Officer, Right};
use crate::store::{StoreError, Transaction};

/// Deletes in every room what expired before a day. `app.rs` hands it in.
pub(crate) type EndCases = fn(&mut dyn Transaction, Day) -> Result<(), StoreError>;

/// Why a case ends before its day. It stands in the audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ErasureReason {
    /// The patient took consent back.
    Consent,
    /// The patient asked for the deletion of their data.
    Request,
    /// The case was entered by mistake, or twice.
    Mistake,
}

impl ErasureReason {
    /// Every reason.
    pub(crate) const ALL: [Self; 3] = [Self::Consent, Self::Request, Self::Mistake];

    /// The reason's name, as in the API and in the audit log.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Request => "request",
            Self::Mistake => "mistake",
        }
    }

    /// The reason of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

impl Cases {
    /// Ends a case of the officer's area now: its reports, codes, evidence, visits, times at places and contacts are deleted
    /// with it, as at its expiry. The act stays in the audit log with the reason.
    ///
    /// # Errors
    /// A refusal where the area has no such case, while keys of it wait to be taken back, and while the officer has not shown
    /// password and code lately.
    pub(crate) async fn erase(
        self: &Arc<Self>,
        officer: &Officer,
        id: &CaseId,
        reason: ErasureReason,
    ) -> Result<(), Failure> {
        let (cases, found) = (self.clone(), self.finder(officer, id));
        let today = KeyDays::UTC.day(self.clock.now());
        let about = (id, format!("reason {}", reason.name()));
        self.officers
            .act(officer, Right::Revoke, "erase-case", about, move |tx| {
                let case = found(tx)?;
                if cases.sequel.waits_to_be_taken_back(tx, &case.id)? > 0 {
                    return Err(Refusal::saying(Problem::Conflict, "officer-erase-keys-wait").into());
                }
                store::end_on(tx, &case.id, today)?;
                Ok((cases.retention)(tx, today)?)
            })
            .await
    }
}
