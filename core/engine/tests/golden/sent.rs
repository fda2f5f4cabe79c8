//! A phone that was taking a report back when it was put away is opened, and goes on.

use core::time::Duration;
use std::path::Path;

use lancan_core::{Event, SentStage, Tracer};
use lancan_protocol::{
    rules::PollingRules,
    wire::{Report, path},
};
use lancan_testkit::{
    Conduct, ScriptedAuthority, ScriptedPhone,
    acts::{START, at, meet, report},
};
use prost::Message as _;
use sha2::{Digest as _, Sha256};

use super::{deployment, open, rng, vault};

const STORE: &str = "store-v1-sent.golden";
/// When the report arrived, and when the phone was put away, in seconds after the start.
const SENT: u64 = 3_600;
const PUT_AWAY: u64 = SENT + 8 * 3_600;

/// A report was sent, and the body that takes it back has not arrived yet.
pub(super) fn a_phone_that_takes_a_report_back(file: &Path) {
    let mut authority = ScriptedAuthority::new(START).unwrap();
    authority.rules.polling = PollingRules { seconds: 4 * 3_600, cover_mean_days: None };
    let store = lancan_core::Store::open(file, &vault(), &mut rng(1)).unwrap();
    let mut phone = ScriptedPhone::open(store, deployment(), 1).unwrap();
    let mut other = ScriptedPhone::new(2, &authority).unwrap();
    for phone in [&mut phone, &mut other] {
        phone.start(at(0));
        phone.talk(at(0), &mut authority).unwrap();
    }
    meet(&mut phone, &mut other, 10, 25);
    report(&mut phone, at(SENT), &mut authority).unwrap();
    phone.act(at(SENT), Tracer::pause);
    authority.behave_at(path::REPORT, Conduct::Unreachable);
    let id = phone.tracer.sent_reports()[0].id;
    phone.try_act(at(SENT + 600), |tracer, now| tracer.withdraw(now, id)).unwrap();
    phone.pass(at(SENT + 600), Duration::from_secs(PUT_AWAY), &mut authority).unwrap();
    phone.event(at(PUT_AWAY), Event::Stopping);
}

#[test]
fn the_report_is_still_being_taken_back_by_the_same_body() {
    let (store, _folder) = open(STORE);
    let mut authority = ScriptedAuthority::new(START).unwrap();
    let mut phone = ScriptedPhone::open(store, deployment(), 200).unwrap();
    phone.start(at(PUT_AWAY + 60));
    let sent = phone.tracer.sent_reports();
    assert_eq!((sent.len(), sent[0].id, sent[0].sent_at), (1, 1, at(SENT).wall));
    assert_eq!((sent[0].stage, sent[0].centre.as_str()), (SentStage::TakingBack, "Trung tâm Y tế Bảo Lâm"));
    phone.talk(at(PUT_AWAY + 60), &mut authority).unwrap();
    let withdrawal = authority.reports.iter().find(|report| report.withdrawal).unwrap();
    let bytes = Report { padding: Vec::new(), ..withdrawal.clone() }.encode_to_vec();
    assert_eq!(lancan_protocol::hex::encode(&Sha256::digest(&bytes)), BODY);
    assert!(matches!(phone.tracer.sent_reports()[0].stage, SentStage::TakenBack { .. }));
}

/// SHA-256 of the body without its padding.
const BODY: &str = "7d4d672b40ef2677c622a09e6e5dc2eb3a61fef09e25ab473f75715ce221cae2";
