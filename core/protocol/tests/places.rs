//! Places: codes, exports and matching, with the threats that show in them (`docs/threat-model.md`, Places).
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::cast_precision_loss)]

use std::{collections::BTreeSet, io::Cursor};

use lancan_protocol::{
    export::{ExportError, ExportSigner, TrustedKeys},
    key_days::KeyDays,
    places::{
        Category, CodeError, CodeSecret, DaySeed, DoorDay, ForeignCode, Minute, Place, PlaceCode, PlaceFlags,
        PlaceKeys, PlaceName, PlaceSeed, Province, ROW_BYTES, Row, ScannedText, UnitCode, Window,
        export::{PlacesHeader, PlacesLimits, PlacesReader, fill, rows_of_level, write_places},
        position, poster, url,
    },
    time::{Day, UnixTime},
    visits::{FoundWindow, TagIndex, VisitedDay},
    wire::{Deployment, PublicKeyPem},
};
use p256::{
    ecdsa::SigningKey,
    pkcs8::{EncodePublicKey as _, LineEnding},
};
use proptest::prelude::*;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

const DAYS: KeyDays = KeyDays::VIETNAM;
const DAY: Day = Day(18_774);
const POSTER_KEY: u8 = 7;
const DISPLAY_KEY: u8 = 8;

fn signer(seed: u8) -> SigningKey {
    SigningKey::from_slice(&[seed; 32]).unwrap()
}

fn public(seed: u8, id: &str) -> PublicKeyPem {
    let pem = signer(seed).verifying_key().to_public_key_pem(LineEnding::LF).unwrap();
    PublicKeyPem { id: id.into(), version: "1".into(), pem }
}

fn deployment() -> Deployment {
    Deployment {
        places_keys: vec![public(1, "places")],
        poster_keys: vec![public(2, "7")],
        rotating_keys: vec![public(3, "8")],
        ..Deployment::for_test()
    }
}

fn keys() -> PlaceKeys {
    PlaceKeys::of(&deployment())
}

fn place(name: &str) -> Place {
    Place {
        flags: PlaceFlags::HAS_ROTATING,
        category: Category::Market,
        province: Province(68),
        unit: UnitCode::from_digits("24850").unwrap(),
        name: PlaceName::typed(name).unwrap(),
    }
}

fn market_code() -> Vec<u8> {
    poster(&place("Chợ Lộc Thắng"), &PlaceSeed::from_bytes([5; 16]), POSTER_KEY, &signer(2))
}

fn display_code(minute_of_day: u16) -> Vec<u8> {
    let seed = PlaceSeed::from_bytes([6; 16]);
    let signed = DoorDay::sign(&place("Chợ Lộc Thắng"), &seed, DAY, DISPLAY_KEY, &signer(3));
    signed.shown(minute_of_day, Minute::of(DAYS.start(DAY)), &seed.rotating_key(DAY))
}

fn seed(n: u64) -> PlaceSeed {
    PlaceSeed::generate(&mut ChaCha20Rng::seed_from_u64(n))
}

fn header() -> PlacesHeader {
    let start = DAYS.start(DAY.plus(1));
    PlacesHeader { start, end: start.plus(7_200), province: Province(68), batch_number: 1, batch_size: 1 }
}

fn export(rows: &[Row]) -> Vec<u8> {
    let signer = ExportSigner { key: signer(1), id: "places".into(), version: "1".into() };
    write_places(&header(), rows, &[signer]).unwrap()
}

fn trusted() -> TrustedKeys {
    TrustedKeys::new(&deployment().places_keys).unwrap()
}

fn found(index: &TagIndex, file: &[u8]) -> Result<Vec<FoundWindow>, ExportError> {
    let mut reader = PlacesReader::open(Cursor::new(file), PlacesLimits::default())?;
    Ok(index.match_export(&mut reader, &trusted())?.1)
}

fn window(n: u32) -> Window {
    let midnight = Minute::of(DAYS.start(DAY));
    Window::of_case(midnight.plus(30 * n), midnight.plus(30 * n + 25))
}

#[test]
fn a_poster_says_what_was_signed_and_fits_an_11_m_code_with_a_host_of_40_characters() {
    let code = PlaceCode::read(&market_code(), &keys()).unwrap();
    assert_eq!((code.place, code.secret), (place("Chợ Lộc Thắng"), CodeSecret::Poster(PlaceSeed::from_bytes([5; 16]))));
    let longest = poster(&place(&"a".repeat(60)), &seed(1), POSTER_KEY, &signer(2));
    assert_eq!(longest.len(), 149);
    // ISO/IEC 18004, table 7: 251 bytes in version 11 (61 modules), 287 in version 12 (65), each at level M.
    assert!(url(&"h".repeat(40), &longest).len() <= 251);
    let signed = DoorDay::sign(&place(&"a".repeat(60)), &seed(1), DAY, DISPLAY_KEY, &signer(3));
    let display = signed.shown(0, Minute(0), &seed(1).rotating_key(DAY));
    assert_eq!(display.len(), PlaceCode::MOST_BYTES);
    assert!(url(&"h".repeat(36), &display).len() <= 287);
}

#[test]
fn what_a_poster_and_the_server_derive_of_a_day_is_the_same_and_a_display_gives_its_day_alone() {
    let secret = PlaceSeed::from_bytes([6; 16]);
    let shown = PlaceCode::read(&display_code(600), &keys()).unwrap();
    assert_eq!(shown.code_id(), secret.code_id());
    assert_eq!(shown.day_seed(DAY), Some(secret.day_seed(DAY)));
    assert_eq!(shown.day_seed(DAY.plus(1)), None, "yesterday's visitor learns nothing of today");
}

#[test]
fn threat_01_a_home_made_or_changed_poster_is_refused_with_a_reason() {
    let good = market_code();
    for at in 0..good.len() {
        for bit in 0..8 {
            let mut changed = good.clone();
            changed[at] ^= 1 << bit;
            let refused = PlaceCode::read(&changed, &keys()).unwrap_err();
            let expected = match at {
                0 => matches!(refused, CodeError::NewerVersion(_) | CodeError::Malformed(_) | CodeError::UnknownKey(_)),
                1 => matches!(refused, CodeError::UnknownKey(_)),
                _ => matches!(refused, CodeError::NotSigned | CodeError::Malformed(_)),
            };
            assert!(expected, "byte {at}, bit {bit}: {refused}");
        }
    }
    for length in 0..good.len() {
        assert!(matches!(PlaceCode::read(&good[..length], &keys()), Err(CodeError::Malformed(_))), "{length}");
    }
    assert!(PlaceCode::read(&[good.as_slice(), &[0]].concat(), &keys()).is_err());
    let home_made = poster(&place("Chợ Lộc Thắng"), &seed(1), POSTER_KEY, &signer(9));
    assert_eq!(PlaceCode::read(&home_made, &keys()), Err(CodeError::NotSigned));
}

#[test]
fn threat_01_a_later_version_and_an_unknown_key_ask_for_an_update() {
    let mut later = market_code();
    later[0] = 2 << 4 | 1;
    let mut other_key = market_code();
    other_key[1] = 9;
    for (code, reason) in [(later, CodeError::NewerVersion(2)), (other_key, CodeError::UnknownKey(9))] {
        let refused = PlaceCode::read(&code, &keys()).unwrap_err();
        assert_eq!(refused, reason);
        assert!(refused.to_string().contains("update the app"));
    }
}

#[test]
fn a_signature_for_a_poster_is_none_for_a_display() {
    let both = Deployment { rotating_keys: vec![public(2, "8")], ..deployment() };
    assert_eq!(PlaceCode::read(&display_code(600), &PlaceKeys::of(&both)), Err(CodeError::NotSigned));
}

/// A real string of each system, as their own projects print it.
const FOREIGN: [(&str, ForeignCode); 4] = [
    (
        "UKC19TRACING:1:eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6IjMifQ.eyJpZCI6IjRXVDU5TTVZIiwib3BuIjoiR292ZXJubWVudCBPZmZpY2UgT2YgSHVtYW4gUmVzb3VyY2VzIn0.ZIvwm9rxiRTm4o-koafL6Bzre9pakcyae8m6_MSyvAl-CFkUgfm6gcXYn4gg5OScKZ1-XayHBGwEdps0RKXs4g",
        ForeignCode::NhsCovid19,
    ),
    (
        "NZCOVIDTRACER:eyJnbG4iOiI3MDAwMDAwMjQzOTUwIiwidmVyIjoiYzE5OjEiLCJ0eXAiOiJlbnRyeSIsIm9wbiI6IkJsdWUgU3RvbmUgVGFibGUgMSIsImFkciI6IlVuaXQgMSwgNTQ3IFdhaWtpbWloaWEgUm9hZFxuUkQgMi9EdW5zYW5kZWxcbkxlZXN0b24ifQ==",
        ForeignCode::NzCovidTracer,
    ),
    (
        "https://e.coronawarn.app?v=1#CAESLAgBEhFNeSBCaXJ0aGRheSBQYXJ0eRoLYXQgbXkgcGxhY2Uo04ekATD3h6QBGmoIARJgOMTa6eYSiaDv8lW13xdYEvGHOZ1EYTiFSxt51HEoPCD7CNnvCUiIYPhax1MpkN0UfNClCm9ZWYy0JH01CDVD9eq-voxQ1EcFJQkEIujVwoCNK0MNGuDK1ayjGxeDc4UDGgQxMjM0IgQIARAC",
        ForeignCode::CoronaWarnApp,
    ),
    ("068088001234|NGUYỄN VĂN A|01/02/1988|1|0001A2B3C4D5|", ForeignCode::VietnamPersonal),
];

#[test]
fn threat_02_foreign_codes_are_recognised_and_named() {
    for (text, whose) in FOREIGN {
        assert_eq!(ScannedText::of(text), ScannedText::Foreign(whose));
        assert!(!format!("{:?}", ScannedText::of(text)).contains("NGUY"));
    }
    for text in
        ["https://example.com/p?x", "WIFI:S:cafe;T:WPA;P:12345678;;", "a|b|c", "", "https://e.coronawarn.application"]
    {
        assert_eq!(ScannedText::of(text), ScannedText::Unknown, "{text}");
    }
    let ours = url("lancan.gov.vn", &market_code());
    assert_eq!(ScannedText::of(&format!(" {ours}\n")), ScannedText::Place(market_code()));
}

#[test]
fn an_export_gives_each_visitor_the_windows_of_the_place_and_day_and_nobody_else_any() {
    let (market, school) = (seed(1), seed(2));
    let sealed = |place: &PlaceSeed, day, n: u8| Row::seal(&window(n.into()), &place.day_seed(day), n);
    let rows = vec![
        sealed(&market, DAY, 0),
        sealed(&market, DAY, 1),
        sealed(&school, DAY, 0),
        sealed(&market, DAY.plus(1), 0),
    ];
    let file = export(&fill(rows, 3, &mut ChaCha20Rng::seed_from_u64(9)).unwrap());
    let index = TagIndex::new(vec![VisitedDay { handle: 4, seed: market.day_seed(DAY) }]);
    let mut windows = found(&index, &file).unwrap();
    windows.sort_by_key(|found| found.position);
    let expected = |position: u8| FoundWindow { handle: 4, position, window: window(position.into()) };
    assert_eq!(windows, [expected(0), expected(1)]);
    let elsewhere = TagIndex::new(vec![VisitedDay { handle: 0, seed: seed(3).day_seed(DAY) }]);
    assert_eq!(found(&elsewhere, &file).unwrap(), []);
    assert!(TagIndex::default().is_empty() && found(&TagIndex::default(), &file).unwrap().is_empty());
}

#[test]
fn an_export_that_is_changed_unsigned_or_signed_by_another_gives_nothing() {
    let row = Row::seal(&window(0), &seed(1).day_seed(DAY), 0);
    let index = TagIndex::new(vec![VisitedDay { handle: 0, seed: seed(1).day_seed(DAY) }]);
    let rows = fill(vec![row], 0, &mut ChaCha20Rng::seed_from_u64(1)).unwrap();
    let other = ExportSigner { key: signer(9), id: "places".into(), version: "1".into() };
    let stranger = ExportSigner { key: signer(9), id: "other".into(), version: "1".into() };
    assert!(matches!(
        found(&index, &write_places(&header(), &rows, &[other]).unwrap()),
        Err(ExportError::SignatureInvalid)
    ));
    assert!(matches!(
        found(&index, &write_places(&header(), &rows, &[stranger]).unwrap()),
        Err(ExportError::UnknownKey)
    ));
    assert!(matches!(found(&index, &write_places(&header(), &rows, &[]).unwrap()), Err(ExportError::Unsigned)));
    let mut descending = rows.clone();
    descending.reverse();
    assert!(matches!(write_places(&header(), &descending, &[]), Err(ExportError::Order)));
    let good = export(&rows);
    let small = PlacesLimits { rows: 31, ..PlacesLimits::default() };
    let refused = PlacesReader::open(Cursor::new(&good), small).unwrap().stream().err();
    assert!(matches!(refused, Some(ExportError::TooLarge { what: "rows", .. })));
}

#[test]
fn levels_hold_32_times_1_25_to_the_level_rows_rounded_up() {
    assert_eq!([0, 1, 2, 3, 10].map(rows_of_level), [32, 40, 50, 63, 299]);
    assert!(rows_of_level(u8::MAX) < 1_000_000);
    assert!(fill(vec![Row::from_bytes([0; ROW_BYTES]); 33], 0, &mut ChaCha20Rng::seed_from_u64(1)).is_none());
}

#[test]
fn threat_03_whoever_knows_every_id_name_and_unit_but_no_seed_finds_no_place_in_the_export() {
    use sha2::{Digest as _, Sha256};
    let published: BTreeSet<[u8; 16]> =
        (0..200).flat_map(|n| (0..2).map(move |i| seed(n).day_seed(DAY).tag(i))).collect();
    let guess = |id: u32| {
        let guessable = format!("{id}|Chợ Lộc Thắng|24850|68|{}", DAY.0);
        let digest = Sha256::digest(guessable.as_bytes());
        let mut seed = [0; 16];
        seed.copy_from_slice(&digest[..16]);
        DaySeed::from_bytes(seed)
    };
    let hits = (0..1_000_000).filter(|id| published.contains(&guess(*id).tag(0))).count();
    assert_eq!(hits, 0);
    // What a display shows beside the day's seed does not help either.
    for n in 0..200 {
        let code_id = *seed(n).code_id().as_bytes();
        let as_seed = [PlaceSeed::from_bytes(code_id).day_seed(DAY), DaySeed::from_bytes(code_id)];
        assert!(as_seed.iter().all(|seed| (0..position::COUNT).all(|i| !published.contains(&seed.tag(i)))));
    }
}

/// Rows of 100 cases, each of whom was at 8 of 300 places, with the case of each row.
fn rows_of_cases() -> Vec<(Row, u32, u64)> {
    let mut rng = ChaCha20Rng::seed_from_u64(4);
    let mut used = std::collections::BTreeMap::new();
    let mut rows: Vec<(Row, u32, u64)> = Vec::new();
    for case in 0..100 {
        for n in 0..8 {
            let place = u64::from(rng.next_u32() % 300);
            let position = used.entry(place).or_insert(0_u8);
            rows.push((Row::seal(&window(n), &seed(place).day_seed(DAY), *position), case, place));
            *position += 1;
        }
    }
    rows.sort_unstable_by_key(|(row, ..)| *row);
    rows
}

#[test]
fn threat_04_rows_of_one_case_or_place_stand_no_nearer_to_each_other_than_chance_has_it() {
    let rows = rows_of_cases();
    let count = rows.len() as f64;
    let same = |alike: &dyn Fn(usize, usize) -> bool| {
        let neighbours = (1..rows.len()).filter(|at| alike(at - 1, *at)).count() as f64;
        let pairs =
            (0..rows.len()).flat_map(|a| (0..a).map(move |b| (a, b))).filter(|(a, b)| alike(*a, *b)).count() as f64;
        let by_chance = pairs / (count * (count - 1.0) / 2.0) * (count - 1.0);
        (neighbours, by_chance)
    };
    for (seen, by_chance) in [same(&|a, b| rows[a].1 == rows[b].1), same(&|a, b| rows[a].2 == rows[b].2)] {
        assert!((seen - by_chance).abs() < 4.0 * by_chance.sqrt() + 1.0, "{seen} neighbours, {by_chance} by chance");
    }
    // Two windows of one place and day have no byte in common more often than two rows at all: one in 256.
    let (mut equal, mut compared) = (0_u32, 0_u32);
    for (a, first) in rows.iter().enumerate() {
        for second in rows[..a].iter().filter(|second| second.2 == first.2) {
            equal += (0..ROW_BYTES).map(|at| u32::from(first.0.as_bytes()[at] == second.0.as_bytes()[at])).sum::<u32>();
            compared += 48;
        }
    }
    let expected = f64::from(compared) / 256.0;
    assert!(compared > 30_000 && (f64::from(equal) - expected).abs() < 4.0 * expected.sqrt(), "{equal} of {compared}");
}

/// Chi-square of the bytes against the uniform distribution, 255 degrees of freedom.
fn chi_square(rows: &[Row]) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in rows.iter().flat_map(Row::as_bytes) {
        counts[usize::from(*byte)] += 1;
    }
    let expected = (rows.len() * ROW_BYTES) as f64 / 256.0;
    counts.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum()
}

#[test]
fn threat_05_padding_does_not_tell_itself_apart() {
    let real: Vec<Row> = rows_of_cases().into_iter().map(|(row, ..)| row).collect();
    let padding = fill(Vec::new(), 15, &mut ChaCha20Rng::seed_from_u64(5)).unwrap();
    // 255 degrees of freedom: 99.9 % of uniform samples lie between 190 and 331.
    for rows in [&real, &padding] {
        let chi_square = chi_square(rows);
        assert!((190.0..331.0).contains(&chi_square), "{chi_square}");
    }
    let mut rng = ChaCha20Rng::seed_from_u64(6);
    let batches = [Vec::new(), real.clone()].map(|rows| fill(rows, 15, &mut rng).unwrap());
    let read = batches.map(|rows| {
        let file = export(&rows);
        let mut reader = PlacesReader::open(Cursor::new(&file), PlacesLimits::default()).unwrap();
        // Packed, random bytes differ by a few from file to file, whatever they stand for.
        (reader.stream().unwrap().finish(&trusted()).unwrap(), file.len().div_ceil(512))
    });
    assert_eq!(read[0], read[1], "no rows and 800 rows: the same fields, number and size");
}

#[test]
fn threat_06_the_mac_of_a_display_is_of_its_minute_and_day() {
    let (secret, midnight) = (PlaceSeed::from_bytes([6; 16]), Minute::of(DAYS.start(DAY)));
    let shown = PlaceCode::read(&display_code(600), &keys()).unwrap();
    let CodeSecret::Rotating(shown) = shown.secret else { panic!("a display's") };
    assert_eq!((shown.minute_of_day, shown.minute(DAYS)), (600, midnight.plus(600)));
    assert_eq!(shown.mac, secret.rotating_key(DAY).mac(midnight.plus(600)));
    for other in [midnight.plus(599), midnight.plus(601), midnight.plus(600 + 1_440)] {
        assert_ne!(shown.mac, secret.rotating_key(DAY).mac(other));
    }
    assert_ne!(shown.mac, secret.rotating_key(DAY.plus(1)).mac(midnight.plus(600)), "a proof of another day");
    assert!(matches!(PlaceCode::read(&display_code(1_440), &keys()), Err(CodeError::Malformed(_))));
}

#[test]
fn threat_20_collected_posters_name_every_window_of_a_poster_and_none_of_a_display() {
    const PLACES: u64 = 120;
    let posters: Vec<PlaceSeed> = (0..PLACES).map(seed).collect();
    let displays: Vec<PlaceSeed> = (PLACES..2 * PLACES).map(seed).collect();
    let rows = |seeds: &[PlaceSeed]| -> Vec<Row> {
        seeds.iter().map(|place| Row::seal(&window(3), &place.day_seed(DAY), 0)).collect()
    };
    let collected = posters.iter().zip(0..).map(|(place, handle)| VisitedDay { handle, seed: place.day_seed(DAY) });
    let outsider = TagIndex::new(collected.collect());
    let share = |rows: &[Row]| rows.iter().filter(|row| outsider.find(row).is_some()).count() * 100 / rows.len();
    assert_eq!((share(&rows(&posters)), share(&rows(&displays))), (100, 0));
}

#[test]
fn a_row_opens_for_its_day_and_position_only_and_a_withdrawal_names_what_it_takes_back() {
    let day_seed = seed(1).day_seed(DAY);
    let withdrawal = window(4).withdrawal(7);
    let row = Row::seal(&withdrawal, &day_seed, 32);
    assert_eq!(row.open(&day_seed, 32), Some(withdrawal));
    assert_eq!(row.open(&day_seed, 33), None);
    assert_eq!(row.open(&seed(1).day_seed(DAY.plus(1)), 32), None);
    let mut changed = *row.as_bytes();
    changed[40] ^= 1;
    assert_eq!(Row::from_bytes(changed).open(&day_seed, 32), None);
}

#[test]
fn a_window_is_rounded_outwards_to_half_hours() {
    let rounded = |from, to| {
        let window = Window::of_case(Minute(from), Minute(to));
        (window.start.0, window.end.0)
    };
    assert_eq!([rounded(61, 89), rounded(60, 90), rounded(59, 91)], [(60, 90), (60, 90), (30, 120)]);
}

proptest! {
    #[test]
    fn any_bytes_are_a_code_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..220)) {
        prop_assert!(PlaceCode::read(&bytes, &keys()).is_err());
    }

    #[test]
    fn any_text_is_told_apart(text in ".{0,300}") {
        let _ = ScannedText::of(&text);
        let _ = ForeignCode::of(&text);
    }

    #[test]
    fn a_damaged_export_is_refused_or_reads_as_it_was(at in any::<proptest::sample::Index>(), bit in 0_u8..8) {
        let rows = fill(Vec::new(), 0, &mut ChaCha20Rng::seed_from_u64(1)).unwrap();
        let mut file = export(&rows);
        let at = at.index(file.len());
        file[at] ^= 1 << bit;
        let read = PlacesReader::open(Cursor::new(&file), PlacesLimits::default());
        if let Ok(verified) = read.and_then(|mut reader| reader.stream()?.finish(&trusted())) {
            prop_assert_eq!((verified.header, verified.rows), (header(), 32));
        }
    }

    #[test]
    fn any_bytes_are_an_export_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let read = PlacesReader::open(Cursor::new(&bytes), PlacesLimits::default());
        prop_assert!(read.and_then(|mut reader| reader.stream()?.finish(&trusted())).is_err());
    }

    #[test]
    fn a_window_survives_its_row(start in any::<u32>(), length in 0_u32..2_000, advice in any::<u8>(), rule in any::<u16>(), i in 0_u8..48) {
        let day_seed = seed(1).day_seed(DAY);
        let window = Window { start: Minute(start), end: Minute(start).plus(length), advice, rule, ..window(0) };
        prop_assert_eq!(Row::seal(&window, &day_seed, i).open(&day_seed, i), Some(window));
    }
}

#[test]
fn an_export_says_when_it_was_published_and_for_which_province() {
    let file = export(&fill(Vec::new(), 0, &mut ChaCha20Rng::seed_from_u64(1)).unwrap());
    let mut reader = PlacesReader::open(Cursor::new(&file), PlacesLimits::default()).unwrap();
    let stream = reader.stream().unwrap();
    assert_eq!((*stream.header(), stream.header().end), (header(), UnixTime(header().start.0 + 7_200)));
}
