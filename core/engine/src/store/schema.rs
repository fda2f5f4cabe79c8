//! The tables, their versions, and whose secret they are sealed under.

use hmac::Mac as _;
use rand_core::CryptoRng;
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{
    error::{StoreError, during},
    seal::keyed,
};

/// The newest schema, which [`init`] makes.
pub(super) const SCHEMA_VERSION: u32 = 1;

/// `application_id` of the file: `LnCn`.
pub(super) const APPLICATION_ID: i32 = 0x4C6E_436E;

const SCHEMA: &str = "
-- What was heard, and what this phone did, in one interval of its wall clock.
CREATE TABLE interval_block (
    -- Ten-minute interval number. Readable without the key, so that retention needs none.
    interval INTEGER PRIMARY KEY,
    -- One sealed block (store/block.rs).
    sealed BLOB NOT NULL
);
-- Everything else: keys, warnings, and whatever the tracer keeps.
CREATE TABLE named_value (
    -- Keyed hash of the name.
    name BLOB PRIMARY KEY,
    -- The value, padded and sealed.
    sealed BLOB NOT NULL
) WITHOUT ROWID;
-- One row that tells a wrong secret from a damaged file.
CREATE TABLE key_check (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    -- 16 random bytes.
    salt BLOB NOT NULL,
    -- 16 bytes that only salt and secret give.
    proof BLOB NOT NULL,
    -- First 8 bytes of SHA-256 of salt and proof.
    checksum BLOB NOT NULL
);
";

/// The tables that hold sealed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    IntervalBlock,
    NamedValue,
}

impl Table {
    /// Its number in the associated data. Never reused.
    pub(super) fn number(self) -> u8 {
        match self {
            Self::IntervalBlock => 1,
            Self::NamedValue => 2,
        }
    }
}

/// Takes the file for this process and makes or upgrades its schema. Returns whether it was fresh.
pub(super) fn prepare(
    connection: &mut Connection,
    secret: &Zeroizing<[u8; 32]>,
    rng: &mut dyn CryptoRng,
) -> Result<bool, StoreError> {
    let failed = during("prepare");
    connection.busy_timeout(core::time::Duration::from_millis(500)).map_err(&failed)?;
    // Exclusive from the first access: no shared memory file, and a second process is told at once.
    connection
        .execute_batch(
            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;
             PRAGMA cache_size = -512; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;",
        )
        .map_err(&failed)?;
    let found = version(connection)?;
    match found {
        Some(found) if found > SCHEMA_VERSION => return Err(StoreError::TooNew { found, known: SCHEMA_VERSION }),
        _ => {}
    }
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;").map_err(&failed)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(&failed)?;
    match found {
        None => {
            init(&transaction)?;
            write_key_check(&transaction, secret, rng)?;
        }
        Some(from) => {
            check_whole(&transaction)?;
            check_key(&transaction, secret)?;
            for version in from..SCHEMA_VERSION {
                upgrade_from(version, &transaction)?;
            }
        }
    }
    transaction.commit().map_err(&failed)?;
    Ok(found.is_none())
}

/// The schema version of a store, none for an empty file.
pub(super) fn version(connection: &Connection) -> Result<Option<u32>, StoreError> {
    let failed = during("read the schema's version");
    let number = |pragma: &str| connection.query_row(pragma, [], |row| row.get::<_, i64>(0)).map_err(&failed);
    let tables = number("SELECT count(*) FROM sqlite_schema")?;
    let application = number("PRAGMA application_id")?;
    let version = number("PRAGMA user_version")?;
    match (tables, application, version) {
        (0, 0, 0) => Ok(None),
        (_, application, version) if application == i64::from(APPLICATION_ID) => {
            u32::try_from(version).map(Some).map_err(|_| StoreError::Damaged("the database"))
        }
        _ => Err(StoreError::NotAStore),
    }
}

/// Makes the newest schema in an empty file.
fn init(connection: &Connection) -> Result<(), StoreError> {
    connection
        .execute_batch(SCHEMA)
        .and_then(|()| connection.pragma_update(None, "application_id", APPLICATION_ID))
        .and_then(|()| connection.pragma_update(None, "user_version", SCHEMA_VERSION))
        .map_err(during("make the schema"))
}

/// Takes a store from this version to the next. Version 1 is the first, so there is none to come from yet.
fn upgrade_from(_version: u32, _connection: &Connection) -> Result<(), StoreError> {
    // The first upgrade goes here, with the store it upgrades among the tests' old stores.
    Err(StoreError::Damaged("the schema's version"))
}

/// Looks at the structure of the whole file.
fn check_whole(connection: &Connection) -> Result<(), StoreError> {
    let verdict: String =
        connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(during("check the file"))?;
    if verdict == "ok" { Ok(()) } else { Err(StoreError::Damaged("the database")) }
}

/// Writes the row by which the secret is recognised.
pub(super) fn write_key_check(
    connection: &Connection,
    secret: &[u8; 32],
    rng: &mut dyn CryptoRng,
) -> Result<(), StoreError> {
    let mut salt = [0; 16];
    rng.fill_bytes(&mut salt);
    let proof = proof(secret, &salt)?;
    connection
        .execute(
            "INSERT OR REPLACE INTO key_check (id, salt, proof, checksum) VALUES (1, ?1, ?2, ?3)",
            params![salt, proof, checksum(&salt, &proof)],
        )
        .map_err(during("write the key check"))?;
    Ok(())
}

fn check_key(connection: &Connection, secret: &[u8; 32]) -> Result<(), StoreError> {
    type Row = (Vec<u8>, Vec<u8>, Vec<u8>);
    let row: Option<Row> = connection
        .query_row("SELECT salt, proof, checksum FROM key_check WHERE id = 1", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()
        .map_err(during("read the key check"))?;
    let (salt, found, sum) = row.ok_or(StoreError::Damaged("the key check"))?;
    if sum != checksum(&salt, &found) {
        return Err(StoreError::Damaged("the key check"));
    }
    if found == proof(secret, &salt)? { Ok(()) } else { Err(StoreError::WrongKey) }
}

fn proof(secret: &[u8; 32], salt: &[u8]) -> Result<Vec<u8>, StoreError> {
    let mut proof = keyed(secret, salt, b"lancan-store-proof")?;
    proof.update(salt);
    Ok(proof.finalize().into_bytes().iter().take(16).copied().collect())
}

fn checksum(salt: &[u8], proof: &[u8]) -> Vec<u8> {
    Sha256::new().chain_update(salt).chain_update(proof).finalize().iter().take(8).copied().collect()
}
