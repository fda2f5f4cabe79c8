//! What an app sends that declares, and what it is answered.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::{
    forms::{Response, ResponseStatus, ResponseType},
    time::UnixTime,
    wire::{
        DeclarationAnswer, DeclarationPass, DeclarationRequest, DeclarationSessionAnswer, DeclarationSessionRequest,
        DeclaredPerson, Relation,
    },
};

use crate::{assert_golden, json, signer};

#[test]
fn a_session_is_asked_for_by_number_password_and_key() {
    let key = signer(9).verifying_key().to_sec1_point(false).as_bytes().to_vec();
    let request = DeclarationSessionRequest {
        phone: "+84912345678".into(),
        otp: "123456".into(),
        public_key: URL_SAFE_NO_PAD.encode(key),
    };
    assert_golden("declaration-session-request.json", &serde_json::to_vec(&request).unwrap());
    let read: DeclarationSessionRequest = json("declaration-session-request.json");
    assert_eq!((read.phone, read.otp, read.public_key), (request.phone, request.otp, request.public_key));
    let expires_at = UnixTime(1_622_592_000);
    let answer = DeclarationSessionAnswer { token: "5a".repeat(32), expires_at, number_certificate: None };
    assert_golden("declaration-session-answer.json", &serde_json::to_vec(&answer).unwrap());
    assert!(json::<DeclarationSessionAnswer>("declaration-session-answer.json") == answer);
    let certified = DeclarationSessionAnswer { number_certificate: Some("5b".repeat(68)), ..answer };
    assert_golden("declaration-session-certified.json", &serde_json::to_vec(&certified).unwrap());
    assert!(json::<DeclarationSessionAnswer>("declaration-session-certified.json") == certified);
}

#[test]
fn a_declaration_has_an_id_a_form_and_answers_and_is_answered_with_class_and_pass() {
    let response = Response {
        resource_type: ResponseType::QuestionnaireResponse,
        questionnaire: "urn:lancan:form:vhd|2021-05".into(),
        status: ResponseStatus::Completed,
        subject: None,
        authored: "2021-05-03T08:00:00+07:00".into(),
        item: Vec::new(),
    };
    let journey_of = Some("5b".repeat(16));
    let (id, form) = ("5a".repeat(16), "vhd".into());
    let request = DeclarationRequest { id, form, response, replaces: true, journey_of, person: None };
    assert_golden("declaration-request.json", &serde_json::to_vec(&request).unwrap());
    assert!(json::<DeclarationRequest>("declaration-request.json") == request);
    let least = DeclarationRequest { replaces: false, journey_of: None, ..request };
    assert_golden("declaration-request-least.json", &serde_json::to_vec(&least).unwrap());
    assert!(json::<DeclarationRequest>("declaration-request-least.json") == least);
    let person = DeclaredPerson {
        id: "6b".repeat(16),
        name: "Bé An".into(),
        birth_year: 2018,
        relation: Relation::Child,
        phone: Some("+84912345678".into()),
        consent: true,
    };
    let for_a_child = DeclarationRequest { person: Some(person), ..least };
    assert_golden("declaration-request-person.json", &serde_json::to_vec(&for_a_child).unwrap());
    assert!(json::<DeclarationRequest>("declaration-request-person.json") == for_a_child);

    let (valid_from, valid_to) = (UnixTime(1_620_000_000), UnixTime(1_620_259_200));
    let answer = DeclarationAnswer {
        id: "5a".repeat(16),
        taken: true,
        received_at: UnixTime(1_620_000_060),
        class: "yellow".into(),
        reason: Some("contact".into()),
        pass: Some(DeclarationPass { text: "LC1:".into(), gate: 7, valid_from, valid_to }),
    };
    assert_golden("declaration-answer.json", &serde_json::to_vec(&answer).unwrap());
    assert!(json::<DeclarationAnswer>("declaration-answer.json") == answer);
    let green = DeclarationAnswer { class: "green".into(), reason: None, pass: None, ..answer };
    assert_golden("declaration-answer-green.json", &serde_json::to_vec(&green).unwrap());
    assert!(json::<DeclarationAnswer>("declaration-answer-green.json") == green);
}
