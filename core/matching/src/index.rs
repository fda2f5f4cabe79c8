//! What was heard, laid out so that a key's 144 identifiers are ruled out at a few cycles each.
//!
//! One table for each 144 intervals, a day. In front of each a [`Sieve`]; behind it the identifiers, sorted, with a directory by
//! their first bits. Identifiers heard near midnight lie in both days' tables. Whoever sends chosen identifiers can
//! make the tables uneven; a look-up of a key's identifiers, which are AES output, costs on average no more for it.

use std::collections::BTreeMap;

use super::{
    HeardIdentifier, MatchedEncounter, NEAR_MISS_INTERVALS, NearMiss, Policy,
    sieve::{Sieve, head, tail},
};
use lancan_protocol::{
    Saturate as _,
    key_days::KeyDays,
    time::{Day, Interval, UnixTime},
};

/// The days that have a table each. Any alignment finds the same; most keys begin at the midnight of Vietnam and so lie in
/// one table whole.
pub(crate) const TABLES: KeyDays = KeyDays::VIETNAM;
/// Identifiers for each directory entry, about.
const EACH_BUCKET: usize = 2;

/// Everything heard, ready to be matched. About 47 bytes for each identifier.
#[derive(Clone, Debug, Default)]
pub struct HeardIndex {
    days: Vec<DayTable>,
    heard: usize,
}

impl HeardIndex {
    /// Builds the index. The same identifier may come several times, with other times and handles.
    pub fn build(heard: impl IntoIterator<Item = HeardIdentifier>) -> Self {
        let mut count = 0;
        let mut days = BTreeMap::<u32, Vec<(u64, TableEntry)>>::new();
        for heard in heard {
            let (first_half, entry) = (head(heard.id.as_bytes()), TableEntry::new(&heard));
            let (first, last) = entry.reach();
            for day in TABLES.day(first).0..=TABLES.day(last).0 {
                days.entry(day).or_default().push((first_half, entry));
            }
            count += 1;
        }
        let days = days.into_iter().map(|(day, entries)| DayTable::new(Day(day), entries)).collect();
        Self { days, heard: count }
    }

    /// Number of identifiers that the index was built from.
    pub fn len(&self) -> usize {
        self.heard
    }

    /// Whether nothing was heard.
    pub fn is_empty(&self) -> bool {
        self.heard == 0
    }

    /// The days on which a key could match, in order.
    pub(crate) fn days(&self) -> &[DayTable] {
        &self.days
    }
}

/// A heard identifier without the first half of its bytes, which [`DayTable`] keeps apart: 24 bytes.
/// Seconds end in 2106.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct TableEntry {
    tail: u64,
    first_seen: u32,
    last_seen: u32,
    handle: u32,
    below_floor: bool,
}

impl TableEntry {
    fn new(heard: &HeardIdentifier) -> Self {
        let seconds = |time: UnixTime| time.0.saturate();
        let last_seen = heard.last_seen.min(heard.first_seen.plus(Day::SECONDS)).max(heard.first_seen);
        Self {
            tail: tail(heard.id.as_bytes()),
            first_seen: seconds(heard.first_seen),
            last_seen: seconds(last_seen),
            handle: heard.handle,
            below_floor: heard.below_floor,
        }
    }

    fn intervals(&self) -> (Interval, Interval) {
        (UnixTime(self.first_seen.into()).interval(), UnixTime(self.last_seen.into()).interval())
    }

    /// The intervals of identifiers that it could be a match or a near miss of.
    fn reach(&self) -> (Interval, Interval) {
        let (first, last) = self.intervals();
        (first.minus(NEAR_MISS_INTERVALS), last.plus(NEAR_MISS_INTERVALS))
    }

    fn judge(&self, interval: Interval, published: UnixTime, policy: Policy) -> Option<Finding> {
        let (first, last) = self.intervals();
        let early = interval.0.saturating_sub(last.0);
        let late = first.0.saturating_sub(interval.0);
        let off = early.max(late);
        let handle = self.handle;
        if off > NEAR_MISS_INTERVALS {
            None
        } else if self.below_floor || u64::from(self.last_seen) >= published.0 {
            Some(Finding::Replay)
        } else if off <= policy.tolerance {
            Some(Finding::Encounter(MatchedEncounter { interval, handle }))
        } else {
            let intervals_off = late.cast_signed() - early.cast_signed();
            Some(Finding::NearMiss(NearMiss { handle, intervals_off }))
        }
    }
}

/// What a look-up of a published key's identifier finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    Encounter(MatchedEncounter),
    NearMiss(NearMiss),
    Replay,
}

/// What identifiers of one day's intervals are looked up in.
#[derive(Clone, Debug)]
pub(crate) struct DayTable {
    day: Day,
    /// The intervals of this day whose identifiers could be here: from, up to and without.
    reach: (u32, u32),
    sieve: Sieve,
    /// For each value of an identifier's first bits where its entries begin; one more for the end.
    directory: Vec<u32>,
    directory_shift: u32,
    /// First halves of the identifiers, in order.
    heads: Vec<u64>,
    /// The rest, in the same order.
    entries: Vec<TableEntry>,
}

impl DayTable {
    fn new(day: Day, mut heard: Vec<(u64, TableEntry)>) -> Self {
        heard.sort_unstable();
        let mut sieve = Sieve::new(heard.len());
        let directory_bits = (heard.len() / EACH_BUCKET).max(2).ilog2();
        let directory_shift = 64 - directory_bits;
        let mut directory = Vec::with_capacity((1 << directory_bits) + 1);
        let first = TABLES.first_interval(day).0;
        let (mut from, mut to) = (u32::MAX, 0);
        for (at, (head, entry)) in (0_u32..).zip(&heard) {
            sieve.insert(*head, entry.tail);
            let bucket = bucket(*head, directory_shift);
            while directory.len() <= bucket {
                directory.push(at);
            }
            let (earliest, latest) = entry.reach();
            from = from.min(earliest.0.max(first));
            to = to.max(latest.0.saturating_add(1).min(first.saturating_add(Interval::PER_DAY)));
        }
        directory.resize((1 << directory_bits) + 1, heard.len().saturate());
        let heads = heard.iter().map(|(head, _)| *head).collect();
        let entries = heard.iter().map(|(_, entry)| *entry).collect();
        Self { day, reach: (from, to), sieve, directory, directory_shift, heads, entries }
    }

    /// Key day of the identifier.
    pub(crate) fn day(&self) -> Day {
        self.day
    }

    /// The intervals whose identifiers could be here: from, up to and without.
    pub(crate) fn reach(&self) -> (u32, u32) {
        self.reach
    }

    /// What rules strangers out before [`DayTable::look_up`].
    pub(crate) fn sieve(&self) -> &Sieve {
        &self.sieve
    }

    /// What was heard of the identifier of `interval`.
    pub(crate) fn look_up(
        &self,
        id: &[u8; 16],
        interval: Interval,
        published: UnixTime,
        policy: Policy,
    ) -> impl Iterator<Item = Finding> {
        let (head, tail) = (head(id), tail(id));
        let bucket = bucket(head, self.directory_shift);
        let bound = |at: usize| self.directory.get(at).map_or(0, |at| *at as usize);
        let (from, to) = (bound(bucket), bound(bucket.saturating_add(1)));
        let heads = self.heads.get(from..to).unwrap_or_default();
        let before = heads.partition_point(|other| *other < head);
        let count = heads.iter().skip(before).take_while(|other| **other == head).count();
        let entries = self.entries.get(from + before..from + before + count).unwrap_or_default();
        let same = entries.iter().filter(move |entry| entry.tail == tail);
        same.filter_map(move |entry| entry.judge(interval, published, policy))
    }
}

/// The directory entry of an identifier.
#[inline]
fn bucket(head: u64, shift: u32) -> usize {
    (head >> shift).saturate()
}
