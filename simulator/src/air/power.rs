//! With what power simulated phones send.

use lancan_protocol::ranging::phone_levels;
use rand::RngExt as _;

use crate::{
    contacts::Person,
    random::{Purpose, stream},
};

/// The power with which phones send and which they declare, in dBm, where a run says nothing else: what Android phones at
/// `ADVERTISE_TX_POWER_LOW` say of themselves. The rules assume another one of phones that do not know theirs.
pub const TRANSMIT_POWER_DBM: i8 = -21;

/// The powers of a run's phones. Every phone sends with the power that it declares, but for its own offset
/// ([`super::Build::send_offset_db`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Power {
    /// All phones send with this power, in dBm.
    Same(i8),
    /// Each phone is of a model drawn from [`MODELS`].
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
            Self::Mixed => {
                let (label, _) = drawn(person, seed);
                let models = phone_levels().map(|(model, _)| model).filter(|model| label.ends_with(model));
                models.max_by_key(|model| model.len()).unwrap_or_default()
            }
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

fn drawn(person: Person, seed: u64) -> (&'static str, i8) {
    // A number that no draw of `Build` uses.
    let mut rng = stream(seed, Purpose::Phone, (2 << 32) | u64::from(person.0));
    MODELS[rng.random_range(0..MODELS.len())]
}

/// Models and the power in dBm that each sends with at `ADVERTISE_TX_POWER_LOW`, ascending: of the 551 models that Google
/// measured for Exposure Notification (see `NOTICE`), one from the middle of each twentieth. None sends with −21 dBm, the
/// power of the other runs.
pub const MODELS: [(&str, i8); 20] = [
    ("nokia Nokia 4.2", -36),
    ("google Pixel 3", -33),
    ("asus ASUS_I003DD", -32),
    ("docomo SO-41A", -31),
    ("htc HTC_U-1u", -29),
    ("lenovo Lenovo K33a42", -29),
    ("blu Studio Mega", -28),
    ("blackberry BBE100-4", -27),
    ("infinix Infinix X650", -26),
    ("itel itel A32F", -26),
    ("huawei KIW-L24", -25),
    ("essential products PH-1", -24),
    ("lge LG-AS110", -24),
    ("leagoo T5c", -23),
    ("motorola Moto G Play", -23),
    ("oneplus ONEPLUS A5010", -22),
    ("coolpad Coolpad 8722V", -20),
    ("redmi Redmi Note 8", -19),
    ("lge LGM-X800L", -13),
    ("orange Orange Neva zen", -3),
];

#[cfg(test)]
mod tests {
    use super::*;
    use lancan_protocol::ranging::phone_level;

    #[test]
    fn a_mixed_crowd_has_the_tables_powers_and_a_person_keeps_theirs() {
        let drawn: Vec<i8> = (0..2_000).map(|n| Power::Mixed.of(Person(n), 1)).collect();
        for (model, power_dbm) in MODELS {
            let share = drawn.iter().filter(|drawn| **drawn == power_dbm).count();
            let models = MODELS.iter().filter(|(_, same)| *same == power_dbm).count();
            assert!((60 * models..140 * models).contains(&share), "{model}: {share}");
        }
        assert_eq!(Power::Mixed.of(Person(7), 3), Power::Mixed.of(Person(7), 3));
        for person in (0..200).map(Person) {
            let level = phone_level("", Power::Mixed.model(person, 1)).unwrap();
            assert_eq!(level.transmit_power_dbm, Power::Mixed.of(person, 1));
        }
        assert!(MODELS.iter().all(|(_, power_dbm)| (-40..=10).contains(power_dbm) && *power_dbm != TRANSMIT_POWER_DBM));
        assert!(MODELS.is_sorted_by_key(|(_, power_dbm)| *power_dbm));
    }
}
