//! Forms, answers to them, and gate passes.

use lancan_protocol::{
    code::CodeKind,
    forms::{
        Answer, Date, FormStatus, FormVersion, Forms, Given, Operator, Picture, Response, ResponseItem, ResponseStatus,
        ResponseType, Subject, TriageClass,
    },
    pass::{GateNumber, GatePass, PassId, PassKeys, Revocation, RevocationList, Revocations},
    places::Minute,
    risk::Verdict,
    rules::AttenuationUsed,
    signed::{Purpose, Signed},
    time::UnixTime,
};
use serde::Serialize;

use crate::{assert_golden, golden, json, public, signer};

/// A form with one of everything that the subset has.
const FORM: &str = r#"{
    "id": "daily",
    "questionnaire": {
        "resourceType": "Questionnaire", "url": "urn:lancan:form:daily", "version": "1",
        "title": "Hằng ngày", "_title": EN(Daily), "status": "active", "effectivePeriod": {"start": "2021-05-01"},
        "item": [{
            "linkId": "health", "text": "Trong {travel_days} ngày qua", "_text": EN(Within {travel_days} days),
            "type": "group", "repeats": true, "item": [
                {"linkId": "fever", "text": "Sốt", "_text": EN(Fever), "type": "boolean", "required": true},
                {"linkId": "since", "text": "Từ ngày", "_text": EN(Since), "type": "date", "required": true,
                 "enableWhen": [{"question": "fever", "operator": "=", "answerBoolean": true},
                                {"question": "fever", "operator": "exists", "answerBoolean": true}],
                 "enableBehavior": "all"},
                {"linkId": "until", "text": "Đến ngày", "_text": EN(Until), "type": "date"},
                {"linkId": "degrees", "text": "Thân nhiệt", "_text": EN(Temperature), "type": "decimal", "extension": [
                    {"url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueDecimal": 34.0},
                    {"url": "urn:lancan:sensitive", "valueBoolean": true}]},
                {"linkId": "ward", "text": "Phường, xã", "_text": EN(Ward), "type": "string", "maxLength": 5, "extension": [
                    {"url": "urn:lancan:unit-level", "valueCode": "ward"}, {"url": "urn:lancan:clear", "valueBoolean": true}]},
                {"linkId": "means", "text": "Phương tiện", "_text": EN(Means), "type": "choice", "answerOption": [
                    {"valueCoding": {"code": "car", "display": "Ô tô", "_display": EN(Car)}}],
                 "initial": [{"valueCoding": {"code": "car"}}]}
            ]
        }]
    },
    "rules": {
        "numbers": {"travel_days": 21},
        "lists": {"near": ["24850"]},
        "bounds": [{"linkId": "since", "earliest": {"before": "travel_days"}, "latest": "today"},
                   {"linkId": "until", "earliest": {"answer": "since"}}],
        "triage": [
            {"when": {"any": [{"question": "degrees", "operator": ">=", "answerDecimal": 38.0}]},
             "then": {"class": "red", "reason": "symptom"}},
            {"when": {"all": [{"question": "ward", "operator": "in", "list": "near"}]}, "then": {"class": "yellow"}}
        ]
    },
    "superseded_on": 18760
}"#;

#[test]
fn forms_are_the_same_bytes_and_open_under_their_signature() {
    let mut form = FORM.to_owned();
    while let Some((before, rest)) = form.split_once("EN(") {
        let (words, after) = rest.split_once(')').unwrap();
        let url = "http://hl7.org/fhir/StructureDefinition/translation";
        form = format!(
            r#"{before}{{"extension":[{{"url":"{url}","extension":[{{"url":"lang","valueCode":"en"}},{{"url":"content","valueString":"{words}"}}]}}]}}{after}"#
        );
    }
    let form: FormVersion = serde_json::from_str(&form).unwrap();
    let mut in_use = FormVersion { superseded_on: None, ..form.clone() };
    in_use.questionnaire.version = "2".into();
    let forms = Forms {
        format: 1,
        serial: 3,
        issued_at: UnixTime(1_620_000_000),
        expires_at: UnixTime(1_622_592_000),
        forms: vec![form, in_use],
    };
    assert_golden("forms.json", &serde_json::to_vec(&forms).unwrap());
    assert_eq!(json::<Forms>("forms.json"), forms);
    let document = golden("forms.json");
    assert_eq!(Forms::from_json(&document), Ok(forms.clone()));
    let signed = Signed::new(Purpose::Forms, "forms-2021", &signer(5), &document);
    assert_golden("forms.signed.json", &serde_json::to_vec(&signed).unwrap());
    let trusted = [public(5, "forms-2021")];
    assert_eq!(Forms::open_signed(&golden("forms.signed.json"), &trusted, 3, UnixTime(1_620_000_000)), Ok(forms));
}

#[test]
fn a_gate_pass_is_the_same_text_and_a_list_of_those_taken_back_the_same_bytes() {
    let (from, id) = (Minute(26_999_580), PassId([0xA5; 16]));
    let pass =
        GatePass { id, gate: GateNumber(102), valid_from: from, valid_to: from.plus(Minute::PER_DAY), serial: 2 };
    assert_golden("gate-pass.txt", GatePass::text(&pass.sign(1, &signer(6))).as_bytes());
    let text = String::from_utf8(golden("gate-pass.txt")).unwrap();
    assert_eq!(GatePass::read(&text, &PassKeys::of(&[public(6, "1")])), Ok(pass));

    let expires_at = UnixTime(1_620_061_200);
    let revoked = vec![Revocation { id, up_to: 1 }];
    let list = RevocationList { format: 1, serial: 9, since: 8, expires_at, revoked };
    assert_golden("pass-revocations.json", &serde_json::to_vec(&list).unwrap());
    assert_eq!(json::<RevocationList>("pass-revocations.json"), list);
    let whole = serde_json::to_vec(&RevocationList { since: 0, ..list }).unwrap();
    let signed = serde_json::to_vec(&Signed::new(Purpose::Revocations, "r", &signer(7), &whole)).unwrap();
    assert_golden("pass-revocations.signed.json", &signed);
    let mut device = Revocations::default();
    device.take(&signed, &[public(7, "r")], from.start()).unwrap();
    assert!(device.names(id, 1) && !device.names(id, 2));
}

/// Answers of every kind, in a group that repeats and outside of it.
fn response() -> Response {
    let one = |link_id: &str, answer: Answer| ResponseItem {
        link_id: link_id.to_owned(),
        answer: vec![Given::Read(answer)],
        item: Vec::new(),
    };
    let picture = Picture {
        content_type: Picture::CONTENT_TYPE.to_owned(),
        size: 204_800,
        url: "ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk".to_owned(),
    };
    let group = ResponseItem {
        link_id: "health".to_owned(),
        answer: Vec::new(),
        item: vec![
            one("fever", Answer::Boolean(true)),
            one("since", Answer::Date(Date::parse("2021-05-03").unwrap())),
            one("degrees", Answer::Decimal(385)),
            one("ward", Answer::String("24850".to_owned())),
            one("means", Answer::Coding("car".to_owned())),
        ],
    };
    Response {
        resource_type: ResponseType::QuestionnaireResponse,
        questionnaire: "urn:lancan:form:daily|1".to_owned(),
        status: ResponseStatus::Completed,
        subject: Some(Subject { reference: "a1-b2/c3".to_owned() }),
        authored: "2021-05-10T07:30:00+07:00".to_owned(),
        item: vec![group, one("people", Answer::Integer(-3)), one("portrait", Answer::Attachment(picture))],
    }
}

#[test]
fn answers_are_the_same_bytes() {
    assert_golden("form-response.json", &serde_json::to_vec(&response()).unwrap());
    assert!(json::<Response>("form-response.json") == response());
    assert!(Response::from_json(&golden("form-response.json")) == Ok(response()));
}

/// The words of a type's values, as they are sent or stored.
fn words<T: Serialize>(of: &str, values: &[T]) -> String {
    let words = values.iter().map(|value| serde_json::to_string(value).unwrap());
    format!("{of} {}\n", words.collect::<Vec<_>>().join(" "))
}

#[test]
fn every_word_that_is_sent_or_stored_is_as_it_was() {
    use {
        AttenuationUsed::{Least, Typical},
        Operator::{AtLeast, AtMost, Equal, Exists, Greater, In, Less, NotEqual},
        TriageClass::{Green, Red, Yellow},
    };
    let lines = [
        words("code", &[CodeKind::Short, CodeKind::Long]),
        words("verdict", &[Verdict::None, Verdict::Possible, Verdict::Close]),
        words("attenuation", &[Typical, Least]),
        words("class", &[Green, Yellow, Red]),
        words("operator", &[Equal, NotEqual, Exists, Greater, AtLeast, Less, AtMost, In]),
        words("status", &[FormStatus::Draft, FormStatus::Active, FormStatus::Retired]),
    ];
    assert_golden("words.txt", lines.concat().as_bytes());
}
