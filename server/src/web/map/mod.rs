//! The safety map, for everybody: units with their counts, facilities with their history, without scripts too.

pub(super) mod facility;
pub(super) mod unit;
