//! Exports of places: with every export of keys one file for each province that has places, also when there is nothing to say.

use std::path::Path;
use std::sync::Arc;

use lancan_protocol::hex;
use lancan_protocol::places::Province;
use lancan_protocol::places::export::{PlacesHeader, fill, rows_of_level, write_places};
use lancan_protocol::time::UnixTime;

use super::Publication;
use super::level::Level;
use super::place_rows::{self, PlaceExportRow};
use super::store::{self, ExportFile};
use crate::ground::error::{Failure, Fault};
use crate::ground::secrets::sha256;
use crate::ground::{files, random};
use crate::places;
use crate::store::Transaction;

/// What the export of a province is made of.
struct Planned {
    header: PlacesHeader,
    rows: Vec<lancan_protocol::places::Row>,
    level: Level,
}

impl Publication {
    /// Makes the exports of places that belong to the last published export of keys, and the ids of visits that reports may
    /// name until the next day ends. Returns whether one was made.
    ///
    /// Killed in between, the server makes the file again, with the same rows and with fresh random ones; nobody was served
    /// the first.
    pub(super) async fn publish_places(self: &Arc<Self>, now: UnixTime) -> Result<bool, Failure> {
        self.places.know_visits(self.rules.key_days.day(now)).await?;
        let Some(end) = self.store.view("last_published", store::last_published).await? else { return Ok(false) };
        let missing = self.store.view("provinces_without_export", move |tx| {
            let provinces = places::provinces(tx)?;
            let done = place_rows::exported(tx, end)?;
            Ok::<Vec<Province>, Failure>(provinces.into_iter().filter(|province| !done.contains(province)).collect())
        });
        let missing = missing.await?;
        for province in &missing {
            self.publish_province(*province, end).await?;
        }
        Ok(!missing.is_empty())
    }

    async fn publish_province(self: &Arc<Self>, province: Province, end: UnixTime) -> Result<(), Failure> {
        let (publication, lease) = (self.clone(), self.lease.clone());
        let planned = self.store.run("plan_place_export", move |tx| {
            lease.hold(tx)?;
            publication.plan_province(tx, province, end)
        });
        let Planned { header, rows, level } = planned.await?;
        // A name of its own for each attempt: an instance that lost its lease while it wrote puts its file in the place of none.
        let name = format!("places-{}-{}-{}.zip", province.region(), end.0, hex::encode(&random::bytes::<4>()));
        let (publication, path) = (self.clone(), self.exports.join(&name));
        let work = move || publication.write_province(&path, &header, rows, &level).map(|file| (file, level));
        let written = tokio::task::spawn_blocking(work).await;
        let (file, level) = written.map_err(|_| Fault::Broken("writing an export of places stopped"))??;
        let row = PlaceExportRow { name, province, start: header.start, end, file };
        let lease = self.lease.clone();
        let declared = self.store.run("publish_place_export", move |tx| {
            lease.hold(tx)?;
            place_rows::insert(tx, &row)?;
            place_rows::set_level(tx, province, &level)
        });
        Ok(declared.await?)
    }

    /// Takes the rows of an export. Those that do not fit wait, and the level rises at midnight.
    fn plan_province(&self, tx: &mut dyn Transaction, province: Province, end: UnixTime) -> Result<Planned, Failure> {
        let period = u64::from(self.rules.publication.every_seconds);
        let start = place_rows::last_end(tx, province)?.unwrap_or(end.minus(period));
        // The last instant of a day belongs to the day, also where it is the first of the next.
        let today = self.rules.key_days.day(end.minus(1));
        let level = place_rows::level(tx, province)?.unwrap_or(Level::first(today)).on(today);
        let (rows, more) = places::take_rows(tx, province, end, rows_of_level(steps(&level)))?;
        let level = Level { overflowed: level.overflowed || more, ..level };
        let header = PlacesHeader { start, end, province, batch_number: 1, batch_size: 1 };
        Ok(Planned { header, rows, level })
    }

    fn write_province(
        &self,
        path: &Path,
        header: &PlacesHeader,
        rows: Vec<lancan_protocol::places::Row>,
        level: &Level,
    ) -> Result<ExportFile, Fault> {
        let rows = fill(rows, steps(level), &mut random::rng()).ok_or(Fault::Broken("more rows than fit an export"))?;
        let bytes = write_places(header, &rows, &self.secrets.places.signers())
            .map_err(|_| Fault::Broken("an export of places does not encode"))?;
        files::write_durably(path, &bytes, 0o644).map_err(Fault::file(path))?;
        Ok(ExportFile { bytes: bytes.len().try_into().unwrap_or(u64::MAX), sha256: sha256(&bytes) })
    }
}

fn steps(level: &Level) -> u8 {
    u8::try_from(level.steps).unwrap_or(u8::MAX)
}
