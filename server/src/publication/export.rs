//! Planning, filling, writing and declaring an export.

use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lancan_protocol::export::{EMBARGO_SECONDS, ExportError, ExportHeader, ExportKey, ExportSigner, ExportWriter};
use lancan_protocol::rules::PublicationRules;
use lancan_protocol::time::UnixTime;

use super::level::Level;
use super::slots::{self, Filled, Slots};
use super::store::{self, ExportFile, ExportRow};
use super::{Publication, remembered};
use crate::ground::error::{Failure, Fault};
use crate::ground::files;
use crate::ground::secrets::sha256_of_file;
use crate::reports::{self, Place};
use crate::store::{StoreError, Transaction};

/// Keys that one transaction remembers as seen.
const KEYS_AT_A_TIME: usize = 1_000;

/// What an export takes of the keys that wait.
struct TakenKeys {
    slots: Slots,
    /// Of each group the bits of the keys that the export holds, and of those that no export may hold any more.
    groups: Vec<(Place, u64)>,
}

/// An export's file before it is declared.
struct UnnamedFile {
    file: ExportFile,
    /// Where it is.
    unnamed: PathBuf,
    /// Where it will be.
    path: PathBuf,
}

impl Publication {
    /// Plans the export of a slot.
    pub(super) async fn plan(&self, end: UnixTime) -> Result<ExportRow, Failure> {
        let period = u64::from(self.rules.publication.every_seconds);
        let lease = self.lease.clone();
        let planned = self
            .store
            .run("plan_export", move |tx| {
                lease.hold(tx)?;
                let start = store::last_export(tx)?.map_or(end.minus(period), |last| last.end);
                let export = ExportRow { name: format!("{}.zip", end.0), start, end, file: None };
                store::insert_export(tx, &export)?;
                Ok::<_, StoreError>(export)
            })
            .await?;
        Ok(planned)
    }

    /// Fills a planned export, writes its file and declares the export published. Each transaction is a short one, so that
    /// reports are taken meanwhile.
    ///
    /// Killed before the declaration, the server makes the export again, of the same keys that wait and of fresh random
    /// ones; nobody was served the first. Killed after, it forgets what the export holds before it plans the next. Another
    /// instance goes on in the same way, and the one that lost its lease is stopped by its next transaction. A file gets its
    /// name in the transaction that declares it: while that holds the lease's row, no other instance takes the lease.
    pub(super) async fn finish(self: &Arc<Self>, export: ExportRow) -> Result<(), Failure> {
        // Made again where a case was revoked meanwhile whose keys it holds: those are never published.
        while !self.make(&export).await? {}
        Ok(())
    }

    /// Makes an export. Returns false where a key that it holds may be published no more; then nothing is declared.
    async fn make(self: &Arc<Self>, export: &ExportRow) -> Result<bool, Failure> {
        let published = self.store.view("last_published", store::last_published).await?;
        self.reports.settle_keys(&self.lease, published).await?;
        // The last instant of a day belongs to the day, also where it is the first of the next.
        let today = self.rules.key_days.day(export.end.minus(1));
        let level = self.store.view("level", store::level).await?.unwrap_or(Level::first(today)).on(today);

        let TakenKeys { slots, groups } = self.take(export, &level).await?;
        let revised = self.revised_keys(slots.revised_starts(), slots.held()).await?;
        let Filled { keys, mut random, remembered, overflowed } = slots.fill();
        let level = Level { overflowed: level.overflowed || overflowed, ..level };
        let remembered = remembered::sealed(&self.remembering, export.end, &remembered).map_err(Fault::from)?;
        let gone = revised.iter().map(|revised| revised.source).collect::<Vec<_>>();
        let revised: Vec<ExportKey> = revised.into_iter().map(|revised| revised.key).collect();
        random.extend_from_slice(&revised);

        self.clear().await?;
        let (publication, row) = (self.clone(), export.clone());
        let work = move || publication.write(&row, &keys, revised);
        let written =
            tokio::task::spawn_blocking(work).await.map_err(|_| Fault::Broken("writing an export stopped"))??;
        let UnnamedFile { file, unnamed, path } = written;
        let (end, bytes) = (export.end, file.bytes);
        // After the file, so that a disk that takes no files is not tried with fresh keys for ever; before anybody is served.
        for keys in random.chunks(KEYS_AT_A_TIME) {
            let (reports, keys) = (self.reports.clone(), keys.to_vec());
            self.store.run("see_random_keys", move |tx| reports.mark_published(tx, &keys)).await?;
        }
        if !self.reports.take_keys(&self.lease, end, &groups).await? {
            return Ok(false);
        }
        let lease = self.lease.clone();
        let taken = u64::try_from(groups.len()).unwrap_or(u64::MAX);
        let is_out = self
            .store
            .run("publish_export", move |tx| {
                lease.hold(tx)?;
                if reports::taken_groups(tx, end)? != taken {
                    return Ok(false);
                }
                store::publish_export(tx, end, &file)?;
                store::set_level(tx, &level)?;
                store::remember(tx, &remembered)?;
                remembered::forget(tx, &gone)?;
                // Where this transaction runs again, the file may have its name already.
                if unnamed.exists() {
                    files::rename_durably(&unnamed, &path).map_err(Fault::file(&path))?;
                } else if sha256_of_file(&path).map_err(Fault::file(&path))?.0 != file.sha256 {
                    return Err(Fault::Broken("the file of an export is gone").into());
                }
                Ok::<_, Failure>(true)
            })
            .await?;
        if !is_out {
            return Ok(false);
        }
        self.reports.settle_keys(&self.lease, Some(end)).await?;
        tracing::info!(export = export.name, bytes, "published");
        Ok(true)
    }

    /// Goes through the keys that wait, first come first, and puts them into the slots of their classes.
    async fn take(&self, export: &ExportRow, level: &Level) -> Result<TakenKeys, Failure> {
        let rules = &self.rules.publication;
        let per_class = slots::per_class(rules.slots_per_class, level.steps);
        let mut slots = Slots::new(export.end, &self.rules, per_class);
        let (mut groups, mut behind) = (Vec::new(), None);
        let (mut sealed, mut too_old) = (0_u64, 0_u64);
        loop {
            let due = self.reports.due_groups(export.end, behind).await?;
            let Some(last) = due.last() else { break };
            behind = Some(last.place);
            for group in due {
                sealed += u64::from(!group.is_open);
                let mut bits = 0;
                for (bit, key) in &group.keys {
                    let old = slots.is_too_old(key);
                    too_old += u64::from(old);
                    if old || slots.take(key) {
                        bits |= bit;
                    }
                }
                // A group of which nothing waits any more goes with this export.
                if bits != 0 || (group.is_open && group.keys.is_empty()) {
                    groups.push((group.place, bits));
                }
            }
        }
        if sealed > 0 {
            tracing::error!(
                groups = sealed,
                "keys that wait for publication do not open: is the directory of expiry keys in place?"
            );
        }
        if too_old > 0 {
            tracing::warn!(keys = too_old, "keys waited until they were too old to be published, and were dropped");
        }
        Ok(TakenKeys { slots, groups })
    }

    /// Removes what attempts and instances left that were killed while they wrote: nobody but the holder of the lease writes
    /// here.
    async fn clear(&self) -> Result<(), Failure> {
        let (lease, directory) = (self.lease.clone(), self.exports.clone());
        let work = move |tx: &mut dyn Transaction| {
            lease.hold(tx)?;
            files::clear_unfinished(&directory).map_err(Fault::file(&directory))?;
            Ok::<_, Failure>(())
        };
        self.store.run("clear_exports", work).await
    }

    /// Writes an export's file under a name that nobody is served; the file is on disk when this returns.
    fn write(&self, row: &ExportRow, keys: &[ExportKey], mut revised: Vec<ExportKey>) -> Result<UnnamedFile, Fault> {
        revised.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        let header = ExportHeader {
            start: row.start,
            end: row.end,
            region: self.region.clone(),
            batch_number: 1,
            batch_size: 1,
        };
        let signers = self.secrets.export.signers();
        let path = self.exports.join(&row.name);
        let unnamed = files::unfinished(&path);
        write(&unnamed, header, keys, &revised, &signers, &self.rules.publication).map_err(|error| match error {
            ExportError::Io(error) => Fault::file(&path)(error),
            _ => Fault::Broken("an export does not encode"),
        })?;
        let (sha256, bytes) = sha256_of_file(&unnamed).map_err(Fault::file(&path))?;
        Ok(UnnamedFile { file: ExportFile { bytes, sha256 }, unnamed, path })
    }
}

fn write(
    path: &Path,
    header: ExportHeader,
    keys: &[ExportKey],
    revised: &[ExportKey],
    signers: &[ExportSigner],
    rules: &PublicationRules,
) -> Result<(), ExportError> {
    files::write_durably_with(path, 0o644, |file| {
        let mut writer = ExportWriter::new(BufWriter::new(file), header, signers)?;
        if rules.while_in_use || u64::from(rules.wait_seconds) < EMBARGO_SECONDS {
            // The schedule has looked at each key already, by these rules.
            writer = writer.without_embargo();
        }
        keys.iter().try_for_each(|key| writer.key(key))?;
        revised.iter().try_for_each(|key| writer.revised_key(key))?;
        writer.finish()?.into_inner().map(drop).map_err(|error| ExportError::Io(error.into_error()))
    })
}
