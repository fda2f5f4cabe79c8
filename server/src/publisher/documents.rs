//! The signed index and the signed rules.

use std::sync::Arc;

use lancan_protocol::rules::Rules;
use lancan_protocol::signed::{Purpose, Signed};
use lancan_protocol::time::{Day, UnixTime};
use lancan_protocol::wire::{Index, IndexedExport};

use crate::app::App;
use crate::error::{Failure, Fault};
use crate::secrets::{NamedKey, sha256};
use crate::store::{DocumentKind, DocumentRow, ExportRow, Transaction};

/// Signs the rules when they changed and the index when `published` or the rules changed; both when half of their time
/// has passed.
pub(super) async fn sign(app: &Arc<App>, now: UnixTime, published: bool) -> Result<(), Failure> {
    let app_ = app.clone();
    app.store
        .run("sign_documents", move |tx| {
            let (rules_serial, changed) = sign_rules(&app_, tx, now)?;
            let last = tx.document(DocumentKind::Index)?;
            if published || changed || last.as_ref().is_none_or(|last| is_half_over(last, now)) {
                sign_index(&app_, tx, now, rules_serial, last.as_ref())?;
            }
            Ok(())
        })
        .await
}

fn sign_rules(app: &App, tx: &mut dyn Transaction, now: UnixTime) -> Result<(u64, bool), Failure> {
    let content = Rules { serial: 0, issued_at: UnixTime(0), expires_at: UnixTime(0), ..app.rules.clone() };
    let content_hash = sha256(&encode(&content)?);
    let last = tx.document(DocumentKind::Rules)?;
    if let Some(last) = &last
        && last.content_hash == content_hash
        && !is_half_over(last, now)
    {
        return Ok((last.serial, false));
    }
    let (serial, expires_at) = (serial(last.as_ref(), now), expiry(app, now));
    let document = encode(&Rules { serial, issued_at: now, expires_at, ..content })?;
    let bytes = signed(Purpose::Rules, &app.secrets.rules, &document)?;
    tx.set_document(DocumentKind::Rules, &DocumentRow { serial, issued_at: now, expires_at, content_hash, bytes })?;
    Ok((serial, true))
}

fn sign_index(
    app: &App,
    tx: &mut dyn Transaction,
    now: UnixTime,
    rules_serial: u64,
    last: Option<&DocumentRow>,
) -> Result<(), Failure> {
    let since = now.minus(u64::from(app.rules.keeping.retention_days) * Day::SECONDS);
    let exports: Vec<IndexedExport> = tx.published_exports(since)?.into_iter().filter_map(indexed).collect();
    let content_hash = sha256(&encode(&exports)?);
    let (serial, expires_at) = (serial(last, now), expiry(app, now));
    let document = encode(&Index { serial, issued_at: now, expires_at, rules_serial, exports })?;
    let bytes = signed(Purpose::Index, &app.secrets.index, &document)?;
    tx.set_document(DocumentKind::Index, &DocumentRow { serial, issued_at: now, expires_at, content_hash, bytes })?;
    Ok(())
}

fn indexed(row: ExportRow) -> Option<IndexedExport> {
    let file = row.file?;
    Some(IndexedExport {
        name: row.name,
        bytes: file.bytes,
        sha256: lancan_protocol::hex::encode(&file.sha256),
        start: row.start,
        end: row.end,
    })
}

/// Serials grow with every document, and with time, so that a server set up anew is not behind the phones.
fn serial(last: Option<&DocumentRow>, now: UnixTime) -> u64 {
    last.map_or(0, |last| last.serial + 1).max(now.0)
}

fn expiry(app: &App, now: UnixTime) -> UnixTime {
    now.plus(u64::from(app.config.document_hours) * 3_600)
}

fn is_half_over(document: &DocumentRow, now: UnixTime) -> bool {
    let lifetime = document.expires_at.0.saturating_sub(document.issued_at.0);
    now >= document.issued_at.plus(lifetime / 2)
}

fn encode(document: &impl serde::Serialize) -> Result<Vec<u8>, Fault> {
    serde_json::to_vec(document).map_err(|_| Fault::Broken("a document does not encode"))
}

fn signed(purpose: Purpose, key: &NamedKey, document: &[u8]) -> Result<Vec<u8>, Fault> {
    encode(&Signed::new(purpose, &key.id, &key.key, document))
}
