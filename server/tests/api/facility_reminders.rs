//! At 10:00 whoever has not reported is reminded by text message, where the settings ask for it.

use std::collections::BTreeSet;

use lancan_protocol::time::UnixTime;
use lancan_server::FacilityDesk;
use lancan_server::store::Value;

use crate::console::Browser;
use crate::facilities::{MIDNIGHT, assess, at};
use crate::gateway::Gateway;
use crate::place_pages::sign_in;
use crate::support::World;

const LIST: &str = "name,kind,unit,address,people,phone,manager\n\
                    Trường Hoa Mai,school,25054,,420,0912345601,Lê Văn Ân\n\
                    Trường Sơn Ca,school,25054,,420,0912345602,Lê Văn Ân\n\
                    Trường Lộc Ngãi,school,25054,,420,0912345678,Nguyễn Thị Hạnh\n";

/// Three schools; the number of the third is the one that `sign_in` shows.
fn three_schools(reminds: bool) -> (World, Gateway) {
    let gateway = Gateway::new();
    let set = |config: &mut lancan_server::Config| {
        gateway.set(config);
        config.sms.remind_facilities = reminds;
    };
    let world = World::with(set, |_| {});
    at(&world, 0, 7, 0);
    let desk = FacilityDesk::open(&world.config, world.clock.clone()).unwrap();
    world.runtime.block_on(desk.take_list(LIST.as_bytes())).unwrap().unwrap();
    (world, gateway)
}

/// The third school assesses itself.
fn third_reports(world: &World, gateway: &Gateway) {
    let mut manager = Browser::new(world);
    sign_in(&mut manager, gateway);
    let own = crate::console::text(&manager.get("/dia-diem"));
    let id = own.split("/dia-diem/places/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(assess(&mut manager, &id, &[], None).0, 303);
}

fn reminded(world: &World) -> i64 {
    world.count("facilities WHERE reminded = 18773")
}

#[test]
fn at_ten_whoever_has_not_reported_is_reminded_once() {
    let (world, gateway) = three_schools(true);
    third_reports(&world, &gateway);
    at(&world, 0, 9, 59);
    assert_eq!(reminded(&world), 0, "not before it is due");
    at(&world, 0, 10, 0);
    let (one, other) = (gateway.message(), gateway.message());
    let to: BTreeSet<&str> = [one.0.as_str(), other.0.as_str()].into();
    assert_eq!(to, BTreeSet::from(["+84912345601", "+84912345602"]), "the third has reported");
    let about_mai = if one.0 == "+84912345601" { &one.1 } else { &other.1 };
    assert!(about_mai.starts_with("Truong Hoa Mai") && about_mai.contains("/dia-diem"), "{about_mai}");
    assert!(about_mai.is_ascii() && about_mai.len() <= 160);
    at(&world, 0, 10, 1);
    at(&world, 0, 15, 0);
    assert_eq!(reminded(&world), 2);
    at(&world, 1, 10, 0);
    let next: BTreeSet<String> = (0..3).map(|_| gateway.message().0).collect();
    assert_eq!(next.len(), 3, "each once; nothing of the day before is left between: {next:?}");
}

#[test]
fn nobody_is_reminded_once_the_day_is_closed_or_while_another_instance_reminds() {
    let (world, _gateway) = three_schools(true);
    world.clock.set(UnixTime(MIDNIGHT + 9 * 3_600)).unwrap();
    let ends = Value::Integer(i64::try_from(MIDNIGHT + 10 * 3_600 + 30).unwrap());
    let take = "-- tests::take
                INSERT INTO leases (name, holder, ends_at) VALUES ('remind-facilities', ?1, ?2)
                ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, ends_at = excluded.ends_at";
    world.change(take, &[Value::Bytes(vec![7; 16]), ends]);
    at(&world, 0, 10, 0);
    assert_eq!(reminded(&world), 0, "another instance reminds");
    at(&world, 0, 22, 0);
    assert_eq!(reminded(&world), 0, "it is too late to report");
}

#[test]
fn without_the_setting_nobody_is_reminded() {
    let (world, _gateway) = three_schools(false);
    at(&world, 0, 10, 0);
    assert_eq!(reminded(&world), 0);
}
