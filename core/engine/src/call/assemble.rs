//! What a callback would bring, as the user sees it first, and the callback itself.

use std::collections::BTreeMap;

use lancan_protocol::{
    key_days::KeyDays,
    time::{Day, Interval},
    wire::{Callback, DayActivity, MOST_CALLBACK_DAYS, MOST_ENCOUNTERS, MOST_MATCHED_KEYS, MatchedDayKey, ReportedKey},
};

use crate::{
    exposures::HeardOfCase,
    report::{ConsentGiven, wire_consent},
};

/// What a callback would tell the health authority.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CallReview {
    /// The health authority that would learn it.
    pub authority: String,
    /// The days with a contact, oldest first. Each can be left out.
    pub days: Vec<CallDay>,
}

/// A day with a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CallDay {
    /// The day.
    pub day: Day,
    /// Seconds near the case, as they would be sent.
    pub seconds: u32,
    /// Number of encounters with the case that would be sent.
    pub encounters: u32,
    /// Number of this phone's own keys of the day that would be sent.
    pub own_keys: u32,
}

/// What the phone holds of one warning.
pub(crate) struct CallMaterial {
    /// The cases' keys that it rests on, with what was heard of each.
    pub(crate) heard: Vec<HeardOfCase>,
    /// Own keys of those days, as a report brings them.
    pub(crate) own_keys: Vec<ReportedKey>,
    /// When this phone advertised and scanned on those days.
    pub(crate) activity: Vec<DayActivity>,
    /// When the deployment's days begin.
    pub(crate) days: KeyDays,
}

impl CallReview {
    /// What `material` would tell.
    pub(crate) fn new(authority: String, material: &CallMaterial) -> Self {
        let mut days: BTreeMap<Day, CallDay> = BTreeMap::new();
        for entry in material.heard.iter().flat_map(|heard| &heard.entries) {
            let day = material.days.day(entry.interval);
            let found = days.entry(day).or_insert(CallDay { day, seconds: 0, encounters: 0, own_keys: 0 });
            found.seconds = found.seconds.saturating_add(entry.seconds.into());
            found.encounters = found.encounters.saturating_add(1);
        }
        for key in &material.own_keys {
            if let Some(found) = days.get_mut(&material.days.day(Interval(key.start))) {
                found.own_keys = found.own_keys.saturating_add(1);
            }
        }
        Self { authority, days: days.into_values().collect() }
    }
}

/// The callback without its sender; none where all is left out.
pub(super) fn callback(material: &CallMaterial, left_out: &[Day], consent: &ConsentGiven) -> Option<Callback> {
    let days = material.days;
    let is_kept = |day: Day| !left_out.contains(&day);
    let mut heard: Vec<(&HeardOfCase, Vec<_>)> = material
        .heard
        .iter()
        .map(|heard| (heard, heard.entries.iter().filter(|entry| is_kept(days.day(entry.interval))).collect()))
        .filter(|(_, entries): &(_, Vec<_>)| !entries.is_empty())
        .collect();
    heard.sort_by_key(|(_, entries)| core::cmp::Reverse(entries.len()));
    heard.truncate(MOST_MATCHED_KEYS);
    if heard.is_empty() {
        return None;
    }
    let matched = heard.iter().map(|(of, _)| MatchedDayKey { key: of.key.as_bytes().to_vec(), start: of.start.0 });
    let mut entries: Vec<_> = heard.iter().flat_map(|(_, entries)| entries.iter().copied()).collect();
    entries.sort_by_key(|entry| core::cmp::Reverse(entry.seconds));
    entries.truncate(MOST_ENCOUNTERS);
    entries.sort_by_key(|entry| (entry.interval, entry.frame));
    let own = material.own_keys.iter().filter(|key| consent.keys && is_kept(days.day(Interval(key.start))));
    let activity = material.activity.iter().filter(|day| consent.encounters && is_kept(Day(day.day)));
    Some(Callback {
        matched: matched.collect(),
        own_keys: own.cloned().collect(),
        encounters: entries.iter().filter(|_| consent.encounters).flat_map(|entry| entry.to_bytes()).collect(),
        activity: activity.take(MOST_CALLBACK_DAYS).cloned().collect(),
        consent: Some(wire_consent(consent)),
        ..Callback::default()
    })
}
