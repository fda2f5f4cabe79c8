//! Who scans which poster when: people come to places, most scan at the door, some scan again when they leave.

use std::collections::BTreeMap;

use crate::{
    contacts::{Person, ROW_SECONDS, Slot},
    places::{Places, Site},
    random::mixed_unit,
};

/// How reliably people scan, as shares of 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scanning {
    /// Enters at which the poster is scanned.
    pub enters: f32,
    /// Scanned enters whose leave is scanned, too.
    pub leaves: f32,
}

impl Default for Scanning {
    /// Our assumption, not a measurement: four of five enters, every other leave.
    fn default() -> Self {
        Self { enters: 0.8, leaves: 0.5 }
    }
}

/// Somebody's time at a place, without a break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attendance {
    /// Who was there.
    pub person: Person,
    /// Where.
    pub site: Site,
    /// First slot.
    pub from: Slot,
    /// The slot after the last.
    pub until: Slot,
}

/// Somebody scans a place's poster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PosterScan {
    /// The slot at whose beginning.
    pub at: Slot,
    /// Who.
    pub person: Person,
    /// Whose poster.
    pub site: Site,
}

/// Slots out of a place after which somebody who comes back enters again: 15 minutes.
const BREAK_SLOTS: u32 = 15 * 60 / ROW_SECONDS;

/// Everybody's times at places, by person and time.
pub fn attendances(places: &Places) -> Vec<Attendance> {
    let mut all: Vec<Attendance> = Vec::new();
    for (person, stays) in (0..).map(Person).zip(&places.stays) {
        for stay in stays {
            let Some(site) = places.site(stay.room) else { continue };
            let same = |last: &&mut Attendance| {
                last.person == person && last.site == site && stay.from.0 <= last.until.0 + BREAK_SLOTS
            };
            match all.last_mut().filter(same) {
                Some(last) => last.until = stay.until,
                None => all.push(Attendance { person, site, from: stay.from, until: stay.until }),
            }
        }
    }
    all
}

/// The scans of all people in the order of time; a leave comes before an enter of the same slot.
pub fn scans(attendances: &[Attendance], scanning: Scanning, seed: u64) -> Vec<PosterScan> {
    let mut scans = Vec::new();
    for Attendance { person, site, from, until } in attendances.iter().copied() {
        let draw = |what: u64| mixed_unit(&[seed, what, u64::from(person.0), u64::from(from.0)]);
        if draw(1) >= scanning.enters {
            continue;
        }
        scans.push((PosterScan { at: from, person, site }, true));
        if draw(2) < scanning.leaves {
            scans.push((PosterScan { at: until, person, site }, false));
        }
    }
    scans.sort_by_key(|(scan, enters)| (scan.at, *enters, scan.person));
    scans.into_iter().map(|(scan, _)| scan).collect()
}

/// For everybody, the longest time at a place together with one of `cases`, in seconds: in the same place at the same time,
/// added up over the places and times of each case by itself.
pub fn seconds_with(attendances: &[Attendance], cases: &[Person]) -> BTreeMap<Person, u32> {
    let mut longest = BTreeMap::new();
    for case in cases {
        let mut with: BTreeMap<Person, u32> = BTreeMap::new();
        for theirs in attendances.iter().filter(|one| one.person == *case) {
            for one in attendances.iter().filter(|one| one.person != *case && one.site == theirs.site) {
                let until = one.until.min(theirs.until).0;
                *with.entry(one.person).or_default() += until.saturating_sub(one.from.max(theirs.from).0) * ROW_SECONDS;
            }
        }
        for (person, seconds) in with {
            let most: &mut u32 = longest.entry(person).or_default();
            *most = seconds.max(*most);
        }
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::town::Town;

    fn town() -> Vec<Attendance> {
        attendances(&Town::generate(1).unwrap().places)
    }

    #[test]
    fn nobody_scans_at_home_and_everybody_else_where_they_are() {
        let town = town();
        assert!(town.iter().all(|one| one.from < one.until));
        let categories: std::collections::BTreeSet<_> = town.iter().map(|one| one.site.category).collect();
        assert_eq!(categories.len(), 4, "classes, offices, buses and markets: {categories:?}");
    }

    #[test]
    fn who_always_scans_scans_twice_and_who_never_does_not_at_all() {
        let town = town();
        let count = |enters, leaves| scans(&town, Scanning { enters, leaves }, 1).len();
        assert_eq!((count(1.0, 1.0), count(1.0, 0.0), count(0.0, 1.0)), (2 * town.len(), town.len(), 0));
        let some = count(0.8, 0.5) as f32 / town.len() as f32;
        assert!((1.0..1.4).contains(&some), "{some}");
    }

    #[test]
    fn scans_come_in_the_order_of_time_and_nobody_enters_before_they_left() {
        let all = scans(&town(), Scanning { enters: 1.0, leaves: 1.0 }, 1);
        assert!(all.windows(2).all(|two| two[0].at <= two[1].at));
        let mut inside: BTreeMap<Person, Site> = BTreeMap::new();
        for scan in all {
            match inside.remove(&scan.person) {
                Some(site) => assert_eq!(site, scan.site),
                None => drop(inside.insert(scan.person, scan.site)),
            }
        }
        assert!(inside.is_empty());
    }

    #[test]
    fn time_together_is_time_in_the_same_place_at_the_same_time() {
        let site = Site { number: 1, category: lancan_protocol::places::Category::Market };
        let at =
            |person, from, until| Attendance { person: Person(person), site, from: Slot(from), until: Slot(until) };
        let elsewhere = Attendance { site: Site { number: 2, ..site }, ..at(3, 100, 200) };
        let all = [at(0, 100, 145), at(1, 130, 300), at(2, 145, 300), elsewhere, at(1, 310, 400), at(0, 390, 420)];
        let with = seconds_with(&all, &[Person(0)]);
        assert_eq!(with.get(&Person(1)), Some(&(25 * ROW_SECONDS)));
        assert_eq!((with.get(&Person(2)), with.get(&Person(3))), (Some(&0), None));
    }
}
