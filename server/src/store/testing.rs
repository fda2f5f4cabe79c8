//! Behaviours that both databases must show.

use tempfile::TempDir;

use super::{Location, Store};

#[path = "../../tests/common/cluster.rs"]
mod cluster;

/// A new SQLite database, and the directory that it lies in.
pub(crate) fn new_sqlite() -> (Store, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open_file(&directory.path().join("test.sqlite3")).unwrap();
    (store, directory)
}

/// The address of a new PostgreSQL database, or `None`, said aloud, where there is no PostgreSQL.
pub(crate) fn address() -> Option<String> {
    cluster::new_database()
}

/// A new PostgreSQL database, or `None`, said aloud, where there is no PostgreSQL.
pub(crate) fn new_postgres() -> Option<Store> {
    let address = address()?;
    Some(Store::open(&Location::parse(&address).unwrap()).unwrap())
}

/// Makes a test of each behaviour, an `async fn(Store)` of the module around, on SQLite and on PostgreSQL.
macro_rules! store_behaviours {
    ($($name:ident)*) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                let (store, _directory) = $crate::store::testing::new_sqlite();
                super::$name(store).await;
            })*
        }

        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                if let Some(store) = $crate::store::testing::new_postgres() {
                    super::$name(store).await;
                }
            })*
        }
    };
}

pub(crate) use store_behaviours;
