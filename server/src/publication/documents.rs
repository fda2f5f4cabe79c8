//! The signed index and the signed rules.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use lancan_protocol::rules::Rules;
use lancan_protocol::signed::{Purpose, Signed};
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::{Index, IndexedAudit, IndexedDay, IndexedExport, IndexedPlaceDay, IndexedPlaces};

use super::Publication;
use super::drafts;
use super::place_rows::{self, PlaceDayRow, PlaceExportRow};
use super::store::{self, DayFileRow, DocumentKind, DocumentRow, ExportRow};
use crate::ground::error::{Failure, Fault};
use crate::ground::secrets::{NamedKey, sha256};
use crate::store::Transaction;

/// Seconds after which the index is signed again, so that its time is that of now.
pub(super) const INDEX_SECONDS: u64 = 300;

/// Most exports of places that an index names, 175 bytes each and a third more in base64: 2.8 MB.
const MOST_PLACE_EXPORTS: usize = 12_000;

/// The files that an index names.
#[derive(Default)]
struct NamedFiles {
    days: Vec<IndexedDay>,
    exports: Vec<IndexedExport>,
    places: Vec<IndexedPlaces>,
    place_days: Vec<IndexedPlaceDay>,
}

impl Publication {
    /// Signs the rules when they changed or half of their time has passed, and the index when `published`, when the rules
    /// changed, or when it is [`INDEX_SECONDS`] old: phones read the time in it. While copies are `behind`, the index names what
    /// it named before.
    pub(super) async fn sign_documents(
        self: &Arc<Self>,
        now: UnixTime,
        published: bool,
        behind: bool,
    ) -> Result<(), Failure> {
        let publication = self.clone();
        self.store
            .run("sign_documents", move |tx| {
                let (rules_serial, changed) = publication.sign_rules(tx, now)?;
                let last = store::document(tx, DocumentKind::Index)?;
                let is_due = |last: &DocumentRow| {
                    now >= last.issued_at.plus(INDEX_SECONDS) || !is_of(last, &publication.secrets.index)
                };
                if published || changed || last.as_ref().is_none_or(is_due) {
                    let named = if behind { named_by(last.as_ref())? } else { publication.to_name(tx, now)? };
                    publication.sign_index(tx, now, rules_serial, last.as_ref(), named)?;
                }
                Ok(())
            })
            .await
    }

    fn sign_rules(&self, tx: &mut dyn Transaction, now: UnixTime) -> Result<(u64, bool), Failure> {
        let rules = match drafts::in_force(tx)? {
            Some(draft) => draft.rules()?,
            None => Rules::clone(&self.rules),
        };
        let content = Rules { serial: 0, issued_at: UnixTime(0), expires_at: UnixTime(0), ..rules };
        let content_hash = sha256(&encode(&content)?);
        let last = store::document(tx, DocumentKind::Rules)?;
        if let Some(last) = &last
            && last.content_hash == content_hash
            && !is_half_over(last, now)
            && is_of(last, &self.secrets.rules)
        {
            return Ok((last.serial, false));
        }
        let (serial, expires_at) = (serial(last.as_ref(), now), now.plus(self.document_seconds));
        let document = encode(&Rules { serial, issued_at: now, expires_at, ..content })?;
        let bytes = signed(Purpose::Rules, &self.secrets.rules, &document)?;
        let row = DocumentRow { serial, issued_at: now, expires_at, content_hash, bytes };
        store::set_document(tx, DocumentKind::Rules, &row)?;
        Ok((serial, true))
    }

    /// The files that phones may need now.
    fn to_name(&self, tx: &mut dyn Transaction, now: UnixTime) -> Result<NamedFiles, Failure> {
        let since = super::oldest_indexed(&self.rules, now);
        let days: Vec<IndexedDay> = store::day_files(tx, since)?.into_iter().map(indexed_day).collect();
        let exports: Vec<IndexedExport> = store::unfiled_exports(tx, since)?.into_iter().filter_map(indexed).collect();
        let places_since = super::oldest_indexed_places(&self.rules, now);
        let mut places: Vec<IndexedPlaces> =
            place_rows::unfiled(tx, places_since)?.into_iter().map(indexed_places).collect();
        // The oldest go where there are more than an index has room for: phones take no index of more than 4 MiB.
        places.drain(..places.len().saturating_sub(MOST_PLACE_EXPORTS));
        let place_days = place_rows::days(tx, places_since)?.into_iter().map(indexed_place_day).collect();
        Ok(NamedFiles { days, exports, places, place_days })
    }

    fn sign_index(
        &self,
        tx: &mut dyn Transaction,
        now: UnixTime,
        rules_serial: u64,
        last: Option<&DocumentRow>,
        named: NamedFiles,
    ) -> Result<(), Failure> {
        let NamedFiles { days, exports, places, place_days } = named;
        let content_hash = sha256(&encode(&(&days, &exports, &places, &place_days))?);
        let (serial, expires_at) = (serial(last, now), now.plus(self.document_seconds));
        let day = self.rules.key_days.day(now);
        let sha256 = (self.audit_head)(tx, day)?;
        let audit = (!sha256.is_empty()).then_some(IndexedAudit { day, sha256 });
        let issued_at = now;
        let document =
            encode(&Index { serial, issued_at, expires_at, rules_serial, audit, days, exports, places, place_days })?;
        let bytes = signed(Purpose::Index, &self.secrets.index, &document)?;
        let row = DocumentRow { serial, issued_at: now, expires_at, content_hash, bytes };
        Ok(store::set_document(tx, DocumentKind::Index, &row)?)
    }
}

/// The files that an index names which was signed before; none before the first.
fn named_by(last: Option<&DocumentRow>) -> Result<NamedFiles, Fault> {
    let Some(last) = last else { return Ok(NamedFiles::default()) };
    let broken = || Fault::Broken("the last index does not read");
    let signed: Signed = serde_json::from_slice(&last.bytes).map_err(|_| broken())?;
    let document = STANDARD.decode(signed.payload).map_err(|_| broken())?;
    let Index { days, exports, places, place_days, .. } = serde_json::from_slice(&document).map_err(|_| broken())?;
    Ok(NamedFiles { days, exports, places, place_days })
}

fn indexed_places(row: PlaceExportRow) -> IndexedPlaces {
    IndexedPlaces {
        name: row.name,
        bytes: row.file.bytes,
        sha256: lancan_protocol::hex::encode(&row.file.sha256),
        region: row.province.region(),
        start: row.start,
        end: row.end,
    }
}

fn indexed_place_day(row: PlaceDayRow) -> IndexedPlaceDay {
    let PlaceDayRow { province, day, name, file, exports, start, end } = row;
    IndexedPlaceDay { region: province.region(), day: indexed_day(DayFileRow { day, name, file, exports, start, end }) }
}

fn indexed_day(row: DayFileRow) -> IndexedDay {
    IndexedDay {
        name: row.name,
        bytes: row.file.bytes,
        exports: row.exports,
        sha256: lancan_protocol::hex::encode(&row.file.sha256),
        start: row.start,
        end: row.end,
    }
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

/// Serials grow with every document, and with time, so that a new server is not behind the phones.
fn serial(last: Option<&DocumentRow>, now: UnixTime) -> u64 {
    last.map_or(0, |last| last.serial + 1).max(now.0)
}

fn is_half_over(document: &DocumentRow, now: UnixTime) -> bool {
    let lifetime = document.expires_at.0.saturating_sub(document.issued_at.0);
    now >= document.issued_at.plus(lifetime / 2)
}

fn encode(document: &impl serde::Serialize) -> Result<Vec<u8>, Fault> {
    serde_json::to_vec(document).map_err(|_| Fault::Broken("a document does not encode"))
}

fn signed(purpose: Purpose, key: &NamedKey, document: &[u8]) -> Result<Vec<u8>, Fault> {
    encode(&key.sign(purpose, document))
}

/// Whether a document was signed by what signs now: another key may have come into its place, or one may be forgotten.
fn is_of(document: &DocumentRow, key: &NamedKey) -> bool {
    serde_json::from_slice::<Signed>(&document.bytes).is_ok_and(|signed| {
        let ids = std::iter::once(&signed.key_id).chain(signed.also.iter().map(|also| &also.key_id));
        ids.eq(key.signers().iter().map(|signer| &signer.id))
    })
}
