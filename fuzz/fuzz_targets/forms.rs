//! Forms and answers: any bytes are a form that reads back, or are refused; any answers to a shipped form are taken, or every
//! refusal names an item.
#![no_main]

use std::sync::LazyLock;

use lancan_protocol::{
    forms::{CheckError, FormVersion, Forms, Questionnaire, Response},
    time::Day,
};
use libfuzzer_sys::fuzz_target;

static SHIPPED: LazyLock<Vec<FormVersion>> = LazyLock::new(|| FormVersion::shipped().expect("shipped forms"));

fuzz_target!(|bytes: &[u8]| {
    if let Ok(form) = Questionnaire::from_json(bytes) {
        let written = serde_json::to_vec(&form).expect("a form is written");
        assert!(written.len() > Questionnaire::MOST_BYTES || Questionnaire::from_json(&written) == Ok(form));
    }
    let _ = Forms::from_json(bytes);
    let Ok(mut response) = Response::from_json(bytes) else { return };
    for form in SHIPPED.iter() {
        response.questionnaire = form.questionnaire.canonical();
        match form.check(&response, Day(18_750)) {
            Ok(checked) => drop(form.rules.triage(&checked)),
            Err(CheckError::Refused(refused)) => {
                assert!(!refused.is_empty() && refused.iter().all(|refusal| !refusal.link_id.is_empty()));
            }
            Err(CheckError::OtherForm) => unreachable!("answers to this form"),
        }
    }
});
