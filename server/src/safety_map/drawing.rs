//! The map as a drawing: each unit as a symbol at its true place, and by its boundary where one was imported. Hoàng Sa and
//! Trường Sa are always inside the bounds.

use std::fmt::Write as _;

use crate::boundaries::Rings;

/// The middle of the Hoàng Sa islands, degrees north and east: 16°30′ N, 112°00′ E.
const HOANG_SA: (f64, f64) = (16.5, 112.0);
/// The middle of the Trường Sa islands: 9°00′ N, 113°00′ E.
const TRUONG_SA: (f64, f64) = (9.0, 113.0);
/// Degrees of latitude and longitude within which Vietnam lies with its islands: south, north, west, east.
const COUNTRY: [f64; 4] = [7.5, 23.6, 101.9, 115.5];
/// Width of a drawing; heights follow.
const WIDTH: f64 = 1_000.0;
/// Least degrees that a drawing spans, so that a ward alone is not drawn across all of it.
const LEAST_SPAN: f64 = 0.05;

/// A symbol of a drawing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MapSymbol {
    /// From the left edge.
    pub(crate) x: String,
    /// From the upper edge.
    pub(crate) y: String,
    /// Radius.
    pub(crate) radius: String,
    /// Its place in the list that was drawn.
    pub(crate) at: usize,
}

/// The shape of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MapShape {
    /// As a path of SVG has it, to be filled by the rule `evenodd`.
    pub(crate) path: String,
    /// The unit's place in the list that was drawn; none for the outline of the unit that the list lies in.
    pub(crate) at: Option<usize>,
}

/// A drawing of units.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Drawing {
    /// As SVG writes it.
    pub(crate) view_box: String,
    /// What has a boundary.
    pub(crate) shapes: Vec<MapShape>,
    /// What has a place.
    pub(crate) symbols: Vec<MapSymbol>,
    /// Hoàng Sa and Trường Sa, on the map of the country: the key of each name and its place.
    pub(crate) islands: Vec<(&'static str, String, String)>,
}

struct Frame {
    north: f64,
    west: f64,
    scale: f64,
    shrink: f64,
}

impl Frame {
    fn at(&self, (latitude, longitude): (f64, f64)) -> (f64, f64) {
        ((longitude - self.west) * self.shrink * self.scale, (self.north - latitude) * self.scale)
    }
}

impl Frame {
    /// Rings as a path; points that fall on the one before are left out.
    fn path(&self, rings: &Rings) -> String {
        let mut path = String::new();
        for ring in rings {
            let mut last = None;
            for point in ring.iter().copied().map(degrees).map(|place| self.at(place)) {
                let written = (format!("{:.1}", point.0), format!("{:.1}", point.1));
                if last.as_ref() != Some(&written) {
                    // Writing to a text does not fail.
                    let _ = write!(path, "{}{} {}", if last.is_none() { "M" } else { "L" }, written.0, written.1);
                    last = Some(written);
                }
            }
            path.push('Z');
        }
        path
    }
}

/// Degrees north and east of a point of a boundary.
fn degrees((east, north): (i32, i32)) -> (f64, f64) {
    (f64::from(north) / 1e5, f64::from(east) / 1e5)
}

impl Drawing {
    /// Draws what lies at these degrees north and east and counts so much; the whole country when `is_country`. `shapes` are
    /// the boundaries of what is drawn, by its place in the list, and the outline around it.
    pub(crate) fn of(
        drawn: &[(Option<(f64, f64)>, i64)],
        is_country: bool,
        shapes: &[(Option<usize>, &Rings)],
    ) -> Self {
        let points = shapes.iter().flat_map(|(_, rings)| rings.iter().flatten().copied()).map(degrees);
        let places: Vec<(f64, f64)> = drawn.iter().filter_map(|(place, _)| *place).chain(points).collect();
        let around = |values: &mut dyn Iterator<Item = f64>| {
            values.fold((f64::MAX, f64::MIN), |(least, most), value| (least.min(value), most.max(value)))
        };
        let [south, north, west, east] = if places.is_empty() || is_country && shapes.is_empty() {
            COUNTRY
        } else {
            let (south, north) = around(&mut places.iter().map(|place| place.0));
            let (west, east) = around(&mut places.iter().map(|place| place.1));
            if is_country {
                let [least_south, most_north, least_west, most_east] = COUNTRY;
                [south.min(least_south), north.max(most_north), west.min(least_west), east.max(most_east)]
            } else {
                let margin = ((north - south).max(east - west) * 0.08).max(LEAST_SPAN);
                [south - margin, north + margin, west - margin, east + margin]
            }
        };
        let shrink = f64::midpoint(south, north).to_radians().cos();
        let scale = WIDTH / ((east - west) * shrink);
        let frame = Frame { north, west, scale, shrink };
        let height = (north - south) * scale;
        #[expect(clippy::cast_precision_loss, reason = "a count of facilities")]
        let most = drawn.iter().map(|(_, count)| *count as f64).fold(1.0, f64::max);
        let symbols = drawn.iter().enumerate().filter_map(|(at, (place, count))| {
            let (x, y) = frame.at((*place)?);
            #[expect(clippy::cast_precision_loss, reason = "a count of facilities")]
            let radius = 9.0 + 19.0 * (*count as f64 / most).sqrt();
            Some(MapSymbol { x: format!("{x:.1}"), y: format!("{y:.1}"), radius: format!("{radius:.1}"), at })
        });
        let islands = [("map-hoang-sa", HOANG_SA), ("map-truong-sa", TRUONG_SA)].map(|(key, place)| {
            let (x, y) = frame.at(place);
            (key, format!("{x:.1}"), format!("{y:.1}"))
        });
        let shape = |(at, rings): &(Option<usize>, &Rings)| MapShape { path: frame.path(rings), at: *at };
        Self {
            shapes: shapes.iter().map(shape).collect(),
            view_box: format!("0 0 {WIDTH:.0} {height:.0}"),
            symbols: symbols.collect(),
            islands: if is_country { islands.into() } else { Vec::new() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::unit_set::UnitSet;
    use crate::units::Units;

    fn of_country(set: UnitSet) -> Drawing {
        let provinces: Vec<_> =
            Units::of(set).all().iter().filter(|unit| unit.parent.is_none()).map(|unit| (unit.place, 1)).collect();
        Drawing::of(&provinces, true, &[])
    }

    #[test]
    fn every_province_of_both_sets_is_drawn_with_hoang_sa_and_truong_sa_inside_the_bounds() {
        for (set, provinces) in [(UnitSet::Of2021, 63), (UnitSet::Of2025, 34)] {
            let drawing = of_country(set);
            assert_eq!(drawing.symbols.len(), provinces, "{set:?}");
            let bounds: Vec<f64> = drawing.view_box.split(' ').map(|part| part.parse().unwrap()).collect();
            let islands = drawing.islands.iter().map(|(_, x, y)| (x, y));
            for (x, y) in drawing.symbols.iter().map(|symbol| (&symbol.x, &symbol.y)).chain(islands) {
                let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
                assert!((0.0..=bounds[2]).contains(&x) && (0.0..=bounds[3]).contains(&y), "{set:?} {x} {y}");
            }
            let names: Vec<_> = drawing.islands.iter().map(|(key, ..)| *key).collect();
            assert_eq!(names, ["map-hoang-sa", "map-truong-sa"]);
        }
    }

    #[test]
    fn with_boundaries_every_ring_is_inside_the_bounds_and_so_are_the_islands() {
        let rings: Rings = vec![
            vec![(10_700_000, 1_100_000), (10_900_000, 1_100_000), (10_800_000, 1_200_000)],
            vec![(11_770_000, 1_070_000), (11_783_000, 1_070_000), (11_783_000, 1_083_000)],
        ];
        let drawing = Drawing::of(&[(Some((11.5, 108.0)), 1)], true, &[(Some(0), &rings)]);
        let bounds: Vec<f64> = drawing.view_box.split(' ').map(|part| part.parse().unwrap()).collect();
        let path = &drawing.shapes[0].path;
        assert_eq!((path.matches('M').count(), path.matches('Z').count()), (2, 2), "{path}");
        let numbers = path.replace(['M', 'L', 'Z'], " ");
        let numbers: Vec<f64> = numbers.split_whitespace().map(|number| number.parse().unwrap()).collect();
        assert_eq!(numbers.len(), 12);
        assert!(numbers.chunks(2).all(|at| (0.0..=bounds[2]).contains(&at[0]) && (0.0..=bounds[3]).contains(&at[1])));
        assert_eq!(drawing.islands.len(), 2, "named though the file has them");
    }

    #[test]
    fn the_islands_lie_east_of_every_province_and_truong_sa_south_of_hoang_sa() {
        let drawing = of_country(UnitSet::Of2025);
        let number = |text: &str| text.parse::<f64>().unwrap();
        let east = drawing.symbols.iter().map(|symbol| number(&symbol.x)).fold(0.0, f64::max);
        assert!(drawing.islands.iter().all(|(_, x, _)| number(x) > east));
        assert!(number(&drawing.islands[1].2) > number(&drawing.islands[0].2));
    }
}
