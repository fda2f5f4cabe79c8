//! What a file of criteria makes.

use lancan_protocol::criteria::{CriteriaSet, SetDuty};
use lancan_protocol::time::Day;
use lancan_text::{Catalogue, Language};
use proptest::prelude::*;
use serde_json::Value as Json;

use super::fault::{CriteriaFault, FaultAt};
use super::versions::read;
use crate::ground::error::Detail;

/// 26 May 2021.
const TODAY: Day = Day(18_773);

fn shipped() -> Vec<CriteriaSet> {
    CriteriaSet::shipped().unwrap()
}

/// Where a file is wrong and the text that says why.
type Said = (FaultAt, String);

fn said(fault: CriteriaFault) -> Said {
    match fault.refusal.detail {
        Some(Detail::Said { key, .. }) => (fault.at, key.to_owned()),
        other => panic!("{other:?}"),
    }
}

fn says_of(known: &[CriteriaSet], file: &str, from: Option<Day>) -> Result<Vec<CriteriaSet>, Vec<Said>> {
    read(known, file.as_bytes(), from, TODAY).map_err(|faults| faults.into_iter().map(said).collect())
}

fn says(file: &str, from: Day) -> Result<Vec<CriteriaSet>, Vec<Said>> {
    says_of(&shipped(), file, Some(from))
}

/// A set of five criteria for the schools of a province, as a department writes it.
fn of_a_province() -> Json {
    serde_json::json!({
        "id": "school-lam-dong", "decree": "1/SGDĐT", "from": "2021-05-27", "until": null, "areas": ["68"],
        "kinds": ["school"], "period": "daily", "answer": "pass", "total": null,
        "parts": [{"id": "all", "title": {"vi": "Ở trường", "en": "At school"}, "criteria": 5}],
        "criteria": [{"number": 1, "title": {"vi": "Đo thân nhiệt", "en": "Temperatures are taken"}}],
        "mandatory": [1], "verdict": [{"passed": 5, "mandatory": true, "is": "green"}, {"is": "red"}]
    })
}

/// That set with one field changed.
fn changed(field: &str, value: Json) -> String {
    let mut set = of_a_province();
    set[field] = value;
    set.to_string()
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
    assert_eq!(faults, expected.map(|(line, key)| (FaultAt::Line(line), format!("criteria-import-{key}"))));
}

#[test]
fn past_days_keep_their_criteria_and_unchanged_words_make_no_version() {
    let past = says("set,part,number,vi,en\nschool-1467,,1,Một,One\n", TODAY.minus(1));
    assert_eq!(past, Err(vec![(FaultAt::File, "criteria-import-past".to_owned())]));
    assert_eq!(says("set,part,number,vi,en\n", TODAY), Ok(Vec::new()));
    let named = says("set,number\n", TODAY).unwrap_err();
    assert_eq!(named.len(), 3, "each column that is missing: {named:?}");
}

#[test]
fn a_whole_set_comes_with_its_own_code_area_and_first_day() {
    let new = says_of(&shipped(), &of_a_province().to_string(), None).unwrap();
    let set = &new[0];
    assert_eq!((set.id.as_str(), set.version, set.from.to_string().as_str()), ("school-lam-dong", 1, "2021-05-27"));
    assert_eq!(
        (set.areas.as_slice(), set.len(), set.mandatory.as_slice()),
        (["68".to_owned()].as_slice(), 5, [1].as_slice())
    );
    let known: Vec<CriteriaSet> = shipped().into_iter().chain(new).collect();
    assert_eq!(says_of(&known, &of_a_province().to_string(), None), Ok(Vec::new()), "the same file changes nothing");
    assert_eq!(
        says_of(&known, &of_a_province().to_string(), Some(TODAY.plus(9))),
        Ok(Vec::new()),
        "nor on another day"
    );

    let ended = says_of(&known, &changed("until", "2021-06-30".into()), None).unwrap();
    assert_eq!((ended[0].version, ended[0].until.map(|day| day.to_string())), (2, Some("2021-06-30".to_owned())));
    let later = says_of(&shipped(), &of_a_province().to_string(), Some(TODAY.plus(5))).unwrap();
    assert_eq!(later[0].from.to_string(), "2021-05-31");
    let both =
        format!("\u{feff} [{},{}]", of_a_province(), changed("id", "school-more".into()).replace("\"68\"", "\"01\""));
    assert_eq!(says_of(&shipped(), &both, None).unwrap().len(), 2, "a list of sets");
}

#[test]
fn a_set_that_cannot_be_is_refused_by_number_and_reason() {
    let one = |file: &str| {
        let mut faults = says_of(&shipped(), file, None).unwrap_err();
        assert_eq!(faults.len(), 1, "{faults:?}");
        faults.remove(0)
    };
    let of_file = |value: (&str, Json), key: &str| {
        let id =
            if value.0 == "id" { value.1.as_str().unwrap_or_default().to_owned() } else { "school-lam-dong".into() };
        assert_eq!(one(&changed(value.0, value.1)), (FaultAt::Set(1, id), format!("criteria-{key}")));
    };
    of_file(("from", "2021-05-25".into()), "import-past");
    of_file(("from", "2020-04-28".into()), "import-past");
    of_file(("until", "2021-05-26".into()), "import-ended");
    of_file(("version", 2.into()), "import-version");
    of_file(("version", "x".into()), "import-no-version");
    of_file(("areas", serde_json::json!(["99"])), "import-area");
    of_file(("areas", serde_json::json!(["673"])), "must-areas");
    of_file(("kinds", serde_json::json!([])), "must-kinds");
    of_file(("kinds", serde_json::json!(["market"])), "import-unreadable");
    of_file(("surprise", 1.into()), "import-unreadable");
    of_file(("mandatory", serde_json::json!([6])), "must-mandatory");
    of_file(("verdict", serde_json::json!([{"passed": 5, "is": "green"}])), "must-last-rule");
    of_file(("id", "Trường".into()), "must-id");
    assert_eq!(one("{\"id\": "), (FaultAt::File, "criteria-import-unreadable".to_owned()));
    assert_eq!(one("[1]"), (FaultAt::Set(1, String::new()), "criteria-import-unreadable".to_owned()));
    let twice = format!("[{},{}]", of_a_province(), changed("decree", "2/SGDĐT".into()));
    assert_eq!(one(&twice), (FaultAt::Set(2, "school-lam-dong".into()), "criteria-import-set-twice".to_owned()));
    let beside = format!("[{},{}]", of_a_province(), changed("id", "school-beside".into()));
    assert_eq!(one(&beside), (FaultAt::Set(2, "school-beside".into()), "criteria-import-same-day".to_owned()));
}

#[test]
fn every_duty_of_a_set_has_its_words_in_both_languages() {
    for duty in SetDuty::ALL {
        for language in [Language::Vi, Language::En] {
            let words = Catalogue::of(language).message(super::versions::key_of(duty), &[]);
            assert!(!words.contains("criteria-"), "{duty:?}: {words}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn whatever_comes_is_refused_or_makes_sets_that_are_allowed(
        rows in proptest::collection::vec("(school-1467|clinic-4999|x),(before|p1||),[0-9]{0,3},[^\r\n]{0,12},[a-z\",]{0,6}", 0..6),
        bytes in proptest::collection::vec(any::<u8>(), 0..80),
    ) {
        let file = [b"set,part,number,vi,en\n", rows.join("\n").as_bytes(), &bytes].concat();
        if let Ok(new) = read(&shipped(), &file, None, TODAY) {
            for set in new {
                prop_assert!(set.validate().is_ok() && set.version == 2);
            }
        }
    }
    #[test]
    fn whatever_is_written_into_a_set_is_refused_or_makes_a_set_that_is_allowed(at in 0_usize..600, byte in any::<u8>(), end in 0_usize..700) {
        let mut file = of_a_province().to_string().into_bytes();
        if let Some(changed) = file.get_mut(at) { *changed = byte; }
        file.truncate(end.max(1));
        if let Ok(new) = read(&shipped(), &file, None, TODAY) {
            for set in new {
                prop_assert!(set.validate().is_ok() && set.version >= 1);
            }
        }
    }
}
