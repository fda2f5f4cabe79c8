//! Reports that the patient took back by the app: what came with a token is gone, and nothing more comes with the token.

use std::collections::BTreeSet;

use lancan_protocol::time::UnixTime;
use lancan_protocol::visits::ReportedVisit;
use lancan_protocol::wire::Report;

use super::revoked::{self, Published, RevokedKeys};
use super::store;
use super::upload::Upload;
use crate::codes::UnreadCase;
use crate::ground::error::{Failure, Fault};
use crate::ground::ids::{CaseId, TokenId};
use crate::store::{Row, StoreError, Transaction, each_of, each_of_few};
use crate::values;

/// What of a withdrawal is other rooms' to do. `app.rs` hands it in.
pub(crate) trait Withdrawing: Send + Sync {
    /// What is known of publication at this instant.
    fn published(&self, tx: &mut dyn Transaction, now: UnixTime) -> Result<Published, StoreError>;
    /// Withdraws the windows of a case that were published for these visits.
    fn withdraw_windows(
        &self,
        tx: &mut dyn Transaction,
        case: &CaseId,
        visits: &[ReportedVisit],
        now: UnixTime,
    ) -> Result<WithdrawnWindows, Failure>;
}

/// What became of the windows of a withdrawn report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct WithdrawnWindows {
    /// Windows that are withdrawn.
    pub(crate) withdrawn: u32,
    /// Windows that stand in part, because a day of the place has no room for another withdrawal.
    pub(crate) standing: u32,
}

/// That a patient took reports back, and what it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Withdrawal {
    /// The token that the reports came with.
    pub(crate) token: TokenId,
    /// When.
    pub(crate) at: UnixTime,
    /// What became of the day keys.
    pub(crate) keys: RevokedKeys,
    /// What became of the windows.
    pub(crate) windows: WithdrawnWindows,
}

const COLUMNS: &str = "token, at, stopped, taken_back, too_old, unread, windows, standing";

fn withdrawal(mut row: Row) -> Result<Withdrawal, StoreError> {
    Ok(Withdrawal {
        token: row.take()?,
        at: row.take()?,
        keys: RevokedKeys { stopped: row.take()?, taken_back: row.take()?, too_old: row.take()?, unread: row.take()? },
        windows: WithdrawnWindows { withdrawn: row.take()?, standing: row.take()? },
    })
}

/// Takes back what came with a token: its keys as [`revoked::take_back`] does, the windows of its visits, and all else that its
/// reports said. Of a case that an officer revoked the keys are taken back already. Of a case that does not open, what waits is
/// stopped and what its reports said is deleted unread; what was published of them stands. Done again it changes nothing.
pub(super) fn withdraw(
    tx: &mut dyn Transaction,
    withdrawing: &dyn Withdrawing,
    case: &UnreadCase,
    token: &TokenId,
    now: UnixTime,
) -> Result<(), Failure> {
    if !among(tx, std::slice::from_ref(token))?.is_empty() {
        return Ok(());
    }
    let reports = store::of_token(tx, token)?;
    let keys = if case.is_revoked {
        RevokedKeys::default()
    } else {
        let published = withdrawing.published(tx, now)?;
        revoked::take_back(tx, &reports, case.key.as_ref(), published)?
    };
    let nothing = Upload::of(Report::default());
    let mut visits = Vec::new();
    for report in &reports {
        let Some(key) = &case.key else {
            store::reseal(tx, &report.id, &[])?;
            continue;
        };
        let sealed = store::sealed_upload(tx, &report.id)?.unwrap_or_default();
        if let Ok(Upload(upload)) = Upload::open(key, &report.id, &sealed) {
            visits.extend(ReportedVisit::all(&upload.visits));
        }
        store::reseal(tx, &report.id, &nothing.seal(key, &report.id).map_err(Fault::from)?)?;
    }
    let windows = withdrawing.withdraw_windows(tx, &case.id, &visits, now)?;
    insert(tx, &case.id, &Withdrawal { token: token.clone(), at: now, keys, windows })?;
    Ok(())
}

/// Those of some tokens whose reports were taken back.
pub(super) fn among(tx: &mut dyn Transaction, tokens: &[TokenId]) -> Result<BTreeSet<TokenId>, StoreError> {
    if tokens.is_empty() {
        return Ok(BTreeSet::new());
    }
    let (places, values) = each_of_few(tokens);
    let found = format!("-- reports::withdrawn::among\n SELECT token FROM withdrawals WHERE token IN ({places})");
    Ok(tx.all(&found, &values, |mut row| row.take())?.into_iter().collect())
}

/// A case's withdrawals, oldest first.
pub(crate) fn withdrawals(tx: &mut dyn Transaction, case: &CaseId) -> Result<Vec<Withdrawal>, StoreError> {
    let found = format!(
        "-- reports::withdrawn::withdrawals\n SELECT {COLUMNS} FROM withdrawals WHERE case_id = ?1 ORDER BY at, token"
    );
    tx.all(&found, values![case], withdrawal)
}

/// How many withdrawals came for these cases.
pub(super) fn count_of(tx: &mut dyn Transaction, cases: &[CaseId]) -> Result<i64, StoreError> {
    let (places, values) = each_of(cases);
    let statement =
        format!("-- reports::withdrawn::count_of\n SELECT count(*) FROM withdrawals WHERE case_id IN ({places})");
    Ok(tx.first(&statement, &values, |mut row| row.take())?.unwrap_or_default())
}

fn insert(tx: &mut dyn Transaction, case: &CaseId, new: &Withdrawal) -> Result<(), StoreError> {
    tx.insert(
        &format!(
            "-- reports::withdrawn::insert
             INSERT INTO withdrawals ({COLUMNS}, case_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (token) DO NOTHING"
        ),
        values![
            &new.token,
            new.at,
            new.keys.stopped,
            new.keys.taken_back,
            new.keys.too_old,
            new.keys.unread,
            new.windows.withdrawn,
            new.windows.standing,
            case,
        ],
    )
}
