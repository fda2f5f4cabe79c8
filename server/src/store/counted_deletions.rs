//! Counting what a transaction deletes, for whoever wants to know before it is done.

use std::collections::BTreeMap;

use super::{Row, StoreError, Transaction, Value};

/// How a statement that deletes begins, after the comment that names its function.
const DELETE: &str = "DELETE FROM ";

/// A transaction that counts the rows it deletes, by table.
pub(crate) struct CountedDeletions<'t> {
    tx: &'t mut dyn Transaction,
    deleted: BTreeMap<String, u64>,
}

impl<'t> CountedDeletions<'t> {
    /// Counts what is deleted through this transaction from now on.
    pub(crate) fn new(tx: &'t mut dyn Transaction) -> Self {
        Self { tx, deleted: BTreeMap::new() }
    }

    /// How many rows were deleted, by table; tables without one are left out.
    pub(crate) fn deleted(self) -> BTreeMap<String, u64> {
        self.deleted
    }
}

impl Transaction for CountedDeletions<'_> {
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        let rows = self.tx.execute(sql, values)?;
        let table = sql
            .lines()
            .find_map(|line| line.trim_start().strip_prefix(DELETE))
            .and_then(|rest| rest.split_whitespace().next());
        if let Some(table) = table.filter(|_| rows > 0) {
            let counted = self.deleted.entry(table.to_owned()).or_default();
            *counted = counted.saturating_add(rows);
        }
        Ok(rows)
    }

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        self.tx.query(sql, values)
    }
}
