//! The signed documents as they are served, held in memory: phones ask for the index more often than for anything else.
//!
//! Another instance may sign one, so the database is asked once in a second whether there is a newer one, by one request
//! while the others are answered from memory.

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use lancan_protocol::time::UnixTime;

use super::store::{DocumentKind, DocumentRow};
use crate::ground::secrets::sha256;
use crate::http::cache;

/// A signed document as it is served. Clones share the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ServedDocument {
    /// Entity tag of the bytes.
    pub(super) tag: String,
    /// The exact bytes.
    pub(super) bytes: Bytes,
    serial: u64,
}

/// What is held of one kind.
#[derive(Default)]
struct HeldDocument {
    document: Option<ServedDocument>,
    /// When the database was last asked; `None` before the first time, and after this instance signed a newer one.
    asked: Option<UnixTime>,
}

/// The documents that are held.
#[derive(Default)]
pub(super) struct ServedDocuments {
    index: Mutex<HeldDocument>,
    rules: Mutex<HeldDocument>,
}

/// What a request has to do for a document.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Nothing: the document is held, and the database was asked within this second.
    Serve(ServedDocument),
    /// To ask the database for a document with a higher serial than this one's, which is served where there is none.
    Ask(Option<ServedDocument>),
}

impl ServedDocument {
    /// Grows with every document issued.
    pub(super) fn serial(&self) -> u64 {
        self.serial
    }
}

impl ServedDocuments {
    fn held(&self, kind: DocumentKind) -> MutexGuard<'_, HeldDocument> {
        let held = match kind {
            DocumentKind::Index => &self.index,
            DocumentKind::Rules => &self.rules,
        };
        held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a request at `now` has to do. Who is told to ask is the only one that is told so in this second, once a document is held.
    pub(super) fn look(&self, kind: DocumentKind, now: UnixTime) -> Look {
        let mut held = self.held(kind);
        match held.document.clone() {
            Some(document) if held.asked == Some(now) => Look::Serve(document),
            document => {
                held.asked = Some(now);
                Look::Ask(document)
            }
        }
    }

    /// Holds a newer document. Returns what is served now.
    pub(super) fn hold(&self, kind: DocumentKind, row: DocumentRow) -> ServedDocument {
        let new = ServedDocument { tag: cache::tag(&sha256(&row.bytes)), bytes: row.bytes.into(), serial: row.serial };
        let mut held = self.held(kind);
        match &held.document {
            Some(document) if document.serial >= new.serial => document.clone(),
            _ => held.document.insert(new).clone(),
        }
    }

    /// The next request asks the database: this instance may have signed newer documents.
    pub(super) fn ask_again(&self) {
        for kind in [DocumentKind::Index, DocumentKind::Rules] {
            self.held(kind).asked = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixTime = UnixTime(1_621_936_800);

    fn row(serial: u64) -> DocumentRow {
        let bytes = vec![u8::try_from(serial).unwrap(); 9];
        DocumentRow { serial, issued_at: NOW, expires_at: NOW, content_hash: [0; 32], bytes }
    }

    #[test]
    fn one_request_a_second_asks_and_one_after_something_was_signed() {
        let served = ServedDocuments::default();
        let kind = DocumentKind::Index;
        assert_eq!(served.look(kind, NOW), Look::Ask(None));
        let first = served.hold(kind, row(1));
        assert_eq!(served.look(kind, NOW), Look::Serve(first.clone()));
        assert_eq!(served.look(DocumentKind::Rules, NOW), Look::Ask(None), "the other kind is held apart");
        assert_eq!(served.look(kind, NOW.plus(1)), Look::Ask(Some(first.clone())));
        assert_eq!(served.look(kind, NOW.plus(1)), Look::Serve(first.clone()));
        served.ask_again();
        assert_eq!(served.look(kind, NOW.plus(1)), Look::Ask(Some(first)));
    }

    #[test]
    fn nobody_is_sent_to_ask_in_vain_while_nothing_is_held_and_an_older_document_replaces_none() {
        let served = ServedDocuments::default();
        let kind = DocumentKind::Rules;
        for _ in 0..2 {
            assert_eq!(served.look(kind, NOW), Look::Ask(None), "two at once before the first is held");
        }
        let newer = served.hold(kind, row(2));
        assert_eq!(served.hold(kind, row(1)), newer);
        assert_eq!(served.look(kind, NOW), Look::Serve(newer));
    }
}
