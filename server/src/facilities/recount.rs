//! The nightly recount: the counts of a day that is over, made again from the assessments themselves.

use std::collections::BTreeMap;
use std::sync::Arc;

use lancan_protocol::Saturate as _;
use lancan_protocol::time::Day;

use super::counting::state_on;
use super::state::DayCounts;
use super::{Facilities, RECOUNTED_FROM, counts_store};
use crate::ground::error::Failure;
use crate::store::{StoreError, Transaction};

/// What a recount found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Recounted {
    /// The day.
    pub(crate) day: Day,
    /// Rows of counts that were wrong, and are right now.
    pub(crate) wrong_rows: u32,
}

impl Facilities {
    /// Recounts the last day that is over, from 1:00 on, where that was not done yet. Returns what was found, where there was a
    /// day to recount and no other instance does it.
    pub(crate) async fn recount_when_due(self: &Arc<Self>) -> Result<Option<Recounted>, Failure> {
        if self.second_of_day() < RECOUNTED_FROM {
            return Ok(None);
        }
        let today = self.today();
        let due = self.store.view("day_to_recount", move |tx| counts_store::to_recount(tx, today)).await?;
        let Some(day) = due else { return Ok(None) };
        let facilities = self.clone();
        let taken = self.store.run("take_recount", move |tx| facilities.recounting.take(tx)).await?;
        if !taken {
            return Ok(None);
        }
        let facilities = self.clone();
        let work = move |tx: &mut dyn Transaction| {
            facilities.recounting.hold(tx)?;
            // Another instance may have done it since.
            let is_due = counts_store::to_recount(tx, today)? == Some(day);
            let done = is_due.then(|| facilities.recount_in(tx, day)).transpose()?;
            facilities.recounting.give_back(tx)?;
            Ok::<_, Failure>(done)
        };
        self.store.run("recount_facilities", work).await
    }

    fn recount_in(&self, tx: &mut dyn Transaction, day: Day) -> Result<Recounted, StoreError> {
        let right = self.counted(tx, day, &mut |tx, row| state_on(tx, &row.place, row.weekdays, day))?;
        let is_something = |counts: &DayCounts| *counts != DayCounts::default();
        let kept: BTreeMap<_, _> = counts_store::in_area(tx, day, &crate::http::Area::COUNTRY)?
            .into_iter()
            .map(|ward| ((ward.area.path().to_owned(), ward.kind), ward.counts))
            .filter(|(_, counts)| is_something(counts))
            .collect();
        let wrong = right.iter().filter(|(ward, counts)| kept.get(*ward) != Some(*counts)).count()
            + kept.keys().filter(|ward| !right.contains_key(*ward)).count();
        if wrong > 0 {
            counts_store::clear(tx, day)?;
            self.count_all(tx, day, |tx, row| state_on(tx, &row.place, row.weekdays, day))?;
        }
        let wrong_rows = wrong.saturate();
        counts_store::recounted(tx, day, wrong_rows, self.clock.now())?;
        Ok(Recounted { day, wrong_rows })
    }
}
