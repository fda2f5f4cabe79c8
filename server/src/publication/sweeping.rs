//! Published files that no phone is told of any more are removed, and files that a killed publisher left.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use lancan_protocol::time::{Day, UnixTime};

use super::{Publication, oldest_indexed, oldest_indexed_places, place_rows, store};
use crate::ground::error::{Failure, Fault};

/// Days for which a file stays after the index has stopped naming it, for phones and caches that hold an older index.
const STAYS_DAYS: u64 = 2;

impl Publication {
    /// Forgets files that the index has not named for [`STAYS_DAYS`], then removes every published file that no row names:
    /// those, and what an attempt left that was killed before its row. For the holder of the lease, before it publishes.
    ///
    /// A file that cannot be removed is told in the log and stops nothing.
    pub(super) async fn sweep(self: &Arc<Self>, now: UnixTime) -> Result<(), Failure> {
        let stays = STAYS_DAYS * Day::SECONDS;
        let keys = oldest_indexed(&self.rules, now).minus(stays);
        let places = oldest_indexed_places(&self.rules, now).minus(stays);
        let lease = self.lease.clone();
        let named = self.store.run("forget_exports", move |tx| {
            lease.hold(tx)?;
            store::forget_exports_before(tx, keys)?;
            place_rows::forget_before(tx, places)?;
            let mut named: BTreeSet<String> = store::file_names(tx)?.into_iter().collect();
            named.extend(place_rows::file_names(tx)?);
            Ok::<_, Failure>(named)
        });
        let (named, exports) = (named.await?, self.exports.clone());
        let swept = tokio::task::spawn_blocking(move || remove_unnamed(&exports, &named)).await;
        match swept.map_err(|_| Fault::Broken("removing old exports stopped"))? {
            Ok(0) => {}
            Ok(files) => tracing::info!(files, "removed files of exports that no phone is told of"),
            Err(error) => tracing::warn!(%error, "old exports could not be removed; it is tried again tomorrow"),
        }
        Ok(())
    }
}

/// Removes the exports and day files of a directory that are not among `named`; returns how many.
fn remove_unnamed(exports: &Path, named: &BTreeSet<String>) -> io::Result<usize> {
    let mut removed = 0;
    for entry in fs::read_dir(exports)? {
        let path = entry?.path();
        let is_ours = path.extension().is_some_and(|extension| extension == "zip" || extension == "day");
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if is_ours && !name.starts_with('.') && !named.contains(&*name) {
            fs::remove_file(&path)?;
            removed += 1;
        }
    }
    Ok(removed)
}
