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

proptest! {
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
                prop_assert_eq!(kept, sent.windows(8).filter(|window| window == b"{\"value").count());
            }
            Err(CheckError::Refused(refused)) => {
                prop_assert!(!refused.is_empty());
                let text = items.to_string();
                for Refusal { link_id, kind } in refused {
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
