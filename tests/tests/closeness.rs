//! Three documented scenarios with their verdicts, and minutes without bias (`docs/accuracy.md`).
#![cfg(test)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "small figures of the simulation"
)]

use std::{collections::BTreeMap, path::PathBuf};

use lancan_core::DutyCycle;
use lancan_protocol::{
    encounter::{Encounter, EncounterFlags, RssiHistogram, ScanInstance},
    frame::Frame,
    keys::{EncryptedMetadata, Metadata, RollingId},
    ranging::ReceiverLevel,
    risk::{Crowds, Exposure, Heard, Verdict, assess, stretches},
    rules::Rules,
    time::UnixTime,
    wire::ReportType,
};
use lancan_simulator::{
    air::{ADVERT_INTERVAL_MS, Air, Power, Realistic, TRANSMIT_POWER_DBM},
    contacts::{Contacts, ROW_SECONDS},
    overheard::listen,
    places::Places,
    random::{Purpose, stream},
};
use rand::RngExt as _;

/// 20 May 2021, 02:00 UTC.
const START: u64 = 1_621_476_000;

/// One scan that heard somebody: seconds after the start, seconds since the scan before, signal strength.
#[derive(Clone, Copy)]
struct HeardScan {
    at: f64,
    since_last: f64,
    rssi_dbm: i8,
}

/// Scans as the recorder would keep them, one encounter for each interval.
fn encounters(scans: &[HeardScan]) -> Vec<Encounter> {
    let mut encounters: Vec<Encounter> = Vec::new();
    for scan in scans {
        let at = UnixTime(START + scan.at as u64);
        let offset = (at.0 - at.interval().start().0) as u16;
        let instance = ScanInstance {
            seconds_since_last: scan.since_last.round() as u16,
            typical_rssi: scan.rssi_dbm,
            strongest_rssi: scan.rssi_dbm,
        };
        if let Some(open) = encounters.last_mut().filter(|open| open.interval == at.interval()) {
            open.last = offset;
            open.sightings += 8;
            open.scans.push(instance);
            continue;
        }
        encounters.push(Encounter {
            frame: Frame { id: RollingId::from_bytes([7; 16]), metadata: EncryptedMetadata::from_bytes([0; 4]) },
            interval: at.interval(),
            first: offset,
            last: offset,
            sightings: 8,
            scans: vec![instance],
            histogram: RssiHistogram::default(),
            flags: EncounterFlags::default(),
        });
    }
    encounters
}

/// The verdict on somebody near for `seconds` at a mean attenuation, with the air's fading, scanned for 2 s of every 20 s.
fn verdict(attenuation_db: f32, seconds: u32, seed: u64) -> Verdict {
    let air = Realistic::default();
    let mut rng = stream(seed, Purpose::Receiver, 1);
    let phase = rng.random_range(0.0..20.0);
    let scans: Vec<HeardScan> = (0..=seconds / 20)
        .map(|scan| phase + 20.0 * f64::from(scan))
        .take_while(|at| *at < f64::from(seconds))
        .filter_map(|at| {
            let reception = air.receive(&mut rng, f32::from(TRANSMIT_POWER_DBM) - attenuation_db, 2_000.0, 1.0)?;
            Some(HeardScan { at, since_last: 20.0, rssi_dbm: reception.rssi_dbm })
        })
        .collect();
    let encounters = encounters(&scans);
    let metadata = Some(Metadata::with_power(TRANSMIT_POWER_DBM));
    let exposure = Exposure {
        report_type: ReportType::ConfirmedTest,
        days_since_onset: Some(0),
        encounters: encounters.iter().map(|encounter| Heard { encounter, metadata }).collect(),
    };
    let found = assess(&[exposure], &Crowds::new(), &ReceiverLevel::default(), &Rules::built_in());
    found.gravest().map_or(Verdict::None, |contact| contact.verdict)
}

/// Attenuation of the simulated air at a distance, bodies taking half of the most they can at both ends.
fn between(distance_m: f32, walls: f32) -> f32 {
    let air = Realistic::default();
    air.at_1m_db + air.decay_db * distance_m.log10() + air.wall_db * walls + air.body_db
}

const SEEDS: core::ops::Range<u64> = 0..50;

#[test]
fn a_walk_past_of_30_seconds_at_1_m_is_no_contact() {
    for seed in SEEDS {
        assert_eq!(verdict(between(1.0, 0.0), 30, seed), Verdict::None);
    }
}

#[test]
fn a_bus_ride_of_20_minutes_at_half_a_metre_is_a_contact() {
    for seed in SEEDS {
        assert_eq!(verdict(between(0.5, 0.0), 20 * 60, seed), Verdict::Close);
    }
}

#[test]
fn a_wall_between_two_desks_does_not_become_a_contact_by_lasting_all_day() {
    for seed in SEEDS {
        assert!(verdict(between(2.5, 1.0), 8 * 3_600, seed) < Verdict::Close);
    }
}

/// Minutes that scans of `listen` seconds every `period` seconds credit to the contacts of a file, in parts of the true
/// ones: perfect air, an advert every 255 ms, each receiver's scans at a phase of their own.
fn credited_share(contacts: &Contacts, listen: f64, period: f64) -> f64 {
    let rules = Rules::built_in().ranging;
    let row = f64::from(ROW_SECONDS);
    let mut met: BTreeMap<(u16, u16), Vec<u32>> = BTreeMap::new();
    for contact in &contacts.rows {
        met.entry((contact.a.0, contact.b.0)).or_default().push(contact.slot.0);
    }
    let (mut credited, mut truly) = (0.0, 0.0);
    let mut rng = stream(1, Purpose::Receiver, 0);
    for ((a, b), slots) in met {
        for receiver in [a, b] {
            let phase = stream(2, Purpose::Receiver, u64::from(receiver)).random_range(0.0..period);
            truly += row * slots.len() as f64;
            let mut heard: BTreeMap<u64, f64> = BTreeMap::new();
            for slot in &slots {
                let (from, until) = (f64::from(*slot) * row, f64::from(slot + 1) * row);
                let first = ((from - listen - phase) / period).floor().max(0.0) as u64;
                for scan in first.. {
                    let began = phase + period * scan as f64;
                    if began >= until {
                        break;
                    }
                    *heard.entry(scan).or_default() += (until.min(began + listen) - from.max(began)).max(0.0);
                }
            }
            let interval = f64::from(ADVERT_INTERVAL_MS) / 1_000.0;
            let scans: Vec<HeardScan> = heard
                .into_iter()
                .filter(|(_, overlap)| *overlap > 0.0 && rng.random::<f64>() < overlap / interval)
                .map(|(scan, _)| HeardScan { at: phase + period * scan as f64, since_last: period, rssi_dbm: -60 })
                .collect();
            let encounters = encounters(&scans);
            let heard: Vec<Heard<'_>> =
                encounters.iter().map(|encounter| Heard { encounter, metadata: None }).collect();
            let near = stretches(&heard, &ReceiverLevel::default(), &rules);
            credited += near.iter().map(|stretch| f64::from(stretch.seconds)).sum::<f64>();
        }
    }
    credited / truly
}

#[test]
fn minutes_of_contact_are_unbiased_within_a_tenth_for_the_shipped_scans() {
    let data = std::env::var_os("LANCAN_DATA")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data")), PathBuf::from);
    for file in ["SFHH_tij.dat.gz", "workplace_InVS15_tij.dat.gz"] {
        let path = data.join("contacts").join(file);
        if !path.exists() {
            eprintln!("skipped: no outside data {file}");
            continue;
        }
        let contacts = Contacts::read(&path).unwrap().contacts;
        let cycles = [
            ("shipped, alone", 0.75, 8.0, true),
            ("shipped, in company", 2.0, 20.0, true),
            ("shipped, newcomer", 3.0, 8.0, true),
            ("4 s of 300 s", 4.0, 300.0, false),
            ("40 s of 300 s", 40.0, 300.0, false),
        ];
        for (name, listen, period, shipped) in cycles {
            let share = credited_share(&contacts, listen, period);
            println!("{file}: {name}: {:+.1} %", (share - 1.0) * 100.0);
            assert!(!shipped || (share - 1.0).abs() <= 0.1, "{file} {name}: {share}");
        }
    }
}

/// Minutes that the shipped duty cycle as a whole credits, in parts of the true ones: the radio machine, its adaptive cycle and
/// the recorder that ship, in perfect air, on the first `days` days of a file.
fn credited_by_the_shipped_cycle(contacts: &Contacts, days: u32) -> f64 {
    let mut contacts = contacts.clone();
    contacts.rows.retain(|row| row.slot.day() <= days);
    let ranging = Rules::built_in().ranging;
    let places = Places::inferred(&contacts, 3.0, 1);
    let heard = listen(&contacts, &places, Air::Perfect, Power::default(), &DutyCycle::default(), 1).unwrap();
    let seconds = |encounter: &Encounter| -> f64 {
        let heard = [Heard { encounter, metadata: None }];
        let near = stretches(&heard, &ReceiverLevel::default(), &ranging);
        near.iter().map(|stretch| f64::from(stretch.seconds)).sum()
    };
    let credited: f64 =
        heard.iter().flat_map(|phone| phone.values().flatten()).map(|(_, encounter)| seconds(encounter)).sum();
    credited / (2.0 * f64::from(ROW_SECONDS) * contacts.rows.len() as f64)
}

#[test]
fn minutes_of_contact_are_unbiased_within_a_tenth_for_the_shipped_cycle_as_a_whole() {
    let data = std::env::var_os("LANCAN_DATA")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data")), PathBuf::from);
    for (file, days) in [("SFHH_tij.dat.gz", 1), ("workplace_InVS15_tij.dat.gz", 2)] {
        let path = data.join("contacts").join(file);
        if !path.exists() {
            eprintln!("skipped: no outside data {file}");
            continue;
        }
        let share = credited_by_the_shipped_cycle(&Contacts::read(&path).unwrap().contacts, days);
        println!("{file}, {days} days: the shipped cycle: {:+.1} %", (share - 1.0) * 100.0);
        assert!((share - 1.0).abs() <= 0.1, "{file}: {share}");
    }
}
