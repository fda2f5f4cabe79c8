//! A great many keys at once, and the level on which all of them find a slot: for measurements.

use std::sync::Arc;

use super::level::Level;
use super::slots::{self, Slots};
use super::{Publication, store};
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;
use crate::reports::{AGES, slot_after};

/// Reports that one transaction stores.
const REPORTS_AT_A_TIME: usize = 500;

impl Publication {
    /// Queues made-up keys for the next export, one of each age a report, in turn of these cases.
    pub(crate) async fn make_up(self: &Arc<Self>, cases: &[CaseId], keys: u32) -> Result<(), Failure> {
        let now = self.clock.now();
        let end = slot_after(&self.rules, now);
        let starts = Slots::new(end, &self.rules, 1).revised_starts();
        let reports = usize::try_from(keys.div_ceil(AGES)).unwrap_or(usize::MAX);
        let numbers: Vec<usize> = (0..reports).collect();
        for part in numbers.chunks(REPORTS_AT_A_TIME) {
            let (publication, part, cases, starts) = (self.clone(), part.to_vec(), cases.to_vec(), starts.clone());
            self.store
                .run("make_up", move |tx| {
                    part.iter()
                        .zip(part.iter().filter_map(|number| cases.get(number % cases.len().max(1))))
                        .try_for_each(|(number, case)| publication.reports.make_up(tx, case, &starts, *number, now))
                })
                .await?;
        }
        let of_class = reports.div_ceil(3);
        let fits = |steps: &u32| slots::per_class(self.rules.publication.slots_per_class, *steps) >= of_class;
        let level =
            Level { steps: (0..200).find(fits).unwrap_or(200), ..Level::first(self.rules.key_days.day(end.minus(1))) };
        Ok(self.store.run("set_level", move |tx| store::set_level(tx, &level)).await?)
    }
}
