//! The six shipped forms have every field that they were designed with.

use super::*;

/// Each question as `linkId kind flags`: `!` required, `*` repeats, `?linkId` asked by another question, `clear`, `hidden`,
/// `sensitive`, `consent`, and what its words are.
fn described(id: &str) -> Vec<String> {
    let forms = FormVersion::shipped().unwrap();
    let form = forms.iter().find(|form| form.id == id).unwrap();
    let questions = form.questionnaire.all_items().filter(|item| item.is_question());
    questions
        .map(|item| {
            let kind = serde_json::to_value(item.kind).unwrap().as_str().unwrap().to_owned();
            let mut words = vec![item.link_id.clone(), kind];
            words.extend(
                [("!", item.required), ("*", item.repeats)].into_iter().filter(|(_, is)| *is).map(|(w, _)| w.into()),
            );
            words.extend(item.enable_when.iter().map(|condition| format!("?{}", condition.question)));
            words.extend(item.unit_level().map(|level| format!("{level:?}").to_lowercase()));
            let flags = [
                ("country", item.is_country()),
                ("phone", item.is_phone()),
                ("clear", item.is_clear()),
                ("hidden", item.is_hidden()),
                ("sensitive", item.is_sensitive()),
                ("consent", item.is_consent()),
            ];
            words.extend(flags.into_iter().filter(|(_, is)| *is).map(|(word, _)| word.into()));
            words.join(" ")
        })
        .collect()
}

const VHD: &[&str] = &[
    "first_time boolean hidden",
    "portrait attachment ! ?first_time",
    "name string !",
    "birth_year integer !",
    "gender choice !",
    "nationality string ! country",
    "passport string !",
    "category choice !",
    "gate choice ! clear",
    "transport choice ! clear",
    "vehicle string ! ?transport ?transport clear",
    "plate string ! ?transport ?transport",
    "seat string ! ?transport",
    "depart_date date !",
    "entry_date date !",
    "depart_country string ! country clear",
    "depart_province string !",
    "arrive_province string ! province clear",
    "countries_recent string ! * country",
    "stay.province string ! province clear",
    "stay.district string district clear",
    "stay.ward string ! ward clear",
    "stay.detail string !",
    "contact.province string ! province",
    "contact.district string district",
    "contact.ward string ! ward",
    "contact.detail string !",
    "phone string ! phone",
    "email string",
    "symptom.fever boolean !",
    "symptom.cough boolean !",
    "symptom.breath boolean !",
    "symptom.throat boolean !",
    "symptom.vomit boolean !",
    "symptom.diarrhoea boolean !",
    "symptom.bleeding boolean !",
    "symptom.rash boolean !",
    "exposure.animal boolean !",
    "exposure.case boolean !",
    "vaccine.name string !",
    "vaccine.date date !",
    "vaccine.dose integer !",
    "test.result choice",
    "test.date date ! ?test.result",
    "test.image attachment ?test.result",
    "quarantine.kind choice !",
    "quarantine.place string !",
];
const VHD_DAILY: &[&str] = &[
    "temperature decimal !",
    "symptom.fever boolean !",
    "symptom.cough boolean !",
    "symptom.breath boolean !",
    "symptom.throat boolean !",
    "symptom.vomit boolean !",
    "symptom.diarrhoea boolean !",
    "symptom.bleeding boolean !",
    "symptom.rash boolean !",
    "left_place boolean !",
    "test.result choice",
    "test.date date ! ?test.result",
    "test.image attachment ?test.result",
    "note text",
];
const NCOVI: &[&str] = &[
    "name string !",
    "id_number string",
    "birth_year integer !",
    "gender choice !",
    "nationality string ! country",
    "address.province string ! province clear",
    "address.district string district clear",
    "address.ward string ! ward clear",
    "address.detail string !",
    "phone string phone",
    "email string",
    "insurance string",
    "travelled.countries string * country",
    "travelled.provinces string * province",
    "symptom.fever boolean !",
    "symptom.cough boolean !",
    "symptom.breath boolean !",
    "symptom.pneumonia boolean !",
    "symptom.throat boolean !",
    "symptom.fatigue boolean !",
    "contact.case boolean !",
    "contact.symptomatic boolean !",
    "contact.from_affected boolean !",
    "condition.liver boolean ! sensitive",
    "condition.blood boolean ! sensitive",
    "condition.lung boolean ! sensitive",
    "condition.kidney boolean ! sensitive",
    "condition.heart boolean ! sensitive",
    "condition.hypertension boolean ! sensitive",
    "condition.transplant boolean ! sensitive",
    "condition.diabetes boolean ! sensitive",
    "condition.cancer boolean ! sensitive",
    "condition.consent boolean consent",
    "condition.hiv boolean ! ?condition.consent sensitive",
    "condition.pregnancy boolean ! ?condition.consent ?gender sensitive",
];
const NCOVI_DAILY: &[&str] = &[
    "symptom.fever boolean !",
    "symptom.cough boolean !",
    "symptom.breath boolean !",
    "symptom.pneumonia boolean !",
    "symptom.throat boolean !",
    "symptom.fatigue boolean !",
    "contact.case boolean !",
    "contact.symptomatic boolean !",
    "contact.from_affected boolean !",
];
const DOMESTIC: &[&str] = &[
    "means choice ! clear",
    "vehicle string !",
    "from string ! province clear",
    "to string ! province clear",
    "stop string",
    "start date !",
];
/// No question has a name that another form has, so nothing of the declarer is carried into it and nothing of it elsewhere.
const SUSPECT: &[&str] = &[
    "who.name string",
    "who.phone string phone",
    "who.about text !",
    "at.province string ! province clear",
    "at.district string district clear",
    "at.ward string ! ward clear",
    "at.detail string !",
    "why.kind choice !",
    "why.words text !",
    "back.phone string phone",
];

#[test]
fn every_question_is_there_required_and_conditional_as_designed() {
    for (id, expected) in [
        ("vhd", VHD),
        ("vhd-daily", VHD_DAILY),
        ("ncovi", NCOVI),
        ("ncovi-daily", NCOVI_DAILY),
        ("domestic", DOMESTIC),
        ("suspect", SUSPECT),
    ] {
        assert_eq!(described(id), expected, "{id}");
    }
}

#[test]
fn nothing_is_preselected_and_both_languages_say_something_else() {
    for form in FormVersion::shipped().unwrap() {
        for item in form.questionnaire.all_items() {
            assert!(item.initial.is_empty(), "{}: {}", form.id, item.link_id);
            assert_ne!(item.text, item.english.0, "{}: {}", form.id, item.link_id);
            let is_composed = unicode_normalization::is_nfc(&item.text) && item.english.0.is_ascii();
            assert!(is_composed || item.english.0.contains('°'), "{}: {}", form.id, item.link_id);
        }
    }
}

#[test]
fn the_declaration_on_entry_has_at_most_8_steps_and_50_controls() {
    let forms = FormVersion::shipped().unwrap();
    let vhd = &forms[0].questionnaire;
    let controls = vhd.all_items().filter(|item| item.is_question() && !item.is_hidden()).count();
    assert_eq!((vhd.item.len(), controls), (8, 46));
}

#[test]
fn a_gates_code_is_a_number_that_a_pass_can_carry() {
    let forms = FormVersion::shipped().unwrap();
    let gate = forms[0].questionnaire.find("gate").unwrap();
    assert!(gate.answer_option.len() > 30);
    for option in &gate.answer_option {
        assert!(option.value_coding.code.parse::<u16>().is_ok_and(|number| number > 0), "{}", option.value_coding.code);
    }
}

/// Good answers to a question.
fn good(item: &Item) -> Json {
    match item.kind {
        ItemKind::Boolean => {
            json!({ "valueBoolean": item.link_id == "first_time" || item.link_id == "condition.consent" })
        }
        ItemKind::Integer => json!({ "valueInteger": if item.link_id == "birth_year" { 1990 } else { 1 } }),
        ItemKind::Decimal => json!({ "valueDecimal": 36.6 }),
        ItemKind::Date => json!({ "valueDate": "2021-05-03" }),
        ItemKind::Choice => {
            let last = item.answer_option.last().unwrap();
            let is_plane = item.link_id == "transport";
            json!({ "valueCoding": { "code": if is_plane { "plane" } else { last.value_coding.code.as_str() } } })
        }
        ItemKind::Attachment => json!({ "valueAttachment": {
            "contentType": "image/jpeg", "size": 40_000, "url": format!("ni:///sha-256;{}", "a".repeat(43)),
        } }),
        _ if item.is_country() => json!({ "valueString": "JP" }),
        _ if item.is_phone() => json!({ "valueString": "0912 345 678" }),
        _ => {
            json!({ "valueString": item.unit_level().map_or("Nguyễn 12", |level| ["68", "680", "24850"][level as usize]) })
        }
    }
}

fn answered(items: &[Item]) -> Json {
    // Whoever flies has no number plate.
    let asked = items.iter().filter(|item| item.link_id != "plate");
    let all = asked.map(|item| match item.kind {
        ItemKind::Group => json!({ "linkId": item.link_id, "item": answered(&item.item) }),
        _ => json!({ "linkId": item.link_id, "answer": [good(item)] }),
    });
    all.collect()
}

fn answers_to(form: &FormVersion) -> Json {
    let mut answers = response_json(&answered(&form.questionnaire.item));
    answers["questionnaire"] = form.questionnaire.canonical().into();
    answers
}

fn checked(form: &FormVersion, answers: &Json) -> Result<Triage, Vec<(String, &'static str)>> {
    let response = Response::from_json(answers.to_string().as_bytes()).unwrap();
    match form.check(&response, TODAY) {
        Ok(checked) => Ok(form.rules.triage(&checked)),
        Err(CheckError::Refused(refused)) => {
            Err(refused.into_iter().map(|refusal| (refusal.link_id, refusal.kind.key())).collect())
        }
        Err(CheckError::OtherForm) => panic!("another form"),
    }
}

#[test]
fn every_form_takes_full_answers_and_asks_for_everything_that_it_requires() {
    for form in FormVersion::shipped().unwrap() {
        let answers = answers_to(&form);
        assert_eq!(checked(&form, &answers).map(|triage| triage.class), Ok(TriageClass::Green), "{}", form.id);
        let empty = json!({ "item": [] });
        let mut none = answers.clone();
        none["item"] = empty["item"].clone();
        let missing = checked(&form, &none).unwrap_err();
        let required = form.questionnaire.all_items().filter(|item| item.required && item.enable_when.is_empty());
        let expected: Vec<_> = required
            .filter(|item| !item.link_id.starts_with("vaccine."))
            .map(|item| (item.link_id.clone(), "missing"))
            .collect();
        assert_eq!(missing, expected, "{}", form.id);
    }
}

/// What `answers` hold of a question, as its text in JSON.
fn written(link_id: &str, value: &Json) -> String {
    json!({ "linkId": link_id, "answer": [value] }).to_string()
}

/// The answers with one of them changed, or left out.
fn with(answers: &Json, link_id: &str, from: &Json, to: Option<&Json>) -> Json {
    let (text, old) = (answers.to_string(), written(link_id, from));
    assert!(text.contains(&old), "{old}");
    let changed = match to {
        Some(to) => text.replace(&old, &written(link_id, to)),
        None => text.replace(&format!("{old},"), ""),
    };
    serde_json::from_str(&changed).unwrap()
}

fn words(text: &str) -> Json {
    json!({ "valueString": text })
}

fn day(date: &str) -> Json {
    json!({ "valueDate": date })
}

fn yes(is: bool) -> Json {
    json!({ "valueBoolean": is })
}

fn shipped(id: &str) -> FormVersion {
    FormVersion::shipped().unwrap().into_iter().find(|form| form.id == id).unwrap()
}

#[test]
fn somebody_of_an_island_without_wards_declares_and_so_does_somebody_where_there_are_no_districts() {
    for (id, address) in [("vhd", "stay"), ("vhd", "contact"), ("ncovi", "address")] {
        let form = shipped(id);
        let [province, district, ward] = ["province", "district", "ward"].map(|level| format!("{address}.{level}"));
        // Lý Sơn: a district of Quảng Ngãi that has no wards.
        let mut of_island = answers_to(&form);
        for (question, from, to) in [(&province, "68", "51"), (&district, "680", "536"), (&ward, "24850", "536")] {
            of_island = with(&of_island, question, &words(from), Some(&words(to)));
        }
        assert_eq!(checked(&form, &of_island).map(|triage| triage.class), Ok(TriageClass::Green), "{id} {address}");
        let no_district = with(&answers_to(&form), &district, &words("680"), None);
        assert!(checked(&form, &no_district).is_ok(), "{id} {address}: two levels of units");
        let of_province = with(&answers_to(&form), &ward, &words("24850"), Some(&words("68")));
        assert_eq!(checked(&form, &of_province), Err(vec![(ward, "not-a-unit")]));
    }
}

#[test]
fn a_child_without_papers_and_telephone_is_declared() {
    let form = shipped("ncovi");
    let child = with(&answers_to(&form), "id_number", &words("Nguyễn 12"), None);
    let child = with(&child, "phone", &words("0912 345 678"), None);
    assert!(checked(&form, &child).is_ok());
}

#[test]
fn a_number_plate_is_never_stored_in_the_clear_and_a_flight_is() {
    let (vhd, domestic) = (shipped("vhd"), shipped("domestic"));
    let is_clear = |form: &FormVersion, link_id: &str| form.questionnaire.find(link_id).unwrap().is_clear();
    assert!(is_clear(&vhd, "vehicle") && !is_clear(&vhd, "plate") && !is_clear(&domestic, "vehicle"));
    let code = |code: &str| json!({ "valueCoding": { "code": code } });
    for (transport, asked, other) in [
        ("plane", "vehicle", "plate"),
        ("ship", "vehicle", "plate"),
        ("car", "plate", "vehicle"),
        ("other", "plate", "vehicle"),
    ] {
        let by = |number_in: &str| {
            let mut answers = with(&answers_to(&vhd), "transport", &code("plane"), Some(&code(transport)));
            let journey = answers["item"][1]["item"].as_array_mut().unwrap();
            journey.retain(|item| transport == "plane" || item["linkId"] != "seat");
            journey.iter_mut().find(|item| item["linkId"] == "vehicle").unwrap()["linkId"] = number_in.into();
            checked(&vhd, &answers)
        };
        assert!(by(asked).is_ok(), "{transport}");
        let mut refused = by(other).unwrap_err();
        refused.sort_unstable();
        let mut expected = [(asked.to_owned(), "missing"), (other.to_owned(), "not-asked")];
        expected.sort_unstable();
        assert_eq!(refused, expected, "{transport}");
    }
}

#[test]
fn entry_may_lie_a_day_back_when_the_declaration_was_sent_after_midnight_and_never_before_the_departure() {
    let vhd = shipped("vhd");
    let journey = |depart: &str, entry: &str| {
        let answers = with(&answers_to(&vhd), "depart_date", &day("2021-05-03"), Some(&day(depart)));
        checked(&vhd, &with(&answers, "entry_date", &day("2021-05-03"), Some(&day(entry))))
    };
    let early = Err(vec![("entry_date".into(), "too-early")]);
    assert!(journey("2021-05-02", "2021-05-02").is_ok(), "filled in offline yesterday, landed at 23:50");
    assert_eq!(journey("2021-05-01", "2021-05-01"), early);
    assert_eq!(journey("2021-05-05", "2021-05-04"), early, "arrived before leaving");
    assert!(journey("2021-05-05", "2021-05-05").is_ok());
}

#[test]
fn contact_with_a_case_is_yellow_and_a_symptom_besides_red() {
    for (id, contact) in [("vhd", "exposure.case"), ("ncovi", "contact.case"), ("ncovi-daily", "contact.case")] {
        let form = shipped(id);
        let near = with(&answers_to(&form), contact, &yes(false), Some(&yes(true)));
        let judged = |answers| checked(&form, &answers).map(|triage| (triage.class, triage.reason.unwrap_or_default()));
        assert_eq!(judged(near.clone()), Ok((TriageClass::Yellow, "close-contact".into())), "{id}");
        let sick = with(&near, "symptom.fever", &yes(false), Some(&yes(true)));
        assert_eq!(judged(sick), Ok((TriageClass::Red, "symptom".into())), "{id}");
    }
}

#[test]
fn a_seat_is_asked_for_in_a_plane_alone() {
    let form = FormVersion::shipped().unwrap().swap_remove(0);
    let mut answers = answers_to(&form);
    answers["item"][1]["item"].as_array_mut().unwrap().retain(|item| item["linkId"] != "seat");
    assert_eq!(checked(&form, &answers), Err(vec![("seat".into(), "missing")]));
    answers["item"][1]["item"][1]["answer"][0]["valueCoding"]["code"] = "ship".into();
    assert!(checked(&form, &answers).is_ok());
}

#[test]
fn any_symptom_is_red_and_a_listed_country_yellow() {
    for form in FormVersion::shipped().unwrap() {
        let symptoms = form.questionnaire.all_items().filter(|item| item.link_id.starts_with("symptom."));
        for symptom in symptoms {
            let text = answers_to(&form).to_string();
            let no = format!(r#"{{"answer":[{{"valueBoolean":false}}],"linkId":"{}"}}"#, symptom.link_id);
            assert!(text.contains(&no), "{no}");
            let sick = serde_json::from_str(&text.replace(&no, &no.replace("false", "true"))).unwrap();
            let triage = checked(&form, &sick).unwrap();
            assert_eq!((triage.class, triage.reason.as_deref()), (TriageClass::Red, Some("symptom")), "{no}");
        }
    }
    let vhd = FormVersion::shipped().unwrap().swap_remove(0);
    let from_india = serde_json::from_str(&answers_to(&vhd).to_string().replace("\"JP\"", "\"IN\"")).unwrap();
    assert_eq!(checked(&vhd, &from_india).unwrap().class, TriageClass::Yellow);
}

#[test]
fn twenty_one_days_become_fourteen_and_seven_days_36_hours_by_numbers_alone() {
    let mut vhd = FormVersion::shipped().unwrap().swap_remove(0);
    let asked = |vhd: &FormVersion| vhd.rules.fill(&vhd.questionnaire.find("countries_recent").unwrap().text);
    let entry = |vhd: &FormVersion, date: &str| {
        let mut answers = answers_to(vhd);
        answers["item"][1]["item"][5]["answer"][0]["valueDate"] = date.into();
        checked(vhd, &answers)
    };
    assert_eq!(asked(&vhd), "Nước đã đến trong 21 ngày qua");
    assert!(entry(&vhd, "2021-05-10").is_ok());
    assert_eq!(entry(&vhd, "2021-05-11"), Err(vec![("entry_date".into(), "too-late")]));
    vhd.rules.numbers =
        [("travel_days".into(), 14), ("declare_before_hours".into(), 36), ("sent_late_days".into(), 1)].into();
    vhd.validate().unwrap();
    assert_eq!(asked(&vhd), "Nước đã đến trong 14 ngày qua");
    assert!(entry(&vhd, "2021-05-05").is_ok());
    assert_eq!(entry(&vhd, "2021-05-06"), Err(vec![("entry_date".into(), "too-late")]));
}
