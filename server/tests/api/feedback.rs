//! Feedback on facilities: nobody sees it before an officer did, nobody learns who wrote it. No scripts.

use image::ImageEncoder as _;
use lancan_protocol::time::UnixTime;
use lancan_server::{CentreRef, NewAccount, Role, Scope, create_centre};

use crate::console::{Browser, between, text};
use crate::gateway::Gateway;
use crate::place_pages::{fill, register, sign_in, world};
use crate::places::add_ward_officers;
use crate::support::{PASSWORD, Said, World, holds};

const WORDS: &str = "Cổng trường không có nước rửa tay.";
const NUMBER: &str = "0987 654 321";

/// A manager who showed a number.
pub(crate) fn manager<'w>(world: &'w World, gateway: &Gateway) -> Browser<'w> {
    let mut browser = Browser::new(world);
    sign_in(&mut browser, gateway);
    browser
}

/// A school of a manager; returns its id.
pub(crate) fn school(manager: &mut Browser<'_>, name: &str) -> String {
    let answers = [
        ("name", name),
        ("category", "school"),
        ("unit", "25054"),
        ("address", "12 Hùng Vương"),
        ("hours", "6–18 giờ"),
        ("capacity", "400"),
        ("registrant", "Lê Văn Ân"),
        ("log", "no"),
    ];
    let own = register(manager, &answers, false).headers["location"].clone();
    let fields = [("kind", "school"), ("people", "420"), ("point", ""), ("day2", "1")];
    let said = fill(manager, &format!("{own}/facility"), &format!("{own}/facility"), &fields);
    assert_eq!(said.status, 303, "{}", text(&said));
    own.rsplit('/').next().unwrap().to_owned()
}

/// A browser in which somebody shows a number on the way to the form of a facility.
pub(crate) fn citizen<'w>(world: &'w World, gateway: &Gateway, id: &str, number: &str) -> Browser<'w> {
    let mut browser = Browser::new(world);
    let form = format!("/ban-do/co-so/{id}/gop-y");
    assert_eq!(browser.get(&form).headers["location"], "/ban-do/number", "no number, no form");
    assert_eq!(browser.send("/ban-do/number", &[("answer", number)], &[]).headers["location"], "/ban-do/code");
    let password = gateway.password(&format!("+84{}", &number.replace(' ', "")[1..]));
    let said = browser.send("/ban-do/code", &[("answer", &password)], &[]);
    assert_eq!(said.headers["location"], form, "back to the form");
    browser
}

/// Sends the form with photographs.
pub(crate) fn write(browser: &mut Browser<'_>, id: &str, criterion: &str, words: &str, photos: &[&[u8]]) -> Said {
    let form = format!("/ban-do/co-so/{id}/gop-y");
    let page = text(&browser.get(&form));
    let csrf = between(&page, "name=\"csrf\" value=\"", "\"").to_owned();
    let mut body = Vec::new();
    for (name, value) in [("csrf", csrf.as_str()), ("criterion", criterion), ("words", words)] {
        body.extend(format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes());
    }
    for photo in photos {
        body.extend(b"--x\r\ncontent-disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\ncontent-type: image/jpeg\r\n\r\n");
        body.extend(*photo);
        body.extend(b"\r\n");
    }
    body.extend(b"--x--\r\n");
    browser.call("POST", &form, &[("content-type", "multipart/form-data; boundary=x")], Some(&body))
}

/// A photograph that says where it was taken.
pub(crate) fn photograph() -> Vec<u8> {
    let mut file = Vec::new();
    let pixels: Vec<u8> = (0..48 * 32 * 3).map(|at: u32| u8::try_from(at % 251).unwrap()).collect();
    let encoder = image::codecs::jpeg::JpegEncoder::new(&mut file);
    encoder.write_image(&pixels, 48, 32, image::ExtendedColorType::Rgb8).unwrap();
    let note = b"Exif\0\0MM\0*\0\0\0\x08\0\0 GPS 11.643210 107.836450";
    let length = u16::try_from(note.len() + 2).unwrap().to_be_bytes();
    [&file[..2], &[0xff, 0xe1], &length, note, &file[2..]].concat()
}

/// Somebody writes of a school, and everybody looks at it.
pub(crate) fn go_through_everything(world: &World, gateway: &Gateway) {
    let mut manager = manager(world, gateway);
    let id = school(&mut manager, "Trường Tiểu học Lộc Thắng");
    let mut writer = citizen(world, gateway, &id, NUMBER);
    assert_eq!(write(&mut writer, &id, "", WORDS, &[&photograph()]).status, 303);
    for page in ["", "/y-kien"] {
        assert_eq!(world.get(&format!("/ban-do/co-so/{id}{page}")).status, 200);
    }
    assert_eq!(manager.get(&format!("/dia-diem/places/{id}/feedback")).status, 200);
}

/// The ids on an officer's desk.
fn desk(officer: &mut Browser<'_>, query: &str) -> Vec<String> {
    let page = text(&officer.get(&format!("/console/feedback{query}")));
    let ids = page.split("action=\"/console/feedback/").skip(1).map(|rest| rest.split('/').next().unwrap().to_owned());
    let mut ids: Vec<String> = ids.collect();
    ids.dedup();
    ids
}

#[test]
fn nobody_sees_feedback_on_any_page_before_an_officer_shows_it() {
    let (world, gateway) = world();
    add_ward_officers(&world);
    let mut manager = manager(&world, &gateway);
    let id = school(&mut manager, "Trường Tiểu học Lộc Thắng");
    let mut writer = citizen(&world, &gateway, &id, NUMBER);
    let said = write(&mut writer, &id, "4", WORDS, &[&photograph()]);
    assert_eq!(said.status, 303, "{}", text(&said));
    assert!(text(&writer.get(&format!("/ban-do/co-so/{id}/gop-y"))).contains("Chờ cán bộ đọc"), "the writer sees it");

    let mut officer = Browser::signed_in(&world, "lan");
    let feedback = desk(&mut officer, "").pop().expect("it waits for the ward");
    let photo = format!("/ban-do/co-so/{id}/y-kien/{feedback}/0");
    let pages = ["", "/y-kien", "/badge.svg"].map(|page| format!("/ban-do/co-so/{id}{page}"));
    let map = ["/ban-do".to_owned(), "/ban-do/25054".to_owned(), "/map/v1/units/25054".to_owned()];
    for page in pages.iter().chain(&map) {
        let said = world.get(page);
        assert!(said.status == 200 && !text(&said).contains(WORDS), "{page}");
    }
    assert_eq!(world.get(&photo).status, 404);
    let answers = format!("/dia-diem/places/{id}/feedback");
    assert!(!text(&manager.get(&answers)).contains(WORDS), "the facility neither");
    let early =
        fill(&mut manager, &format!("/dia-diem/places/{id}"), &answers, &[("feedback", &feedback), ("answer", "Có")]);
    assert_eq!(early.status, 404);
    let seen = officer.get(&format!("/console/feedback/{feedback}/photos/0"));
    assert_eq!((seen.status, seen.headers["content-type"].as_str()), (200, "image/jpeg"));

    let mut other = Browser::signed_in(&world, "hoa");
    assert!(desk(&mut other, "?all=true").is_empty());
    assert_eq!(other.fill(&format!("/console/feedback/{feedback}/judge"), &[("decision", "show")]).status, 404);
    assert_eq!(other.get(&format!("/console/feedback/{feedback}/photos/0")).status, 404);
    assert_eq!(officer.fill(&format!("/console/feedback/{feedback}/judge"), &[("decision", "show")]).status, 303);
    assert_eq!(officer.fill(&format!("/console/feedback/{feedback}/judge"), &[("decision", "show")]).status, 409);
    let list = text(&world.get(&format!("/ban-do/co-so/{id}/y-kien")));
    assert!(list.contains(WORDS) && list.contains("Tiêu chí 4") && list.contains(&photo), "{list}");
    let shown = world.get(&photo);
    assert_eq!(shown.headers["content-type"], "image/jpeg");
    assert!(!shown.body.windows(3).any(|bytes| bytes == b"GPS"), "the place of the photograph is gone");
    assert!(!holds(&world.stored_bytes(), b"GPS 11.643210 107."), "and kept nowhere");
    assert!(text(&world.get(&format!("/ban-do/co-so/{id}"))).contains("Góp ý chưa giải quyết: 1"));
}

#[test]
fn the_facility_answers_and_an_officer_says_whether_it_is_set_right() {
    let (world, gateway) = world();
    add_ward_officers(&world);
    let mut manager = manager(&world, &gateway);
    let id = school(&mut manager, "Trường Tiểu học Lộc Thắng");
    let mut writer = citizen(&world, &gateway, &id, NUMBER);
    assert_eq!(write(&mut writer, &id, "", WORDS, &[]).status, 303);
    let mut officer = Browser::signed_in(&world, "lan");
    let feedback = desk(&mut officer, "").pop().unwrap();
    officer.fill(&format!("/console/feedback/{feedback}/judge"), &[("decision", "show")]);

    let answers = format!("/dia-diem/places/{id}/feedback");
    let page = text(&manager.get(&answers));
    assert!(page.contains(WORDS) && page.contains("Việc khác"), "{page}");
    for mark in ["987654321", "987 654 321"] {
        assert!(!page.contains(mark), "the facility does not learn who wrote");
    }
    let answer = |manager: &mut Browser<'_>, words: &str| {
        fill(manager, &answers, &answers, &[("feedback", feedback.as_str()), ("answer", words)])
    };
    let refused = answer(&mut manager, "Gọi 0912 345 678");
    assert!(refused.status == 400 && text(&refused).contains("dãy số"), "{}", text(&refused));
    assert_eq!(answer(&mut manager, "Đã lắp hai vòi nước.").status, 303);
    let list = || text(&world.get(&format!("/ban-do/co-so/{id}/y-kien")));
    assert!(list().contains("Đã lắp hai vòi nước.") && list().contains("Cơ sở đã trả lời"));

    let end = |officer: &mut Browser<'_>, resolved: &str| {
        officer.fill(&format!("/console/feedback/{feedback}/end"), &[("resolved", resolved)]).status
    };
    assert_eq!(end(&mut officer, "false"), 303);
    assert!(list().contains("Vẫn chưa giải quyết"));
    assert_eq!(answer(&mut manager, "Nước có lại từ hôm nay.").status, 303, "the facility answers again");
    assert_eq!(end(&mut officer, "true"), 303);
    assert!(list().contains("Đã giải quyết") && list().contains("Góp ý chưa giải quyết: 0"));
    assert_eq!(end(&mut officer, "false"), 409);
    let acts = world.acts();
    for act in ["list-feedback", "judge-feedback", "end-feedback"] {
        assert!(acts.iter().any(|known| known == act), "{act} is in the audit log");
    }
}

#[test]
fn words_with_a_number_and_what_is_past_a_limit_are_refused_with_the_reason() {
    let (world, gateway) = world();
    let mut manager = manager(&world, &gateway);
    let first = school(&mut manager, "Trường Tiểu học Lộc Thắng");
    let mut writer = citizen(&world, &gateway, &first, NUMBER);
    for (words, criterion, reason) in [
        ("Gọi cô Hạnh 0912 345 678", "", "dãy số"),
        ("Viết cho hanh@truong.vn", "", "thư điện tử"),
        ("", "", "Hãy viết"),
        (WORDS, "16", "Hãy chọn một tiêu chí"),
        (WORDS, "bốn", "Hãy chọn một tiêu chí"),
    ] {
        let said = write(&mut writer, &first, criterion, words, &[]);
        assert!(said.status == 400 && text(&said).contains(reason), "{words}: {}", text(&said));
    }
    let photo = photograph();
    for (photos, reason) in [(&[&photo[..], &photo, &photo][..], "tối đa 2 ảnh"), (&[b"%PDF-1.7"], "không phải ảnh")]
    {
        let said = write(&mut writer, &first, "", WORDS, photos);
        assert!(said.status == 400 && text(&said).contains(reason), "{}", text(&said));
    }
    assert_eq!(world.count("feedback"), 0, "nothing of it is kept");

    assert_eq!(write(&mut writer, &first, "", WORDS, &[]).status, 303);
    let again = write(&mut writer, &first, "", WORDS, &[]);
    assert!(again.status == 400 && text(&again).contains("góp ý đang mở"), "{}", text(&again));
    let others: Vec<String> =
        ["Trường Hoa Mai", "Trường Sơn Ca", "Trường Bình Minh"].map(|name| school(&mut manager, name)).into();
    for (other, expected) in others.iter().zip([303, 303, 400]) {
        let said = write(&mut writer, other, "", WORDS, &[]);
        assert_eq!(said.status, expected, "{}", text(&said));
    }
    assert_eq!(world.count("feedback"), 3, "three a day");
    world.go_to(UnixTime(world.now().0 + 86_400));
    assert_eq!(write(&mut writer, &others[2], "", WORDS, &[]).status, 303, "the next day");
    let kept = world.stored_bytes();
    assert!(!holds(&kept, b"987654321"), "the number is kept nowhere");
}

#[test]
fn what_waits_for_a_day_is_on_the_provinces_desk_too_and_a_rush_is_under_one_line() {
    let (world, gateway) = world();
    add_ward_officers(&world);
    let centre = world.runtime.block_on(create_centre(&world.config, "CDC Lâm Đồng", Some("68"))).unwrap();
    let account = NewAccount {
        name: "tinh",
        centre: CentreRef::Id(&centre),
        role: Role::Officer,
        scope: Scope::Unit("68"),
        totp: false,
    };
    world.runtime.block_on(world.server().add_officer(account, PASSWORD)).unwrap();
    let mut manager = manager(&world, &gateway);
    let id = school(&mut manager, "Trường Tiểu học Lộc Thắng");
    let mut officer = Browser::signed_in(&world, "tinh");
    for at in 0..21 {
        let number = format!("09876543{at:02}");
        let mut writer = citizen(&world, &gateway, &id, &number);
        assert_eq!(write(&mut writer, &id, "", WORDS, &[]).status, 303);
    }
    assert!(desk(&mut officer, "").is_empty(), "the ward has 24 hours");
    let all = text(&officer.get("/console/feedback?all=true"));
    let (one_by_one, collapsed) = all.split_once("<details>").expect("a rush is under one line");
    assert_eq!((one_by_one.matches(WORDS).count(), collapsed.matches(WORDS).count()), (20, 1));
    world.go_to(UnixTime(world.now().0 + 86_400));
    let mut officer = Browser::signed_in(&world, "tinh");
    assert_eq!(desk(&mut officer, "").len(), 21, "then it is the province's too");
    let rejected = desk(&mut officer, "").pop().unwrap();
    let judge = format!("/console/feedback/{rejected}/judge");
    assert_eq!(officer.fill(&judge, &[("decision", "because")]).status, 400, "only for a known reason");
    assert_eq!(officer.fill(&judge, &[("decision", "insulting")]).status, 303);
    assert!(!text(&world.get(&format!("/ban-do/co-so/{id}/y-kien"))).contains(WORDS));
}
