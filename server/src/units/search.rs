//! Search in names as people type them: without marks and capitals.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::{Unit, Units};
use crate::ground::folded::folded;

/// Letters of the longest text that is looked for: twice the longest full name of a unit, and more.
const MOST_LETTERS: usize = 400;
/// Most words that are looked for; a full name has a dozen.
const MOST_WORDS: usize = 32;

pub(super) fn search<'u>(units: &'u Units, text: &str, most: usize) -> Vec<&'u Unit> {
    if text.chars().nth(MOST_LETTERS).is_some() {
        return Vec::new();
    }
    let text = folded(text);
    let words: BTreeSet<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    if words.is_empty() || words.len() > MOST_WORDS {
        return Vec::new();
    }
    let mut found: Vec<_> = units
        .all()
        .iter()
        .zip(&units.folded)
        .filter(|(unit, own)| {
            let is_code = unit.code == text;
            is_code || words.iter().all(|word| has(own, word) || above(units, unit).any(|name| has(name, word)))
        })
        // Some word must be of the unit's own name, or every ward of a province would be found with it.
        .filter(|(unit, own)| unit.code == text || words.iter().any(|word| has(own, word)))
        .map(|(unit, own)| {
            let own_words = words.iter().filter(|word| has(own, word)).count();
            ((!has_phrase(own, &text), Reverse(own_words), unit.level), unit)
        })
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, unit)| unit).take(most).collect()
}

/// The folded names of the units that a unit lies in.
fn above<'u>(units: &'u Units, unit: &'u Unit) -> impl Iterator<Item = &'u str> {
    let parents = std::iter::successors(unit.parent, |code| units.find(code).and_then(|unit| unit.parent));
    parents.filter_map(|code| units.by_code.get(code).and_then(|at| units.folded.get(*at))).map(String::as_str)
}

/// Whether a word of the name begins with this one.
fn has(name: &str, word: &str) -> bool {
    name.split(' ').any(|own| own.starts_with(word))
}

/// Whether the name is the text, with or without its kind in front.
fn has_phrase(name: &str, text: &str) -> bool {
    name == text || name.strip_suffix(text).is_some_and(|kind| kind.ends_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::unit_set::UnitSet;

    #[test]
    fn marks_capitals_and_the_form_of_letters_do_not_matter() {
        for written in ["Đặc khu Côn Đảo", "ĐẶC KHU CÔN ĐẢO", "dac  khu con-dao", "Đa\u{323}\u{306}c khu Côn Đảo"]
        {
            assert_eq!(folded(written), "dac khu con dao", "{written}");
        }
    }

    #[test]
    fn a_unit_is_found_by_words_of_its_own_name_and_those_above() {
        let units = Units::of(UnitSet::Of2025);
        let first = |text: &str| units.search(text, 1).first().map(|unit| units.full_name(unit));
        assert_eq!(first("con dao"), Some("Đặc khu Côn Đảo, Thành phố Hồ Chí Minh".to_owned()));
        assert_eq!(first("lâm đồng"), Some("Tỉnh Lâm Đồng".to_owned()));
        assert_eq!(first("68"), Some("Tỉnh Lâm Đồng".to_owned()));
        assert_eq!(first("bao lam 5"), Some("Xã Bảo Lâm 5, Tỉnh Lâm Đồng".to_owned()));
        assert_eq!((first("nowhere at all"), first("  ")), (None, None));
        assert!(units.search("xa", 10).len() == 10);
    }

    #[test]
    fn a_text_that_is_no_name_is_not_looked_for_however_long() {
        let units = Units::of(UnitSet::Of2025);
        assert_eq!(
            units.search("bao lam bao lam bao lam", 9).len(),
            units.search("bao lam", 9).len(),
            "words count once"
        );
        assert!(units.search(&"bao lam ".repeat(51), 1).is_empty(), "too long");
        let letters: Vec<String> = ('a'..='z').chain('0'..='9').map(String::from).collect();
        assert!(units.search(&letters.join(" "), 1).is_empty(), "too many words");
    }
}
