//! The export of places: sealed rows of one province, in the same container as exports of keys, under a key of its own
//! (`docs/protocol.md`, Export of places).
//!
//! Rows are in ascending order, and an export holds as many as its level says, random ones filling it: neither order nor number
//! says anything. What was concluded from rows counts only after [`PlacesStream::finish`].

mod reader;
mod writer;

pub use reader::{PlacesLimits, PlacesReader, PlacesStream, VerifiedPlaces};
pub use writer::{fill, rows_of_level, write_places};

use super::Province;
use crate::time::UnixTime;

/// The first 16 bytes of `export.bin`.
pub const PLACES_HEADER: &[u8; 16] = b"LC Places v1    ";
/// The field that holds the rows.
const ROWS: u64 = 6;

/// What an export of places says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlacesHeader {
    /// The batch's first instant.
    pub start: UnixTime,
    /// The batch's last instant: when the rows were published.
    pub end: UnixTime,
    /// The province of the places.
    pub province: Province,
    /// Number of this file in its batch, from 1.
    pub batch_number: u32,
    /// Files in the batch.
    pub batch_size: u32,
}
