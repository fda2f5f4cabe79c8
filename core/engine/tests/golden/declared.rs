//! A phone with fetched forms, a draft for a child and a number that was asked for is opened, and goes on.

use std::path::Path;

use lancan_core::{Command, Event, HttpAnswer, HttpOutcome, HttpResponse, Store, Tracer};
use lancan_protocol::{
    forms::{FormVersion, Forms},
    problem::Problem,
    signed::{Purpose, Signed},
    wire::{Deployment, Relation, path},
};
use lancan_testkit::{
    ScriptedPhone,
    acts::{START, at},
};
use p256::ecdsa::SigningKey;

use super::{deployment, open, rng, vault};

const STORE: &str = "store-v1-declared.golden";

/// The authority of the golden stores, which signs forms too.
fn authority() -> Deployment {
    let deployment = deployment();
    Deployment { forms_keys: deployment.rules_keys.clone(), ..deployment }
}

/// One form, signed.
fn forms() -> Vec<u8> {
    let forms = FormVersion::shipped().unwrap().into_iter().filter(|form| form.id == "ncovi").collect();
    let (issued_at, expires_at) = (START, START.plus(30 * 86_400));
    let forms = Forms { format: 1, serial: 7, issued_at, expires_at, forms };
    let key = SigningKey::from_slice(&[3; 32]).unwrap();
    let signed = Signed::new(Purpose::Forms, "k", &key, &serde_json::to_vec(&forms).unwrap());
    serde_json::to_vec(&signed).unwrap()
}

/// Forms were fetched, a draft for a child was begun, and the code by SMS has not come yet.
pub(super) fn a_phone_that_declares(file: &Path) {
    let store = Store::open(file, &vault(), &mut rng(1)).unwrap();
    let mut phone = ScriptedPhone::open(store, authority(), 1).unwrap();
    phone.start(at(0));
    for command in phone.tracer.fetch_forms(at(10)) {
        let Command::Http(request) = command else { continue };
        assert_eq!(request.path, path::FORMS);
        let outcome = HttpOutcome::Answered(HttpResponse { status: 200, etag: None, body: forms() });
        phone.event(at(11), Event::Http(HttpAnswer { request: request.id, outcome }));
    }
    let child = phone.tracer.add_declaration_person(at(20), "Bé An", 2018, Relation::Child, None, true).unwrap();
    phone.tracer.begin_declaration(at(20), "ncovi", Some(child), None).unwrap();
    phone.try_act(at(30), |tracer, now| tracer.ask_to_declare(now, "0912345678", "vi")).unwrap();
    phone.event(at(60), Event::Stopping);
}

#[test]
fn the_form_is_filled_in_further_and_the_number_waits_for_its_code() {
    let (store, _folder) = open(STORE);
    let mut tracer = Tracer::open(store, authority(), rng(200)).unwrap();
    assert_eq!(tracer.declaration_persons()[0].name, "Bé An");
    let forms = tracer.declaration_forms(at(100), None);
    assert_eq!(forms.iter().map(|form| form.id.as_str()).collect::<Vec<_>>(), ["ncovi"], "those that were fetched");
    let drafts = tracer.declaration_drafts();
    assert_eq!((drafts.len(), drafts[0].form.as_str()), (1, "ncovi"));
    let questions = tracer.declaration_questions(drafts[0].id).unwrap();
    assert!(questions.iter().any(|question| question.link_id == "name" && question.answers == ["Bé An"]));
    assert_eq!(tracer.declaring_session().unwrap().phone, "+84912345678");
    assert_eq!(tracer.sign_in_to_declare(at(110), "12").err(), Some(Problem::OtpWrong));
    assert!(!tracer.sign_in_to_declare(at(110), "123456").unwrap().is_empty());
}
