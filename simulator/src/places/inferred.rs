//! Rooms and spots guessed from contacts alone.

use std::collections::BTreeMap;

use rand::{RngExt as _, seq::SliceRandom as _};

use lancan_protocol::places::Category;

use super::{Places, Room, RoomId, Site, Stay};
use crate::{
    contacts::{Contacts, Person, Slot},
    random::{Purpose, stream},
};

/// How people use their rooms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// Everybody has a place of their own for the day, in a room with those they meet most (an office).
    OwnPlaces,
    /// People find a new place every half hour, with those they meet then (a conference).
    MovingAbout,
}

impl Pattern {
    /// Most people in a room.
    pub fn room_capacity(self) -> usize {
        match self {
            Self::OwnPlaces => 8,
            Self::MovingAbout => 60,
        }
    }

    /// What kind of place its rooms are.
    fn category(self) -> Category {
        match self {
            Self::OwnPlaces => Category::Workplace,
            Self::MovingAbout => Category::Event,
        }
    }

    fn block_slots(self) -> u32 {
        match self {
            Self::OwnPlaces => Slot::PER_DAY,
            Self::MovingAbout => 90,
        }
    }

    /// People move about where half of them meet more than 15 others on a day.
    pub fn of(contacts: &Contacts) -> Self {
        let mut met: BTreeMap<(u32, Person), std::collections::BTreeSet<Person>> = BTreeMap::new();
        for row in &contacts.rows {
            met.entry((row.slot.day(), row.a)).or_default().insert(row.b);
            met.entry((row.slot.day(), row.b)).or_default().insert(row.a);
        }
        let mut counts: Vec<usize> = met.values().map(std::collections::BTreeSet::len).collect();
        counts.sort_unstable();
        if counts.get(counts.len() / 2).is_some_and(|median| *median > 15) {
            Self::MovingAbout
        } else {
            Self::OwnPlaces
        }
    }
}

impl Places {
    /// Guesses rooms and spots. `spacing_m` is the pitch of the grid on which spots lie, each moved by at most
    /// a twelfth of it: no two spots are nearer than five sixths of the spacing. Every room is a place with a poster: the
    /// largest company of each block meets in place 1, the next in place 2, and so on.
    pub fn inferred(contacts: &Contacts, spacing_m: f32, seed: u64) -> Self {
        let pattern = Pattern::of(contacts);
        let presence = presence(contacts);
        let mut rooms = Vec::new();
        let mut sites = Vec::new();
        let mut stays = vec![Vec::new(); contacts.labels.len()];
        let block_slots = pattern.block_slots();
        let mut rows = contacts.rows.as_slice();
        for block in 0..contacts.end().0.div_ceil(block_slots) {
            let (from, until) = (Slot(block * block_slots), Slot((block + 1) * block_slots));
            let (now, later) = rows.split_at(rows.partition_point(|row| row.slot < until));
            rows = later;
            let mut time_together: BTreeMap<(Person, Person), u32> = BTreeMap::new();
            for row in now {
                *time_together.entry((row.a, row.b)).or_default() += 1;
            }
            let present: Vec<(Person, Slot, Slot)> = contacts
                .people()
                .filter_map(|person| {
                    let (first, last) = presence.get(&(from.day(), person))?;
                    let (first, last) = (from.max(*first), until.min(Slot(last.0 + 1)));
                    (first < last).then_some((person, first, last))
                })
                .collect();
            let people: Vec<Person> = present.iter().map(|(person, ..)| *person).collect();
            let mut rng = stream(seed, Purpose::Places, u64::from(block));
            let mut spot_of = BTreeMap::new();
            let mut next_corner = 0.0;
            for (number, mut members) in (1..).zip(companies(&people, &time_together, pattern.room_capacity())) {
                let columns = (members.len() as f32).sqrt().ceil();
                let depth = (members.len() as f32 / columns).ceil();
                let room = RoomId(rooms.len() as u32);
                rooms.push(Room {
                    corner: (next_corner, 0.0),
                    size: (columns * spacing_m, depth * spacing_m),
                    building: block,
                });
                sites.push(Some(Site { number, category: pattern.category() }));
                members.shuffle(&mut rng);
                for (n, person) in members.iter().enumerate() {
                    let (column, row) = (n % columns as usize, n / columns as usize);
                    let mut place =
                        |cell: usize| (cell as f32 + 0.5) * spacing_m + rng.random_range(-1.0..1.0) * spacing_m / 12.0;
                    spot_of.insert(*person, (room, (next_corner + place(column), place(row))));
                }
                next_corner += columns * spacing_m;
            }
            for (person, from, until) in present {
                if let Some(&(room, spot)) = spot_of.get(&person) {
                    stays[person.index()].push(Stay { from, until, room, spot });
                }
            }
        }
        Self::known(contacts, rooms, stays).with_sites(sites)
    }
}

/// From the first to the last row of each day.
fn presence(contacts: &Contacts) -> BTreeMap<(u32, Person), (Slot, Slot)> {
    let mut presence = BTreeMap::new();
    for row in &contacts.rows {
        for person in [row.a, row.b] {
            presence.entry((row.slot.day(), person)).or_insert((row.slot, row.slot)).1 = row.slot;
        }
    }
    presence
}

/// Splits people into rooms: those longest together first, as long as a room takes them; small companies share.
fn companies(people: &[Person], together: &BTreeMap<(Person, Person), u32>, capacity: usize) -> Vec<Vec<Person>> {
    let mut company: BTreeMap<Person, usize> = people.iter().copied().zip(0..).collect();
    let mut members: Vec<Vec<Person>> = people.iter().map(|person| vec![*person]).collect();
    let mut pairs: Vec<_> = together.iter().collect();
    pairs.sort_by_key(|(pair, slots)| (std::cmp::Reverse(**slots), **pair));
    for ((a, b), _) in pairs {
        let (Some(&one), Some(&other)) = (company.get(a), company.get(b)) else { continue };
        if one != other && members[one].len() + members[other].len() <= capacity {
            let moved = std::mem::take(&mut members[other]);
            for person in &moved {
                company.insert(*person, one);
            }
            members[one].extend(moved);
        }
    }
    members.sort_by_key(|company| std::cmp::Reverse(company.len()));
    let mut rooms: Vec<Vec<Person>> = Vec::new();
    for company in members.into_iter().filter(|company| !company.is_empty()) {
        match rooms.iter_mut().find(|room| room.len() + company.len() <= capacity) {
            Some(room) => room.extend(company),
            None => rooms.push(company),
        }
    }
    rooms
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::Scene;

    fn two_pairs_and_a_visitor() -> Contacts {
        let mut times: Vec<_> = (1..=30).flat_map(|n| [(n * 20, 1, 2), (n * 20, 3, 4)]).collect();
        times.extend((31..=60).map(|n| (n * 20, 1, 5)));
        times.extend([(20, 5, 6), (1_400, 2, 3)]);
        Contacts::from_times(&times).unwrap()
    }

    #[test]
    fn people_face_to_face_are_within_reach_and_others_are_not() {
        let contacts = two_pairs_and_a_visitor();
        let places = Places::inferred(&contacts, 3.0, 1);
        for slot in Slot::PER_DAY..contacts.end().0 {
            let scene = Scene::at(&places, Slot(slot));
            for a in contacts.people() {
                for b in contacts.people().filter(|b| *b != a) {
                    let Some(distance) = scene.distance(a, b) else { continue };
                    if scene.face_each_other(a, b) {
                        assert!((0.5..=1.5).contains(&distance));
                    } else if !scene.stand_together(a, b) {
                        assert!(distance > 1.4, "{a:?} {b:?} {distance}");
                    }
                    assert_eq!(scene.distance(b, a), Some(distance));
                }
            }
        }
    }

    #[test]
    fn a_person_is_present_from_their_first_row_of_a_day_to_their_last() {
        let contacts = two_pairs_and_a_visitor();
        let places = Places::inferred(&contacts, 3.0, 1);
        let six = Person(5);
        assert!(Scene::at(&places, Slot(Slot::PER_DAY)).placed(six).is_some());
        assert!(Scene::at(&places, Slot(Slot::PER_DAY + 1)).placed(six).is_none());
        let two = Person(1);
        assert!(Scene::at(&places, Slot(Slot::PER_DAY + 45)).placed(two).is_some());
        assert!(Scene::at(&places, Slot(Slot::PER_DAY + 70)).placed(two).is_none());
    }

    #[test]
    fn places_depend_on_the_seed_and_nothing_else() {
        let contacts = two_pairs_and_a_visitor();
        let stays = |seed| Places::inferred(&contacts, 3.0, seed).stays;
        assert_eq!(stays(1), stays(1));
        assert_ne!(stays(1), stays(2));
    }
}
