//! Named values, and several changes made as one.

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};
use zeroize::Zeroizing;

use super::{
    Store, StoreError,
    error::during,
    padding::{pad, unpad},
    schema::Table,
    seal::Sealer,
};

/// Several changes to the store, made as one by [`Store::run`].
pub struct Transaction<'a> {
    pub(super) sql: rusqlite::Transaction<'a>,
    pub(super) sealer: &'a mut Sealer,
}

pub(super) fn run<T, E: From<StoreError>>(
    connection: &mut Connection,
    sealer: &mut Sealer,
    name: &'static str,
    work: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
) -> Result<T, E> {
    connection.execute_batch("PRAGMA synchronous = FULL").map_err(during(name))?;
    let outcome = attempt(connection, sealer, name, work);
    connection.execute_batch("PRAGMA synchronous = NORMAL").map_err(during(name))?;
    outcome
}

fn attempt<T, E: From<StoreError>>(
    connection: &mut Connection,
    sealer: &mut Sealer,
    name: &'static str,
    work: impl FnOnce(&mut Transaction<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let sql = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(during(name))?;
    let mut transaction = Transaction { sql, sealer };
    let outcome = work(&mut transaction)?;
    transaction.sql.commit().map_err(during(name))?;
    Ok(outcome)
}

impl Store {
    /// A named value.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when it cannot be unsealed; another [`StoreError`] when the file cannot be read.
    pub fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        get(&self.connection, &self.sealer, name)
    }

    /// Sets a named value.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be written. The value is as it was then.
    pub fn put(&mut self, name: &'static str, value: &[u8]) -> Result<(), StoreError> {
        self.run(name, |transaction| transaction.put(name, value))
    }
}

impl Transaction<'_> {
    /// A named value.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when it cannot be unsealed; another [`StoreError`] when the file cannot be read.
    pub fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        get(&self.sql, self.sealer, name)
    }

    /// Sets a named value. Names are at most 255 bytes long.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read or written.
    pub fn put(&mut self, name: &str, value: &[u8]) -> Result<(), StoreError> {
        const TOO_LONG: StoreError = StoreError::Damaged("a named value's length");
        let mut named = Zeroizing::new(Vec::with_capacity(1 + name.len() + value.len()));
        named.push(u8::try_from(name.len()).map_err(|_| TOO_LONG)?);
        named.extend_from_slice(name.as_bytes());
        named.extend_from_slice(value);
        let row = self.sealer.row_of(name);
        let sealed = self.sealer.seal(Table::NamedValue, &row, pad(&named).ok_or(TOO_LONG)?)?;
        self.sql
            .prepare_cached("INSERT OR REPLACE INTO named_value (name, sealed) VALUES (?1, ?2)")
            .and_then(|mut statement| statement.execute(params![row, sealed]))
            .map_err(during("write a value"))?;
        Ok(())
    }

    /// Removes a named value. Returns whether it was there.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read or written.
    pub fn remove(&mut self, name: &str) -> Result<bool, StoreError> {
        let removed = self
            .sql
            .prepare_cached("DELETE FROM named_value WHERE name = ?1")
            .and_then(|mut statement| statement.execute(params![self.sealer.row_of(name)]))
            .map_err(during("remove a value"))?;
        Ok(removed > 0)
    }
}

pub(super) fn get(
    connection: &Connection,
    sealer: &Sealer,
    name: &str,
) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
    let row = sealer.row_of(name);
    let bytes: Option<Vec<u8>> = connection
        .prepare_cached("SELECT sealed FROM named_value WHERE name = ?1")
        .and_then(|mut statement| statement.query_row(params![row], |row| row.get(0)).optional())
        .map_err(during("read a value"))?;
    let Some(bytes) = bytes else { return Ok(None) };
    let padded = sealer.open(Table::NamedValue, &row, &bytes)?;
    let (found, value) = named(&padded).ok_or(StoreError::Damaged("a named value"))?;
    if found != name.as_bytes() {
        return Err(StoreError::Damaged("a named value"));
    }
    Ok(Some(Zeroizing::new(value.to_vec())))
}

/// Name and value within a sealed value's padding.
pub(super) fn named(padded: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = unpad(padded)?.split_first()?;
    rest.split_at_checked(usize::from(*length))
}
