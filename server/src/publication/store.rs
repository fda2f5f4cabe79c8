//! The rows of exports and signed documents.

use lancan_protocol::time::UnixTime;

use crate::ground::ids::Digest;
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// An export, planned or published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ExportRow {
    /// File name.
    pub(super) name: String,
    /// The batch's first instant.
    pub(super) start: UnixTime,
    /// The batch's last instant, when the export is published. No two exports share it.
    pub(super) end: UnixTime,
    /// The file; absent while the export is only planned.
    pub(super) file: Option<ExportFile>,
}

/// An export's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ExportFile {
    /// Size in bytes.
    pub(super) bytes: u64,
    /// SHA-256 of the file.
    pub(super) sha256: Digest,
}

const EXPORT_COLUMNS: &str = "name, start_at, end_at, bytes, sha256";

fn export(mut row: Row) -> Result<ExportRow, StoreError> {
    let (name, start, end) = (row.take()?, row.take()?, row.take()?);
    let (bytes, sha256): (Option<u64>, Option<Digest>) = (row.take()?, row.take()?);
    let file = sha256.map(|sha256| ExportFile { bytes: bytes.unwrap_or(0), sha256 });
    Ok(ExportRow { name, start, end, file })
}

/// A kind of signed document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DocumentKind {
    /// The index of exports.
    Index,
    /// The rules.
    Rules,
}

impl DocumentKind {
    /// The kind as stored.
    const fn name(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Rules => "rules",
        }
    }
}

/// A signed document as it is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DocumentRow {
    /// Grows with every document issued.
    pub(super) serial: u64,
    /// When issued.
    pub(super) issued_at: UnixTime,
    /// Until when the document may be used.
    pub(super) expires_at: UnixTime,
    /// SHA-256 of what the document says, without serial and times: whether it changed.
    pub(super) content_hash: Digest,
    /// The exact bytes served.
    pub(super) bytes: Vec<u8>,
}

const DOCUMENT_COLUMNS: &str = "serial, issued_at, expires_at, content_hash, bytes";

fn read_document(mut row: Row) -> Result<DocumentRow, StoreError> {
    Ok(DocumentRow {
        serial: row.take()?,
        issued_at: row.take()?,
        expires_at: row.take()?,
        content_hash: row.take()?,
        bytes: row.take()?,
    })
}

/// The newest export, planned or published.
pub(super) fn last_export(tx: &mut dyn Transaction) -> Result<Option<ExportRow>, StoreError> {
    tx.first(
        &format!("-- publication::last_export\n SELECT {EXPORT_COLUMNS} FROM exports ORDER BY end_at DESC LIMIT 1"),
        &[],
        export,
    )
}

/// Plans an export; [`StoreError::Exists`] when one with this end is planned or published.
pub(super) fn insert_export(tx: &mut dyn Transaction, new: &ExportRow) -> Result<(), StoreError> {
    tx.insert(
        "-- publication::insert_export
         INSERT INTO exports (name, start_at, end_at) VALUES (?1, ?2, ?3) ON CONFLICT (end_at) DO NOTHING",
        values![&new.name, new.start, new.end],
    )
}

/// Marks a planned export published.
pub(super) fn publish_export(tx: &mut dyn Transaction, end: UnixTime, file: &ExportFile) -> Result<(), StoreError> {
    tx.execute(
        "-- publication::publish_export
         UPDATE exports SET bytes = ?2, sha256 = ?3 WHERE end_at = ?1 AND sha256 IS NULL",
        values![end, file.bytes, &file.sha256],
    )?;
    Ok(())
}

/// Published exports that end after `since`, oldest first.
pub(super) fn published_exports(tx: &mut dyn Transaction, since: UnixTime) -> Result<Vec<ExportRow>, StoreError> {
    tx.all(
        &format!(
            "-- publication::published_exports
             SELECT {EXPORT_COLUMNS} FROM exports WHERE end_at > ?1 AND sha256 IS NOT NULL ORDER BY end_at"
        ),
        values![since],
        export,
    )
}

pub(super) fn export_named(tx: &mut dyn Transaction, name: &str) -> Result<Option<ExportRow>, StoreError> {
    tx.first(
        &format!("-- publication::export_named\n SELECT {EXPORT_COLUMNS} FROM exports WHERE name = ?1"),
        values![name],
        export,
    )
}

/// What the random keys of an export are modelled on: the real ones of the last export that had any.
pub(super) fn fill_models(tx: &mut dyn Transaction) -> Result<Vec<u8>, StoreError> {
    let models = tx.first("-- publication::fill_models\n SELECT models FROM fill_models", &[], |mut row| row.take())?;
    Ok(models.unwrap_or_default())
}

pub(super) fn set_fill_models(tx: &mut dyn Transaction, models: &[u8]) -> Result<(), StoreError> {
    tx.execute(
        "-- publication::set_fill_models
         INSERT INTO fill_models (id, models) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET models = excluded.models",
        values![models],
    )?;
    Ok(())
}

/// The signed document of a kind as it is served.
pub(super) fn document(tx: &mut dyn Transaction, kind: DocumentKind) -> Result<Option<DocumentRow>, StoreError> {
    tx.first(
        &format!("-- publication::document\n SELECT {DOCUMENT_COLUMNS} FROM documents WHERE kind = ?1"),
        values![kind.name()],
        read_document,
    )
}

pub(super) fn set_document(tx: &mut dyn Transaction, kind: DocumentKind, new: &DocumentRow) -> Result<(), StoreError> {
    tx.execute(
        &format!(
            "-- publication::set_document
             INSERT INTO documents (kind, {DOCUMENT_COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (kind) DO UPDATE SET serial = excluded.serial, issued_at = excluded.issued_at,
             expires_at = excluded.expires_at, content_hash = excluded.content_hash, bytes = excluded.bytes"
        ),
        values![kind.name(), new.serial, new.issued_at, new.expires_at, &new.content_hash, &new.bytes],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    const NOW: UnixTime = UnixTime(1_621_936_800);

    async fn an_export_is_planned_once_and_published_once(store: Store) {
        let export = |end: UnixTime| ExportRow { name: format!("{}.zip", end.0), start: NOW, end, file: None };
        let file = |bytes| ExportFile { bytes, sha256: [1; 32] };
        let done: Result<(), StoreError> = store
            .run("exports", move |tx| {
                assert!(last_export(tx)?.is_none());
                insert_export(tx, &export(NOW))?;
                insert_export(tx, &export(NOW.plus(600)))?;
                assert_eq!(insert_export(tx, &export(NOW)), Err(StoreError::Exists));
                assert_eq!(last_export(tx)?, Some(export(NOW.plus(600))));
                assert!(published_exports(tx, UnixTime(0))?.is_empty());
                publish_export(tx, NOW, &file(7))?;
                publish_export(tx, NOW, &file(8))?;
                let published = ExportRow { file: Some(file(7)), ..export(NOW) };
                assert_eq!(published_exports(tx, UnixTime(0))?, std::slice::from_ref(&published));
                assert!(published_exports(tx, NOW)?.is_empty());
                assert_eq!(export_named(tx, &published.name)?, Some(published));
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn models_and_documents_are_replaced(store: Store) {
        let done: Result<(), StoreError> = store
            .run("replace", |tx| {
                assert!(fill_models(tx)?.is_empty());
                for models in [[1], [2]] {
                    set_fill_models(tx, &models)?;
                    assert_eq!(fill_models(tx)?, models);
                }
                for kind in [DocumentKind::Index, DocumentKind::Rules] {
                    assert!(document(tx, kind)?.is_none());
                    for serial in [5, 6] {
                        let new = DocumentRow {
                            serial,
                            issued_at: NOW,
                            expires_at: NOW.plus(serial),
                            content_hash: [1; 32],
                            bytes: vec![1, 2],
                        };
                        set_document(tx, kind, &new)?;
                        assert_eq!(document(tx, kind)?, Some(new));
                    }
                }
                Ok(())
            })
            .await;
        done.unwrap();
    }

    crate::store::testing::store_behaviours! {
        an_export_is_planned_once_and_published_once
        models_and_documents_are_replaced
    }
}
