//! The simulated air: what a receiver makes of everybody's adverts.
//!
//! **Perfect**: people face to face in a slot hear each other once in every scan of it, very strongly; everyone
//! else lies beyond range.
//!
//! **Realistic**: everybody present hears everybody whose adverts arrive. Attenuation in dB is
//! `50 + 18 log₁₀ d` (d in metres), plus 8 for each wall, plus up to 12 for the body at either end (none when the phone
//! is on the side of the peer, all when it is on the far side), plus what lasts as long as both stay where they
//! are (deviation 3), plus each phone's own sending and receiving offset (3 and 3), plus fading of every advert (4.5).
//! A phone of a model that the core knows says that it hears as much weaker as the model's level says.
//! An advert weaker than −98 dBm is lost; one advert in about 255 ms goes out; in a crowd some collide.
//! The numbers are assumptions of the size that measurements in a train, at lunch and in an office show
//! (`docs/accuracy.md`); they are not a fit.

mod power;
mod receive;

pub use power::{Power, TRANSMIT_POWER_DBM, models};
pub use receive::{ADVERT_INTERVAL_MS, Reception, listening_share};

use lancan_protocol::ranging::phone_level;
use rand::RngExt as _;

use crate::{
    contacts::Person,
    places::{Places, Scene},
    random::{Purpose, mixed_normal, normal, stream},
};

/// The air between phones: how much of what is sent is heard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Air {
    /// Contact means heard, all else silence.
    Perfect,
    /// Rooms, bodies, walls, fading, collisions.
    Realistic(Realistic),
}

/// The numbers of the realistic air.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Realistic {
    /// Attenuation at one metre with nothing between, in dB.
    pub at_1m_db: f32,
    /// Rise for ten times the distance, in dB.
    pub decay_db: f32,
    /// Most that a body takes at one end, in dB.
    pub body_db: f32,
    /// One wall, in dB.
    pub wall_db: f32,
    /// Deviation of what lasts while both stay where they are, in dB.
    pub shadow_db: f32,
    /// Deviation of phones' sending offsets and of their receiving offsets, in dB.
    pub offset_db: f32,
    /// Deviation of single adverts, in dB.
    pub fading_db: f32,
    /// The weakest signal received, in dBm.
    pub floor_dbm: f32,
    /// Share of scans that find the radio busy with something else.
    pub missed_scans: f32,
    /// Share of phones that are switched off for some hours of each day.
    pub switched_off: f32,
    /// Metres between spots in a room.
    pub spacing_m: f32,
}

impl Default for Realistic {
    fn default() -> Self {
        Self {
            at_1m_db: 50.0,
            decay_db: 18.0,
            body_db: 12.0,
            wall_db: 8.0,
            shadow_db: 3.0,
            offset_db: 3.0,
            fading_db: 4.5,
            floor_dbm: -98.0,
            missed_scans: 0.02,
            switched_off: 0.02,
            spacing_m: 3.0,
        }
    }
}

impl Air {
    /// Its name on the command line and in results.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Perfect => "perfect",
            Self::Realistic(_) => "realistic",
        }
    }
}

/// A phone as its radio is built and as it is carried.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Build {
    /// The power that it says it sends with, in dBm.
    pub power_dbm: i8,
    /// How much weaker it sends than it says, in dB.
    pub send_offset_db: f32,
    /// How much weaker it hears than others, in dB.
    pub receive_offset_db: f32,
    /// How much weaker than it hears an advert it says that it hears it, in dB: what its model is known for.
    pub reads_weaker_db: i8,
    /// Where it is carried, in radians from where its owner faces.
    pub carried: f32,
    /// Metres beyond which nobody hears it.
    farthest_m: f32,
}

impl Build {
    /// The phone of a person, which says that it sends with `power_dbm`.
    pub fn draw(seed: u64, person: Person, air: &Realistic, power_dbm: i8) -> Self {
        let mut rng = stream(seed, Purpose::Phone, u64::from(person.0));
        // Hand or front pocket, either side, back pocket or backpack.
        let carried = match rng.random_range(0..10) {
            0..5 => 0.0,
            5..7 => core::f32::consts::FRAC_PI_2,
            7..9 => -core::f32::consts::FRAC_PI_2,
            _ => core::f32::consts::PI,
        };
        Self {
            power_dbm,
            send_offset_db: normal(&mut rng) * air.offset_db,
            receive_offset_db: normal(&mut rng) * air.offset_db,
            reads_weaker_db: 0,
            carried,
            farthest_m: air.farthest_m(power_dbm),
        }
    }

    /// The same phone, with a receiver that reads as those of this model do by the core's table of phone levels. Its own
    /// offset comes on top; a reading is no hearing, so nobody is heard further away.
    #[must_use]
    pub fn of_model(self, model: &str) -> Self {
        Self { reads_weaker_db: phone_level("", model).map_or(0, |known| known.level_db), ..self }
    }

    /// What this phone says of the strength of an advert that it hears, in dBm.
    pub fn reading(&self, heard_dbm: i8) -> i8 {
        heard_dbm.saturating_sub(self.reads_weaker_db).min(MOST_READ_DBM)
    }
}

/// The strongest that a receiver says, in dBm.
const MOST_READ_DBM: i8 = 20;

/// Attenuation is not worked out for phones further apart than this that send with [`TRANSMIT_POWER_DBM`]: even
/// unobstructed they are not heard. For other powers the distance grows as the signal decays.
const FARTHEST_M: f32 = 40.0;

impl Realistic {
    /// Connections to phones of this power with less attenuation than this come about.
    pub(crate) fn connects_below_db(&self, power_dbm: i8) -> f32 {
        f32::from(power_dbm) - self.floor_dbm - self.fading_db
    }

    /// Metres at which half of the adverts of a phone with this power are lost with one body between.
    pub fn range_m(&self, power_dbm: i8) -> f32 {
        let left = f32::from(power_dbm) - self.floor_dbm - self.at_1m_db - self.body_db;
        10_f32.powf(left / self.decay_db)
    }

    /// Metres beyond which a phone of this power is heard by nobody.
    fn farthest_m(&self, power_dbm: i8) -> f32 {
        FARTHEST_M * 10_f32.powf((f32::from(power_dbm) - f32::from(TRANSMIT_POWER_DBM)) / self.decay_db)
    }

    /// Where everybody's phone is carried, as unit vectors on the ground plan, by person.
    pub fn axes(scene: &Scene, builds: &[Build]) -> Vec<(f32, f32)> {
        let axis = |(person, build): (Person, &Build)| {
            scene.placed(person).map_or((1.0, 0.0), |placed| {
                let (sin, cos) = (placed.facing + build.carried).sin_cos();
                (cos, sin)
            })
        };
        (0..).map(Person).zip(builds).map(axis).collect()
    }

    /// Mean attenuation in dB from one person's phone to another's; none when they are too far apart. `axes` are
    /// [`Self::axes`] of the scene.
    #[expect(clippy::too_many_arguments, reason = "what the air is, and between whom")]
    pub fn attenuation(
        &self,
        seed: u64,
        places: &Places,
        scene: &Scene,
        builds: &[Build],
        axes: &[(f32, f32)],
        from: Person,
        to: Person,
    ) -> Option<f32> {
        let (sender, receiver) = (scene.placed(from)?, scene.placed(to)?);
        let (room, other) = (&places.rooms[sender.room.0 as usize], &places.rooms[receiver.room.0 as usize]);
        let walls = sender.room.0.abs_diff(receiver.room.0);
        if walls > 1 || room.building != other.building {
            return None;
        }
        let facing = scene.face_each_other(from, to);
        let (dx, dy) = (receiver.position.0 - sender.position.0, receiver.position.1 - sender.position.1);
        let apart = (dx * dx + dy * dy).sqrt();
        let distance = if facing { scene.distance(from, to)? } else { apart };
        let (sending, hearing) = (builds[from.index()], builds[to.index()]);
        if distance > sending.farthest_m {
            return None;
        }
        // How far each phone is on the side of the other, -1 to 1: the cosine between where it is carried and the other.
        let (at_sender, at_receiver) = if facing {
            (sending.carried.cos(), hearing.carried.cos())
        } else {
            let along = |axis: (f32, f32)| (axis.0 * dx + axis.1 * dy) / apart.max(1e-6);
            (along(axes[from.index()]), -along(axes[to.index()]))
        };
        let body = |side: f32| self.body_db * (1.0 - side) / 2.0;
        let pair = [seed, u64::from(from.min(to).0), u64::from(from.max(to).0), u64::from(sender.stay ^ receiver.stay)];
        Some(
            self.at_1m_db
                + self.decay_db * distance.max(0.2).log10()
                + self.wall_db * walls as f32
                + body(at_sender)
                + body(at_receiver)
                + self.shadow_db * mixed_normal(&pair)
                + sending.send_offset_db
                + hearing.receive_offset_db,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_of_a_model_reads_as_the_cores_table_says_and_hears_as_any_other() {
        let air = Realistic::default();
        let plain = Build::draw(1, Person(3), &air, -24);
        assert_eq!((plain.reading(-60), plain), (-60, plain.of_model("")));
        for (model, _) in models() {
            let level_db = phone_level("", model).unwrap().level_db;
            let build = plain.of_model(model);
            assert_eq!(build.reading(-60), -60 - level_db, "{model}");
            assert_eq!(Build { reads_weaker_db: 0, ..build }, plain, "{model}");
        }
        assert!(models().any(|(model, _)| plain.of_model(model).reading(-60) != -60));
        assert_eq!(Build { reads_weaker_db: -90, ..plain }.reading(-60), MOST_READ_DBM);
        assert_eq!(Build { reads_weaker_db: 90, ..plain }.reading(-60), i8::MIN);
    }
}
