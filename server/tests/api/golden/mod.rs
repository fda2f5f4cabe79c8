//! Databases of every schema version, and what today's server must read in them.
//!
//! `tests/golden/vN.db` is a database of schema version N with rows in every table. `vN.json` holds the files that lay
//! beside it (keys, expiry keys, exports) and what the server answered while it had that version. A file that is
//! committed is never changed: a new schema version adds two files, which [`make`] writes in a run with
//! `LANCAN_WRITE_GOLDEN=1` (those of version 3 are version 2's, upgraded by hand). Keys and ids in them are random, everything else is fixed by the virtual clock.

mod make;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD as BASE64, URL_SAFE_NO_PAD},
};
use lancan_protocol::export::ExportKey;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::places::PlaceSeed;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::{IndexedExport, ReportType, path};
use lancan_server::Config;
use lancan_server::clock::VirtualClock;
use lancan_server::store::Value;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use make::ask;

use crate::console::{Browser, text};
use crate::declare::declarer;
use crate::gateway::Gateway;
use crate::place_pages::sign_in;
use crate::support::{Officer, PASSWORD, Phone, START, World, export_keys, hex, key};

/// When the golden server was stopped: the case of its first day has expired.
const STOPPED: UnixTime = UnixTime(START.0 + 22 * 86_400 + 600);
/// When it is started again: its last export was planned and not yet published.
const STARTED: UnixTime = UnixTime(STOPPED.0 + 600);

/// The files beside a database, and what the server answered while it wrote the database.
#[derive(Serialize, Deserialize)]
struct Golden {
    /// Files of the data directory by their path in it, base64.
    files: BTreeMap<String, String>,
    /// The answer of `/v1/deployment`.
    deployment: Json,
    /// The published exports as the index named them.
    exports: Json,
    /// The bearer token of officer an, who is signed in.
    session: String,
    /// The cases of an's centre.
    cases: Json,
    /// The evidence of the case with reports.
    evidence: Json,
    /// The id of the case with reports.
    reported_case: String,
    /// A short code that nobody used.
    unused_code: String,
    /// A long code that phone 3 used, and its token; the report did not come yet.
    used_code: String,
    token: String,
    /// Acts of the audit log, in order.
    acts: Vec<String>,
    /// A place with a code and a window, and a contact, as officer lan sees them; null before schema version 6.
    #[serde(default)]
    place: Json,
    #[serde(default)]
    contact: Json,
    /// What officer lan was answered by path; empty before schema version 7.
    #[serde(default)]
    seen: BTreeMap<String, Json>,
}

fn file_of(version: u32, extension: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/v{version}.{extension}"))
}

/// The keys of the export that ends at `end`, with their fields.
fn keys_at(world: &World, end: UnixTime) -> Vec<ExportKey> {
    export_keys(world.get(&format!("{}{}.zip", path::EXPORTS, end.0)).body, &world.trusted())
}

impl Golden {
    fn read(version: u32) -> Self {
        serde_json::from_slice(&std::fs::read(file_of(version, "json")).unwrap()).unwrap()
    }

    /// Today's server on a copy of the data directory.
    fn start(&self, version: u32, settings: impl FnOnce(&mut Config)) -> World {
        let world = World::prepared(
            Arc::new(VirtualClock::new(STARTED)),
            settings,
            |_| {},
            |data_dir| {
                for (name, bytes) in &self.files {
                    let path = data_dir.join(name);
                    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                    std::fs::write(path, BASE64.decode(bytes).unwrap()).unwrap();
                }
                std::fs::copy(file_of(version, "db"), data_dir.join("lancan.sqlite3")).unwrap();
            },
        );
        assert_eq!(world.now(), STARTED);
        world
    }

    fn officer<'w>(&self, world: &'w World) -> Officer<'w> {
        Officer { world, authorization: format!("Bearer {}", self.session) }
    }
}

/// Today's schema version, and a server whose database has it.
fn today() -> (u32, World) {
    (lancan_server::store::Store::schema_version(), World::new())
}

fn of_every_version(check: impl Fn(u32, Golden)) {
    let (today, _) = today();
    for version in 1..=today {
        // A version that is being made has no files yet, as the next test says.
        if version < today || file_of(version, "json").exists() {
            check(version, Golden::read(version));
        }
    }
}

#[test]
fn the_newest_schema_version_has_a_golden_database() {
    let (version, _) = today();
    if std::env::var_os("LANCAN_WRITE_GOLDEN").is_some() && !file_of(version, "db").exists() {
        make::make(version);
    }
    for table in ask::<String>(&file_of(version, "db"), "SELECT name FROM sqlite_master WHERE type = 'table'") {
        let query = format!("SELECT count(*) FROM {table}").leak();
        assert!(ask::<u32>(&file_of(version, "db"), query) > vec![0], "{table} has no rows");
    }
}

#[test]
fn an_upgraded_database_has_the_schema_of_a_new_one() {
    /// The statements that make tables and indices, without comments and line breaks.
    fn schema(database: &Path) -> Vec<String> {
        let statements = ask::<String>(database, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name");
        let plain = |statement: String| -> String {
            let lines = statement.lines().map(|line| line.split("-- ").next().unwrap_or_default());
            lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
        };
        statements.into_iter().map(plain).collect()
    }
    let (_, mut world) = today();
    world.stop();
    of_every_version(|version, golden| {
        let mut upgraded = golden.start(version, |_| {});
        upgraded.stop();
        assert_eq!(schema(&upgraded.database()), schema(&world.database()), "{version}");
    });
}

/// A list of cases, without what says of revoked ones that somebody must approve them: from version 9 on nobody is asked.
fn but_approval_of_revoked(mut cases: Json) -> Json {
    for case in cases.as_array_mut().unwrap().iter_mut().filter_map(Json::as_object_mut) {
        if case.contains_key("revoked_at") {
            case.remove("needs_approval");
        }
    }
    cases
}

#[test]
fn a_golden_database_keeps_what_officers_see() {
    of_every_version(|version, golden| {
        let world = golden.start(version, |_| {});
        let officer = golden.officer(&world);
        let seen = officer.call("GET", "/officer/v1/cases", None).json();
        assert_eq!(but_approval_of_revoked(seen), but_approval_of_revoked(golden.cases.clone()));
        let report = format!("/officer/v1/cases/{}/report", golden.reported_case);
        assert_eq!(officer.call("GET", &report, None).json(), golden.evidence);
        world.sign_in("an");
        let acts = world.acts();
        assert_eq!(acts[..golden.acts.len()], golden.acts);
    });
}

#[test]
fn an_upgraded_database_counts_the_envelopes_that_it_has() {
    of_every_version(|version, golden| {
        let world = golden.start(version, |_| {});
        let by_hour = "GROUP BY log_id, hour, checked ORDER BY log_id, hour, checked";
        let envelopes = world.rows(&format!("SELECT log_id, hour, checked, count(*) FROM log_envelopes {by_hour}"));
        let counts = world.rows("SELECT * FROM log_counts ORDER BY log_id, hour, checked");
        assert_eq!(counts, envelopes, "{version}");
        assert!(version < 15 || !counts.is_empty(), "{version}");
    });
}

#[test]
fn a_golden_database_keeps_places_and_contacts() {
    of_every_version(|version, golden| {
        if version < 6 {
            return;
        }
        let world = golden.start(version, |_| {});
        let lan = world.sign_in("lan");
        for (kind, before) in [("places", &golden.place), ("contacts", &golden.contact)] {
            let path = format!("/officer/v1/{kind}/{}", before["id"].as_str().unwrap());
            assert_eq!(lan.call("GET", &path, None).json(), *before, "{kind}");
        }
        for (path, before) in &golden.seen {
            assert_eq!(lan.call("GET", path, None).json(), *before, "{path}");
        }
        let poster = format!("/officer/v1/places/{}/poster", golden.place["id"].as_str().unwrap());
        assert_eq!(lan.call("GET", &poster, None).status, 200, "its seed opens");
        let index = world.index();
        assert!(!index.places.is_empty() || !index.place_days.is_empty());
    });
}

#[test]
fn a_golden_database_keeps_who_runs_a_place_and_what_people_declared() {
    of_every_version(|version, golden| {
        if version < 7 {
            return;
        }
        let gateway = Gateway::new();
        let world = golden.start(version, |config| gateway.set(config));
        let mut manager = Browser::new(&world);
        sign_in(&mut manager, &gateway);
        let pages = world.rows("SELECT place FROM place_managers").into_iter().map(|row| {
            let [Value::Text(place)] = row.as_slice() else { panic!("{row:?}") };
            text(&manager.get(&format!("/dia-diem/places/{place}")))
        });
        let pages: Vec<String> = pages.collect();
        let is_the_cafe = |page: &String| page.contains("Quán cơm Hoa Sen") && page.contains("Lê Văn Ân");
        assert!(pages.iter().any(is_the_cafe), "{pages:?}");
        if version >= 8 {
            let mut declarer = declarer(&world, &gateway, "0987 654 321");
            let own = text(&declarer.get("/khai-bao/own/data"));
            assert!(own.contains("Nguyễn Thị Hoa Sen") && own.contains("B7654321"), "{own}");
            if version >= 10 {
                let pages = ["/khai-bao/family", "/khai-bao/form/domestic"].map(|page| text(&declarer.get(page)));
                assert!(pages[0].contains("Bé Nguyễn An") && pages[1].contains("Ga Huế"), "{pages:?}");
            }
        }
    });
}

/// What is found by an HMAC is found by the same one: the number of a case, words and numbers of contacts, and the visit id of a
/// place's day, which the test derives by itself from the seed on the poster.
#[test]
fn a_golden_database_finds_what_it_found() {
    of_every_version(|version, golden| {
        if version < 6 {
            return;
        }
        let world = golden.start(version, |_| {});
        let taken = serde_json::json!({ "reference": "bn2", "report_type": "confirmed_test" });
        let case = golden.officer(&world).call("POST", "/officer/v1/cases", Some(taken)).json();
        assert_eq!(case["needs_approval"], true, "{case}");

        let lan = world.sign_in("lan");
        for search in ["an nguyen", "0912345678"] {
            let body = serde_json::json!({ "search": search });
            let found = lan.call("POST", "/officer/v1/contacts/search", Some(body)).body;
            let found = String::from_utf8(found).unwrap();
            assert!(found.contains(golden.contact["id"].as_str().unwrap()), "{search}: {found}");
        }

        let poster = format!("/officer/v1/places/{}/poster", golden.place["id"].as_str().unwrap());
        let poster = lan.call("GET", &poster, None).json();
        let code = URL_SAFE_NO_PAD.decode(poster["text"].as_str().unwrap().split('#').nth(1).unwrap()).unwrap();
        let seed = PlaceSeed::from_bytes(code[8..24].try_into().unwrap());
        let day = KeyDays::VIETNAM.day(STOPPED.minus(86_400));
        let visit = seed.day_seed(day).visit_id();
        let secret = BASE64.decode(&golden.files["keys/hmac.key"]).unwrap();
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &secret);
        let known = ring::hmac::sign(&key, &[b"visit-id\0".as_slice(), visit.as_bytes()].concat());
        let visits = world.rows("SELECT visit FROM place_days");
        assert!(visits.contains(&vec![Value::Bytes(known.as_ref().to_vec())]), "{version}");
    });
}

#[test]
fn a_golden_database_keeps_what_is_published_and_what_waits_for_publication() {
    of_every_version(|version, golden| {
        let world = golden.start(version, crate::visitor_cards::trusts_a_national_key);
        // What came later was not there.
        let deployment = world.get(path::DEPLOYMENT).json();
        for (name, value) in golden.deployment.as_object().unwrap() {
            assert_eq!(deployment[name], *value, "{name}");
        }
        // Each export as it was, by itself and in the file of its day.
        let index = world.index();
        let mut filed: Vec<Vec<u8>> = index.days.iter().flat_map(|day| world.exports_of(day)).collect();
        filed.extend(index.exports.iter().map(|export| world.get(&format!("{}{}", path::EXPORTS, export.name)).body));
        let before: Vec<IndexedExport> = serde_json::from_value(golden.exports.clone()).unwrap();
        for export in before {
            let served = world.get(&format!("{}{}", path::EXPORTS, export.name)).body;
            let hash = ring::digest::digest(&ring::digest::SHA256, &served);
            assert_eq!((served.len() as u64, hex(hash.as_ref())), (export.bytes, export.sha256));
            assert!(filed.contains(&served), "{}", export.name);
        }
        assert_eq!(index.exports.last().unwrap().end, STARTED);
        for published in [21, 22, 23] {
            assert_eq!(world.exports_with(published), [STOPPED], "{published}");
        }
        for planned in [31, 32, 33] {
            assert_eq!(world.exports_with(planned), [STARTED], "{planned}");
        }
        assert!(world.exports_with(20).is_empty() && world.exports_with(30).is_empty());
        for day in 1..=2 {
            world.go_to(STARTED.plus(day * 86_400));
        }
        // Until version 4 a report brought today's key, cut short. It waits until its day is over.
        let expected = usize::from(version <= 3);
        assert_eq!((world.exports_with(20).len(), world.exports_with(30).len()), (expected, expected));
        let fields: Vec<_> =
            keys_at(&world, STARTED).into_iter().filter(|key| key.key.as_bytes() == &[31; 16]).collect();
        // Phones made keys by UTC days once.
        let day_before = KeyDays::VIETNAM.day(STOPPED).minus(1);
        let starts = [KeyDays::UTC, KeyDays::VIETNAM].map(|days| days.first_interval(day_before));
        assert!(starts.contains(&fields[0].start) && fields[0].period == 144);
        assert_eq!((fields[0].report_type, fields[0].days_since_onset), (Some(ReportType::ConfirmedTest), Some(2)));
    });
}

/// What a token says, except for its window and its end: when the golden databases were made the window began with a UTC day,
/// and tokens lived for one day instead of three.
fn but_for_times(token: &str) -> Json {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let mut claims: Json = serde_json::from_slice(&claims).unwrap();
    for time in ["window_from", "exp"] {
        assert!(claims.as_object_mut().unwrap().remove(time).is_some());
    }
    claims
}

#[test]
fn a_golden_database_keeps_codes_tokens_and_reported_keys() {
    of_every_version(|version, golden| {
        let world = golden.start(version, |_| {});
        let answer = Phone::new(5).verify(&world, &golden.unused_code);
        assert_eq!(answer.centre, "Trạm y tế phường 1");
        let phone = Phone::new(3);
        assert_eq!(but_for_times(&phone.verify(&world, &golden.used_code).token), but_for_times(&golden.token));
        assert_eq!(Phone::new(6).try_verify(&world, &golden.used_code, false).problem(), "code-used");

        let answer = phone.verify(&world, &golden.used_code);
        let mut report = phone.report(&world, &answer, 40);
        let first_of = |ago: u32| KeyDays::VIETNAM.first_interval(KeyDays::VIETNAM.day(world.now()).minus(ago));
        // Reported by the case that has expired, and by one that has not.
        report.keys = [41, 11, 21].map(|seen| key(seen, first_of(1), 144)).to_vec();
        phone.send(&world, &report);
        assert_eq!(world.count("waiting_keys WHERE waiting > 0"), 1 + 2 * i64::from(version <= 3));
    });
}

#[test]
fn a_golden_database_keeps_wrong_codes_and_passwords_counted() {
    of_every_version(|version, golden| {
        let world = golden.start(version, |config| {
            config.codes.failures = 2;
            config.sessions.failures = 1;
        });
        assert_eq!(Phone::new(5).try_verify(&world, &golden.unused_code, false).problem(), "codes-suspended");
        let body = serde_json::json!({ "name": "binh", "password": PASSWORD }).to_string();
        let said = world.call("POST", "/officer/v1/session", &[], Some(body.as_bytes()));
        assert_eq!(said.problem(), "too-many-requests");
    });
}

#[test]
fn a_golden_database_expires_like_todays() {
    of_every_version(|version, golden| {
        let world = golden.start(version, |_| {});
        world.go_to(STARTED.plus(23 * 86_400));
        let officer = world.sign_in("an");
        assert_eq!(officer.call("GET", "/officer/v1/cases", None).json(), serde_json::json!([]));
    });
}
