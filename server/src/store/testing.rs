//! Behaviours that both databases must show.

use tempfile::TempDir;

use super::{Location, Row, Store, StoreError, Transaction, Value};

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

/// A transaction that asks the database how it carries out each statement, before it does.
pub(crate) struct Explained<'t> {
    inner: &'t mut dyn Transaction,
    is_postgres: bool,
    /// The statements that read a table from end to end: the name that the statement begins with, and the plan.
    pub(crate) whole: Vec<String>,
}

impl<'t> Explained<'t> {
    pub(crate) fn new(inner: &'t mut dyn Transaction) -> Result<Self, StoreError> {
        // SQLite tells more than one column of what it will do.
        let told = inner.query("EXPLAIN SELECT 1", &[])?.into_iter().next();
        let is_postgres = told.is_some_and(|row| row.rest().len() == 1);
        if is_postgres {
            // Tables of tests are so small that it would read them whole, whatever indexes there are.
            inner.execute("SET LOCAL enable_seqscan = off", &[])?;
        }
        Ok(Self { inner, is_postgres, whole: Vec::new() })
    }

    fn explain(&mut self, sql: &str, values: &[Value]) -> Result<(), StoreError> {
        let ask = if self.is_postgres { "EXPLAIN" } else { "EXPLAIN QUERY PLAN" };
        let lines = self.inner.query(&format!("{ask} {sql}"), values)?.into_iter().map(|row| match row.rest().pop() {
            Some(Value::Text(line)) => line,
            other => panic!("a plan is text: {other:?}"),
        });
        let lines: Vec<String> = lines.collect();
        let is_whole =
            |line: &String| line.starts_with("SCAN ") && !line.contains("CONSTANT ROW") || line.contains("Seq Scan on");
        if lines.iter().any(is_whole) {
            self.whole.push(format!("{}\n{}", sql.lines().next().unwrap_or_default(), lines.join("\n")));
        }
        Ok(())
    }
}

impl Transaction for Explained<'_> {
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, StoreError> {
        self.explain(sql, values)?;
        self.inner.execute(sql, values)
    }

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        self.explain(sql, values)?;
        self.inner.query(sql, values)
    }
}
