//! A file of boundaries becomes the boundaries of a set of units.

use std::collections::{BTreeMap, BTreeSet};

use lancan_text::Catalogue;

use super::fault::BoundaryFault;
use super::shape::{Rings, simplified, together};
use super::{Boundaries, reading, store};
use crate::ground::error::Failure;
use crate::ground::unit_set::UnitSet;
use crate::store::Transaction;
use crate::units::{Unit, UnitLevel, Units};

/// Twice the area of the smallest triangle that stays, by level, in squares of a hundred-thousandth of a degree: a point that
/// lies some 600, 250 or 60 metres beside the line between its neighbours is seen at the level's scale.
const SMALLEST: [(UnitLevel, i64); 3] =
    [(UnitLevel::Province, 600 * 600), (UnitLevel::District, 250 * 250), (UnitLevel::Ward, 60 * 60)];
/// What every set of boundaries has: the province, and south, north, west and east of the archipelago in hundred-thousandths
/// of a degree.
const ARCHIPELAGOS: [(&str, [i32; 4], &str); 2] = [
    ("48", [1_540_000, 1_730_000, 11_100_000, 11_310_000], "boundaries-hoang-sa"),
    ("56", [650_000, 1_220_000, 11_130_000, 11_800_000], "boundaries-truong-sa"),
];
/// Most wrong shapes that are told at once.
const MOST_FAULTS: usize = 20;

/// What an import brought, or would bring.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BoundariesTaken {
    /// Provinces with a boundary.
    pub provinces: u32,
    /// Districts.
    pub districts: u32,
    /// Wards.
    pub wards: u32,
    /// Points of the file.
    pub points: u32,
    /// Points that are kept.
    pub kept: u32,
}

impl BoundariesTaken {
    /// What was brought, in the words of a language.
    pub fn in_words(&self, text: &Catalogue) -> String {
        let Self { provinces, districts, wards, points, kept } = *self;
        let counts =
            [("provinces", provinces), ("districts", districts), ("wards", wards), ("points", points), ("kept", kept)];
        text.message("boundaries-taken", &counts.map(|(name, count)| (name, count.into())))
    }
}

fn count(rings: &BTreeMap<String, Rings>) -> u32 {
    u32::try_from(rings.values().flatten().map(Vec::len).sum::<usize>()).unwrap_or(u32::MAX)
}

/// The boundaries that a file gives the units of a set, simplified by level, and how many points the file had.
fn made(file: &[u8], set: UnitSet) -> Result<(BTreeMap<String, Rings>, u32), Vec<BoundaryFault>> {
    let units = Units::of(set);
    let (mut known, mut faults, mut seen) = (BTreeMap::new(), Vec::new(), BTreeSet::new());
    for (number, (code, rings)) in (1..).zip(reading::read(file)?) {
        let key = match units.find(&code) {
            None => Some("boundaries-code"),
            Some(_) if !seen.insert(code.clone()) => Some("boundaries-twice"),
            Some(_) => None,
        };
        match key {
            Some(key) => faults.push(BoundaryFault { number, code, key }),
            None => _ = known.insert(code, rings),
        }
        if faults.len() >= MOST_FAULTS {
            break;
        }
    }
    if faults.is_empty() {
        let missing = ARCHIPELAGOS.iter().filter(|(province, bounds, _)| !has_island(units, &known, province, *bounds));
        faults.extend(missing.map(|(.., key)| BoundaryFault::of_file(key)));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let points = count(&known);
    compose(units, &mut known);
    let mut all = BTreeMap::new();
    for (level, smallest) in SMALLEST {
        let of_level = known.iter().filter(|(code, _)| units.find(code).is_some_and(|unit| unit.level == level));
        all.extend(simplified(&of_level.map(|(code, rings)| (code.clone(), rings.clone())).collect(), smallest));
    }
    Ok((all, points))
}

/// Whether a unit of the province has a ring that lies wholly within these bounds.
fn has_island(units: &Units, known: &BTreeMap<String, Rings>, province: &str, bounds: [i32; 4]) -> bool {
    let [south, north, west, east] = bounds;
    let is_of = |code: &str| {
        units.find(code).is_some_and(|unit| units.line(unit).first().is_some_and(|first| first.code == province))
    };
    let is_inside = |(x, y): &(i32, i32)| (west..=east).contains(x) && (south..=north).contains(y);
    let mut rings = known.iter().filter(|(code, _)| is_of(code)).flat_map(|(_, rings)| rings);
    rings.any(|ring| ring.iter().all(is_inside))
}

/// Gives each district and province without a shape the outline of its parts, where every part has one.
fn compose(units: &Units, known: &mut BTreeMap<String, Rings>) {
    for level in [UnitLevel::District, UnitLevel::Province] {
        let bare: Vec<&Unit> =
            units.all().iter().filter(|unit| unit.level == level && !known.contains_key(unit.code)).collect();
        let mut parts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for part in units.all() {
            parts.entry(part.parent.unwrap_or_default()).or_default().push(part.code);
        }
        for unit in bare {
            let shapes: Option<Vec<&Rings>> =
                parts.get(unit.code).and_then(|codes| codes.iter().map(|code| known.get(*code)).collect());
            if let Some(outline) = shapes.map(|shapes| together(shapes.into_iter())) {
                known.insert(unit.code.to_owned(), outline);
            }
        }
    }
}

impl Boundaries {
    /// Takes a file of boundaries (GeoJSON or TopoJSON, each shape with the `code` of its unit). What the file does not name stays
    /// as it is. With `is_trial` nothing is written.
    ///
    /// # Errors
    /// [`Failure`] when the store fails; inside, what is wrong with the file, at most 20 shapes. Nothing was written then.
    pub(crate) async fn import(
        &self,
        file: &[u8],
        is_trial: bool,
    ) -> Result<Result<BoundariesTaken, Vec<BoundaryFault>>, Failure> {
        let (set, now) = (self.set, self.clock.now());
        let (all, points) = match made(file, set) {
            Ok(made) => made,
            Err(faults) => return Ok(Err(faults)),
        };
        let units = Units::of(set);
        let of = |level: UnitLevel| {
            let count = all.keys().filter(|code| units.find(code).is_some_and(|unit| unit.level == level)).count();
            u32::try_from(count).unwrap_or(u32::MAX)
        };
        let taken = BoundariesTaken {
            provinces: of(UnitLevel::Province),
            districts: of(UnitLevel::District),
            wards: of(UnitLevel::Ward),
            points,
            kept: count(&all),
        };
        if !is_trial {
            let all: Vec<_> = all.into_iter().collect();
            let work = move |tx: &mut dyn Transaction| {
                all.iter().try_for_each(|shape| {
                    let parent = units.find(&shape.0).and_then(|unit| unit.parent).unwrap_or_default();
                    store::keep(tx, set, parent, shape, now)
                })?;
                Ok::<_, Failure>(())
            };
            self.store.run("import_boundaries", work).await?;
            self.kept().clear();
        }
        Ok(Ok(taken))
    }
}

/// Reads any bytes as a file of boundaries: it is refused, or no ring is lost or has too few points at any level.
#[cfg(any(test, fuzzing))]
pub(crate) fn fuzzed_boundaries(bytes: &[u8]) {
    for set in [UnitSet::Of2021, UnitSet::Of2025] {
        let _ = made(bytes, set);
    }
    // Whatever codes the shapes have, and without the archipelagos.
    let Ok(shapes) = reading::read(bytes) else { return };
    let shapes: BTreeMap<String, Rings> = shapes.into_iter().collect();
    for (_, smallest) in SMALLEST {
        let simpler = simplified(&shapes, smallest);
        for (code, rings) in &shapes {
            let kept = simpler.get(code).map_or(&[][..], Vec::as_slice);
            assert_eq!(kept.len(), rings.len(), "a ring is lost");
            let fits = |(kept, ring): (&Vec<_>, &Vec<_>)| (super::shape::FEWEST..=ring.len()).contains(&kept.len());
            assert!(kept.iter().zip(rings).all(fits), "a ring has too few points");
        }
    }
    let outline = together(shapes.values());
    assert!(outline.iter().all(|ring| ring.len() >= super::shape::FEWEST));
}
