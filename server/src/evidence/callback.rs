//! A callback: which cases it names, and what it weighs against each by itself.

use std::collections::BTreeMap;

use lancan_protocol::keys::DayKey;
use lancan_protocol::time::Interval;
use lancan_protocol::wire::{CallbackContent, ENCOUNTER_BYTES, Report, ReportedEncounter};

use super::Evidence;
use super::weigh::{Activity, Log, Side, Weighing, weigh};
use crate::cases::CaseRow;
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;
use crate::reports;
use crate::store::{StoreError, Transaction};

impl Evidence {
    /// The cases that published keys were reported for, each with its own keys. Keys of no case are left out.
    pub(crate) fn named(
        &self,
        tx: &mut dyn Transaction,
        matched: &[(DayKey, Interval)],
    ) -> Result<BTreeMap<CaseId, Vec<(DayKey, Interval)>>, StoreError> {
        let mut cases: BTreeMap<CaseId, Vec<_>> = BTreeMap::new();
        for (key, _) in matched {
            if let Some((case, start)) = self.reports.case_of_key(tx, key)? {
                cases.entry(case).or_default().push((key.clone(), start));
            }
        }
        Ok(cases)
    }

    /// The contact's own keys that can prove something: those that were never reported nor published. Whoever has the key of
    /// somebody else from an export could answer in their place.
    pub(crate) fn own_keys(
        &self,
        tx: &mut dyn Transaction,
        callback: &CallbackContent,
    ) -> Result<Vec<(DayKey, Interval)>, StoreError> {
        let mut own = Vec::with_capacity(callback.own_keys.len());
        for (key, start) in &callback.own_keys {
            if !self.reports.is_seen(tx, key)? {
                own.push((key.clone(), *start));
            }
        }
        Ok(own)
    }

    /// Weighs a callback against one case, whose reports are opened for it. `keys` are those of the case that the callback
    /// names, `own_keys` those of [`Evidence::own_keys`]. None where the case does not open.
    ///
    /// # Errors
    /// [`Failure`] when the store fails or a report does not open.
    pub(crate) fn weigh(
        &self,
        tx: &mut dyn Transaction,
        case: &CaseRow,
        keys: &[(DayKey, Interval)],
        own_keys: &[(DayKey, Interval)],
        callback: &CallbackContent,
    ) -> Result<Option<Weighing>, Failure> {
        let Some(opened) = self.cases.open_sealed(case) else { return Ok(None) };
        let reports: Vec<Report> =
            reports::opened(tx, &case.id, &opened.key)?.into_iter().map(|(_, report)| report).collect();
        let rules = &self.cases.rules;
        let heard = reports.iter().flat_map(|report| report.encounters.as_chunks::<ENCOUNTER_BYTES>().0);
        let case = Side {
            keys,
            heard: Log::new(heard.filter_map(|bytes| ReportedEncounter::from_bytes(bytes))),
            activity: Activity::new(reports.iter().flat_map(|report| &report.activity), rules.key_days),
        };
        let contact = Side {
            keys: own_keys,
            heard: Log::new(callback.encounters.iter().copied()),
            activity: Activity::new(&callback.activity, rules.key_days),
        };
        Ok(Some(weigh(&case, &contact, rules)))
    }
}
