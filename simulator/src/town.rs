//! A generated day of a town: households, a bus, workplaces, a school, a market.
//!
//! About 160 people with Vietnamese habits: home until about seven, the bus, work or school until five with lunch
//! between, the market on the way, home in the evening. Who sits side by side on the bus or at one desk, talks at work,
//! buys from whom and eats with whom is drawn with a seed; 20-second rows of contact follow from it.

use std::collections::BTreeMap;

use lancan_protocol::places::Category;
use rand::{RngExt as _, seq::SliceRandom as _};
use rand_chacha::ChaCha8Rng;

use crate::{
    contacts::{Contacts, FileProblem, Person, ROW_SECONDS, Slot},
    places::{Places, Room, RoomId, Site, Stay},
    random::{Purpose, stream},
};

/// A day of a town: contacts and where everybody was.
#[derive(Clone, Debug)]
pub struct Town {
    /// Who was face to face.
    pub contacts: Contacts,
    /// Rooms and spots.
    pub places: Places,
}

const HOUSEHOLDS: usize = 40;
/// People side by side on a bus seat or at a school desk are this near, in metres.
const SEAT_M: f32 = 0.6;
/// Metres from one row of seats, desks or stalls to the next.
const ROW_M: f32 = 2.2;
/// Metres between people who keep to themselves.
const APART_M: f32 = 3.0;

/// A place of a kind: who goes there and what spots it has.
struct Venue {
    room: RoomId,
    corner: (f32, f32),
    columns: usize,
    pitch: (f32, f32),
}

struct Builder {
    rng: ChaCha8Rng,
    rooms: Vec<Room>,
    sites: Vec<Option<Site>>,
    stays: Vec<Vec<Stay>>,
    rows: Vec<(u32, u32, u32)>,
}

/// Seconds from midnight.
fn at(hour: u32, minute: u32) -> u32 {
    hour * 3_600 + minute * 60
}

impl Town {
    /// The town of a seed.
    ///
    /// # Errors
    /// None with the figures above; [`FileProblem`] says so if they are changed beyond what contacts may be.
    pub fn generate(seed: u64) -> Result<Self, FileProblem> {
        let mut rng = stream(seed, Purpose::Town, 0);
        let sizes: Vec<usize> = (0..HOUSEHOLDS).map(|_| rng.random_range(3..=5)).collect();
        let people = sizes.iter().sum();
        let mut town =
            Builder { rng, rooms: Vec::new(), sites: Vec::new(), stays: vec![Vec::new(); people], rows: Vec::new() };
        let mut first = 0;
        let homes: Vec<Vec<Person>> = sizes
            .iter()
            .map(|size| {
                let members = (first..first + size).map(|n| Person(n as u16)).collect();
                first += size;
                members
            })
            .collect();
        let (mut pupils, mut workers, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for home in &homes {
            for (n, person) in home.iter().enumerate() {
                match n {
                    0 => workers.push(*person),
                    1 if town.rng.random_bool(0.7) => workers.push(*person),
                    2 | 3 => pupils.push(*person),
                    _ => others.push(*person),
                }
            }
        }
        town.day(&homes, pupils, workers, &others);
        town.finish()
    }
}

impl Builder {
    fn day(&mut self, homes: &[Vec<Person>], mut pupils: Vec<Person>, mut workers: Vec<Person>, others: &[Person]) {
        pupils.shuffle(&mut self.rng);
        workers.shuffle(&mut self.rng);
        for home in homes {
            let venue = self.venue(None, 3, (1.5, 1.5));
            for (n, person) in home.iter().enumerate() {
                let leaves = if others.contains(person) { at(8, 30) } else { at(6, 40) };
                self.stay(&venue, n, *person, (at(6, 0), leaves));
                let back = if others.contains(person) { at(10, 30) } else { at(18, 0) };
                self.stay(&venue, n, *person, (back, at(21, 0)));
            }
            self.talk(home, (at(6, 0), at(6, 40)), 0.3);
            self.talk(home, (at(18, 0), at(21, 0)), 0.25);
        }
        let riders: Vec<Person> = workers.iter().chain(&pupils).copied().collect();
        for (from, until) in [(at(6, 40), at(7, 10)), (at(17, 0), at(17, 30))] {
            self.buses(&riders, (from, until));
        }
        for class in pupils.chunks(24) {
            let venue = self.venue(Some(Category::School), 2, (SEAT_M, ROW_M));
            self.seated(&venue, class, (at(7, 20), at(11, 20)));
            self.seated(&venue, class, (at(13, 20), at(16, 40)));
            self.talk(class, (at(9, 0), at(9, 20)), 0.01);
        }
        for office in workers.chunks(12) {
            let venue = self.venue(Some(Category::Workplace), 4, (APART_M, APART_M));
            for (n, person) in office.iter().enumerate() {
                self.stay(&venue, n, *person, (at(7, 20), at(16, 50)));
            }
            self.talk(office, (at(7, 20), at(11, 20)), 0.006);
            for table in office.chunks(3) {
                self.talk(table, (at(11, 30), at(12, 0)), 0.7);
            }
            self.talk(office, (at(13, 0), at(16, 40)), 0.006);
        }
        self.market(others, &workers);
    }

    /// Two by two, twenty to a bus; who sits beside whom changes with every ride.
    fn buses(&mut self, riders: &[Person], time: (u32, u32)) {
        let mut riders: Vec<Person> = riders.iter().copied().filter(|_| self.rng.random_bool(0.6)).collect();
        riders.shuffle(&mut self.rng);
        for bus in riders.chunks(20) {
            let venue = self.venue(Some(Category::Transport), 2, (SEAT_M, ROW_M));
            self.seated(&venue, bus, time);
        }
    }

    /// Others go in the morning, some workers on their way home; each buys at a few stalls.
    fn market(&mut self, others: &[Person], workers: &[Person]) {
        let venue = self.venue(Some(Category::Market), 8, (APART_M, APART_M));
        let (sellers, buyers) = others.split_at(others.len().min(4));
        for (n, seller) in sellers.iter().enumerate() {
            self.stay(&venue, n, *seller, (at(8, 40), at(10, 20)));
        }
        let buyers: Vec<Person> = buyers.to_vec();
        for (n, buyer) in buyers.iter().enumerate() {
            let from = at(8, 45) + 60 * self.rng.random_range(0..60_u32);
            self.stay(&venue, sellers.len() + n, *buyer, (from, from + at(0, 30)));
            let mut time = from;
            for seller in sellers {
                if self.rng.random_bool(0.6) {
                    let until = time + 20 * self.rng.random_range(2..=9_u32);
                    self.contact(*seller, *buyer, (time, until));
                    time = until + 60;
                }
            }
        }
        let evening = self.venue(Some(Category::Market), 8, (APART_M, APART_M));
        for (n, worker) in workers.iter().take(30).enumerate() {
            self.stay(&evening, n, *worker, (at(17, 32), at(17, 55)));
        }
    }

    /// A new room on the plan, far from all others unless they share walls by design. One of a category has a poster.
    fn venue(&mut self, category: Option<Category>, columns: usize, pitch: (f32, f32)) -> Venue {
        let room = RoomId(self.rooms.len() as u32);
        let corner = (room.0 as f32 * 100.0, 0.0);
        let size = (columns as f32 * pitch.0, 12.0 * pitch.1);
        self.rooms.push(Room { corner, size, building: room.0 });
        let of_kind = |category| self.sites.iter().flatten().filter(|site| site.category == category).count();
        let site = category.map(|category| Site { number: of_kind(category) as u32 + 1, category });
        self.sites.push(site);
        Venue { room, corner, columns, pitch }
    }

    fn stay(&mut self, venue: &Venue, seat: usize, person: Person, (from, until): (u32, u32)) {
        let spot = (
            venue.corner.0 + (seat % venue.columns) as f32 * venue.pitch.0,
            venue.corner.1 + (seat / venue.columns) as f32 * venue.pitch.1,
        );
        let slot = |seconds: u32| Slot(Slot::PER_DAY + seconds / ROW_SECONDS);
        let (from, until) = (slot(from), slot(until));
        self.stays[person.index()].push(Stay { from, until, room: venue.room, spot });
    }

    /// People in rows of two: who shares a row is face to face all the time.
    fn seated(&mut self, venue: &Venue, people: &[Person], time: (u32, u32)) {
        for (n, person) in people.iter().enumerate() {
            self.stay(venue, n, *person, time);
        }
        for pair in people.chunks_exact(2) {
            self.contact(pair[0], pair[1], time);
        }
    }

    /// Conversations: at any time a pair is in one with this probability; each lasts some minutes.
    fn talk(&mut self, people: &[Person], (from, until): (u32, u32), share: f64) {
        for (n, one) in people.iter().enumerate() {
            for other in &people[n + 1..] {
                let mut time = from;
                while time < until {
                    let length = 60 * self.rng.random_range(1..=6_u32);
                    let end = (time + length).min(until);
                    if self.rng.random_bool(share) {
                        self.contact(*one, *other, (time, end));
                    }
                    time = end;
                }
            }
        }
    }

    fn contact(&mut self, one: Person, other: Person, (from, until): (u32, u32)) {
        let ends = (from + ROW_SECONDS..=until).step_by(ROW_SECONDS as usize);
        self.rows.extend(ends.map(|end| (end, u32::from(one.0), u32::from(other.0))));
    }

    /// A person is in one place at a time: who left home early is not at home, whoever missed the bus walks alone.
    fn finish(mut self) -> Result<Town, FileProblem> {
        for stays in &mut self.stays {
            stays.sort_by_key(|stay| (stay.from, stay.until));
            let mut free = Slot(0);
            stays.retain_mut(|stay| {
                stay.from = stay.from.max(free);
                free = free.max(stay.until);
                stay.from < stay.until
            });
        }
        let room_at = |person: u32, slot: Slot| {
            let stays = &self.stays[person as usize];
            stays.iter().find(|stay| stay.from <= slot && slot < stay.until).map(|stay| stay.room)
        };
        // Contact is where both are.
        self.rows.retain(|&(end, one, other)| {
            let slot = Slot(Slot::PER_DAY + end / ROW_SECONDS - 1);
            room_at(one, slot).is_some_and(|room| room_at(other, slot) == Some(room))
        });
        let contacts = Contacts::from_times(&self.rows)?;
        // Only people in some contact are in the contacts; the others leave the town, too.
        let known: BTreeMap<u32, usize> = contacts.labels.iter().copied().zip(0..).collect();
        let stays = (0..self.stays.len() as u32)
            .filter(|label| known.contains_key(label))
            .map(|label| std::mem::take(&mut self.stays[label as usize]))
            .collect();
        let places = Places::known(&contacts, self.rooms, stays).with_sites(self.sites);
        Ok(Town { contacts, places })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        places::Scene,
        truth::{CloseRule, Truth},
    };

    #[test]
    fn a_town_is_the_same_for_a_seed_and_another_for_another() {
        let town = |seed| Town::generate(seed).unwrap().contacts;
        assert_eq!(town(1), town(1));
        assert_ne!(town(1), town(2));
    }

    #[test]
    fn people_have_close_contacts_and_nobody_is_in_two_places() {
        let Town { contacts, places } = Town::generate(1).unwrap();
        let truth = Truth::of(&contacts, CloseRule::default());
        assert!(truth.with_contacts(3).len() > contacts.labels.len() / 2);
        for stays in &places.stays {
            assert!(stays.windows(2).all(|pair| pair[0].until <= pair[1].from));
        }
        for row in contacts.rows.iter().step_by(97) {
            let scene = Scene::at(&places, row.slot);
            assert!(scene.distance(row.a, row.b).is_some_and(|distance| distance <= 1.5));
        }
    }
}
