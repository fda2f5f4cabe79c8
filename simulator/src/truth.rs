//! Who truly was a close contact of whom, by the rule the phones use: 15 minutes added up over any 24 hours.

use std::collections::{BTreeMap, BTreeSet};

use crate::contacts::{Contacts, Person, ROW_SECONDS, Slot};

/// What makes two people close contacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CloseRule {
    /// Seconds face to face.
    pub seconds: u32,
    /// Within any window of this many seconds.
    pub within: u32,
}

impl Default for CloseRule {
    /// 15 minutes over any 24 hours.
    fn default() -> Self {
        Self { seconds: 15 * 60, within: 24 * 60 * 60 }
    }
}

/// The close contacts of everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truth {
    close: Vec<BTreeSet<Person>>,
}

impl Truth {
    /// Adds up every pair's rows under a rule.
    pub fn of(contacts: &Contacts, rule: CloseRule) -> Self {
        let mut pairs: BTreeMap<(Person, Person), Vec<Slot>> = BTreeMap::new();
        for row in &contacts.rows {
            pairs.entry((row.a, row.b)).or_default().push(row.slot);
        }
        let mut close = vec![BTreeSet::new(); contacts.labels.len()];
        for ((a, b), slots) in pairs {
            if most_seconds(&slots, rule.within) >= rule.seconds {
                close[a.index()].insert(b);
                close[b.index()].insert(a);
            }
        }
        Self { close }
    }

    /// Everybody who truly was close to `person`.
    pub fn close_to(&self, person: Person) -> &BTreeSet<Person> {
        &self.close[person.index()]
    }

    /// Those with at least `least` close contacts, ascending.
    pub fn with_contacts(&self, least: usize) -> Vec<Person> {
        (0..).map(Person).zip(&self.close).filter(|(_, close)| close.len() >= least).map(|(person, _)| person).collect()
    }
}

/// Most seconds of ascending `slots` that fit into any window of `within` seconds.
fn most_seconds(slots: &[Slot], within: u32) -> u32 {
    let mut first = 0;
    let mut most = 0;
    for (last, slot) in slots.iter().enumerate() {
        while (slot.0 + 1 - slots[first].0) * ROW_SECONDS > within {
            first += 1;
        }
        most = most.max(last + 1 - first);
    }
    u32::try_from(most).map_or(u32::MAX, |most| most * ROW_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(times: &[u32]) -> bool {
        let rows: Vec<_> = times.iter().map(|t| (*t, 1, 2)).collect();
        let truth = Truth::of(&Contacts::from_times(&rows).unwrap(), CloseRule::default());
        truth.close_to(Person(0)).contains(&Person(1))
    }

    #[test]
    fn forty_five_rows_are_fifteen_minutes_and_forty_four_are_not() {
        let rows: Vec<u32> = (1..=45).map(|n| n * 20).collect();
        assert!(close(&rows));
        assert!(!close(&rows[1..]));
    }

    #[test]
    fn minutes_add_up_over_any_24_hours_but_not_over_more() {
        let morning: Vec<u32> = (1..=40).map(|n| 36_000 + n * 20).collect();
        let fits = [
            &morning[..],
            &[36_000 + 86_400; 1],
            &[35_900 + 86_400, 35_920 + 86_400, 35_940 + 86_400, 35_960 + 86_400],
        ]
        .concat();
        assert!(close(&fits));
        let late: Vec<u32> = (1..=5).map(|n| 36_000 + 86_400 + n * 20).collect();
        assert!(!close(&[morning, late].concat()), "the first row leaves the window as the last one enters it");
    }

    proptest! {
        #[test]
        fn the_window_that_slides_finds_what_trying_every_window_finds(
            slots in proptest::collection::btree_set(0_u32..400, 1..60), within in 1_u32..200
        ) {
            let slots: Vec<Slot> = slots.into_iter().map(Slot).collect();
            let tried = slots.iter().map(|first| {
                slots.iter().filter(|s| **s >= *first && s.0 - first.0 < within).count()
            }).max().unwrap();
            prop_assert_eq!(most_seconds(&slots, within * ROW_SECONDS) as usize, tried * ROW_SECONDS as usize);
        }
    }
}
