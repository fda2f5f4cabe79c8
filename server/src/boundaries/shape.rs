//! Shapes of units: rings of points, made simpler without tearing borders that two units share.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};

/// A point: hundred-thousandths of a degree to the east and to the north, about a metre.
pub(super) type Point = (i32, i32);
/// A ring: its points once around, the first not repeated.
pub(super) type Ring = Vec<Point>;
/// The rings of a unit. Whatever lies in an odd number of them is inside.
pub(crate) type Rings = Vec<Ring>;

/// Fewest points of a ring.
pub(super) const FEWEST: usize = 3;

/// Each ring with fewer points: those go whose triangle with their neighbours is smaller than `twice_area`, the smallest first
/// (Visvalingam and Whyatt). Borders that units share stay shared, and every ring stays.
pub(super) fn simplified(units: &BTreeMap<String, Rings>, twice_area: i64) -> BTreeMap<String, Rings> {
    let junctions = junctions(units.values());
    let simpler = |ring: &Ring| {
        let made = simpler(ring, &junctions, twice_area);
        if made.len() < FEWEST { ring.clone() } else { made }
    };
    units.iter().map(|(code, rings)| (code.clone(), rings.iter().map(simpler).collect())).collect()
}

/// Points where more than two lines meet.
fn junctions<'u>(units: impl Iterator<Item = &'u Rings>) -> BTreeSet<Point> {
    let mut beside: HashMap<Point, Vec<Point>> = HashMap::new();
    for ring in units.flatten() {
        for (from, to) in edges(ring) {
            for (one, other) in [(from, to), (to, from)] {
                let known = beside.entry(one).or_default();
                if !known.contains(&other) {
                    known.push(other);
                }
            }
        }
    }
    beside.into_iter().filter(|(_, others)| others.len() > 2).map(|(point, _)| point).collect()
}

/// The lines of a ring.
fn edges(ring: &[Point]) -> impl Iterator<Item = (Point, Point)> {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

fn simpler(ring: &[Point], junctions: &BTreeSet<Point>, twice_area: i64) -> Ring {
    // A ring begins at a junction, or at its least point: so two units that share it begin at the same one.
    let first_junction = ring.iter().position(|point| junctions.contains(point));
    let least = || ring.iter().enumerate().min_by_key(|(_, point)| **point).map(|(at, _)| at);
    let Some(start) = first_junction.or_else(least) else { return Ring::new() };
    let around = ring.iter().copied().cycle().skip(start).take(ring.len() + 1);
    let (mut made, mut line): (Ring, Vec<Point>) = (Ring::new(), Vec::new());
    for point in around {
        line.push(point);
        if line.len() > 1 && (junctions.contains(&point) || Some(&point) == line.first()) {
            let kept = simpler_line(&line, twice_area, first_junction.is_none());
            made.extend(kept.split_last().map(|(_, before)| before).unwrap_or_default());
            line = vec![point];
        }
    }
    made
}

/// A line between two junctions, the same whichever way it is walked.
fn simpler_line(line: &[Point], twice_area: i64, is_ring: bool) -> Vec<Point> {
    let backward: Vec<Point> = line.iter().rev().copied().collect();
    if backward.as_slice() < line {
        let mut made = fewer(&backward, twice_area, is_ring);
        made.reverse();
        return made;
    }
    fewer(line, twice_area, is_ring)
}

fn triangle(one: Point, two: Point, three: Point) -> i64 {
    let by = |from: Point, to: Point| (i64::from(to.0) - i64::from(from.0), i64::from(to.1) - i64::from(from.1));
    let ((a, b), (c, d)) = (by(one, two), by(one, three));
    (a * d - b * c).abs()
}

fn fewer(line: &[Point], twice_area: i64, is_ring: bool) -> Vec<Point> {
    let last = line.len().saturating_sub(1);
    let mut before: Vec<usize> = (0..line.len()).map(|at| at.saturating_sub(1)).collect();
    let mut after: Vec<usize> = (1..=line.len()).collect();
    let mut gone = vec![false; line.len()];
    let mut left = line.len();
    // A ring's first and last point are one.
    let fewest = if is_ring { FEWEST + 1 } else { 2 };
    let at = |list: &[usize], index: usize| list.get(index).copied().unwrap_or_default();
    let area = |before: &[usize], after: &[usize], index: usize| {
        let point = |index: usize| line.get(index).copied().unwrap_or_default();
        triangle(point(at(before, index)), point(index), point(at(after, index)))
    };
    let mut heap: BinaryHeap<Reverse<(i64, usize)>> =
        (1..last).map(|index| Reverse((area(&before, &after, index), index))).collect();
    while let Some(Reverse((size, index))) = heap.pop() {
        if size >= twice_area || left <= fewest {
            break;
        }
        // An entry that a neighbour's end has made old.
        if gone.get(index).copied().unwrap_or(true) || area(&before, &after, index) != size {
            continue;
        }
        if let Some(gone) = gone.get_mut(index) {
            *gone = true;
        }
        left -= 1;
        let (one, other) = (at(&before, index), at(&after, index));
        if let Some(to) = after.get_mut(one) {
            *to = other;
        }
        if let Some(to) = before.get_mut(other) {
            *to = one;
        }
        for neighbour in [one, other].into_iter().filter(|neighbour| (1..last).contains(neighbour)) {
            heap.push(Reverse((area(&before, &after, neighbour), neighbour)));
        }
    }
    line.iter().zip(gone).filter(|(_, gone)| !gone).map(|(point, _)| *point).collect()
}

/// The outline of several units together: the lines that only one of them has.
pub(super) fn together<'u>(units: impl Iterator<Item = &'u Rings>) -> Rings {
    let mut lines: BTreeSet<(Point, Point)> = BTreeSet::new();
    for (from, to) in units.flatten().flat_map(|ring| edges(ring)) {
        let line = (from.min(to), from.max(to));
        if !lines.remove(&line) {
            lines.insert(line);
        }
    }
    let mut beside: BTreeMap<Point, BTreeSet<Point>> = BTreeMap::new();
    for (one, other) in lines {
        beside.entry(one).or_default().insert(other);
        beside.entry(other).or_default().insert(one);
    }
    let mut rings = Rings::new();
    while let Some(start) = beside.first_key_value().map(|(point, _)| *point) {
        let (mut ring, mut here) = (vec![start], start);
        // Every point has an even number of lines, so a walk that began here comes back here.
        while let Some(next) = step(&mut beside, here) {
            if next == start {
                break;
            }
            ring.push(next);
            here = next;
        }
        if ring.len() >= FEWEST {
            rings.push(ring);
        }
    }
    rings
}

/// Walks along one of the lines from a point, which is taken away.
fn step(beside: &mut BTreeMap<Point, BTreeSet<Point>>, here: Point) -> Option<Point> {
    let next = beside.get_mut(&here).and_then(BTreeSet::pop_first);
    for (point, other) in next.map(|next| (next, here)).into_iter().chain(next.map(|next| (here, next))) {
        if let Some(others) = beside.get_mut(&point) {
            others.remove(&other);
            if others.is_empty() {
                beside.remove(&point);
            }
        }
    }
    if next.is_none() {
        beside.remove(&here);
    }
    next
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A square with a wavy line for its right side, and its neighbour on the right.
    fn neighbours() -> BTreeMap<String, Rings> {
        let wave: Vec<Point> = (1..100).map(|at| (1_000 + (at % 3), at * 10)).collect();
        let mut left: Ring = vec![(0, 0), (1_000, 0)];
        left.extend(&wave);
        left.extend([(1_000, 1_000), (0, 1_000)]);
        let mut right: Ring = vec![(1_000, 0), (2_000, 0), (2_000, 1_000), (1_000, 1_000)];
        right.extend(wave.iter().rev());
        [("a".to_owned(), vec![left]), ("b".to_owned(), vec![right])].into()
    }

    fn lines(rings: &Rings) -> BTreeSet<(Point, Point)> {
        rings.iter().flat_map(|ring| edges(ring)).map(|(from, to)| (from.min(to), from.max(to))).collect()
    }

    #[test]
    fn a_border_that_two_units_share_stays_one_border() {
        let made = simplified(&neighbours(), 2_000);
        assert!(made["a"][0].len() < 12, "{:?}", made["a"]);
        let both: Vec<_> = lines(&made["a"]).intersection(&lines(&made["b"])).copied().collect();
        assert_eq!(both.len() + 3, made["a"][0].len(), "all but the three outer sides");
    }

    #[test]
    fn an_islet_stays_an_islet_and_an_enclave_has_one_border() {
        let islet = vec![(0, 0), (2, 0), (3, 1), (2, 2), (0, 2)];
        let mut backward = islet.clone();
        backward.reverse();
        backward.rotate_left(2);
        let around = vec![vec![(-9_000, -9_000), (9_000, -9_000), (9_000, 9_000), (-9_000, 9_000)], backward];
        let made = simplified(&[("in".to_owned(), vec![islet]), ("out".to_owned(), around)].into(), 1_000_000);
        assert_eq!(made["in"][0].len(), FEWEST);
        assert_eq!(lines(&vec![made["out"][1].clone()]), lines(&made["in"]));
    }

    #[test]
    fn several_units_together_have_the_outline_of_both() {
        let outline = together(neighbours().values());
        assert_eq!(outline.len(), 1);
        let corners: BTreeSet<Point> = outline[0].iter().copied().collect();
        assert_eq!(corners, [(0, 0), (1_000, 0), (2_000, 0), (2_000, 1_000), (1_000, 1_000), (0, 1_000)].into());
    }

    proptest! {
        #[test]
        fn whatever_the_rings_every_one_stays_with_points_of_its_own(
            rings in proptest::collection::vec(proptest::collection::btree_set((-500_i32..500, -500_i32..500), 3..40), 1..5),
            area in 0_i64..100_000,
        ) {
            let rings: Rings = rings.into_iter().map(|ring| ring.into_iter().collect()).collect();
            let made = simplified(&[("x".to_owned(), rings.clone())].into(), area);
            prop_assert_eq!(made["x"].len(), rings.len());
            for (made, ring) in made["x"].iter().zip(&rings) {
                prop_assert!(made.len() >= FEWEST && made.iter().all(|point| ring.contains(point)));
            }
            together(made.values());
        }
    }
}
