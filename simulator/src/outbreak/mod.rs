//! One run of the whole loop: phones meet, an officer confirms cases, who was near is warned.

use std::{collections::BTreeSet, time::Duration};

use lancan_core::{
    Capabilities, ConsentGiven, DutyCycle, Fixed, Listening, Notice, ReportStage, StaticVault, Store, Tracer,
    WarningChange,
};
use lancan_protocol::{key_days::KeyDays, problem::Problem, risk::Verdict, rules::Rules, time::UnixTime};
use rand::seq::SliceRandom as _;

use crate::{
    air::{Air, Power},
    authority::{Authority, AuthorityError},
    clock::{FIRST_MIDNIGHT, SimTime},
    contacts::{Contacts, Person, ROW_SECONDS, Slot},
    host::Due,
    hours::radio_hours,
    phone::Phone,
    places::Places,
    random::{Purpose, stream},
    truth::{CloseRule, Truth},
    world::{Network as _, World},
};

/// Close contacts that a person must have to be drawn as a case.
pub const LEAST_CONTACTS: usize = 3;

/// What to run.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Who met whom.
    pub contacts: Contacts,
    /// Where everybody was.
    pub places: Places,
    /// The air between the phones.
    pub air: Air,
    /// With what power phones send, and what they declare.
    pub power: Power,
    /// What every draw depends on.
    pub seed: u64,
    /// How many people are confirmed.
    pub cases: usize,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// People meet; seconds of simulated time done, and in all.
    Meeting(u64, u64),
    /// A case is confirmed and reports.
    Reporting,
    /// Keys are published, phones poll and match; seconds done, and in all.
    Warning(u64, u64),
}

/// What came of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// People with a phone.
    pub people: usize,
    /// People confirmed.
    pub cases: usize,
    /// People who truly were close contacts of a case.
    pub close_contacts_true: usize,
    /// Of those, warned.
    pub found: usize,
    /// Of those, not warned.
    pub missed: usize,
    /// Warned, though not close contacts.
    pub wrongly_warned: usize,
    /// Told "possible" and no more.
    pub possible: usize,
    /// Day keys that the cases reported.
    pub keys_reported: u64,
    /// Close encounters that the cases reported.
    pub encounters_reported: u64,
    /// Median simulated minutes from a report's acceptance to the warning of those who were warned.
    pub minutes_to_warning: Option<u64>,
    /// Requests that all phones sent to the server.
    pub requests: u64,
}

impl Outcome {
    /// Found among those who should have been.
    pub fn recall(&self) -> Option<f64> {
        ratio(self.found, self.close_contacts_true)
    }

    /// Rightly warned among those who were; none when nobody was.
    pub fn precision(&self) -> Option<f64> {
        ratio(self.found, self.found + self.wrongly_warned)
    }
}

fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Why a run ended without an outcome.
#[derive(Debug, thiserror::Error)]
pub enum OutbreakError {
    /// Nobody can be a case.
    #[error("{found} people have {LEAST_CONTACTS} close contacts or more; {wanted} cases cannot be drawn among them")]
    TooFewContacts {
        /// People who could be a case.
        found: usize,
        /// Cases wanted.
        wanted: usize,
    },
    /// The server failed.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// A phone refused.
    #[error("a phone: {0}")]
    Phone(#[from] Problem),
    /// A phone's store failed.
    #[error("a phone's store: {0}")]
    Store(#[from] lancan_core::StoreError),
    /// A case's report did not arrive.
    #[error("the report of a case was not accepted: {0:?}")]
    NotAccepted(Option<ReportStage>),
}

/// The rules a run's authority signs: the built-in ones.
pub fn rules() -> Rules {
    let mut rules = Rules::built_in();
    rules.serial = 1;
    rules.issued_at = FIRST_MIDNIGHT;
    rules
}

/// Runs the loop once against an authority that was started at [`FIRST_MIDNIGHT`] with [`rules`].
///
/// # Errors
/// [`OutbreakError`].
pub fn run(
    scenario: Scenario,
    authority: &mut Authority,
    watch: &mut dyn FnMut(Progress),
) -> Result<Outcome, OutbreakError> {
    let Scenario { contacts, places, air, power, seed, cases } = scenario;
    let truth = Truth::of(&contacts, CloseRule::default());
    let cases = draw_cases(&truth, cases, seed)?;
    let end = SimTime::of(contacts.end());
    let mut phones = Vec::with_capacity(contacts.labels.len());
    for person in contacts.people() {
        let capabilities = Capabilities {
            transmit_power_dbm: Some(power.of(person, seed)),
            model: power.model(person, seed).to_owned(),
            ..Capabilities::default()
        };
        phones.push(phone(person, capabilities, authority, &air, &places, seed)?);
    }
    let people = phones.len();
    let mut world = World::new(air, places, phones, seed, FIRST_MIDNIGHT);

    // Confirmed an hour after the last row.
    let confirmed = SimTime(end.0 + 3_600_000);
    let first = contacts.rows.first().map_or(end, |row| SimTime::of(row.slot));
    let span = |at: SimTime, from: SimTime| at.0.saturating_sub(from.0) / 1_000;
    world.run_until(confirmed, authority, &mut |at| {
        watch(Progress::Meeting(span(at, first), span(confirmed, first)));
    });

    watch(Progress::Reporting);
    let mut reported = Reported::default();
    for (number, case) in cases.iter().enumerate() {
        report(&mut world, authority, *case, number + 1, &mut reported)?;
    }

    // Until the last phone has polled after the last key's publication: that of the day of the report follows the next
    // morning, in the report's second part.
    let polling = rules().polling.seconds;
    let patience = u64::from(polling) + u64::from(polling) / 10 + 3_600;
    let second_by = next_midnight(world.now()).plus(SECOND_PART_UNTIL + LONGEST_PUBLICATION);
    let published = SimTime::seconds(reported.published_by.max(second_by).0.saturating_sub(FIRST_MIDNIGHT.0));
    let last = SimTime(published.0.max(world.now().0) + patience * 1_000);
    let from = world.now();
    world.run_until(last, authority, &mut |at| watch(Progress::Warning(span(at, from), span(last, from))));
    reported.count(authority, world.now())?;

    Ok(judge(&world, &truth, &cases, &reported, people))
}

fn next_midnight(now: SimTime) -> UnixTime {
    let days = KeyDays::VIETNAM;
    days.start(days.day(now.wall(FIRST_MIDNIGHT)).plus(1))
}

/// Seconds after midnight by which a phone with a connection has sent the second part of its report.
const SECOND_PART_UNTIL: u64 = 12 * 3_600;
/// Seconds after a report by which its keys are published, the longest delay and the time between two exports included.
const LONGEST_PUBLICATION: u64 = 6 * 3_600;

#[derive(Default)]
struct Reported {
    /// The cases by their ids at the authority.
    cases: Vec<String>,
    accepted: SimTime,
    published_by: UnixTime,
    keys: u64,
    encounters: u64,
}

impl Reported {
    /// Counts what has come for all cases, as an officer sees it.
    fn count(&mut self, authority: &mut Authority, now: SimTime) -> Result<(), OutbreakError> {
        authority.time_is(now.wall(FIRST_MIDNIGHT));
        authority.sign_in()?;
        for id in &self.cases {
            let seen = authority.case(id)?;
            let count = |field: &str| {
                let reports = seen.get("reports").and_then(|reports| reports.as_array());
                reports.into_iter().flatten().filter_map(|report| report.get(field)?.as_u64()).sum::<u64>()
            };
            self.keys += count("keys");
            self.encounters += count("encounters");
        }
        Ok(())
    }
}

/// Cases are drawn among those with enough contacts to say something.
fn draw_cases(truth: &Truth, wanted: usize, seed: u64) -> Result<Vec<Person>, OutbreakError> {
    let mut able = truth.with_contacts(LEAST_CONTACTS);
    if able.len() < wanted || wanted == 0 {
        return Err(OutbreakError::TooFewContacts { found: able.len(), wanted });
    }
    able.shuffle(&mut stream(seed, Purpose::Cases, 0));
    able.truncate(wanted);
    Ok(able)
}

fn phone(
    person: Person,
    capabilities: Capabilities,
    authority: &Authority,
    air: &Air,
    places: &Places,
    seed: u64,
) -> Result<Phone, OutbreakError> {
    let mut rng = stream(seed, Purpose::Core, u64::from(person.0));
    let mut secret = [0; 32];
    rand::Rng::fill_bytes(&mut rng, &mut secret);
    let store = Store::in_memory(&StaticVault::new(secret), &mut rng)?;
    let mut tracer = Tracer::open(store, authority.deployment(), rng)?;
    if matches!(air, Air::Perfect) {
        tracer = tracer.with_duty_cycle(row_by_row());
    }
    let mut phone = Phone::new(person, tracer, capabilities, seed, FIRST_MIDNIGHT);
    let hours = radio_hours(person, air, places, seed);
    // The app runs from a few minutes before it is first needed; the core polls from then on.
    if let Some((first, _)) = hours.first() {
        phone.host.boot(*first);
    }
    for (on, off) in hours {
        phone.host.expect(on, Due::Power(true));
        phone.host.expect(off, Due::Power(false));
    }
    Ok(phone)
}

/// On the perfect air phones listen without a break, one scan for each row.
fn row_by_row() -> DutyCycle {
    let row = Duration::from_secs(u64::from(ROW_SECONDS));
    let Fixed { listening, advertising } = Fixed::always();
    DutyCycle::Fixed(Fixed { listening: Listening { duration: row, every: row, ..listening }, advertising })
}

/// An officer confirms a case; its owner enters the code, agrees and sends.
fn report(
    world: &mut World,
    authority: &mut Authority,
    case: Person,
    number: usize,
    reported: &mut Reported,
) -> Result<(), OutbreakError> {
    let now = world.now();
    let today = KeyDays::VIETNAM.day(now.wall(FIRST_MIDNIGHT));
    // Onset three days after the first day at the latest: every day of the run is one on which the case was infectious.
    let first_day = SimTime::of(Slot(Slot::PER_DAY + Slot::PER_DAY / 2));
    let first_day = KeyDays::VIETNAM.day(first_day.wall(FIRST_MIDNIGHT));
    let onset = first_day.plus(3).min(today);
    authority.time_is(now.wall(FIRST_MIDNIGHT));
    authority.sign_in()?;
    let id = authority.confirm_case(&format!("F0-{number:03}"), onset, today)?;
    let code = authority.issue_code(&id)?;

    let phone = &mut world.phones[case.index()];
    phone.act(now, |core, now| core.enter_code(now, &code))?;
    wait(world, authority, case, |stage| matches!(stage, ReportStage::Review { .. }))?;

    let now = world.now();
    let phone = &mut world.phones[case.index()];
    phone.core.review()?;
    let consent =
        ConsentGiven { keys: true, encounters: true, text_version: 1, language: "vi".to_owned(), visits: false };
    phone.act(now, |core, now| core.send(now, &consent))?;
    let stage = wait(world, authority, case, |stage| matches!(stage, ReportStage::Accepted { .. }))?;
    if let ReportStage::Accepted { published_by } = stage {
        reported.published_by = reported.published_by.max(published_by);
    }
    reported.accepted = world.now();
    reported.cases.push(id);
    Ok(())
}

/// Lets time pass until a phone's report is at a stage, for ten minutes at most.
fn wait(
    world: &mut World,
    authority: &mut Authority,
    person: Person,
    reached: impl Fn(&ReportStage) -> bool,
) -> Result<ReportStage, OutbreakError> {
    let latest = |world: &World| {
        world.phones[person.index()].host.notices.iter().rev().find_map(|(_, notice)| match notice {
            Notice::Report(stage) => Some(stage.clone()),
            _ => None,
        })
    };
    for _ in 0..30 {
        world.run_until(SimTime(world.now().0 + 20_000), authority, &mut |_| {});
        match latest(world) {
            Some(stage) if reached(&stage) => return Ok(stage),
            Some(ReportStage::Failed(problem)) => return Err(problem.into()),
            _ => {}
        }
    }
    Err(OutbreakError::NotAccepted(latest(world)))
}

fn judge(world: &World, truth: &Truth, cases: &[Person], reported: &Reported, people: usize) -> Outcome {
    let cases: BTreeSet<Person> = cases.iter().copied().collect();
    let close: BTreeSet<Person> =
        cases.iter().flat_map(|case| truth.close_to(*case)).copied().filter(|person| !cases.contains(person)).collect();
    let (mut found, mut wrongly_warned, mut possible) = (0, 0, 0);
    let mut minutes = Vec::new();
    for phone in world.phones.iter().filter(|phone| !cases.contains(&phone.person)) {
        let warnings = phone.host.notices.iter().filter_map(|(at, notice)| match notice {
            Notice::Warned(notice) if notice.change != WarningChange::Expired => Some((*at, notice.warning.verdict)),
            _ => None,
        });
        let mut gravest: Option<(SimTime, Verdict)> = None;
        for (at, verdict) in warnings {
            if gravest.is_none_or(|(_, before)| verdict > before) {
                gravest = Some((at, verdict));
            }
        }
        match gravest {
            Some((at, Verdict::Close)) => {
                minutes.push((at.0.saturating_sub(reported.accepted.0)) / 60_000);
                if close.contains(&phone.person) { found += 1 } else { wrongly_warned += 1 }
            }
            Some((_, Verdict::Possible)) => possible += 1,
            _ => {}
        }
    }
    minutes.sort_unstable();
    Outcome {
        people,
        cases: cases.len(),
        close_contacts_true: close.len(),
        found,
        missed: close.len() - found,
        wrongly_warned,
        possible,
        keys_reported: reported.keys,
        encounters_reported: reported.encounters,
        minutes_to_warning: minutes.get(minutes.len() / 2).copied(),
        requests: world.requests(),
    }
}
