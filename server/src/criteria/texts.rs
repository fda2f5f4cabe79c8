//! Lists of texts of criteria: CSV, each row the words of a part or of a criterion of a set that is known.

use std::collections::{BTreeMap, BTreeSet};

use lancan_protocol::criteria::{CriteriaSet, Criterion, Wording};

use super::fault::{CriteriaFault, FaultAt, MOST_FAULTS, wrong};
use super::newest::newest;
use crate::ground::error::Refusal;

/// Columns that a file has, in any order.
const COLUMNS: [&str; 5] = ["set", "part", "number", "vi", "en"];
/// The column that a file may leave out: the most points of a criterion.
const MOST: &str = "most";
/// Most letters of a text.
const MOST_LETTERS: usize = 1_000;

/// The words of a row.
fn wording(vi: &str, en: &str) -> Result<Wording, Refusal> {
    let check = |field: &'static str, text: &str| {
        let fits = (1..=MOST_LETTERS).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        if fits { Ok(text.to_owned()) } else { Err(wrong(field, "criteria-import-words")) }
    };
    Ok(Wording { vi: check("vi", vi)?, en: check("en", en)? })
}

/// What a file changes.
struct ChangedSets<'k> {
    /// The newest version of each set.
    newest: BTreeMap<&'k str, &'k CriteriaSet>,
    /// The sets that the file names, changed.
    changed: BTreeMap<String, CriteriaSet>,
    /// What rows were about: each once.
    seen: BTreeSet<(String, String)>,
}

impl<'k> ChangedSets<'k> {
    fn of(known: &'k [CriteriaSet]) -> Self {
        Self { newest: newest(known), changed: BTreeMap::new(), seen: BTreeSet::new() }
    }

    fn row<'r>(&mut self, field: impl Fn(&str) -> &'r str) -> Result<(), Refusal> {
        let id = field("set");
        let known = self.newest.get(id).ok_or_else(|| wrong("set", "criteria-import-set"))?;
        let set = self.changed.entry(id.to_owned()).or_insert_with(|| (*known).clone());
        let words = wording(field("vi"), field("en"))?;
        let about = match (field("part"), field("number")) {
            (part, "") if !part.is_empty() => {
                if !field(MOST).is_empty() {
                    return Err(wrong("most", "criteria-import-most"));
                }
                let found = set.parts.iter_mut().find(|one| one.id == part);
                found.ok_or_else(|| wrong("part", "criteria-import-part"))?.title = Some(words);
                format!("part {part}")
            }
            ("", number) if !number.is_empty() => {
                let number: u32 = number.parse().map_err(|_| wrong("number", "criteria-import-number"))?;
                if !(1..=set.len()).contains(&number) {
                    return Err(wrong("number", "criteria-import-number"));
                }
                say(set, number, words, field(MOST))?;
                number.to_string()
            }
            _ => return Err(wrong("number", "criteria-import-part-or-number")),
        };
        if self.seen.insert((id.to_owned(), about)) { Ok(()) } else { Err(wrong("number", "criteria-import-twice")) }
    }
}

/// Gives a criterion its words, and its most points where the row has them.
fn say(set: &mut CriteriaSet, number: u32, words: Wording, most: &str) -> Result<(), Refusal> {
    let most = match most {
        "" => None,
        most => {
            let points = most.parse().ok().filter(|points| set.total.is_some_and(|total| (1..=total).contains(points)));
            Some(points.ok_or_else(|| wrong("most", "criteria-import-most"))?)
        }
    };
    if let Some(one) = set.criteria.iter_mut().find(|one| one.number == number) {
        one.title = Some(words);
        one.most = most.or(one.most);
        return Ok(());
    }
    let new = Criterion { number, title: Some(words), most, may_not_apply: false, photo: false };
    set.criteria.push(new);
    set.criteria.sort_by_key(|one| one.number);
    Ok(())
}

/// The sets whose words a list changes, each as its newest version is but for the words, and the line that names it first.
pub(super) fn read(known: &[CriteriaSet], text: &[u8]) -> Result<Vec<(FaultAt, CriteriaSet)>, Vec<CriteriaFault>> {
    let fault = |at: FaultAt, field, key| CriteriaFault::new(at, wrong(field, key));
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text);
    let unreadable = |line: u64| vec![fault(FaultAt::Line(line), "csv", "facility-list-unreadable")];
    let headers = reader.headers().map_err(|_| unreadable(1))?.clone();
    let at = |name: &str| headers.iter().position(|header| header.trim_start_matches('\u{feff}') == name);
    let missing: Vec<_> = COLUMNS
        .into_iter()
        .filter(|name| at(name).is_none())
        .map(|name| fault(FaultAt::Line(1), name, "facility-list-column"))
        .collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    let (mut reading, mut faults, mut lines) = (ChangedSets::of(known), Vec::new(), BTreeMap::new());
    for record in reader.records() {
        let record = record.map_err(|error| unreadable(error.position().map_or(0, csv::Position::line)))?;
        let line = record.position().map_or(0, csv::Position::line);
        let field = |name: &str| at(name).and_then(|at| record.get(at)).unwrap_or_default();
        lines.entry(field("set").to_owned()).or_insert(line);
        if let Err(refusal) = reading.row(field) {
            faults.push(CriteriaFault::new(FaultAt::Line(line), refusal));
        }
        if faults.len() >= MOST_FAULTS {
            break;
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let changed = reading.changed.into_iter();
    Ok(changed.map(|(id, set)| (FaultAt::Line(lines.get(&id).copied().unwrap_or_default()), set)).collect())
}
