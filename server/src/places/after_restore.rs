//! Positions of rows that were published after a backup was made: the database of a restored server does not know them.

use std::collections::HashMap;
use std::sync::Arc;

use lancan_protocol::places::{CodeId, Province, Row, position};
use lancan_protocol::time::{Day, UnixTime};

use super::Places;
use super::rows::{self, LinkedRow};
use super::store::{self, PlaceCodeRow};
use crate::ground::error::{Failure, Fault};
use crate::store::Transaction;

/// Codes whose tags one transaction derives.
const CODES_AT_A_TIME: u32 = 100;

/// A row of a published export, ours or padding.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PublishedRow {
    /// The row.
    pub(crate) row: Row,
    /// Whose export holds it.
    pub(crate) province: Province,
    /// The end of the export.
    pub(crate) end: UnixTime,
}

/// Published rows by their tags, and the days that they can be of.
struct ByTag {
    rows: HashMap<[u8; 16], PublishedRow>,
    first: Day,
    last: Day,
}

impl Places {
    /// Marks the position of every row among `published` that a code of ours sealed as used. Returns how many rows the
    /// database did not know as published.
    pub(crate) async fn mark_used(self: &Arc<Self>, published: Vec<PublishedRow>) -> Result<u64, Failure> {
        let days = self.rules.key_days;
        let ends = || published.iter().map(|row| days.day(row.end));
        let (Some(first), Some(last)) = (ends().min(), ends().max()) else { return Ok(0) };
        let first = first.minus(self.rules.places.keep_days + 1);
        let rows = published.into_iter().map(|row| (row.row.tag(), row)).collect();
        let by_tag = Arc::new(ByTag { rows, first, last });
        let (mut after, mut marked) = (CodeId::from_bytes([0; 16]), 0);
        loop {
            let (places, by_tag) = (self.clone(), by_tag.clone());
            let work = move |tx: &mut dyn Transaction| {
                let codes = store::codes_after(tx, &after, CODES_AT_A_TIME)?;
                let mut marked = 0;
                for code in &codes {
                    marked += places.mark_used_of(tx, code, &by_tag)?;
                }
                Ok::<_, Failure>((codes.last().map(|code| code.id), marked))
            };
            let (last, of_these) = self.officers.store.run("mark_used", work).await?;
            marked += of_these;
            let Some(last) = last else { return Ok(marked) };
            after = last;
        }
    }

    fn mark_used_of(&self, tx: &mut dyn Transaction, code: &PlaceCodeRow, published: &ByTag) -> Result<u64, Failure> {
        let seed = self.seed(code).map_err(Fault::from)?;
        let last = code.live_until.map_or(published.last, |live| live.min(published.last));
        let (mut day, mut marked) = (code.live_from.max(published.first), 0);
        while day <= last {
            let seed = seed.day_seed(day);
            for position in 0..=*position::WITHDRAWALS.end() {
                let Some(found) = published.rows.get(&seed.tag(position)) else { continue };
                let used = LinkedRow { code: code.id, day, position };
                marked += u64::from(rows::set_published(tx, &used, &found.row, found.province, found.end)?);
            }
            day = day.plus(1);
        }
        Ok(marked)
    }
}
