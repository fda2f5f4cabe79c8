//! Who was face to face with whom, 20 seconds at a time.
//!
//! Contacts come from a file that others published ([`Contacts::read`]) or from a generated day ([`crate::town`]).

mod columns;
mod line;
mod lines;
mod read;

use lancan_protocol::Saturate;
use std::collections::BTreeMap;

pub use line::{LineProblem, Skipped};
pub use read::{ContactsError, ReadContacts};

/// Seconds of contact that one row stands for; row times are multiples of it.
pub const ROW_SECONDS: u32 = 20;
/// Most days from the first row to the last: what phones keep.
pub const MOST_DAYS: u32 = 21;
/// Most rows of a file.
pub const MOST_ROWS: usize = 20_000_000;
/// Most people in a file.
pub const MOST_PEOPLE: usize = 10_000;

/// A person, as an index into [`Contacts::labels`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Person(pub u16);

impl Person {
    /// The index.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Twenty seconds, counted from the midnight a day before the first row's day, so that whatever must begin before
/// the first row has time to: slot `n` lasts from `20 n` to `20 (n + 1)` seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub u32);

impl Slot {
    /// Slots in a day.
    pub const PER_DAY: u32 = 86_400 / ROW_SECONDS;

    /// Its first second.
    pub fn start(self) -> u64 {
        u64::from(self.0) * u64::from(ROW_SECONDS)
    }

    /// The day it lies in; the first row's day is day 1.
    pub fn day(self) -> u32 {
        self.0 / Self::PER_DAY
    }
}

/// Two people who were face to face during one slot; `a < b`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row {
    /// The 20 seconds.
    pub slot: Slot,
    /// One of them.
    pub a: Person,
    /// The other.
    pub b: Person,
}

/// All rows, in order and without duplicates, of a population.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contacts {
    /// The people, by the numbers the file gives them, ascending.
    pub labels: Vec<u32>,
    /// Who was near whom, ascending.
    pub rows: Vec<Row>,
}

/// Why a file cannot be used though each of its lines can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileProblem {
    /// No rows at all, or none that is a contact.
    #[error("holds no contacts")]
    Empty,
    /// Longer than phones remember.
    #[error("spans {0} days; phones keep {MOST_DAYS}")]
    TooLong(u32),
    /// More than the simulation takes.
    #[error("holds more than {MOST_ROWS} contacts or {MOST_PEOPLE} people")]
    TooLarge,
}

impl Contacts {
    /// Contacts from `(t, i, j)`, where `t` is the second at which the 20 seconds of contact end, a multiple of 20
    /// and more than 0, and `i ≠ j`. The first row's day becomes day 1.
    ///
    /// # Errors
    /// [`FileProblem`].
    pub fn from_times(times: &[(u32, u32, u32)]) -> Result<Self, FileProblem> {
        let slot = |t: u32| (t - 1) / ROW_SECONDS;
        let first = times.iter().map(|(t, ..)| slot(*t)).min().ok_or(FileProblem::Empty)?;
        let midnight = first - first % Slot::PER_DAY;
        let last = times.iter().map(|(t, ..)| slot(*t)).max().unwrap_or(first);
        let days = (last - midnight) / Slot::PER_DAY + 1;
        if days > MOST_DAYS {
            return Err(FileProblem::TooLong(days));
        }
        let mut people: BTreeMap<u32, Person> =
            times.iter().flat_map(|&(_, i, j)| [(i, Person(0)), (j, Person(0))]).collect();
        if people.len() > MOST_PEOPLE {
            return Err(FileProblem::TooLarge);
        }
        for (person, index) in people.values_mut().zip(0..) {
            *person = Person(index);
        }
        let mut rows: Vec<Row> = times
            .iter()
            .map(|(t, i, j)| {
                let (i, j) = (people[i], people[j]);
                Row { slot: Slot(slot(*t) - midnight + Slot::PER_DAY), a: i.min(j), b: i.max(j) }
            })
            .collect();
        rows.sort_unstable();
        rows.dedup();
        Ok(Self { labels: people.into_keys().collect(), rows })
    }

    /// Everybody.
    pub fn people(&self) -> impl ExactSizeIterator<Item = Person> + use<> {
        (0..Saturate::<u16>::saturate(self.labels.len())).map(Person)
    }

    /// Days from the first row's to the last row's.
    pub fn days(&self) -> u32 {
        self.rows.last().map_or(0, |row| row.slot.day())
    }

    /// The slot after the last row.
    pub fn end(&self) -> Slot {
        Slot(self.rows.last().map_or(0, |row| row.slot.0 + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_the_twenty_seconds_before_its_time() {
        let contacts = Contacts::from_times(&[(40, 9, 7), (20, 7, 9), (40, 7, 9)]).unwrap();
        assert_eq!(contacts.labels, [7, 9]);
        let row = |slot| Row { slot: Slot(Slot::PER_DAY + slot), a: Person(0), b: Person(1) };
        assert_eq!(contacts.rows, [row(0), row(1)]);
        assert_eq!(contacts.end(), Slot(Slot::PER_DAY + 2));
    }

    #[test]
    fn the_first_row_lies_on_day_1() {
        let contacts = Contacts::from_times(&[(1_385_982_020, 1, 2), (1_386_068_420, 1, 2)]).unwrap();
        assert_eq!(contacts.rows[0].slot.day(), 1);
        assert_eq!(contacts.rows[1].slot.0 - contacts.rows[0].slot.0, Slot::PER_DAY);
    }
}
