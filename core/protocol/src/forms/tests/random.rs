//! Random forms and random answers.

use proptest::prelude::*;

use super::*;

/// A question of one of the kinds, or a group; `n` makes its name.
fn random_item(n: usize) -> impl Strategy<Value = Json> {
    let kind = prop_oneof![
        Just(("boolean", json!({}))),
        Just((
            "integer",
            json!({ "extension": [{ "url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueInteger": 2 }] })
        )),
        Just(("decimal", json!({}))),
        Just(("date", json!({}))),
        Just(("string", json!({ "maxLength": 4 }))),
        Just(("text", json!({}))),
        Just(("choice", json!({ "answerOption": [option("a"), option("b")] }))),
        Just(("open-choice", json!({ "answerOption": [option("a")] }))),
        Just(("attachment", json!({}))),
        Just(("display", json!({}))),
    ];
    (kind, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(move |((kind, mut more), required, repeats, asked)| {
        if kind != "display" {
            more["required"] = required.into();
            more["repeats"] = (repeats && kind != "boolean").into();
        }
        // The first question of every random form is one of yes or no.
        if asked && n > 0 {
            more["enableWhen"] = json!([{ "question": "q0", "operator": "=", "answerBoolean": true }]);
        }
        item(&format!("q{n}"), kind, &more)
    })
}

fn random_form() -> impl Strategy<Value = Json> {
    let items: Vec<_> = (1..9).map(random_item).collect();
    (items, any::<bool>()).prop_map(|(items, repeats)| {
        let (plain, grouped) = items.split_at(4);
        let group = item("g", "group", &json!({ "item": grouped, "repeats": repeats }));
        form_json(&[&[item("q0", "boolean", &json!({}))], plain, &[group]].concat())
    })
}

fn random_answer() -> impl Strategy<Value = Json> {
    prop_oneof![
        any::<bool>().prop_map(|value| json!({ "valueBoolean": value })),
        any::<i32>().prop_map(|value| json!({ "valueInteger": value })),
        (0..500).prop_map(|tenths| json!({ "valueDecimal": f64::from(tenths) / 10.0 })),
        "[0-9]{4}-[01][0-9]-[0-3][0-9]".prop_map(|value| json!({ "valueDate": value })),
        ".{0,6}".prop_map(|value| json!({ "valueString": value })),
        "[abc]".prop_map(|code| json!({ "valueCoding": { "code": code } })),
        Just(json!({ "valueQuantity": { "value": 1 } })),
    ]
}

fn random_items() -> impl Strategy<Value = Json> {
    let one = || {
        (0_usize..11, proptest::collection::vec(random_answer(), 0..3))
            .prop_map(|(n, answers)| json!({ "linkId": format!("q{n}"), "answer": answers }))
    };
    let items = || proptest::collection::vec(one(), 0..8);
    let groups = proptest::collection::vec(items(), 0..3);
    (items(), groups).prop_map(|(items, groups)| {
        let groups = groups.into_iter().map(|items| json!({ "linkId": "g", "item": items }));
        items.into_iter().chain(groups).collect::<Json>()
    })
}

/// How many answers a written response holds.
fn answers_in(response: &[u8]) -> usize {
    const ANSWER: &[u8] = br#"{"value"#;
    response.windows(ANSWER.len()).filter(|window| *window == ANSWER).count()
}

/// An answer that a question of a random form takes.
fn fitting(kind: &str) -> BoxedStrategy<Json> {
    match kind {
        "boolean" => any::<bool>().prop_map(|value| json!({ "valueBoolean": value })).boxed(),
        "integer" => (2..9_000).prop_map(|value| json!({ "valueInteger": value })).boxed(),
        "decimal" => (0..500).prop_map(|tenths| json!({ "valueDecimal": f64::from(tenths) / 10.0 })).boxed(),
        "date" => "20[0-9]{2}-0[1-9]-[012][1-8]".prop_map(|value| json!({ "valueDate": value })).boxed(),
        "string" | "text" => "[a-zạ-ỹ]{1,4}".prop_map(|value| json!({ "valueString": value })).boxed(),
        "attachment" => (1..=Picture::MOST_BYTES, "ni:///sha-256;[0-9a-zA-Z_-]{43}")
            .prop_map(
                |(size, url)| json!({ "valueAttachment": { "contentType": "image/jpeg", "size": size, "url": url } }),
            )
            .boxed(),
        _ => Just(json!({ "valueCoding": { "code": "a" } })).boxed(),
    }
}

/// Answers to every question of a random form; what may be answered twice is.
fn fitting_items(items: &[Json]) -> Vec<BoxedStrategy<Json>> {
    let questions = items.iter().filter(|item| item["type"] != "display");
    let answered = questions.map(|item| {
        let (link_id, kind) = (item["linkId"].clone(), item["type"].as_str().unwrap());
        let count = if item["repeats"] == true { 2 } else { 1 };
        match item["item"].as_array() {
            // The first question opens all others.
            _ if link_id == "q0" => Just(json!({ "linkId": "q0", "answer": [{ "valueBoolean": true }] })).boxed(),
            Some(below) => {
                fitting_items(below).prop_map(move |items| json!({ "linkId": link_id, "item": items })).boxed()
            }
            None => proptest::collection::vec(fitting(kind), count)
                .prop_map(move |answers| json!({ "linkId": link_id, "answer": answers }))
                .boxed(),
        }
    });
    answered.collect()
}

proptest! {
    #[test]
    fn answers_that_fit_are_taken_whole(
        (form, items) in random_form().prop_flat_map(|form| {
            let items = fitting_items(form["item"].as_array().unwrap());
            (Just(form), items)
        }),
    ) {
        let form = Questionnaire::from_json(form.to_string().as_bytes()).unwrap();
        let response = response(&json!(items));
        let checked = check(&form, &FormRules::default(), &response, TODAY);
        prop_assert!(checked.is_ok(), "{checked:?}");
        let checked = checked.unwrap();
        let kept: usize = form.all_items().map(|item| checked.answers(&item.link_id).len()).sum();
        let sent = serde_json::to_vec(&response).unwrap();
        prop_assert!(kept > 0);
        prop_assert_eq!(kept, answers_in(&sent));
    }

    #[test]
    fn a_form_is_read_and_written_alike(form in random_form()) {
        let read = Questionnaire::from_json(form.to_string().as_bytes()).unwrap();
        let written = serde_json::to_vec(&read).unwrap();
        prop_assert_eq!(Questionnaire::from_json(&written).unwrap(), read);
    }

    #[test]
    fn every_refused_answer_names_an_item_of_the_form_or_of_the_answers_and_the_rest_is_kept(
        form in random_form(), items in random_items(),
    ) {
        let form = Questionnaire::from_json(form.to_string().as_bytes()).unwrap();
        let response = response(&items);
        // What the phone found comes to the server as JSON, and is judged alike there.
        let sent = serde_json::to_vec(&response).unwrap();
        let received = Response::from_json(&sent).unwrap();
        let found = check(&form, &FormRules::default(), &response, TODAY);
        prop_assert_eq!(&check(&form, &FormRules::default(), &received, TODAY), &found);
        match found {
            Ok(checked) => {
                let all = || form.all_items().filter(|item| item.is_question());
                for item in all() {
                    let answers = checked.answers(&item.link_id);
                    prop_assert!(answers.iter().all(|answer| item.takes(answer)), "{}", item.link_id);
                    prop_assert!(answers.len() <= 1 || item.repeats || form.find("g").unwrap().repeats);
                }
                let kept: usize = all().map(|item| checked.answers(&item.link_id).len()).sum();
                prop_assert_eq!(kept, answers_in(&sent));
            }
            Err(CheckError::Refused(refused)) => {
                prop_assert!(!refused.is_empty());
                let text = items.to_string();
                for Refusal { link_id, kind, .. } in refused {
                    let named = format!("\"{link_id}\"");
                    let is_known = form.find(&link_id).is_some();
                    prop_assert!(is_known || (text.contains(&named) && kind == RefusalKind::Unknown), "{link_id}");
                    prop_assert!(kind == RefusalKind::Missing || text.contains(&named), "{link_id}");
                }
            }
            Err(CheckError::OtherForm) => prop_assert!(false, "the same form"),
        }
    }
}
