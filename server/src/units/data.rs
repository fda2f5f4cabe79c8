//! The committed lists, which `tools/units.py` makes from two registries' packages (NOTICE).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Unit, UnitLevel, Units};
use crate::ground::unit_set::UnitSet;

static OF_2021: LazyLock<Units> = LazyLock::new(|| read(include_str!("../../data/units/2021.tsv")));
static OF_2025: LazyLock<Units> = LazyLock::new(|| read(include_str!("../../data/units/2025.tsv")));
static CONVERSION: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let lines = include_str!("../../data/units/2021-to-2025.tsv").lines();
    lines.filter_map(|line| line.split_once('\t').map(|(old, new)| (old, new.split('\t').collect()))).collect()
});

pub(super) fn units(set: UnitSet) -> &'static Units {
    match set {
        UnitSet::Of2021 => &OF_2021,
        UnitSet::Of2025 => &OF_2025,
    }
}

/// The codes of the wards of 2025 by that of the ward of 2021.
pub(super) fn conversion() -> &'static HashMap<&'static str, Vec<&'static str>> {
    &CONVERSION
}

/// Reads a list: a unit lies in the last unit before it that is of a higher level.
fn read(list: &'static str) -> Units {
    let (mut province, mut district) = (None, None);
    let mut units = Vec::new();
    for line in list.lines() {
        let mut fields = line.split('\t');
        let (Some(code), Some(name)) = (fields.next(), fields.next()) else { continue };
        let mut degrees = || fields.next().and_then(|text| text.parse::<f64>().ok());
        let place = degrees().zip(degrees());
        let (level, parent) = match code.len() {
            2 => (UnitLevel::Province, None),
            3 => (UnitLevel::District, province),
            _ => (UnitLevel::Ward, district.or(province)),
        };
        match level {
            UnitLevel::Province => (province, district) = (Some(code), None),
            UnitLevel::District => district = Some(code),
            UnitLevel::Ward => {}
        }
        units.push(Unit { code, name, level, place, parent });
    }
    Units::new(units)
}
