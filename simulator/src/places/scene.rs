//! One slot's picture of where everybody stands and which way they face.

use std::collections::BTreeMap;

use super::{Places, RoomId};
use crate::{
    contacts::{Person, Slot},
    random::{mixed, mixed_unit},
};

/// Where a person is and faces.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// The room.
    pub room: RoomId,
    /// Metres on the ground plan.
    pub position: (f32, f32),
    /// The direction the person faces, in radians.
    pub facing: f32,
    /// Changes whenever the person moves to another spot: shadowing lasts as long as both stay.
    pub stay: u32,
    /// Who stands together has one number.
    group: u16,
}

/// Everybody's place in one slot.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    placed: Vec<Option<Placed>>,
    rooms: BTreeMap<RoomId, Vec<Person>>,
    /// Face to face in this slot, both ways, ascending.
    facing: Vec<(Person, Person)>,
}

/// Face to face: metres from one to the other at least, and at most.
const FACE_TO_FACE_M: (f32, f32) = (0.5, 1.5);

impl Scene {
    /// The scene of a slot. Nobody is anywhere after the last row.
    pub fn at(places: &Places, slot: Slot) -> Self {
        let spots: Vec<_> =
            (0..).map(Person).take(places.stays.len()).map(|person| places.stay(person, slot)).collect();
        let none = Vec::new();
        let together = places.together.get(slot.0 as usize).unwrap_or(&none);
        let groups = groups(spots.len(), together);
        let mut members: BTreeMap<u16, Vec<Person>> = BTreeMap::new();
        for (index, group) in groups.iter().enumerate().filter(|(index, _)| spots[*index].is_some()) {
            members.entry(*group).or_default().push(Person(index as u16));
        }
        let mut scene = Self { placed: vec![None; spots.len()], ..Self::default() };
        for (group, people) in members {
            // The others come to the one with the smallest draw of the day.
            let Some(host) = people.iter().copied().min_by_key(|p| mixed(&[u64::from(p.0), u64::from(slot.day())]))
            else {
                continue;
            };
            let Some(stay) = spots[host.index()] else { continue };
            let alone = people.len() == 1;
            let radius = if alone { 0.0 } else { (0.8 * people.len() as f32 / core::f32::consts::TAU).max(0.5) };
            for (n, person) in people.iter().enumerate() {
                let angle = core::f32::consts::TAU * n as f32 / people.len() as f32;
                let position = (stay.spot.0 + radius * angle.cos(), stay.spot.1 + radius * angle.sin());
                let at_host = mixed(&[u64::from(host.0), u64::from(stay.from.0)]);
                let facing = if alone {
                    core::f32::consts::TAU * mixed_unit(&[at_host, u64::from(slot.0 / 15)])
                } else {
                    angle + core::f32::consts::PI
                };
                scene.placed[person.index()] =
                    Some(Placed { room: stay.room, position, facing, stay: (at_host >> 32) as u32, group });
                scene.rooms.entry(stay.room).or_default().push(*person);
            }
        }
        for members in scene.rooms.values_mut() {
            members.sort_unstable();
        }
        let facing = places.facing.get(slot.0 as usize).unwrap_or(&none);
        scene.facing = facing.iter().flat_map(|&(a, b)| [(a, b), (b, a)]).collect();
        scene.facing.sort_unstable();
        scene
    }

    /// Where `person` is; none when out of everybody's range.
    pub fn placed(&self, person: Person) -> Option<&Placed> {
        self.placed.get(person.index())?.as_ref()
    }

    /// Rooms with the people in them, ascending.
    pub fn rooms(&self) -> impl Iterator<Item = (RoomId, &[Person])> {
        self.rooms.iter().map(|(room, members)| (*room, members.as_slice()))
    }

    /// The people in a room, ascending.
    pub fn in_room(&self, room: RoomId) -> &[Person] {
        self.rooms.get(&room).map_or(&[], Vec::as_slice)
    }

    /// Whom `person` is face to face with in this slot, ascending.
    pub fn faces(&self, person: Person) -> &[(Person, Person)] {
        let first = self.facing.partition_point(|(a, _)| *a < person);
        let last = self.facing.partition_point(|(a, _)| *a <= person);
        &self.facing[first..last]
    }

    /// Whether two people are face to face in this slot.
    pub fn face_each_other(&self, one: Person, other: Person) -> bool {
        self.facing.binary_search(&(one, other)).is_ok()
    }

    /// Whether two people stand in one group.
    pub fn stand_together(&self, one: Person, other: Person) -> bool {
        match (self.placed(one), self.placed(other)) {
            (Some(one), Some(other)) => one.group == other.group,
            _ => false,
        }
    }

    /// Metres between two people; none when either is nowhere.
    pub fn distance(&self, one: Person, other: Person) -> Option<f32> {
        let (a, b) = (self.placed(one)?, self.placed(other)?);
        if self.face_each_other(one, other) {
            let (near, far) = FACE_TO_FACE_M;
            let pair = [u64::from(one.min(other).0), u64::from(one.max(other).0), u64::from(a.stay ^ b.stay)];
            return Some(near + (far - near) * mixed_unit(&pair));
        }
        Some((a.position.0 - b.position.0).hypot(a.position.1 - b.position.1))
    }
}

/// Numbers the connected components of `pairs`; the number is its smallest member's.
fn groups(people: usize, pairs: &[(Person, Person)]) -> Vec<u16> {
    let mut parent: Vec<u16> = (0..).take(people).collect();
    let root = |parent: &[u16], mut of: u16| {
        while parent[usize::from(of)] != of {
            of = parent[usize::from(of)];
        }
        of
    };
    for &(a, b) in pairs {
        let (a, b) = (root(&parent, a.0), root(&parent, b.0));
        parent[usize::from(a.max(b))] = a.min(b);
    }
    (0..).take(people).map(|person| root(&parent, person)).collect()
}
