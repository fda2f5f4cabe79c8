//! Posters, displays and the page for who scans without the app, as a browser is sent them.

use std::io::Write as _;
use std::process::Command;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::places::{CodeSecret, Minute, PlaceCode, PlaceKeys, RotatingKey, ScannedText};
use lancan_protocol::time::UnixTime;
use lancan_server::Config;

use crate::console::{Browser, between, text};
use crate::gateway::Gateway;
use crate::place_pages::{fill, place_of_a_manager, world};
use crate::places::add_ward_officers;
use crate::support::{TODAY, World};

/// Says so, also where the test runner keeps what tests print.
fn skipped(why: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
}

/// Runs a program on a PDF file; none where there is no such program, and then says so.
fn on_paper(program: &str, before: &[&str], after: &[&str], pdf: &[u8]) -> Option<Vec<u8>> {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("sheet.pdf");
    std::fs::write(&file, pdf).unwrap();
    let run = Command::new(program).args(before).arg(&file).args(after).output();
    let Ok(done) = run else {
        skipped(&format!("no {program} here: nobody has looked at the poster as it is printed"));
        return None;
    };
    assert!(done.status.success(), "{program}: {}", String::from_utf8_lossy(&done.stderr));
    Some(done.stdout)
}

/// A picture of a page: width, height, and a byte a pixel.
fn gray(pgm: &[u8]) -> (usize, usize, &[u8]) {
    let fields: Vec<&[u8]> = pgm.splitn(4, u8::is_ascii_whitespace).collect();
    let number = |field: &[u8]| std::str::from_utf8(field).unwrap().parse::<usize>().unwrap();
    assert_eq!(fields[0], b"P5");
    let pixels = fields[3].split_first_chunk::<4>().unwrap().1;
    (number(fields[1]), number(fields[2]), pixels)
}

/// The text of the one QR code of a picture, and its modules on a side.
fn scanned((width, height, pixels): (usize, usize, &[u8])) -> (String, usize) {
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| pixels[y * width + x]);
    // What looks like a code's corners by chance decodes to nothing.
    let codes: Vec<_> = picture.detect_grids().iter().filter_map(|code| code.decode().ok()).collect();
    assert_eq!(codes.len(), 1, "one code on the sheet");
    (codes[0].1.clone(), codes[0].0.version.to_size())
}

fn read(world: &World, text: &str) -> PlaceCode {
    let ScannedText::Place(bytes) = ScannedText::of(text) else { panic!("no place code: {text}") };
    PlaceCode::read(&bytes, &PlaceKeys::of(&world.deployment())).unwrap()
}

#[test]
fn a_printed_poster_at_150_dpi_decodes_to_the_signed_bytes_and_names_the_place_in_nfc() {
    let (world, gateway) = world();
    let mut browser = Browser::new(&world);
    // A long name, with a letter that is typed in two parts.
    let place = place_of_a_manager(&mut browser, &gateway, "Qua\u{301}n cơm bình dân Hoa Sen chi nhánh Lộc Thắng 2");
    for (paper, modules) in [("a4", 61), ("a5", 61)] {
        let said = browser.get(&format!("{place}/poster/{paper}"));
        if said.status == 503 {
            return skipped("this build has no font to print with: tools/setup.sh web");
        }
        assert_eq!((said.status, said.headers["content-type"].as_str()), (200, "application/pdf"));
        assert!(said.body.len() < 300_000, "{} bytes", said.body.len());
        let Some(picture) = on_paper("pdftoppm", &["-r", "150", "-gray", "-singlefile"], &[], &said.body) else {
            return;
        };
        let (code, size) = scanned(gray(&picture));
        assert!(size <= modules, "{paper}: {size} modules");
        let read = read(&world, &code);
        assert_eq!(read.place.name.as_str(), "Quán cơm bình dân Hoa Sen chi nhánh Lộc Thắng 2");
        assert!(matches!(read.secret, CodeSecret::Poster(_)));
        let words = on_paper("pdftotext", &["-enc", "UTF-8"], &["-"], &said.body).unwrap();
        let words = String::from_utf8(words).unwrap();
        let width = if paper == "a4" { "rộng 15 cm" } else { "rộng 12 cm" };
        for part in [read.place.name.as_str(), "tự khai báo", width, "Xã Bảo Lâm 1"] {
            assert!(words.contains(part), "{paper}, {part}: {words}");
        }
    }
    assert_eq!(browser.get(&format!("{place}/poster/a3")).status, 404);
}

#[test]
fn a_poster_with_the_longest_name_and_host_has_at_most_61_modules() {
    let gateway = Gateway::new();
    let change = |config: &mut Config| {
        gateway.set(config);
        config.codes.link = "https://lancan.soytelamdong.gov.vn/#".to_owned();
    };
    let world = World::with(change, |_| {});
    let mut browser = Browser::new(&world);
    let place = place_of_a_manager(&mut browser, &gateway, "Trường tiểu học Lộc Thắng, cơ sở hai, khu A");
    let said = browser.get(&format!("{place}/poster/a4"));
    if said.status == 503 {
        return skipped("this build has no font to print with: tools/setup.sh web");
    }
    let Some(picture) = on_paper("pdftoppm", &["-r", "150", "-gray", "-singlefile"], &[], &said.body) else { return };
    let (code, size) = scanned(gray(&picture));
    assert!(size <= 61 && code.starts_with("https://lancan.soytelamdong.gov.vn/p#"), "{size}");
}

#[test]
fn a_tablet_opens_an_address_of_its_own_and_shows_two_days_until_its_code_is_changed() {
    let (world, gateway) = world();
    add_ward_officers(&world);
    let mut browser = Browser::new(&world);
    let place = place_of_a_manager(&mut browser, &gateway, "Chợ Lộc Thắng");
    let page = format!("{place}/tablet");
    let shown = text(&fill(&mut browser, &page, &page, &[]));
    let address = between(&shown, "id=\"address\"><a href=\"", "\"").to_owned();
    let (path, token) = address.split_once('#').unwrap();
    assert!(path.ends_with("/dia-diem/display"), "the secret is not in the path: {path}");
    let mut tablet = Browser::new(&world);
    let display = text(&tablet.get("/dia-diem/display"));
    assert!(display.contains("display.js") || display.contains("class=\"warning\""), "a build without scripts says so");
    let told = tablet.send("/dia-diem/display", &[("token", token)], &[]).json();
    let days = told["days"].as_array().unwrap();
    assert_eq!((told["name"].as_str(), days.len()), (Some("Chợ Lộc Thắng"), 2));
    let bytes = |field: &str| URL_SAFE_NO_PAD.decode(days[0][field].as_str().unwrap()).unwrap();
    let starts = UnixTime(days[0]["starts"].as_u64().unwrap());
    assert_eq!(starts, KeyDays::VIETNAM.start(TODAY));
    // As the tablet's script does it.
    let minute = u16::try_from((world.now().0 - starts.0) / 60).unwrap();
    let mac = RotatingKey::from_bytes(bytes("key").try_into().unwrap()).mac(Minute::of(world.now()));
    let code = [bytes("code").as_slice(), &minute.to_le_bytes(), &mac].concat();
    let code = format!("{}{}", told["address"].as_str().unwrap(), URL_SAFE_NO_PAD.encode(code));
    let read = read(&world, &code);
    assert!(matches!(read.secret, CodeSecret::Rotating(_)) && read.place.name.as_str() == "Chợ Lộc Thắng");
    let modules = qrcode::QrCode::with_error_correction_level(&code, qrcode::EcLevel::M).unwrap().width();
    assert!(modules <= 65, "{modules}");

    assert_eq!(tablet.send("/dia-diem/display", &[("token", "none")], &[]).status, 404);
    let change = format!("{place}/code?kind=display");
    assert_eq!(fill(&mut browser, &change, &change, &[]).status, 303);
    assert_eq!(tablet.send("/dia-diem/display", &[("token", token)], &[]).status, 404, "the address ended");
    let mut new_tablet = || {
        let shown = text(&fill(&mut browser, &page, &page, &[]));
        between(&shown, "id=\"address\"><a href=\"", "\"").split_once('#').unwrap().1.to_owned()
    };
    let token = new_tablet();
    assert_eq!(tablet.send("/dia-diem/display", &[("token", &token)], &[]).status, 200);
    let id = place.rsplit('/').next().unwrap();
    let rotating = serde_json::json!({ "rotating": true });
    let said = world.sign_in("lan").call("POST", &format!("/officer/v1/places/{id}/codes"), Some(rotating));
    assert_eq!(said.status, 201);
    let said = tablet.send("/dia-diem/display", &[("token", &token)], &[]);
    assert_eq!(said.status, 404, "an officer's new code ends it too");
    for _ in 0..5 {
        new_tablet();
    }
    assert_eq!(fill(&mut browser, &page, &page, &[]).status, 429, "a sixth tablet");
}

#[test]
fn who_guesses_addresses_of_tablets_is_stopped_and_a_tablet_that_is_known_is_not() {
    let (world, gateway) = world();
    let mut browser = Browser::new(&world);
    let page = format!("{}/tablet", place_of_a_manager(&mut browser, &gateway, "Chợ Lộc Thắng"));
    let shown = text(&fill(&mut browser, &page, &page, &[]));
    let token = between(&shown, "id=\"address\"><a href=\"", "\"").split_once('#').unwrap().1.to_owned();
    let mut tablet = Browser::new(&world);
    let mut show = |token: &str| tablet.send("/dia-diem/display", &[("token", token)], &[]).status;
    let asked = (0..201).map(|guess| show(&format!("guess-{guess}"))).collect::<Vec<_>>();
    assert!(asked.iter().take(200).all(|status| *status == 404));
    assert_eq!((asked[200], show(&token)), (429, 200));
    world.clock.advance(16 * 60);
    assert_eq!(show("guess"), 404);
}

#[test]
fn who_scans_without_the_app_lands_on_a_page_that_says_what_to_do_and_keeps_nothing() {
    let world = World::new();
    let said = world.get("/p");
    let shown = text(&said);
    assert!(said.status == 200 && said.cookies.is_empty() && !shown.contains("<script"), "{shown}");
    assert!(shown.contains("Mã QR của một địa điểm") && shown.contains("Không có ứng dụng"), "{shown}");
}
