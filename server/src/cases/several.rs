//! Several cases at once.

use std::collections::{BTreeMap, BTreeSet};

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::UnixTime;

use super::row::{COLUMNS, CaseRow, case};
use crate::ground::ids::CaseId;
use crate::officers;
use crate::store::{StoreError, Transaction, each_of_few};

/// Those of the cases with these ids that there are and that have not expired.
pub(crate) fn unexpired_among(
    tx: &mut dyn Transaction,
    ids: &[CaseId],
    now: UnixTime,
) -> Result<BTreeMap<CaseId, CaseRow>, StoreError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let (places, values) = each_of_few(ids);
    let found = format!("-- cases::unexpired_among\n SELECT {COLUMNS} FROM cases WHERE id IN ({places})");
    let found = tx.all(&found, &values, case)?;
    let unexpired = found.into_iter().filter(|case| case.expiry > KeyDays::UTC.day(now));
    Ok(unexpired.map(|case| (case.id.clone(), case)).collect())
}

/// The names of the health centres that opened some cases.
pub(crate) fn centre_names<'c>(
    tx: &mut dyn Transaction,
    cases: impl Iterator<Item = &'c CaseRow>,
) -> Result<BTreeMap<String, String>, StoreError> {
    let centres: BTreeSet<&String> = cases.map(|case| &case.centre).collect();
    let names = centres.into_iter().map(|centre| Ok((centre.clone(), officers::centre_name(tx, centre)?)));
    names.collect()
}
