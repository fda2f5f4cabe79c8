//! Publication: an export at each slot of the schedule, the same in number and fields whatever there is to say, a file of
//! each finished day, and the signed index and rules with them.
//!
//! An export is planned in one transaction, written to disk, and declared published in another. Only what is declared
//! published is served. Killed anywhere in between, the server makes the export again under the same name; a key waits
//! until an export that holds it is declared, so none is lost and none appears twice.

mod after_restore;
mod api;
mod copies;
mod day_files;
mod documents;
pub(crate) mod drafts;
mod export;
mod level;
mod load;
mod metrics;
mod place_days;
mod place_files;
mod place_rows;
mod remembered;
mod served;
mod slots;
mod store;
mod sweeping;

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use lancan_protocol::frame::ServiceUuid;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::problem::Problem;
use lancan_protocol::rules::Rules;
use lancan_protocol::time::{Day, UnixTime};
use lancan_protocol::wire::{Deployment, PublicKeyPem};
use tokio::sync::Mutex;

use crate::ground::clock::Clock;
use crate::ground::clock_guard::ClockGuard;
use crate::ground::config::Config;
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::leases::Lease;
use crate::ground::object_store::ObjectStore;
use crate::ground::purposes;
use crate::ground::sealing::{ExpiryKeys, SealingKey};
use crate::ground::secrets::Secrets;
use crate::http::health::{Readiness, Ready};
use crate::http::shared::SharedBytes;
use crate::places::Places;
use crate::reports::{AGES, Reports, slot_after, slot_until};
use crate::store::{Store, StoreError, Transaction};
use copies::{Copied, Copies};
use served::{Look, ServedDocument, ServedDocuments};
use store::{DocumentKind, ExportFile, ExportRow};

pub(crate) use api::routes;
pub(crate) use metrics::{CopyMetrics, PublicationMetrics};
pub(crate) use store::last_published;

/// Seconds after which a failed publication is tried again, and one that another instance was at.
const RETRY_SECONDS: u64 = 10;

/// The name of the publisher's lease.
const JOB: &str = "publish";

/// Slots within which everything due must have been done, for the server to be ready.
const READY_SLOTS: u64 = 2;

/// What another room does as often as the index is signed. `app.rs` hands it in.
pub(crate) type RegularWork =
    Arc<dyn Fn(UnixTime) -> Pin<Box<dyn Future<Output = Result<(), Failure>> + Send>> + Send + Sync>;

/// What every room does with what expired before a day, one room after the other. `retention.rs` puts it together.
pub(crate) type Retention = fn(&mut dyn Transaction, Day) -> Result<(), StoreError>;

/// What a publisher did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ticked {
    /// All that was due.
    Done,
    /// Nothing: another instance publishes. It is looked again shortly whether that one has finished.
    Elsewhere,
    /// All but what the object store did not take, which is tried again at this time.
    Behind(UnixTime),
}

/// The newest hash of the audit log as of the first question of a day, hex; empty before the first act. `app.rs` hands it in.
pub(crate) type AuditHead = fn(&mut dyn Transaction, Day) -> Result<String, StoreError>;

/// Publishes what is due, one export at a time.
pub(crate) struct Publication {
    store: Store,
    reports: Arc<Reports>,
    places: Arc<Places>,
    pub(crate) rules: Arc<Rules>,
    secrets: Arc<Secrets>,
    expiry_keys: Arc<ExpiryKeys>,
    clock: Arc<dyn Clock>,
    guard: Arc<ClockGuard>,
    retention: Retention,
    due: RegularWork,
    audit_head: AuditHead,
    national_keys: Vec<PublicKeyPem>,
    /// The directory of published files.
    exports: PathBuf,
    /// The key that seals what is remembered of random keys.
    remembering: SealingKey,
    document_seconds: u64,
    region: String,
    authority: String,
    service_uuid: ServiceUuid,
    /// The publisher's lease: of several instances one publishes at a time.
    lease: Arc<Lease>,
    /// The last day on which what expired was destroyed. Held while something is published.
    cleaned: Mutex<Option<Day>>,
    /// When everything due was last done, Unix seconds.
    done_until: AtomicU64,
    /// Files that phones fetch now.
    shared: SharedBytes,
    /// The signed documents, which every phone fetches.
    served: ServedDocuments,
    /// Copies in an object store, where the settings name one.
    copies: Option<Copies>,
    metrics: PublicationMetrics,
}

/// What publication is built from.
pub(crate) struct PublicationParts {
    pub(crate) store: Store,
    pub(crate) reports: Arc<Reports>,
    pub(crate) places: Arc<Places>,
    pub(crate) rules: Arc<Rules>,
    pub(crate) secrets: Arc<Secrets>,
    pub(crate) expiry_keys: Arc<ExpiryKeys>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) guard: Arc<ClockGuard>,
    pub(crate) retention: Retention,
    pub(crate) due: RegularWork,
    pub(crate) audit_head: AuditHead,
    pub(crate) exports: PathBuf,
    /// Who vouches for the openers of visitor logs.
    pub(crate) national_keys: Vec<PublicKeyPem>,
    pub(crate) metrics: PublicationMetrics,
    /// Where published files are copied to, and how that is counted.
    pub(crate) copies: Option<(ObjectStore, CopyMetrics)>,
}

impl Publication {
    /// # Errors
    /// [`Fault`] when the server's secret gives no key.
    pub(crate) fn new(parts: PublicationParts, config: &Config) -> Result<Self, Fault> {
        let PublicationParts {
            store,
            reports,
            places,
            rules,
            secrets,
            expiry_keys,
            clock,
            guard,
            retention,
            due,
            audit_head,
            national_keys,
            exports,
            metrics,
            copies,
        } = parts;
        let remembering = secrets.sealing_key(purposes::REMEMBERED_KEYS)?;
        let lease = Lease::new(JOB, clock.clone());
        Ok(Self {
            store,
            reports,
            places,
            rules,
            secrets,
            expiry_keys,
            clock,
            guard,
            retention,
            due,
            audit_head,
            national_keys,
            exports,
            remembering,
            document_seconds: u64::from(config.document_hours) * 3_600,
            region: config.region.clone(),
            authority: config.authority.clone(),
            service_uuid: config.service_uuid,
            lease: Arc::new(lease),
            cleaned: Mutex::default(),
            done_until: AtomicU64::new(0),
            shared: SharedBytes::default(),
            served: ServedDocuments::default(),
            copies: copies.map(|(store, metrics)| Copies::new(store, metrics)),
            metrics,
        })
    }

    /// What an app pins: whose server this is and which keys it signs with.
    pub(crate) fn deployment(&self) -> Deployment {
        Deployment {
            authority: self.authority.clone(),
            service_uuid: self.service_uuid,
            export_keys: self.secrets.export.trusted(),
            index_keys: self.secrets.index.trusted(),
            rules_keys: self.secrets.rules.trusted(),
            places_keys: self.secrets.places.trusted(),
            poster_keys: vec![self.secrets.poster.numbered(Secrets::PLACE_KEY_NUMBER)],
            rotating_keys: vec![self.secrets.rotating.numbered(Secrets::PLACE_KEY_NUMBER)],
            forms_keys: self.secrets.forms.trusted(),
            pass_keys: vec![self.secrets.pass.numbered(Secrets::PASS_KEY_NUMBER)],
            revoked_keys: vec![self.secrets.revoked.public()],
            national_keys: self.national_keys.clone(),
            number_keys: vec![self.secrets.number.public()],
            paper_keys: vec![self.secrets.paper.numbered(Secrets::PAPER_KEY_NUMBER)],
            criteria_keys: self.secrets.criteria.trusted(),
        }
    }

    /// Goes on from a publisher of the same server that ends: what it has done is done.
    pub(crate) fn go_on_from(&self, other: &Self) {
        self.done_until.store(other.done_until.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    /// Takes the publisher's lease from whoever has it: this instance is the only one.
    pub(crate) async fn seize(&self) -> Result<(), Failure> {
        let lease = self.lease.clone();
        Ok(self.store.run("seize_lease", move |tx| lease.seize(tx)).await?)
    }

    /// Does everything that is due by now. Does nothing when nothing is due, when the clock is not trusted, or while another
    /// instance publishes.
    pub(crate) async fn tick(self: &Arc<Self>) -> Result<Ticked, Failure> {
        let mut cleaned = self.cleaned.lock().await;
        let now = self.clock.now();
        self.guard.stored(self.newest_stored().await?);
        if !self.guard.trusts(now) {
            self.guard.complain(now);
            return Ok(Ticked::Done);
        }
        let lease = self.lease.clone();
        if !self.store.run("take_lease", move |tx| lease.take(tx)).await? {
            return Ok(Ticked::Elsewhere);
        }
        let done = self.do_what_is_due(now, &mut cleaned).await;
        let lease = self.lease.clone();
        let given_back = self.store.run("give_lease_back", move |tx| lease.give_back(tx)).await;
        let copied = done?;
        given_back?;
        self.guard.stored(now);
        if let Copied::Behind(again) = copied {
            return Ok(Ticked::Behind(again));
        }
        self.done_until.store(now.0, Ordering::Relaxed);
        self.metrics.done(now);
        Ok(Ticked::Done)
    }

    /// Destroys what expired, finishes an export that was cut off, publishes the export of the latest slot, signs index and
    /// rules again; once a day removes old files. What is published is copied to the object store, the index last. For the holder
    /// of the lease.
    async fn do_what_is_due(self: &Arc<Self>, now: UnixTime, cleaned: &mut Option<Day>) -> Result<Copied, Failure> {
        let is_new_day = *cleaned != Some(KeyDays::UTC.day(now));
        if is_new_day {
            self.expire(KeyDays::UTC.day(now)).await?;
            *cleaned = Some(KeyDays::UTC.day(now));
        }
        let slot = slot_until(&self.rules, now);
        let mut published = false;
        if let Some(unfinished) = self.last_export().await?.filter(|export| export.file.is_none()) {
            self.finish(unfinished).await?;
            self.metrics.exports.inc();
            published = true;
        }
        if self.last_export().await?.is_none_or(|last| last.end < slot) {
            let planned = self.plan(slot).await?;
            self.finish(planned).await?;
            self.metrics.exports.inc();
            published = true;
        }
        let filed = self.finish_days(slot).await?;
        let warned = self.publish_places(now).await?;
        let filed = self.finish_place_days(slot).await? || filed;
        if is_new_day {
            self.sweep(now).await?;
            if let Some(copies) = &self.copies {
                copies.look_again().await;
            }
        }
        let mut copied = self.copy_files(now).await?;
        let (is_behind, sent) = (matches!(copied, Copied::Behind(_)), matches!(copied, Copied::All(1..)));
        self.sign_documents(now, published || filed || warned || sent, is_behind).await?;
        self.served.ask_again();
        if !is_behind {
            copied = self.copy_documents().await?;
        }
        self.places.tell_managers(now).await?;
        (self.due)(now).await?;
        Ok(copied)
    }

    /// Publishes until `stop` says so, waking at each slot, and in between as often as the index is signed.
    pub(crate) async fn run(self: Arc<Self>, mut stop: tokio::sync::watch::Receiver<bool>) {
        loop {
            // From when it began: what falls due while it lasts is done right after.
            let now = self.clock.now();
            let ticked = self.tick().await;
            let again = match ticked {
                Ok(Ticked::Done) => now.plus(documents::INDEX_SECONDS),
                Ok(Ticked::Elsewhere) => now.plus(RETRY_SECONDS),
                Ok(Ticked::Behind(again)) => again,
                Err(failure) => {
                    self.metrics.failures.inc();
                    tracing::error!(%failure, "publishing failed; it is tried again");
                    now.plus(RETRY_SECONDS)
                }
            };
            let wake = slot_after(&self.rules, now).min(again);
            tokio::select! {
                () = self.clock.reached(wake) => {}
                _ = stop.wait_for(|stop| *stop) => return,
            }
        }
    }

    /// First the keys of the days that ended, then the rows they opened.
    async fn expire(&self, today: Day) -> Result<(), Failure> {
        self.expiry_keys.destroy_until(today)?;
        let retention = self.retention;
        Ok(self.store.run("expire", move |tx| retention(tx, today)).await?)
    }

    /// When an export was last planned or a document signed; zero in a new store.
    async fn newest_stored(&self) -> Result<UnixTime, Failure> {
        let newest = self.store.view("newest_stored", |tx| {
            let export = store::last_export(tx)?.map(|export| export.end);
            let mut issued = |kind| store::document(tx, kind).map(|found| found.map(|document| document.issued_at));
            let times = [export, issued(DocumentKind::Index)?, issued(DocumentKind::Rules)?];
            Ok::<_, StoreError>(times.into_iter().flatten().max().unwrap_or_default())
        });
        Ok(newest.await?)
    }

    async fn last_export(&self) -> Result<Option<ExportRow>, Failure> {
        Ok(self.store.view("last_export", store::last_export).await?)
    }

    /// The signed document of a kind as it is served. One that is held is served although the database is away: phones
    /// judge by the times in it.
    async fn document(&self, kind: DocumentKind) -> Result<Option<ServedDocument>, Failure> {
        let held = match self.served.look(kind, self.clock.now()) {
            Look::Serve(document) => return Ok(Some(document)),
            Look::Ask(held) => held,
        };
        let serial = held.as_ref().map_or(0, ServedDocument::serial);
        match self.store.view("document", move |tx| store::document_after(tx, kind, serial)).await {
            Ok(Some(newer)) => Ok(Some(self.served.hold(kind, newer))),
            Ok(None) => Ok(held),
            Err(error) if held.is_some() => {
                tracing::warn!(%error, "the database was not asked for a newer signed document");
                Ok(held)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The published export of this name: the path of its file, and what the file is.
    async fn published(&self, name: String) -> Result<Option<(PathBuf, ExportFile)>, Failure> {
        let found = self.store.view("export", move |tx| store::export_named(tx, &name)).await?;
        Ok(found.and_then(|row| row.file.map(|file| (self.exports.join(&row.name), file))))
    }

    /// The file of a finished day of this name: its path, and what the file is.
    async fn published_day(&self, name: String) -> Result<Option<(PathBuf, ExportFile)>, Failure> {
        let found = self.store.view("day_file", move |tx| store::day_file_named(tx, &name)).await?;
        Ok(found.map(|row| (self.exports.join(&row.name), row.file)))
    }

    /// The published export of places of this name: its path, and what the file is.
    async fn published_places(&self, name: String) -> Result<Option<(PathBuf, ExportFile)>, Failure> {
        let found = self.store.view("place_export", move |tx| place_rows::named(tx, &name)).await?;
        Ok(found.map(|row| (self.exports.join(&row.name), row.file)))
    }

    /// The file of a province's finished day of this name: its path, and what the file is.
    async fn published_place_day(&self, name: String) -> Result<Option<(PathBuf, ExportFile)>, Failure> {
        let found = self.store.view("place_day", move |tx| place_rows::day_named(tx, &name)).await?;
        Ok(found.map(|row| (self.exports.join(&row.name), row.file)))
    }
}

/// Exports of places that ended before this instant are not indexed: no phone keeps a visit that they could be about.
fn oldest_indexed_places(rules: &Rules, now: UnixTime) -> UnixTime {
    now.minus(u64::from(rules.places.keep_days) * Day::SECONDS)
}

/// The rules that two officers put in force; `None` while none were, and the settings' rules are.
pub(crate) async fn rules_in_force(store: &Store) -> Result<Option<Rules>, Failure> {
    let draft = store.view("rules_in_force", drafts::in_force).await?;
    Ok(draft.map(|draft| draft.rules()).transpose()?)
}

/// Deletes what is remembered of keys that are too old to be published again.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    store::forget_remembered_before(tx, KeyDays::UTC.first_interval(today.minus(AGES + 2)))
}

/// Exports that ended before this instant are not indexed: no phone needs them.
fn oldest_indexed(rules: &Rules, now: UnixTime) -> UnixTime {
    now.minus(u64::from(rules.keeping.retention_days) * Day::SECONDS)
}

/// The names of exports and day files that a phone may ask for and whose files are not there.
pub(crate) async fn missing_files(
    store: &Store,
    exports: &Path,
    rules: &Rules,
    now: UnixTime,
) -> Result<Vec<String>, Failure> {
    let (since, places_since) = (oldest_indexed(rules, now), oldest_indexed_places(rules, now));
    let published = store.view("published", move |tx| {
        let exports = store::published_exports(tx, since)?.into_iter().map(|export| export.name);
        let days = store::day_files(tx, since)?.into_iter().map(|day| day.name);
        let places = place_rows::published(tx, places_since)?;
        let places = places.into_iter().map(|export| export.name);
        Ok::<Vec<String>, StoreError>(exports.chain(days).chain(places).collect())
    });
    let (names, exports) = (published.await?.into_iter(), exports.to_owned());
    let missing = move || names.filter(|name| !exports.join(name).is_file()).collect();
    Ok(tokio::task::spawn_blocking(missing).await.map_err(|_| Fault::Broken("looking for exports stopped"))?)
}

impl Ready for Publication {
    fn ready(&self, now: UnixTime) -> Readiness<'_> {
        let not_ready = |detail| Failure::from(Refusal::because(Problem::Unavailable, detail));
        Box::pin(async move {
            let published = self.store.view("ready", |tx| {
                let (index, rules) =
                    (store::document(tx, DocumentKind::Index)?, store::document(tx, DocumentKind::Rules)?);
                Ok::<_, StoreError>((index, rules, store::last_published(tx)?))
            });
            let published = published.await.map_err(|_| not_ready("the store does not answer"))?;
            let (Some(index), Some(rules), Some(last)) = published else {
                return Err(not_ready("nothing is published yet"));
            };
            if index.expires_at <= now || rules.expires_at <= now {
                return Err(not_ready("what is published has expired: the publisher does not run"));
            }
            let slots = u64::from(self.rules.publication.every_seconds) * READY_SLOTS;
            if last > now.plus(slots) {
                return Err(not_ready(
                    "no export is due before the last one ends: the clock is behind, or was ahead then",
                ));
            }
            if now.0 > self.done_until.load(Ordering::Relaxed).saturating_add(slots) {
                let is_behind = self.copies.as_ref().is_some_and(Copies::is_behind);
                return Err(not_ready(if is_behind {
                    "the object store does not take what is published: the log says why"
                } else {
                    "the publisher does not run, or fails each time: the log says why"
                }));
            }
            match missing_files(&self.store, &self.exports, &self.rules, now).await.as_deref() {
                Ok([]) => {}
                Ok(_) => return Err(not_ready("a published export is missing: restore its file from a backup")),
                Err(_) => return Err(not_ready("the store does not answer")),
            }
            Ok(())
        })
    }
}
