//! What can go wrong with a database.

use core::fmt;

/// Why the store could not do what was asked. Holds no row's content and no text of a database or its library, which may
/// quote rows and addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be opened or reached.
    #[error("the database cannot be opened or reached ({0})")]
    Unreachable(DatabaseCode),
    /// The database refused a statement.
    #[error("the database refused a statement ({0})")]
    Statement(DatabaseCode),
    /// A row names another that is not there, or was to be deleted while another names it.
    #[error("a row refers to another that is not there")]
    Reference,
    /// A row with this key exists already.
    #[error("it exists already")]
    Exists,
    /// The commit failed. Nothing of the transaction was kept.
    #[error("the commit failed and nothing of the transaction was kept ({0})")]
    NotCommitted(DatabaseCode),
    /// The connection broke while the transaction was committed.
    #[error("the connection broke during a commit: whether the transaction was kept is not known")]
    CommitUnknown,
    /// Other transactions got in the way each time this one ran. Nothing of it was kept.
    #[error("other transactions got in the way {0} times in a row, and nothing was kept")]
    Contended(u32),
    /// The work panicked. Nothing of it was kept.
    #[error("the work of a transaction panicked, and nothing of it was kept")]
    Panicked,
    /// A stored value is not what it must be.
    #[error("the database holds a value that cannot be: {0}")]
    Corrupt(&'static str),
    /// The database was written by a newer version.
    #[error("the database has schema version {found}, this program knows up to {known}: start the newer program")]
    TooNew {
        /// Version of the database.
        found: i64,
        /// Newest version known here.
        known: i64,
    },
    /// The disk of the database is full.
    #[error("the disk of the database is full ({0})")]
    Full(DatabaseCode),
    /// There is no database where one must be.
    #[error("there is no database where one must be: restore it from a backup, or start with an empty data directory")]
    Missing,
    /// There is a database already where a new one was to be made.
    #[error("the database holds data, but its keys are not in the data directory: restore them from a backup")]
    NotEmpty,
    /// Another instance has taken this instance's job over. Nothing was kept.
    #[error("another instance has taken the job over, and nothing was kept")]
    TakenOver,
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
}

impl StoreError {
    /// Whether the same request may succeed later: the disk is full, or the database is not there for a while.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Full(_) | Self::Unreachable(_) | Self::CommitUnknown | Self::Contended(_) | Self::Closed)
    }
}

/// A database's own number for what went wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum DatabaseCode {
    /// SQLite's extended result code.
    Sqlite(i32),
    /// PostgreSQL's SQLSTATE, five characters.
    Postgres([u8; 5]),
    /// The library gave none: the network, or a value of an unexpected type.
    None,
}

impl DatabaseCode {
    /// The error of a statement that failed with this code.
    pub(super) fn of_statement(self) -> StoreError {
        /// `SQLITE_CONSTRAINT_FOREIGNKEY`
        const SQLITE_REFERENCE: i32 = 787;
        match self {
            Self::Sqlite(SQLITE_REFERENCE) => StoreError::Reference,
            Self::Postgres(state) if &state == b"23503" => StoreError::Reference,
            code if code.is_full() => StoreError::Full(code),
            code => StoreError::Statement(code),
        }
    }

    /// The error of a commit that failed with this code.
    pub(super) fn of_commit(self) -> StoreError {
        if self.is_full() { StoreError::Full(self) } else { StoreError::NotCommitted(self) }
    }

    /// The error of a database that could not be reached or begin a transaction.
    pub(super) fn of_start(self) -> StoreError {
        if self.is_full() { StoreError::Full(self) } else { StoreError::Unreachable(self) }
    }

    /// Whether there was no room: `SQLITE_FULL`, or PostgreSQL's class 53, insufficient resources.
    fn is_full(self) -> bool {
        match self {
            Self::Sqlite(code) => code & 0xff == 13,
            Self::Postgres(state) => state.starts_with(b"53"),
            Self::None => false,
        }
    }

    /// Whether the file is damaged: `SQLITE_CORRUPT` or `SQLITE_NOTADB`.
    pub(super) fn is_damage(self) -> bool {
        matches!(self, Self::Sqlite(code) if matches!(code & 0xff, 11 | 26))
    }
}

impl fmt::Display for DatabaseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(code) => write!(f, "SQLite {code}"),
            Self::Postgres(state) => write!(f, "SQLSTATE {}", state.escape_ascii()),
            Self::None => f.write_str("no code"),
        }
    }
}

impl fmt::Debug for DatabaseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
