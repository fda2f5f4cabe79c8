//! What every database must do, whatever the tables.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, mpsc};

use super::{Store, StoreError, Transaction};
use crate::values;

type Tried<T = ()> = Result<T, StoreError>;

fn add(tx: &mut dyn Transaction, name: &str) -> Tried {
    tx.insert(
        "INSERT INTO officers (name, centre, password, created_at) VALUES (?1, 'c', 'p', 0)
         ON CONFLICT (name) DO NOTHING",
        values![name],
    )
}

fn names(tx: &mut dyn Transaction) -> Tried<Vec<String>> {
    tx.all("SELECT name FROM officers ORDER BY name", &[], |mut row| row.take())
}

async fn stored(store: &Store) -> Vec<String> {
    store.view("look", names).await.unwrap()
}

async fn what_fails_is_undone_and_what_succeeds_is_kept(store: Store) {
    let failed: Tried = store
        .run("fails", |tx| {
            add(tx, "an")?;
            Err(StoreError::Corrupt("on purpose"))
        })
        .await;
    assert_eq!(failed, Err(StoreError::Corrupt("on purpose")));
    assert!(stored(&store).await.is_empty());
    store.run("works", |tx| add(tx, "an")).await.unwrap();
    assert_eq!(stored(&store).await, ["an"]);
}

async fn work_that_panics_is_undone_and_the_store_goes_on(store: Store) {
    let panicked: Tried = store
        .run("panics", |tx| {
            add(tx, "an")?;
            panic!("on purpose")
        })
        .await;
    assert_eq!(panicked, Err(StoreError::Panicked));
    assert!(stored(&store).await.is_empty());
    store.run("works", |tx| add(tx, "an")).await.unwrap();
}

/// More transactions than a database has threads wait at a gate, and those behind them belong to clients that left.
async fn work_of_a_client_that_left_is_not_begun(store: Store) {
    for write in [false, true] {
        let (gate, ran) = (mpsc::channel::<()>(), Arc::new(AtomicU64::new(0)));
        let (closed, gate) = (gate.0, Arc::new(Mutex::new(gate.1)));
        let start = |waits: bool| {
            let (store, gate, ran) = (store.clone(), gate.clone(), ran.clone());
            let work = move |_: &mut dyn Transaction| -> Tried {
                if waits {
                    let _ = gate.lock().map(|gate| gate.recv());
                } else {
                    ran.fetch_add(1, Ordering::Relaxed);
                }
                Ok(())
            };
            tokio::spawn(
                async move { if write { store.run("work", work).await } else { store.view("work", work).await } },
            )
        };
        let begun: Vec<_> = (0..80).map(|_| start(true)).collect();
        tokio::task::yield_now().await;
        let left: Vec<_> = (0..20).map(|_| start(false)).collect();
        tokio::task::yield_now().await;
        for client in left {
            client.abort();
            assert!(client.await.unwrap_err().is_cancelled());
        }
        drop(closed);
        for client in begun {
            client.await.unwrap().unwrap();
        }
        store.run("last", |_| Tried::Ok(())).await.unwrap();
        assert_eq!(ran.load(Ordering::Relaxed), 0);
    }
}

/// Two hundred transactions read a number and write it plus one; every other one is undone.
async fn what_is_read_and_then_written_is_not_overwritten_by_others(store: Store) {
    let set = "INSERT INTO levels (id, day, level, quiet_days, overflowed) VALUES (1, ?1, 0, 0, 0)
               ON CONFLICT (id) DO UPDATE SET day = ?1";
    let count = |tx: &mut dyn Transaction| -> Tried<u64> {
        Ok(tx.first("SELECT day FROM levels", &[], |mut row| row.take())?.unwrap_or(0))
    };
    let runs = Arc::new(AtomicU64::new(0));
    let all: Vec<_> = (0..200)
        .map(|n| {
            let (store, runs) = (store.clone(), runs.clone());
            tokio::spawn(async move {
                let done: Tried = store
                    .run("count", move |tx| {
                        runs.fetch_add(1, Ordering::Relaxed);
                        let next = count(tx)? + 1;
                        tx.execute(set, values![next])?;
                        assert_eq!(count(tx)?, next);
                        if n % 2 == 0 { Err(StoreError::Corrupt("on purpose")) } else { Ok(()) }
                    })
                    .await;
                assert_eq!(done.err(), (n % 2 == 0).then_some(StoreError::Corrupt("on purpose")));
            })
        })
        .collect();
    for one in all {
        one.await.unwrap();
    }
    assert_eq!(store.view("look", count).await.unwrap(), 100);
    assert!(runs.load(Ordering::Relaxed) >= 200);
}

async fn a_row_exists_only_where_its_key_is_taken(store: Store) {
    store.run("add", |tx| add(tx, "an")).await.unwrap();
    let again: Tried = store
        .run("again", |tx| {
            assert_eq!(add(tx, "an"), Err(StoreError::Exists));
            add(tx, "binh")
        })
        .await;
    assert_eq!((again, stored(&store).await.len()), (Ok(()), 2));
}

async fn a_reference_to_a_row_that_is_not_there_is_called_so(store: Store) {
    let session = "INSERT INTO sessions (token_hash, officer, created_at, expires_at) VALUES (?1, 99, 0, 0)";
    let tried: Tried<u64> = store.run("dangles", move |tx| tx.execute(session, values![&[1; 32]])).await;
    assert_eq!(tried, Err(StoreError::Reference));
}

async fn a_transaction_of_which_a_statement_failed_is_not_kept(store: Store) {
    let tried: Tried = store
        .run("overlooks", |tx| {
            add(tx, "an")?;
            let failed = tx.execute("INSERT INTO officers (name, centre) VALUES ('binh', NULL)", &[]);
            assert!(matches!(failed, Err(StoreError::Statement(_))));
            Ok(())
        })
        .await;
    assert!(matches!(tried, Err(StoreError::Statement(_))));
    assert!(stored(&store).await.is_empty());
}

/// The database's own texts name tables, columns and values.
async fn no_text_of_the_database_reaches_an_error(store: Store) {
    store.run("add", |tx| add(tx, "Nguyen")).await.unwrap();
    for statement in [
        "INSERT INTO officers (name, centre, password, created_at) VALUES ('Nguyen', 'c', 'p', 0)",
        "INSERT INTO officers (name, centre) VALUES ('Nguyen', NULL)",
        "SELECT nguyen FROM nguyen",
        "NGUYEN",
    ] {
        let error = store.run("fails", move |tx| tx.execute(statement, &[])).await.unwrap_err();
        let said = format!("{error} {error:?}").to_lowercase();
        assert!(!said.contains("nguyen") && !said.contains("officers"), "{said}");
        assert!(matches!(error, StoreError::Statement(_)), "{said}");
        assert!(said.contains("sqlite ") || said.contains("sqlstate "), "{said}");
    }
}

async fn a_view_changes_nothing(store: Store) {
    let tried: Tried = store.view("write", |tx| add(tx, "an")).await;
    assert!(matches!(tried, Err(StoreError::Statement(_))));
    assert!(stored(&store).await.is_empty());
}

async fn a_value_of_another_type_is_corrupt(store: Store) {
    store.run("add", |tx| add(tx, "an")).await.unwrap();
    let read: Tried<Option<u64>> =
        store.view("look", |tx| tx.first("SELECT name FROM officers", &[], |mut row| row.take())).await;
    assert!(matches!(read, Err(StoreError::Corrupt(_))));
}

async fn numbers_and_bytes_keep_their_value(store: Store) {
    let done: Tried = store
        .run("values", |tx| {
            let bytes: Vec<u8> = (0..=255).collect();
            for (minute, failures) in [(0, i64::MAX), (1, i64::MIN), (2, 0)] {
                tx.execute(
                    "INSERT INTO failures (kind, subject, minute, failures) VALUES ('ậ', ?1, ?2, ?3)",
                    values![&bytes, i64::from(minute), failures],
                )?;
            }
            let rows = tx.all("SELECT kind, subject, failures FROM failures ORDER BY minute", &[], |mut row| {
                Ok((row.take::<String>()?, row.take::<Vec<u8>>()?, row.take::<i64>()?))
            })?;
            let expected = [i64::MAX, i64::MIN, 0].map(|failures| ("ậ".to_owned(), bytes.clone(), failures));
            assert_eq!(rows, expected);
            Ok(())
        })
        .await;
    done.unwrap();
}

/// More than a database has threads, all of which read a row, take their time and write the row.
async fn however_many_write_one_row_at_the_same_time_each_is_done(store: Store) {
    let add = |tx: &mut dyn Transaction| -> Tried {
        let sum = tx.first("SELECT failures FROM failures WHERE kind = 'k'", &[], |mut row| row.take::<u64>())?;
        std::thread::sleep(std::time::Duration::from_millis(2));
        tx.execute(
            "INSERT INTO failures (kind, subject, minute, failures) VALUES ('k', ?1, 0, ?2)
             ON CONFLICT (kind, subject, minute) DO UPDATE SET failures = excluded.failures",
            values![&[0_u8; 1], sum.unwrap_or(0) + 1],
        )?;
        Ok(())
    };
    let all = (0..200).map(|_| {
        let store = store.clone();
        tokio::spawn(async move { store.run("add", add).await })
    });
    for one in all.collect::<Vec<_>>() {
        assert_eq!(one.await.unwrap(), Ok(()));
    }
    let sum = store.view("look", |tx| tx.first("SELECT failures FROM failures", &[], |mut row| row.take::<u64>()));
    assert_eq!(sum.await, Ok(Some(200)));
}

super::testing::store_behaviours! {
    however_many_write_one_row_at_the_same_time_each_is_done
    work_of_a_client_that_left_is_not_begun
    what_fails_is_undone_and_what_succeeds_is_kept
    work_that_panics_is_undone_and_the_store_goes_on
    what_is_read_and_then_written_is_not_overwritten_by_others
    a_row_exists_only_where_its_key_is_taken
    a_reference_to_a_row_that_is_not_there_is_called_so
    a_transaction_of_which_a_statement_failed_is_not_kept
    no_text_of_the_database_reaches_an_error
    a_view_changes_nothing
    a_value_of_another_type_is_corrupt
    numbers_and_bytes_keep_their_value
}
