//! The body of `POST /v1/declarations`: any bytes are a declaration that reads back, or are refused; what stands in it is
//! checked against the shipped forms without a panic, and is never shown.
#![no_main]

use std::sync::LazyLock;

use lancan_protocol::{
    forms::{FormVersion, asked},
    time::Day,
    wire::{DeclarationAnswer, DeclarationRequest, DeclarationSessionRequest},
};
use libfuzzer_sys::fuzz_target;

static SHIPPED: LazyLock<Vec<FormVersion>> = LazyLock::new(|| FormVersion::shipped().expect("shipped forms"));

fuzz_target!(|bytes: &[u8]| {
    let _ = serde_json::from_slice::<DeclarationSessionRequest>(bytes);
    let _ = serde_json::from_slice::<DeclarationAnswer>(bytes);
    let Ok(request) = serde_json::from_slice::<DeclarationRequest>(bytes) else { return };
    assert!(format!("{request:?}").len() < 40, "nothing of it is shown");
    for form in SHIPPED.iter() {
        let _ = form.check(&request.response, Day(18_750));
        let _ = asked(&form.questionnaire, &request.response.item);
    }
    let written = serde_json::to_vec(&request).expect("a declaration is written");
    let again: DeclarationRequest = serde_json::from_slice(&written).expect("what was written is read");
    assert_eq!(serde_json::to_vec(&again).expect("a declaration is written"), written);
});
