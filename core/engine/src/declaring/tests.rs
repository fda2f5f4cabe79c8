//! Filling in, declaring, sending and joining, without a network.

use lancan_protocol::{
    forms::{FormVersion, Forms, TriageClass},
    key_days::KeyDays,
    problem::Problem,
    signed::{Purpose, Signed},
    time::{Day, UnixTime},
    wire::{DeclarationAnswer, DeclarationPass, DeclarationRequest, PublicKeyPem, Relation},
};
use proptest::prelude::*;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

use super::*;
use crate::kept::Keep as _;

/// 3 May 2021, 08:00 in Vietnam.
const MORNING: UnixTime = UnixTime(18_750 * 86_400 + 3_600);
const DAYS: KeyDays = KeyDays::VIETNAM;

fn at(day: u32) -> Moment {
    let at = MORNING.plus(u64::from(day) * 86_400);
    Moment { at, today: DAYS.day(at) }
}

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(1)
}

/// A phone that declares.
#[derive(Default)]
struct Phone {
    book: Declarations,
    forms: PhoneForms,
}

impl Phone {
    fn begin(&mut self, form: &str, about: About, day: u32) -> i64 {
        let form = self.forms.current(form).unwrap();
        self.book.begin(form, about, Some("+84912345678"), &self.forms, at(day).at).unwrap()
    }

    fn answer(&mut self, draft: i64, link_id: &str, words: &str, day: u32) -> Vec<AnswerRefused> {
        self.book.answer(draft, (link_id, None), &[words.to_owned()], &self.forms, at(day)).unwrap()
    }

    fn answers(&self, draft: i64, link_id: &str) -> Vec<String> {
        let questions = self.book.questions(draft, &self.forms, at(0)).unwrap();
        questions.into_iter().filter(|one| one.link_id == link_id).flat_map(|one| one.answers).collect()
    }

    /// Answers whatever is required and was not answered yet, and says how many questions that were.
    fn fill(&mut self, draft: i64, day: u32) -> usize {
        let mut written = 0;
        loop {
            let questions = self.book.questions(draft, &self.forms, at(day)).unwrap();
            let empty = questions.into_iter().find(|one| {
                one.required && one.answers.is_empty() && one.time.is_none() && one.kind != QuestionKind::Heading
            });
            let Some(one) = empty else { return written };
            let words = match one.kind {
                QuestionKind::YesNo => "no".to_owned(),
                QuestionKind::Whole => "1980".to_owned(),
                QuestionKind::Tenths => "36,6".to_owned(),
                QuestionKind::Date => lancan_protocol::forms::Date::of(at(day).today).to_string(),
                QuestionKind::Choice => one.options[0].code.clone(),
                QuestionKind::Country => "vn".to_owned(),
                QuestionKind::Phone => "0912 345 678".to_owned(),
                QuestionKind::Province => "79".to_owned(),
                QuestionKind::District => "760".to_owned(),
                QuestionKind::Ward => "26734".to_owned(),
                _ if one.link_id == "name" => "Nguyễn Văn A".to_owned(),
                _ => "AB 1234".to_owned(),
            };
            assert_eq!(self.answer(draft, &one.link_id, &words, day), [], "{}", one.link_id);
            written += 1;
        }
    }

    fn declare(&mut self, draft: i64, replaces: bool, day: u32) -> Result<i64, Problem> {
        self.book.declare(draft, replaces, &self.forms, (at(day), DAYS), &mut rng())
    }

    /// Fills in a form, declares it, and has it arrive.
    fn declared(&mut self, form: &str, about: About, day: u32) -> i64 {
        let draft = self.begin(form, about, day);
        self.fill(draft, day);
        let made = self.declare(draft, false, day).unwrap();
        self.arrives("green", true, day);
        made
    }

    fn arrives(&mut self, class: &str, taken: bool, day: u32) -> Option<Became> {
        let pass = DeclarationPass { text: "LC1:PASS".into(), gate: 7, valid_from: at(0).at, valid_to: at(3).at };
        let answer = DeclarationAnswer {
            id: String::new(),
            taken,
            received_at: at(day).at,
            class: class.to_owned(),
            reason: (class != "green").then(|| "symptom".to_owned()),
            pass: Some(pass),
        };
        self.book.arrived(answer, &self.forms, at(day).at)
    }

    fn sent(&self) -> DeclarationRequest {
        let request = declaration_request(&self.book, "TOKEN").unwrap().unwrap();
        assert!(request.headers.contains(&("authorization", "Bearer TOKEN".to_owned())));
        serde_json::from_slice(&request.body.unwrap()).unwrap()
    }

    fn profile(&self, person: Option<i64>) -> Vec<DeclarationQuestion> {
        self.book.profile(person, Some("+84912345678"), &self.forms, at(0)).unwrap()
    }

    fn profile_answer(
        &mut self,
        person: Option<i64>,
        link_id: &str,
        time: Option<usize>,
        words: &str,
    ) -> Vec<AnswerRefused> {
        let known = (Some("+84912345678"), &self.forms);
        self.book.answer_profile(person, (link_id, time), &[words.to_owned()], known, at(0)).unwrap()
    }

    fn child(&mut self) -> i64 {
        let new =
            NewPerson { name: "  Bé  An ", birth_year: 2018, relation: Relation::Child, phone: None, consent: true };
        self.book.add_person(&new, at(0), &mut rng()).unwrap()
    }
}

#[test]
fn a_profile_is_written_before_any_form_and_every_form_begins_with_it() {
    let mut phone = Phone::default();
    assert_eq!(phone.profile_answer(None, "name", None, "Trần Thị Bình"), []);
    assert_eq!(phone.profile_answer(None, "nationality", None, "vn"), []);
    assert_eq!(phone.profile_answer(None, "passport", None, "C1234567"), []);
    assert_eq!(phone.profile_answer(None, "vaccine.name", Some(0), "AstraZeneca"), []);
    let wrong = phone.profile_answer(None, "birth_year", None, "1800");
    assert_eq!((wrong[0].link_id.as_str(), wrong[0].reason.as_str()), ("birth_year", "too-small"));
    for (form, expected) in [("ncovi", "Trần Thị Bình"), ("vhd", "Trần Thị Bình")] {
        let draft = phone.begin(form, About::default(), 0);
        assert_eq!(phone.answers(draft, "name"), [expected]);
        assert_eq!(phone.answers(draft, "nationality"), ["VN"]);
        assert_eq!(phone.answers(draft, "phone"), ["+84912345678"], "known from signing in");
        assert!(phone.answers(draft, "birth_year").is_empty(), "what was wrong is not kept");
    }
    let entry = phone.begin("vhd", About::default(), 0);
    assert_eq!(phone.answers(entry, "passport"), ["C1234567"]);
    assert_eq!(phone.answers(entry, "vaccine.name"), ["AstraZeneca"]);
    assert_eq!(phone.profile_answer(None, "name", None, ""), []);
    let again = phone.profile(None);
    assert!(again.iter().all(|one| one.link_id != "name" || one.answers.is_empty()));
    for health in ["symptom.fever", "contact.case", "condition.consent", "test.result"] {
        let unknown = phone.book.answer_profile(None, (health, None), &["yes".into()], (None, &phone.forms), at(0));
        assert_eq!(unknown, Err(Problem::NotFound), "{health}");
        assert!(again.iter().all(|one| one.link_id != health), "{health}");
    }
}

#[test]
fn a_profile_asks_each_question_once_and_has_no_heading_without_questions() {
    let mut phone = Phone::default();
    let child = phone.child();
    for person in [None, Some(child)] {
        let questions = phone.profile(person);
        let asked: Vec<_> = questions.iter().filter(|one| one.kind != QuestionKind::Heading).collect();
        let distinct: std::collections::BTreeSet<_> = asked.iter().map(|one| (&one.link_id, one.time)).collect();
        assert_eq!(distinct.len(), asked.len());
        assert!(asked.iter().all(|one| !one.required && !one.consent));
        let headings = questions.iter().map(|one| one.kind == QuestionKind::Heading).collect::<Vec<_>>();
        assert!(headings.windows(2).all(|two| two != [true, true]) && headings.last() == Some(&false));
        let has_name = asked.iter().any(|one| one.link_id == "name");
        assert_eq!(has_name, person.is_none(), "the family's list has the name of a person");
    }
    assert_eq!(phone.book.profile(Some(99), None, &phone.forms, at(0)).err(), Some(Problem::NotFound));
}

#[test]
fn a_person_is_corrected_and_later_forms_begin_with_what_is_right() {
    let mut phone = Phone::default();
    let child = phone.child();
    let about = About { person: Some(child), journey_of: None };
    phone.declared("ncovi", about, 0);
    let before = phone.book.person(child).unwrap().declared().id;
    let new = NewPerson { name: "Bé Anh", birth_year: 2017, relation: Relation::Child, phone: None, consent: true };
    phone.book.change_person(child, &new, at(1), &mut rng()).unwrap();
    assert_eq!(phone.book.person(child).unwrap().declared().id, before, "the server knows the person as the same");
    let draft = phone.begin("ncovi", about, 1);
    assert_eq!(
        (phone.answers(draft, "name"), phone.answers(draft, "birth_year")),
        (vec!["Bé Anh".into()], vec!["2017".into()])
    );
    assert_eq!(phone.answers(draft, "gender").len(), 1, "the rest stays");
    for wrong in [NewPerson { name: " ", ..new }, NewPerson { birth_year: 1800, ..new }] {
        assert_eq!(phone.book.change_person(child, &wrong, at(1), &mut rng()), Err(Problem::RequestInvalid));
    }
    assert_eq!(phone.book.persons()[0].name, "Bé Anh");
    assert_eq!(phone.book.change_person(99, &new, at(1), &mut rng()), Err(Problem::NotFound));
}

#[test]
fn what_is_known_of_a_person_is_never_asked_twice_and_their_health_always_is() {
    let mut phone = Phone::default();
    let first = phone.begin("ncovi", About::default(), 0);
    let asked_first = phone.fill(first, 0);
    phone.answer(first, "name", "Trần Thị Hoa", 0);
    phone.declare(first, false, 0).unwrap();
    let again = phone.begin("ncovi", About::default(), 1);
    assert_eq!(phone.answers(again, "name"), ["Trần Thị Hoa"]);
    assert_eq!(phone.answers(again, "address.ward"), ["26734"]);
    assert_eq!(phone.answers(again, "phone"), ["+84912345678"], "the number of the session");
    for health in ["symptom.fever", "contact.case", "condition.liver"] {
        assert!(phone.answers(again, health).is_empty(), "{health}");
    }
    let entry = phone.begin("vhd", About::default(), 1);
    assert_eq!(
        (phone.answers(entry, "name"), phone.answers(entry, "stay.ward")),
        (vec!["Trần Thị Hoa".into()], vec![])
    );
    assert_eq!(asked_first - phone.fill(again, 1), 7, "name, birth, gender, nationality, address of three");
    assert_eq!(phone.begin("ncovi", About::default(), 1), again, "the draft that there is goes on");
}

#[test]
fn a_wrong_answer_is_named_with_its_bound_and_the_draft_stays_as_it_was() {
    let mut phone = Phone::default();
    let draft = phone.begin("vhd", About::default(), 0);
    phone.fill(draft, 0);
    for (link_id, words, reason, bound) in [
        ("birth_year", "1899", "too-small", Some("1900")),
        ("birth_year", "x", "wrong-type", None),
        ("passport", "B1", "too-short", Some("5")),
        ("entry_date", "2021-06-30", "too-late", Some("2021-05-10")),
        ("entry_date", "30/6/2021", "not-a-date", None),
        ("nationality", "XX", "not-a-country", None),
        ("gate", "none", "not-an-option", None),
        ("phone", "113", "not-a-phone", None),
        ("stay.ward", "79", "not-a-unit", None),
        ("symptom.fever", "maybe", "wrong-type", None),
    ] {
        let before = phone.answers(draft, link_id);
        let refused = phone.answer(draft, link_id, words, 0);
        let expected = AnswerRefused {
            link_id: link_id.to_owned(),
            entry: None,
            reason: reason.to_owned(),
            bound: bound.map(str::to_owned),
        };
        assert_eq!((refused, phone.answers(draft, link_id)), (vec![expected], before), "{link_id}");
    }
    let unknown = phone.book.answer(draft, ("none", None), &[], &phone.forms, at(0));
    assert_eq!(unknown, Err(Problem::NotFound));
    assert_eq!(phone.book.check(draft, &phone.forms, at(0)).unwrap().class, Some(TriageClass::Green));
    phone.answer(draft, "symptom.fever", "yes", 0);
    let check = phone.book.check(draft, &phone.forms, at(0)).unwrap();
    assert_eq!((check.class, check.reason.as_deref()), (Some(TriageClass::Red), Some("symptom")));
    phone.answer(draft, "passport", "", 0);
    let refused = phone.book.check(draft, &phone.forms, at(0)).unwrap().refused;
    assert_eq!(refused.iter().map(|one| (&*one.link_id, &*one.reason)).collect::<Vec<_>>(), [("passport", "missing")]);
    assert_eq!(phone.declare(draft, false, 0), Err(Problem::RequestInvalid));
}

#[test]
fn a_seat_is_asked_for_a_plane_alone_and_comes_back_with_the_plane() {
    let mut phone = Phone::default();
    let draft = phone.begin("vhd", About::default(), 0);
    phone.answer(draft, "transport", "plane", 0);
    phone.fill(draft, 0);
    phone.answer(draft, "seat", "14A", 0);
    phone.answer(draft, "transport", "car", 0);
    assert!(phone.answers(draft, "seat").is_empty());
    let unasked = phone.book.answer(draft, ("seat", None), &["1".to_owned()], &phone.forms, at(0));
    assert_eq!(unasked, Err(Problem::NotFound));
    let missing = phone.book.check(draft, &phone.forms, at(0)).unwrap().refused;
    assert_eq!(missing.iter().map(|one| &*one.link_id).collect::<Vec<_>>(), ["plate"]);
    phone.fill(draft, 0);
    phone.declare(draft, false, 0).unwrap();
    assert!(!serde_json::to_string(&phone.sent().response).unwrap().contains("14A"));
    let draft = phone.begin("vhd", About::default(), 0);
    phone.answer(draft, "transport", "plane", 0);
    assert!(phone.answers(draft, "seat").is_empty(), "a journey is not carried on to the next");
}

#[test]
fn several_vaccines_are_numbered_from_nought_without_gaps() {
    let mut phone = Phone::default();
    let draft = phone.begin("vhd", About::default(), 0);
    let mut answer = |time: usize, name: &str| {
        let words = [name.to_owned()];
        phone.book.answer(draft, ("vaccine.name", Some(time)), &words, &phone.forms, at(0))
    };
    assert_eq!(answer(1, "AZ"), Err(Problem::NotFound), "the first comes first");
    assert_eq!((answer(0, "AZ"), answer(1, "Vero")), (Ok(vec![]), Ok(vec![])));
    assert_eq!(answer(0, ""), Ok(vec![]));
    let questions = phone.book.questions(draft, &phone.forms, at(0)).unwrap();
    let names: Vec<_> = questions
        .iter()
        .filter(|one| one.link_id == "vaccine.name")
        .map(|one| (one.time, one.answers.concat()))
        .collect();
    assert_eq!(names, [(Some(0), "Vero".to_owned()), (Some(1), String::new())]);
}

#[test]
fn a_form_of_once_a_day_is_replaced_when_the_user_says_so_and_yesterdays_is_declared_again() {
    let mut phone = Phone::default();
    let first = phone.declared("ncovi-daily", About::default(), 0);
    let form = |phone: &Phone, day: u32, person| {
        let forms = phone.book.forms(&phone.forms, person, at(day), DAYS);
        forms.into_iter().find(|form| form.id == "ncovi-daily").unwrap()
    };
    let today = form(&phone, 0, None);
    assert_eq!((today.declared_today, today.same_as_yesterday, today.once_a_day), (Some(at(0).at), false, true));
    let draft = phone.begin("ncovi-daily", About::default(), 0);
    phone.fill(draft, 0);
    assert_eq!(phone.declare(draft, false, 0), Err(Problem::Conflict));
    phone.answer(draft, "symptom.cough", "yes", 0);
    phone.declare(draft, true, 0).unwrap();
    assert!(phone.sent().replaces);
    phone.arrives("red", true, 0);
    assert!(phone.book.declarations().iter().any(|made| made.id == first && made.replaced));

    let red = form(&phone, 1, None);
    assert_eq!((red.declared_today, red.same_as_yesterday), (None, false), "red is not said again unread");
    let child = phone.child();
    phone.declared("ncovi-daily", About { person: Some(child), journey_of: None }, 0);
    assert_eq!(form(&phone, 0, None).declared_today, Some(at(0).at), "each has a day of their own");
    assert!(form(&phone, 1, Some(child)).same_as_yesterday && !form(&phone, 2, Some(child)).same_as_yesterday);
    let daily = phone.forms.current("ncovi-daily").unwrap();
    assert!(phone.book.declare_same(daily, Some(child), (at(1), DAYS), &mut rng()).is_ok());
    let again = phone.book.declare_same(daily, Some(child), (at(1), DAYS), &mut rng());
    assert_eq!(again, Err(Problem::NothingToDo));
    let sent = phone.sent();
    assert_eq!((sent.response.authored.as_str(), sent.replaces), ("2021-05-04T01:00:00Z", false));
    assert_eq!(sent.person.map(|person| (person.name, person.birth_year)), Some(("Bé An".to_owned(), 2018)));
}

#[test]
fn a_group_shares_its_leaders_journey_and_waits_for_the_leader() {
    let mut phone = Phone::default();
    let draft = phone.begin("vhd", About::default(), 0);
    phone.answer(draft, "transport", "plane", 0);
    phone.fill(draft, 0);
    phone.answer(draft, "vehicle", "VN 1", 0);
    let leader = phone.declare(draft, false, 0).unwrap();
    let about = About { person: None, journey_of: Some(leader) };
    let member = phone.begin("vhd", about, 0);
    assert_eq!(phone.answers(member, "vehicle"), ["VN 1"]);
    for own in ["name", "passport", "seat", "symptom.fever"] {
        assert!(phone.answers(member, own).is_empty(), "{own}");
    }
    phone.fill(member, 0);
    phone.declare(member, false, 0).unwrap();
    let wire_id = phone.sent().id;
    assert!(phone.sent().journey_of.is_none());
    assert!(matches!(phone.arrives("yellow", true, 0), Some(Became::Arrived(id)) if id == leader));
    assert_eq!(phone.sent().journey_of, Some(wire_id));
    phone.arrives("green", true, 0);
    let shown = phone.book.declarations();
    let arrived = shown[1].arrived.as_ref().unwrap();
    assert_eq!((arrived.class, arrived.reason.as_deref()), (TriageClass::Yellow, Some("symptom")));
    assert_eq!(arrived.pass.as_ref().map(|pass| (pass.text.as_str(), pass.gate)), Some(("LC1:PASS", 7)));
    let daily = phone.begin("vhd-daily", about, 1);
    phone.fill(daily, 1);
    phone.declare(daily, false, 1).unwrap();
    assert!(phone.sent().journey_of.is_some(), "a daily report belongs to its declaration of entry");
    let form = phone.forms.current("ncovi").unwrap();
    assert_eq!(phone.book.begin(form, about, None, &phone.forms, at(0).at), Err(Problem::NotFound));
    let own = phone.begin("vhd", About::default(), 5);
    assert_eq!(
        phone.answers(own, "name"),
        ["Nguyễn Văn A"],
        "what a fellow traveller is called is not the user's name"
    );
}

#[test]
fn what_did_not_go_is_a_draft_again_with_its_answers() {
    let mut phone = Phone::default();
    let draft = phone.begin("ncovi", About::default(), 0);
    phone.fill(draft, 0);
    phone.declare(draft, false, 0).unwrap();
    let again = phone.book.refused(vec!["address.ward".to_owned()], &phone.forms, at(0).at).unwrap();
    assert_eq!(phone.book.drafts()[0].refused, ["address.ward"]);
    assert_eq!(phone.answer(again, "address.ward", "26737", 0), []);
    assert!(phone.book.drafts()[0].refused.is_empty(), "what was changed is not marked any more");
    phone.declare(again, false, 0).unwrap();
    assert!(matches!(phone.arrives("green", false, 0), Some(Became::AlreadyToday { at, .. }) if at == self::at(0).at));
    assert_eq!((phone.book.drafts().len(), phone.book.declarations().len()), (1, 0));
    let body =
        br#"{"type":"urn:lancan:problem:request-invalid","title":"","status":400,"detail":"response: name, seat"}"#;
    let response = crate::HttpResponse { status: 400, etag: None, body: body.to_vec() };
    assert_eq!(refused_questions(&response), ["name", "seat"]);
}

#[test]
fn a_person_needs_a_name_a_year_and_consent_and_ten_are_all() {
    let mut phone = Phone::default();
    let mut add = |name: &str, birth_year, number: Option<&str>, consent| {
        let new = NewPerson { name, birth_year, relation: Relation::Parent, phone: number, consent };
        phone.book.add_person(&new, at(0), &mut rng())
    };
    for (name, year, consent) in [(" ", 1950, true), ("Mẹ", 1899, true), ("Mẹ", 2022, true), ("Mẹ", 1950, false)]
    {
        assert_eq!(add(name, year, None, consent), Err(Problem::RequestInvalid));
    }
    assert_eq!(add("Mẹ", 1950, Some("113"), true), Err(Problem::PhoneMistyped));
    for _ in 0..10 {
        assert!(add("Mẹ", 1950, Some("0987 654 321"), true).is_ok());
    }
    assert_eq!(add("Mẹ", 1950, None, true), Err(Problem::Conflict));
    let first = phone.book.persons()[0].clone();
    assert_eq!((first.phone.as_deref(), first.relation), (Some("+84987654321"), Relation::Parent));
    let about = About { person: Some(first.id), journey_of: None };
    let draft = phone.begin("ncovi", about, 0);
    assert_eq!((phone.answers(draft, "name"), phone.answers(draft, "phone")), (vec!["Mẹ".into()], vec![]));
    phone.declared("ncovi", about, 0);
    assert!(phone.book.remove_person(first.id) && !phone.book.remove_person(first.id));
    assert_eq!((phone.book.declarations().len(), phone.book.drafts().len()), (0, 0));
}

#[test]
fn a_report_of_somebody_else_begins_empty_and_is_about_nobody_of_the_family() {
    let mut phone = Phone::default();
    phone.declared("ncovi", About::default(), 0);
    let draft = phone.begin("suspect", About::default(), 0);
    let questions = phone.book.questions(draft, &phone.forms, at(0)).unwrap();
    assert!(questions.len() > 8 && questions.iter().all(|one| one.answers.is_empty()), "{questions:?}");
    let offered = |person| phone.book.forms(&phone.forms, person, at(0), DAYS).iter().any(|form| form.id == "suspect");
    assert!(offered(None) && !offered(Some(7)));
    let own = phone.begin("domestic", About::default(), 0);
    let form = phone.forms.current("suspect").unwrap().clone();
    let about = About { person: None, journey_of: Some(own) };
    let refused = phone.book.begin(&form, about, None, &phone.forms, at(0).at);
    assert_eq!(refused, Err(Problem::NotFound));
}

#[test]
fn declarations_are_kept_as_long_as_the_server_keeps_them() {
    let mut phone = Phone::default();
    phone.declared("ncovi", About::default(), 0);
    phone.declared("vhd", About::default(), 0);
    phone.begin("domestic", About::default(), 0);
    let mut left = |day: u32| {
        assert_eq!(phone.book.has_old(&phone.forms, at(day), DAYS), day == 21 || day == 28);
        phone.book.forget_old(&phone.forms, at(day), DAYS);
        (phone.book.declarations().len(), phone.book.drafts().len())
    };
    assert_eq!((left(20), left(21), left(27), left(28)), ((2, 1), (1, 1), (1, 1), (0, 0)));
    let draft = phone.begin("ncovi", About::default(), 30);
    assert_eq!(phone.answers(draft, "gender").len(), 1, "who somebody is stays known until it is erased");
}

#[test]
fn forms_are_taken_up_by_signature_and_serial_and_answers_to_a_version_before_are_shown_with_it() {
    let key = p256::ecdsa::SigningKey::from_slice(&[3; 32]).unwrap();
    let pem =
        p256::pkcs8::EncodePublicKey::to_public_key_pem(key.verifying_key(), p256::pkcs8::LineEnding::LF).unwrap();
    let trusted = [PublicKeyPem { id: "forms".into(), version: "1".into(), pem }];
    let signed = |serial: u64, forms: Vec<FormVersion>| {
        let issued_at = at(0).at;
        let forms = Forms { format: 1, serial, issued_at, expires_at: issued_at.plus(86_400), forms };
        serde_json::to_vec(&Signed::new(Purpose::Forms, "forms", &key, &serde_json::to_vec(&forms).unwrap())).unwrap()
    };
    let mut next = FormVersion::shipped().unwrap();
    let mut changed = next[2].clone();
    next[2].superseded_on = Some(Day(18_750));
    changed.questionnaire.version = "2021-12".into();
    changed.rules.triage.clear();
    changed.questionnaire.item.remove(1);
    next.push(changed);

    let mut phone = Phone::default();
    let draft = phone.begin("ncovi", About::default(), 0);
    phone.fill(draft, 0);
    assert_eq!(phone.forms.fetched(signed(5, FormVersion::shipped().unwrap()), &trusted, at(0).at), Ok(false));
    assert_eq!(phone.forms.fetched(signed(6, next.clone()), &trusted, at(0).at), Ok(true));
    assert!(phone.forms.fetched(signed(5, next.clone()), &trusted, at(0).at).is_err(), "an older one");
    assert!(phone.forms.fetched(signed(7, next.clone()), &[], at(0).at).is_err(), "another's signature");
    assert!(phone.forms.fetched(signed(7, next), &trusted, at(2).at).is_err(), "expired");
    assert_eq!(phone.forms.current("ncovi").unwrap().questionnaire.version, "2021-12");
    assert!(phone.book.check(draft, &phone.forms, at(7)).is_ok());
    assert_eq!(phone.book.check(draft, &phone.forms, at(8)), Err(Problem::RequestInvalid));
    let made = phone.declare(draft, false, 7).unwrap();
    phone.arrives("green", true, 7);
    assert!(phone.book.answered(made, &phone.forms, at(7)).unwrap().iter().any(|one| one.link_id == "name"));
    let same = phone.book.forms(&phone.forms, None, at(8), DAYS);
    assert!(same.iter().all(|form| !form.same_as_yesterday), "another version asks other questions");

    let mut kept = PhoneForms::default();
    *kept.signed = crate::kept::Keep::from_bytes(&crate::kept::Keep::to_bytes(&*phone.forms.signed).unwrap()).unwrap();
    kept.restored(&trusted);
    assert_eq!(kept.current("ncovi").unwrap().questionnaire.version, "2021-12", "an expired document stays in use");
    kept.restored(&[]);
    assert!(kept.signed.is_none());
}

/// A phone with a person, a draft, a declaration that arrived with its pass, and one that waits.
fn everything() -> Phone {
    let mut phone = Phone::default();
    let child = phone.child();
    phone.declared("vhd", About::default(), 0);
    phone.begin("ncovi", About { person: Some(child), journey_of: None }, 0);
    let waits = phone.begin("domestic", About::default(), 0);
    phone.fill(waits, 0);
    phone.declare(waits, false, 0).unwrap();
    phone
}

#[test]
fn what_an_old_phone_kept_is_joined_once() {
    let old = everything();
    let mut new = Phone::default();
    new.begin("domestic", About::default(), 0);
    for _ in 0..2 {
        new.book.join(Declarations::from_bytes(&old.book.to_bytes().unwrap()).unwrap());
        assert_eq!((new.book.persons().len(), new.book.declarations().len(), new.book.drafts().len()), (1, 2, 2));
    }
    let draft = new.book.drafts().into_iter().find(|draft| draft.form == "ncovi").unwrap();
    assert_eq!(draft.person, Some(new.book.persons()[0].id));
    assert_eq!(new.book.declarations()[1].arrived, old.book.declarations()[1].arrived, "the pass goes along");
    let entry = new.begin("vhd", About::default(), 1);
    assert_eq!(new.answers(entry, "name"), ["Nguyễn Văn A"]);
}

#[test]
fn declarations_survive_their_bytes_and_none_are_nothing() {
    assert_eq!(Declarations::default().to_bytes(), None);
    let bytes = everything().book.to_bytes().unwrap();
    assert!(Declarations::from_bytes(&bytes) == Some(everything().book));
    let later = String::from_utf8(bytes).unwrap().replacen("\"version\":1", "\"version\":2", 1);
    assert!(Declarations::from_bytes(later.as_bytes()).is_none());
}

/// The bytes of declarations as they lie on phones (`CONTRIBUTING.md`): a file that is missing is written with `LANCAN_WRITE_GOLDEN=1`.
#[test]
fn declarations_of_version_1_are_read_as_they_were() {
    let path = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/files/values/declarations"));
    if std::env::var_os("LANCAN_WRITE_GOLDEN").is_some() && !path.exists() {
        std::fs::write(path, everything().book.to_bytes().unwrap()).unwrap();
    }
    assert!(Declarations::from_bytes(&std::fs::read(path).unwrap()) == Some(everything().book));
}

proptest! {
    /// Whatever somebody writes into whatever questions: nothing panics, every answer that is kept reads back as it was
    /// written, and a draft that the phone has nothing against is one that the server's own check takes.
    #[test]
    fn what_the_phone_takes_the_servers_check_takes(
        form in 0_usize..5,
        steps in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), "\\PC{0,12}"), 1..40),
    ) {
        let mut phone = Phone::default();
        let id = phone.forms.in_use().nth(form).unwrap().id.clone();
        let draft = phone.begin(&id, About::default(), 0);
        phone.fill(draft, 0);
        for (question, choice, words) in steps {
            let questions = phone.book.questions(draft, &phone.forms, at(0)).unwrap();
            let asked: Vec<_> = questions.iter().filter(|one| {
                !matches!(one.kind, QuestionKind::Heading | QuestionKind::Words)
            }).collect();
            let one = asked[question.index(asked.len())];
            let mut likely = vec![words, "yes".into(), "2021-05-03".into(), "1".into(), "VN".into(), String::new()];
            likely.extend(one.options.iter().map(|option| option.code.clone()));
            let words = vec![likely[choice.index(likely.len())].clone()];
            let time = one.time.map(lancan_protocol::Saturate::saturate);
            let before = one.answers.clone();
            let refused = phone.book.answer(draft, (&one.link_id, time), &words, &phone.forms, at(0)).unwrap();
            if !refused.is_empty() {
                let now = phone.book.questions(draft, &phone.forms, at(0)).unwrap();
                let same = now.iter().find(|now| (&now.link_id, now.time) == (&one.link_id, one.time)).unwrap();
                prop_assert_eq!(&same.answers, &before);
            }
        }
        for one in phone.book.questions(draft, &phone.forms, at(0)).unwrap() {
            let time = one.time.map(lancan_protocol::Saturate::saturate);
            if !one.answers.is_empty() {
                let refused = phone.book.answer(draft, (&one.link_id, time), &one.answers, &phone.forms, at(0)).unwrap();
                prop_assert_eq!(refused, vec![]);
            }
        }
        let refused = phone.book.check(draft, &phone.forms, at(0)).unwrap().refused;
        prop_assert_eq!(phone.declare(draft, false, 0).is_ok(), refused.is_empty());
        if refused.is_empty() {
            let sent = phone.sent();
            let bytes = serde_json::to_vec(&sent.response).unwrap();
            let read = lancan_protocol::forms::Response::from_json(&bytes).unwrap();
            let form = phone.forms.current(&sent.form).unwrap();
            prop_assert!(form.check(&read, at(0).today).is_ok());
        }
    }
}
