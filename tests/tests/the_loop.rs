//! The whole loop with the real server and the core that ships: people meet, a case reports, who was near is warned.
#![cfg(test)]

use std::path::PathBuf;

use lancan_core::Warning;
use lancan_protocol::UnixTime;
use lancan_simulator::{
    air::{Air, Power, Realistic},
    authority::Authority,
    clock::FIRST_MIDNIGHT,
    contacts::{Contacts, Skipped},
    outbreak::{self, OutbreakError, Outcome, Scenario},
    places::Places,
    visiting::Scanning,
};

/// Persons 1 and 2 meet for 15 minutes, 1 and 3 for 15 minutes in two halves of a day, 1 and 4 for over an hour, over two
/// days; 1 and 5 for 20 seconds less than 15 minutes, 1 and 6 for 10 minutes on each of two days further apart than
/// 24 hours. 7 and 8 meet each other only.
fn a_few_people() -> Contacts {
    let morning = 9 * 3_600;
    let day = 86_400;
    let mut times = Vec::new();
    let mut meet = |with: u32, from: u32, rows: u32| times.extend((1..=rows).map(|n| (from + n * 20, 1, with)));
    meet(2, morning, 45);
    meet(3, morning + 1_000, 20);
    meet(3, morning + 20_000, 25);
    meet(4, morning + 600, 120);
    meet(4, morning + day, 90);
    meet(5, morning + 3_000, 44);
    meet(6, morning + 5_000, 30);
    meet(6, morning + 7_000 + day, 30);
    times.extend((1..=200).map(|n| (morning + n * 20, 7, 8)));
    Contacts::from_times(&times).unwrap()
}

fn run(contacts: Contacts, air: Air, power: Power, seed: u64) -> Result<Outcome, OutbreakError> {
    run_with(contacts, air, power, seed, None)
}

fn run_with(
    contacts: Contacts,
    air: Air,
    power: Power,
    seed: u64,
    scanning: Option<Scanning>,
) -> Result<Outcome, OutbreakError> {
    let directory = tempfile::tempdir().unwrap();
    let mut authority = Authority::start(directory.path(), outbreak::rules(), FIRST_MIDNIGHT).unwrap();
    let places = Places::inferred(&contacts, 3.0, seed);
    let outcome =
        outbreak::run(Scenario { contacts, places, air, power, seed, cases: 1, scanning }, &mut authority, &mut |_| {});
    authority.stop();
    outcome
}

/// How many seeds are played, one unless more are asked for (`make test-long`).
fn seeds() -> u64 {
    std::env::var("LANCAN_REPEAT").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(1)
}

#[test]
fn on_the_perfect_air_exactly_the_close_contacts_are_warned() {
    for seed in 1..=seeds() {
        let outcome = run(a_few_people(), Air::Perfect, Power::default(), seed).unwrap();
        assert_eq!((outcome.people, outcome.cases, outcome.close_contacts_true), (8, 1, 3), "seed {seed}");
        assert_eq!((outcome.found, outcome.missed, outcome.wrongly_warned), (3, 0, 0), "seed {seed}");
        assert_eq!((outcome.recall(), outcome.precision()), (Some(1.0), Some(1.0)), "seed {seed}");
        assert!(outcome.keys_reported >= 2 && outcome.encounters_reported > 0, "seed {seed}");
    }
}

#[test]
fn posters_warn_who_was_at_the_place_with_the_case_and_take_nothing_from_what_bluetooth_finds() {
    let with = |enters, leaves| {
        let scanning = Some(Scanning { enters, leaves });
        let outcome = run_with(a_few_people(), Air::Perfect, Power::default(), 1, scanning).unwrap();
        assert_eq!((outcome.found, outcome.missed, outcome.wrongly_warned), (3, 0, 0), "{enters} {leaves}");
        outcome.places.unwrap()
    };
    // All eight share one room on the first day; on the second, 1, 4 and 6 do.
    let all = with(1.0, 1.0);
    assert_eq!((all.posters, all.scans, all.published), (1, 2 * (8 + 3), 2));
    // 5 is there for 20 seconds less than 15 minutes, and warned all the same: the official rule is within an hour.
    assert_eq!((all.warned, all.together_true, all.together_found), (7, 6, 6));
    assert_eq!((all.close_found, all.either_found, all.recall(3)), (3, 3, Some(1.0)));
    assert_eq!(all.precision(), Some(3.0 / 7.0), "a room is more than the people one is close to");
    let forgetful = with(1.0, 0.0);
    assert_eq!((forgetful.scans, forgetful.warned), (8 + 3, 7), "a leave that nobody scans is estimated");
}

#[test]
fn one_seed_gives_one_outcome_on_any_air() {
    let air = Air::Realistic(Realistic::default());
    for power in [Power::default(), Power::Mixed] {
        let [first, again] = [(); 2].map(|()| apart_from_when(run(a_few_people(), air, power, 7).unwrap()));
        assert_eq!(first, again);
    }
}

/// An outcome without what hangs on when the keys were published: the server draws a report's delay, up to two hours, by
/// itself and from no seed.
fn apart_from_when(mut outcome: Outcome) -> Outcome {
    for told in &mut outcome.told {
        told.warning = told.warning.take().map(|warning| Warning { found_at: UnixTime(0), ..warning });
    }
    Outcome { minutes_to_warning: None, requests: 0, ..outcome }
}

#[test]
fn on_the_perfect_air_the_power_of_phones_changes_nobody() {
    let [as_assumed, stronger, mixed] = [Power::default(), Power::Same(-7), Power::Mixed].map(|power| {
        let outcome = run(a_few_people(), Air::Perfect, power, 1).unwrap();
        assert!(outcome.minutes_to_warning.is_some());
        // When phones poll is drawn at random, and a phone that steps more often draws more often.
        // What the warnings say of minutes and likelihood hangs on what was heard when.
        Outcome { minutes_to_warning: None, told: Vec::new(), ..outcome }
    });
    assert_eq!(as_assumed, stronger);
    assert_eq!(as_assumed, mixed);
}

#[test]
fn without_anybody_who_has_three_close_contacts_no_case_can_be_drawn() {
    let contacts = Contacts::from_times(&[(32_420, 1, 2)]).unwrap();
    let error = run(contacts, Air::Perfect, Power::default(), 1).unwrap_err();
    assert_eq!(error.to_string(), "0 people have 3 close contacts or more; 1 cases cannot be drawn among them");
}

/// Files of contacts that others recorded; not part of the project.
fn recorded(name: &str) -> Option<Contacts> {
    let data = std::env::var_os("LANCAN_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"), PathBuf::from);
    let file = data.join("contacts").join(name);
    if !file.exists() {
        println!("skipped: {} is not there", file.display());
        return None;
    }
    let read = Contacts::read(&file).unwrap();
    assert_eq!(read.skipped, Skipped::default());
    Some(read.contacts)
}

#[test]
fn the_recorded_contacts_read_whole() {
    for (name, rows, people, days) in
        [("SFHH_tij.dat.gz", 70_261, 403, 2), ("workplace_InVS15_tij.dat.gz", 78_249, 217, 12)]
    {
        let Some(contacts) = recorded(name) else { continue };
        assert_eq!((contacts.rows.len(), contacts.labels.len(), contacts.days()), (rows, people, days));
    }
}
