//! What phones hear in one tick.

use lancan_core::{Advert, PeerHandle, Sighting};
use rand_chacha::ChaCha8Rng;

use crate::{
    air::{Air, Build, Realistic, listening_share},
    clock::SimTime,
    contacts::Person,
    host::{Ear, OnAir, Platform, Scan},
    places::{Places, RoomId, Scene},
    random::mixed_unit,
};

/// One tick's air: who sends what from where.
pub(crate) struct Hearing<'a> {
    air: &'a Air,
    places: &'a Places,
    scene: &'a Scene,
    builds: &'a [Build],
    axes: Vec<(f32, f32)>,
    on_air: &'a [Option<OnAir>],
    platforms: &'a [Platform],
    seed: u64,
}

/// The attenuation, in dB, of somebody face to face on the perfect air.
const FACE_TO_FACE_DB: i8 = 30;

/// The part of the time in which an iPhone listens for an app behind others.
const BEHIND_SHARE: f32 = 0.1;

impl<'a> Hearing<'a> {
    /// The air of a tick.
    pub(crate) fn new(
        air: &'a Air,
        places: &'a Places,
        scene: &'a Scene,
        builds: &'a [Build],
        on_air: &'a [Option<OnAir>],
        platforms: &'a [Platform],
        seed: u64,
    ) -> Self {
        let axes = Realistic::axes(scene, builds);
        Self { air, places, scene, builds, axes, on_air, platforms, seed }
    }

    fn platform(&self, person: Person) -> Platform {
        self.platforms.get(person.index()).copied().unwrap_or_default()
    }

    fn sent_by(&self, person: Person) -> Option<&'a OnAir> {
        self.on_air.get(person.index())?.as_ref()
    }

    fn attenuation(&self, air: &Realistic, from: Person, to: Person) -> Option<f32> {
        air.attenuation(self.seed, self.places, self.scene, self.builds, &self.axes, from, to)
    }

    /// Face to face is heard in the middle of the time listened.
    fn perfect(&self, person: Person, from: SimTime, until: SimTime) -> Vec<(SimTime, Sighting)> {
        let middle = SimTime(from.0.midpoint(until.0));
        let faces = self.scene.faces(person).iter();
        faces
            .filter_map(|(_, peer)| self.sent_by(*peer))
            .map(|sent| sighting(middle, sent, sent.power_dbm - FACE_TO_FACE_DB))
            .collect()
    }

    fn realistic(
        &self,
        air: &Realistic,
        person: Person,
        rng: &mut ChaCha8Rng,
        scan: &Scan,
        (from, until): (SimTime, SimTime),
    ) -> Vec<(SimTime, Sighting)> {
        let Some(placed) = self.scene.placed(person) else { return Vec::new() };
        // The whole scan is missed or not, in however many ticks it lies.
        if mixed_unit(&[self.seed, u64::from(person.0), scan.from.0]) < air.missed_scans {
            return Vec::new();
        }
        let room = placed.room.0;
        let rooms = room.saturating_sub(1)..=room.saturating_add(1);
        let near: Vec<(&OnAir, f32)> = rooms
            .flat_map(|room| self.scene.in_room(RoomId(room)))
            .filter(|peer| **peer != person)
            .filter_map(|peer| {
                let sent = self.sent_by(*peer)?;
                let attenuation = self.attenuation(air, *peer, person)?;
                Some((sent, f32::from(sent.power_dbm) - attenuation))
            })
            .collect();
        let audible = near.iter().filter(|(_, mean_dbm)| *mean_dbm > air.floor_dbm).count();
        let survival = Realistic::survival(audible);
        let spent = (until.0 - from.0) as f32;
        let behind = self.platform(person) == Platform::AppleBehind;
        let listened = spent * if behind { BEHIND_SHARE } else { listening_share(scan.mode) };
        near.iter()
            // iPhones tell an app behind others nothing of the overflow area.
            .filter(|(sent, _)| !(behind && sent.advert == Advert::AppleOverflow))
            .filter_map(|(sent, mean_dbm)| {
                let heard = air.receive(rng, *mean_dbm, listened, survival)?;
                let at = SimTime(from.0 + ((spent - 1.0) * heard.at) as u64);
                let reading = self.builds.get(person.index()).map(|build| build.reading(heard.rssi_dbm));
                Some(sighting(at, sent, reading.unwrap_or(heard.rssi_dbm)))
            })
            .collect()
    }
}

impl Ear for Hearing<'_> {
    fn hear(
        &self,
        person: Person,
        receiver: &mut ChaCha8Rng,
        scan: &Scan,
        from: SimTime,
        until: SimTime,
    ) -> Vec<(SimTime, Sighting)> {
        match self.air {
            Air::Perfect => self.perfect(person, from, until),
            Air::Realistic(air) => self.realistic(air, person, receiver, scan, (from, until)),
        }
    }
}

fn sighting(at: SimTime, sent: &OnAir, rssi_dbm: i8) -> (SimTime, Sighting) {
    let peer: PeerHandle = sent.address;
    (at, Sighting { peer, rssi_dbm: Some(rssi_dbm), advert: sent.advert })
}
