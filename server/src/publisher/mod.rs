//! The publisher: an export at each slot of the schedule, even when there is nothing to say, and the signed index and
//! rules with it.
//!
//! An export is planned in one transaction (its keys bound to it), written to disk, and declared published in another.
//! Killed anywhere in between, it is made again under the same name: nobody was served the first, because only what is
//! declared published is served; and its keys are bound to it, so none is lost and none appears twice.

mod documents;
mod fill;
pub(crate) mod schedule;

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use lancan_protocol::export::{EMBARGO_SECONDS, ExportError, ExportHeader, ExportKey, ExportSigner, ExportWriter};
use lancan_protocol::rules::Publication;
use lancan_protocol::time::{Day, UnixTime};
use tokio::sync::Mutex;

use crate::app::App;
use crate::error::{Failure, Fault};
use crate::files;
use crate::reports::PendingKey;
use crate::secrets::{NamedKey, sha256};
use crate::store::{DocumentKind, ExportFile, ExportRow, ReportId, StoreError, Transaction};
use fill::Fill;

/// A failed publication is tried again after this many seconds.
const RETRY_SECONDS: u64 = 10;

/// Publishes what is due. One at a time.
pub(crate) struct Publisher {
    app: Arc<App>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    cleaned: Option<Day>,
}

impl Publisher {
    pub(crate) fn new(app: Arc<App>) -> Self {
        Self { app, state: Mutex::default() }
    }

    /// Does everything that is due by now: destroys what expired, finishes an export that was cut off, publishes the
    /// export of the latest slot, signs index and rules anew. Does nothing when nothing is due, nor when the clock is
    /// not to be believed.
    pub(crate) async fn tick(&self) -> Result<(), Failure> {
        let mut state = self.state.lock().await;
        let now = self.app.now();
        let guard = &self.app.clock_guard;
        guard.stored(self.newest_stored().await?);
        if !guard.believes(now) {
            guard.complain(now);
            return Ok(());
        }
        if state.cleaned != Some(now.day()) {
            self.expire(now).await?;
            state.cleaned = Some(now.day());
        }
        let slot = schedule::slot_until(&self.app.rules.publication, now);
        let mut published = false;
        if let Some(unfinished) = self.last_export().await?.filter(|export| export.file.is_none()) {
            self.finish(unfinished).await?;
            published = true;
        }
        if self.last_export().await?.is_none_or(|last| last.end < slot) {
            let planned = self.plan(slot).await?;
            self.finish(planned).await?;
            published = true;
        }
        documents::sign(&self.app, now, published).await?;
        guard.stored(now);
        Ok(())
    }

    /// Publishes until `stop` is called off, waking at each slot.
    pub(crate) async fn run(&self, mut stop: tokio::sync::watch::Receiver<bool>) {
        loop {
            let retry = match self.tick().await {
                Ok(()) => false,
                Err(failure) => {
                    tracing::error!(%failure, "publishing failed; it is tried again");
                    true
                }
            };
            let now = self.app.now();
            let next = schedule::slot_after(&self.app.rules.publication, now);
            let wake = if retry { next.min(now.plus(RETRY_SECONDS)) } else { next };
            tokio::select! {
                () = self.app.clock.reached(wake) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }

    /// First the keys of the days that ended, then the rows they opened.
    async fn expire(&self, now: UnixTime) -> Result<(), Failure> {
        let today = now.day();
        self.app.expiry_keys.destroy_until(today)?;
        self.app.store.run("expire", move |tx| tx.expire(today, now)).await?;
        Ok(())
    }

    /// When an export was last planned or a document signed; zero in a new store.
    async fn newest_stored(&self) -> Result<UnixTime, Failure> {
        let newest = self.app.store.view("newest_stored", |tx| {
            let export = tx.last_export()?.map(|export| export.end);
            let mut issued = |kind| tx.document(kind).map(|found| found.map(|document| document.issued_at));
            let times = [export, issued(DocumentKind::Index)?, issued(DocumentKind::Rules)?];
            Ok::<_, StoreError>(times.into_iter().flatten().max().unwrap_or_default())
        });
        Ok(newest.await?)
    }

    async fn last_export(&self) -> Result<Option<ExportRow>, Failure> {
        Ok(self.app.store.view("last_export", |tx| tx.last_export()).await?)
    }

    /// Plans the export of a slot and binds every key to it that may be published.
    async fn plan(&self, end: UnixTime) -> Result<ExportRow, Failure> {
        let period = u64::from(self.app.rules.publication.every_seconds);
        let planned = self
            .app
            .store
            .run("plan_export", move |tx| {
                let start = tx.last_export()?.map_or(end.minus(period), |last| last.end);
                let export = ExportRow { name: format!("{}.zip", end.0), start, end, file: None };
                tx.insert_export(&export)?;
                tx.bind_pending_keys(end, end)?;
                Ok::<_, StoreError>(export)
            })
            .await?;
        Ok(planned)
    }

    /// Writes a planned export's file and declares it published.
    async fn finish(&self, export: ExportRow) -> Result<(), Failure> {
        let (app, end) = (self.app.clone(), export.end);
        let (bound, fill) = self
            .app
            .store
            .view("keys_of_export", move |tx| {
                Ok::<_, Failure>((keys_of(&app, tx, end)?, Fill::decode(&tx.fill_models()?)))
            })
            .await?;
        let (app, row) = (self.app.clone(), export.clone());
        let Bound { keys, sealed } = bound;
        let work = move || write(&app, &row, keys, &fill);
        let (written, next) =
            tokio::task::spawn_blocking(work).await.map_err(|_| Fault::Broken("writing an export stopped"))??;
        let bytes = written.bytes;
        self.app
            .store
            .run("publish_export", move |tx| {
                tx.publish_export(end, &written)?;
                for (report, position) in &sealed {
                    tx.release_pending_key(report, *position)?;
                }
                tx.delete_pending_keys_of(end)?;
                match &next {
                    Some(next) => tx.set_fill_models(&next.encode()),
                    None => Ok(()),
                }
            })
            .await?;
        tracing::info!(export = export.name, bytes, "published");
        Ok(())
    }
}

/// The keys bound to an export.
struct Bound {
    keys: Vec<ExportKey>,
    /// Those that do not open now: they wait for the next export, the others are not held up by them.
    sealed: Vec<(ReportId, u32)>,
}

fn keys_of(app: &App, tx: &mut dyn Transaction, end: UnixTime) -> Result<Bound, Failure> {
    let mut case_keys = BTreeMap::new();
    let mut bound = Bound { keys: Vec::new(), sealed: Vec::new() };
    for row in tx.pending_keys_of(end)? {
        if !case_keys.contains_key(&row.case) {
            let case_key = tx.case(&row.case)?.and_then(|case| app.case_key(&case).ok());
            case_keys.insert(row.case.clone(), case_key);
        }
        let case_key = case_keys.get(&row.case).and_then(Option::as_ref);
        match case_key.and_then(|key| PendingKey::open(key, &row.report, row.position, &row.sealed).ok()) {
            Some(key) => bound.keys.push(key),
            None => bound.sealed.push((row.report, row.position)),
        }
    }
    if !bound.sealed.is_empty() {
        let keys = bound.sealed.len();
        tracing::error!(keys, "keys that wait for publication do not open: is the directory of expiry keys in place?");
    }
    Ok(bound)
}

/// Writes an export's file, filled up, sorted and signed; it is on disk when this returns. Also returns what the next
/// exports are filled up with, if this one had real keys.
fn write(app: &App, row: &ExportRow, real: Vec<ExportKey>, fill: &Fill) -> Result<(ExportFile, Option<Fill>), Fault> {
    let next = (!real.is_empty()).then(|| Fill::of(&real, row.end));
    let mut keys = fill.fill_up(real, &app.rules, row.end);
    keys.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    let header = ExportHeader {
        start: row.start,
        end: row.end,
        region: app.config.region.clone(),
        batch_number: 1,
        batch_size: 1,
    };
    let signer = ExportSigner {
        key: app.secrets.export.key.clone(),
        id: app.secrets.export.id.clone(),
        version: NamedKey::VERSION.to_owned(),
    };
    let bytes = encode(header, &keys, &signer, &app.rules.publication)
        .map_err(|_| Fault::Broken("an export does not encode"))?;
    let path = app.exports.join(&row.name);
    files::write_durably(&path, &bytes, 0o644).map_err(Fault::file(&path))?;
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    Ok((ExportFile { bytes: size, sha256: sha256(&bytes) }, next))
}

fn encode(
    header: ExportHeader,
    keys: &[ExportKey],
    signer: &ExportSigner,
    publication: &Publication,
) -> Result<Vec<u8>, ExportError> {
    let signers = core::slice::from_ref(signer);
    let mut writer = ExportWriter::new(Cursor::new(Vec::new()), header, signers)?;
    if publication.while_in_use || u64::from(publication.wait_seconds) < EMBARGO_SECONDS {
        // The schedule has looked at each key already, by these rules.
        writer = writer.without_embargo();
    }
    keys.iter().try_for_each(|key| writer.key(key))?;
    Ok(writer.finish()?.into_inner())
}
