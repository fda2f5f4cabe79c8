//! Day files: the exports of a finished key day in one file, for phones that were away.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::sync::Arc;

use lancan_protocol::export::day_file;
use lancan_protocol::time::{Day, UnixTime};

use super::Publication;
use super::store::{self, DayFileRow, ExportFile, ExportRow};
use crate::ground::calendar::Date;
use crate::ground::error::{Failure, Fault};
use crate::ground::files;
use crate::ground::ids::Digest;
use crate::ground::secrets::sha256;

impl Publication {
    /// Writes the file of every day that ended at `until` or before and has none. Returns whether one was written.
    ///
    /// Killed between a file and its row, the server writes the same file again. A day whose file cannot be written, as when
    /// one of its exports is missing, waits with the days after it, and the index names their exports one by one.
    pub(super) async fn finish_days(self: &Arc<Self>, until: UnixTime) -> Result<bool, Failure> {
        let since = super::oldest_indexed(&self.rules, until);
        let exports = self.store.view("unfiled_exports", move |tx| store::unfiled_exports(tx, since)).await?;
        let mut days = BTreeMap::<Day, Vec<ExportRow>>::new();
        for export in exports {
            days.entry(self.rules.key_days.day(export.end.minus(1))).or_default().push(export);
        }
        let today = self.rules.key_days.day(until);
        let mut any = false;
        for (day, exports) in days.into_iter().filter(|(day, _)| *day < today) {
            let publication = self.clone();
            let work = move || publication.write_day(day, &exports);
            let written =
                tokio::task::spawn_blocking(work).await.map_err(|_| Fault::Broken("writing a day stopped"))?;
            let row = match written {
                Ok(row) => row,
                Err(fault) => {
                    tracing::error!(%fault, "the file of a finished day could not be written; it is tried again");
                    break;
                }
            };
            let lease = self.lease.clone();
            let filed = self.store.run("file_day", move |tx| {
                lease.hold(tx)?;
                store::insert_day_file(tx, &row)
            });
            filed.await?;
            any = true;
        }
        Ok(any)
    }

    fn write_day(&self, day: Day, exports: &[ExportRow]) -> Result<DayFileRow, Fault> {
        let name = format!("{}.day", Date(day));
        let broken = || Fault::Broken("a day without exports");
        let (first, last) = exports.first().zip(exports.last()).ok_or_else(broken)?;
        let digests = exports.iter().map(|export| export.file.as_ref().map(|file| file.sha256));
        let digests = digests.collect::<Option<Vec<Digest>>>().ok_or(Fault::Broken("a day with a planned export"))?;
        let bytes = write_day_file(&self.exports, &name, exports.iter().map(|export| export.name.as_str()))?;
        Ok(DayFileRow {
            day,
            name,
            file: ExportFile { bytes, sha256: sha256(&digests.concat()) },
            exports: exports.len().try_into().unwrap_or(u32::MAX),
            start: first.start,
            end: last.end,
        })
    }
}

/// Writes a day file from the exports of these names in the same directory. Returns its size in bytes; the file is on disk then.
pub(super) fn write_day_file<'a>(
    directory: &Path,
    name: &str,
    exports: impl Iterator<Item = &'a str>,
) -> Result<u64, Fault> {
    let path = directory.join(name);
    let mut bytes = 0;
    files::write_durably_with(&path, 0o644, |file| {
        let mut file = BufWriter::new(file);
        for export in exports {
            let held = fs::read(directory.join(export))?;
            bytes += day_file::bytes_of(held.len().try_into().unwrap_or(u64::MAX));
            day_file::put(&mut file, &held)?;
        }
        file.flush()
    })
    .map_err(Fault::file(&path))?;
    Ok(bytes)
}
