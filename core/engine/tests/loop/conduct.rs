//! What a phone makes of an authority that fails, is slow, or lies.

use core::time::Duration;

use lancan_core::{ReportStage, Tracer, Trouble};
use lancan_protocol::{problem::Problem, wire::path};
use lancan_testkit::{
    Conduct, Lie, ScriptedAuthority, ScriptedPhone,
    acts::{START, at, enter_code, meet, poll, report},
};

use crate::{Outcome, a_case_and_a_contact};

#[test]
fn no_lie_about_the_index_is_taken_for_a_poll_and_the_truth_after_it_is() -> Outcome {
    for lie in [Lie::ForeignKey, Lie::OldSerial, Lie::Expired, Lie::Altered, Lie::Portal] {
        let mut authority = ScriptedAuthority::new(START)?;
        let mut phone = ScriptedPhone::new(1, &authority)?;
        phone.start(at(0));
        phone.talk(at(0), &mut authority)?;
        assert_eq!(phone.tracer.status().last_checked, Some(START));

        authority.behave_at(path::INDEX, Conduct::Lie(lie));
        poll(&mut phone, at(100), &mut authority)?;
        assert_eq!(phone.tracer.status().last_checked, Some(START), "{lie:?}");
        authority.behave_honestly();
        poll(&mut phone, at(200), &mut authority)?;
        assert_eq!(phone.tracer.status().last_checked, Some(at(200).wall), "{lie:?}");
    }
    Ok(())
}

#[test]
fn an_export_that_was_altered_on_its_way_warns_nobody_until_it_comes_whole() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let (_, mut contact) = a_case_and_a_contact(&mut authority)?;
    authority.publish_report(0, at(6_000).wall)?;

    authority.behave_at(path::EXPORTS, Conduct::Lie(Lie::Altered));
    poll(&mut contact, at(6_010), &mut authority)?;
    assert!(contact.warnings().is_empty());
    authority.behave_honestly();
    poll(&mut contact, at(6_020), &mut authority)?;
    assert_eq!(contact.warnings().len(), 1);
    Ok(())
}

#[test]
fn an_answer_that_comes_late_is_taken_when_it_comes() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let mut phone = ScriptedPhone::new(1, &authority)?;
    phone.start(at(0));
    phone.talk(at(0), &mut authority)?;
    authority.behave_at(path::VERIFY, Conduct::Late(Duration::from_secs(20)));
    enter_code(&mut phone, at(100), &mut authority)?;
    assert_eq!(phone.stages().last(), Some(&&ReportStage::Checking));
    phone.pass(at(100), Duration::from_secs(119), &mut authority)?;
    assert_eq!(phone.stages().last(), Some(&&ReportStage::Checking));
    phone.pass(at(119), Duration::from_secs(121), &mut authority)?;
    assert!(matches!(phone.stages().last(), Some(ReportStage::Review { .. })), "{:?}", phone.stages());
    Ok(())
}

#[test]
fn a_poll_whose_answer_was_lost_asleep_does_not_stand_in_the_users_way() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let mut phone = ScriptedPhone::new(1, &authority)?;
    phone.start(at(0));
    phone.talk(at(0), &mut authority)?;
    authority.behave_at(path::INDEX, Conduct::Silent);
    poll(&mut phone, at(100), &mut authority)?;
    authority.behave_honestly();
    phone.act(at(110), Tracer::check_now);
    assert!(phone.requests.is_empty(), "the answer may still come");
    // Nothing happens for ten minutes, not even a wake.
    poll(&mut phone, at(700), &mut authority)?;
    assert_eq!(phone.tracer.status().last_checked, Some(at(700).wall));
    Ok(())
}

#[test]
fn a_server_that_refuses_everything_is_spoken_of_within_a_day() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let mut phone = ScriptedPhone::new(1, &authority)?;
    authority.conduct = Conduct::Refuse(Problem::Unavailable, 503);
    phone.start(at(0));
    phone.talk(at(0), &mut authority)?;
    phone.pass(at(0), Duration::from_hours(24), &mut authority)?;
    assert!(phone.tracer.status().troubles.contains(&Trouble::ServerUnreachable), "{:?}", phone.tracer.status());
    Ok(())
}

#[test]
fn no_lost_answer_ends_polling_or_a_code_or_a_report() -> Outcome {
    for place in [path::INDEX, path::RULES, path::EXPORTS] {
        let mut authority = ScriptedAuthority::new(START)?;
        authority.rules.polling.seconds = 14_400;
        let (_, mut contact) = a_case_and_a_contact(&mut authority)?;
        authority.publish_report(0, at(6_000).wall)?;
        authority.rules.serial += 1;
        authority.behave_at(place, Conduct::Silent);
        contact.pass(at(3_600), Duration::from_hours(24), &mut authority)?;
        let troubles = contact.tracer.status().troubles;
        assert_eq!(troubles, [Trouble::ServerUnreachable], "{place}");
        authority.behave_honestly();
        contact.pass(at(24 * 3_600), Duration::from_hours(29), &mut authority)?;
        assert_eq!((contact.warnings().len(), contact.tracer.status().troubles), (1, Vec::new()), "{place}");
    }
    Ok(())
}

#[test]
fn a_code_and_a_report_whose_answers_are_lost_go_on() -> Outcome {
    let mut authority = ScriptedAuthority::new(START)?;
    let (mut case, mut other) = (ScriptedPhone::new(1, &authority)?, ScriptedPhone::new(2, &authority)?);
    case.start(at(0));
    other.start(at(0));
    meet(&mut case, &mut other, 10, 25);
    authority.behave_at(path::VERIFY, Conduct::Silent);
    enter_code(&mut case, at(3_600), &mut authority)?;
    case.pass(at(3_600), Duration::from_secs(3_800), &mut authority)?;
    assert_eq!(case.stages().last(), Some(&&ReportStage::Failed(Problem::Offline)));
    authority.behave_honestly();
    authority.behave_at(path::REPORT, Conduct::Silent);
    report(&mut case, at(3_900), &mut authority)?;
    case.pass(at(3_900), Duration::from_secs(5_000), &mut authority)?;
    assert_eq!(case.tracer.report_stage(), Some(ReportStage::Sending));
    authority.behave_honestly();
    case.pass(at(5_000), Duration::from_mins(150), &mut authority)?;
    assert!(matches!(case.stages().last(), Some(ReportStage::Accepted { .. })), "{:?}", case.stages());
    Ok(())
}
