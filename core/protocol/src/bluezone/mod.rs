//! Bluezone 2.x identifiers, for phones that still run it (`docs/protocol.md`, Bluezone 2.x compatibility).
//!
//! Heard only, never sent: a published day key reveals every later day.

mod broadcast;
mod history;
mod identifiers;

pub use broadcast::{CaseDay, match_broadcast, read_broadcast};
pub use history::{BluezoneError, HistoryEntry, read_history};
pub use identifiers::{BaseId, BluezoneId, DailyKey, SLOT_SECONDS, SLOTS_PER_DAY};
