//! The slots of an export: how many keys of each class it holds, whatever there is to say.
//!
//! A class is an age of the key's day and a part of the illness. Every export holds the same number of keys of each class;
//! keys that wait fill the slots of their class first come first, random keys fill the rest, and what is left over waits for
//! the next export. So number, order and fields of the keys tell nothing of the reports.

use std::collections::BTreeSet;

use lancan_protocol::export::ExportKey;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::keys::DayKey;
use lancan_protocol::rules::Rules;
use lancan_protocol::time::{Day, Interval, UnixTime};
use lancan_protocol::wire::ReportType;

use crate::ground::random;
use crate::reports::{AGES, WaitingKey, whole_day, youngest};

/// Most slots of one class: with them an export is about half of what phones accept (2,000,000 keys).
const MOST_SLOTS: usize = 24_000;
/// Each level has a quarter more slots than the level below.
const GROWTH: f64 = 1.25;
/// Random keys of each age that an export leaves to be revised by later ones.
const REMEMBERED: usize = 4;

/// The part of an illness in which a key was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Before the onset.
    Before,
    /// The onset and the four days after, and wherever no onset is known.
    Early,
    /// Later.
    Late,
}

impl Part {
    const ALL: [Self; 3] = [Self::Before, Self::Early, Self::Late];

    fn of(days_since_onset: Option<i32>) -> Self {
        match days_since_onset {
            Some(..=-1) => Self::Before,
            None | Some(0..=4) => Self::Early,
            Some(5..) => Self::Late,
        }
    }

    /// What is published as days since onset.
    fn days(self) -> i32 {
        match self {
            Self::Before => -2,
            Self::Early => 2,
            Self::Late => 9,
        }
    }
}

/// The slots of each class at a level.
pub(super) fn per_class(slots_per_class: u32, level: u32) -> usize {
    let exponent = i32::try_from(level).unwrap_or(i32::MAX);
    let slots = (f64::from(slots_per_class) * GROWTH.powi(exponent)).ceil();
    // A float beyond the end becomes the end.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates, and is not negative")]
    let slots = slots as usize;
    slots.min(MOST_SLOTS)
}

/// An export's slots, being filled.
pub(super) struct Slots {
    key_days: KeyDays,
    /// The youngest key day that may be published.
    youngest: Day,
    /// Slots of each class; none where every key that waits is taken and no other.
    per_class: Option<usize>,
    /// Keys that hold slots, by age and part.
    filled: [[usize; 3]; AGES as usize],
    keys: Vec<ExportKey>,
    overflowed: bool,
}

/// A full export.
pub(super) struct Filled {
    /// Every key, sorted by its bytes.
    pub(super) keys: Vec<ExportKey>,
    /// The random keys among them.
    pub(super) random: Vec<ExportKey>,
    /// Random keys that later exports may revise.
    pub(super) remembered: Vec<ExportKey>,
    /// Whether a key was left over for want of a slot.
    pub(super) overflowed: bool,
}

impl Slots {
    /// The slots of the export with this end. No classes when `per_class` is zero.
    pub(super) fn new(end: UnixTime, rules: &Rules, per_class: usize) -> Self {
        Self {
            key_days: rules.key_days,
            youngest: youngest(rules, end),
            per_class: (per_class > 0).then_some(per_class),
            filled: [[0; 3]; AGES as usize],
            keys: Vec::with_capacity(per_class * Part::ALL.len() * AGES as usize),
            overflowed: false,
        }
    }

    /// Takes a key into a slot of its class. Returns false when the key has to wait.
    pub(super) fn take(&mut self, waiting: &WaitingKey) -> bool {
        let part = Part::of(waiting.days_since_onset);
        let (mut start, mut period) = (waiting.start, waiting.period);
        if let Some(per_class) = self.per_class {
            (start, period) = (whole_day(self.key_days, start, period), Interval::PER_DAY);
            let age = self.youngest.0.checked_sub(self.key_days.day(waiting.start).0);
            let filled = age
                .and_then(|age| self.filled.get_mut(usize::try_from(age).ok()?))
                .and_then(|parts| parts.get_mut(part as usize));
            match filled {
                Some(filled) if *filled < per_class => *filled += 1,
                Some(_) => {
                    self.overflowed = true;
                    return false;
                }
                None => return false,
            }
        }
        self.keys.push(published(waiting.key.clone(), start, period, part));
        true
    }

    /// Whether a key is older than an export may hold: it will never have a slot.
    pub(super) fn is_too_old(&self, waiting: &WaitingKey) -> bool {
        self.per_class.is_some() && self.key_days.day(waiting.start).0.saturating_add(AGES) <= self.youngest.0
    }

    /// Fills every slot that is free with a fresh random key.
    pub(super) fn fill(self) -> Filled {
        let Self { key_days, youngest, per_class, filled, mut keys, overflowed } = self;
        let (mut random, mut remembered) = (Vec::new(), Vec::new());
        let mut rng = random::rng();
        for (age, parts) in (0..AGES).zip(filled) {
            let start = key_days.first_interval(youngest.minus(age));
            let mut of_age = Vec::new();
            for (part, filled) in Part::ALL.into_iter().zip(parts) {
                let free = per_class.unwrap_or(0).saturating_sub(filled);
                of_age.extend((0..free).map(|_| published(DayKey::generate(&mut rng), start, Interval::PER_DAY, part)));
            }
            // Which ones is random, for their bytes are.
            of_age.sort_unstable_by(|a, b| a.key.cmp(&b.key));
            remembered.extend(of_age.iter().take(REMEMBERED).cloned());
            random.append(&mut of_age);
        }
        keys.extend_from_slice(&random);
        keys.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        Filled { keys, random, remembered, overflowed }
    }

    /// The keys that were taken.
    pub(super) fn held(&self) -> BTreeSet<DayKey> {
        self.keys.iter().map(|key| key.key.clone()).collect()
    }

    /// The first interval of each key day of which an export revises one key; none without classes.
    pub(super) fn revised_starts(&self) -> Vec<Interval> {
        let ages = if self.per_class.is_some() { AGES } else { 0 };
        (0..ages).map(|age| self.key_days.first_interval(self.youngest.minus(age))).collect()
    }
}

/// A key that an export takes back: one of those remembered, or a fresh random one where none is remembered.
pub(super) fn revised(key: Option<DayKey>, start: Interval) -> ExportKey {
    let key = key.unwrap_or_else(|| DayKey::generate(&mut random::rng()));
    ExportKey { report_type: Some(ReportType::Revoked), ..ExportKey::new(key, start, Interval::PER_DAY) }
}

fn published(key: DayKey, start: Interval, period: u32, part: Part) -> ExportKey {
    ExportKey {
        report_type: Some(ReportType::ConfirmedTest),
        days_since_onset: Some(part.days()),
        ..ExportKey::new(key, start, period)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const END: UnixTime = UnixTime(18_765 * 86_400 + 36_000);
    const DAYS: KeyDays = KeyDays::VIETNAM;

    fn waiting(byte: u8, age: u32, days_since_onset: Option<i32>) -> WaitingKey {
        let start = DAYS.first_interval(DAYS.day(END).minus(age));
        WaitingKey { key: DayKey::from_bytes([byte; 16]), start, period: 144, days_since_onset }
    }

    /// How often each combination of fields comes.
    fn fields(keys: &[ExportKey]) -> BTreeMap<String, usize> {
        let mut fields = BTreeMap::new();
        for key in keys {
            let ExportKey { start, period, report_type, days_since_onset, transmission_risk, .. } = key;
            let said = format!("{start:?} {period} {report_type:?} {days_since_onset:?} {transmission_risk}");
            *fields.entry(said).or_default() += 1;
        }
        fields
    }

    #[test]
    fn with_no_key_and_with_fourteen_an_export_has_the_same_fields_as_often() {
        let empty = Slots::new(END, &Rules::built_in(), 3).fill();
        let mut slots = Slots::new(END, &Rules::built_in(), 3);
        let real: Vec<WaitingKey> =
            (1_u8..=14).map(|age| waiting(9 + age, age.into(), Some(7 - i32::from(age)))).collect();
        assert!(real.iter().all(|key| slots.take(key)));
        let full = slots.fill();
        assert_eq!((empty.keys.len(), empty.random.len(), full.random.len()), (126, 126, 112));
        assert_eq!(fields(&empty.keys), fields(&full.keys));
        assert_eq!(fields(&empty.keys).values().collect::<Vec<_>>(), [&3; 42]);
        assert!(real.iter().all(|real| full.keys.iter().any(|key| key.key == real.key)));
        assert!(full.keys.is_sorted_by(|a, b| a.key < b.key) && !full.overflowed);
        assert!(full.keys.iter().all(|key| key.is_valid() && key.earliest_publication() <= END));
        assert_eq!(full.remembered.len(), 14 * REMEMBERED);
    }

    #[test]
    fn days_since_onset_are_published_as_one_of_three() {
        let said = |days| Part::of(days).days();
        assert_eq!([Some(-3), Some(-1)].map(said), [-2; 2]);
        assert_eq!([Some(0), Some(4), None].map(said), [2; 3]);
        assert_eq!([Some(5), Some(13)].map(said), [9; 2]);
    }

    #[test]
    fn a_class_that_is_full_leaves_the_next_key_waiting_and_the_others_not() {
        let mut slots = Slots::new(END, &Rules::built_in(), 3);
        let taken: Vec<bool> = (0..4).map(|byte| slots.take(&waiting(byte, 2, Some(1)))).collect();
        assert_eq!(taken, [true, true, true, false]);
        assert!(slots.take(&waiting(5, 2, Some(-1))) && slots.take(&waiting(6, 3, Some(1))));
        assert!(slots.fill().overflowed);
    }

    #[test]
    fn a_key_of_today_waits_and_one_of_fifteen_days_ago_never_comes() {
        let mut slots = Slots::new(END, &Rules::built_in(), 3);
        assert!(!slots.take(&waiting(1, 0, None)) && !slots.is_too_old(&waiting(1, 0, None)));
        assert!(slots.take(&waiting(1, 14, None)) && !slots.is_too_old(&waiting(1, 14, None)));
        assert!(!slots.take(&waiting(1, 15, None)) && slots.is_too_old(&waiting(1, 15, None)));
        assert!(!slots.fill().overflowed);
    }

    #[test]
    fn the_export_at_midnight_belongs_to_the_day_that_ends() {
        let midnight = DAYS.start(DAYS.day(END));
        let ages = |end| Slots::new(end, &Rules::built_in(), 1).revised_starts();
        assert_eq!(ages(midnight), ages(midnight.minus(7_200)));
        assert_ne!(ages(midnight), ages(midnight.plus(7_200)));
        assert_eq!(ages(midnight.plus(7_200)).len(), 14);
    }

    #[test]
    fn a_level_has_a_quarter_more_slots_than_the_level_below() {
        assert_eq!([0, 1, 2, 3, 10].map(|level| per_class(3, level)), [3, 4, 5, 6, 28]);
        assert_eq!(per_class(3, u32::MAX), MOST_SLOTS);
        assert_eq!(per_class(0, 5), 0);
    }

    #[test]
    fn without_classes_an_export_holds_what_is_due_and_nothing_else() {
        let mut slots = Slots::new(END, &Rules::for_test(), 0);
        assert!(slots.take(&waiting(1, 0, Some(1))) && slots.take(&waiting(2, 40, None)));
        assert!(slots.revised_starts().is_empty());
        let filled = slots.fill();
        assert_eq!((filled.keys.len(), filled.random.len(), filled.remembered.len()), (2, 0, 0));
    }
}
