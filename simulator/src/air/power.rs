//! With what power simulated phones send.

use lancan_protocol::ranging::phone_level;
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
            Self::Mixed => power_of(MODELS[MODELS.len() / 2]),
        }
    }
}

/// The model of a person's phone, and its power in dBm.
fn drawn(person: Person, seed: u64) -> (&'static str, i8) {
    // A number that no draw of `Build` uses.
    let mut rng = stream(seed, Purpose::Phone, (2 << 32) | u64::from(person.0));
    let model = MODELS[rng.random_range(0..MODELS.len())];
    (model, power_of(model))
}

/// The models of a mixed run's phones, each with the power in dBm that it sends with at `ADVERTISE_TX_POWER_LOW`, ascending.
pub fn models() -> impl ExactSizeIterator<Item = (&'static str, i8)> {
    MODELS.into_iter().map(|model| (model, power_of(model)))
}

/// What the core's table of phone levels says of a model.
fn power_of(model: &str) -> i8 {
    phone_level("", model).map_or(TRANSMIT_POWER_DBM, |level| level.transmit_power_dbm)
}

/// Of the 551 models that Google measured for Exposure Notification (see `NOTICE`), one from the middle of each twentieth, by
/// ascending power. None sends with −21 dBm, the power of the other runs. Their powers are in the core's table alone.
const MODELS: [&str; 20] = [
    "Nokia 4.2",
    "Pixel 3",
    "ASUS_I003DD",
    "SO-41A",
    "HTC_U-1u",
    "Lenovo K33a42",
    "Studio Mega",
    "BBE100-4",
    "Infinix X650",
    "itel A32F",
    "KIW-L24",
    "PH-1",
    "LG-AS110",
    "T5c",
    "Moto G Play",
    "ONEPLUS A5010",
    "Coolpad 8722V",
    "Redmi Note 8",
    "LGM-X800L",
    "Orange Neva zen",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixed_crowd_has_the_tables_powers_and_a_person_keeps_theirs() {
        let drawn: Vec<i8> = (0..2_000).map(|n| Power::Mixed.of(Person(n), 1)).collect();
        for (model, power_dbm) in models() {
            let share = drawn.iter().filter(|drawn| **drawn == power_dbm).count();
            let models = models().filter(|(_, same)| *same == power_dbm).count();
            assert!((60 * models..140 * models).contains(&share), "{model}: {share}");
        }
        assert_eq!(Power::Mixed.of(Person(7), 3), Power::Mixed.of(Person(7), 3));
        for person in (0..200).map(Person) {
            let level = phone_level("", Power::Mixed.model(person, 1)).unwrap();
            assert_eq!(level.transmit_power_dbm, Power::Mixed.of(person, 1));
        }
    }

    #[test]
    fn every_model_is_in_the_cores_table_and_none_sends_as_the_other_runs_do() {
        assert!(MODELS.iter().all(|model| phone_level("", model).is_some()));
        assert!(models().all(|(_, power_dbm)| (-40..=10).contains(&power_dbm) && power_dbm != TRANSMIT_POWER_DBM));
        assert!(models().is_sorted_by_key(|(_, power_dbm)| power_dbm));
        assert_eq!(Power::Mixed.median_dbm(), -25);
    }
}
