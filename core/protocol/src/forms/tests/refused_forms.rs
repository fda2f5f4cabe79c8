//! Forms outside of the subset are refused, and what is wrong is named.

use super::*;

fn refusal(form: &Json) -> String {
    Questionnaire::from_json(form.to_string().as_bytes()).unwrap_err().to_string()
}

#[test]
fn a_field_outside_of_the_subset_is_refused_by_its_name() {
    for name in ["code", "definition", "prefix", "readOnly", "answerValueSet", "modifierExtension"] {
        let refused = refusal(&form_json(&[item("a", "string", &json!({ name: true }))]));
        assert!(refused.contains(name), "{refused}");
    }
    let mut with_subject = form_json(&[item("a", "string", &json!({}))]);
    with_subject["subjectType"] = json!(["Patient"]);
    assert!(refusal(&with_subject).contains("subjectType"));
    for kind in ["time", "quantity", "reference", "dateTime", "url", "question"] {
        let refused = refusal(&form_json(&[item("a", kind, &json!({}))]));
        assert!(refused.contains(kind), "{refused}");
    }
}

#[test]
fn an_item_that_is_not_allowed_is_refused_by_its_linkid() {
    let with = |more: &Json| item("bad", "string", more);
    let asked = |kind: &str, more: &Json| item("bad", kind, more);
    let extension = |url: &str, kind: &str, value: Json| json!({ "extension": [{ "url": url, kind: value }] });
    let fhir = |name: &str| format!("http://hl7.org/fhir/StructureDefinition/{name}");
    let when = |condition: Json| json!({ "enableWhen": [condition] });
    let yes = json!({ "question": "later", "operator": "exists", "answerBoolean": true });
    let cases = [
        (asked("group", &json!({})), "have items"),
        (with(&json!({ "item": [item("in", "string", &json!({}))] })), "be a group"),
        (asked("choice", &json!({})), "have options"),
        (with(&json!({ "answerOption": [option("a")] })), "be a choice"),
        (asked("choice", &json!({ "answerOption": [option("a"), option("a")] })), "different codes"),
        (asked("choice", &json!({ "answerOption": [option(" ")] })), "a code and words"),
        (asked("display", &json!({ "required": true })), "only read"),
        (asked("boolean", &json!({ "repeats": true })), "not repeat"),
        (asked("boolean", &json!({ "initial": [{ "valueBoolean": false }] })), "never preselected"),
        (with(&json!({ "initial": [{ "valueInteger": 1 }] })), "initial answer"),
        (asked("integer", &json!({ "maxLength": 3 })), "no maxLength"),
        (with(&json!({ "maxLength": 0 })), "maxLength"),
        (with(&json!({ "text": " " })), "both languages"),
        (with(&json!({ "_text": english("") })), "both languages"),
        (with(&extension("urn:lancan:unit-level", "valueCode", json!("ward"))).tap("type", "text"), "extensions"),
        (with(&extension(&fhir("minValue"), "valueInteger", json!(1))), "extensions"),
        (asked("text", &extension("urn:lancan:clear", "valueBoolean", json!(true))), "extensions"),
        (with(&when(yes)), "stand before"),
        (with(&when(json!({ "question": "flag", "operator": ">", "answerInteger": 1 }))), "=, != or exists"),
        (with(&when(json!({ "question": "flag", "operator": "=", "answerInteger": 1 }))), "the question takes"),
        (with(&when(json!({ "question": "pick", "operator": "=", "answerCoding": { "code": "c" } }))), "takes"),
        (with(&when(json!({ "question": "inner", "operator": "exists", "answerBoolean": true }))), "repeats"),
        (item("flag", "string", &json!({})), "of its own"),
    ];
    for (bad, must) in cases {
        let before = [
            item("flag", "boolean", &json!({})),
            item("pick", "choice", &json!({ "answerOption": [option("a"), option("b")] })),
            item("many", "group", &json!({ "repeats": true, "item": [item("inner", "string", &json!({}))] })),
        ];
        let name = bad["linkId"].as_str().unwrap().to_owned();
        let refused = refusal(&form_json(&[&before[..], &[bad], &[item("later", "boolean", &json!({}))]].concat()));
        assert!(refused.contains(&format!("item {name} must")) && refused.contains(must), "{must}: {refused}");
    }
}

trait Tap {
    fn tap(self, field: &str, value: &str) -> Self;
}

impl Tap for Json {
    fn tap(mut self, field: &str, value: &str) -> Self {
        self[field] = value.into();
        self
    }
}

#[test]
fn a_form_has_at_most_200_items_4_deep_in_256_kib() {
    let many =
        |count: usize| -> Vec<Json> { (0..count).map(|n| item(&format!("q{n}"), "boolean", &json!({}))).collect() };
    assert!(Questionnaire::from_json(form_json(&many(200)).to_string().as_bytes()).is_ok());
    assert!(refusal(&form_json(&many(201))).contains("200 items"));
    assert!(refusal(&form_json(&[])).contains("200 items"));
    let nested = |depth: usize| {
        (1..depth).fold(item("q", "boolean", &json!({})), |inner, n| {
            item(&format!("g{n}"), "group", &json!({ "item": [inner] }))
        })
    };
    assert!(Questionnaire::from_json(form_json(&[nested(4)]).to_string().as_bytes()).is_ok());
    assert!(refusal(&form_json(&[nested(5)])).contains("4 deep"));
    let long = form_json(&[item("a", "string", &json!({ "text": "x".repeat(Questionnaire::MOST_BYTES) }))]);
    assert!(refusal(&long).contains("bytes"));
}

#[test]
fn what_stands_beside_a_form_must_fit_it() {
    let form = form(&[
        item("group", "group", &json!({ "item": [item("elsewhere", "date", &json!({}))] })),
        item("when", "date", &json!({ "text": "Trong {travel_days} ngày" })),
        item("where", "string", &json!({})),
        item("after", "date", &json!({})),
    ]);
    let good = json!({
        "numbers": { "travel_days": 21 }, "lists": { "far": ["IN"] },
        "bounds": [{ "linkId": "when", "earliest": { "before": "travel_days" }, "latest": "today" }],
        "triage": [{
            "when": { "any": [{ "question": "where", "operator": "in", "list": "far" }] },
            "then": { "class": "yellow", "reason": "affected-country" },
        }],
    });
    let validate = |rules: &Json| serde_json::from_value::<FormRules>(rules.clone()).unwrap().validate(&form);
    assert_eq!(validate(&good), Ok(()));
    for (pointer, value, named) in [
        ("/numbers", json!({}), "when"),
        ("/numbers", json!({ "travel_days": 21, "minutes": 3 }), "minutes"),
        ("/lists", json!({}), "where"),
        ("/bounds/0/linkId", json!("where"), "where"),
        ("/bounds/0/linkId", json!("gone"), "gone"),
        ("/bounds/0/earliest", json!({ "before": "gone_days" }), "when"),
        ("/bounds/0/earliest", json!({ "answer": "where" }), "when"),
        ("/bounds/0/earliest", json!({ "answer": "after" }), "when"),
        ("/bounds/0/earliest", json!({ "answer": "elsewhere" }), "when"),
        ("/triage/0/when/any/0/question", json!("gone"), "gone"),
        ("/triage/0/when/any/0/question", json!("when"), "when"),
        ("/triage/0/when/any", json!([]), "with a condition"),
        ("/triage/0/then/reason", json!("A reason"), "hyphens"),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).unwrap() = value;
        let refused = validate(&bad).unwrap_err().to_string();
        assert!(refused.contains(named), "{pointer}: {refused}");
    }
}
