//! The gate pass, as a traveller's browser shows it and a gate's device without a network reads it.

use lancan_protocol::pass::{GateNumber, GatePass, PassKeys, PassRefused, Revocations, RevocationsError};
use lancan_protocol::places::Minute;
use lancan_protocol::time::UnixTime;

use crate::console::{Browser, between, text};
use crate::declare::{declarer, send, send_vhd, traveller, world};
use crate::pass_page::scanned;
use crate::support::{START, TODAY, World};

const NUMBER: &str = "0912 345 678";
/// Nội Bài, the first of the form's gates.
pub(crate) const GATE: GateNumber = GateNumber(101);

/// Declares an entry; returns the address of the declaration's page.
pub(crate) fn declared(browser: &mut Browser<'_>, changed: &[(&str, &str)]) -> String {
    let fields = traveller(browser);
    let said = send_vhd(browser, &fields, changed);
    assert_eq!(said.status, 303, "{}", text(&said));
    said.headers["location"].clone()
}

/// A gate's device, with what it fetched last.
struct Device<'w> {
    world: &'w World,
    keys: PassKeys,
    known: Revocations,
}

impl<'w> Device<'w> {
    fn new(world: &'w World) -> Self {
        Self { world, keys: PassKeys::of(&world.deployment().pass_keys), known: Revocations::default() }
    }

    fn fetch(&mut self) -> Result<(), RevocationsError> {
        let list = self.world.get(&format!("/v1/passes/revoked?since={}", self.known.serial()));
        self.known.take(&list.body, &self.world.deployment().revoked_keys, self.world.now())
    }

    fn admits(&self, text: &str, at: UnixTime) -> Result<(), PassRefused> {
        GatePass::read(text, &self.keys)?.admit(GATE, Minute::of(at), &self.known)
    }
}

fn pass(browser: &mut Browser<'_>, page: &str) -> String {
    scanned(&text(&browser.get(page))).unwrap().0
}

#[test]
fn whoever_declares_their_entry_is_shown_a_pass_that_a_device_without_a_network_reads() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    let page = declared(&mut browser, &[]);
    let shown = text(&browser.get(&page));
    let (code, modules) = scanned(&shown).unwrap();
    assert_eq!(modules, 41);
    for part in ["Sân bay quốc tế Nội Bài", "26/05/2021 00:00", "29/05/2021 00:00"] {
        assert!(shown.contains(part), "{part}");
    }
    let alone = text(&browser.get(&format!("{page}/pass")));
    assert_eq!(scanned(&alone).unwrap().0, code, "the same pass each time");
    assert!(alone.contains("Trần Văn Ngọc") && alone.contains("Sân bay quốc tế Nội Bài"));
    assert!(text(&browser.get("/khai-bao/own")).contains(&format!("{page}/pass")));

    let mut device = Device::new(&world);
    let day = |days: u32, seconds| UnixTime(u64::from(TODAY.0 + days) * 86_400 - 7 * 3_600 + seconds);
    assert_eq!(device.admits(&code, day(1, 0)), Err(PassRefused::ListExpired), "no list was ever fetched");
    device.fetch().unwrap();
    let early = device.admits(&code, START);
    assert_eq!(early, Err(PassRefused::NotYet { from: Minute::of(day(1, 0)) }), "entry is on 27 May");
    for (at, admitted) in [(day(1, 0), true), (day(3, 86_399), true), (day(4, 0), false)] {
        world.go_to(at);
        device.fetch().unwrap();
        assert_eq!(device.admits(&code, at).is_ok(), admitted, "{at:?}");
    }
    let over = text(&browser.get(&page));
    assert!(scanned(&over).is_none() && over.contains("Mã đã hết giá trị"), "{over}");
}

#[test]
fn a_pass_that_was_exchanged_or_whose_declaration_was_erased_is_refused_everywhere() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    let (kept, exchanged) = (declared(&mut browser, &[]), declared(&mut browser, &[("seat", "21B")]));
    let [first, second] = [&kept, &exchanged].map(|page| pass(&mut browser, page));
    world.go_to(UnixTime(START.0 + 86_400));
    let now = world.now();
    let mut device = Device::new(&world);
    device.fetch().unwrap();
    assert_eq!([&first, &second].map(|code| device.admits(code, now)), [Ok(()), Ok(())]);

    let csrf = between(&text(&browser.get(&format!("{exchanged}/pass"))), "name=\"csrf\" value=\"", "\"").to_owned();
    let renewed = browser.send(&format!("{exchanged}/pass"), &[("csrf", &csrf)], &[]);
    assert_eq!((renewed.status, &renewed.headers["location"]), (303, &format!("{exchanged}/pass")));
    let newer = pass(&mut browser, &exchanged);
    device.fetch().unwrap();
    assert_eq!(device.admits(&second, now), Err(PassRefused::Revoked));
    assert_eq!([&first, &newer].map(|code| device.admits(code, now)), [Ok(()), Ok(())]);

    world.go_to(UnixTime(START.0 + 86_400 + 60));
    assert_eq!(browser.send("/khai-bao/own/erase", &[("csrf", &csrf)], &[]).status, 303);
    device.fetch().unwrap();
    let both = [&first, &newer].map(|code| device.admits(code, world.now()));
    assert_eq!(both, [Err(PassRefused::Revoked), Err(PassRefused::Revoked)]);
    let mut whole = Device::new(&world);
    whole.fetch().unwrap();
    assert_eq!(whole.known, device.known, "a whole list and the lists one after the other tell the same");
}

#[test]
fn nobody_else_sees_a_pass_and_only_entry_has_one() {
    let (world, gateway) = world();
    let mut browser = declarer(&world, &gateway, NUMBER);
    let page = declared(&mut browser, &[]);
    let mut other = declarer(&world, &gateway, "0987 654 321");
    assert_eq!(other.get(&format!("{page}/pass")).status, 404);
    let csrf = between(&text(&other.get("/khai-bao/own/erase")), "name=\"csrf\" value=\"", "\"").to_owned();
    assert_eq!(other.send(&format!("{page}/pass"), &[("csrf", &csrf)], &[]).status, 404);
    let domestic = [
        ("means", "plane"),
        ("vehicle", "VN 123"),
        ("from", "79"),
        ("to", "68"),
        ("stop", "Liên Khương"),
        ("start", "2021-05-26"),
    ];
    let travel = send(&mut browser, "domestic", &domestic).headers["location"].clone();
    let shown = text(&browser.get(&travel));
    assert!(scanned(&shown).is_none() && !shown.contains("Mã qua cửa khẩu"));
    assert_eq!(browser.get(&format!("{travel}/pass")).status, 404);
    assert_eq!(world.get("/v1/passes/revoked?since=99999999999").problem(), "request-invalid");
    assert_eq!(world.get("/v1/passes/revoked?since=none").problem(), "request-invalid");
}
