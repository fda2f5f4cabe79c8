//! Writes the golden database of today's schema version.

use std::path::Path;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use lancan_protocol::code::Code;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::wire::{Report, VerifyAnswer, path};
use lancan_server::store::{FromValue, Store};
use serde_json::{Value as Json, json};
use tokio::runtime::Runtime;

use super::{Golden, STARTED, STOPPED, file_of};
use crate::support::{PASSWORD, Phone, START, World};

/// Plays a server's days until every table has rows of every kind, and writes what it left and answered.
pub(super) fn make(version: u32, mut world: World) {
    let first = Phone::new(1);
    let answer = first.verify(&world, &world.code());
    first.send(&world, &first.report(&world, &answer, 10));
    world.go_to(START.plus(1_200));
    // An export of the day before, which the next day's first export finds finished and files.
    world.go_to(STOPPED.minus(86_400));
    world.go_to(STOPPED.minus(600));

    let golden = cases_and_reports(&world);
    let index = serde_json::to_value(&world.index().exports).unwrap();
    let acts = world.acts();
    world.stop();
    world.plan_export(STARTED);
    std::fs::copy(world.database(), file_of(version, "db")).unwrap();
    let files = ["keys", "expiry-keys", "exports"].into_iter().flat_map(|directory| {
        std::fs::read_dir(world.config.data_dir.join(directory)).unwrap().map(move |entry| {
            let entry = entry.unwrap();
            let name = format!("{directory}/{}", entry.file_name().to_str().unwrap());
            (name, BASE64.encode(std::fs::read(entry.path()).unwrap()))
        })
    });
    let golden = Golden { files: files.collect(), exports: index, acts, ..golden };
    std::fs::write(file_of(version, "json"), serde_json::to_string_pretty(&golden).unwrap() + "\n").unwrap();
}

/// Two officers, three cases, codes of every kind, two reports, wrong codes and passwords, cover traffic.
fn cases_and_reports(world: &World) -> Golden {
    let (an, binh) = (world.sign_in("an"), world.sign_in("binh"));
    let case = |officer: &crate::support::Officer<'_>, body: Json| {
        officer.call("POST", "/officer/v1/cases", Some(body)).json()["id"].as_str().unwrap().to_owned()
    };
    let date = |ago| lancan_server::Date(KeyDays::VIETNAM.day(world.now()).minus(ago)).to_string();
    let tested = json!({ "reference": "BN 2", "tested_date": date(1), "report_type": "confirmed_clinical_diagnosis" });
    let (reported, coded) = (an.open_case(), case(&an, tested));
    case(&binh, json!({ "reference": "BN 3", "report_type": "confirmed_test" }));
    let code = |kind, case: &str| an.issue(case, kind)["code"].as_str().unwrap().to_owned();
    let report = |phone: Phone, id| {
        let answer = phone.verify(world, &code("long", &reported));
        phone.send(world, &phone.report(world, &answer, id));
    };
    code("short", &coded);
    report(Phone::new(2), 20);
    world.go_to(STOPPED);
    report(Phone::new(4), 30);

    let (unused_code, used_code) = (code("short", &coded), code("long", &coded));
    let token = Phone::new(3).verify(world, &used_code).token;
    for _ in 0..2 {
        let wrong = Code::short(8, &mut rand::rand_core::UnwrapErr(rand::rngs::SysRng));
        assert_eq!(Phone::new(9).try_verify(world, wrong.as_str(), false).problem(), "code-unknown");
    }
    let stranger = Phone::new(9);
    let cover: VerifyAnswer = serde_json::from_slice(&stranger.try_verify(world, "123456780", true).body).unwrap();
    let body = Report {
        report_id: vec![5; 16],
        public_key: stranger.public_key(),
        token: cover.token,
        cover: true,
        ..Report::default()
    };
    assert_eq!(stranger.try_send(world, &body).status, 200);
    let body = json!({ "name": "binh", "password": format!("{PASSWORD}!") }).to_string();
    world.call("POST", "/officer/v1/session", &[], Some(body.as_bytes()));

    let evidence = an.call("GET", &format!("/officer/v1/cases/{reported}/report"), None).json();
    let cases = an.call("GET", "/officer/v1/cases", None).json();
    Golden {
        files: [].into(),
        deployment: world.get(path::DEPLOYMENT).json(),
        exports: Json::Null,
        session: an.authorization.strip_prefix("Bearer ").unwrap().to_owned(),
        cases,
        evidence,
        reported_case: reported.clone(),
        unused_code,
        used_code,
        token,
        acts: Vec::new(),
    }
}

/// The answer of a query on a copy of a database file, for the file itself is never changed.
pub(super) fn ask<T: FromValue + Send + 'static>(database: &Path, query: &'static str) -> Vec<T> {
    let directory = tempfile::tempdir().unwrap();
    let copy = directory.path().join("golden.db");
    std::fs::copy(database, &copy).unwrap();
    let store = Store::open_file(&copy).unwrap();
    let answer = store.view("ask", move |tx| tx.all(query, &[], |mut row| row.take()));
    Runtime::new().unwrap().block_on(answer).unwrap()
}
