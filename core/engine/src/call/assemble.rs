//! What a callback would bring, as the user sees it first, and the callback itself.

use std::collections::BTreeMap;

use lancan_protocol::{
    key_days::KeyDays,
    time::{Day, Interval},
    wire::{
        Callback, DayActivity, MOST_CALLBACK_DAYS, MOST_ENCOUNTERS, MOST_MATCHED_KEYS, MOST_OWN_KEYS, MatchedDayKey,
        ReportedKey,
    },
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
    // The latest: a server takes no more, and refuses the whole that brings more.
    let mut own: Vec<ReportedKey> = own.cloned().collect();
    own.drain(..own.len().saturating_sub(MOST_OWN_KEYS));
    let mut activity: Vec<DayActivity> = activity.cloned().collect();
    activity.drain(..activity.len().saturating_sub(MOST_CALLBACK_DAYS));
    Some(Callback {
        matched: matched.collect(),
        own_keys: own,
        encounters: entries.iter().filter(|_| consent.encounters).flat_map(|entry| entry.to_bytes()).collect(),
        activity,
        consent: Some(wire_consent(consent)),
        ..Callback::default()
    })
}

#[cfg(test)]
mod tests {
    use lancan_protocol::{IntervalMap, frame::Frame, keys::DayKey, wire::ReportedEncounter};

    use super::*;

    #[test]
    fn of_a_contact_over_more_days_than_a_server_takes_the_latest_days_are_brought() {
        let (days, first) = (KeyDays::VIETNAM, Day(18_767));
        let most = u32::try_from(MOST_CALLBACK_DAYS).unwrap();
        let all = || (0..most + 3).map(|day| first.plus(day));
        let entries = all().map(|day| ReportedEncounter {
            frame: Frame::from_bytes(&[1; 20]).unwrap(),
            interval: days.first_interval(day),
            seconds: 600,
            least_attenuation: 40,
            typical_attenuation: 45,
            scans: 3,
            flags: 0,
        });
        let own = |day: Day| ReportedKey { key: vec![9; 16], start: days.first_interval(day).0, period: 144 };
        let material = CallMaterial {
            heard: vec![HeardOfCase {
                key: DayKey::from_bytes([7; 16]),
                start: days.first_interval(first),
                entries: entries.collect(),
            }],
            own_keys: all().flat_map(|day| [own(day), own(day), own(day)]).collect(),
            activity: all()
                .map(|day| DayActivity::new(day, &IntervalMap::default(), &IntervalMap::default()))
                .collect(),
            days,
        };
        let consent =
            ConsentGiven { keys: true, encounters: true, text_version: 2, language: "vi".into(), visits: false };
        let callback = callback(&material, &[], &consent).unwrap();
        assert_eq!((callback.own_keys.len(), callback.activity.len()), (MOST_OWN_KEYS, MOST_CALLBACK_DAYS));
        assert_eq!(callback.own_keys[0].start, days.first_interval(first.plus(3)).0);
        assert_eq!(callback.activity[0].day, first.plus(3).0);
    }
}
