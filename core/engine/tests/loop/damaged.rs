//! A damaged part of the store is reset and reported; the rest stays as it was.

use std::{
    fs,
    path::{Path, PathBuf},
};

use lancan_core::{
    Advert, Event, Now, PeerHandle, RadioEvent, ReportStage, Sighting, Standing, StaticVault, Store, Tracer, Trouble,
};
use lancan_protocol::{
    export::ExportKey,
    frame::Frame,
    keys::{DayKey, EncryptedMetadata},
};
use lancan_testkit::{
    Conduct, ScriptedAuthority, ScriptedPhone,
    acts::{START, at, enter_code, meet, poll, report, send},
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use rusqlite::Connection;

use crate::Outcome;

fn count(path: &Path, table: &str) -> Outcome<u32> {
    let connection = Connection::open(path)?;
    Ok(connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?)
}

/// As a failing flash cell leaves it: the last byte of one sealed value is another.
fn damage(path: &Path, value: u32) -> Outcome {
    let connection = Connection::open(path)?;
    let (name, mut sealed): (Vec<u8>, Vec<u8>) = connection.query_row(
        "SELECT name, sealed FROM named_value ORDER BY name LIMIT 1 OFFSET ?1",
        [value],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    *sealed.last_mut().ok_or("an empty value")? ^= 1;
    connection.execute("UPDATE named_value SET sealed = ?2 WHERE name = ?1", (name, sealed))?;
    Ok(())
}

/// What a version that is not known here left under a name.
fn replace(path: &Path, name: &'static str) -> Outcome {
    let mut store = Store::open(path, &StaticVault::new([7; 32]), &mut ChaCha20Rng::seed_from_u64(50))?;
    Ok(store.put(name, b"?")?)
}

fn is_told(phone: &ScriptedPhone) -> bool {
    phone.tracer.status().troubles.contains(&Trouble::StorePartLost)
}

/// A phone that was warned, paused once, and has a report on its way: every value is in its store.
fn lived(path: &Path, authority: &mut ScriptedAuthority) -> Outcome {
    let mut case = ScriptedPhone::new(1, authority)?;
    let mut phone = ScriptedPhone::on_file(path, 2, authority)?;
    case.start(at(0));
    phone.start(at(0));
    meet(&mut case, &mut phone, 10, 25);
    report(&mut case, at(3_600), authority)?;
    authority.publish_report(0, at(6_000).wall)?;
    poll(&mut phone, at(6_010), authority)?;
    assert_eq!(phone.warnings().len(), 1);
    phone.act(at(6_020), Tracer::pause);
    phone.act(at(6_030), Tracer::resume);
    enter_code(&mut phone, at(6_040), authority)?;
    authority.conduct = Conduct::Unreachable;
    send(&mut phone, at(6_050), authority)?;
    authority.conduct = Conduct::Honest;
    phone.event(at(6_060), Event::Stopping);
    Ok(())
}

#[test]
fn whichever_value_is_damaged_the_phone_opens_says_so_and_goes_on() -> Outcome {
    let folder = tempfile::tempdir()?;
    let mut authority = ScriptedAuthority::new(START)?;
    authority.rules.polling.cover_mean_days = Some(5);
    let whole = folder.path().join("whole");
    lived(&whole, &mut authority)?;
    let (values, intervals) = (count(&whole, "named_value")?, count(&whole, "interval_block")?);
    assert_eq!(values, 13, "day keys, warnings, and eleven of the tracer's");

    for value in 0..values {
        let path: PathBuf = folder.path().join(value.to_string());
        fs::copy(&whole, &path)?;
        damage(&path, value)?;
        let mut phone = ScriptedPhone::on_file(&path, 3, &authority)?;
        assert!(is_told(&phone), "value {value}");
        phone.start(at(7_200));
        if phone.tracer.status().paused {
            phone.act(at(7_200), Tracer::resume);
        }
        assert!(phone.on_air.is_some(), "value {value}");
        phone.talk(at(7_200), &mut authority)?;
        poll(&mut phone, at(7_210), &mut authority)?;
        // Kept or found again; with the signed rules lost, by the built-in ones beside.
        let rules: Vec<_> = phone.tracer.warnings().unwrap().into_iter().map(|stored| stored.warning.rule).collect();
        assert!(rules.iter().any(|rule| rule == "f1-test"), "value {value}: {rules:?}");
        assert!(rules.len() == 1 || rules.iter().any(|rule| rule != "f1-test"), "value {value}: {rules:?}");
        assert!(!phone.tracer.status().troubles.contains(&Trouble::StoreFailing), "value {value}");
        phone.hear(at(7_220), Frame::from_bytes(&[9; 20]).unwrap(), -50);
        phone.event(at(7_230), Event::Stopping);
        drop(phone);
        assert_eq!(count(&path, "interval_block")?, intervals + 1, "value {value}: what was recorded is there");

        let mut phone = ScriptedPhone::on_file(&path, 4, &authority)?;
        assert!(!is_told(&phone), "value {value}: it is repaired");
        phone.start(at(30 * 86_400));
        phone.talk(at(30 * 86_400), &mut authority)?;
        phone.event(at(30 * 86_400 + 1), Event::Stopping);
        drop(phone);
        assert!(count(&path, "interval_block")? <= 1, "value {value}: retention goes on");
    }
    Ok(())
}

#[test]
fn a_floor_that_is_lost_is_put_back_to_the_latest_signed_time_that_is_left() -> Outcome {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("store");
    let mut authority = ScriptedAuthority::new(START)?;
    authority.rules.issued_at = at(88_500).wall;
    let mut phone = ScriptedPhone::on_file(&path, 1, &authority)?;
    phone.start(at(90_000));
    poll(&mut phone, at(90_000), &mut authority)?;
    drop(phone);
    replace(&path, "progress")?;

    // Before the next poll somebody sets the clock back and replays a published key's identifiers.
    let key = DayKey::from_bytes([5; 16]);
    let mut phone = ScriptedPhone::on_file(&path, 2, &authority)?;
    assert!(is_told(&phone));
    authority.conduct = Conduct::Unreachable;
    phone.start(at(600));
    for second in (600..2_400).step_by(10) {
        let now = at(second);
        let id = key.identifiers().rolling_id(now.wall.interval());
        phone.event(now, Event::Radio(RadioEvent::ScanStarted));
        phone.hear(now, Frame { id, metadata: EncryptedMetadata::from_bytes([0; 4]) }, -45);
    }
    authority.conduct = Conduct::Honest;
    authority.publish(&[ExportKey::new(key, START.interval(), 144)], at(92_000).wall)?;
    let back = Now { wall: at(93_000).wall, monotonic: at(3_600).monotonic };
    poll(&mut phone, back, &mut authority)?;
    assert!(phone.warnings().is_empty());
    Ok(())
}

#[test]
fn warnings_that_are_lost_come_back_in_force_though_the_clock_is_far_ahead_then() -> Outcome {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("store");
    let mut authority = ScriptedAuthority::new(START)?;
    lived(&path, &mut authority)?;
    replace(&path, "warnings")?;
    let mut phone = ScriptedPhone::on_file(&path, 3, &authority)?;
    phone.start(Now { wall: at(60 * 86_400).wall, ..at(7_200) });
    assert_eq!(phone.warnings().len(), 1);
    phone.event(at(7_300), Event::Wake);
    let standing: Vec<_> = phone.tracer.warnings()?.iter().map(|stored| stored.standing).collect();
    assert_eq!(standing, [Standing::InForce]);
    Ok(())
}

#[test]
fn a_pause_that_is_lost_stays_a_pause_until_the_user_resumes() -> Outcome {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("store");
    let authority = ScriptedAuthority::new(START)?;
    let mut phone = ScriptedPhone::on_file(&path, 1, &authority)?;
    phone.start(at(0));
    phone.tracer.pause(at(10));
    drop(phone);
    replace(&path, "paused")?;
    for seed in [2, 3] {
        let mut phone = ScriptedPhone::on_file(&path, seed, &authority)?;
        phone.start(at(20));
        assert!(phone.tracer.status().paused && phone.on_air.is_none());
    }
    Ok(())
}

#[test]
fn a_report_that_is_lost_is_spoken_of_until_a_new_code_is_entered() -> Outcome {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("store");
    let mut authority = ScriptedAuthority::new(START)?;
    lived(&path, &mut authority)?;
    replace(&path, "report")?;
    let mut phone = ScriptedPhone::on_file(&path, 3, &authority)?;
    phone.start(at(7_200));
    phone.talk(at(7_200), &mut authority)?;
    assert!(matches!(phone.tracer.report_stage(), Some(ReportStage::Review { .. })), "to be sent once more");
    assert_eq!(authority.reports.len(), 1, "only the case's");
    assert!(phone.tracer.status().troubles.contains(&Trouble::ReportLost));
    enter_code(&mut phone, at(7_300), &mut authority)?;
    assert!(!phone.tracer.status().troubles.contains(&Trouble::ReportLost));
    assert!(matches!(phone.tracer.report_stage(), Some(ReportStage::Review { .. })));
    Ok(())
}

#[test]
fn rules_that_are_lost_do_not_come_back_older_than_they_were() -> Outcome {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("store");
    let mut authority = ScriptedAuthority::new(START)?;
    authority.rules.serial = 7;
    let mut phone = ScriptedPhone::on_file(&path, 1, &authority)?;
    phone.start(at(0));
    poll(&mut phone, at(0), &mut authority)?;
    assert_eq!(phone.tracer.rules().serial, 7);
    drop(phone);
    replace(&path, "rules")?;

    let mut phone = ScriptedPhone::on_file(&path, 2, &authority)?;
    authority.rules.serial = 5;
    phone.start(at(60));
    phone.talk(at(60), &mut authority)?;
    assert_eq!(phone.tracer.rules().serial, 0, "the built-in ones");
    authority.rules.serial = 7;
    poll(&mut phone, at(120), &mut authority)?;
    assert_eq!(phone.tracer.rules().serial, 7);
    Ok(())
}

#[test]
fn nothing_else_is_heard_of_a_store_that_is_whole() -> Outcome {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("store");
    let mut authority = ScriptedAuthority::new(START)?;
    lived(&path, &mut authority)?;
    let mut phone = ScriptedPhone::on_file(&path, 3, &authority)?;
    assert!(phone.tracer.status().troubles.is_empty());
    let sighting = Sighting { peer: PeerHandle(1), rssi_dbm: Some(-50), advert: Advert::ServiceUuid };
    phone.start(at(7_200));
    phone.event(at(7_200), Event::Radio(RadioEvent::Sighted(sighting)));
    assert!(!is_told(&phone));
    Ok(())
}
