//! Why a file of measurements cannot be used.

/// Why a file of measurements cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It cannot be read.
    #[error("cannot read the file: {0}")]
    Io(#[from] std::io::Error),
    /// It is not CSV.
    #[error("not a CSV file: {0}")]
    Csv(#[from] csv::Error),
    /// It is not a DP-3T database.
    #[error("not a DP-3T database with a table \"results\": {0}")]
    Database(#[from] rusqlite::Error),
    /// A column is missing.
    #[error(
        "the header ({found}) names no column of {what}: one of {names} is expected; a file has a time, a signal strength and a \
         true distance, and may have a log, a receiver, a transmitter and a transmit power"
    )]
    Column {
        /// The columns that it names.
        found: String,
        /// What the column would hold.
        what: &'static str,
        /// The names it may have.
        names: String,
    },
    /// A field is not a number.
    #[error("line {line}: {column} is not a number")]
    Number {
        /// Line in the file.
        line: u64,
        /// The column's name.
        column: String,
    },
    /// A row has one field more than the header, and makes sense with and without the first.
    #[error("line {line}: one field more than the header names columns, and it could be the first or the last")]
    Ragged {
        /// Line in the file.
        line: u64,
    },
    /// A quoted field goes on after the line.
    #[error("line {line}: a quotation mark is not closed")]
    Quote {
        /// Line in the file.
        line: u64,
    },
    /// There is nothing in it.
    #[error("the file holds no row with a signal strength")]
    Empty,
}
