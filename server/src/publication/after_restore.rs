//! What a restored server reads before it publishes: the exports of places in its directory that the database does not name.

use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
use std::sync::Arc;

use lancan_protocol::export::{ExportError, TrustedKeys, day_file};
use lancan_protocol::places::export::{PlacesLimits, PlacesReader};
use lancan_protocol::time::UnixTime;

use super::{Publication, place_rows};
use crate::ground::error::{Failure, Fault};
use crate::places::PublishedRow;

impl Publication {
    /// Marks as used what exports of places hold that were published after the backup was made.
    ///
    /// # Errors
    /// [`Fault::File`] names an export that cannot be read or that this server did not sign, and faults of the database.
    pub(crate) async fn know_published_places(self: &Arc<Self>) -> Result<(), Failure> {
        let known = self.store.view("known_place_exports", |tx| place_rows::published(tx, UnixTime(0))).await?;
        let days = self.store.view("known_place_days", |tx| place_rows::days(tx, UnixTime(0))).await?;
        let known = known.into_iter().map(|export| export.name);
        let known: BTreeSet<String> = known.chain(days.into_iter().map(|day| day.name)).collect();
        let publication = self.clone();
        let read = tokio::task::spawn_blocking(move || publication.read_place_exports(&known)).await;
        let published = read.map_err(|_| Fault::Broken("reading exports of places stopped"))??;
        let marked = self.places.mark_used(published).await?;
        tracing::info!(marked, "rows of places that were published after the backup are marked as used");
        Ok(())
    }

    fn read_place_exports(&self, known: &BTreeSet<String>) -> Result<Vec<PublishedRow>, Fault> {
        let trusted = TrustedKeys::new(&self.secrets.places.trusted());
        let trusted = trusted.map_err(|_| Fault::Broken("the key of exports of places does not read"))?;
        let mut published = Vec::new();
        for entry in fs::read_dir(&self.exports).map_err(Fault::file(&self.exports))? {
            let path = entry.map_err(Fault::file(&self.exports))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let (is_export, is_day) = (name.starts_with("places-"), name.starts_with("place-day-"));
            if (is_export || is_day) && !known.contains(&*name) {
                let refused = |error: ExportError| Fault::file(&path)(std::io::Error::other(error.to_string()));
                let bytes = fs::read(&path).map_err(Fault::file(&path))?;
                let exports = if is_day { day_file::exports(&bytes).map_err(refused)? } else { vec![&bytes[..]] };
                for export in exports {
                    published.extend(rows_of(export, &trusted).map_err(refused)?);
                }
            }
        }
        Ok(published)
    }
}

fn rows_of(export: &[u8], trusted: &TrustedKeys) -> Result<Vec<PublishedRow>, ExportError> {
    let mut reader = PlacesReader::open(Cursor::new(export), PlacesLimits::default())?;
    let mut stream = reader.stream()?;
    let (province, end) = (stream.header().province, stream.header().end);
    let mut rows = Vec::new();
    while let Some(row) = stream.next()? {
        rows.push(PublishedRow { row, province, end });
    }
    stream.finish(trusted)?;
    Ok(rows)
}
