//! Where everybody is: rooms, the spots people have in them, and who stands with whom.
//!
//! Contact data says who was face to face and nothing about everybody else. Places fill the gap: a person is
//! *present* from their first to their last row of a day and has a spot in a room all that time. People face to
//! face stand together at one spot, about a metre apart and turned to each other; all others keep to spots of their own.

mod inferred;
mod scene;
mod site;

pub use inferred::Pattern;
pub use scene::{Placed, Scene};
pub use site::Site;

use crate::contacts::{Contacts, Person, Slot};

/// A rectangular room on the ground plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// Its corner nearest the origin, in metres.
    pub corner: (f32, f32),
    /// Width and depth in metres.
    pub size: (f32, f32),
    /// Rooms of one building hear each other through walls; others never do.
    pub building: u32,
}

/// A room, as an index into [`Places::rooms`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoomId(pub u32);

/// One person's time at one spot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stay {
    /// First slot.
    pub from: Slot,
    /// The slot after the last.
    pub until: Slot,
    /// The room that the spot lies in.
    pub room: RoomId,
    /// The spot, in metres on the ground plan.
    pub spot: (f32, f32),
}

/// Where everybody is at any time.
#[derive(Clone, Debug)]
pub struct Places {
    /// All rooms of all days.
    pub rooms: Vec<Room>,
    /// Each person's stays, ascending and without overlap. Between them a person is out of everybody's range.
    pub stays: Vec<Vec<Stay>>,
    /// For each room, the place whose poster hangs there.
    sites: Vec<Option<Site>>,
    /// For each slot, who stands together; contact rows with short gaps closed.
    together: Vec<Vec<(Person, Person)>>,
    /// For each slot, the contact rows themselves.
    facing: Vec<Vec<(Person, Person)>>,
}

/// What places look like, for people to judge them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlacesSummary {
    /// Rooms in use, over all times.
    pub rooms: usize,
    /// Median number of people in a room, over rooms and time.
    pub people_in_a_room: usize,
    /// Median metres from a person to the nearest one they are not in contact with.
    pub nearest_other_m: f32,
}

impl Places {
    /// A gap of at most this many slots in a pair's rows is a sensor's miss: the two stay where they are.
    pub const LONGEST_GAP: u32 = 3;

    /// Places whose stays are known.
    pub fn known(contacts: &Contacts, rooms: Vec<Room>, stays: Vec<Vec<Stay>>) -> Self {
        let slots = contacts.end().0 as usize;
        let mut facing = vec![Vec::new(); slots];
        let mut together = vec![Vec::new(); slots];
        let mut last_met = std::collections::HashMap::new();
        for row in &contacts.rows {
            let pair = (row.a, row.b);
            facing[row.slot.0 as usize].push(pair);
            let last =
                last_met.insert(pair, row.slot).filter(|last: &Slot| row.slot.0 - last.0 <= Self::LONGEST_GAP + 1);
            let first = last.map_or(row.slot.0, |last| last.0 + 1);
            for slot in first..=row.slot.0 {
                together[slot as usize].push(pair);
            }
        }
        for pairs in &mut together {
            pairs.sort_unstable();
        }
        let sites = vec![None; rooms.len()];
        Self { rooms, stays, sites, together, facing }
    }

    /// The same, with posters in these rooms; in the order of [`Places::rooms`].
    #[must_use]
    pub fn with_sites(mut self, sites: Vec<Option<Site>>) -> Self {
        self.sites = sites;
        self
    }

    /// The place whose poster hangs in a room; none in a home.
    pub fn site(&self, room: RoomId) -> Option<Site> {
        self.sites.get(room.0 as usize).copied().flatten()
    }

    /// Where `person` has a spot in `slot`.
    pub fn stay(&self, person: Person, slot: Slot) -> Option<&Stay> {
        let stays = &self.stays[person.index()];
        let next = stays.partition_point(|stay| stay.from <= slot);
        stays[..next].last().filter(|stay| slot < stay.until)
    }

    /// Whether anybody is anywhere in `slot`.
    pub fn next_presence(&self, slot: Slot) -> Option<Slot> {
        let next = |stays: &Vec<Stay>| {
            let at = stays.partition_point(|stay| stay.until <= slot);
            stays.get(at).map(|stay| stay.from.max(slot))
        };
        self.stays.iter().filter_map(next).min()
    }

    /// Looks at the middle of each half hour.
    pub fn summary(&self) -> PlacesSummary {
        let mut people = Vec::new();
        let mut nearest = Vec::new();
        let mut rooms = std::collections::BTreeSet::new();
        for slot in (45..self.together.len() as u32).step_by(90).map(Slot) {
            let scene = Scene::at(self, slot);
            for (room, members) in scene.rooms() {
                rooms.insert(room);
                people.push(members.len());
                for one in members {
                    let others = members.iter().filter(|other| !scene.stand_together(*one, **other));
                    let distances = others.filter_map(|other| scene.distance(*one, *other));
                    nearest.extend(distances.min_by(f32::total_cmp));
                }
            }
        }
        people.sort_unstable();
        nearest.sort_by(f32::total_cmp);
        PlacesSummary {
            rooms: rooms.len(),
            people_in_a_room: people.get(people.len() / 2).copied().unwrap_or(0),
            nearest_other_m: nearest.get(nearest.len() / 2).copied().unwrap_or(f32::INFINITY),
        }
    }
}
