//! What is matched again while a poll is under way: what a transfer, a visit or a correction of rules makes needed.

use core::time::Duration;

use lancan_core::{Scanned, Tracer};
use lancan_protocol::places::{PlaceSeed, Row};
use lancan_testkit::{
    Conduct, ScriptedAuthority, ScriptedPhone,
    acts::{START, at, poll},
};

use crate::{
    Outcome, a_case_and_a_contact,
    places::{HOUR, LAM_DONG, market, place_notices, today, window},
};

#[test]
fn a_transfer_taken_in_while_the_rest_of_a_day_is_fetched_warns_of_the_days_first_exports_too() -> Outcome {
    for when in 0..=3 {
        let mut authority = ScriptedAuthority::new(START)?;
        let mut new = ScriptedPhone::new(3, &authority)?;
        new.start(at(0));
        new.talk(at(0), &mut authority)?;
        let (_, mut old) = a_case_and_a_contact(&mut authority)?;
        authority.publish_report(0, at(6_000).wall)?;
        poll(&mut new, at(6_010), &mut authority)?;
        authority.publish(&[], at(9_600).wall)?;
        authority.end_day()?;
        let file = old.tracer.seal_transfer(at(9_650), "mật khẩu rất dài")?;
        authority.conduct = Conduct::Late(Duration::from_secs(1));
        new.act(at(9_700), Tracer::check_now);
        for second in 0..=when {
            new.talk(at(9_700 + second), &mut authority)?;
        }
        new.tracer.open_transfer(&file, "mật khẩu rất dài")?;
        new.pass(at(9_710), at(9_900).monotonic, &mut authority)?;
        assert_eq!(new.warnings().len(), 1, "taken in {when} s after the poll began");
        authority.behave_honestly();
        authority.asked.clear();
        poll(&mut new, at(10_000), &mut authority)?;
        assert_eq!(authority.asked, ["/v1/index"], "all is matched by then");
    }
    Ok(())
}

/// A phone that was at a market at ten, and has matched the first of two exports of the day, which warns of another place of
/// the province. The day's file is published; its poll was begun at three and has come as far as it does in `seconds`.
fn rest_of_a_day_of_places_under_way(seconds: u64, row: &Row) -> Outcome<(ScriptedAuthority, ScriptedPhone)> {
    let mut authority = ScriptedAuthority::new(START)?;
    let mut phone = ScriptedPhone::new(1, &authority)?;
    phone.start(at(0));
    phone.talk(at(0), &mut authority)?;
    let (place, seed) = market();
    phone.tracer.scan_place(at(10 * HOUR), &authority.poster(&place, &seed))?;
    authority.publish_places(LAM_DONG, core::slice::from_ref(row), START.plus(11 * HOUR))?;
    poll(&mut phone, at(12 * HOUR), &mut authority)?;
    authority.publish_places(LAM_DONG, &[], START.plus(13 * HOUR))?;
    authority.end_day_of_places()?;
    authority.conduct = Conduct::Late(Duration::from_secs(1));
    phone.act(at(15 * HOUR), Tracer::check_now);
    for second in 0..=seconds {
        phone.talk(at(15 * HOUR + second), &mut authority)?;
    }
    Ok((authority, phone))
}

#[test]
fn a_visit_added_while_the_rest_of_a_day_of_places_is_fetched_finds_the_days_first_exports_too() -> Outcome {
    for when in 0..=3 {
        let elsewhere = PlaceSeed::from_bytes([8; 16]);
        let row = Row::seal(&window(0, HOUR), &elsewhere.day_seed(today()), 0);
        let (mut authority, mut phone) = rest_of_a_day_of_places_under_way(when, &row)?;
        let text = authority.poster(&market().0, &elsewhere);
        let now = at(15 * HOUR + when);
        let added = phone.tracer.add_visit(now, &text, START.plus(60), START.plus(2_000))?;
        assert!(matches!(added, Scanned::Entered(_)));
        phone.pass(at(15 * HOUR + 10), at(15 * HOUR + 100).monotonic, &mut authority)?;
        assert_eq!(place_notices(&phone).len(), 1, "added {when} s after the poll began");
    }
    Ok(())
}

#[test]
fn a_visit_whose_time_is_corrected_finds_what_was_published_between_the_stay_and_the_scan() -> Outcome {
    for when in 0..=3 {
        let row = Row::seal(&window(0, HOUR), &market().1.day_seed(today()), 0);
        let (mut authority, mut phone) = rest_of_a_day_of_places_under_way(when, &row)?;
        phone.tracer.edit_visit(at(15 * HOUR + when), 1, START.plus(60), START.plus(2_000))?;
        phone.pass(at(15 * HOUR + 10), at(15 * HOUR + 100).monotonic, &mut authority)?;
        assert_eq!(place_notices(&phone).len(), 1, "corrected {when} s after the poll began");
    }
    let mut authority = ScriptedAuthority::new(START)?;
    let mut phone = ScriptedPhone::new(1, &authority)?;
    phone.start(at(0));
    let (place, seed) = market();
    let row = Row::seal(&window(0, HOUR), &seed.day_seed(today()), 0);
    authority.publish_places(LAM_DONG, &[row], START.plus(2 * HOUR))?;
    phone.tracer.scan_place(at(10 * HOUR), &authority.poster(&place, &seed))?;
    poll(&mut phone, at(12 * HOUR), &mut authority)?;
    assert!(place_notices(&phone).is_empty());
    phone.tracer.edit_visit(at(13 * HOUR), 1, START.plus(60), START.plus(2_000))?;
    poll(&mut phone, at(13 * HOUR + 10), &mut authority)?;
    assert_eq!(place_notices(&phone).len(), 1);
    Ok(())
}

#[test]
fn a_longer_margin_around_stays_finds_what_was_matched_before() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    authority.rules.places.margin_minutes = 10;
    authority.rules.serial += 1;
    let mut phone = ScriptedPhone::new(1, &authority)?;
    phone.start(at(0));
    phone.talk(at(0), &mut authority)?;
    let (place, seed) = market();
    // An hour from half past ten in the evening; the window is of the first minutes of the next day.
    phone.tracer.scan_place(at(15 * HOUR + HOUR / 2), &authority.poster(&place, &seed))?;
    let row = Row::seal(&window(17 * HOUR, 17 * HOUR + 1_200), &seed.day_seed(today().plus(1)), 0);
    authority.publish_places(LAM_DONG, &[row], START.plus(18 * HOUR))?;
    poll(&mut phone, at(19 * HOUR), &mut authority)?;
    assert!(place_notices(&phone).is_empty());
    authority.rules.places.margin_minutes = 60;
    authority.rules.serial += 1;
    poll(&mut phone, at(20 * HOUR), &mut authority)?;
    phone.pass(at(20 * HOUR + 1), at(20 * HOUR + 60).monotonic, &mut authority)?;
    assert_eq!(place_notices(&phone).len(), 1);
    Ok(())
}
