//! Every advert by itself: when it is sent, and whether a receiver hears it.

use lancan_core::{Advert, PeerHandle, ScanMode, Sighting};
use rand::RngExt as _;
use rand_chacha::ChaCha8Rng;

use crate::{
    air::{Build, Realistic, TRANSMIT_POWER_DBM},
    clock::SimTime,
    contacts::{Person, Slot},
    host::{Ear, OnAir, Platform, Scan},
    places::{Places, Scene},
    random::{mixed, mixed_unit, normal},
};

/// Milliseconds from one advert to the next: 250, and 0 to 10 at random as the standard demands.
pub(super) const ADVERT_EVERY_MS: u64 = 255;
const ADVERT_JITTER_MS: u64 = 10;
/// Milliseconds of a stretch for which the radio is busy with something else. Stretches and not scans are lost: long and
/// short scans lose the same share.
const STRETCH_MS: u64 = 4_096;

/// Who can hear whom, as long as nobody moves.
pub(super) struct Ether {
    air: Realistic,
    places: Places,
    builds: Vec<Build>,
    seed: u64,
    set_up_ms: u64,
    scene: (Slot, Scene),
    /// By receiver; worked out when first asked for.
    neighbours: Vec<Option<Vec<Neighbour>>>,
}

/// Somebody whose adverts may arrive.
#[derive(Clone, Copy, Debug)]
struct Neighbour {
    person: Person,
    /// Mean strength at which they arrive.
    mean_dbm: f32,
}

impl Ether {
    /// `set_up_ms`: see [`super::Job`].
    pub(super) fn new(air: Realistic, places: Places, set_up_ms: u64, seed: u64) -> Self {
        let people = places.stays.len();
        let builds =
            (0..).map(Person).take(people).map(|person| Build::draw(seed, person, &air, TRANSMIT_POWER_DBM)).collect();
        let scene = (Slot(0), Scene::at(&places, Slot(0)));
        Self { air, places, builds, seed, set_up_ms, scene, neighbours: vec![None; people] }
    }

    /// The time has come to this.
    pub(super) fn advance(&mut self, at: SimTime) {
        let slot = at.slot();
        if self.scene.0 == slot {
            return;
        }
        let scene = Scene::at(&self.places, slot);
        let people = (0..).map(Person).take(self.builds.len());
        if people.into_iter().any(|person| scene.placed(person) != self.scene.1.placed(person)) {
            self.neighbours.fill(None);
        }
        self.scene = (slot, scene);
    }

    /// The ear of `receiver` for a moment in which these adverts are on the air.
    pub(super) fn ear<'a>(&'a mut self, receiver: Person, platform: Platform, on_air: &'a [Option<OnAir>]) -> impl Ear {
        self.work_out(receiver);
        Receiver {
            air: &self.air,
            seed: self.seed,
            set_up_ms: self.set_up_ms,
            behind: platform == Platform::AppleBehind,
            on_air,
            neighbours: self.neighbours[receiver.index()].as_deref().unwrap_or_default(),
        }
    }

    /// Whether connections from `one`, whose ear was asked for in this scene, to the other come about.
    pub(super) fn in_reach(&self, one: Person, other: Person) -> bool {
        let least = self.air.floor_dbm + self.air.fading_db;
        let known = self.neighbours[one.index()].iter().flatten();
        known.into_iter().any(|neighbour| neighbour.person == other && neighbour.mean_dbm > least)
    }

    fn work_out(&mut self, receiver: Person) {
        if self.neighbours[receiver.index()].is_some() {
            return;
        }
        let Self { air, places, builds, seed, scene, .. } = self;
        let silent = air.floor_dbm - 3.5 * air.fading_db;
        let axes = Realistic::axes(&scene.1, builds);
        let people = (0..).map(Person).take(builds.len()).filter(|person| *person != receiver);
        let neighbours = people.filter_map(|person| {
            let attenuation = air.attenuation(*seed, places, &scene.1, builds, &axes, person, receiver)?;
            let mean_dbm = f32::from(builds[person.index()].power_dbm) - attenuation;
            (mean_dbm > silent).then_some(Neighbour { person, mean_dbm })
        });
        self.neighbours[receiver.index()] = Some(neighbours.collect());
    }
}

struct Receiver<'a> {
    air: &'a Realistic,
    seed: u64,
    set_up_ms: u64,
    behind: bool,
    on_air: &'a [Option<OnAir>],
    neighbours: &'a [Neighbour],
}

impl Receiver<'_> {
    /// Whether the receiver of this scan is on.
    fn listens(&self, person: Person, scan: &Scan, at: SimTime) -> bool {
        let into = at.0.saturating_sub(scan.from.0);
        // The windows are those of Android's modes (see `ScanMode::receiver_on`).
        let (window, every) = match scan.mode {
            ScanMode::LowPower => (512, 5_120),
            ScanMode::Balanced => (1_024, 4_096),
            ScanMode::LowLatency => (1, 1),
        };
        let stretch = [self.seed, u64::from(person.0), at.0 / STRETCH_MS];
        into >= self.set_up_ms && into % every < window && mixed_unit(&stretch) >= self.air.missed_scans
    }
}

impl Ear for Receiver<'_> {
    fn hear(
        &self,
        person: Person,
        receiver: &mut ChaCha8Rng,
        scan: &Scan,
        from: SimTime,
        until: SimTime,
    ) -> Vec<(SimTime, Sighting)> {
        let sending =
            || self.neighbours.iter().filter_map(|neighbour| Some((neighbour, self.on_air[neighbour.person.index()]?)));
        let audible = sending().filter(|(neighbour, _)| neighbour.mean_dbm > self.air.floor_dbm).count();
        let survival = Realistic::survival(audible);
        let mut heard = Vec::new();
        for (neighbour, sent) in sending() {
            // iPhones tell an app behind others nothing of the overflow area.
            if self.behind && sent.advert == Advert::AppleOverflow {
                continue;
            }
            for at in sent_within(sent.address, from, until) {
                if !self.listens(person, scan, at) {
                    continue;
                }
                let rssi = neighbour.mean_dbm + self.air.fading_db * normal(receiver);
                if rssi >= self.air.floor_dbm && receiver.random::<f32>() < survival {
                    let rssi_dbm = Some(rssi.clamp(-127.0, 20.0) as i8);
                    heard.push((at, Sighting { peer: sent.address, rssi_dbm, advert: sent.advert }));
                }
            }
        }
        heard
    }
}

/// When adverts go out from an address.
fn sent_within(address: PeerHandle, from: SimTime, until: SimTime) -> impl Iterator<Item = SimTime> {
    let phase = mixed(&[address.0]) % ADVERT_EVERY_MS;
    let first = from.0.saturating_sub(phase + ADVERT_JITTER_MS) / ADVERT_EVERY_MS;
    (first..)
        .map(move |n| n * ADVERT_EVERY_MS + phase + mixed(&[address.0, n]) % (ADVERT_JITTER_MS + 1))
        .map(SimTime)
        .skip_while(move |at| *at < from)
        .take_while(move |at| *at < until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adverts_come_every_255_milliseconds_however_time_is_cut() {
        let address = PeerHandle(7);
        let whole: Vec<SimTime> = sent_within(address, SimTime(1_000), SimTime(256_000)).collect();
        assert!((999..=1_001).contains(&whole.len()), "{}", whole.len());
        let pieces: Vec<SimTime> = (1_000..256_000)
            .step_by(150)
            .flat_map(|from| sent_within(address, SimTime(from), SimTime(from + 150)))
            .collect();
        assert_eq!(whole, pieces);
        assert!(whole.windows(2).all(|pair| (245..=265).contains(&(pair[1].0 - pair[0].0))));
    }
}
