//! Day files of places: a province's exports of a finished key day in one file, for phones that were away.

use std::collections::BTreeMap;
use std::sync::Arc;

use lancan_protocol::hex;
use lancan_protocol::places::Province;
use lancan_protocol::time::{Day, UnixTime};

use super::Publication;
use super::day_files::write_day_file;
use super::place_rows::{self, PlaceDayRow, PlaceExportRow};
use super::store::ExportFile;
use crate::ground::calendar::Date;
use crate::ground::error::{Failure, Fault};
use crate::ground::secrets::sha256;

impl Publication {
    /// Writes the file of every province's day that ended at `until` or before and has none. Returns whether one was written.
    ///
    /// Killed between a file and its row, the server writes the same file again. A day whose file cannot be written waits with
    /// the days of its province after it, and the index names their exports one by one.
    pub(super) async fn finish_place_days(self: &Arc<Self>, until: UnixTime) -> Result<bool, Failure> {
        let since = super::oldest_indexed_places(&self.rules, until);
        let exports = self.store.view("unfiled_place_exports", move |tx| place_rows::unfiled(tx, since)).await?;
        let mut days = BTreeMap::<(Province, Day), Vec<PlaceExportRow>>::new();
        for export in exports {
            let day = self.rules.key_days.day(export.end.minus(1));
            days.entry((export.province, day)).or_default().push(export);
        }
        let today = self.rules.key_days.day(until);
        let (mut any, mut waiting) = (false, None);
        for ((province, day), exports) in days.into_iter().filter(|((_, day), _)| *day < today) {
            if waiting == Some(province) {
                continue;
            }
            let publication = self.clone();
            let work = move || publication.write_place_day(province, day, &exports);
            let written = tokio::task::spawn_blocking(work).await;
            let row = match written.map_err(|_| Fault::Broken("writing a day of places stopped"))? {
                Ok(row) => row,
                Err(fault) => {
                    tracing::error!(%fault, "a day of places could not be written; it is tried again");
                    waiting = Some(province);
                    continue;
                }
            };
            let lease = self.lease.clone();
            let filed = self.store.run("file_place_day", move |tx| {
                lease.hold(tx)?;
                place_rows::insert_day(tx, &row)
            });
            filed.await?;
            any = true;
        }
        Ok(any)
    }

    /// The name tells the content: a server that was restored from a backup gives no other file a name that caches know.
    fn write_place_day(&self, province: Province, day: Day, exports: &[PlaceExportRow]) -> Result<PlaceDayRow, Fault> {
        let broken = || Fault::Broken("a day without exports");
        let (first, last) = exports.first().zip(exports.last()).ok_or_else(broken)?;
        let digests: Vec<u8> = exports.iter().flat_map(|export| export.file.sha256).collect();
        let digest = sha256(&digests);
        let content: String = hex::encode(&digest).chars().take(8).collect();
        let name = format!("place-day-{}-{}-{content}.day", province.region(), Date(day));
        let bytes = write_day_file(&self.exports, &name, exports.iter().map(|export| export.name.as_str()))?;
        Ok(PlaceDayRow {
            province,
            day,
            name,
            file: ExportFile { bytes, sha256: digest },
            exports: exports.len().try_into().unwrap_or(u32::MAX),
            start: first.start,
            end: last.end,
        })
    }
}
