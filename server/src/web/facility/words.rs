//! What pages say of facilities, criteria and colours.

use lancan_protocol::criteria::{CriteriaSet, FacilityKind, SetPart};
use lancan_protocol::time::Day;
use lancan_text::Language;

use crate::facilities::{AssessmentRow, FacilityState, FacilityVerdict};
use crate::http::pages::local::date;
use crate::web::sheet::PageSheet;

/// The name of a kind.
pub(in crate::web) fn kind(sheet: &PageSheet, kind: FacilityKind) -> String {
    sheet.say(&format!("facility-kind-{}", kind.name()))
}

/// How a facility stands, in words, with the letter and the mark of its colour.
pub(in crate::web) struct StateWords {
    /// `green`, `yellow`, `red`, `grey`, `awaited`, `closed` or `unjudged`: the mark of the style.
    pub(in crate::web) mark: &'static str,
    /// A letter, so that nothing is said by a colour alone.
    pub(in crate::web) letter: &'static str,
    /// In words.
    pub(in crate::web) words: String,
}

impl StateWords {
    pub(in crate::web) fn of(sheet: &PageSheet, state: FacilityState, is_late: bool) -> Self {
        Self::named(sheet, state.name(is_late))
    }

    /// The words of a state's name.
    pub(in crate::web) fn named(sheet: &PageSheet, mark: &'static str) -> Self {
        Self { mark, letter: letter(mark), words: sheet.say(&format!("facility-state-{mark}")) }
    }
}

/// The letter that stands beside a colour: A (an toàn), V (vàng), Đ (đỏ), and a dash where there is none.
pub(in crate::web) fn letter(mark: &str) -> &'static str {
    match mark {
        "green" => "A",
        "yellow" => "V",
        "red" => "Đ",
        _ => "–",
    }
}

/// What a criterion is called: the decree's words, or its number where the words are not known here.
pub(in crate::web) fn criterion(sheet: &PageSheet, set: &CriteriaSet, number: u32) -> String {
    let title = set.criterion(number).and_then(|criterion| criterion.title.as_ref());
    let numbered = || sheet.say_of("facility-criterion", "number", &number.to_string());
    title.map_or_else(numbered, |title| match sheet.language() {
        Language::Vi => format!("{number}. {}", title.vi),
        Language::En => format!("{number}. {}", title.en),
    })
}

/// What a part of a set is called.
pub(in crate::web) fn part(sheet: &PageSheet, part: &SetPart, number: usize) -> String {
    let numbered = || sheet.say_of("facility-part", "number", &number.to_string());
    part.title.as_ref().map_or_else(numbered, |title| match sheet.language() {
        Language::Vi => title.vi.clone(),
        Language::En => title.en.clone(),
    })
}

/// The version of a set and its first day.
pub(in crate::web) fn version(sheet: &PageSheet, set: &CriteriaSet) -> String {
    let (year, month, day) = set.from.year_month_day();
    let (version, from) = (set.version.to_string(), format!("{day:02}/{month:02}/{year}"));
    sheet.say_with("criteria-version", &[("version", (&version).into()), ("from", (&from).into())])
}

/// One line of a facility's history.
pub(in crate::web) struct HistoryLine {
    pub(in crate::web) day: String,
    pub(in crate::web) state: StateWords,
    /// `11 / 15`; empty for an inspection.
    pub(in crate::web) score: String,
    /// Who said so: the facility or an inspection, which version, and when.
    pub(in crate::web) by: String,
}

impl HistoryLine {
    pub(in crate::web) fn of(sheet: &PageSheet, row: &AssessmentRow, at: &str) -> Self {
        let day: Day = row.day;
        let key = match (row.officer.is_some(), row.version) {
            (true, _) => "facility-by-inspection",
            (false, 1) => "facility-by-itself",
            (false, _) => "facility-by-correction",
        };
        let score = if row.most == 0 { String::new() } else { format!("{} / {}", row.reached, row.most) };
        let state = row.verdict.map_or_else(
            || StateWords { mark: "awaited", letter: "–", words: sheet.say("facility-inspection-lifted") },
            |verdict: FacilityVerdict| StateWords::of(sheet, verdict.into(), false),
        );
        Self { day: date(day), state, score, by: sheet.say_of(key, "at", at) }
    }
}
