//! What every room stands on: time, randomness, files, secrets, sealing, settings and errors. Knows no room.

pub(crate) mod calendar;
pub(crate) mod cells;
pub mod clock;
pub(crate) mod clock_guard;
pub mod config;
pub(crate) mod csv_line;
pub(crate) mod data_lock;
pub(crate) mod error;
mod fault_words;
pub(crate) mod files;
pub(crate) mod folded;
pub(crate) mod home;
pub(crate) mod ids;
pub(crate) mod key_exchange;
pub(crate) mod leases;
pub(crate) mod national_key;
pub(crate) mod object_store;
pub(crate) mod picture;
pub(crate) mod platform;
pub(crate) mod purposes;
pub(crate) mod random;
pub(crate) mod sealing;
pub(crate) mod secrets;
pub(crate) mod sms;
pub(crate) mod tls_files;
pub(crate) mod told_reason;
pub(crate) mod unit_set;
