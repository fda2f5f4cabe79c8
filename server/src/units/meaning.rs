//! What people mean by the words that they write for a unit.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;

use super::{Unit, Units};
use crate::ground::folded::folded;

/// Most units that a search looks through.
const MOST_FOUND: usize = 200;

pub(super) fn meant<'u>(units: &'u Units, words: &str, answers: impl Fn(&Unit) -> bool) -> Vec<&'u Unit> {
    if let Some(unit) = units.find(words.trim()).filter(|unit| answers(unit)) {
        return vec![unit];
    }
    // What is found may be a district, whose wards are offered then.
    let found = units.search(words, MOST_FOUND);
    let inside = found.iter().flat_map(|unit| units.inside(unit.code));
    let mut seen = BTreeSet::new();
    let meant: Vec<&Unit> =
        found.iter().copied().chain(inside).filter(|unit| answers(unit) && seen.insert(unit.code)).collect();
    let named: Vec<&Unit> = {
        let text = folded(words);
        meant.iter().copied().filter(|unit| folded(&units.full_name(unit)) == text).collect()
    };
    // Two wards of one district may differ in a mark alone, as Sa Pa and Sa Pả.
    let text = with_marks(words);
    let exact = named.iter().find(|unit| with_marks(&units.full_name(unit)) == text);
    match (exact, named.as_slice()) {
        (Some(unit), _) | (None, [unit]) => vec![*unit],
        _ => meant,
    }
}

/// Words with their marks, without capitals.
fn with_marks(words: &str) -> String {
    words.trim().nfc().collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::unit_set::UnitSet;

    #[test]
    fn a_code_a_full_name_and_words_that_fit_one_unit_mean_it_and_other_words_offer_all() {
        let units = Units::of(UnitSet::Of2021);
        let codes = |words: &str| meant(units, words, |_| true).iter().map(|unit| unit.code).collect::<Vec<_>>();
        assert_eq!(codes("25054"), ["25054"]);
        assert_eq!(codes(" thi tran loc thang, huyen bao lam, tinh lam dong "), ["25054"]);
        assert_eq!(codes("Lộc Thắng Lâm Đồng"), ["25054"]);
        assert!(codes("Bảo Lâm").contains(&"680") && codes("Bảo Lâm").len() > 10, "two districts and their wards");
        assert!(codes("nowhere").is_empty() && codes("  ").is_empty());
    }
}
