//! Taking back what was published of a case: an officer revokes a case that never was one, as after a laboratory's mistake, or
//! the patient takes a report back. Whoever was warned is told that it does not hold.

mod api;

use std::sync::Arc;

use lancan_protocol::rules::Rules;
use lancan_protocol::time::UnixTime;
use lancan_protocol::visits::ReportedVisit;
use serde::Serialize;
use utoipa::ToSchema;

use crate::cases::{self, Cases};
use crate::codes;
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;
use crate::http::{Officer, Right};
use crate::places::{self, Places};
use crate::reports::{self, Published, Withdrawing, WithdrawnWindows};
use crate::store::{StoreError, Transaction};
use crate::visits;

pub(crate) use api::routes;

/// The end of the last published export. `app.rs` hands it in.
pub(crate) type LastPublished = fn(&mut dyn Transaction) -> Result<Option<UnixTime>, StoreError>;

/// What revokes cases.
pub(crate) struct Revocation {
    pub(crate) cases: Arc<Cases>,
    pub(crate) places: Arc<Places>,
    pub(crate) rules: Arc<Rules>,
    pub(crate) last_published: LastPublished,
}

/// What revoking a case did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Revoked {
    /// Codes that could still have been used.
    codes: u64,
    /// Day keys that the next exports take back, one of each day in an export.
    keys: u32,
    /// Published day keys of days so long ago that no export takes them back: phones have forgotten them, or do so within a day.
    too_old: u32,
    /// Reports that do not open, as after a restore without their keys: what was published of them stands.
    unread: u32,
    /// Times at places that are withdrawn.
    windows: u32,
    /// Times at places that stand in part, because a day of the place has no room for another withdrawal.
    standing: u32,
}

/// What of a revoked case stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Left {
    /// Day keys that wait to be taken back.
    pub(crate) keys: u32,
    /// Reports that do not open: what was published of them stands.
    pub(crate) unread: u32,
    /// Times at places that stand in part.
    pub(crate) windows: u32,
}

impl Revocation {
    /// Revokes a case of the officer's area: its codes end, keys that wait are never published, those that were published are
    /// taken back by the next exports, and its times at places are withdrawn. The case is closed and stays so, and its number
    /// is free. Its contacts stay as they are; nobody is ordered to stay at home for the case, and no answer of the app adds a
    /// contact to it any more. What the patient's phone reported before is not published for another case either.
    ///
    /// A case that does not open, as after a restore without its key, is revoked too; its reports count as unread then.
    ///
    /// # Errors
    /// A refusal where the area has no such case, the case is revoked already, and while the officer has not shown password
    /// and code lately.
    pub(crate) async fn revoke(self: &Arc<Self>, officer: &Officer, id: &CaseId) -> Result<Revoked, Failure> {
        let (revocation, now) = (self.clone(), self.cases.clock.now());
        self.cases
            .act(officer, Right::Revoke, id, "revoke-case", move |tx, case| {
                case.must_hold()?;
                let published = revocation.published(tx, now)?;
                let key = revocation.cases.opened(&case).ok().map(|opened| opened.key);
                let codes = codes::revoke_all(tx, &case.id, now)?;
                let keys = reports::revoke(tx, &case.id, key.as_ref(), published)?;
                let (windows, standing) = revocation.places.withdraw_all(tx, &case.id, now)?;
                cases::revoke(tx, &case.id, now)?;
                Ok(Revoked {
                    codes,
                    keys: keys.taken_back,
                    too_old: keys.too_old,
                    unread: keys.unread,
                    windows,
                    standing,
                })
            })
            .await
    }

    /// What of a revoked case stands still. Says nothing of a person.
    pub(crate) async fn left(self: &Arc<Self>, id: &CaseId) -> Result<Left, StoreError> {
        let (revocation, id) = (self.clone(), id.clone());
        self.cases
            .officers
            .store
            .view("left_of_revoked", move |tx| {
                let key = revocation.cases.key_of(tx, &id)?;
                let windows = places::windows_of_case(tx, &id)?;
                let windows = windows.iter().filter(|window| window.withdrawn_at.is_none()).count();
                Ok(Left {
                    keys: reports::waits_to_be_taken_back(tx, &id)?,
                    unread: reports::unread(tx, &id, key.as_ref())?,
                    windows: u32::try_from(windows).unwrap_or(u32::MAX),
                })
            })
            .await
    }
}

impl Withdrawing for Revocation {
    fn published(&self, tx: &mut dyn Transaction, now: UnixTime) -> Result<Published, StoreError> {
        Ok(Published { last: (self.last_published)(tx)?, oldest: reports::oldest_taken_back(&self.rules, now) })
    }

    fn withdraw_windows(
        &self,
        tx: &mut dyn Transaction,
        case: &CaseId,
        visits: &[ReportedVisit],
        now: UnixTime,
    ) -> Result<WithdrawnWindows, Failure> {
        let secrets = &self.cases.secrets;
        let names: Vec<String> = visits.iter().map(|visit| visits::name(secrets, &visit.id, visit.enter)).collect();
        let (withdrawn, standing) = self.places.withdraw_visited(tx, case, &names, now)?;
        Ok(WithdrawnWindows { withdrawn, standing })
    }
}
