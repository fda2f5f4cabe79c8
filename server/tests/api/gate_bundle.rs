//! A gate's device without a network: what it fetched before shows whose pass is held up, and whose is not let through.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::pass::{BundleError, GateNumber, OpenedBundle, PassKeys, PassRefused, Revocations};
use lancan_protocol::time::UnixTime;
use lancan_protocol::visitor_log::{LogPublicKey, LogSecretKey};
use serde_json::json;

use crate::console::{between, text};
use crate::declare::{declarer, world};
use crate::gate::{ARRIVAL, add_gate_officers, flight};
use crate::places::add_ward_officers;
use crate::support::{Officer, Said, World};

const NOI_BAI: GateNumber = GateNumber(101);

/// The key of a device, and how it stands in a body.
pub(crate) fn device(seed: u8) -> (LogSecretKey, String) {
    let (secret, public): (LogSecretKey, LogPublicKey) = LogSecretKey::derive(&[seed; 32]);
    (secret, URL_SAFE_NO_PAD.encode(public.as_bytes()))
}

fn fetch(officer: &Officer<'_>, gate: u16, vehicle: Option<&str>) -> Said {
    let body = json!({ "device": device(7).1, "vehicle": vehicle });
    officer.call("POST", &format!("/officer/v1/gates/{gate}/bundle"), Some(body))
}

fn open(world: &World, said: &Said, seed: u8, gate: GateNumber, now: UnixTime) -> Result<OpenedBundle, BundleError> {
    OpenedBundle::open(&said.body, &world.deployment().revoked_keys, &device(seed).0, gate, now)
}

/// The list of passes taken back, as the device fetches it.
fn revocations(world: &World) -> Revocations {
    let mut known = Revocations::default();
    let said = world.get("/v1/passes/revoked");
    known.take(&said.body, &world.deployment().revoked_keys, world.now()).unwrap();
    known
}

#[test]
fn without_a_network_a_device_knows_whose_pass_it_reads_and_whose_was_taken_back() {
    let (world, gateway) = world();
    add_ward_officers(&world);
    add_gate_officers(&world);
    let ours = flight(&world, &gateway, "0912 345 678", 2, &[]);
    let other_flight = flight(&world, &gateway, "0987 654 321", 1, &[("vehicle", "vj 86"), ("name", "Lê Thị Hai")]);
    let elsewhere = flight(&world, &gateway, "0977 000 111", 1, &[("gate", "102"), ("name", "Lê Văn Xa")]);
    world.go_to(ARRIVAL);
    let minh = world.sign_in("minh");
    let said = fetch(&minh, 101, None);
    assert_eq!(said.status, 200, "{}", text(&said));
    assert!(!text(&said).contains("Hành khách"), "it is sealed");
    let (now, later) = (world.now(), UnixTime(world.now().0 + 24 * 3_600));
    let bundle = open(&world, &said, 7, NOI_BAI, now).unwrap();
    assert_eq!(bundle.len(), 3, "of this gate alone");
    let of_one = open(&world, &fetch(&minh, 101, Some("VN301")), 7, NOI_BAI, now).unwrap();
    assert_eq!(of_one.len(), 2, "of one flight, however it is written");

    // From here on there is no network.
    let (keys, revoked) = (PassKeys::of(&world.deployment().pass_keys), revocations(&world));
    let shown = |pass: &str, at| bundle.traveller(pass, &keys, &revoked, at).map(|one| one.map(|one| one.name.clone()));
    assert_eq!(shown(&ours[0], now), Ok(Some("Hành khách 1".to_owned())));
    assert_eq!(shown(&ours[1], now), Ok(Some("Hành khách 2".to_owned())));
    assert_eq!(shown(&other_flight[0], now), Ok(Some("Lê Thị Hai".to_owned())));
    assert!(matches!(shown(&elsewhere[0], now), Err(PassRefused::WrongGate { .. })));
    assert_eq!(of_one.traveller(&other_flight[0], &keys, &revoked, now), Ok(None), "good, and not in this bundle");
    assert_eq!(shown(&ours[0], later), Err(PassRefused::ListExpired), "after a day it tells nothing");
    assert!(bundle.has_expired(later) && !bundle.has_expired(now));

    // Another device, another gate and another day open nothing.
    assert!(matches!(open(&world, &said, 8, NOI_BAI, now), Err(BundleError::Sealed(_))));
    assert_eq!(open(&world, &said, 7, GateNumber(102), now).unwrap_err(), BundleError::OtherGate);
    assert_eq!(open(&world, &said, 7, NOI_BAI, later).unwrap_err(), BundleError::Expired);

    // Whoever gets a new pass takes the one before back: the list says so, and the next bundle knows the new one.
    let mut own = declarer(&world, &gateway, "0987 654 321");
    let listed = text(&own.get("/khai-bao/own"));
    let page = format!("/khai-bao/own/{}/pass", between(&listed, "href=\"/khai-bao/own/", "\""));
    let csrf = between(&text(&own.get(&page)), "name=\"csrf\" value=\"", "\"").to_owned();
    assert_eq!(own.send(&page, &[("csrf", &csrf)], &[]).status, 303);
    world.go_to(UnixTime(now.0 + 60));
    let revoked = revocations(&world);
    let taken_back = bundle.traveller(&other_flight[0], &keys, &revoked, world.now());
    assert_eq!(taken_back.unwrap_err(), PassRefused::Revoked);
    assert_eq!(open(&world, &fetch(&minh, 101, None), 7, NOI_BAI, world.now()).unwrap().len(), 3);
}

#[test]
fn a_bundle_is_for_officers_who_decide_at_the_gate_and_on_record() {
    let (world, _gateway) = world();
    add_ward_officers(&world);
    add_gate_officers(&world);
    assert_eq!(fetch(&world.sign_in("lan"), 101, None).status, 404, "of another province");
    assert_eq!(fetch(&world.sign_in("sat"), 101, None).status, 403, "who looks takes nothing along");
    let minh = world.sign_in("minh");
    assert_eq!(fetch(&minh, 102, None).status, 404);
    for wrong in ["", "AAAA", &URL_SAFE_NO_PAD.encode([4; 65])] {
        let said = minh.call("POST", "/officer/v1/gates/101/bundle", Some(json!({ "device": wrong })));
        assert_eq!(said.status, 400, "{wrong}");
    }
    assert!(!world.acts().contains(&"gate-bundle".to_owned()));
    let said = fetch(&minh, 101, None);
    assert!(open(&world, &said, 7, NOI_BAI, world.now()).unwrap().is_empty());
    assert!(world.acts().contains(&"gate-bundle".to_owned()));
}
