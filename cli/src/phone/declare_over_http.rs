//! The phone declares at the real server, over HTTP, with the code of a text message.

use std::{sync::Arc, time::Duration};

use lancan_core::{
    Capabilities, Command, DeclaringStage, Event, HttpAnswer, LogContact, Notice, Now, QuestionKind, StaticVault,
    Store, Tracer,
};
use lancan_protocol::{
    PhoneNumber,
    pass::{GatePass, PassKeys},
    problem::Problem,
    time::UnixTime,
    wire::Relation,
};
use lancan_server::{Config, Server, clock::VirtualClock, config::SecretText};
use lancan_text::Language;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

use super::declare_erase::{ErasingClient, Refused};
use super::say::Speech;
use crate::gateway::Gateway;

/// 3 May 2021, 08:00 in Vietnam.
const MORNING: UnixTime = UnixTime(18_750 * 86_400 + 3_600);

/// A phone whose host does HTTP alone.
struct Phone {
    tracer: Tracer,
    agent: ureq::Agent,
    url: String,
    now: Now,
}

impl Phone {
    /// Executes commands until nothing is left to fetch or send, and returns what was told of declaring.
    fn execute(&mut self, commands: Vec<Command>) -> Vec<DeclaringStage> {
        let mut told = Vec::new();
        let mut waiting = std::collections::VecDeque::from(commands);
        while let Some(command) = waiting.pop_front() {
            match command {
                Command::Http(request) => {
                    let outcome = lancan_simulator::authority::exchange(&self.agent, &self.url, &request).into();
                    let answer = Event::Http(HttpAnswer { request: request.id, outcome });
                    waiting.extend(self.tracer.handle(self.now, answer));
                }
                Command::Notify(Notice::Declaring(stage)) => told.push(stage),
                Command::Notify(_) | Command::Radio(_) => {}
            }
        }
        told
    }

    /// Answers whatever is required and was not answered yet.
    fn fill(&mut self, draft: i64, ward: &str) {
        loop {
            let questions = self.tracer.declaration_questions(draft).unwrap();
            let is_next = |one: &&lancan_core::DeclarationQuestion| {
                one.required && one.answers.is_empty() && one.time.is_none() && one.kind != QuestionKind::Heading
            };
            let Some(one) = questions.iter().find(is_next) else { return };
            let words = match one.kind {
                QuestionKind::YesNo => "no",
                QuestionKind::Whole => "1980",
                QuestionKind::Date => "2021-05-03",
                QuestionKind::Choice => one.options[0].code.as_str(),
                QuestionKind::Country => "VN",
                QuestionKind::Phone => "0912345678",
                QuestionKind::Province => "79",
                QuestionKind::District => "760",
                QuestionKind::Ward => ward,
                _ => "AB 1234",
            };
            let answers = [words.to_owned()];
            let refused = self.tracer.answer_declaration(self.now, draft, &one.link_id, one.time, &answers).unwrap();
            assert_eq!(refused, [], "{}", one.link_id);
        }
    }
}

#[test]
fn a_phone_fills_in_without_a_network_signs_in_and_sends_for_itself_and_a_child() {
    let directory = tempfile::tempdir().unwrap();
    let gateway = Gateway::start().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let clock = Arc::new(VirtualClock::new(MORNING));
    let mut config = Config {
        listen: ([127, 0, 0, 1], 0).into(),
        data_dir: directory.path().join("data"),
        authority: "Sở Y tế thành phố mẫu".to_owned(),
        ..Config::default()
    };
    config.sms.webhook = Some(gateway.url.clone());
    config.sms.secret = SecretText::new("a secret of this test alone, long enough");
    let server = runtime.block_on(Server::start(config, clock.clone())).unwrap();
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let store = Store::in_memory(&StaticVault::new([7; 32]), &mut rng).unwrap();
    let tracer = Tracer::open(store, server.deployment(), rng).unwrap();
    let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
    let now = Now { wall: MORNING, monotonic: Duration::ZERO };
    let mut phone = Phone { tracer, agent, url: server.url(), now };
    let started = phone.tracer.handle(now, Event::Started { capabilities: Capabilities::default(), restored: false });
    phone.execute(started);

    let asked = phone.tracer.fetch_forms(now);
    assert_eq!(phone.execute(asked), [DeclaringStage::FormsChecked { changed: false }]);
    let child = phone.tracer.add_declaration_person(now, "Bé An", 2018, Relation::Child, None, true).unwrap();
    let daily = phone.tracer.begin_declaration(now, "ncovi-daily", Some(child), None).unwrap();
    let entry = phone.tracer.begin_declaration(now, "vhd", None, None).unwrap();
    for draft in [daily, entry] {
        phone.fill(draft, "26734");
        let commands = phone.tracer.declare(now, draft, false).unwrap();
        assert_eq!(phone.execute(commands), [], "nothing is sent before somebody has signed in");
    }
    let commands = phone.tracer.ask_to_declare(now, "0912 345 678", "vi").unwrap();
    assert!(matches!(phone.execute(commands)[..], [DeclaringStage::CodeSent { .. }]));
    let commands = phone.tracer.sign_in_to_declare(now, &gateway.code().unwrap()).unwrap();
    let told = phone.execute(commands);
    assert!(
        matches!(
            told[..],
            [DeclaringStage::SignedIn { .. }, DeclaringStage::Arrived { .. }, DeclaringStage::Arrived { .. }]
        ),
        "{told:?}"
    );
    // The number is certified by the way, for entries of visitor logs.
    let contact =
        |number: &str| LogContact {
            name: "Nguyễn Văn An".into(), phone: number.into(), birth_year: None, unit: None
        };
    for (number, is_certified) in [("0912345678", true), ("0912345679", false)] {
        phone.tracer.set_log_contact(now, &contact(number)).unwrap();
        assert_eq!(phone.tracer.log_number_is_certified(), is_certified);
    }
    let made = phone.tracer.declarations();
    let pass = made[0].arrived.as_ref().unwrap().pass.as_ref().unwrap();
    let read = GatePass::read(&pass.text, &PassKeys::of(&server.deployment().pass_keys)).unwrap();
    assert_eq!(read.gate.0, pass.gate, "the pass that the phone keeps verifies without a network");

    // Digits of a ward that there is none of: the phone cannot know, the server does.
    let other = phone.tracer.begin_declaration(now, "ncovi", None, None).unwrap();
    phone.fill(other, "99999");
    let commands = phone.tracer.declare(now, other, false).unwrap();
    assert!(matches!(phone.execute(commands)[..], [DeclaringStage::Refused { .. }]));
    assert_eq!(phone.tracer.declaration_drafts()[0].refused, ["address.ward"]);

    clock.set(MORNING.plus(86_400)).unwrap();
    phone.now = Now { wall: MORNING.plus(86_400), monotonic: Duration::from_hours(24) };
    let forms = phone.tracer.declaration_forms(phone.now, Some(child));
    assert!(forms.iter().any(|form| form.id == "ncovi-daily" && form.same_as_yesterday));
    let commands = phone.tracer.declare_same(phone.now, "ncovi-daily", Some(child)).unwrap();
    let told = phone.execute(commands);
    assert!(matches!(told[..], [DeclaringStage::Arrived { .. }]), "{told:?}");

    // Whoever has the number's code erases on the server what it declared, and nobody else.
    let database = rusqlite::Connection::open(directory.path().join("data/lancan.sqlite3")).unwrap();
    let count = || database.query_row("SELECT count(*) FROM declarations", [], |row| row.get::<_, i64>(0)).unwrap();
    let (number, speech) = (PhoneNumber::parse("0912345678").unwrap(), Speech::of(Language::En));
    let client = ErasingClient::new(&phone.url, speech).unwrap();
    client.ask(&number).unwrap();
    let code = gateway.code().unwrap();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    assert!(matches!(client.begin(&number, wrong), Err(Refused::Problem(Problem::OtpWrong))));
    let thief = ErasingClient::new(&phone.url, speech).unwrap();
    assert!(matches!(thief.begin(&number, &code), Err(Refused::Problem(Problem::OtpWrong))), "bound to who asked");
    let token = client.begin(&number, &code).unwrap();
    assert!(client.erase("another").is_err());
    assert_eq!(count(), 3);
    client.erase(&token).unwrap();
    assert_eq!(count(), 0);
}
