//! With what power simulated phones send.

use std::sync::LazyLock;

use lancan_protocol::ranging::phone_levels;
use rand::RngExt as _;

use crate::{
    contacts::Person,
    random::{Purpose, stream},
};

/// The power with which phones send and which they declare, in dBm, where a run says nothing else: what Android phones at
/// `ADVERTISE_TX_POWER_LOW` say of themselves. The rules assume another one of phones that do not know theirs.
pub const TRANSMIT_POWER_DBM: i8 = -21;

/// The powers of a run's phones. Every phone sends with the power that it declares, apart from its own offset
/// ([`super::Build::send_offset_db`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Power {
    /// All phones send with this power, in dBm.
    Same(i8),
    /// Each phone is of a model drawn from [`models`].
    Mixed,
}

impl Default for Power {
    fn default() -> Self {
        Self::Same(TRANSMIT_POWER_DBM)
    }
}

impl Power {
    /// The power of a person's phone, in dBm.
    pub fn of(self, person: Person, seed: u64) -> i8 {
        match self {
            Self::Same(power_dbm) => power_dbm,
            Self::Mixed => drawn(person, seed).1,
        }
    }

    /// The model of a person's phone as its host names it, by which the core knows what is peculiar to its power; empty
    /// where all phones send with one power.
    pub fn model(self, person: Person, seed: u64) -> &'static str {
        match self {
            Self::Same(_) => "",
            Self::Mixed => drawn(person, seed).0,
        }
    }

    /// The median power of a run's phones, in dBm.
    pub fn median_dbm(self) -> i8 {
        match self {
            Self::Same(power_dbm) => power_dbm,
            Self::Mixed => MODELS[MODELS.len() / 2].1,
        }
    }
}

/// The model of a person's phone, and its power in dBm.
fn drawn(person: Person, seed: u64) -> (&'static str, i8) {
    // A number that no draw of `Build` uses.
    let mut rng = stream(seed, Purpose::Phone, (2 << 32) | u64::from(person.0));
    MODELS[rng.random_range(0..MODELS.len())]
}

/// The models of a mixed run's phones, each with the power in dBm that it sends with at `ADVERTISE_TX_POWER_LOW`, ascending.
pub fn models() -> impl ExactSizeIterator<Item = (&'static str, i8)> {
    MODELS.iter().copied()
}

/// The models that Google measured for Exposure Notification (see `NOTICE`), all of them: a choice of a few would stand for
/// receivers that hardly any model has. Their powers are in the core's table alone.
static MODELS: LazyLock<Vec<(&str, i8)>> = LazyLock::new(|| {
    let mut models: Vec<_> = phone_levels().map(|(model, known)| (model, known.transmit_power_dbm)).collect();
    models.sort_by_key(|(model, power_dbm)| (*power_dbm, *model));
    models
});

#[cfg(test)]
mod tests {
    use lancan_protocol::ranging::{median_power_dbm, phone_level};

    use super::*;

    #[test]
    fn a_mixed_crowd_has_the_tables_powers_and_a_person_keeps_theirs() {
        let drawn: Vec<i8> = (0..8_000).map(|n| Power::Mixed.of(Person(n), 1)).collect();
        for weaker_than in [-30, -26, -22, -15] {
            let share = |below: usize, all: usize| below as f32 / all as f32;
            let in_table = share(models().filter(|(_, power)| *power < weaker_than).count(), models().len());
            let in_crowd = share(drawn.iter().filter(|power| **power < weaker_than).count(), drawn.len());
            assert!((in_table - in_crowd).abs() < 0.02, "{weaker_than}: {in_table} {in_crowd}");
        }
        assert_eq!(Power::Mixed.of(Person(7), 3), Power::Mixed.of(Person(7), 3));
        for person in (0..200).map(Person) {
            let level = phone_level("", Power::Mixed.model(person, 1)).unwrap();
            assert_eq!(level.transmit_power_dbm, Power::Mixed.of(person, 1));
        }
    }

    #[test]
    fn every_model_of_the_table_is_there_by_ascending_power() {
        assert!(models().len() > 500 && models().all(|(_, power_dbm)| (-40..=10).contains(&power_dbm)));
        assert!(models().is_sorted_by_key(|(_, power_dbm)| power_dbm));
        assert_eq!(Power::Mixed.median_dbm(), median_power_dbm());
    }
}
