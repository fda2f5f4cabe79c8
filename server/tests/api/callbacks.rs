//! A warned user asks to be called: the number is proven, the evidence weighed against one case.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::frame::Frame;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::keys::{DayKey, Metadata};
use lancan_protocol::signed::Purpose;
use lancan_protocol::time::Interval;
use lancan_protocol::wire::{
    Callback, Consent, DayActivity, MatchedDayKey, OtpRequest, REPORT_ANSWER_BYTES, ReportedEncounter, ReportedKey,
    SIGNATURE_HEADER, VERIFY_BYTES, path, to_padded_json,
};
use lancan_text::{Catalogue, Language};
use serde_json::{Value as Json, json};

use crate::console::{Browser, text};
use crate::gateway::Gateway;
use crate::support::{Officer, Phone, Said, TODAY, World, key};

const NUMBER: &str = "+84912345678";
/// The day key of the contact: a byte repeated.
const CONTACT: u8 = 77;
/// A third person, whom both cases heard.
const THIRD: u8 = 99;

fn yesterday() -> Interval {
    KeyDays::VIETNAM.first_interval(TODAY.minus(1))
}

/// What is heard close by of the phone whose key of yesterday is this byte repeated.
fn heard(byte: u8, positions: impl IntoIterator<Item = u32>) -> Vec<u8> {
    let keys = DayKey::from_bytes([byte; 16]).identifiers();
    let one = |position| {
        let interval = yesterday().plus(position);
        let id = keys.rolling_id(interval);
        let metadata = keys.encrypt(&id, Metadata::Known { power_dbm: 0, confidence: 1 });
        let frame = Frame { id, metadata };
        let (least_attenuation, typical_attenuation) = (45, 50);
        ReportedEncounter { frame, interval, seconds: 600, least_attenuation, typical_attenuation, scans: 4, flags: 0 }
            .to_bytes()
    };
    positions.into_iter().flat_map(one).collect()
}

fn whole_day() -> Vec<DayActivity> {
    vec![DayActivity { day: TODAY.0 - 1, advertised: vec![255; 18], scanned: vec![255; 18] }]
}

fn consent() -> Consent {
    Consent { keys: true, encounters: true, text_version: 1, language: "vi".into(), visits: false }
}

/// A case of an officer whose phone reports the key of yesterday that is this byte repeated, and this log.
fn case(officer: &Officer<'_>, byte: u8, log: Vec<u8>) -> String {
    let world = officer.world;
    let case = officer.open_case();
    let code = officer.issue(&case, "short")["code"].as_str().unwrap().to_owned();
    let phone = Phone::new(byte);
    let answer = phone.verify(world, &code);
    let mut report = phone.report(world, &answer, byte);
    report.keys = vec![key(byte, yesterday(), 144)];
    report.encounters = log;
    report.activity = whole_day();
    phone.send(world, &report);
    case
}

/// Asks for a password with this phone's key.
fn ask(world: &World, phone: &Phone, number: &str, cover: bool) -> Said {
    let mut request =
        OtpRequest { phone: number.into(), jkt: phone.jkt(), language: "vi".into(), cover, padding: String::new() };
    let body = to_padded_json(&mut request, VERIFY_BYTES).unwrap();
    world.call("POST", path::OTP, &[], Some(&body))
}

/// A callback of the contact that names the key of a case.
fn callback(phone: &Phone, password: &str, id: u8, case_key: u8, log: Vec<u8>) -> Callback {
    Callback {
        callback_id: vec![id; 16],
        phone: NUMBER.into(),
        otp: password.into(),
        public_key: phone.public_key(),
        matched: vec![MatchedDayKey { key: vec![case_key; 16], start: yesterday().0 }],
        own_keys: vec![ReportedKey { key: vec![CONTACT; 16], start: yesterday().0, period: 144 }],
        encounters: log,
        activity: whole_day(),
        consent: Some(consent()),
        cover: false,
        padding: Vec::new(),
    }
}

fn send(world: &World, phone: &Phone, callback: &Callback) -> Said {
    let body = callback.to_padded_bytes().unwrap();
    let signature = URL_SAFE_NO_PAD.encode(Purpose::Callback.sign(&phone.key, &body));
    world.call("POST", path::CALLBACKS, &[(SIGNATURE_HEADER, &signature)], Some(&body))
}

/// Proves the number and calls back.
fn answer(world: &World, gateway: &Gateway, id: u8, case_key: u8, log: Vec<u8>) {
    answer_with(world, gateway, NUMBER, id, case_key, log);
}

fn answer_with(world: &World, gateway: &Gateway, number: &str, id: u8, case_key: u8, log: Vec<u8>) {
    let phone = Phone::new(id);
    assert_eq!(ask(world, &phone, number, false).status, 200);
    let answered = callback(&phone, &gateway.password(number), id, case_key, log);
    let said = send(world, &phone, &Callback { phone: number.into(), ..answered });
    assert_eq!((said.status, said.body.len()), (200, REPORT_ANSWER_BYTES), "{}", String::from_utf8_lossy(&said.body));
    world.do_what_is_due();
}

fn contacts(officer: &Officer<'_>, case: &str) -> Vec<Json> {
    let said = officer.call("GET", &format!("/officer/v1/contacts?case={case}"), None);
    assert_eq!(said.status, 200);
    said.json()["contacts"].as_array().unwrap().clone()
}

fn with_gateway() -> (World, Gateway) {
    let gateway = Gateway::new();
    (World::with(|config| gateway.set(config), |_| {}), gateway)
}

#[test]
fn a_contact_answers_becomes_corroborated_is_called_with_the_words_of_the_app_and_may_be_ordered_to_stay() {
    let (world, gateway) = with_gateway();
    let officer = world.sign_in("an");
    let case = case(&officer, 11, heard(CONTACT, 60..63));
    answer(&world, &gateway, 1, 11, heard(11, 60..63));
    let found = contacts(&officer, &case);
    assert_eq!(found.len(), 1);
    let contact = &found[0];
    assert_eq!((contact["source"].as_str(), contact["grade"].as_str()), (Some("app"), Some("corroborated")));
    assert_eq!((contact["person"]["phone"].as_str(), contact["minutes"].as_u64()), (Some(NUMBER), Some(30)));
    assert_eq!((contact["closeness"].as_str(), contact["last_contact"].as_str()), (Some("close"), Some("2021-05-24")));
    assert_eq!((contact["supports_order"].as_bool(), contact["relay_suspected"].as_bool()), (Some(true), Some(false)));
    let words = lancan_protocol::call_words::CallWords::of(&[1; 16]);
    let call = officer.call("POST", "/officer/v1/calls/next", None).json();
    assert_eq!(call["contact"]["id"], contact["id"]);
    assert_eq!(call["contact"]["person"]["call_words"], json!([[words.first, words.second]]));
    let id = contact["id"].as_str().unwrap();
    let sheet = text(&Browser::signed_in(&world, "an").get(&format!("/console/calls/{id}")));
    let pair = |language| {
        let catalogue = Catalogue::of(language);
        let word = |number| catalogue.message(&format!("call-word-{number}"), &[]);
        format!("{} – {}", word(words.first), word(words.second))
    };
    assert!(sheet.contains(&pair(Language::Vi)) && sheet.contains(&pair(Language::En)), "{sheet}");
    assert!(sheet.contains("Hai điện thoại đều đã nghe thấy nhau"), "{sheet}");
    let overview = text(&Browser::signed_in(&world, "an").get("/console/"));
    assert!(
        overview
            .contains("<a href=\"/console/contacts?source=app\"><strong>1</strong> <span>người đã trả lời cảnh báo"),
        "{overview}"
    );
    let ordered = officer.call("POST", &format!("/officer/v1/contacts/{id}/order"), None);
    assert_eq!((ordered.status, ordered.json()["until"].as_str()), (201, Some("2021-06-14")), "21 days");
}

#[test]
fn a_callback_fabricated_from_the_public_export_is_claimed_and_carries_no_order() {
    let (world, gateway) = with_gateway();
    let officer = world.sign_in("an");
    let case = case(&officer, 11, heard(THIRD, 60..63));
    answer(&world, &gateway, 1, 11, heard(11, 0..144));
    let found = contacts(&officer, &case);
    assert_eq!((found.len(), found[0]["grade"].as_str()), (1, Some("claimed")));
    assert_eq!(found[0]["supports_order"], false);
    let id = found[0]["id"].as_str().unwrap();
    let refused = officer.call("POST", &format!("/officer/v1/contacts/{id}/order"), None);
    assert_eq!((refused.status, refused.problem().as_str()), (409, "conflict"));
    // No other act makes an order possible: what a contact says of closeness changes neither source nor evidence.
    let body = json!({ "person": { "phone": NUMBER }, "closeness": "close", "minutes": 600, "source": "interview" });
    assert_eq!(officer.call("PUT", &format!("/officer/v1/contacts/{id}"), Some(body)).status, 200);
    assert_eq!(officer.call("POST", &format!("/officer/v1/contacts/{id}/order"), None).status, 409);
    assert_eq!(world.count("contact_orders"), 0);
}

#[test]
fn the_day_that_a_contact_claims_dates_no_order_though_an_officer_noted_a_further_day() {
    let (world, gateway) = with_gateway();
    let officer = world.sign_in("an");
    let case = case(&officer, 11, heard(THIRD, 60..63));
    answer(&world, &gateway, 1, 11, heard(11, 0..144));
    let claimed = contacts(&officer, &case)[0].clone();
    assert_eq!((claimed["grade"].as_str(), claimed["last_contact"].as_str()), (Some("claimed"), Some("2021-05-24")));
    let id = claimed["id"].as_str().unwrap();
    let again = json!({ "date": "2021-05-22" });
    assert_eq!(officer.call("POST", &format!("/officer/v1/contacts/{id}/exposures"), Some(again)).status, 200);
    let body = json!({ "person": { "name": "An" }, "last_contact": "2021-05-20" });
    let told = officer.call("POST", &format!("/officer/v1/cases/{case}/contacts"), Some(body)).json();
    let path = format!("/officer/v1/contacts/{}", told["id"].as_str().unwrap());
    let merged = officer.call("POST", &format!("{path}/merge"), Some(json!({ "other": id }))).json();
    assert_eq!(merged["last_contact"], "2021-05-22");
    let order = officer.call("POST", &format!("{path}/order"), None).json();
    assert_eq!(order["last_contact"], "2021-05-22");
}

#[test]
fn the_days_of_two_mere_claims_that_were_merged_date_no_order() {
    let (world, gateway) = with_gateway();
    let officer = world.sign_in("an");
    let case = case(&officer, 11, heard(THIRD, 60..63));
    answer(&world, &gateway, 1, 11, heard(11, 0..144));
    answer_with(&world, &gateway, "+84912345679", 2, 11, heard(11, 0..144));
    let claims = contacts(&officer, &case);
    let ids: Vec<&str> = claims.iter().map(|claim| claim["id"].as_str().unwrap()).collect();
    assert!(claims.iter().all(|claim| claim["grade"] == "claimed" && claim["last_contact"] == "2021-05-24"));
    let merge = |into: &str, other: &str| {
        let path = format!("/officer/v1/contacts/{into}/merge");
        officer.call("POST", &path, Some(json!({ "other": other }))).json()
    };
    assert_eq!(merge(ids[0], ids[1])["last_contact"], "2021-05-24", "what both claim stays a claim");
    let body = json!({ "person": { "name": "An" }, "last_contact": "2021-05-20" });
    let told = officer.call("POST", &format!("/officer/v1/cases/{case}/contacts"), Some(body)).json();
    let told = told["id"].as_str().unwrap();
    assert_eq!(merge(told, ids[0])["last_contact"], "2021-05-20");
    let order = officer.call("POST", &format!("/officer/v1/contacts/{told}/order"), None).json();
    assert_eq!(order["last_contact"], "2021-05-20");
}

#[test]
fn the_published_key_of_somebody_else_whom_the_case_heard_proves_nothing() {
    let (world, gateway) = with_gateway();
    let officer = world.sign_in("an");
    let one = case(&officer, 11, heard(CONTACT, 60..63));
    case(&officer, CONTACT, heard(11, 60..63));
    // Whoever knows both cases' keys from the export answers as the second to the first.
    answer(&world, &gateway, 1, 11, heard(11, 60..63));
    let found = contacts(&officer, &one);
    assert_eq!((found[0]["grade"].as_str(), found[0]["supports_order"].as_bool()), (Some("claimed"), Some(false)));
}

#[test]
fn two_cases_whose_logs_share_a_third_persons_identifier_are_related_by_no_output_log_or_row() {
    let (world, gateway) = with_gateway();
    let officer = world.sign_in("an");
    let log = |own: u8| [heard(THIRD, 60..63), heard(CONTACT, 60..63), heard(own, 70..73)].concat();
    let (one, other) = (case(&officer, 11, log(12)), case(&officer, 12, log(11)));
    let evidence = |case: &str| officer.call("GET", &format!("/officer/v1/cases/{case}/report"), None).json();
    let before = evidence(&other);
    answer(&world, &gateway, 1, 11, heard(11, 60..63));
    // The contact was near both; only the case that the contact names has it.
    assert_eq!((contacts(&officer, &one).len(), contacts(&officer, &other).len()), (1, 0));
    assert_eq!(evidence(&other), before);
    let rows = world.dump();
    let of_contacts: Vec<&str> = rows.lines().filter(|row| row.starts_with("contact")).collect();
    assert!(!of_contacts.is_empty() && of_contacts.iter().all(|row| !row.contains(&other)), "{of_contacts:?}");
    // Neither identifiers nor keys of the third person or of the contact are kept in the clear.
    let bytes = world.stored_bytes();
    let holds = |part: &[u8]| crate::support::holds(&bytes, part);
    for byte in [THIRD, CONTACT] {
        assert!(!holds(&[byte; 16]));
        let ids = heard(byte, 60..63);
        assert!(ids.as_chunks::<32>().0.iter().all(|entry| !holds(&entry[..16])));
    }
    assert!(!holds(NUMBER.as_bytes()) && !holds(b"912345678"));
}

#[test]
fn the_answer_does_not_tell_a_cases_key_from_one_that_fills_an_export_up() {
    let (world, gateway) = with_gateway();
    let officer = world.sign_in("an");
    let case = case(&officer, 11, heard(CONTACT, 60..63));
    let said = |id: u8, case_key: u8| {
        let phone = Phone::new(id);
        assert_eq!(ask(&world, &phone, NUMBER, false).status, 200);
        let callback = callback(&phone, &gateway.password(NUMBER), id, case_key, heard(case_key, 60..63));
        let (first, again) = (send(&world, &phone, &callback), send(&world, &phone, &callback));
        assert_eq!((first.status, &first.body), (again.status, &again.body), "a retry is answered as the callback was");
        first
    };
    let (of_case, of_nobody) = (said(1, 11), said(2, 200));
    assert_eq!((of_case.status, of_case.body), (of_nobody.status, of_nobody.body));
    world.do_what_is_due();
    assert_eq!(contacts(&officer, &case).len(), 1);
}

#[test]
fn a_request_leaves_the_same_rows_whatever_it_names_and_the_job_weighs_it_once() {
    let (mut world, gateway) = with_gateway();
    {
        let officer = world.sign_in("an");
        let case = case(&officer, 11, heard(CONTACT, 60..63));
        // The case's key, a key that fills an export up, cover.
        for (id, case_key, cover) in [(1, 11, false), (2, 200, false), (3, 11, true)] {
            let phone = Phone::new(id);
            assert_eq!(ask(&world, &phone, NUMBER, false).status, 200);
            let one = callback(&phone, &gateway.password(NUMBER), id, case_key, heard(case_key, 60..63));
            assert_eq!(send(&world, &phone, &Callback { cover, ..one }).status, 200);
        }
        let waiting = world.dump();
        let mut sizes: Vec<usize> = waiting
            .lines()
            .filter(|row| row.starts_with("waiting_callbacks"))
            .map(|row| row.matches(',').count())
            .collect();
        sizes.dedup();
        assert_eq!((world.count("waiting_callbacks"), world.count("callbacks"), sizes.len()), (3, 3, 1));
        assert_eq!(contacts(&officer, &case).len(), 0, "the request itself weighs nothing");
        world.do_what_is_due();
        assert_eq!((contacts(&officer, &case).len(), world.count("waiting_callbacks")), (1, 0));
    }
    // One whose key is destroyed is of no use, and keeps nothing back.
    let phone = Phone::new(4);
    world.clock.set(world.now().plus(86_400)).unwrap();
    assert_eq!(ask(&world, &phone, NUMBER, false).status, 200);
    let one = callback(&phone, &gateway.password(NUMBER), 4, 11, heard(11, 60..63));
    assert_eq!(send(&world, &phone, &one).status, 200);
    world.stop();
    for file in std::fs::read_dir(world.config.data_dir.join("expiry-keys")).unwrap() {
        std::fs::remove_file(file.unwrap().path()).unwrap();
    }
    world.start();
    assert_eq!((world.count("waiting_callbacks"), world.count("contacts")), (0, 1));
}

#[test]
fn a_number_has_one_open_callback_for_a_case_and_keeps_the_better_evidence() {
    let (world, gateway) = with_gateway();
    let officer = world.sign_in("an");
    let case = case(&officer, 11, heard(CONTACT, 60..63));
    answer(&world, &gateway, 1, 11, heard(11, 60..63));
    answer(&world, &gateway, 2, 11, Vec::new());
    let found = contacts(&officer, &case);
    assert_eq!((found.len(), found[0]["grade"].as_str()), (1, Some("corroborated")));
    let words = lancan_protocol::call_words::CallWords::of(&[2; 16]);
    assert_eq!(found[0]["person"]["call_words"], json!([[words.first, words.second]]), "those that the app shows last");
}

#[test]
fn a_callback_without_the_password_the_key_or_the_signature_changes_nothing() {
    let (world, gateway) = with_gateway();
    let officer = world.sign_in("an");
    case(&officer, 11, heard(CONTACT, 60..63));
    let (mine, other) = (Phone::new(1), Phone::new(2));
    assert_eq!(ask(&world, &mine, NUMBER, false).status, 200);
    let password = gateway.password(NUMBER);
    let wrong = if password == "000000" { "000001" } else { "000000" };
    let of = |phone: &Phone, password: &str| callback(phone, password, 1, 11, heard(11, 60..63));
    assert_eq!(send(&world, &mine, &of(&mine, wrong)).problem(), "otp-wrong");
    assert_eq!(send(&world, &other, &of(&other, &password)).problem(), "otp-wrong", "bound to my key");
    assert_eq!(send(&world, &other, &of(&mine, &password)).problem(), "signature-invalid");
    assert_eq!(send(&world, &mine, &Callback { consent: None, ..of(&mine, &password) }).problem(), "request-invalid");
    assert_eq!((world.count("contacts"), world.count("callbacks")), (0, 0));
    assert_eq!(send(&world, &mine, &of(&mine, &password)).status, 200);
    assert_eq!(send(&world, &mine, &callback(&mine, &password, 9, 11, Vec::new())).problem(), "otp-wrong", "used");
}

#[test]
fn passwords_and_cover_are_answered_alike_and_the_fourth_of_a_day_is_refused() {
    let (world, gateway) = with_gateway();
    let phone = Phone::new(1);
    for _ in 0..3 {
        let (true_one, cover) = (ask(&world, &phone, NUMBER, false), ask(&world, &phone, NUMBER, true));
        assert_eq!((true_one.status, true_one.body), (cover.status, cover.body));
        gateway.password(NUMBER);
    }
    let refused = ask(&world, &phone, NUMBER, false);
    assert_eq!((refused.status, refused.problem().as_str(), refused.body.len()), (429, "otp-limit", VERIFY_BYTES));
    assert_eq!(ask(&world, &phone, "0912345678", false).problem(), "phone-mistyped");
    let cover = Callback { cover: true, ..callback(&phone, "000000", 1, 11, Vec::new()) };
    let said = send(&world, &phone, &cover);
    assert_eq!((said.status, said.body.len(), world.count("contacts")), (200, REPORT_ANSWER_BYTES, 0));
}
