//! The schema and its migrations, counted in SQLite's `user_version`.

use rusqlite::Connection;

use super::StoreError;

/// One script a version; a script that was released is never edited.
const MIGRATIONS: &[&str] = &[include_str!("v1.sql")];

/// Brings a database to the newest version, in one transaction.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    let tx = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let found: i64 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > known {
        return Err(StoreError::TooNew { found, known });
    }
    let done = usize::try_from(found).map_err(|_| StoreError::Corrupt("user_version"))?;
    for script in MIGRATIONS.iter().skip(done) {
        tx.execute_batch(script)?;
    }
    tx.pragma_update(None, "user_version", known)?;
    tx.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_migrated_once_and_a_newer_one_is_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        migrate(&mut connection).unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(migrate(&mut connection), Err(StoreError::TooNew { found: 99, known: 1 })));
    }

    #[test]
    fn every_column_is_commented() {
        for script in MIGRATIONS {
            let mut in_table = false;
            for line in script.lines() {
                match line {
                    _ if line.starts_with("CREATE TABLE") => in_table = true,
                    _ if line.starts_with(')') => in_table = false,
                    _ if in_table && !line.trim_start().starts_with("PRIMARY KEY (") => {
                        assert!(line.contains("-- "), "{line}");
                    }
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn a_released_script_is_not_edited() {
        let digest = ring::digest::digest(&ring::digest::SHA256, MIGRATIONS[0].as_bytes());
        insta::assert_snapshot!(lancan_protocol::hex::encode(digest.as_ref()));
    }
}
