//! The recorder and a plain model agree on any sequence of sightings, clock steps, saves, pauses and restarts.
#![cfg(test)]

use core::time::Duration;
use std::collections::BTreeMap;

use lancan_core::{Activity, Now, Recorder, SCANS_TOGETHER, SightingOf, StaticVault, Store};
use lancan_protocol::{
    encounter::{Encounter, EncounterFlags, RssiHistogram, ScanInstance},
    frame::Frame,
    keys::{EncryptedMetadata, RollingId},
    time::{Interval, UnixTime},
};
use proptest::{collection::vec, prelude::*};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

const START: u64 = 2_700_000 * 600 + 300;

#[derive(Clone, Debug)]
enum Step {
    Hear { person: u8, metadata: u8, how: How, rssi: Option<i8> },
    Scan,
    Advertise,
    Pass { seconds: u64 },
    MoveClock { seconds: i64 },
    Save,
    Pause,
    Restart,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum How {
    Advert,
    Written,
    Bluezone,
}

fn steps() -> impl Strategy<Value = Step> {
    let how = prop_oneof![8 => Just(How::Advert), 1 => Just(How::Written), 1 => Just(How::Bluezone)];
    let rssi = prop_oneof![5 => (-110_i8..0).prop_map(Some), 1 => Just(None), 1 => Just(Some(127))];
    prop_oneof![
        24 => (0_u8..4, prop_oneof![9 => Just(0_u8), 1 => Just(1_u8)], how, rssi)
            .prop_map(|(person, metadata, how, rssi)| Step::Hear { person, metadata, how, rssi }),
        6 => Just(Step::Scan),
        1 => Just(Step::Advertise),
        8 => (0_u64..90).prop_map(|seconds| Step::Pass { seconds }),
        2 => (0_u64..2_000).prop_map(|seconds| Step::Pass { seconds }),
        2 => (-1_500_i64..1_500).prop_map(|seconds| Step::MoveClock { seconds }),
        3 => Just(Step::Save),
        1 => Just(Step::Pause),
        1 => Just(Step::Restart),
    ]
}

/// Everything that was heard, told as simply as it can be.
#[derive(Clone, Default)]
struct Model {
    heard: BTreeMap<(Interval, RollingId), Vec<Sound>>,
    activity: BTreeMap<Interval, Activity>,
}

#[derive(Clone, Copy)]
struct Sound {
    second: u16,
    metadata: EncryptedMetadata,
    how: How,
    rssi: Option<i8>,
    /// Which stay in the interval, which group of scans, which scan, and what that scan stands for.
    scan: (u32, u32, u32, u16),
}

/// The clocks, and the scans as they follow each other.
struct World {
    wall: u64,
    monotonic: u64,
    stay: u32,
    scan: Option<ScanNow>,
    scans: u32,
}

#[derive(Clone, Copy)]
struct ScanNow {
    number: u32,
    group: u32,
    group_began: u64,
    began: u64,
    stands_for: u16,
    /// When the interval changed under it.
    cut: Option<u64>,
}

impl World {
    fn now(&self) -> Now {
        Now { wall: UnixTime(self.wall), monotonic: Duration::from_secs(self.monotonic) }
    }

    fn interval(&self) -> Interval {
        UnixTime(self.wall).interval()
    }

    fn begin(&mut self, at: u64, stands_for: u16) {
        self.scans += 1;
        let together = self.scan.filter(|scan| at - scan.group_began < SCANS_TOGETHER.as_secs());
        let (group, group_began) = together.map_or((self.scans, at), |scan| (scan.group, scan.group_began));
        self.scan = Some(ScanNow { number: self.scans, group, group_began, began: at, stands_for, cut: None });
    }

    fn since(&self, at: u64) -> u16 {
        self.scan.map_or(0, |scan| u16::try_from((at - scan.began).min(600)).unwrap())
    }
}

impl Model {
    fn records(&self) -> BTreeMap<Interval, (Activity, Vec<Encounter>)> {
        let mut records = BTreeMap::new();
        for (interval, activity) in &self.activity {
            records.entry(*interval).or_insert((Activity::default(), Vec::new())).0 = *activity;
        }
        for ((interval, id), sounds) in &self.heard {
            let record = records.entry(*interval).or_insert((Activity::default(), Vec::new()));
            record.1.push(encounter(*interval, *id, sounds));
        }
        records
    }
}

/// Stay and group, the scans in it with what they stand for, the levels heard.
type Group = ((u32, u32), Vec<(u32, u16)>, Vec<i8>);

fn encounter(interval: Interval, id: RollingId, sounds: &[Sound]) -> Encounter {
    let metadata = sounds[0].metadata;
    let mut histogram = RssiHistogram::default();
    let mut flags = EncounterFlags::default();
    let all = |holds: fn(&Sound) -> bool| sounds.iter().all(holds);
    for (flag, holds) in [
        (EncounterFlags::METADATA_CONFLICT, sounds.iter().any(|sound| sound.metadata != metadata)),
        (EncounterFlags::WRITTEN_ONLY, all(|sound| sound.how == How::Written)),
        (EncounterFlags::NO_RSSI, all(|sound| sound.rssi.is_none())),
        (EncounterFlags::BLUEZONE, all(|sound| sound.how == How::Bluezone)),
    ] {
        if holds {
            flags.insert(flag);
        }
    }
    let mut groups: Vec<Group> = Vec::new();
    for sound in sounds {
        let (stay, group, scan, stands_for) = sound.scan;
        if groups.last().is_none_or(|(key, _, _)| *key != (stay, group)) {
            groups.push(((stay, group), Vec::new(), Vec::new()));
        }
        let (_, scans, levels) = groups.last_mut().unwrap();
        if scans.last().is_none_or(|(number, _)| *number != scan) {
            scans.push((scan, stands_for));
        }
        if let Some(rssi) = sound.rssi {
            histogram.add(rssi);
            levels.push(rssi);
        }
    }
    let scans = groups
        .into_iter()
        .map(|(_, scans, mut levels)| {
            levels.sort_unstable();
            let seconds: u16 = scans.iter().map(|(_, stands_for)| *stands_for).sum();
            ScanInstance {
                seconds_since_last: seconds.min(600),
                // Time counts whether or not the platform measures.
                typical_rssi: levels.get(levels.len().saturating_sub(1) / 2).copied().unwrap_or(127),
                strongest_rssi: levels.last().copied().unwrap_or(127),
            }
        })
        .collect();
    Encounter {
        frame: Frame { id, metadata },
        interval,
        first: sounds.iter().map(|sound| sound.second).min().unwrap(),
        last: sounds.iter().map(|sound| sound.second).max().unwrap(),
        sightings: u16::try_from(sounds.len()).unwrap(),
        scans,
        histogram,
        flags,
    }
}

fn source(person: u8, metadata: u8, how: How) -> (SightingOf, Frame) {
    let mut bytes = [person + 1; 16];
    if how == How::Bluezone {
        bytes[12..].fill(0);
    }
    let metadata = EncryptedMetadata::from_bytes(if how == How::Bluezone { [0; 4] } else { [metadata; 4] });
    let frame = Frame { id: RollingId::from_bytes(bytes), metadata };
    let source = match how {
        How::Advert => SightingOf::Frame(frame),
        How::Written => SightingOf::Written(frame),
        How::Bluezone => SightingOf::Bluezone([person + 1; 12]),
    };
    (source, frame)
}

fn agree(steps: Vec<Step>) -> Result<(), TestCaseError> {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let mut store = Store::in_memory(&StaticVault::new([1; 32]), &mut rng).unwrap();
    let mut recorder = Recorder::new(&mut rng);
    let mut world = World { wall: START, monotonic: 0, stay: 0, scan: None, scans: 0 };
    let (mut model, mut saved) = (Model::default(), Model::default());
    let mut entered = None;
    for step in steps.into_iter().chain([Step::Save]) {
        let touches = matches!(step, Step::Hear { .. } | Step::Scan | Step::Advertise | Step::Save);
        if touches && entered != Some(world.interval()) {
            entered = Some(world.interval());
            world.stay += 1;
            let monotonic = world.monotonic;
            world.scan.iter_mut().for_each(|scan| scan.cut = Some(monotonic));
        }
        let (now, interval) = (world.now(), world.interval());
        match step {
            Step::Hear { person, metadata, how, rssi } => {
                let (source, frame) = source(person, metadata, how);
                prop_assert!(recorder.sighted(now, source, rssi));
                match world.scan {
                    None => world.begin(world.monotonic, 0),
                    Some(ScanNow { cut: Some(at), .. }) => world.begin(at, world.since(at)),
                    Some(_) => {}
                }
                let scan = world.scan.unwrap();
                model.heard.entry((interval, frame.id)).or_default().push(Sound {
                    second: u16::try_from(world.wall % 600).unwrap(),
                    metadata: frame.metadata,
                    how,
                    rssi: rssi.filter(|dbm| *dbm <= 20),
                    scan: (world.stay, scan.group, scan.number, scan.stands_for),
                });
                model.activity.entry(interval).or_default();
            }
            Step::Scan => {
                recorder.scan_began(now);
                world.begin(world.monotonic, world.since(world.monotonic));
                model.activity.entry(interval).or_default().insert(Activity::SCANNED);
            }
            Step::Advertise => {
                recorder.advertising(now);
                model.activity.entry(interval).or_default().insert(Activity::ADVERTISED);
            }
            Step::Pass { seconds } => {
                world.wall += seconds;
                world.monotonic += seconds;
            }
            Step::MoveClock { seconds } => world.wall = world.wall.saturating_add_signed(seconds),
            Step::Save => {
                recorder.hand_out(now, |segments| store.append(segments)).unwrap();
                prop_assert_eq!(recorder.save_due(), None);
                saved = model.clone();
            }
            Step::Pause => {
                recorder.interrupted();
                world.scan = None;
            }
            Step::Restart => {
                recorder = Recorder::new(&mut rng);
                model = saved.clone();
                world.scan = None;
                world.monotonic = 0;
                entered = None;
            }
        }
    }
    let mut found = BTreeMap::new();
    let unreadable = store
        .each_interval(Interval(0)..=Interval(u32::MAX), |record| {
            found.insert(record.interval, (record.activity, record.encounters));
        })
        .unwrap();
    prop_assert_eq!(unreadable, 0);
    let expected = model.records();
    prop_assert_eq!(found, expected);
    Ok(())
}

proptest! {
    #[test]
    fn recorder_and_model_agree(steps in vec(steps(), 0..150)) {
        agree(steps)?;
    }
}

#[test]
fn a_clock_set_back_into_an_interval_adds_to_it() {
    let hear = Step::Hear { person: 1, metadata: 0, how: How::Advert, rssi: Some(-60) };
    let there_and_back = [Step::Pass { seconds: 700 }, hear.clone(), Step::MoveClock { seconds: -700 }];
    for saves in 0..16_u8 {
        let mut steps = vec![Step::Scan, hear.clone()];
        for (n, step) in there_and_back.iter().cloned().chain([hear.clone()]).enumerate() {
            if saves & (1 << n) != 0 {
                steps.push(Step::Save);
            }
            steps.push(step);
        }
        agree(steps).unwrap();
    }
}
