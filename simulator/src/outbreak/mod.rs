//! One run of the whole loop: phones meet, an officer confirms cases, who was near is warned.

mod answers;
mod judge;
mod posters;
mod report;

use std::time::Duration;

use lancan_core::{Capabilities, DutyCycle, Fixed, Listening, ReportStage, StaticVault, Store, Tracer, Warning};
use lancan_protocol::{key_days::KeyDays, problem::Problem, risk::Reason, rules::Rules, time::UnixTime};
use rand::seq::SliceRandom as _;

use self::{
    posters::Posters,
    report::{Reported, report},
};

use crate::{
    air::{Air, Power},
    authority::{Authority, AuthorityError},
    clock::{FIRST_MIDNIGHT, SimTime},
    contacts::{Contacts, Person, ROW_SECONDS},
    host::Due,
    hours::radio_hours,
    phone::Phone,
    places::Places,
    random::{Purpose, stream},
    truth::{CloseRule, Truth},
    visiting::{Scanning, attendances},
    world::World,
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
    /// How reliably people scan the posters of places; none where there are no posters.
    pub scanning: Option<Scanning>,
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
#[derive(Clone, Debug, Default, PartialEq)]
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
    /// What posters at places added, where there were any.
    pub places: Option<PlaceFigures>,
    /// Everybody, and what their phone told them.
    pub told: Vec<Told>,
    /// Who was in contact with which case, and for how long.
    pub ties: Vec<Tie>,
}

/// What one person was told, beside what was true.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The person.
    pub person: Person,
    /// The number that the file of contacts gives the person.
    pub label: u32,
    /// Confirmed by an officer.
    pub is_case: bool,
    /// Truly a close contact of a case.
    pub was_close: bool,
    /// The gravest warning of the person's phone.
    pub warning: Option<Warning>,
    /// The phone warns of a place where the person was.
    pub warned_of_place: bool,
    /// Of all cases that the phone heard, why the one that came nearest to a contact is one or none; none where it heard none.
    pub reason: Option<Reason>,
}

/// A contact of a case with somebody who is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tie {
    /// The case.
    pub case: Person,
    /// The other.
    pub other: Person,
    /// Whole minutes in contact, in truth.
    pub minutes: u32,
}

/// What came of posters at the doors of places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlaceFigures {
    /// Places with a poster.
    pub posters: usize,
    /// Scans of all people that began or ended a visit.
    pub scans: usize,
    /// Visits that the cases reported.
    pub reported: usize,
    /// Those that the officer published: 20 a day at most.
    pub published: usize,
    /// People who were warned of a place, the cases left out.
    pub warned: usize,
    /// Of those, true close contacts of a case.
    pub close_found: usize,
    /// True close contacts of a case that were warned by Bluetooth, by a place, or by both.
    pub either_found: usize,
    /// People who truly were at places together with a case for 15 minutes or longer.
    pub together_true: usize,
    /// Of those, warned of a place.
    pub together_found: usize,
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

impl PlaceFigures {
    /// Of all true close contacts of a case, the share that was warned of a place.
    pub fn recall(&self, close_contacts_true: usize) -> Option<f64> {
        ratio(self.close_found, close_contacts_true)
    }

    /// Of those who were warned of a place, the share of true close contacts.
    pub fn precision(&self) -> Option<f64> {
        ratio(self.close_found, self.warned)
    }

    /// Of all true close contacts of a case, the share that was warned by Bluetooth, by a place, or by both.
    pub fn either_recall(&self, close_contacts_true: usize) -> Option<f64> {
        ratio(self.either_found, close_contacts_true)
    }

    /// Of those who were at places together with a case for 15 minutes or longer, the share that was warned of a place.
    pub fn together_recall(&self) -> Option<f64> {
        ratio(self.together_found, self.together_true)
    }

    /// Of those who were warned of a place, the share that was at places together with a case for 15 minutes or longer.
    pub fn together_precision(&self) -> Option<f64> {
        ratio(self.together_found, self.warned)
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
    /// No text message came with the password of somebody who asked to be called.
    #[error("no text message came to somebody who asked to be called")]
    NoPassword,
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

/// Warned people who ask to be called, when all that an [`Outcome`] counts is over.
pub struct Answering<'a> {
    /// How many ask, at most; those warned of a close contact first.
    pub most: usize,
    /// The password in the newest text message of the authority; none where no message comes.
    pub password: &'a dyn Fn() -> Option<String>,
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
    run_answered(scenario, authority, None, watch)
}

/// As [`run`], and afterwards warned people ask to be called. The authority must have a gateway for text messages then.
///
/// # Errors
/// [`OutbreakError`].
pub fn run_answered(
    scenario: Scenario,
    authority: &mut Authority,
    answering: Option<&Answering<'_>>,
    watch: &mut dyn FnMut(Progress),
) -> Result<Outcome, OutbreakError> {
    let Scenario { contacts, places, air, power, seed, cases, scanning } = scenario;
    let truth = Truth::of(&contacts, CloseRule::default());
    let cases = draw_cases(&truth, cases, seed)?;
    let end = SimTime::of(contacts.end());
    let attended = attendances(&places);
    let mut posters = match scanning {
        Some(scanning) => Some(Posters::hang(authority, &attended, scanning, seed)?),
        None => None,
    };
    let mut phones = Vec::with_capacity(contacts.labels.len());
    for person in contacts.people() {
        let capabilities = Capabilities {
            transmit_power_dbm: Some(power.of(person, seed)),
            model: power.model(person, seed).to_owned(),
            ..Capabilities::default()
        };
        let mut phone = phone(person, capabilities, authority, &air, &places, seed)?;
        if let Some(at) = posters.as_ref().and_then(|posters| posters.first_scan(person)) {
            phone.host.boot(at);
        }
        phones.push(phone);
    }
    let mut world = World::new(air, places, phones, seed, FIRST_MIDNIGHT);

    // Confirmed an hour after the last row.
    let confirmed = SimTime(end.0 + 3_600_000);
    let first = contacts.rows.first().map_or(end, |row| SimTime::of(row.slot));
    let span = |at: SimTime, from: SimTime| at.0.saturating_sub(from.0) / 1_000;
    let mut meeting = |at: SimTime| watch(Progress::Meeting(span(at, first), span(confirmed, first)));
    if let Some(posters) = &mut posters {
        posters.play(&mut world, authority, &mut meeting)?;
    }
    world.run_until(confirmed, authority, &mut meeting);

    watch(Progress::Reporting);
    let mut reported = Reported::default();
    for (number, case) in cases.iter().enumerate() {
        report(&mut world, authority, *case, number + 1, posters.is_some(), &mut reported)?;
    }
    if let Some(posters) = &mut posters {
        posters.publish(authority, &reported.cases)?;
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

    let outcome = judge::by_contacts(&world, &truth, &cases, &reported, &contacts);
    let places = posters.map(|posters| judge::by_places(&world, &truth, &cases, &attended, &posters));
    if let Some(answering) = answering {
        answers::answer(&mut world, authority, &cases, answering)?;
    }
    Ok(Outcome { places, ..outcome })
}

fn next_midnight(now: SimTime) -> UnixTime {
    let days = KeyDays::VIETNAM;
    days.start(days.day(now.wall(FIRST_MIDNIGHT)).plus(1))
}

/// Seconds after midnight by which a phone with a connection has sent the second part of its report.
const SECOND_PART_UNTIL: u64 = 12 * 3_600;
/// Seconds after a report by which its keys are published, the longest delay and the time between two exports included.
const LONGEST_PUBLICATION: u64 = 6 * 3_600;

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
