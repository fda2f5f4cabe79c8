//! Planning, writing and declaring an export.

use std::io::Cursor;
use std::sync::Arc;

use lancan_protocol::export::{EMBARGO_SECONDS, ExportError, ExportHeader, ExportKey, ExportSigner, ExportWriter};
use lancan_protocol::rules::PublicationRules;
use lancan_protocol::time::UnixTime;

use super::Publication;
use super::fill::Fill;
use super::store::{self, ExportFile, ExportRow};
use crate::ground::error::{Failure, Fault};
use crate::ground::files;
use crate::ground::secrets::{NamedKey, sha256};
use crate::reports;
use crate::store::StoreError;

impl Publication {
    /// Plans the export of a slot and binds every key to it that may be published.
    pub(super) async fn plan(&self, end: UnixTime) -> Result<ExportRow, Failure> {
        let period = u64::from(self.rules.publication.every_seconds);
        let planned = self
            .store
            .run("plan_export", move |tx| {
                let start = store::last_export(tx)?.map_or(end.minus(period), |last| last.end);
                let export = ExportRow { name: format!("{}.zip", end.0), start, end, file: None };
                store::insert_export(tx, &export)?;
                reports::bind_keys(tx, end)?;
                Ok::<_, StoreError>(export)
            })
            .await?;
        Ok(planned)
    }

    /// Writes a planned export's file and declares the export published.
    pub(super) async fn finish(self: &Arc<Self>, export: ExportRow) -> Result<(), Failure> {
        let (publication, end) = (self.clone(), export.end);
        let (keys, sealed, fill) = self
            .store
            .view("keys_of_export", move |tx| {
                let (keys, sealed) = publication.reports.bound_keys(tx, end)?;
                Ok::<_, StoreError>((keys, sealed, Fill::decode(&store::fill_models(tx)?)))
            })
            .await?;
        let (publication, row) = (self.clone(), export.clone());
        let work = move || publication.write(&row, keys, &fill);
        let (written, next, keys) =
            tokio::task::spawn_blocking(work).await.map_err(|_| Fault::Broken("writing an export stopped"))??;
        let bytes = written.bytes;
        let reports = self.reports.clone();
        self.store
            .run("publish_export", move |tx| {
                store::publish_export(tx, end, &written)?;
                reports.mark_published(tx, &keys)?;
                reports::release_keys(tx, end, &sealed)?;
                match &next {
                    Some(next) => store::set_fill_models(tx, &next.encode()),
                    None => Ok(()),
                }
            })
            .await?;
        tracing::info!(export = export.name, bytes, "published");
        Ok(())
    }

    /// Writes an export's file, filled up, sorted and signed; the file is on disk when this returns. Also returns what the
    /// next exports are filled up with, if this one had real keys, and the keys in the file.
    fn write(
        &self,
        row: &ExportRow,
        real: Vec<ExportKey>,
        fill: &Fill,
    ) -> Result<(ExportFile, Option<Fill>, Vec<ExportKey>), Fault> {
        let next = (!real.is_empty()).then(|| Fill::of(&real, row.end));
        let mut keys = fill.fill_up(real, &self.rules, row.end);
        keys.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        let header = ExportHeader {
            start: row.start,
            end: row.end,
            region: self.region.clone(),
            batch_number: 1,
            batch_size: 1,
        };
        let signer = ExportSigner {
            key: self.secrets.export.key.clone(),
            id: self.secrets.export.id.clone(),
            version: NamedKey::VERSION.to_owned(),
        };
        let bytes = encode(header, &keys, &signer, &self.rules.publication)
            .map_err(|_| Fault::Broken("an export does not encode"))?;
        let path = self.exports.join(&row.name);
        files::write_durably(&path, &bytes, 0o644).map_err(Fault::file(&path))?;
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok((ExportFile { bytes: size, sha256: sha256(&bytes) }, next, keys))
    }
}

fn encode(
    header: ExportHeader,
    keys: &[ExportKey],
    signer: &ExportSigner,
    rules: &PublicationRules,
) -> Result<Vec<u8>, ExportError> {
    let signers = core::slice::from_ref(signer);
    let mut writer = ExportWriter::new(Cursor::new(Vec::new()), header, signers)?;
    if rules.while_in_use || u64::from(rules.wait_seconds) < EMBARGO_SECONDS {
        // The schedule has looked at each key already, by these rules.
        writer = writer.without_embargo();
    }
    keys.iter().try_for_each(|key| writer.key(key))?;
    Ok(writer.finish()?.into_inner())
}
