//! Boundaries that an operator imports: drawn on the map in every set, with Hoàng Sa and Trường Sa.

use lancan_server::{BoundariesTaken, BoundaryDesk, UnitSet, Units};
use lancan_text::{Catalogue, Language};
use serde_json::{Value as Json, json};

use crate::console::text;
use crate::place_pages::world;
use crate::support::World;

/// The islands as one ring each, near the middle of either archipelago.
const HOANG_SA: (f64, f64) = (112.0, 16.5);
const TRUONG_SA: (f64, f64) = (114.3, 10.2);

fn square((east, north): (f64, f64), half: f64) -> Json {
    let [west, east, south, north] = [east - half, east + half, north - half, north + half];
    json!([[[west, south], [east, south], [east, north], [west, north], [west, south]]])
}

/// Every unit that `is_drawn` takes, as a square at its place, Đà Nẵng and Khánh Hòa with their islands.
fn file(set: UnitSet, islands: bool, is_drawn: impl Fn(&lancan_server::Unit) -> bool) -> Vec<u8> {
    let shape = |unit: &lancan_server::Unit| {
        // A few districts have no place in the list: theirs are in a row of their own.
        let (north, east) = unit.place.unwrap_or((8.0 + unit.code.parse::<f64>().unwrap() / 100.0, 102.0));
        let island = match unit.code {
            "48" => Some(HOANG_SA),
            "56" => Some(TRUONG_SA),
            _ => None,
        };
        let polygons: Vec<Json> = std::iter::once(square((east, north), 0.05))
            .chain(island.filter(|_| islands).map(|place| square(place, 0.02)))
            .collect();
        json!({ "type": "Feature", "properties": { "code": unit.code, "name": unit.name },
            "geometry": { "type": "MultiPolygon", "coordinates": polygons } })
    };
    let features: Vec<Json> = Units::of(set).all().iter().filter(|unit| is_drawn(unit)).map(shape).collect();
    serde_json::to_vec(&json!({ "type": "FeatureCollection", "features": features })).unwrap()
}

fn import(world: &World, set: UnitSet, file: &[u8], is_trial: bool) -> Result<BoundariesTaken, Vec<String>> {
    let desk = BoundaryDesk::open(&world.config, world.clock.clone(), set).unwrap();
    let taken = world.runtime.block_on(desk.import(file, is_trial)).unwrap();
    let vietnamese = Catalogue::of(Language::Vi);
    taken.map_err(|faults| faults.iter().map(|fault| fault.in_words(vietnamese)).collect())
}

fn is_province(unit: &lancan_server::Unit) -> bool {
    unit.parent.is_none()
}

/// The provinces of the set in force, for the golden database.
pub(crate) fn import_provinces(world: &World) {
    let set = world.config.units.set;
    import(world, set, &file(set, true, is_province), false).unwrap();
}

#[test]
fn provinces_of_both_sets_are_drawn_by_their_boundaries_with_the_islands_inside() {
    for (set, provinces) in [(UnitSet::Of2021, 63), (UnitSet::Of2025, 34)] {
        let world = World::with(|config| config.units.set = set, |_| {});
        let before = text(&world.get("/ban-do"));
        assert!(!before.contains("class=\"shape") && !before.contains("data-boundaries"), "points alone");
        let taken = import(&world, set, &file(set, true, is_province), false).unwrap();
        let points = 4 * (provinces + 2);
        assert_eq!(taken, BoundariesTaken { provinces, points, kept: points, ..BoundariesTaken::default() });
        world.go_to(world.now().plus(61));

        let after = text(&world.get("/ban-do"));
        assert_eq!(after.matches("class=\"shape").count(), provinces as usize, "{set:?}");
        let number = |text: &str| text.parse::<f64>().unwrap();
        let bounds = after.split("viewBox=\"0 0 ").nth(1).unwrap().split('"').next().unwrap();
        let (width, height) = bounds.split_once(' ').map(|(width, height)| (number(width), number(height))).unwrap();
        let paths = after.split("class=\"shape").skip(1).map(|part| part.split("d=\"").nth(1).unwrap());
        let paths: String = paths.map(|path| path.split('"').next().unwrap()).collect();
        assert_eq!(paths.matches('Z').count(), provinces as usize + 2, "both archipelagos have rings");
        let numbers: Vec<f64> = paths.replace(['M', 'L', 'Z'], " ").split_whitespace().map(number).collect();
        assert!(
            numbers.chunks(2).all(|at| (0.0..=width).contains(&at[0]) && (0.0..=height).contains(&at[1])),
            "{set:?}"
        );
        assert!(after.contains("Hoàng Sa") && after.contains("Trường Sa"));

        let json: Json = world.get("/map/v1/boundaries/VN").json();
        let rings = |code: &str| json["inside"][code].as_array().unwrap().clone();
        assert_eq!((rings("48").len(), rings("56").len(), rings("01").len()), (2, 2, 1));
        let north = rings("48")[1][0][0].as_f64().unwrap();
        assert!((16.4..16.6).contains(&north), "north comes first: {north}");
    }
}

#[test]
fn a_set_without_the_islands_is_refused_and_nothing_is_written() {
    let (world, _gateway) = world();
    for set in [UnitSet::Of2021, UnitSet::Of2025] {
        let said = import(&world, set, &file(set, false, is_province), false).unwrap_err();
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].contains("Hoàng Sa") && said[1].contains("Trường Sa"), "{said:?}");
        let without_khanh_hoa = file(set, true, |unit| is_province(unit) && unit.code != "56");
        let said = import(&world, set, &without_khanh_hoa, false).unwrap_err();
        assert!(said.len() == 1 && said[0].contains("Trường Sa"), "{said:?}");
    }
    assert_eq!(world.count("unit_boundaries"), 0);
}

#[test]
fn a_province_without_a_shape_has_the_outline_of_its_districts_and_one_with_a_gap_has_a_point() {
    let world = World::with(|config| config.units.set = UnitSet::Of2021, |_| {});
    // Districts of two provinces; of Cao Bằng one is missing. The islands come with their provinces.
    let units = Units::of(UnitSet::Of2021);
    let missing = units.inside("04").next().unwrap().code;
    let drawn = |unit: &lancan_server::Unit| {
        matches!(unit.code, "48" | "56") || matches!(unit.parent, Some("68" | "04")) && unit.code != missing
    };
    let taken = import(&world, UnitSet::Of2021, &file(UnitSet::Of2021, true, drawn), false).unwrap();
    let districts = units.inside("68").count() + units.inside("04").count() - 1;
    assert_eq!((taken.provinces, taken.districts as usize), (3, districts));
    world.go_to(world.now().plus(61));
    let json: Json = world.get("/map/v1/boundaries/VN").json();
    let codes: Vec<&String> = json["inside"].as_object().unwrap().keys().collect();
    assert_eq!(codes, ["48", "56", "68"]);
    let of_province = text(&world.get("/ban-do/68"));
    assert_eq!(of_province.matches("class=\"shape").count(), units.inside("68").count());
    let of_cao_bang = text(&world.get("/ban-do/04"));
    assert!(of_cao_bang.matches("class=\"symbol").count() > of_cao_bang.matches("class=\"shape").count());
    let json: Json = world.get("/map/v1/boundaries/680").json();
    assert!(json["own"].is_array() && json["inside"].as_object().unwrap().is_empty());
    assert_eq!(world.get("/map/v1/boundaries/999").problem(), "not-found");
}

#[test]
fn wrong_shapes_are_named_a_trial_writes_nothing_and_a_second_import_takes_the_place_of_the_first() {
    let (world, _gateway) = world();
    let set = UnitSet::Of2021;
    let good = String::from_utf8(file(set, true, is_province)).unwrap();
    let said = import(&world, set, good.replacen("\"01\"", "\"1\"", 1).as_bytes(), false).unwrap_err();
    assert_eq!(said, ["Hình 1 (1): Danh mục không có đơn vị mang mã này"]);
    let said = import(&world, set, b"{\"type\":\"Feature\"}", false).unwrap_err();
    assert!(said[0].contains("GeoJSON"), "{said:?}");
    import(&world, set, good.as_bytes(), true).unwrap();
    assert_eq!(world.count("unit_boundaries"), 0);
    import(&world, set, good.as_bytes(), false).unwrap();
    import(&world, set, good.as_bytes(), false).unwrap();
    assert_eq!(world.count("unit_boundaries"), 63);
}
