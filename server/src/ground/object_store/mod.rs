//! An S3-compatible object store: requests are signed, the bytes of an object vouched for by their SHA-256, and nothing of the
//! key is in a log or an error.
//!
//! How long a request may take is told by the server's clock.

mod listing;
mod object;
mod refusal;
mod settings;
mod signing;
mod store;

#[cfg(any(test, fuzzing))]
pub(crate) use listing::fuzzed_listing;
pub(crate) use object::{Content, Object};
pub(crate) use refusal::StoreRefusal;
pub use settings::ObjectStoreSettings;
pub(crate) use store::{ObjectStore, PATIENCE_SECONDS, SHORT_PATIENCE_SECONDS};
