//! What the phone knows about its owner, for its owner: a history, everything as JSON, a file for a new phone.
//!
//! What a report would send, and leaving parts of it out, is in [`crate::report`]; erasing is [`Store::erase`].
//!
//! [`Store::erase`]: crate::Store::erase

mod everything;
mod history;
mod transfer;

pub use everything::{OwnDataError, write_json};
pub use history::{Closeness, HistoryDay, Meeting, history};
pub use transfer::{TransferError, Transferred, open_transfer, seal_transfer};
