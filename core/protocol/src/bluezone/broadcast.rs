//! A case's broadcast, and matching it with what was heard.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    BluezoneError, BluezoneId, DailyKey, SLOT_SECONDS, SLOTS_PER_DAY,
    history::{HistoryEntry, hex},
};
use crate::key_days::KeyDays;
use crate::time::{Day, Interval, UnixTime};

/// Most bytes of a broadcast.
const MOST_BYTES: usize = 4 << 20;
/// Most days of all cases of a broadcast.
const MOST_DAYS: usize = 10_000;

/// One day of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseDay {
    /// The day's key.
    pub key: DailyKey,
    /// From when its identifiers count; the day's UTC midnight is at or before it.
    pub from: UnixTime,
    /// Until when, without.
    pub until: UnixTime,
    /// How many slots from `from` on count, at most.
    pub slots: u32,
}

#[derive(Deserialize)]
struct Broadcast {
    data: Vec<BroadcastDay>,
}

#[derive(Deserialize)]
struct BroadcastDay {
    daily_key: String,
    time_start: u64,
    max: u32,
    time_end: u64,
}

/// Reads a case broadcast: `{"data":[{"daily_key": hex, "time_start": s, "max": slots, "time_end": s}]}`.
///
/// # Errors
/// [`BluezoneError::Broadcast`] or [`BluezoneError::TooLarge`].
pub fn read_broadcast(json: &[u8]) -> Result<Vec<CaseDay>, BluezoneError> {
    let too_large = |what, limit: usize| BluezoneError::TooLarge { what, limit: limit as u64 };
    if json.len() > MOST_BYTES {
        return Err(too_large("bytes", MOST_BYTES));
    }
    let wrong = BluezoneError::Broadcast;
    let Broadcast { data } =
        serde_json::from_slice(json).map_err(|_| wrong("not JSON with a list \"data\" of days"))?;
    if data.len() > MOST_DAYS {
        return Err(too_large("days", MOST_DAYS));
    }
    let day = |entry: BroadcastDay| {
        let key = hex(&entry.daily_key).map(DailyKey::from_bytes).ok_or(wrong("a daily_key is not 64 hex digits"))?;
        let (from, until) = (UnixTime(entry.time_start), UnixTime(entry.time_end));
        if until < from || until > KeyDays::UTC.start(KeyDays::UTC.day(from).plus(1)) {
            return Err(wrong("a day ends before it starts, or on another day"));
        }
        Ok(CaseDay { key, from, until, slots: entry.max })
    };
    data.into_iter().map(day).collect()
}

/// Entries of a history that were with a case: position in the history, and position of the case's day.
/// A match is at most "possible": the identifiers are 12 bytes, unauthenticated, from a chain that runs forward.
///
/// An entry matches a slot's identifier when heard no more than `tolerance` ten-minute intervals outside the slot.
pub fn match_broadcast(history: &[HistoryEntry], cases: &[CaseDay], tolerance: u32) -> Vec<(usize, usize)> {
    let mut heard = BTreeMap::<BluezoneId, Vec<(usize, UnixTime)>>::new();
    for (position, entry) in history.iter().enumerate() {
        heard.entry(entry.peer).or_default().push((position, entry.at));
    }
    let slack = u64::from(tolerance) * Interval::SECONDS;
    let mut matches = Vec::new();
    for (case, day) in cases.iter().enumerate() {
        for (id, start) in day.identifiers() {
            let (from, to) = (start.minus(slack), start.plus(SLOT_SECONDS + slack));
            let entries = heard.get(&id).into_iter().flatten();
            matches.extend(entries.filter(|(_, at)| (from..to).contains(at)).map(|(position, _)| (*position, case)));
        }
    }
    matches.sort_unstable();
    matches.dedup();
    matches
}

impl CaseDay {
    /// Its identifiers that count, with the first instant of their slots.
    pub fn identifiers(&self) -> impl Iterator<Item = (BluezoneId, UnixTime)> {
        let midnight = KeyDays::UTC.start(KeyDays::UTC.day(self.from));
        let first = (self.from.0 - midnight.0) / SLOT_SECONDS;
        let (until, slots) = (self.until, u64::from(self.slots.min(SLOTS_PER_DAY)));
        let all = (0_u64..).zip(self.key.identifiers());
        all.map(move |(slot, id)| (slot, id, midnight.plus(slot * SLOT_SECONDS)))
            .filter(move |(slot, _, start)| (first..first + slots).contains(slot) && *start < until)
            .map(|(_, id, start)| (id, start))
    }

    /// The UTC day.
    pub fn day(&self) -> Day {
        KeyDays::UTC.day(self.from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bluezone::BaseId;
    use proptest::prelude::*;

    const MIDNIGHT: UnixTime = UnixTime(1_596_844_800);

    fn broadcast(from: u64, max: u32, until: u64) -> Vec<u8> {
        let (start, end) = (MIDNIGHT.0 + from, MIDNIGHT.0 + until);
        format!(
            r#"{{"data":[{{"daily_key":"{}","time_start":{start},"max":{max},"time_end":{end}}}]}}"#,
            "07".repeat(32)
        )
        .into_bytes()
    }

    fn heard(slot: usize, at: u64) -> HistoryEntry {
        let peer = BaseId::from_bytes([7; 32]).daily_key(0).identifiers().nth(slot).unwrap();
        HistoryEntry { own: BluezoneId::from_bytes([0; 12]), peer, rssi_dbm: -60, at: MIDNIGHT.plus(at) }
    }

    #[test]
    fn a_history_matches_a_case_in_the_slots_that_count_and_at_their_time() {
        let cases = read_broadcast(&broadcast(40 * 900, 3, 86_400)).unwrap();
        let slot = |slot: u64| slot * 900 + 100;
        let history = [
            heard(39, slot(39)),
            heard(40, slot(40)),
            heard(42, slot(42)),
            heard(43, slot(43)),
            heard(41, slot(43)),
            heard(41, 42 * 900 + 599),
        ];
        assert_eq!(match_broadcast(&history, &cases, 1), [(1, 0), (2, 0), (5, 0)]);
        assert_eq!(match_broadcast(&history, &cases, 0), [(1, 0), (2, 0)]);
    }

    #[test]
    fn the_end_of_a_case_day_is_honoured_and_another_days_end_is_refused() {
        let cases = read_broadcast(&broadcast(0, 96, 900)).unwrap();
        assert_eq!(cases[0].identifiers().count(), 1);
        assert!(read_broadcast(&broadcast(0, 96, 86_401)).is_err());
        assert!(read_broadcast(&broadcast(900, 96, 0)).is_err());
        assert!(read_broadcast(br#"{"data":[{"daily_key":"07","time_start":1,"max":1,"time_end":2}]}"#).is_err());
    }

    proptest! {
        #[test]
        fn any_broadcast_is_read_or_refused(from: u64, max: u32, until: u64, bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            let _ = read_broadcast(&bytes);
            let json = format!(r#"{{"data":[{{"daily_key":"{}","time_start":{from},"max":{max},"time_end":{until}}}]}}"#, "00".repeat(32));
            for case in read_broadcast(json.as_bytes()).unwrap_or_default() {
                prop_assert!(case.identifiers().count() <= 96);
            }
        }
    }
}
