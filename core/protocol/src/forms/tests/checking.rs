//! Which answers are refused, and why.

use super::*;

fn answer(link_id: &str, answers: &Json) -> Json {
    json!({ "linkId": link_id, "answer": answers })
}

#[test]
fn each_wrong_answer_is_refused_by_its_linkid_and_kind() {
    let fhir = |name: &str| format!("http://hl7.org/fhir/StructureDefinition/{name}");
    let extension = |url: &str, kind: &str, value: Json| json!({ "extension": [{ "url": url, kind: value }] });
    let unit = |level: &str| extension("urn:lancan:unit-level", "valueCode", json!(level));
    let picture =
        |size: u32, url: &str| json!({ "valueAttachment": { "contentType": "image/jpeg", "size": size, "url": url } });
    let hash = format!("ni:///sha-256;{}", "a".repeat(43));
    let table: &[(&str, Json, Json, &str)] = &[
        ("boolean", json!({}), json!({ "valueBoolean": false }), ""),
        ("boolean", json!({}), json!({ "valueString": "yes" }), "wrong-type"),
        ("boolean", json!({}), json!({ "valueBoolean": "yes" }), "wrong-type"),
        ("integer", extension(&fhir("minValue"), "valueInteger", json!(3)), json!({ "valueInteger": 2 }), "too-small"),
        ("integer", extension(&fhir("maxValue"), "valueInteger", json!(3)), json!({ "valueInteger": 4 }), "too-large"),
        (
            "decimal",
            extension(&fhir("maxValue"), "valueDecimal", json!(43.0)),
            json!({ "valueDecimal": 43.1 }),
            "too-large",
        ),
        ("decimal", json!({}), json!({ "valueDecimal": 37.5 }), ""),
        ("date", json!({}), json!({ "valueDate": "2021-02-29" }), "not-a-date"),
        (
            "date",
            extension(&fhir("minValue"), "valueDate", json!("2021-05-03")),
            json!({ "valueDate": "2021-05-02" }),
            "too-early",
        ),
        (
            "date",
            extension(&fhir("maxValue"), "valueDate", json!("2021-05-03")),
            json!({ "valueDate": "2021-05-04" }),
            "too-late",
        ),
        ("string", json!({ "maxLength": 3 }), json!({ "valueString": "ạạạ" }), ""),
        ("string", json!({ "maxLength": 3 }), json!({ "valueString": "abcd" }), "too-long"),
        (
            "string",
            extension(&fhir("minLength"), "valueInteger", json!(5)),
            json!({ "valueString": "abc  " }),
            "too-short",
        ),
        ("string", json!({}), json!({ "valueString": "  " }), "too-short"),
        ("string", json!({}), json!({ "valueString": "a\nb" }), "characters"),
        ("text", json!({}), json!({ "valueString": "a\nb" }), ""),
        ("text", json!({}), json!({ "valueString": "a\u{7}b" }), "characters"),
        ("string", unit("ward"), json!({ "valueString": "24850" }), ""),
        ("string", unit("ward"), json!({ "valueString": "536" }), ""),
        ("string", unit("ward"), json!({ "valueString": "68" }), "not-a-unit"),
        ("string", unit("district"), json!({ "valueString": "24850" }), "not-a-unit"),
        ("string", extension("urn:lancan:country", "valueBoolean", json!(true)), json!({ "valueString": "VN" }), ""),
        (
            "string",
            extension("urn:lancan:country", "valueBoolean", json!(true)),
            json!({ "valueString": "XX" }),
            "not-a-country",
        ),
        (
            "string",
            extension("urn:lancan:phone", "valueBoolean", json!(true)),
            json!({ "valueString": "0912 345 678" }),
            "",
        ),
        (
            "string",
            extension("urn:lancan:phone", "valueBoolean", json!(true)),
            json!({ "valueString": "113" }),
            "not-a-phone",
        ),
        (
            "choice",
            json!({ "answerOption": [option("a")] }),
            json!({ "valueCoding": { "code": "a", "display": "A" } }),
            "",
        ),
        (
            "choice",
            json!({ "answerOption": [option("a")] }),
            json!({ "valueCoding": { "code": "b" } }),
            "not-an-option",
        ),
        ("choice", json!({ "answerOption": [option("a")] }), json!({ "valueString": "a" }), "wrong-type"),
        ("open-choice", json!({ "answerOption": [option("a")] }), json!({ "valueString": "b" }), ""),
        ("attachment", json!({}), picture(524_288, &hash), ""),
        ("attachment", json!({}), picture(524_289, &hash), "picture"),
        ("attachment", json!({}), picture(9, "https://example.org/a.jpg"), "picture"),
    ];
    for (kind, more, value, expected) in table {
        let form = form(&[item("asked", kind, more)]);
        let refused = refused(&form, &FormRules::default(), &json!([answer("asked", &json!([value]))]));
        let expected: Vec<_> = (!expected.is_empty()).then(|| ("asked".to_owned(), *expected)).into_iter().collect();
        assert_eq!(refused, expected, "{kind} {value}");
    }
}

#[test]
fn what_is_required_is_asked_for_also_in_a_group_that_is_left_out() {
    let form = form(&[
        item("step", "group", &json!({ "item": [item("name", "string", &json!({ "required": true }))] })),
        item(
            "doses",
            "group",
            &json!({ "repeats": true, "item": [item("dose", "string", &json!({ "required": true }))] }),
        ),
        item("read", "display", &json!({})),
    ]);
    let rules = FormRules::default();
    assert_eq!(refused(&form, &rules, &json!([])), [("name".into(), "missing")]);
    let empty = json!([{ "linkId": "step", "item": [answer("name", &json!([]))] }, { "linkId": "doses" }]);
    assert_eq!(refused(&form, &rules, &empty), [("name".into(), "missing"), ("dose".into(), "missing")]);
    let strange = json!([
        { "linkId": "step", "item": [answer("name", &json!([{ "valueString": "A" }])), answer("other", &json!([]))] },
        answer("read", &json!([{ "valueString": "A" }])),
        answer("name", &json!([{ "valueString": "A" }])),
    ]);
    let expected = [("other".to_owned(), "unknown"), ("read".into(), "not-asked"), ("name".into(), "unknown")];
    assert_eq!(refused(&form, &rules, &strange), expected);
}

#[test]
fn only_what_repeats_may_be_answered_twice() {
    let form = form(&[
        item("one", "string", &json!({})),
        item("many", "string", &json!({ "repeats": true })),
        item("group", "group", &json!({ "item": [item("inner", "string", &json!({}))] })),
    ]);
    let rules = FormRules::default();
    let words = |count: usize| json!(vec![json!({ "valueString": "A" }); count]);
    assert_eq!(refused(&form, &rules, &json!([answer("one", &words(2))])), [("one".into(), "repeated")]);
    assert_eq!(refused(&form, &rules, &json!([answer("many", &words(50))])), []);
    assert_eq!(refused(&form, &rules, &json!([answer("many", &words(51))])), [("many".into(), "too-many")]);
    let twice = json!([answer("many", &words(1)), answer("many", &words(1))]);
    assert_eq!(refused(&form, &rules, &twice), [("many".into(), "repeated")]);
    let groups = json!([{ "linkId": "group" }, { "linkId": "group" }]);
    assert_eq!(refused(&form, &rules, &groups), [("group".into(), "repeated")]);
    let answered = json!([answer("group", &words(1))]);
    assert_eq!(refused(&form, &rules, &answered), [("group".into(), "wrong-type")]);
    let below = json!([{ "linkId": "one", "item": [answer("inner", &words(1))] }]);
    assert_eq!(refused(&form, &rules, &below), [("inner".into(), "unknown")]);
}

#[test]
fn of_what_repeats_a_refusal_says_which_answer_and_which_time() {
    let many = item("many", "string", &json!({ "repeats": true, "maxLength": 3 }));
    let dose = item("dose", "string", &json!({ "required": true, "maxLength": 3 }));
    let group = item("vaccine", "group", &json!({ "repeats": true, "item": [dose] }));
    let form = form(&[many, group, item("last", "string", &json!({ "required": true }))]);
    let words = |text: &str| json!({ "valueString": text });
    let time = |answers: &[Json]| json!({ "linkId": "vaccine", "item": [{ "linkId": "dose", "answer": answers }] });
    let items = json!([
        answer("many", &json!([words("a"), words("long"), words("b"), words("too long")])),
        time(&[words("1")]),
        time(&[]),
        time(&[words("much")]),
    ]);
    let Err(CheckError::Refused(refused)) = check(&form, &FormRules::default(), &response(&items), TODAY) else {
        panic!("taken")
    };
    let found: Vec<_> = refused.iter().map(|one| (one.link_id.as_str(), one.entry, one.kind.key())).collect();
    let expected = [
        ("many", Some(1), "too-long"),
        ("many", Some(3), "too-long"),
        ("dose", Some(1), "missing"),
        ("dose", Some(2), "too-long"),
        ("last", None, "missing"),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_question_is_asked_by_the_answers_before_it_and_each_time_of_a_group_has_its_own() {
    let is = |question: &str, value: bool| json!({ "question": question, "operator": "=", "answerBoolean": value });
    let both = json!({ "required": true, "enableWhen": [is("a", true), is("b", true)], "enableBehavior": "all" });
    let any = json!({ "required": true, "enableWhen": [is("a", true), is("b", true)], "enableBehavior": "any" });
    let each = json!({ "required": true, "enableWhen": [is("sick", true)] });
    let form = form(&[
        item("a", "boolean", &json!({})),
        item("b", "boolean", &json!({})),
        item("both", "string", &both),
        item("any", "string", &any),
        item(
            "person",
            "group",
            &json!({
                "repeats": true, "item": [item("sick", "boolean", &json!({})), item("since", "date", &each)],
            }),
        ),
    ]);
    let rules = FormRules::default();
    let yes = |link_id: &str, value: bool| answer(link_id, &json!([{ "valueBoolean": value }]));
    assert_eq!(refused(&form, &rules, &json!([])), []);
    assert_eq!(refused(&form, &rules, &json!([yes("a", true)])), [("any".into(), "missing")]);
    let all = json!([yes("a", true), yes("b", true)]);
    assert_eq!(refused(&form, &rules, &all), [("both".into(), "missing"), ("any".into(), "missing")]);
    let unasked = json!([answer("both", &json!([{ "valueString": "A" }]))]);
    assert_eq!(refused(&form, &rules, &unasked), [("both".into(), "not-asked")]);
    let person = |sick: bool| json!({ "linkId": "person", "item": [yes("sick", sick)] });
    let nobody = json!({ "linkId": "person" });
    assert_eq!(refused(&form, &rules, &json!([person(true), person(false), nobody])), [("since".into(), "missing")]);
}

#[test]
fn bounds_move_with_the_day_and_with_the_numbers_beside_the_form() {
    let form = form(&[item("entry", "date", &json!({})), item("born", "integer", &json!({}))]);
    let rules = |hours: u32| FormRules {
        numbers: [("ahead_hours".to_owned(), hours)].into(),
        bounds: vec![
            Bound {
                link_id: "entry".into(),
                earliest: Some(Moment::Today),
                latest: Some(Moment::After("ahead_hours".into())),
            },
            Bound { link_id: "born".into(), earliest: None, latest: Some(Moment::Today) },
        ],
        ..FormRules::default()
    };
    let entry = |date: &str| json!([answer("entry", &json!([{ "valueDate": date }]))]);
    for (hours, date, expected) in [
        (168, "2021-05-02", "too-early"),
        (168, "2021-05-10", ""),
        (168, "2021-05-11", "too-late"),
        (36, "2021-05-05", ""),
        (36, "2021-05-06", "too-late"),
    ] {
        let found = refused(&form, &rules(hours), &entry(date));
        assert_eq!(found.first().map_or("", |(_, kind)| kind), expected, "{hours} {date}");
    }
    let born = |year: i32| json!([answer("born", &json!([{ "valueInteger": year }]))]);
    assert_eq!(refused(&form, &rules(36), &born(2021)), []);
    assert_eq!(refused(&form, &rules(36), &born(2022)), [("born".into(), "too-large")]);
}

#[test]
fn a_date_is_bound_by_the_answer_to_another_question_and_by_every_bound_that_names_it() {
    let form = form(&[item("depart", "date", &json!({})), item("entry", "date", &json!({}))]);
    let rules: FormRules = serde_json::from_value(json!({
        "bounds": [
            { "linkId": "entry", "latest": "today" },
            { "linkId": "entry", "earliest": { "answer": "depart" } },
        ],
    }))
    .unwrap();
    rules.validate(&form).unwrap();
    let days = |depart: Option<&str>, entry: &str| {
        let one = |link_id: &str, date: &str| answer(link_id, &json!([{ "valueDate": date }]));
        let answers: Json = depart.map(|date| one("depart", date)).into_iter().chain([one("entry", entry)]).collect();
        refused(&form, &rules, &answers)
    };
    assert_eq!(days(Some("2021-05-02"), "2021-05-02"), []);
    assert_eq!(days(Some("2021-05-02"), "2021-05-01"), [("entry".into(), "too-early")]);
    assert_eq!(days(Some("2021-05-02"), "2021-05-04"), [("entry".into(), "too-late")]);
    assert_eq!(days(None, "2021-05-01"), [], "nothing to be bound by");
}

#[test]
fn answers_to_another_form_or_version_are_refused_as_a_whole() {
    let mut other = response_json(&json!([]));
    other["questionnaire"] = "urn:lancan:form:test|2".into();
    let other = Response::from_json(other.to_string().as_bytes()).unwrap();
    let form = form(&[item("a", "string", &json!({}))]);
    assert_eq!(check(&form, &FormRules::default(), &other, TODAY), Err(CheckError::OtherForm));
}

#[test]
fn the_first_rule_of_triage_that_holds_decides() {
    let form = form(&[
        item("fever", "boolean", &json!({})),
        item("temperature", "decimal", &json!({})),
        item("countries", "string", &json!({ "repeats": true })),
        item("near", "boolean", &json!({})),
    ]);
    let rules: FormRules = serde_json::from_value(json!({
        "lists": { "far": ["IN", "BR"] },
        "triage": [
            { "when": { "any": [
                { "question": "fever", "operator": "=", "answerBoolean": true },
                { "question": "temperature", "operator": ">=", "answerDecimal": 38.0 },
              ] }, "then": { "class": "red", "reason": "symptom" } },
            { "when": { "all": [
                { "question": "countries", "operator": "in", "list": "far" },
                { "question": "near", "operator": "=", "answerBoolean": true },
              ] }, "then": { "class": "yellow", "reason": "affected-country" } },
        ],
    }))
    .unwrap();
    rules.validate(&form).unwrap();
    let judge = |items: Json| {
        let response = response(&items);
        let triage = rules.triage(&check(&form, &rules, &response, TODAY).unwrap());
        (triage.class, triage.reason.unwrap_or_default())
    };
    let yes = |link_id: &str| answer(link_id, &json!([{ "valueBoolean": true }]));
    let countries = answer("countries", &json!([{ "valueString": "TH" }, { "valueString": "IN" }]));
    assert_eq!(judge(json!([])), (TriageClass::Green, String::new()));
    assert_eq!(judge(json!([yes("fever"), yes("near"), countries])), (TriageClass::Red, "symptom".into()));
    assert_eq!(judge(json!([yes("near"), countries])), (TriageClass::Yellow, "affected-country".into()));
    assert_eq!(judge(json!([countries])), (TriageClass::Green, String::new()));
    let warm = |value: f64| json!([answer("temperature", &json!([{ "valueDecimal": value }]))]);
    assert_eq!((judge(warm(37.9)).0, judge(warm(38.0)).0), (TriageClass::Green, TriageClass::Red));
}
