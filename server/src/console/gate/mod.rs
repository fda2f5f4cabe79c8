//! The gate: its queue, the pass that is scanned, one traveller's record and what is decided.

pub(super) mod choose;
pub(super) mod correct;
pub(super) mod find;
pub(super) mod offline;
pub(super) mod paper;
pub(super) mod queue;
pub(super) mod traveller;
