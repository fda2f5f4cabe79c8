//! What the server remembers: one async trait of named transactions over rows.
//!
//! A transaction's work is a closure over [`Transaction`]; it may run more than once (a database may ask for a
//! retry), so it must have no effect but through the transaction. Returning an error undoes it. Callers see rows and
//! verbs, never SQL, so that another database fits behind the same trait.

mod rows;
mod schema;
mod sqlite;

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use lancan_protocol::time::{Day, UnixTime};

pub use rows::*;
pub use sqlite::SqliteStore;

/// Why the store could not do what was asked. Holds no row's content.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database failed.
    #[error("the database failed: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A stored value is not what it must be.
    #[error("the database holds a value that cannot be: {0}")]
    Corrupt(&'static str),
    /// The database was written by a newer version.
    #[error("the database has schema version {found}, this program knows up to {known}: start the newer program")]
    TooNew {
        /// Version in the file.
        found: i64,
        /// Newest version known here.
        known: i64,
    },
    /// A row with this key exists already.
    #[error("it exists already")]
    Exists,
    /// The store was closed, or the work in it panicked.
    #[error("the store is closed")]
    Closed,
}

/// Whether a transaction's work is to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Keep it.
    Commit,
    /// Undo it.
    RollBack,
}

/// What a transaction does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It may write.
    Write,
    /// It only reads, on one snapshot.
    Read,
}

/// A transaction's work.
pub type Work = Box<dyn FnMut(&mut dyn Transaction) -> Verdict + Send>;

/// A future of a store.
pub type StoreFuture<'a> = Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + 'a>>;

/// A database. Use [`run`](trait.Store.html#method.run) and [`view`](trait.Store.html#method.view) of `dyn Store`.
pub trait Store: Send + Sync + 'static {
    /// Runs work in one transaction. When this returns `Ok` and the verdict was to commit, what it wrote is on disk.
    fn execute(&self, name: &'static str, access: Access, work: Work) -> StoreFuture<'_>;
}

impl dyn Store {
    /// Runs a named transaction. `Ok` means that it is on disk; any error that nothing was changed.
    ///
    /// # Errors
    /// The work's own, or the store's.
    pub async fn run<T, E>(
        &self,
        name: &'static str,
        work: impl FnMut(&mut dyn Transaction) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.transact(name, Access::Write, work).await
    }

    /// Runs a named transaction that only reads.
    ///
    /// # Errors
    /// The work's own, or the store's.
    pub async fn view<T, E>(
        &self,
        name: &'static str,
        work: impl FnMut(&mut dyn Transaction) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.transact(name, Access::Read, work).await
    }

    async fn transact<T, E>(
        &self,
        name: &'static str,
        access: Access,
        mut work: impl FnMut(&mut dyn Transaction) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let outcome: Arc<Mutex<Option<Result<T, E>>>> = Arc::default();
        let slot = outcome.clone();
        let work: Work = Box::new(move |tx| {
            let result = work(tx);
            let verdict = if result.is_ok() { Verdict::Commit } else { Verdict::RollBack };
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
            verdict
        });
        self.execute(name, access, work).await?;
        let result = outcome.lock().unwrap_or_else(PoisonError::into_inner).take();
        result.unwrap_or_else(|| Err(StoreError::Closed.into()))
    }
}

type Result_<T> = Result<T, StoreError>;

/// What can be done inside a transaction. Every method fails only with [`StoreError`].
#[allow(missing_docs, reason = "each verb is said by its name and its row type")]
pub trait Transaction {
    /// Adds an officer; [`StoreError::Exists`] when the name is taken.
    fn insert_officer(&mut self, officer: &NewOfficer) -> Result_<OfficerId>;
    fn officer_named(&mut self, name: &str) -> Result_<Option<OfficerRow>>;

    fn insert_session(&mut self, session: &SessionRow) -> Result_<()>;
    /// The session with this token hash and its officer.
    fn session(&mut self, token_hash: &Digest) -> Result_<Option<(SessionRow, OfficerRow)>>;
    fn delete_session(&mut self, token_hash: &Digest) -> Result_<()>;

    /// Counts one failure of a kind in the minute of `at`.
    fn add_failure(&mut self, kind: &FailureKind, at: UnixTime) -> Result_<()>;
    /// Failures of a kind in the minutes from that of `since` on.
    fn failures_since(&mut self, kind: &FailureKind, since: UnixTime) -> Result_<u64>;

    fn insert_case(&mut self, case: &CaseRow) -> Result_<()>;
    fn case(&mut self, id: &CaseId) -> Result_<Option<CaseRow>>;
    /// A centre's cases, newest first.
    fn cases_of(&mut self, centre: &str) -> Result_<Vec<CaseRow>>;

    /// Adds a code; [`StoreError::Exists`] when one with this HMAC is stored.
    fn insert_code(&mut self, code: &CodeRow) -> Result_<()>;
    fn code(&mut self, hmac: &Digest) -> Result_<Option<CodeRow>>;
    /// The code that a token was given for.
    fn code_of_token(&mut self, token: &TokenId) -> Result_<Option<CodeRow>>;
    /// Unused short codes that have not expired.
    fn live_short_codes(&mut self, now: UnixTime) -> Result_<u64>;
    fn use_code(&mut self, hmac: &Digest, used: &CodeUse) -> Result_<()>;
    fn codes_of(&mut self, case: &CaseId) -> Result_<Vec<CodeRow>>;

    fn report(&mut self, id: &ReportId) -> Result_<Option<ReportRow>>;
    fn reports_of(&mut self, case: &CaseId) -> Result_<Vec<ReportRow>>;
    /// Whether a report came with this token.
    fn token_reported(&mut self, token: &TokenId) -> Result_<bool>;
    fn insert_report(&mut self, report: &ReportRow, sealed: &[u8]) -> Result_<()>;
    /// A report's sealed upload.
    fn sealed_upload(&mut self, id: &ReportId) -> Result_<Option<Vec<u8>>>;

    /// The reported key with this hash.
    fn seen_key(&mut self, hash: &Digest) -> Result_<Option<SeenKeyRow>>;
    /// Keys reported with this token.
    fn seen_keys_of(&mut self, token: &TokenId) -> Result_<Vec<SeenKeyRow>>;
    fn insert_seen_key(&mut self, hash: &Digest, key: &SeenKeyRow) -> Result_<()>;

    fn insert_pending_key(&mut self, key: &PendingKeyRow) -> Result_<()>;
    /// Binds every pending key that may be published at `at` and is bound to no export to this one.
    fn bind_pending_keys(&mut self, export_end: UnixTime, at: UnixTime) -> Result_<()>;
    fn pending_keys_of(&mut self, export_end: UnixTime) -> Result_<Vec<PendingKeyRow>>;
    fn delete_pending_keys_of(&mut self, export_end: UnixTime) -> Result_<()>;
    /// Binds a pending key to no export again.
    fn release_pending_key(&mut self, report: &ReportId, position: u32) -> Result_<()>;

    /// The newest export, planned or published.
    fn last_export(&mut self) -> Result_<Option<ExportRow>>;
    fn insert_export(&mut self, export: &ExportRow) -> Result_<()>;
    /// Marks a planned export published.
    fn publish_export(&mut self, end: UnixTime, file: &ExportFile) -> Result_<()>;
    /// Published exports that end after `since`, oldest first.
    fn published_exports(&mut self, since: UnixTime) -> Result_<Vec<ExportRow>>;
    fn export_named(&mut self, name: &str) -> Result_<Option<ExportRow>>;
    /// What the random keys of an export are modelled on: the real ones of the last export that had any.
    fn fill_models(&mut self) -> Result_<Vec<u8>>;
    fn set_fill_models(&mut self, models: &[u8]) -> Result_<()>;

    /// The signed document of a kind as it is served.
    fn document(&mut self, kind: DocumentKind) -> Result_<Option<DocumentRow>>;
    fn set_document(&mut self, kind: DocumentKind, document: &DocumentRow) -> Result_<()>;

    fn insert_audit(&mut self, entry: &AuditRow) -> Result_<()>;
    fn audit_of(&mut self, case: &CaseId) -> Result_<Vec<AuditRow>>;

    /// Deletes cases that expire before `today` with all that belongs to them, ended sessions and old failure counts.
    /// Hashes of reported keys stay, without whose they were.
    fn expire(&mut self, today: Day, now: UnixTime) -> Result_<()>;

    /// Writes and forgets about as much as an accepted report would: the work behind the answer to cover traffic.
    fn cover_work(&mut self, bytes: usize) -> Result_<()>;
}
