//! Files of boundaries: GeoJSON and TopoJSON, each shape with the `code` of its unit.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::fault::BoundaryFault;
use super::shape::{FEWEST, Point, Ring, Rings};

/// Most bytes of a file.
const MOST_BYTES: usize = 64 << 20;
/// Most points of a file.
const MOST_POINTS: usize = 3_000_000;
/// Most wrong shapes that are told at once.
const MOST_FAULTS: usize = 20;
/// South, north, west and east of Vietnam with its islands, in degrees.
const BOUNDS: [f64; 4] = [6.0, 24.0, 101.0, 118.0];

#[derive(Deserialize)]
#[serde(tag = "type")]
enum BoundaryFile {
    FeatureCollection { features: Vec<Feature> },
    Topology(Topology),
}

#[derive(Deserialize)]
struct Properties {
    #[serde(default)]
    code: String,
}

#[derive(Deserialize)]
struct Feature {
    properties: Properties,
    geometry: Geometry,
}

/// Positions may have a height, which is left out.
type Position = Vec<f64>;

#[derive(Deserialize)]
#[serde(tag = "type")]
enum Geometry {
    Polygon {
        coordinates: Vec<Vec<Position>>,
    },
    MultiPolygon {
        coordinates: Vec<Vec<Vec<Position>>>,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Topology {
    arcs: Vec<Vec<Position>>,
    transform: Option<Transform>,
    objects: BTreeMap<String, Collection>,
}

#[derive(Deserialize)]
struct Transform {
    scale: (f64, f64),
    translate: (f64, f64),
}

#[derive(Deserialize)]
struct Collection {
    #[serde(default)]
    geometries: Vec<TopologyShape>,
}

#[derive(Deserialize)]
struct TopologyShape {
    properties: Properties,
    #[serde(flatten)]
    arcs: TopologyArcs,
}

#[derive(Deserialize)]
#[serde(tag = "type")]
enum TopologyArcs {
    Polygon {
        arcs: Vec<Vec<i64>>,
    },
    MultiPolygon {
        arcs: Vec<Vec<Vec<i64>>>,
    },
    #[serde(other)]
    Other,
}

/// The shapes of a file: code and rings, in the file's order.
///
/// # Errors
/// What is wrong with the file or with its first wrong shapes.
pub(super) fn read(file: &[u8]) -> Result<Vec<(String, Rings)>, Vec<BoundaryFault>> {
    if file.len() > MOST_BYTES {
        return Err(vec![BoundaryFault::of_file("boundaries-too-large")]);
    }
    let unreadable = |_| vec![BoundaryFault::of_file("boundaries-unreadable")];
    let shapes: Vec<(String, Option<Vec<Vec<Position>>>)> = match serde_json::from_slice(file).map_err(unreadable)? {
        BoundaryFile::FeatureCollection { features } => features.into_iter().map(of_feature).collect(),
        BoundaryFile::Topology(topology) => of_topology(topology),
    };
    let points = shapes.iter().filter_map(|(_, rings)| rings.as_ref()).flatten().map(Vec::len);
    if points.sum::<usize>() > MOST_POINTS {
        return Err(vec![BoundaryFault::of_file("boundaries-too-large")]);
    }
    let (mut read, mut faults) = (Vec::new(), Vec::new());
    for (number, (code, rings)) in (1..).zip(shapes) {
        let rings = rings.ok_or("boundaries-shape");
        match rings.and_then(|rings| rings.iter().map(|ring| of_positions(ring)).collect::<Result<Rings, _>>()) {
            Ok(rings) if !rings.is_empty() => read.push((code, rings)),
            Ok(_) => faults.push(BoundaryFault { number, code, key: "boundaries-shape" }),
            Err(key) => faults.push(BoundaryFault { number, code, key }),
        }
        if faults.len() >= MOST_FAULTS {
            break;
        }
    }
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

fn of_feature(feature: Feature) -> (String, Option<Vec<Vec<Position>>>) {
    let rings = match feature.geometry {
        Geometry::Polygon { coordinates } => Some(coordinates),
        Geometry::MultiPolygon { coordinates } => Some(coordinates.into_iter().flatten().collect()),
        Geometry::Other => None,
    };
    (feature.properties.code, rings)
}

fn of_topology(topology: Topology) -> Vec<(String, Option<Vec<Vec<Position>>>)> {
    let Topology { arcs, transform, objects } = topology;
    let placed: Vec<Vec<Position>> = match transform {
        None => arcs,
        Some(transform) => arcs.iter().map(|arc| placed(arc, &transform)).collect(),
    };
    let shapes = objects.into_values().flat_map(|collection| collection.geometries);
    shapes
        .map(|shape| {
            let rings: Option<Vec<Vec<i64>>> = match shape.arcs {
                TopologyArcs::Polygon { arcs } => Some(arcs),
                TopologyArcs::MultiPolygon { arcs } => Some(arcs.into_iter().flatten().collect()),
                TopologyArcs::Other => None,
            };
            let joined = rings.and_then(|rings| rings.iter().map(|ring| joined(ring, &placed)).collect());
            (shape.properties.code, joined)
        })
        .collect()
}

/// An arc in degrees: each of its positions is written as the difference from the one before.
fn placed(arc: &[Position], transform: &Transform) -> Vec<Position> {
    let (mut east, mut north) = (0.0, 0.0);
    arc.iter()
        .map(|step| {
            east += step.first().copied().unwrap_or(f64::NAN);
            north += step.get(1).copied().unwrap_or(f64::NAN);
            vec![east * transform.scale.0 + transform.translate.0, north * transform.scale.1 + transform.translate.1]
        })
        .collect()
}

/// The arcs of a ring one after the other; a number below zero is the arc `-1 - number`, walked backward.
fn joined(ring: &[i64], arcs: &[Vec<Position>]) -> Option<Vec<Position>> {
    let mut joined: Vec<Position> = Vec::new();
    for number in ring {
        let index = if *number < 0 { !*number } else { *number };
        let arc = arcs.get(usize::try_from(index).ok()?)?;
        // The last position of an arc is the first of the next one.
        joined.pop();
        if *number < 0 {
            joined.extend(arc.iter().rev().cloned());
        } else {
            joined.extend(arc.iter().cloned());
        }
        if joined.len() > MOST_POINTS {
            return None;
        }
    }
    Some(joined)
}

/// A ring of a file, which begins and ends at the same point.
fn of_positions(positions: &[Position]) -> Result<Ring, &'static str> {
    let points = positions.iter().map(|position| point(position)).collect::<Result<Vec<Point>, _>>()?;
    let (Some(first), Some((last, before))) = (points.first(), points.split_last()) else {
        return Err("boundaries-shape");
    };
    if first != last {
        return Err("boundaries-shape");
    }
    let mut ring: Ring = before.to_vec();
    ring.dedup();
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    if ring.len() < FEWEST { Err("boundaries-shape") } else { Ok(ring) }
}

fn point(position: &[f64]) -> Result<Point, &'static str> {
    let [south, north, west, east] = BOUNDS;
    let (Some(x), Some(y)) = (position.first().copied(), position.get(1).copied()) else {
        return Err("boundaries-shape");
    };
    if !(west..=east).contains(&x) || !(south..=north).contains(&y) {
        return Err("boundaries-outside");
    }
    #[expect(clippy::cast_possible_truncation, reason = "at most 12 million")]
    let whole = |degrees: f64| (degrees * 1e5).round() as i32;
    Ok((whole(x), whole(y)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GEO: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"68","name":"x"},
        "geometry":{"type":"Polygon","coordinates":[[[107,11],[108,11,9],[108,12],[107,12],[107,11]]]}}]}"#;
    const TOPO: &str = r#"{"type":"Topology","transform":{"scale":[0.1,0.1],"translate":[107,11]},
        "arcs":[[[0,0],[10,0],[0,10]],[[0,0],[0,10],[10,0]]],
        "objects":{"o":{"type":"GeometryCollection","geometries":[{"type":"Polygon","properties":{"code":"68"},"arcs":[[0,-2]]}]}}}"#;

    #[test]
    fn both_forms_of_a_file_bring_the_same_shape() {
        let square =
            vec![(10_700_000, 1_100_000), (10_800_000, 1_100_000), (10_800_000, 1_200_000), (10_700_000, 1_200_000)];
        for file in [GEO, TOPO] {
            assert_eq!(read(file.as_bytes()), Ok(vec![("68".to_owned(), vec![square.clone()])]), "{file}");
        }
    }

    #[test]
    fn a_shape_that_cannot_be_is_named_by_its_number() {
        let said = |from: &str, to: &str| {
            assert!(GEO.contains(from));
            read(GEO.replace(from, to).as_bytes())
                .unwrap_err()
                .iter()
                .map(|one| (one.number, one.key))
                .collect::<Vec<_>>()
        };
        assert_eq!(said("[107,12]", "[48,2]"), [(1, "boundaries-outside")]);
        assert_eq!(said("[107,12],[107,11]", "[107,12]"), [(1, "boundaries-shape")]);
        assert_eq!(said("[108,12],[107,12],", ""), [(1, "boundaries-shape")]);
        assert_eq!(said("\"Polygon\"", "\"Point\""), [(1, "boundaries-shape")]);
        assert_eq!(said("FeatureCollection", "Feature"), [(0, "boundaries-unreadable")]);
        let far = TOPO.replace("-2]]", "-9]]");
        assert_eq!(read(far.as_bytes()).unwrap_err()[0].key, "boundaries-shape", "an arc that is not there");
        assert_eq!(read(&vec![b' '; MOST_BYTES + 1]).unwrap_err()[0].key, "boundaries-too-large");
    }

    proptest! {
        #[test]
        fn whatever_comes_is_refused_or_has_rings(at in 0_usize..400, byte in any::<u8>(), cut in 0_usize..400, topology: bool) {
            let mut file = if topology { TOPO } else { GEO }.as_bytes().to_vec();
            if let Some(changed) = file.get_mut(at) { *changed = byte; }
            if cut > 200 { file.truncate(file.len().saturating_sub(cut - 200)); }
            if let Ok(shapes) = read(&file) {
                prop_assert!(shapes.iter().flat_map(|(_, rings)| rings).all(|ring| ring.len() >= FEWEST));
            }
        }
    }
}
