//! Forms and answers for tests.

mod checking;
mod random;
mod refused_forms;
mod shipped;

use serde_json::{Value as Json, json};

use super::*;
use crate::time::Day;

/// 3 May 2021.
const TODAY: Day = Day(18_750);

fn english(words: &str) -> Json {
    json!({ "extension": [{
        "url": "http://hl7.org/fhir/StructureDefinition/translation",
        "extension": [{ "url": "lang", "valueCode": "en" }, { "url": "content", "valueString": words }],
    }] })
}

/// An item with these fields besides its words.
fn item(link_id: &str, kind: &str, more: &Json) -> Json {
    let mut item = json!({ "linkId": link_id, "type": kind, "text": "Câu hỏi", "_text": english("Question") });
    let (fields, more) = (item.as_object_mut().unwrap(), more.as_object().unwrap());
    fields.extend(more.clone());
    item
}

fn option(code: &str) -> Json {
    json!({ "valueCoding": { "code": code, "display": code, "_display": english(code) } })
}

fn form_json(items: &[Json]) -> Json {
    json!({
        "resourceType": "Questionnaire", "url": "urn:lancan:form:test", "version": "1", "status": "active",
        "title": "Thử", "_title": english("Test"), "item": items,
    })
}

fn form(items: &[Json]) -> Questionnaire {
    Questionnaire::from_json(form_json(items).to_string().as_bytes()).unwrap()
}

fn response_json(items: &Json) -> Json {
    json!({
        "resourceType": "QuestionnaireResponse", "questionnaire": "urn:lancan:form:test|1", "status": "completed",
        "authored": "2021-05-03T08:00:00+07:00", "item": items,
    })
}

fn response(items: &Json) -> Response {
    Response::from_json(response_json(items).to_string().as_bytes()).unwrap()
}

/// What is refused of these answers: the item's name and the key of why.
fn refused(form: &Questionnaire, rules: &FormRules, items: &Json) -> Vec<(String, &'static str)> {
    match check(form, rules, &response(items), TODAY) {
        Ok(_) => Vec::new(),
        Err(CheckError::Refused(refused)) => {
            refused.into_iter().map(|refusal| (refusal.link_id, refusal.kind.key())).collect()
        }
        Err(CheckError::OtherForm) => panic!("another form"),
    }
}
