//! Published files that no phone is told of any more are removed, and files that a killed publisher left.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::{Day, UnixTime};

use super::{Publication, oldest_indexed, oldest_indexed_places, place_rows, store};
use crate::ground::calendar::Date;
use crate::ground::error::{Failure, Fault};

/// Days for which a file stays after the index has stopped naming it, for phones and caches that hold an older index.
const STAYS_DAYS: u64 = 2;

impl Publication {
    /// Forgets files that the index has not named for [`STAYS_DAYS`], and removes every file of that age, also what an attempt left
    /// that was killed before its row. For the holder of the lease, once it has published.
    ///
    /// A file's name says how old it is, so a file that another instance writes meanwhile is never taken for an old one. A file
    /// that cannot be removed is told in the log and stops nothing.
    pub(super) async fn sweep(self: &Arc<Self>, now: UnixTime) -> Result<(), Failure> {
        let (keys, places) = self.oldest_kept(now);
        let lease = self.lease.clone();
        let forgotten = self.store.run("forget_exports", move |tx| {
            lease.hold(tx)?;
            store::forget_exports_before(tx, keys)?;
            place_rows::forget_before(tx, places)
        });
        forgotten.await?;
        let is_old = self.is_over(now);
        let exports = self.exports.clone();
        let swept = tokio::task::spawn_blocking(move || remove(&exports, is_old)).await;
        match swept.map_err(|_| Fault::Broken("removing old exports stopped"))? {
            Ok(0) => {}
            Ok(files) => tracing::info!(files, "removed files of exports that no phone is told of"),
            Err(error) => tracing::warn!(%error, "old exports could not be removed; it is tried again tomorrow"),
        }
        Ok(())
    }

    /// Whether a file of this name has not been named by the index for [`STAYS_DAYS`]. Never so of a file that is not a publisher's.
    pub(super) fn is_over(&self, now: UnixTime) -> impl Fn(&str) -> bool + Send + use<> {
        let ((keys, places), key_days) = (self.oldest_kept(now), self.rules.key_days);
        move |name: &str| {
            ended_by(key_days, name).is_some_and(|(kind, end)| match kind {
                PublishedKind::Keys => end < keys,
                PublishedKind::Places => end < places,
            })
        }
    }

    /// The instants before which files of keys and files of places ended whose time is over.
    fn oldest_kept(&self, now: UnixTime) -> (UnixTime, UnixTime) {
        let stays = STAYS_DAYS * Day::SECONDS;
        (oldest_indexed(&self.rules, now).minus(stays), oldest_indexed_places(&self.rules, now).minus(stays))
    }
}

/// What a file of the directory is, and when what it holds had ended; none for a file that is not a publisher's.
fn ended_by(key_days: KeyDays, name: &str) -> Option<(PublishedKind, UnixTime)> {
    let of_day = |date: &str| {
        let Date(day) = date.parse().ok()?;
        Some(key_days.start(day.plus(1)))
    };
    let (stem, extension) = name.rsplit_once('.')?;
    let parts: Vec<&str> = stem.split('-').collect();
    match (extension, parts.as_slice()) {
        ("zip", [end]) => Some((PublishedKind::Keys, UnixTime(end.parse().ok()?))),
        ("zip", ["places", _, end, _]) => Some((PublishedKind::Places, UnixTime(end.parse().ok()?))),
        ("day", ["place", "day", _, year, month, day, _]) => {
            Some((PublishedKind::Places, of_day(&format!("{year}-{month}-{day}"))?))
        }
        ("day", [_, _, _]) => Some((PublishedKind::Keys, of_day(stem)?)),
        _ => None,
    }
}

/// What a published file is about.
#[derive(Clone, Copy)]
enum PublishedKind {
    Keys,
    Places,
}

/// Removes the files of a directory whose names `is_old` knows; returns how many.
fn remove(exports: &Path, is_old: impl Fn(&str) -> bool) -> io::Result<usize> {
    let mut removed = 0;
    for entry in fs::read_dir(exports)? {
        let entry = entry?;
        if is_old(&entry.file_name().to_string_lossy()) {
            fs::remove_file(entry.path())?;
            removed += 1;
        }
    }
    Ok(removed)
}
