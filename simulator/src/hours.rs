//! When a person's radio is on.

use rand::RngExt as _;

use crate::{
    air::{Air, Realistic},
    clock::SimTime,
    contacts::Person,
    places::Places,
    random::{Purpose, stream},
};

/// A radio is on from this long before its owner comes among people. Who is among nobody has it off: that saves
/// simulating nights and changes nothing that anybody could hear.
const BEFORE: u64 = 180_000;
/// Absences shorter than this are not worth switching it off.
const LEAST_ABSENCE: u64 = 900_000;

/// From when to when the radio of a person is on.
pub(crate) fn radio_hours(person: Person, air: &Air, places: &Places, seed: u64) -> Vec<(SimTime, SimTime)> {
    let mut hours: Vec<(SimTime, SimTime)> = Vec::new();
    for stay in &places.stays[person.index()] {
        let (on, off) = (SimTime(SimTime::of(stay.from).0 - BEFORE), SimTime::of(stay.until));
        match hours.last_mut().filter(|(_, until)| until.0 + LEAST_ABSENCE > on.0) {
            Some((_, until)) => *until = off,
            None => hours.push((on, off)),
        }
    }
    if let Air::Realistic(air) = air {
        return switched_off_at_times(hours, air, person, seed);
    }
    hours
}

/// Some phones are switched off for a third of some days.
fn switched_off_at_times(
    hours: Vec<(SimTime, SimTime)>,
    air: &Realistic,
    person: Person,
    seed: u64,
) -> Vec<(SimTime, SimTime)> {
    let mut rng = stream(seed, Purpose::Phone, (1 << 32) | u64::from(person.0));
    let mut kept = Vec::new();
    for (on, off) in hours {
        let third = (off.0 - on.0) / 3 / 20_000 * 20_000;
        if rng.random::<f32>() < air.switched_off {
            let gap = SimTime(on.0 + third * rng.random_range(0..3));
            kept.push((on, gap));
            kept.push((SimTime(gap.0 + third), off));
        } else {
            kept.push((on, off));
        }
    }
    kept.retain(|(on, off)| on < off);
    kept
}
