//! Apps fetch the signed forms and declare, over HTTP.

use std::collections::BTreeSet;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::PhoneNumber;
use lancan_protocol::forms::{CheckError, FormVersion, Forms, Response};
use lancan_protocol::hex;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::pass::{GatePass, PassKeys};
use lancan_protocol::places::Minute;
use lancan_protocol::signed::Purpose;
use lancan_protocol::visitor_log::{NumberCertificate, NumberKeys};
use lancan_protocol::wire::{Deployment, OtpRequest, SIGNATURE_HEADER, VERIFY_BYTES, path, to_padded_json};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use serde_json::{Value as Json, json};

use crate::console::text;
use crate::declare::{NCOVI, NUMBER, at, declarer, send, send_vhd, traveller, with, world};
use crate::families::a_child;
use crate::gateway::Gateway;
use crate::support::{Phone, Said, World, holds};

const E164: &str = "+84933333333";

/// Asks for a password with this phone's key.
fn ask(world: &World, phone: &Phone) {
    let mut request = OtpRequest {
        phone: E164.into(),
        jkt: phone.jkt(),
        language: "vi".into(),
        cover: false,
        padding: String::new(),
    };
    let body = to_padded_json(&mut request, VERIFY_BYTES).unwrap();
    assert_eq!(world.call("POST", path::OTP, &[], Some(&body)).status, 200);
}

/// Shows a password, signed by one phone about the key of another.
fn begin(world: &World, (signer, phone): (&Phone, &Phone), password: &str) -> Said {
    let key = URL_SAFE_NO_PAD.encode(phone.public_key());
    let body = json!({ "phone": E164, "otp": password, "public_key": key }).to_string();
    let signature = URL_SAFE_NO_PAD.encode(Purpose::Declaring.sign(&signer.key, body.as_bytes()));
    world.call("POST", path::DECLARATION_SESSION, &[(SIGNATURE_HEADER, &signature)], Some(body.as_bytes()))
}

/// The token of a session.
pub(crate) fn token(world: &World, gateway: &Gateway) -> String {
    let phone = Phone::new(1);
    ask(world, &phone);
    let said = begin(world, (&phone, &phone), &gateway.password(E164));
    assert_eq!(said.status, 200);
    said.json()["token"].as_str().unwrap().to_owned()
}

pub(crate) fn declare(world: &World, token: &str, body: &Json) -> Said {
    let authorization = format!("Bearer {token}");
    world.call("POST", path::DECLARATIONS, &[("authorization", &authorization)], Some(body.to_string().as_bytes()))
}

/// The answers that a page made, as FHIR writes them: of the newest declaration of another number.
fn answers(world: &World, gateway: &Gateway) -> [Json; 2] {
    let mut browser = declarer(world, gateway, NUMBER);
    assert_eq!(send(&mut browser, "ncovi", &with(&NCOVI, &[("symptom.cough", "yes")])).status, 303);
    let fields = traveller(&mut browser);
    assert_eq!(send_vhd(&mut browser, &fields, &[]).status, 303);
    let data = browser.get("/khai-bao/own/data").json();
    let of = |form: &str| data.as_array().unwrap().iter().find(|one| one["form"] == form).unwrap()["response"].clone();
    [of("ncovi"), of("vhd")]
}

#[test]
fn the_forms_are_one_signed_document_a_day_with_a_tag() {
    let (world, _gateway) = world();
    let said = world.get(path::FORMS);
    assert_eq!((said.status, said.headers["content-type"].as_str()), (200, "application/json"));
    let deployment: Deployment = serde_json::from_slice(&world.get(path::DEPLOYMENT).body).unwrap();
    let forms = Forms::open_signed(&said.body, &deployment.forms_keys, 0, world.now()).unwrap();
    let ids: Vec<&str> = forms.forms.iter().map(|form| form.id.as_str()).collect();
    assert_eq!(ids, ["vhd", "vhd-daily", "ncovi", "ncovi-daily", "domestic", "suspect"]);
    let tag = said.headers["etag"].clone();
    let again = world.call("GET", path::FORMS, &[("if-none-match", &tag)], None);
    assert_eq!((again.status, again.body.len()), (304, 0));
    world.go_to(at(1, 0, 1));
    let next = world.call("GET", path::FORMS, &[("if-none-match", &tag)], None);
    let later = Forms::open_signed(&next.body, &deployment.forms_keys, forms.serial, world.now()).unwrap();
    assert_eq!((next.status, later.serial), (200, forms.serial + 1));
}

#[test]
fn who_shows_a_password_gets_a_certificate_of_the_number_for_90_days_and_nobody_else_does() {
    let (world, gateway) = world();
    let phone = Phone::new(1);
    ask(&world, &phone);
    let password = gateway.password(E164);
    let wrong = if password == "000000" { "000001" } else { "000000" };
    let refused = begin(&world, (&phone, &phone), wrong);
    assert_eq!((refused.status, refused.json().get("number_certificate")), (403, None));
    let answer = begin(&world, (&phone, &phone), &password).json();
    let bytes = hex::decode(answer["number_certificate"].as_str().unwrap()).unwrap();
    let certificate = NumberCertificate::from_bytes(&bytes.try_into().unwrap());
    let deployment: Deployment = serde_json::from_slice(&world.get(path::DEPLOYMENT).body).unwrap();
    let (keys, now) = (NumberKeys::of(&deployment.number_keys), Minute::of(world.now()));
    let number = PhoneNumber::parse(E164).unwrap();
    assert!(certificate.certifies(&number, now, &keys));
    assert!(certificate.certifies(&number, now.plus(90 * Minute::PER_DAY - 1), &keys));
    assert!(!certificate.certifies(&number, now.plus(90 * Minute::PER_DAY), &keys), "it ends");
    let another = PhoneNumber::parse("0987654320").unwrap();
    assert!(!certificate.certifies(&another, now, &keys), "it is of this number alone");
}

#[test]
fn an_app_declares_once_and_is_told_urgency_reason_and_pass() {
    let (world, gateway) = world();
    let [ncovi, vhd] = answers(&world, &gateway);
    let token = token(&world, &gateway);
    let body = json!({ "id": "5a".repeat(16), "form": "ncovi", "response": ncovi });
    let said = declare(&world, &token, &body);
    let now = world.now().0;
    let told = json!({
        "id": "5a".repeat(16), "taken": true, "received_at": now, "class": "red", "reason": "symptom"
    });
    assert_eq!((said.status, said.json()), (200, told.clone()));
    assert_eq!(declare(&world, &token, &body).json(), told, "sent again it is answered as before");
    assert_eq!(world.count("declarations"), 3);

    let mut other = body.clone();
    other["response"]["item"][0]["item"][0]["answer"][0]["valueString"] = "Lê Khác".into();
    assert_eq!(declare(&world, &token, &other).status, 409);
    other["id"] = "5b".repeat(16).into();
    let today = declare(&world, &token, &other).json();
    assert_eq!((&today["taken"], &today["id"]), (&Json::from(false), &told["id"]), "today's stands");
    other["replaces"] = true.into();
    let replaced = declare(&world, &token, &other).json();
    assert_eq!((&replaced["taken"], &replaced["id"]), (&Json::from(true), &other["id"]));

    let entry = json!({ "id": "5c".repeat(16), "form": "vhd", "response": vhd });
    let said = declare(&world, &token, &entry).json();
    let pass = said["pass"]["text"].as_str().unwrap();
    let deployment: Deployment = serde_json::from_slice(&world.get(path::DEPLOYMENT).body).unwrap();
    let read = GatePass::read(pass, &PassKeys::of(&deployment.pass_keys)).unwrap();
    assert_eq!(Json::from(read.gate.0), said["pass"]["gate"]);
    let member = json!({ "id": "5d".repeat(16), "form": "vhd", "response": vhd, "journey_of": "5c".repeat(16) });
    assert_ne!(declare(&world, &token, &member).json()["pass"]["text"], said["pass"]["text"]);
    let member = json!({ "id": "5e".repeat(16), "form": "vhd", "response": vhd, "journey_of": "5a".repeat(16) });
    assert_eq!(declare(&world, &token, &member).status, 404, "only the journey of an entry is shared");
    let kept = world.stored_bytes();
    for secret in [E164, "Lê Khác", &token] {
        assert!(!holds(&kept, secret), "{secret} is kept");
    }
}

#[test]
fn what_is_refused_names_the_questions_and_keeps_nothing() {
    let (world, gateway) = world();
    let [ncovi, _] = answers(&world, &gateway);
    let token = token(&world, &gateway);
    let kept = world.count("declarations");
    let body = json!({ "id": "5a".repeat(16), "form": "ncovi", "response": ncovi });
    let changed = |change: fn(&mut Json)| {
        let mut body = body.clone();
        change(&mut body);
        body
    };
    for (body, status, names) in [
        (changed(|body| body["response"]["item"][0]["item"][0]["answer"][0]["valueString"] = "".into()), 400, "name"),
        (
            changed(|body| body["response"]["item"][0]["item"][2]["answer"][0]["valueInteger"] = 1.into()),
            400,
            "birth_year",
        ),
        (changed(|body| body["response"]["item"] = json!([])), 400, "symptom.fever"),
        (changed(|body| body["id"] = "5a".into()), 400, "id"),
        (changed(|body| body["more"] = 1.into()), 400, ""),
        (changed(|body| body["form"] = "none".into()), 404, ""),
        (changed(|body| body["form"] = "vhd".into()), 400, ""),
        (changed(|body| body["response"]["authored"] = "x".repeat(70_000).into()), 413, ""),
    ] {
        let said = declare(&world, &token, &body);
        assert_eq!(said.status, status, "{names}");
        let detail = said.json()["detail"].as_str().unwrap_or_default().to_owned();
        assert!(detail.contains(names) && !detail.contains("Hoa Sen"), "{names}: {detail}");
    }
    assert_eq!(declare(&world, "nobody", &body).status, 401);
    assert_eq!(world.call("POST", path::DECLARATIONS, &[], Some(body.to_string().as_bytes())).status, 401);
    assert_eq!(world.count("declarations"), kept);
}

/// Every item of some answers that holds an answer.
fn answered(items: &mut Json, visit: &mut dyn FnMut(&mut Json)) {
    for item in items.as_array_mut().into_iter().flatten() {
        if item.get("answer").is_some() {
            visit(item);
        }
        if let Some(below) = item.get_mut("item") {
            answered(below, visit);
        }
    }
}

/// The same answers with one of them left out, given twice, given to a question that there is not, or of any other kind. Units
/// stay: the phone holds no list of them.
fn changed_once(response: &mut Json, rng: &mut ChaCha20Rng) {
    let mut count = 0;
    answered(&mut response["item"], &mut |_| count += 1);
    let (wanted, change) = (rng.next_u32() % count, rng.next_u32() % 10);
    let mut at = 0;
    answered(&mut response["item"], &mut |item| {
        at += 1;
        if at - 1 != wanted {
            return;
        }
        let of_units = ["address.", "stay.", "contact.", "arrive_province", "travelled.provinces"];
        let is_unit = of_units.iter().any(|question| item["linkId"].as_str().unwrap().starts_with(question));
        let instead = match change {
            0 => json!([]),
            1 => json!([item["answer"][0], item["answer"][0]]),
            2 => {
                item["linkId"] = "nobody.asks".into();
                return;
            }
            _ if is_unit => return,
            3 => json!([{ "valueBoolean": true }]),
            4 => json!([{ "valueInteger": 7 }]),
            5 => json!([{ "valueString": "x".repeat(3_000) }]),
            6 => json!([{ "valueString": "Lê An" }]),
            7 => json!([{ "valueCoding": { "code": "other" } }]),
            8 => json!([{ "valueDate": "2021-05-20" }]),
            _ => json!([{ "valueDecimal": 41.5 }]),
        };
        item["answer"] = instead;
    });
}

#[test]
fn what_a_phone_takes_or_refuses_the_server_takes_or_refuses_and_names_the_same_questions() {
    let (world, gateway) = world();
    let (all, token) = (answers(&world, &gateway), token(&world, &gateway));
    let (today, mut rng) = (KeyDays::VIETNAM.day(world.now()), ChaCha20Rng::seed_from_u64(7));
    let (mut taken, mut refused) = (0, 0);
    for round in 0..240_u32 {
        let (form, right) = [("ncovi", &all[0]), ("vhd", &all[1])][round as usize % 2];
        let mut response = right.clone();
        for _ in 0..rng.next_u32() % 3 + u32::from(round > 1) {
            changed_once(&mut response, &mut rng);
        }
        let version = FormVersion::shipped().unwrap().into_iter().find(|version| version.id == form).unwrap();
        let read = Response::from_json(response.to_string().as_bytes());
        let by_phone = read.as_ref().ok().map(|read| version.check(read, today).map(|_| ()));
        let kept = world.count("declarations");
        let body = json!({ "id": format!("{round:032x}"), "form": form, "response": response });
        let said = declare(&world, &token, &body);
        if matches!(by_phone, Some(Ok(()))) {
            // The limit of a day is no judgement of the answers.
            assert!([200, 429].contains(&said.status), "{round}: {}", text(&said));
            taken += 1;
            continue;
        }
        assert_eq!((said.status, world.count("declarations")), (400, kept), "{round}: nothing is kept");
        refused += 1;
        let Some(Err(CheckError::Refused(questions))) = by_phone else { continue };
        let detail = said.json()["detail"].as_str().unwrap().to_owned();
        let by_server: BTreeSet<&str> = detail.strip_prefix("response: ").unwrap().split(", ").collect();
        let by_phone: BTreeSet<&str> = questions.iter().map(|refusal| refusal.link_id.as_str()).collect();
        assert_eq!(by_server, by_phone, "{round}");
    }
    assert!(taken >= 10 && refused >= 100, "both come about: {taken} and {refused}");
}

#[test]
fn a_session_begins_for_whoever_holds_the_key_and_the_password_alone() {
    let (world, gateway) = world();
    let (phone, other) = (Phone::new(1), Phone::new(2));
    ask(&world, &phone);
    let password = gateway.password(E164);
    assert_eq!(begin(&world, (&other, &phone), &password).status, 401, "signed by another key");
    assert_eq!(begin(&world, (&other, &other), &password).status, 403, "bound to another key");
    let wrong = if password == "000000" { "000001" } else { "000000" };
    assert_eq!(begin(&world, (&phone, &phone), wrong).status, 403);
    assert_eq!(begin(&world, (&phone, &phone), "12").status, 403);
    let said = begin(&world, (&phone, &phone), &password);
    assert_eq!((said.status, said.json()["expires_at"].as_u64()), (200, Some(world.now().0 + 30 * 86_400)));
    assert_ne!(begin(&world, (&phone, &phone), &password).status, 200, "once");
    let closed = World::with(|config| config.rooms.declarations = false, |_| {});
    assert_eq!(closed.get(path::FORMS).status, 404);
}

/// A child for whom the number declares.
fn child(id: &str) -> Json {
    json!({ "id": id.repeat(16), "name": "Bé An", "birth_year": 2018, "relation": "child", "consent": true })
}

#[test]
fn a_person_of_the_family_is_named_with_their_first_declaration() {
    let (world, gateway) = world();
    let [ncovi, _] = answers(&world, &gateway);
    let token = token(&world, &gateway);
    let body =
        |id: &str, person: Json| json!({ "id": id.repeat(16), "form": "ncovi", "response": ncovi, "person": person });
    let first = declare(&world, &token, &body("5a", child("6b")));
    assert_eq!((first.status, &first.json()["taken"]), (200, &Json::from(true)));
    assert_eq!(
        declare(&world, &token, &body("5a", child("6b"))).json(),
        first.json(),
        "sent again it is answered as before"
    );
    assert_eq!(world.count("declaration_persons"), 1);

    let own = json!({ "id": "5b".repeat(16), "form": "ncovi", "response": ncovi });
    assert_eq!(declare(&world, &token, &own).json()["taken"], true, "each person declares once a day");
    let today = declare(&world, &token, &body("5c", child("6b"))).json();
    assert_eq!((&today["taken"], &today["id"]), (&Json::from(false), &Json::from("5a".repeat(16))));
    let renamed = json!({ "id": "6b".repeat(16), "name": "Lê Đổi Tên", "birth_year": 1990, "relation": "other", "consent": true });
    let mut replaced = body("5d", renamed);
    replaced["replaces"] = true.into();
    assert_eq!(declare(&world, &token, &replaced).status, 200);
    let mut browser = declarer(&world, &gateway, "0933 333 333");
    let page = text(&browser.get("/khai-bao/family"));
    assert!(
        page.contains("Bé An") && !page.contains("Lê Đổi Tên"),
        "what a later declaration says of them changes nothing"
    );

    let mut other = declarer(&world, &gateway, NUMBER);
    assert!(!text(&other.get("/khai-bao/family")).contains("Bé An"));
    assert!(!holds(&world.stored_bytes(), "Bé An"), "the name is sealed");
}

#[test]
fn a_person_without_consent_or_of_another_number_is_refused_by_field_and_nothing_is_kept() {
    let (world, gateway) = world();
    let [ncovi, _] = answers(&world, &gateway);
    let token = token(&world, &gateway);
    let kept = world.count("declarations");
    for (field, value, named) in [
        ("consent", json!(false), "consent"),
        ("name", json!(" "), "name"),
        ("birth_year", json!(1899), "birth_year"),
        ("birth_year", json!(2022), "birth_year"),
        ("phone", json!("113"), "phone"),
        ("id", json!("6b"), "person.id"),
        ("relation", json!("boss"), ""),
        ("more", json!(1), ""),
    ] {
        let mut person = child("6b");
        person[field] = value;
        let said = declare(
            &world,
            &token,
            &json!({ "id": "5a".repeat(16), "form": "ncovi", "response": ncovi, "person": person }),
        );
        let detail = said.json()["detail"].as_str().unwrap_or_default().to_owned();
        assert!(said.status == 400 && detail.contains(named) && !detail.contains("Bé An"), "{field}: {detail}");
    }
    let mut wrong = ncovi.clone();
    wrong["item"] = json!([]);
    let body = json!({ "id": "5a".repeat(16), "form": "ncovi", "response": wrong, "person": child("6b") });
    assert_eq!(declare(&world, &token, &body).status, 400);
    assert_eq!((world.count("declarations"), world.count("declaration_persons")), (kept, 0));

    let mut parent = declarer(&world, &gateway, NUMBER);
    let theirs = a_child(&mut parent);
    let body = json!({
        "id": "5a".repeat(16), "form": "ncovi", "response": ncovi,
        "person": json!({ "id": theirs, "name": "Bé An", "birth_year": 2018, "relation": "child", "consent": true }),
    });
    assert_eq!(declare(&world, &token, &body).status, 404, "a person of another number");
    for n in 0..10_u8 {
        let id = format!("{:02x}", 0x70 + n);
        let body = json!({ "id": id.repeat(16), "form": "ncovi", "response": ncovi, "person": child(&id) });
        assert_eq!(declare(&world, &token, &body).status, 200);
    }
    let body = json!({ "id": "5a".repeat(16), "form": "ncovi", "response": ncovi, "person": child("6b") });
    assert_eq!(declare(&world, &token, &body).status, 409, "ten persons at most");
}
