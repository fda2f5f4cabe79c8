//! A phone with a visit, an open review and a call that was asked for is opened, and goes on with each.

use std::collections::BTreeSet;

use lancan_core::{CallStage, ReportStage, Store, Tracer};
use lancan_testkit::acts::START;
use serde_json::Value;

use super::{EVERYTHING, deployment, make::a_phone_with_a_visit_a_review_and_a_call, open, rng, vault};

const STORE: &str = "store-v1-call.golden";

/// Everything that this phone keeps as JSON, by the names that stand in its store.
const VALUES: [&str; 12] = [
    "progress",
    "rules",
    "exposures",
    "receiver",
    "code",
    "review",
    "second-parts",
    "cover",
    "paused",
    "clock",
    "worked",
    "visits",
];

/// What phones keep since that store was written; a store without it is read all the same.
const SINCE: [&str; 1] = ["cover.again"];

#[test]
fn the_call_the_review_and_the_visit_are_there() {
    let (store, _folder) = open(STORE);
    let mut tracer = Tracer::open(store, deployment(), rng(200)).unwrap();
    assert!(matches!(tracer.call_stage(), Some(CallStage::Sending { .. })));
    assert!(matches!(tracer.report_stage(), Some(ReportStage::Review { .. })));
    let review = tracer.review().unwrap();
    assert_eq!(review.centre, "Trung tâm Y tế Bảo Lâm");
    assert_eq!(tracer.visits().len(), 1);
    assert!(tracer.status().paused);
}

#[test]
fn its_day_key_says_in_which_intervals_it_was_used() {
    let (mut store, _folder) = open(STORE);
    let keys = store.keys(EVERYTHING).unwrap();
    let [key] = keys.as_slice() else { panic!("{} keys", keys.len()) };
    let used: Vec<u32> = (0..20).filter(|n| key.was_used_in(START.interval().plus(*n))).collect();
    // Near the case for 25 minutes, and again when the phone asked for news.
    assert_eq!((used, key.used.count(), key.ended), (vec![0, 1, 2, 10], 4, false));
}

/// The paths of all fields of a value. Numbers within lists say nothing of the form.
fn fields(at: &str, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(inner) => inner.iter().for_each(|(name, value)| fields(&format!("{at}.{name}"), value, found)),
        Value::Array(inner) => inner.iter().for_each(|value| fields(&format!("{at}[]"), value, found)),
        _ => {
            found.insert(at.to_owned());
        }
    }
}

fn fields_of(store: &Store) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for name in VALUES.into_iter().chain(["call", "callback"]) {
        let bytes = store.get(name).unwrap().unwrap_or_else(|| panic!("{name} is not in the store"));
        fields(name, &serde_json::from_slice(&bytes).unwrap(), &mut found);
    }
    found
}

#[test]
fn a_phone_of_today_keeps_the_same_fields_under_the_same_names() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store");
    a_phone_with_a_visit_a_review_and_a_call(&file);
    let today = Store::open(&file, &vault(), &mut rng(201)).unwrap();
    let (then, _folder) = open(STORE);
    let mut expected = fields_of(&then);
    expected.extend(SINCE.map(str::to_owned));
    assert_eq!(fields_of(&today), expected);
}
