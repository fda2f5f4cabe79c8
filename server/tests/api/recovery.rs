//! Declaring an entry without a text message: a recovery code leads back to the declaration and its pass, and to nobody else's.

use lancan_protocol::time::UnixTime;

use crate::console::{Browser, between, text};
use crate::declare::{NCOVI, declarer, send, world};
use crate::gate_passes::declared;
use crate::pass_page::scanned;
use crate::support::World;

const BEGIN: &str = "/khai-bao/without-number";
const RECOVERY: &str = "/khai-bao/recovery";

/// Somebody who begins without a number, and their code.
fn begins(world: &World) -> (Browser<'_>, String) {
    let mut browser = Browser::new(world);
    let said = browser.send(BEGIN, &[], &[]);
    assert_eq!((said.status, said.headers["location"].as_str()), (303, RECOVERY), "{}", text(&said));
    let code = between(&text(&browser.get(RECOVERY)), "<p class=\"recovery\"><strong>", "<").to_owned();
    assert_eq!(code.len(), 24, "{code}");
    (browser, code)
}

#[test]
fn who_gets_no_message_declares_their_entry_and_comes_back_to_the_pass_by_a_code_that_is_kept_nowhere() {
    let (world, gateway) = world();
    let asks = text(&Browser::new(&world).get("/khai-bao/number"));
    assert!(asks.contains(BEGIN) && text(&Browser::new(&world).get("/khai-bao")).contains(BEGIN));
    let (mut browser, code) = begins(&world);
    let page = declared(&mut browser, &[]);
    let shown = text(&browser.get(&page));
    let pass = scanned(&shown).unwrap().0;
    for address in [page.clone(), format!("{page}/pass")] {
        assert!(text(&browser.get(&address)).contains(&code), "the code stands on the pass: {address}");
    }
    let kept = world.stored_bytes();
    for secret in [code.clone(), code.replace('-', "")] {
        assert!(!kept.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()));
    }
    // On another device, copied in small letters.
    let mut other = Browser::new(&world);
    let said = other.send(RECOVERY, &[("answer", &code.to_lowercase().replace('-', " "))], &[]);
    assert_eq!((said.status, said.headers["location"].as_str()), (303, "/khai-bao"));
    assert_eq!(scanned(&text(&other.get(&page))).unwrap().0, pass, "the same pass");
    assert!(text(&other.get("/khai-bao")).contains(RECOVERY));
    // A code that nobody has, one that is none, and somebody else's session.
    let mut stranger = Browser::new(&world);
    for wrong in ["0000-0000-0000-0000-0000", "ABC", ""] {
        let said = stranger.send(RECOVERY, &[("answer", wrong)], &[]);
        assert_eq!(said.status, 400);
        assert!(text(&said).contains("href=\"#answer\""), "{}", text(&said));
    }
    let (mut second, _) = begins(&world);
    assert_eq!(second.get(&page).status, 404);
    let mut by_number = declarer(&world, &gateway, "0987 654 321");
    assert_eq!(by_number.get(RECOVERY).headers["location"], "/khai-bao", "a number needs no code");
    assert_eq!(by_number.get(&page).status, 404);
    // Erased and deleted declarations leave nothing to come back to.
    let csrf = between(&text(&other.get("/khai-bao/own/erase")), "name=\"csrf\" value=\"", "\"").to_owned();
    assert_eq!(other.send("/khai-bao/own/erase", &[("csrf", &csrf)], &[]).status, 303);
    assert_eq!(other.send("/khai-bao/sign-out", &[("csrf", &csrf)], &[]).status, 303);
    assert_eq!(other.send(RECOVERY, &[("answer", &code)], &[]).status, 400);
}

#[test]
fn a_code_leads_back_to_a_draft_and_twenty_times_in_a_quarter_of_an_hour() {
    let (world, _) = world();
    let (mut browser, code) = begins(&world);
    let form = text(&browser.get("/khai-bao/form/vhd"));
    let hidden = |name: &str| between(&form, &format!("name=\"{name}\" value=\""), "\"").to_owned();
    let (csrf, id) = (hidden("csrf"), hidden("~id"));
    // Answers that are refused are kept as a draft.
    assert_eq!(browser.send("/khai-bao/form/vhd", &[("csrf", &csrf), ("~id", &id)], &[]).status, 400);
    assert_eq!((world.count("declarations"), world.count("declaration_drafts")), (0, 1));
    assert_eq!(browser.send("/khai-bao/sign-out", &[("csrf", &csrf)], &[]).status, 303);
    let back = |world: &World| Browser::new(world).send(RECOVERY, &[("answer", &code)], &[]).status;
    for _ in 0..20 {
        assert_eq!(back(&world), 303);
    }
    assert_eq!((back(&world), world.count("declaration_sessions")), (429, 20));
    world.go_to(UnixTime(world.now().0 + 16 * 60));
    assert_eq!(back(&world), 303);
}

#[test]
fn without_a_number_nothing_but_entry_and_its_daily_report_is_declared() {
    let (world, _) = world();
    let (mut browser, _) = begins(&world);
    for (form, status) in
        [("vhd", 200), ("vhd-daily", 200), ("ncovi", 403), ("ncovi-daily", 403), ("domestic", 403), ("suspect", 403)]
    {
        assert_eq!(browser.get(&format!("/khai-bao/form/{form}")).status, status, "{form}");
    }
    let first = text(&browser.get("/khai-bao"));
    assert!(first.contains("/khai-bao/form/vhd\"") && !first.contains("/khai-bao/form/suspect"), "{first}");
    // Nor by a form that was not fetched, or that is written by hand.
    let csrf = between(&text(&browser.get("/khai-bao/form/vhd")), "name=\"csrf\" value=\"", "\"").to_owned();
    let mut fields = NCOVI.to_vec();
    let id = "7".repeat(32);
    fields.extend([("csrf", csrf.as_str()), ("~id", id.as_str())]);
    assert_eq!(browser.send("/khai-bao/form/ncovi", &fields, &[]).status, 403);
    assert_eq!(world.count("declarations"), 0);
}

#[test]
fn beginnings_without_a_number_are_counted_and_numbers_are_not_held_up() {
    let (world, gateway) = world();
    for _ in 0..300 {
        assert_eq!(Browser::new(&world).send(BEGIN, &[], &[]).status, 303);
    }
    assert_eq!(Browser::new(&world).send(BEGIN, &[], &[]).status, 429);
    let mut by_number = declarer(&world, &gateway, "0987 654 321");
    assert_eq!(send(&mut by_number, "ncovi", &NCOVI).status, 303);
    world.go_to(UnixTime(world.now().0 + 16 * 60));
    assert_eq!(Browser::new(&world).send(BEGIN, &[], &[]).status, 303);
}
