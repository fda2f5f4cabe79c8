//! Copies of published files and signed documents in an object store, for a CDN: the same names and bytes as served, the index
//! last.
//!
//! The store is asked what it holds, so nothing is kept of that: whatever killed a publisher, and whatever a store lost, the
//! next attempt sends what is missing. While the store does not take a file, the index goes on naming what it named before, here
//! and there: nobody is told of a file that the store does not have.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::path;
use tokio::sync::Mutex;

use super::store::{self, DocumentKind};
use super::{Publication, metrics::CopyMetrics, place_rows};
use crate::ground::error::Failure;
use crate::ground::object_store::{
    Content, Object, ObjectStore, PATIENCE_SECONDS, SHORT_PATIENCE_SECONDS, StoreRefusal,
};
use crate::http::cache::Keep;
use crate::store::StoreError;

/// Seconds after which what failed is tried again; twice as many after each further failure.
const FIRST_WAIT: u64 = 10;
/// Most seconds between two attempts.
const LONGEST_WAIT: u64 = 300;
/// Seconds after which the publisher's lease is prolonged while a file is sent.
const HOLD_SECONDS: u64 = 10;
/// What the names of all copies begin with.
const BEGIN: &str = "v1/";
/// Where published files lie: by kind, what the names of their copies begin with.
const FOLDERS: [&str; 4] = [path::EXPORTS, path::DAYS, path::PLACES_EXPORTS, path::PLACE_DAYS];

/// The copies in a store.
pub(super) struct Copies {
    store: ObjectStore,
    /// Whether the last attempt failed.
    behind: AtomicBool,
    known: Mutex<Known>,
    metrics: CopyMetrics,
}

/// What is known of the store. For the holder of the publisher's lease.
#[derive(Default)]
struct Known {
    /// The files that it holds, by name; `None` before it was asked.
    held: Option<BTreeSet<String>>,
    /// The serial numbers of the rules and the index that this instance sent last.
    sent: [u64; 2],
    /// Attempts that failed, one after the other.
    failures: u32,
    /// When it is tried again.
    again: UnixTime,
}

/// How the copies stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Copied {
    /// The store has every file that the next index names; so many were sent just now.
    All(usize),
    /// It does not, and is tried again at this time.
    Behind(UnixTime),
}

/// Why an attempt ended.
enum Ended {
    /// By the store: it is tried again.
    Refused(StoreRefusal),
    /// By a fault of ours, or because another instance publishes now.
    Failed(Failure),
}

impl From<StoreRefusal> for Ended {
    fn from(refusal: StoreRefusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl Copies {
    pub(super) fn new(store: ObjectStore, metrics: CopyMetrics) -> Self {
        Self { store, behind: AtomicBool::new(false), known: Mutex::default(), metrics }
    }

    /// Whether the last attempt failed.
    pub(super) fn is_behind(&self) -> bool {
        self.behind.load(Ordering::Relaxed)
    }

    /// The store is asked again what it holds.
    pub(super) async fn look_again(&self) {
        self.known.lock().await.held = None;
    }

    /// Tells of an attempt that the store ended. Returns when the next one is due.
    fn failed(&self, known: &mut Known, refusal: &StoreRefusal, now: UnixTime) -> UnixTime {
        let wait = FIRST_WAIT.checked_shl(known.failures).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
        known.failures = known.failures.saturating_add(1);
        known.again = now.plus(wait);
        self.behind.store(true, Ordering::Relaxed);
        self.metrics.failed(refusal.why());
        tracing::error!(%refusal, seconds = wait, "the object store did not take what is published; it is tried again");
        known.again
    }
}

impl Publication {
    /// Sends the store every file that the next index names and it does not have, and deletes what no phone is told of. The
    /// holder of the lease calls this before the index is signed.
    pub(super) async fn copy_files(self: &Arc<Self>, now: UnixTime) -> Result<Copied, Failure> {
        let Some(copies) = &self.copies else { return Ok(Copied::All(0)) };
        let mut known = copies.known.lock().await;
        if now < known.again {
            return Ok(Copied::Behind(known.again));
        }
        match self.copy_missing(copies, &mut known, now).await {
            Ok(sent) => Ok(Copied::All(sent)),
            Err(Ended::Refused(refusal)) => Ok(Copied::Behind(copies.failed(&mut known, &refusal, self.clock.now()))),
            Err(Ended::Failed(failure)) => Err(failure),
        }
    }

    async fn copy_missing(self: &Arc<Self>, copies: &Copies, known: &mut Known, now: UnixTime) -> Result<usize, Ended> {
        if known.held.is_none() {
            let mut held: BTreeSet<String> = copies.store.list(BEGIN).await?.into_iter().collect();
            self.delete_old(copies, &mut held, now).await?;
            known.held = Some(held);
        }
        let held = known.held.get_or_insert_default();
        let mut missing = self.named_files(now).await?;
        missing.retain(|(folder, name)| !held.contains(&object_name(folder, name)));
        let mut sent = 0;
        for (waiting, (folder, name)) in (1..=missing.len()).rev().zip(&missing) {
            copies.metrics.waiting(waiting);
            let object = Object {
                name: object_name(folder, name),
                content: Content::File(self.exports.join(name)),
                content_type: content_type(folder),
                cache_control: Keep::Forever.to_string(),
            };
            self.while_holding(copies.store.put(object, PATIENCE_SECONDS)).await??;
            held.insert(object_name(folder, name));
            copies.metrics.sent.inc();
            sent += 1;
        }
        copies.metrics.waiting(0);
        Ok(sent)
    }

    /// Deletes the copies of files that no phone is told of any more. What others put there stays.
    async fn delete_old(&self, copies: &Copies, held: &mut BTreeSet<String>, now: UnixTime) -> Result<(), Ended> {
        let is_over = self.is_over(now);
        let old: Vec<String> = held.iter().filter(|name| file_name(name).is_some_and(&is_over)).cloned().collect();
        for name in &old {
            self.while_holding(copies.store.delete(name)).await??;
            held.remove(name);
        }
        if !old.is_empty() {
            tracing::info!(objects = old.len(), "deleted copies of exports that no phone is told of");
        }
        Ok(())
    }

    /// Every file that an index signed now names, by folder and name, in the order in which they were published.
    async fn named_files(&self, now: UnixTime) -> Result<Vec<(&'static str, String)>, Failure> {
        let (since, places_since) =
            (super::oldest_indexed(&self.rules, now), super::oldest_indexed_places(&self.rules, now));
        let named = self.store.view("files_to_copy", move |tx| {
            let days = store::day_files(tx, since)?.into_iter().map(|day| (path::DAYS, day.name));
            let exports = store::unfiled_exports(tx, since)?.into_iter().map(|export| (path::EXPORTS, export.name));
            let place_days = place_rows::days(tx, places_since)?.into_iter().map(|day| (path::PLACE_DAYS, day.name));
            let places = place_rows::unfiled(tx, places_since)?;
            let places = places.into_iter().map(|export| (path::PLACES_EXPORTS, export.name));
            Ok::<Vec<_>, StoreError>(days.chain(exports).chain(place_days).chain(places).collect())
        });
        Ok(named.await?)
    }

    /// Sends the signed rules, and then the index, where this instance has not sent them yet. The holder of the lease calls this
    /// when the store has every file that the index names.
    pub(super) async fn copy_documents(self: &Arc<Self>) -> Result<Copied, Failure> {
        let Some(copies) = &self.copies else { return Ok(Copied::All(0)) };
        let mut known = copies.known.lock().await;
        match self.send_documents(copies, &mut known).await {
            Ok(()) => {
                (known.failures, known.again) = (0, UnixTime(0));
                copies.behind.store(false, Ordering::Relaxed);
                Ok(Copied::All(0))
            }
            Err(Ended::Refused(refusal)) => Ok(Copied::Behind(copies.failed(&mut known, &refusal, self.clock.now()))),
            Err(Ended::Failed(failure)) => Err(failure),
        }
    }

    async fn send_documents(&self, copies: &Copies, known: &mut Known) -> Result<(), Ended> {
        let documents = [(DocumentKind::Rules, path::RULES), (DocumentKind::Index, path::INDEX)];
        for ((kind, path), sent) in documents.into_iter().zip(&mut known.sent) {
            let lease = self.lease.clone();
            // Held from here on for longer than the request may take: an index is never put in the place of a newer one.
            let document = self.store.run("document_to_copy", move |tx| {
                lease.hold(tx)?;
                store::document(tx, kind)
            });
            let Some(document) = document.await.map_err(Failure::from)?.filter(|found| found.serial != *sent) else {
                continue;
            };
            let object = Object {
                name: path.trim_start_matches('/').to_owned(),
                content: Content::Bytes(document.bytes),
                content_type: "application/json",
                cache_control: Keep::Seconds(super::api::document_seconds(&self.rules)).to_string(),
            };
            copies.store.put(object, SHORT_PATIENCE_SECONDS).await?;
            *sent = document.serial;
        }
        Ok(())
    }

    /// Waits for something, and prolongs the publisher's lease meanwhile.
    async fn while_holding<T>(&self, work: impl Future<Output = T>) -> Result<T, Failure> {
        let mut work = core::pin::pin!(work);
        loop {
            let lease = self.lease.clone();
            self.store.run("hold_lease", move |tx| lease.hold(tx)).await?;
            tokio::select! {
                biased;
                done = &mut work => return Ok(done),
                () = self.clock.reached(self.clock.now().plus(HOLD_SECONDS)) => {}
            }
        }
    }
}

/// The name of a file's copy.
fn object_name(folder: &str, name: &str) -> String {
    format!("{}{name}", folder.trim_start_matches('/'))
}

/// The type that the files of a folder are served with.
fn content_type(folder: &str) -> &'static str {
    if [path::EXPORTS, path::PLACES_EXPORTS].contains(&folder) { "application/zip" } else { "application/x-protobuf" }
}

/// The name of the file that an object is a copy of; `None` for an object in no folder of published files.
fn file_name(object: &str) -> Option<&str> {
    FOLDERS.iter().find_map(|folder| object.strip_prefix(folder.trim_start_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_named_as_its_file_is_served_and_a_strangers_object_is_no_copy() {
        for folder in FOLDERS {
            let name = object_name(folder, "1621936800.zip");
            assert_eq!(format!("/{name}"), format!("{folder}1621936800.zip"));
            assert!(name.starts_with(BEGIN));
            assert_eq!(file_name(&name), Some("1621936800.zip"));
        }
        assert_eq!(object_name(path::EXPORTS, "a"), "v1/exports/a");
        for other in ["v1/index", "v1/other/1621936800.zip", "1621936800.zip"] {
            assert_eq!(file_name(other), None, "{other}");
        }
    }
}
