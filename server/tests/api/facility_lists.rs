//! A department's list of facilities, taken at a command beside a server that runs.

use lancan_protocol::time::UnixTime;
use lancan_server::{FacilityDesk, ListTaken};
use lancan_text::{Catalogue, Language};
use serde_json::Value as Json;

use crate::console::{Browser, text};
use crate::place_pages::{fill, sign_in, world};
use crate::support::World;

const HEADER: &str = "name,kind,unit,address,people,phone,manager,point\n";
const TWO: &str = "Trường Tiểu học Lộc Thắng,school,25054,12 Hùng Vương,420,0912 345 678,Nguyễn Thị Hạnh,\"11.64321, 107.83645\"\n\
                   Trạm y tế Lộc Ngãi,clinic,25054,,35,0912345678,Lê Văn Ân,\n";
/// 26 May 2021, a Wednesday, 07:00 in Vietnam.
const MORNING: UnixTime = UnixTime(18_773 * 86_400);

fn take(world: &World, list: &str) -> Result<ListTaken, Vec<String>> {
    let desk = FacilityDesk::open(&world.config, world.clock.clone()).unwrap();
    let taken = world.runtime.block_on(desk.take_list(list.as_bytes())).unwrap();
    let vietnamese = Catalogue::of(Language::Vi);
    taken.map_err(|faults| faults.iter().map(|fault| fault.in_words(vietnamese)).collect())
}

#[test]
fn a_list_makes_verified_facilities_that_whoever_holds_the_number_runs() {
    let (world, gateway) = world();
    world.go_to(MORNING);
    assert_eq!(take(&world, &format!("{HEADER}{TWO}")), Ok(ListTaken { added: 2, known: 0 }));
    let json: Json = world.get("/map/v1/units/68").json();
    let ward = json["inside"].as_array().unwrap().iter().find(|one| one["code"] == "25054").unwrap().clone();
    assert_eq!(ward["all"]["n"], 2, "both are awaited: {ward}");

    let mut manager = Browser::new(&world);
    sign_in(&mut manager, &gateway);
    let own = text(&manager.get("/dia-diem"));
    assert!(own.contains("Trường Tiểu học Lộc Thắng") && own.contains("Trạm y tế Lộc Ngãi"), "{own}");
    let id = own.split("/dia-diem/places/").find(|card| card.contains("Lộc Thắng")).unwrap();
    let page = format!("/dia-diem/places/{}/assessment", id.split('"').next().unwrap());
    let answers: Vec<(String, &str)> = (1..=15).map(|number| (format!("c{number}"), "passed")).collect();
    let mut fields: Vec<(&str, &str)> = answers.iter().map(|(name, answer)| (name.as_str(), *answer)).collect();
    fields.push(("name", "Nguyễn Thị Hạnh"));
    assert_eq!(fill(&mut manager, &page, &page, &fields).status, 303);
    let json: Json = world.get("/map/v1/units/68").json();
    let ward = json["inside"].as_array().unwrap().iter().find(|one| one["code"] == "25054").unwrap().clone();
    assert_eq!((&ward["all"]["g"], &ward["all"]["n"]), (&1.into(), &1.into()), "{ward}");
}

#[test]
fn a_list_that_is_taken_again_changes_nothing() {
    let (world, _gateway) = world();
    world.go_to(MORNING);
    take(&world, &format!("{HEADER}{TWO}")).unwrap();
    let before = world.rows("SELECT id, name, unit, address FROM places ORDER BY id");
    let more = "Bệnh viện Bảo Lâm,hospital,25054,,900,0987654321,Trần Văn Bình,\n";
    assert_eq!(take(&world, &format!("{HEADER}{TWO}{more}")), Ok(ListTaken { added: 1, known: 2 }));
    let after = world.rows("SELECT id, name, unit, address FROM places ORDER BY id");
    assert!(before.iter().all(|row| after.contains(row)) && after.len() == 3);
}

#[test]
fn wrong_rows_are_named_by_line_and_column_and_nothing_is_written() {
    let (world, _gateway) = world();
    world.go_to(MORNING);
    let said = take(
        &world,
        &format!(
            "\u{feff}{HEADER}{TWO}Chợ,market,25054,,10,0912345678,An,\nTrường A,school,99999,,10,0912345678,An,\n\
             Trường B,school,25054,,0,0912345678,An,\nTrường C,school,25054,,10,12,An,\nTrường D,school,25054,,10,0912345678,=1+1,\n\
             Trường E,school,25054,,10,0912345678,An,\"1, 2\"\n"
        ),
    );
    let faults = said.unwrap_err();
    let begins: Vec<&str> = faults.iter().filter_map(|fault| fault.split(": ").nth(1)).collect();
    assert_eq!(begins, ["kind", "unit", "people", "phone", "manager", "point"], "{faults:?}");
    assert!(faults[0].starts_with("Dòng 4: "), "{faults:?}");
    assert_eq!((world.count("places"), world.count("facilities")), (0, 0));
    let faults = take(&world, "name,kind\nTrường,school\n").unwrap_err();
    assert_eq!(faults.len(), 5, "each column that is missing: {faults:?}");
    assert!(take(&world, "").is_err());
    assert_eq!(take(&world, HEADER), Ok(ListTaken { added: 0, known: 0 }));
}

#[test]
fn no_number_runs_more_places_than_it_may() {
    let (world, _gateway) = world();
    world.go_to(MORNING);
    let row = |number: u32| format!("Trường {number},school,25054,,10,0912345678,Nguyễn Thị Hạnh,\n");
    let list: String = (1..=51).map(row).collect();
    let faults = take(&world, &format!("{HEADER}{list}")).unwrap_err();
    assert!(faults.len() == 1 && faults[0].starts_with("Dòng 52: "), "{faults:?}");
    assert_eq!(world.count("places"), 50, "what was taken before stays, and the corrected list goes on from there");
}
