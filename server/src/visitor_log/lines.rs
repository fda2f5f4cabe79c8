//! What whoever runs a place sees of its log: how many envelopes came in each hour of today and yesterday, and the lines that
//! checkers sealed to the manager's own browser.

use std::collections::BTreeMap;
use std::sync::Arc;

use lancan_protocol::places::LogId;
use lancan_protocol::time::{Day, UnixTime};
use lancan_protocol::visitor_log::{LineReader, LogHour};

use super::{VisitorLog, checker_store, managed_with_log, store};
use crate::ground::error::Failure;
use crate::places::{Manager, PlaceRow};
use crate::store::Transaction;

/// Hours after which a line is deleted at the latest.
pub(super) const LINE_HOURS: u32 = 48;

/// How many envelopes came in an hour.
pub(crate) struct HourCount {
    /// The hour's first instant.
    pub(crate) begins: UnixTime,
    /// Envelopes: one for each visitor who scanned or was scanned.
    pub(crate) envelopes: u32,
    /// Whether phones brought as many as may come: more visitors than the place holds, or somebody who photographed the poster.
    pub(crate) is_full: bool,
}

/// A masked line, which the manager's browser alone can open.
pub(crate) struct SealedLine {
    pub(crate) log: LogId,
    pub(crate) hour: LogHour,
    pub(crate) sealed: Vec<u8>,
}

impl VisitorLog {
    /// The first hour of yesterday, which nothing that a manager sees is older than.
    fn shown_since(&self) -> LogHour {
        let today = self.key_days.day(self.clock.now());
        LogHour::of(self.key_days.start(Day(today.0.saturating_sub(1))))
    }

    /// How many envelopes came to a manager's place in each hour of today and yesterday in which any came, the latest first.
    pub(crate) async fn hours(
        self: &Arc<Self>,
        manager: &Manager,
        id: &str,
    ) -> Result<(PlaceRow, Vec<HourCount>), Failure> {
        let (log, manager, id) = (self.clone(), manager.clone(), id.to_owned());
        let since = self.shown_since();
        let work = move |tx: &mut dyn Transaction| {
            let place = managed_with_log(tx, &manager, &id)?;
            let hours = log.counted(tx, &place, since)?;
            Ok::<_, Failure>((place, hours))
        };
        self.store.view("visitor_log_hours", work).await
    }

    /// The hours of today and yesterday in which phones brought as many envelopes to a place as may come, the latest first: for
    /// officers who see the place.
    pub(crate) async fn full_hours(self: &Arc<Self>, place: &PlaceRow) -> Result<Vec<UnixTime>, Failure> {
        let (log, place, since) = (self.clone(), place.clone(), self.shown_since());
        let work = move |tx: &mut dyn Transaction| log.counted(tx, &place, since);
        let hours = self.store.view("visitor_log_full_hours", work).await?;
        Ok(hours.into_iter().filter(|hour| hour.is_full).map(|hour| hour.begins).collect())
    }

    fn counted(&self, tx: &mut dyn Transaction, place: &PlaceRow, since: LogHour) -> Result<Vec<HourCount>, Failure> {
        let mut hours: BTreeMap<LogHour, (u32, bool)> = BTreeMap::new();
        for name in self.places.logs_of(tx, &place.id)? {
            for counted in store::by_hour(tx, name, since)? {
                let (all, is_full) = hours.entry(counted.hour).or_default();
                *all += counted.all;
                *is_full |= counted.by_phones >= self.most_envelopes(place, counted.hour);
            }
        }
        let counted = hours.into_iter().rev();
        let hour = |(hour, (envelopes, is_full)): (LogHour, _)| HourCount { begins: hour.start(), envelopes, is_full };
        Ok(counted.map(hour).collect())
    }

    /// The lines of today and yesterday at a manager's place that the browser with this key can open.
    pub(crate) async fn lines(
        self: &Arc<Self>,
        manager: &Manager,
        id: &str,
        reader: LineReader,
    ) -> Result<Vec<SealedLine>, Failure> {
        let (log, manager, id) = (self.clone(), manager.clone(), id.to_owned());
        let since = self.shown_since();
        let work = move |tx: &mut dyn Transaction| {
            managed_with_log(tx, &manager, &id)?;
            let mut all = Vec::new();
            for name in log.places.logs_of(tx, &id)? {
                let rows = checker_store::lines(tx, name, since, reader)?;
                all.extend(rows.into_iter().map(|row| SealedLine { log: row.log, hour: row.hour, sealed: row.sealed }));
            }
            Ok::<_, Failure>(all)
        };
        self.store.view("visitor_log_lines", work).await
    }
}
