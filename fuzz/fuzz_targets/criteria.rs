//! Criteria: any bytes are a document that reads back, or are refused; whatever is read judges any answers without a panic.
#![no_main]

use lancan_protocol::criteria::{Criteria, CriteriaAnswers, CriterionAnswer};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(criteria) = Criteria::from_json(bytes) else { return };
    let written = serde_json::to_vec(&criteria).expect("criteria are written");
    assert!(written.len() > Criteria::MOST_BYTES || Criteria::from_json(&written) == Ok(criteria.clone()));
    for set in &criteria.sets {
        let answer = |number: u32| match bytes.get(number as usize % bytes.len()).map(|byte| byte % 4) {
            Some(0) => CriterionAnswer::Passed,
            Some(1) => CriterionAnswer::Failed,
            Some(2) => CriterionAnswer::NotApplicable,
            _ => CriterionAnswer::Points(number),
        };
        let answers: CriteriaAnswers = (1..=set.len()).map(|number| (number, answer(number))).collect();
        if let Ok(judged) = set.judge(&answers) {
            assert!(judged.score.of > 0);
        }
    }
});
