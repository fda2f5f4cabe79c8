//! Revoking a case that never was one, as after a laboratory's mistake: whoever was warned is told that it does not hold.

mod api;

use std::sync::Arc;

use crate::cases::{self, Cases};
use crate::codes;
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;
use crate::http::{Officer, Right};
use crate::places::Places;
use crate::reports;
use crate::store::StoreError;

pub(crate) use api::routes;

/// What revokes cases.
pub(crate) struct Revocation {
    pub(crate) cases: Arc<Cases>,
    pub(crate) places: Arc<Places>,
}

/// What was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Retracted {
    /// Codes that could still have been used.
    pub(crate) codes: u64,
    /// Day keys that the next exports take back.
    pub(crate) keys: u32,
    /// Times at places that are withdrawn.
    pub(crate) windows: u32,
    /// Times at places that stand: a day of the place has no room for another withdrawal.
    pub(crate) standing: u32,
}

impl Revocation {
    /// Revokes a case of the officer's area: its codes end, keys that wait are never published, those that were published are
    /// taken back by the next exports, and its times at places are withdrawn. The case is closed and stays so, and its number
    /// is free. Its contacts stay as they are; nobody is ordered to stay at home for the case, and no answer of the app adds a
    /// contact to it any more. What the patient's phone reported before is not published for another case either.
    ///
    /// # Errors
    /// A refusal where the area has no such case, the case does not open or is revoked already, and while the officer has not
    /// shown password and code lately.
    pub(crate) async fn revoke(self: &Arc<Self>, officer: &Officer, id: &CaseId) -> Result<Retracted, Failure> {
        let (revocation, now) = (self.clone(), self.cases.clock.now());
        self.cases
            .act(officer, Right::Revoke, id, "revoke-case", move |tx, case| {
                case.must_hold()?;
                let opened = revocation.cases.opened(&case)?;
                let codes = codes::revoke_all(tx, &case.id, now)?;
                let keys = reports::revoke(tx, &case.id, &opened.key)?;
                let (windows, standing) = revocation.places.withdraw_all(tx, &case.id, now)?;
                cases::revoke(tx, &case.id, now)?;
                Ok(Retracted { codes, keys, windows, standing })
            })
            .await
    }
    /// How many keys of a revoked case wait to be taken back. Says nothing of a person.
    pub(crate) async fn keys_left(&self, id: &CaseId) -> Result<u32, StoreError> {
        let id = id.clone();
        self.cases.officers.store.view("keys_left", move |tx| reports::waits_to_be_taken_back(tx, &id)).await
    }
}
