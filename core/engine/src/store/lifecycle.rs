//! Retention, erasing, a new secret.

use std::path::Path;

use lancan_protocol::{
    key_days::KeyDays,
    time::{Day, Interval},
};
use rand_core::CryptoRng;
use rusqlite::{Connection, TransactionBehavior, params};

use super::{
    Store, StoreError, StoredWarning, damage,
    error::during,
    schema::{self, Table},
    seal::Sealer,
    transaction::named,
    vault::KeyVault,
};

/// The sealed value that holds the day on which a damaged file was first seen put aside.
const ASIDE_SINCE: &str = "put-aside-since";

impl Store {
    /// How many days may be kept: 1 to 60.
    pub const RETENTION_DAYS: core::ops::RangeInclusive<u32> = 1..=60;
    /// How many days are kept unless the deployment says otherwise.
    pub const DEFAULT_RETENTION_DAYS: u32 = 21;

    /// Keeps `today` and the `count` days before it (clamped to [`Store::RETENTION_DAYS`]) and deletes all that is older: encounters, day keys, warnings whose advice is over, a damaged file that was put aside. Returns how many intervals went.
    ///
    /// Deleted bytes are overwritten with zeros in the file, and the log is emptied.
    /// The caller vouches for `today`: a clock that runs ahead would delete what is not old.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be written; call again.
    pub fn keep(&mut self, days: KeyDays, today: Day, count: u32) -> Result<usize, StoreError> {
        let first = today.minus(count.clamp(*Self::RETENTION_DAYS.start(), *Self::RETENTION_DAYS.end()));
        let aside = self.path.as_deref().is_some_and(|path| damage::place_aside(path).exists());
        let (gone, aside_is_old) = self.run("keep", |transaction| {
            let gone = transaction
                .sql
                .execute("DELETE FROM interval_block WHERE interval < ?1", params![days.first_interval(first).0])
                .map_err(during("delete intervals"))?;
            transaction.remove_keys(|key| key.end() <= days.first_interval(first))?;
            let (kept, old): (Vec<StoredWarning>, Vec<StoredWarning>) =
                transaction.warnings()?.into_iter().partition(|stored| {
                    let warning = &stored.warning;
                    // Its key and evidence are kept for a day longer than what was heard.
                    warning.last_contact.plus(1) >= first || warning.advice.follow_up_until >= today
                });
            if !old.is_empty() {
                transaction.write_warnings(&kept)?;
            }
            let mut aside_is_old = false;
            if aside {
                let since = match transaction.get(ASIDE_SINCE) {
                    Err(StoreError::Damaged(_)) => None,
                    since => since?,
                };
                match since.and_then(|bytes| bytes.as_slice().try_into().ok()).map(u32::from_le_bytes) {
                    Some(since) => aside_is_old = Day(since) < first,
                    None => transaction.put(ASIDE_SINCE, &today.0.to_le_bytes())?,
                }
            }
            Ok::<_, StoreError>((gone, aside_is_old))
        })?;
        truncate_log(&self.connection)?;
        if let (true, Some(path)) = (aside_is_old, &self.path) {
            damage::remove_aside(path)?;
            self.run(ASIDE_SINCE, |transaction| transaction.remove(ASIDE_SINCE))?;
        }
        Ok(gone)
    }

    /// Erases everything at once: encounters, keys, warnings, values, a damaged file that was put aside. The store
    /// can be used on. Clear the recorder too, or it will write what it remembers of the interval in progress.
    ///
    /// Flash keeps old copies of overwritten bytes where no program reaches them: they stay sealed. To make them
    /// worthless as well, have the platform's key store forget the secret, make another, and call
    /// [`Tracer::change_secret`](crate::Tracer::change_secret).
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be written; call again until it succeeds.
    pub fn erase(&mut self, rng: &mut dyn CryptoRng) -> Result<(), StoreError> {
        for (_, _, base) in &mut self.bases {
            *base = super::Block::default();
        }
        self.run("erase", |transaction| {
            transaction
                .sql
                .execute_batch("DELETE FROM interval_block; DELETE FROM named_value;")
                .map_err(during("erase"))?;
            let secret = transaction.sealer.secret();
            schema::write_key_check(&transaction.sql, &secret, rng)
        })?;
        truncate_log(&self.connection)?;
        if let Some(path) = &self.path {
            damage::remove_aside(path)?;
        }
        // Everything is gone by now; this only gives the space back, and needs some to do so.
        let _ = self.connection.execute_batch("VACUUM");
        truncate_log(&self.connection)
    }

    /// Seals everything again, under the secret that this vault gives, in one transaction. What cannot be unsealed
    /// is deleted; the number of such rows is returned.
    ///
    /// # Errors
    /// [`StoreError::Vault`] when the vault gives no secret; another [`StoreError`] when the file cannot be written. The
    /// store still opens with the old secret then.
    pub fn rotate(&mut self, vault: &dyn KeyVault, rng: &mut dyn CryptoRng) -> Result<u32, StoreError> {
        let secret = vault.secret()?;
        let mut sealer = Sealer::new(secret.clone(), rng)?;
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(during("rotate: begin"))?;
        let lost = reseal_intervals(&transaction, &self.sealer, &mut sealer)?
            + reseal_values(&transaction, &self.sealer, &mut sealer)?;
        schema::write_key_check(&transaction, &secret, rng)?;
        transaction.commit().map_err(during("rotate: commit"))?;
        self.sealer = sealer;
        // The store is under the new secret by now, so a failure here must not look as if it were under the old one.
        // The log is emptied again when the next interval begins.
        let _ = truncate_log(&self.connection);
        Ok(lost)
    }

    /// Deletes the files of a store that cannot be opened any more, as when its key is gone.
    ///
    /// # Errors
    /// [`StoreError::File`] and its like when a file cannot be removed.
    pub fn destroy(path: impl AsRef<Path>) -> Result<(), StoreError> {
        let path = path.as_ref();
        damage::remove_aside(path)?;
        for suffix in ["-wal", "-shm", "-journal", ""] {
            match std::fs::remove_file(damage::with_suffix(path, suffix)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(damage::of_file(&error)),
                _ => {}
            }
        }
        Ok(())
    }
}

/// Moves the write-ahead log into the file, flushes both to the disk, and empties the log.
pub(super) fn truncate_log(connection: &Connection) -> Result<(), StoreError> {
    let busy: i64 = connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
        .map_err(during("truncate the log"))?;
    if busy == 0 { Ok(()) } else { Err(StoreError::Busy) }
}

fn reseal_intervals(connection: &Connection, from: &Sealer, to: &mut Sealer) -> Result<u32, StoreError> {
    let failed = during("seal intervals again");
    let intervals: Vec<u32> = connection
        .prepare("SELECT interval FROM interval_block")
        .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
        .map_err(&failed)?;
    let mut lost = 0;
    for interval in intervals.into_iter().map(Interval) {
        let row = interval.0.to_le_bytes();
        let sealed: Vec<u8> = connection
            .prepare_cached("SELECT sealed FROM interval_block WHERE interval = ?1")
            .and_then(|mut statement| statement.query_row(params![interval.0], |row| row.get(0)))
            .map_err(&failed)?;
        let resealed = match from.open(Table::IntervalBlock, &row, &sealed) {
            Ok(plain) => Some(to.seal(Table::IntervalBlock, &row, plain.to_vec())?),
            Err(_) => None,
        };
        lost += u32::from(resealed.is_none());
        let change = match resealed {
            Some(resealed) => connection
                .prepare_cached("UPDATE interval_block SET sealed = ?2 WHERE interval = ?1")
                .and_then(|mut statement| statement.execute(params![interval.0, resealed])),
            None => connection
                .prepare_cached("DELETE FROM interval_block WHERE interval = ?1")
                .and_then(|mut statement| statement.execute(params![interval.0])),
        };
        change.map_err(&failed)?;
    }
    Ok(lost)
}

fn reseal_values(connection: &Connection, from: &Sealer, to: &mut Sealer) -> Result<u32, StoreError> {
    let failed = during("seal values again");
    let values: Vec<(Vec<u8>, Vec<u8>)> = connection
        .prepare("SELECT name, sealed FROM named_value")
        .and_then(|mut statement| statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .map_err(&failed)?;
    connection.execute("DELETE FROM named_value", []).map_err(&failed)?;
    let mut lost = 0;
    for (row, sealed) in values {
        let opened = from.open(Table::NamedValue, &row, &sealed).ok();
        let name = opened.as_deref().and_then(|padded| core::str::from_utf8(named(padded)?.0).ok());
        let (Some(padded), Some(name)) = (&opened, name) else {
            lost += 1;
            continue;
        };
        let row = to.row_of(name);
        let resealed = to.seal(Table::NamedValue, &row, padded.to_vec())?;
        connection
            .execute("INSERT INTO named_value (name, sealed) VALUES (?1, ?2)", params![row, resealed])
            .map_err(&failed)?;
    }
    Ok(lost)
}
