//! What a poll asks for, and the names that may become part of a path.

use lancan_protocol::wire::{Index, IndexedExport};

use super::days;
use crate::outbox::{Errand, Request};

pub(super) fn get(errand: Errand, path: String, headers: Vec<(&'static str, String)>, longest_answer: u64) -> Request {
    Request { errand, path, headers, body: None, longest_answer }
}

/// Asks for what of a day file comes behind these exports.
pub(super) fn behind(had: &[IndexedExport]) -> Vec<(&'static str, String)> {
    let range = (!had.is_empty()).then(|| ("range", format!("bytes={}-", days::bytes_of(had))));
    range.into_iter().collect()
}

/// HTTP's status for a part of a file.
pub(super) const PARTIAL: u16 = 206;

pub(super) fn is_expected(status: u16, errand: Errand) -> bool {
    match errand {
        Errand::Index => matches!(status, 200 | 304),
        Errand::Day | Errand::Places => matches!(status, 200 | PARTIAL),
        _ => status == 200,
    }
}

/// The names of all files of an index.
pub(super) fn names(index: &Index) -> impl Iterator<Item = &String> {
    let exports = index.exports.iter().map(|export| &export.name).chain(index.days.iter().map(|day| &day.name));
    let places = index.places.iter().map(|places| &places.name);
    exports.chain(places).chain(index.place_days.iter().map(|day| &day.day.name))
}

/// A name becomes part of a path: nothing but what the index promises may be in it.
pub(super) fn names_are_safe(index: &Index) -> bool {
    names(index).all(|name| {
        !name.is_empty()
            && name.len() <= 100
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.'))
            && !name.contains("..")
    })
}
