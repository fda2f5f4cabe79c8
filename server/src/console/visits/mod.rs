//! A case's visits to places: what the report says of them, and what is published.

pub(super) mod interview;
pub(super) mod list;
