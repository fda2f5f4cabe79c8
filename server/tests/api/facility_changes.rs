//! What a facility was on a day that is over stays so, whatever becomes of it later.

use lancan_protocol::time::UnixTime;
use lancan_server::store::Value;
use lancan_server::{CentreRef, NewAccount, Role, Scope, UnitSet, create_centre};

use crate::console::{Browser, text};
use crate::facilities::{MIDNIGHT, PROVINCE, WARD, assess, at, counts, school};
use crate::gateway::Gateway;
use crate::place_pages::{fill, register, sign_in, world};
use crate::places::add_ward_officers;
use crate::support::{PASSWORD, World};

/// A world whose authority works by the units of 2021.
fn world_of_2021() -> (World, Gateway) {
    let gateway = Gateway::new();
    let set = |config: &mut lancan_server::Config| {
        gateway.set(config);
        config.units.set = UnitSet::Of2021;
    };
    (World::with(set, |_| {}), gateway)
}

/// An officer of a province.
fn add_officer_of(world: &World, name: &str, province: &str) {
    let centre = world.runtime.block_on(create_centre(&world.config, "CDC", Some(province))).unwrap();
    let account = NewAccount {
        name,
        centre: CentreRef::Id(&centre),
        role: Role::Officer,
        scope: Scope::Unit(province),
        totp: false,
    };
    world.runtime.block_on(world.server().add_officer(account, PASSWORD)).unwrap();
}

/// A school of a manager in a unit; returns its id.
fn school_in(manager: &mut Browser<'_>, unit: &str, name: &str) -> String {
    let answers = [
        ("name", name),
        ("category", "school"),
        ("unit", unit),
        ("address", "12 Hùng Vương"),
        ("hours", "6–18 giờ"),
        ("capacity", "400"),
        ("registrant", "Lê Văn Ân"),
        ("log", "no"),
    ];
    let own = register(manager, &answers, false).headers["location"].clone();
    say_of_itself(manager, &own, "school", &["day0", "day1", "day2", "day3", "day4"]);
    own.rsplit('/').next().unwrap().to_owned()
}

fn say_of_itself(manager: &mut Browser<'_>, own: &str, kind: &str, days: &[&str]) {
    let days: Vec<(&str, &str)> = days.iter().map(|day| (*day, "1")).collect();
    let fields = [&[("kind", kind), ("people", "420"), ("point", "")], &days[..]].concat();
    let page = format!("{own}/facility");
    assert_eq!(fill(manager, &page, &page, &fields).status, 303);
}

/// How a day's counts stand: ward, kind, closed, due, green.
fn counts_of_day(world: &World, day: u64) -> Vec<Vec<Value>> {
    let day = 18_773 + day;
    world.rows(&format!(
        "SELECT area, kind, closed, due, green FROM ward_counts WHERE day = {day} AND closed + due > 0 ORDER BY area, kind"
    ))
}

fn row(area: &str, kind: &str, [closed, due, green]: [i64; 3]) -> Vec<Value> {
    let text = |text: &str| Value::Text(text.to_owned());
    vec![text(area), text(kind), Value::Integer(closed), Value::Integer(due), Value::Integer(green)]
}

#[test]
fn a_place_that_is_closed_for_good_leaves_the_map_that_day_and_its_past_stays() {
    let (world, gateway) = world();
    add_ward_officers(&world);
    at(&world, 0, 7, 0);
    let mut manager = Browser::new(&world);
    let id = school(&mut manager, &gateway, "Trường Lộc Thắng");
    assert_eq!(assess(&mut manager, &id, &[], None).0, 303);
    at(&world, 1, 0, 20);
    let mut officer = Browser::signed_in(&world, "lan");
    assert_eq!(officer.fill(&format!("/console/places/{id}/close"), &[]).status, 303);

    assert_eq!(counts_of_day(&world, 1), Vec::<Vec<Value>>::new(), "neither open nor closed");
    assert_eq!(counts(&world, WARD, PROVINCE), (0, 0, 0, 0, "none".to_owned()));
    assert!(!text(&world.get(&format!("/ban-do/{WARD}"))).contains("Lộc Thắng</strong>"));
    assert!(!text(&officer.get("/console/facilities")).contains("Trường Lộc Thắng"));
    let page = text(&world.get(&format!("/ban-do/co-so/{id}")));
    assert!(page.contains("15 / 15") && page.contains("Đóng cửa"), "its past stays: {page}");
    at(&world, 1, 2, 0);
    assert_eq!(
        world.count("facility_days WHERE day = 18773 AND recounted_at IS NOT NULL AND wrong = 0"),
        1,
        "{}",
        world.dump()
    );
    assert_eq!(counts_of_day(&world, 0), [row("68/25054/", "school", [0, 1, 1])], "the day before is as it was");
    at(&world, 2, 11, 0);
    assert_eq!(counts_of_day(&world, 2), Vec::<Vec<Value>>::new());

    let mut officer = Browser::signed_in(&world, "lan");
    assert_eq!(officer.fill(&format!("/console/places/{id}/codes"), &[("rotating", "false")]).status, 303);
    assert_eq!(counts_of_day(&world, 2), [row("68/25054/", "school", [0, 1, 0])], "an officer opened it again");
}

#[test]
fn a_facility_that_assessed_itself_and_closes_on_the_same_day_is_closed() {
    let (world, gateway) = world();
    at(&world, 0, 7, 0);
    let mut manager = Browser::new(&world);
    let id = school(&mut manager, &gateway, "Trường Lộc Thắng");
    assert_eq!(assess(&mut manager, &id, &[], None).0, 303);
    let page = format!("/dia-diem/places/{id}/assessment");
    assert_eq!(fill(&mut manager, &page, &format!("/dia-diem/places/{id}/closed"), &[("closed", "true")]).status, 303);
    assert_eq!(counts(&world, WARD, PROVINCE), (0, 0, 0, 0, "none".to_owned()));
    let ward = text(&world.get(&format!("/ban-do/{WARD}")));
    assert!(ward.contains("Đóng cửa") && !ward.contains("level green"), "{ward}");
    at(&world, 1, 2, 0);
    assert_eq!(counts_of_day(&world, 0), [row("68/25054/", "school", [1, 0, 0])]);
    assert_eq!(world.count("facility_days WHERE wrong > 0"), 0);
}

#[test]
fn a_recount_judges_yesterday_by_the_kind_and_the_weekdays_of_yesterday() {
    let (world, gateway) = world();
    at(&world, 0, 7, 0);
    let mut manager = Browser::new(&world);
    let id = school(&mut manager, &gateway, "Trường Lộc Thắng");
    at(&world, 1, 0, 30);
    // 26 May 2021 is a Wednesday, and no day of the clinic's.
    say_of_itself(&mut manager, &format!("/dia-diem/places/{id}"), "clinic", &["day3"]);
    at(&world, 1, 2, 0);
    assert_eq!(
        world.count("facility_days WHERE day = 18773 AND recounted_at IS NOT NULL AND wrong = 0"),
        1,
        "{}",
        world.dump()
    );
    assert_eq!(counts_of_day(&world, 0), [row("68/25054/", "school", [0, 1, 0])]);
    assert_eq!(counts_of_day(&world, 1), [row("68/25054/", "clinic", [0, 1, 0])]);
    at(&world, 2, 2, 0);
    assert_eq!(counts_of_day(&world, 2), [row("68/25054/", "clinic", [1, 0, 0])]);
    assert_eq!(world.count("facility_days WHERE wrong > 0"), 0);
}

#[test]
fn a_switch_to_the_units_of_2025_moves_facilities_at_once_and_keeps_what_was_assessed_and_counted() {
    let (mut world, gateway) = world_of_2021();
    at(&world, 0, 7, 0);
    let mut manager = Browser::new(&world);
    sign_in(&mut manager, &gateway);
    // Xã Lộc Lâm lies in Xã Bảo Lâm 4 since 2025.
    let id = school_in(&mut manager, "25060", "Trường Lộc Lâm");
    assert_eq!(assess(&mut manager, &id, &[], None).0, 303);
    assert_eq!(counts(&world, "25060", "680").0, 1);
    drop(manager);
    at(&world, 1, 0, 30);

    world.stop();
    world.config.units.set = UnitSet::Of2025;
    world.start();
    world.do_what_is_due();
    assert_eq!(counts_of_day(&world, 0), [row("68/680/25060/", "school", [0, 1, 1])], "history by the old wards");
    assert_eq!(counts_of_day(&world, 1), [row("68/25063/", "school", [0, 1, 0])], "counts by the new ones");
    assert_eq!(counts(&world, "25063", PROVINCE).3, 1);
    assert_eq!(world.get("/map/v1/units/680").status, 404, "no district since 2025");
    let page = text(&world.get(&format!("/ban-do/co-so/{id}")));
    assert!(page.contains("15 / 15") && page.contains("Xã Bảo Lâm 4"), "old assessments are still found: {page}");
    let unit = world.rows(&format!("SELECT unit, area, unit_set FROM places WHERE id = '{id}'"));
    assert_eq!(unit, [["25063", "68/25063/", "2025"].map(|text| Value::Text(text.to_owned())).to_vec()]);
    at(&world, 1, 2, 0);
    assert_eq!(
        world.count("facility_days WHERE day = 18773 AND recounted_at IS NOT NULL AND wrong = 0"),
        1,
        "{}",
        world.dump()
    );
    assert_eq!(counts_of_day(&world, 0), [row("68/680/25060/", "school", [0, 1, 1])], "a recount leaves it so");
}

#[test]
fn a_place_whose_ward_was_split_waits_for_an_officer_and_its_facility_is_counted_meanwhile() {
    let (mut world, gateway) = world_of_2021();
    add_officer_of(&world, "cuc", "79");
    add_officer_of(&world, "dao", "68");
    at(&world, 0, 7, 0);
    let mut manager = Browser::new(&world);
    sign_in(&mut manager, &gateway);
    // Parts of Xã An Phú Tây lie in 27424 and in 27637 since 2025.
    let id = school_in(&mut manager, "27625", "Trường An Phú Tây");
    drop(manager);
    world.stop();
    world.config.units.set = UnitSet::Of2025;
    world.start();
    world.do_what_is_due();
    let unit = |world: &World| match &world.rows(&format!("SELECT unit FROM places WHERE id = '{id}'"))[0][0] {
        Value::Text(unit) => unit.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(unit(&world), "27625", "nobody knows in which part it lies");
    assert_eq!(
        counts_of_day(&world, 0),
        [row("79/27424/", "school", [0, 1, 0])],
        "counted where most of its ward went"
    );

    let mut other = Browser::signed_in(&world, "dao");
    assert!(!text(&other.get("/console/places/split")).contains("Trường An Phú Tây"));
    assert_eq!(other.fill(&format!("/console/places/{id}/move"), &[("unit", "27637")]).status, 404);
    let mut officer = Browser::signed_in(&world, "cuc");
    let list = text(&officer.get("/console/places/split"));
    assert!(list.contains("Trường An Phú Tây") && list.contains("Xã An Phú Tây, Huyện Bình Chánh"), "{list}");
    assert!(list.contains("<option value=\"27637\">") && list.contains("<option value=\"27424\">"), "{list}");
    let choose = |officer: &mut Browser<'_>, unit: &str| {
        officer.fill(&format!("/console/places/{id}/move"), &[("unit", unit)]).status
    };
    assert_eq!((choose(&mut officer, "25063"), choose(&mut officer, "79"), choose(&mut officer, "")), (400, 400, 400));
    assert_eq!(unit(&world), "27625");
    assert_eq!(choose(&mut officer, "27637"), 303);
    assert_eq!(unit(&world), "27637");
    assert_eq!(counts_of_day(&world, 0), [row("79/27637/", "school", [0, 1, 0])], "the facility goes with its place");
    assert_eq!(choose(&mut officer, "27424"), 404, "it waits no more");
    assert!(world.acts().iter().any(|act| act == "move-place"));
}

#[test]
fn one_instance_at_a_time_recounts_a_day() {
    let (world, gateway) = world();
    at(&world, 0, 7, 0);
    school(&mut Browser::new(&world), &gateway, "Trường Lộc Thắng");
    at(&world, 1, 0, 30);
    let take = "-- tests::take
                INSERT INTO leases (name, holder, ends_at) VALUES ('recount-facilities', ?1, ?2)
                ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, ends_at = excluded.ends_at";
    // Another instance has it for 30 seconds from 2:00 on.
    let ends = Value::Integer(i64::try_from(MIDNIGHT + 86_400 + 2 * 3_600 + 30).unwrap());
    world.change(take, &[Value::Bytes(vec![7; 16]), ends]);
    at(&world, 1, 2, 0);
    assert_eq!(
        world.count("facility_days WHERE day = 18773 AND recounted_at IS NOT NULL"),
        0,
        "another instance recounts"
    );
    at(&world, 1, 2, 1);
    assert_eq!(world.count("facility_days WHERE day = 18773 AND recounted_at IS NOT NULL"), 1, "it is gone");
}

#[test]
fn the_country_is_summed_once_in_five_seconds() {
    let (world, gateway) = world();
    at(&world, 0, 7, 0);
    let mut manager = Browser::new(&world);
    let id = school(&mut manager, &gateway, "Trường Lộc Thắng");
    assert_eq!(counts(&world, PROVINCE, "VN").0, 0);
    assert_eq!(assess(&mut manager, &id, &[], None).0, 303);
    let seconds = |seconds: u64| world.clock.set(UnixTime(MIDNIGHT + 7 * 3_600 + seconds));
    seconds(4).unwrap();
    assert_eq!(counts(&world, PROVINCE, "VN").0, 0, "as it was summed");
    assert_eq!(counts(&world, WARD, PROVINCE).0, 1, "a province is always current");
    seconds(5).unwrap();
    assert_eq!(counts(&world, PROVINCE, "VN").0, 1);
}
