//! The texts of criteria from one file: each set that it names gets a new version with a first day of its own.

use std::collections::{BTreeMap, BTreeSet};

use lancan_protocol::criteria::{Criteria, CriteriaSet, Criterion, Wording};
use lancan_protocol::forms;
use lancan_protocol::time::Day;
use lancan_text::Catalogue;

use super::{CriteriaSets, document, store};
use crate::ground::error::{Failure, Refusal};
use crate::store::Transaction;

/// Columns that a file has, in any order.
const COLUMNS: [&str; 5] = ["set", "part", "number", "vi", "en"];
/// The column that a file may leave out: the most points of a criterion.
const MOST: &str = "most";
/// Most letters of a text.
const MOST_LETTERS: usize = 1_000;
/// Most wrong rows that are told at once.
const MOST_FAULTS: usize = 20;
/// Bytes that serial, times and signature may add to the sets of a document.
const BYTES_BESIDE: usize = 1_024;

/// What is wrong with a row of a file of texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriteriaFault {
    /// The line of the file, the header's being 1.
    pub line: u64,
    refusal: Refusal,
}

impl CriteriaFault {
    /// The row and what is wrong with it, in the words of a language.
    pub fn in_words(&self, text: &Catalogue) -> String {
        let line = self.line.to_string();
        let what = match &self.refusal.detail {
            Some(detail) => detail.in_words(text),
            None => text.problem(self.refusal.problem).title,
        };
        text.message("criteria-import-line", &[("line", line.as_str().into()), ("what", what.as_str().into())])
    }
}

/// A version that an import made, or would make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriteriaTaken {
    /// The set.
    pub id: String,
    /// The new version.
    pub version: u32,
    /// The set's decree.
    pub decree: String,
    /// Where the set holds: `VN`, or codes of provinces.
    pub areas: Vec<String>,
    /// The first day of the version, such as `2021-05-26`.
    pub from: String,
    /// Criteria that have words in it.
    pub worded: u32,
    /// Criteria of the set.
    pub criteria: u32,
}

impl CriteriaTaken {
    fn of(set: &CriteriaSet) -> Self {
        let worded = set.criteria.iter().filter(|criterion| criterion.title.is_some()).count();
        Self {
            id: set.id.clone(),
            version: set.version,
            decree: set.decree.clone(),
            areas: set.areas.clone(),
            from: set.from.to_string(),
            worded: u32::try_from(worded).unwrap_or(u32::MAX),
            criteria: set.len(),
        }
    }
}

impl CriteriaTaken {
    /// The new version, in the words of a language.
    pub fn in_words(&self, text: &Catalogue) -> String {
        let area = self.areas.join(", ");
        text.message(
            "criteria-import-taken",
            &[
                ("id", self.id.as_str().into()),
                ("version", self.version.into()),
                ("decree", self.decree.as_str().into()),
                ("area", area.as_str().into()),
                ("from", self.from.as_str().into()),
                ("worded", self.worded.into()),
                ("criteria", self.criteria.into()),
            ],
        )
    }
}

fn wrong(field: &'static str, key: &'static str) -> Refusal {
    Refusal::of_field(field, key, Vec::new())
}

fn fault(line: u64, field: &'static str, key: &'static str) -> CriteriaFault {
    CriteriaFault { line, refusal: wrong(field, key) }
}

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
        let mut newest: BTreeMap<&str, &CriteriaSet> = BTreeMap::new();
        for set in known {
            let one = newest.entry(&set.id).or_insert(set);
            if set.version > one.version {
                *one = set;
            }
        }
        Self { newest, changed: BTreeMap::new(), seen: BTreeSet::new() }
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

/// The new versions that a file makes of the known sets, from a day on. A set whose words the file does not change gets none.
fn read(known: &[CriteriaSet], text: &[u8], from: Day, today: Day) -> Result<Vec<CriteriaSet>, Vec<CriteriaFault>> {
    if from < today {
        return Err(vec![fault(0, "from", "criteria-import-past")]);
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text);
    let unreadable = |line: u64| vec![fault(line, "csv", "facility-list-unreadable")];
    let headers = reader.headers().map_err(|_| unreadable(1))?.clone();
    let at = |name: &str| headers.iter().position(|header| header.trim_start_matches('\u{feff}') == name);
    let missing: Vec<_> = COLUMNS
        .into_iter()
        .filter(|name| at(name).is_none())
        .map(|name| fault(1, name, "facility-list-column"))
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
            faults.push(CriteriaFault { line, refusal });
        }
        if faults.len() >= MOST_FAULTS {
            break;
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut new = Vec::new();
    for (id, mut set) in reading.changed {
        if reading.newest.get(id.as_str()).is_some_and(|known| **known == set) {
            continue;
        }
        set.version = set.version.saturating_add(1);
        set.from = set.from.max(forms::Date::of(from));
        if let Err(error) = set.validate() {
            let key = if error.must.contains("begin") { "criteria-import-ended" } else { "criteria-import-not-a-set" };
            faults.push(fault(lines.get(&id).copied().unwrap_or_default(), "set", key));
        }
        new.push(set);
    }
    let all = document(known.iter().chain(&new).cloned().collect());
    let bytes = serde_json::to_vec(&all).map_or(usize::MAX, |json| json.len());
    if faults.is_empty() && (all.validate().is_err() || bytes.saturating_add(BYTES_BESIDE) > Criteria::MOST_BYTES / 2) {
        faults.push(fault(0, "set", "criteria-import-too-much"));
    }
    if faults.is_empty() { Ok(new) } else { Err(faults) }
}

impl CriteriaSets {
    /// Takes a file of texts (CSV with a header), which hold from a day on; from today where none is said. With `is_trial`
    /// nothing is written.
    ///
    /// # Errors
    /// [`Failure`] when the store fails; inside, the rows that are wrong, at most 20. Nothing was written then.
    pub(crate) async fn import(
        &self,
        text: &[u8],
        from: Option<Day>,
        is_trial: bool,
    ) -> Result<Result<Vec<CriteriaTaken>, Vec<CriteriaFault>>, Failure> {
        let now = self.clock.now();
        let today = self.key_days.day(now);
        let (shipped, text) = (self.shipped.clone(), text.to_vec());
        let work = move |tx: &mut dyn Transaction| {
            let known: Vec<CriteriaSet> = shipped.iter().cloned().chain(store::all(tx)?).collect();
            let new = match read(&known, &text, from.unwrap_or(today), today) {
                Ok(new) => new,
                Err(faults) => return Ok::<_, Failure>(Err(faults)),
            };
            if !is_trial {
                // Serials of the signed document come from these times, so each import has its own.
                let at = store::newest(tx)?.1.map_or(now, |last| now.max(last.plus(1)));
                new.iter().try_for_each(|set| store::insert(tx, set, at))?;
            }
            Ok(Ok(new.iter().map(CriteriaTaken::of).collect()))
        };
        self.store.run("import_criteria", work).await
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// 26 May 2021.
    const TODAY: Day = Day(18_773);

    fn shipped() -> Vec<CriteriaSet> {
        CriteriaSet::shipped().unwrap()
    }

    fn says(text: &str, from: Day) -> Result<Vec<CriteriaSet>, Vec<(u64, String)>> {
        read(&shipped(), text.as_bytes(), from, TODAY).map_err(|faults| {
            let key = |fault: CriteriaFault| match fault.refusal.detail {
                Some(crate::ground::error::Detail::Said { key, .. }) => (fault.line, key.to_owned()),
                other => panic!("{other:?}"),
            };
            faults.into_iter().map(key).collect()
        })
    }

    #[test]
    fn words_make_a_new_version_that_begins_on_its_first_day_and_judges_as_before() {
        let file = "set,part,number,vi,en,most\nschool-1467,,4,Đo thân nhiệt,Temperatures are taken,\n\
                    school-1467,before,,Trước khi đến trường,Before school,\nhospital-3088,,1,Sàng lọc,Screening,5\n";
        let new = says(file, TODAY.plus(3)).unwrap();
        let ids: Vec<_> = new.iter().map(|set| (set.id.as_str(), set.version, set.from.to_string())).collect();
        let from = "2021-05-29".to_owned();
        assert_eq!(ids, [("hospital-3088", 2, from.clone()), ("school-1467", 2, from)]);
        assert_eq!((new[0].most_points(1), new[0].most_points(2)), (Some(5), Some(150)));
        let school = &new[1];
        assert_eq!(school.criterion(4).unwrap().title.as_ref().unwrap().vi, "Đo thân nhiệt");
        assert_eq!(school.parts[0].title.as_ref().unwrap().en, "Before school");
        assert_eq!(school.criterion(5).and_then(|one| one.title.as_ref()), None, "no words are made up");
        let old = shipped().into_iter().find(|set| set.id == "school-1467").unwrap();
        assert_eq!((&school.mandatory, &school.verdict), (&old.mandatory, &old.verdict));
    }

    #[test]
    fn a_row_that_cannot_be_is_named_by_line_and_nothing_of_the_file_is_taken() {
        let file = "set,part,number,vi,en,most\nschool-1467,,1,Một,One,\nschool-9,,1,Một,One,\nschool-1467,,16,Một,One,\n\
                    school-1467,late,,Một,One,\nschool-1467,before,2,Một,One,\nschool-1467,,2,,One,\nschool-1467,,1,Hai,Two,\n\
                    school-1467,,3,Ba,Three,4\nhospital-3088,,3,Ba,Three,151\n";
        let faults = says(file, TODAY).unwrap_err();
        let expected = [
            (3, "set"),
            (4, "number"),
            (5, "part"),
            (6, "part-or-number"),
            (7, "words"),
            (8, "twice"),
            (9, "most"),
            (10, "most"),
        ];
        assert_eq!(faults, expected.map(|(line, key)| (line, format!("criteria-import-{key}"))));
    }

    #[test]
    fn past_days_keep_their_criteria_and_unchanged_words_make_no_version() {
        let past = says("set,part,number,vi,en\nschool-1467,,1,Một,One\n", TODAY.minus(1));
        assert_eq!(past, Err(vec![(0, "criteria-import-past".to_owned())]));
        assert_eq!(says("set,part,number,vi,en\n", TODAY), Ok(Vec::new()));
        let named = says("set,number\n", TODAY).unwrap_err();
        assert_eq!(named.len(), 3, "each column that is missing: {named:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn whatever_comes_is_refused_or_makes_sets_that_are_allowed(
            rows in proptest::collection::vec("(school-1467|clinic-4999|x),(before|p1||),[0-9]{0,3},[^\r\n]{0,12},[a-z\",]{0,6}", 0..6),
            bytes in proptest::collection::vec(any::<u8>(), 0..80),
        ) {
            let file = [b"set,part,number,vi,en\n", rows.join("\n").as_bytes(), &bytes].concat();
            if let Ok(new) = read(&shipped(), &file, TODAY, TODAY) {
                for set in new {
                    prop_assert!(set.validate().is_ok() && set.version == 2);
                }
            }
        }
    }
}
