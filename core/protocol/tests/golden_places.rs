//! What places and visits send over the wire, as files of an earlier day (`CONTRIBUTING.md`). A file that is missing is written
//! with `LANCAN_WRITE_GOLDEN=1`; one that exists never is.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::{
    fs::{self, File},
    io::{Cursor, Write as _},
    path::PathBuf,
};

use lancan_protocol::{
    export::{ExportSigner, TrustedKeys},
    hex,
    key_days::KeyDays,
    places::{
        Category, DoorDay, Minute, Place, PlaceCode, PlaceFlags, PlaceKeys, PlaceName, PlaceSeed, Province, Row,
        UnitCode, Window,
        export::{PlacesHeader, PlacesLimits, PlacesReader, write_places},
        poster,
    },
    rules::{PlaceRules, Rules},
    time::Day,
    visits::{Proof, ReportedVisit, TagIndex, VisitFlags, VisitedDay},
    wire::{Consent, Deployment, Index, IndexedDay, IndexedPlaceDay, IndexedPlaces, PublicKeyPem, Report},
};
use p256::{
    ecdsa::SigningKey,
    pkcs8::{EncodePublicKey as _, LineEnding},
};
use prost::Message as _;

const DAY: Day = Day(18_774);

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

fn golden(name: &str) -> Vec<u8> {
    fs::read(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn assert_golden(name: &str, written: &[u8]) -> Vec<u8> {
    if std::env::var_os("LANCAN_WRITE_GOLDEN").is_some() && !path(name).exists() {
        File::create_new(path(name)).unwrap().write_all(written).unwrap();
    }
    let expected = golden(name);
    assert!(written == expected, "{name}: the wire form has changed");
    expected
}

fn signer(seed: u8) -> SigningKey {
    SigningKey::from_slice(&[seed; 32]).unwrap()
}

fn public(seed: u8, id: &str) -> PublicKeyPem {
    let pem = signer(seed).verifying_key().to_public_key_pem(LineEnding::LF).unwrap();
    PublicKeyPem { id: id.into(), version: "v1".into(), pem }
}

fn deployment() -> Deployment {
    Deployment {
        places_keys: vec![public(1, "places-2022")],
        poster_keys: vec![public(2, "7")],
        rotating_keys: vec![public(3, "8")],
        ..Deployment::for_test()
    }
}

fn seed() -> PlaceSeed {
    PlaceSeed::from_bytes([5; 16])
}

fn place() -> Place {
    Place {
        flags: PlaceFlags(PlaceFlags::STAFF_ENTRANCE.0 | PlaceFlags::HAS_ROTATING.0),
        category: Category::Hospital,
        province: Province(68),
        unit: UnitCode::from_digits("24850").unwrap(),
        name: PlaceName::typed("Trung tâm Y tế Bảo Lâm").unwrap(),
    }
}

fn from_hex(bytes: &[u8]) -> Vec<u8> {
    hex::decode(core::str::from_utf8(bytes).unwrap()).unwrap()
}

#[test]
fn a_deployment_names_the_keys_of_places() {
    let written = serde_json::to_vec(&deployment()).unwrap();
    let read: Deployment = serde_json::from_slice(&assert_golden("deployment-places.json", &written)).unwrap();
    assert_eq!(read, deployment());
}

#[test]
fn the_code_of_a_poster_and_that_of_a_display_are_the_same_bytes() {
    let file = assert_golden("place-poster.hex", hex::encode(&poster(&place(), &seed(), 7, &signer(2))).as_bytes());
    let read = PlaceCode::read(&from_hex(&file), &PlaceKeys::of(&deployment())).unwrap();
    assert_eq!((read.place.clone(), read.code_id()), (place(), seed().code_id()));

    let day = DoorDay::sign(&place(), &seed(), DAY, 8, &signer(3));
    let shown = day.shown(615, Minute::of(KeyDays::VIETNAM.start(DAY)), &seed().rotating_key(DAY));
    let file = assert_golden("place-rotating.hex", hex::encode(&shown).as_bytes());
    let read = PlaceCode::read(&from_hex(&file), &PlaceKeys::of(&deployment())).unwrap();
    assert_eq!((read.place.clone(), read.day_seed(DAY)), (place(), Some(seed().day_seed(DAY))));
}

#[test]
fn an_export_of_places_is_the_same_bytes_and_its_rows_open() {
    let window = Window::of_case(Minute(27_034_001), Minute(27_034_070));
    let withdrawal = window.withdrawal(0);
    let day = seed().day_seed(DAY);
    let mut rows = vec![Row::seal(&window, &day, 0), Row::seal(&withdrawal, &day, 32), Row::from_bytes([0xA5; 48])];
    rows.sort_unstable();
    let start = KeyDays::VIETNAM.start(DAY.plus(1));
    let header = PlacesHeader { start, end: start.plus(7_200), province: Province(68), batch_number: 1, batch_size: 1 };
    let signers = [ExportSigner { key: signer(1), id: "places-2022".into(), version: "v1".into() }];
    let file = assert_golden("places.zip", &write_places(&header, &rows, &signers).unwrap());
    let mut reader = PlacesReader::open(Cursor::new(file), PlacesLimits::default()).unwrap();
    let index = TagIndex::new(vec![VisitedDay { handle: 0, seed: day }]);
    let trusted = TrustedKeys::new(&deployment().places_keys).unwrap();
    let (verified, mut found) = index.match_export(&mut reader, &trusted).unwrap();
    assert_eq!((verified.header, verified.rows), (header, 3));
    found.sort_by_key(|found| found.position);
    assert_eq!(
        found.iter().map(|found| (found.position, found.window)).collect::<Vec<_>>(),
        [(0, window), (32, withdrawal)]
    );
}

#[test]
fn an_index_names_exports_of_places() {
    let places = vec![IndexedPlaces {
        name: "1622048400-68.zip".into(),
        bytes: 2_345,
        sha256: "0123456789abcdef".repeat(4),
        region: "68".into(),
        start: KeyDays::VIETNAM.start(DAY),
        end: KeyDays::VIETNAM.start(DAY).plus(7_200),
    }];
    let old: Index = serde_json::from_slice(&golden("index-days.json")).unwrap();
    let index = Index { places, ..old };
    let file = assert_golden("index-places.json", &serde_json::to_vec(&index).unwrap());
    assert_eq!(serde_json::from_slice::<Index>(&file).unwrap(), index);
}

#[test]
fn an_index_names_day_files_of_places_and_one_of_an_earlier_day_has_none() {
    let old: Index = serde_json::from_slice(&golden("index-places.json")).unwrap();
    assert!(old.place_days.is_empty());
    let day = IndexedDay {
        name: "place-day-68-2021-05-26-01234567.day".into(),
        bytes: 24_567,
        exports: 12,
        sha256: "0123456789abcdef".repeat(4),
        start: KeyDays::VIETNAM.start(DAY).minus(86_400),
        end: KeyDays::VIETNAM.start(DAY),
    };
    let index = Index { place_days: vec![IndexedPlaceDay { region: "68".into(), day }], ..old };
    let file = assert_golden("index-place-days.json", &serde_json::to_vec(&index).unwrap());
    assert_eq!(serde_json::from_slice::<Index>(&file).unwrap(), index);
}

#[test]
fn rules_of_places_are_read_and_rules_without_them_are_those_of_january_2022() {
    let mut rules = Rules::built_in();
    assert_eq!(rules.places, PlaceRules::default());
    assert!(!serde_json::to_string(&rules).unwrap().contains("\"places\""));
    rules.places.margin_minutes = 30;
    rules.places.default_stay.insert(Category::Restaurant, 120);
    let written = serde_json::to_vec(&rules.places).unwrap();
    let file = assert_golden("rules-places.json", &written);
    assert_eq!(serde_json::from_slice::<PlaceRules>(&file).unwrap(), rules.places);
    assert_eq!(Rules::from_json(&serde_json::to_vec(&rules).unwrap()).unwrap(), rules);
}

#[test]
fn a_report_brings_visits_of_36_bytes() {
    let visit = ReportedVisit {
        id: seed().day_seed(DAY).visit_id(),
        enter: Minute(27_034_001),
        leave: Some(Minute(27_034_070)),
        flags: VisitFlags(VisitFlags::SCANNED_IN.0 | VisitFlags::ROTATING.0),
        proof: Proof { minute_of_day: 615, mac: [1, 2, 3, 4, 5, 6, 7, 8] },
    };
    let without = ReportedVisit { leave: None, proof: Proof::default(), ..visit };
    let consent = Consent { visits: true, language: "vi".into(), text_version: 2, ..Consent::default() };
    let visits = [visit.to_bytes(), without.to_bytes()].concat();
    let report = Report { visits, consent: Some(consent), ..Report::default() };
    let file = from_hex(&assert_golden("report-visits.hex", hex::encode(&report.encode_to_vec()).as_bytes()));
    let read = Report::decode(file.as_slice()).unwrap();
    assert_eq!(read, report);
    assert_eq!(ReportedVisit::all(&read.visits).collect::<Vec<_>>(), [visit, without]);
    assert_eq!(ReportedVisit::from_bytes(&[0; 35]), None);
}
