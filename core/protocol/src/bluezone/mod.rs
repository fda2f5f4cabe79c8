//! Bluezone 2.x identifiers, for phones that still run it (`docs/protocol.md`, Bluezone 2.x compatibility).
//!
//! Heard only, never sent: a published day key reveals every later day.

mod identifiers;

pub use identifiers::{BaseId, BluezoneId, DailyKey, SLOT_SECONDS, SLOTS_PER_DAY};
