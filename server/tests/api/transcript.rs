//! The same traffic is answered alike whatever the database: both test binaries compare what was said with one snapshot.

use std::fmt::Write as _;

use lancan_protocol::wire::{Report, ReportedKey};
use serde_json::{Value, json};

use crate::support::{Phone, START, Said, World, key};

/// Fields whose values are random or hold something random.
const RANDOM: [&str; 8] = ["code", "device", "id", "link", "next", "sms", "token", "key"];

/// Traffic, and what was said.
#[derive(Default)]
struct Transcript(String);

impl Transcript {
    fn note(&mut self, what: &str, said: &Said) {
        writeln!(self.0, "{what}: {} {}", said.status, body(&said.body)).unwrap();
    }
}

/// A body without what is random.
fn body(bytes: &[u8]) -> String {
    match serde_json::from_slice::<Value>(bytes) {
        Ok(mut value) => {
            plain(&mut value);
            value.to_string()
        }
        Err(_) => format!("{} bytes", bytes.len()),
    }
}

fn plain(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(plain),
        Value::Object(fields) => {
            for (name, value) in fields {
                if RANDOM.contains(&name.as_str()) && value.is_string() {
                    *value = json!("…");
                } else if name == "padding" {
                    *value = json!("");
                } else {
                    plain(value);
                }
            }
        }
        _ => {}
    }
}

#[test]
fn the_same_traffic_gets_the_same_answers_from_every_database() {
    let world = World::new();
    let mut transcript = Transcript::default();
    let officer = world.sign_in("an");
    let other = world.sign_in("binh");
    // One a second: cases of one second are listed in the order of their ids, which are random.
    let open = |second: u64| {
        world.clock.set(START.plus(second)).unwrap();
        officer.open_case()
    };
    let cases: Vec<String> = (0..3).map(open).collect();
    let [first, second, third] = cases.as_slice() else { panic!("three cases") };
    let code = |case: &str, kind: &str| officer.issue(case, kind)["code"].as_str().unwrap().replace(' ', "");

    let used = code(first, "short");
    let phone = Phone::new(1);
    transcript.note("a code", &phone.try_verify(&world, &used, false));
    transcript.note("the code again by the same phone", &phone.try_verify(&world, &used, false));
    transcript.note("the code by another phone", &Phone::new(2).try_verify(&world, &used, false));
    transcript.note("an unknown short code", &Phone::new(2).try_verify(&world, "123456786", false));
    transcript.note("a mistyped code", &Phone::new(2).try_verify(&world, "123456783", false));
    transcript.note("a cover code", &Phone::new(3).try_verify(&world, "123456786", true));

    let answer = phone.verify(&world, &used);
    let report = phone.report(&world, &answer, 10);
    transcript.note("a report", &phone.try_send(&world, &report));
    transcript.note("the report again", &phone.try_send(&world, &report));
    transcript.note("the code after the report", &phone.try_verify(&world, &used, false));
    let mut addition = Report { report_id: vec![77; 16], ..report.clone() };
    addition.keys.push(key(50, lancan_protocol::time::Interval(report.keys[0].start), 144));
    transcript.note("an addition", &phone.try_send(&world, &addition));
    let changed = Report { keys: vec![ReportedKey { period: 1, ..report.keys[0].clone() }], ..report.clone() };
    transcript.note("another report under its id", &phone.try_send(&world, &changed));
    transcript.note("a report with another's key", &Phone::new(4).try_send(&world, &report));

    let expiring = code(second, "short");
    world.go_to(START.plus(600));
    transcript.note("a late report", &phone.try_send(&world, &Phone::second(&report, 20)));
    world.go_to(START.plus(1_800));
    transcript.note("an expired code", &Phone::new(5).try_verify(&world, &expiring, false));

    transcript.note("the cases", &officer.call("GET", "/officer/v1/cases?limit=2", None));
    transcript.note("the cases of another centre", &other.call("GET", "/officer/v1/cases", None));
    for case in [first, second, third] {
        transcript.note("a case", &officer.call("GET", &format!("/officer/v1/cases/{case}"), None));
        transcript.note("its report", &officer.call("GET", &format!("/officer/v1/cases/{case}/report"), None));
    }
    transcript.note("another's case", &other.call("GET", &format!("/officer/v1/cases/{first}"), None));
    transcript.note("a case that is none", &officer.call("GET", "/officer/v1/cases/none", None));
    transcript
        .note("a code for it", &officer.call("POST", "/officer/v1/cases/none/codes", Some(json!({"kind": "long"}))));
    transcript
        .note("a wrong kind", &officer.call("POST", &format!("/officer/v1/cases/{first}/codes"), Some(json!({}))));
    transcript.note("signing out", &officer.call("DELETE", "/officer/v1/session", None));
    transcript.note("signed out", &officer.call("GET", "/officer/v1/cases", None));

    world.go_to(START.plus(26 * 3_600));
    let index = world.index();
    let named = |names: Vec<&str>| names.join(" ");
    writeln!(transcript.0, "days: {}", named(index.days.iter().map(|day| &*day.name).collect())).unwrap();
    writeln!(transcript.0, "exports: {}", named(index.exports.iter().map(|export| &*export.name).collect())).unwrap();
    for id in [10, 11, 12, 13, 50] {
        let ends: Vec<u64> = world.exports_with(id).iter().map(|end| end.0 - START.0).collect();
        writeln!(transcript.0, "key {id}: published {ends:?} seconds after the start").unwrap();
    }
    writeln!(transcript.0, "acts: {}", world.acts().join(" ")).unwrap();
    insta::with_settings!({ prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(transcript.0);
    });
}
