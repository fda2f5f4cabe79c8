//! The phone as one state machine: events in, commands out.

mod calling;
mod common;
mod declaring;
#[cfg(test)]
mod golden;
mod keeping;
mod own_data;
mod publication;
mod radio_side;
mod receiver;
mod reporting;
mod reports;
mod retention;
#[cfg(test)]
mod tests;
mod upkeep;
mod user_data;
mod users_time;
mod visiting;
mod visitor_log;
mod wishes;

use core::time::Duration;
use std::collections::BTreeSet;

use lancan_protocol::{export::TrustedKeys, problem::Problem, rules::Rules, time::UnixTime, wire::Deployment};
use rand_core::CryptoRng;

use crate::{
    call::Calling,
    capabilities::Capabilities,
    clock_watch::ClockWatch,
    command::Command,
    coverage::Coverage,
    deadlines::{Latest, Soonest},
    declaring::Declaring,
    event::{AdapterState, Event, HttpAnswer, RadioEvent},
    host_watch::{BreachSeen, HostWatch},
    kept::Kept,
    known_time::KnownTime,
    notice::{Notice, Status, Trouble},
    now::Now,
    outbox::{Errand, Outbox},
    radio::{DutyCycle, Radio, RadioUsage, Turn},
    store::Store,
    visitor_log::VisitorLog,
    visits::Visited,
    worked::Worked,
};
use common::Common;
use publication::Publication;
use radio_side::RadioSide;
use reports::Reports;
use retention::Retention;
use user_data::UserData;

/// A phone: what it heard, its own keys, what it sends and whom it warns.
///
/// # Which method when
/// - **Events**: [`handle`](Self::handle) takes one and returns commands. It cannot fail: what goes wrong shows in
///   [`status`](Self::status). The first event is [`Event::Started`].
/// - **Acts of the user that return commands**: [`enter_code`](Self::enter_code), [`send`](Self::send),
///   [`ask_for_password`](Self::ask_for_password), [`withdraw`](Self::withdraw),
///   [`call_me`](Self::call_me) and [`erase`](Self::erase) may be refused; [`check_now`](Self::check_now), [`pause`](Self::pause) and
///   [`resume`](Self::resume) may not. The host executes the commands as those of an event. The commands of a refused act
///   wait for the next event.
/// - **Visits**: [`scan_place`](Self::scan_place), [`add_visit`](Self::add_visit), [`edit_visit`](Self::edit_visit) and
///   [`delete_visit`](Self::delete_visit) send nothing; warnings that follow from an edit come with the next event.
/// - **Visitor logs**: at a place that must list its visitors [`scan_place`](Self::scan_place) gives [`Scanned::LogAsked`](crate::Scanned::LogAsked);
///   [`agree_to_log`](Self::agree_to_log), which returns commands, and [`decline_log`](Self::decline_log) answer. What was
///   agreed to is sent with a later event. [`set_log_contact`](Self::set_log_contact) and [`forget_log_contact`](Self::forget_log_contact) send nothing;
///   [`person_code`](Self::person_code) draws the code for a checker, and what leads from it to the user is sent with a later
///   event, for the province of [`set_code_province`](Self::set_code_province); [`log_contact`](Self::log_contact) and [`log_entries`](Self::log_entries) are looks that cannot fail.
/// - **Declarations**: [`declare`](Self::declare), [`declare_same`](Self::declare_same),
///   [`ask_to_declare`](Self::ask_to_declare), [`sign_in_to_declare`](Self::sign_in_to_declare) and
///   [`fetch_forms`](Self::fetch_forms) return commands. [`begin_declaration`](Self::begin_declaration),
///   [`answer_declaration`](Self::answer_declaration) and what adds, removes or forgets send nothing and may fail;
///   [`declaration_forms`](Self::declaration_forms), [`declaration_persons`](Self::declaration_persons),
///   [`declaration_drafts`](Self::declaration_drafts), [`declarations`](Self::declarations) and
///   [`declaring_session`](Self::declaring_session) are looks that cannot fail.
/// - **Acts of the user without commands**: [`leave_out`](Self::leave_out), [`leave_nothing_out`](Self::leave_nothing_out),
///   [`cancel_report`](Self::cancel_report), [`cancel_call`](Self::cancel_call), [`dismiss_warning`](Self::dismiss_warning),
///   [`open_transfer`](Self::open_transfer) and [`change_secret`](Self::change_secret). They may fail.
/// - **Looks**: [`status`](Self::status), [`report_stage`](Self::report_stage), [`sent_reports`](Self::sent_reports), [`call_stage`](Self::call_stage), [`rules`](Self::rules), [`exposures`](Self::exposures), [`reasons`](Self::reasons),
///   [`deployment`](Self::deployment) and [`radio_usage`](Self::radio_usage) cannot fail. [`review`](Self::review), [`call_review`](Self::call_review),
///   [`warnings`](Self::warnings), [`history`](Self::history), [`write_own_data`](Self::write_own_data) and
///   [`seal_transfer`](Self::seal_transfer) read the store and may fail.
/// - **The timer**: [`next_wake`](Self::next_wake), after every event and every act.
/// - **Debugging a host**: [`watch_host`](Self::watch_host) before the first event; [`breaches`](Self::breaches) says then which
///   demands of the contract the host did not keep.
///
/// All may be called at any time after [`open`](Self::open). Acts before [`Event::Started`] give no radio commands.
///
/// Everything that an event or act changed is written before its commands are returned. A report that cannot be written is
/// not sent; other values that cannot be written are written with a later event.
///
/// # Example
/// ```
/// use lancan_core::{Event, Now, Tracer, StaticVault, Store};
/// # use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
/// # let deployment = lancan_protocol::wire::Deployment::for_test();
/// # let mut rng = ChaCha20Rng::seed_from_u64(1);
/// # let now = Now { wall: lancan_protocol::time::UnixTime(1_620_000_000), monotonic: core::time::Duration::ZERO };
/// let store = Store::in_memory(&StaticVault::new([7; 32]), &mut rng)?;
/// let mut tracer = Tracer::open(store, deployment, rng)?;
/// let commands = tracer.handle(now, Event::Started { capabilities: Default::default(), restored: false });
/// assert!(!commands.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Tracer {
    common: Common,
    // Large, and a tracer is moved by its hosts.
    radio: Box<RadioSide>,
    publication: Box<Publication>,
    reports: Reports,
    calling: Calling,
    user: UserData,
    visited: Kept<Visited>,
    declaring: Declaring,
    visitor_log: VisitorLog,
    retention: Retention,
    clock: ClockWatch,
    latest: Latest,
    started: bool,
    /// The wall second in which everything was last looked after.
    looked_after: Option<UnixTime>,
    /// The next of what a sighting does not change, while nothing but sightings has come within one second.
    rest: Option<Soonest>,
    /// Watches the host, where it was asked for.
    watch: Option<Box<HostWatch>>,
}

impl Tracer {
    /// Opens a phone on its store.
    ///
    /// `deployment` says whose server it trusts; `rng` must be cryptographically secure and seeded by the system.
    ///
    /// # Errors
    /// [`Problem::StoreFailed`] and its like when the store cannot be read; [`Problem::FileInvalid`] when the
    /// deployment's keys are not P-256 public keys. A damaged part of the store is no error: it is reset, and
    /// [`Trouble::StorePartLost`] says so.
    pub fn open(
        store: Store,
        deployment: Deployment,
        mut rng: impl CryptoRng + Send + 'static,
    ) -> Result<Self, Problem> {
        let export_keys = TrustedKeys::new(&deployment.export_keys).map_err(|_| Problem::FileInvalid)?;
        let radio = Box::new(RadioSide::new(&mut rng));
        let common = Common {
            now: Now { wall: UnixTime(0), monotonic: Duration::ZERO },
            known_time: KnownTime::default(),
            store,
            rng: Box::new(rng),
            outbox: Outbox::default(),
            commands: Vec::new(),
            troubles: BTreeSet::new(),
        };
        let mut tracer = Self {
            common,
            radio,
            publication: Box::new(Publication::new(deployment, export_keys)),
            reports: Reports::new(),
            calling: Calling::default(),
            user: UserData::new(),
            visited: Kept::default(),
            declaring: Declaring::default(),
            visitor_log: VisitorLog::default(),
            retention: Retention::default(),
            clock: ClockWatch::default(),
            latest: Latest::default(),
            started: false,
            looked_after: None,
            rest: None,
            watch: None,
        };
        tracer.restore()?;
        Ok(tracer)
    }

    /// Takes an event and says what to do. Never fails: what cannot be done shows in [`Tracer::status`].
    pub fn handle(&mut self, now: Now, event: Event) -> Vec<Command> {
        if let Some(watch) = &mut self.watch {
            watch.event(now.monotonic, &event);
        }
        let rest = self.rest.take();
        self.take_time(now);
        // A crowd is heard many times a second: nothing else is due within it.
        let in_crowd = matches!(event, Event::Radio(RadioEvent::Sighted(_))) && self.looked_after == Some(now.wall);
        match event {
            Event::Started { capabilities, restored } => self.host_started(capabilities, restored),
            Event::CapabilitiesChanged(capabilities) => {
                self.can(&capabilities);
                self.radio_turn(|radio, turn| radio.capabilities_changed(turn, capabilities));
            }
            Event::Foreground(foreground) => {
                self.radio_turn(|radio, turn| radio.foreground(turn, foreground));
            }
            Event::Radio(event) => {
                if matches!(event, RadioEvent::Adapter(state) if state != AdapterState::On) {
                    self.radio.recorder.interrupted();
                }
                self.radio_turn(|radio, turn| radio.handle(turn, &event));
            }
            Event::Http(answer) => self.answered(answer),
            Event::Wake => self.radio_turn(Radio::wake),
            Event::Stopping => {
                self.common.known_time.take_up(self.common.now);
                self.radio.save(&mut self.common);
            }
        }
        if !in_crowd {
            self.upkeep();
            return self.hand_out();
        }
        let writes = self.has_unsaved_of_heard() && !self.common.troubles.contains(&Trouble::StoreFailing);
        if writes {
            self.flush();
        }
        let commands = self.hand_out();
        // What cannot be written is tried again: a plan of its own.
        self.rest = rest.filter(|_| !writes).or_else(|| Some(self.next_of_the_rest()));
        commands
    }

    /// When to hand in [`Event::Wake`], on the scale of [`Now::monotonic`]; none before [`Event::Started`].
    pub fn next_wake(&self) -> Option<Duration> {
        let next = if self.started { self.next_deadline() } else { None };
        let next = next.map(|at| self.clock.on_hosts_clock(at));
        if let Some(watch) = &self.watch {
            watch.asked(next);
        }
        next
    }

    /// Watches from now on whether the host keeps its contract ([`crate::hosts`]): for debug builds. Call it before the first
    /// event. It changes nothing of what the phone does, and keeps no identifier.
    pub fn watch_host(&mut self) {
        self.watch.get_or_insert_default();
    }

    /// The demands of the contract of hosts that this host did not keep, each once; none where nobody asked for the watch.
    pub fn breaches(&self) -> Vec<BreachSeen> {
        self.watch.as_ref().map(|watch| watch.breaches()).unwrap_or_default()
    }

    /// Uses another duty cycle than the usual one: for measurements, and for hosts with special needs.
    #[must_use]
    pub fn with_duty_cycle(mut self, cycle: DutyCycle) -> Self {
        self.radio.radio = Radio::new(cycle);
        self
    }

    /// Whether tracing works, and what stands in its way.
    pub fn status(&self) -> Status {
        let mut troubles = self.common.troubles.clone();
        troubles.extend(self.publication.troubles(&self.common, self.started));
        let today = self.publication.rules.key_days.day(self.users_time());
        if self.started && self.radio.worked.hears_nobody(today) {
            troubles.insert(Trouble::NobodyHeard);
        }
        Status {
            paused: *self.user.paused,
            blocked: self.radio.radio.blocked(),
            troubles: troubles.into_iter().collect(),
            last_checked: self.publication.polling.last_checked(),
            coverage: if self.started { self.radio.worked.coverage(today) } else { Coverage::default() },
        }
    }

    /// Whose server this phone trusts.
    pub fn deployment(&self) -> &Deployment {
        &self.publication.deployment
    }

    /// The rules in force on this phone.
    pub fn rules(&self) -> &Rules {
        &self.publication.rules
    }

    /// What the radio has cost and brought since the host started.
    pub fn radio_usage(&self) -> &RadioUsage {
        self.radio.radio.usage()
    }

    fn host_started(&mut self, capabilities: Capabilities, restored: bool) {
        self.started = true;
        self.can(&capabilities);
        self.radio.resume_identity(&mut self.common);
        self.common.known_time.at_least(self.publication.polling.latest_signed(), self.common.now);
        if self.common.known_time.was_wrong() {
            self.publication.polling.poll_soon();
        }
        let enabled = !*self.user.paused;
        self.radio_turn(|radio, turn| {
            radio.started(turn, capabilities, restored);
            radio.set_enabled(turn, enabled);
        });
        if let Some(stage) = self.reports.reporting.stage() {
            self.common.tell_report(stage);
        }
        if let Some(stage) = self.calling.stage() {
            self.common.tell(Notice::Call(stage));
        }
        // What an earlier process found and could not keep, or kept and was damaged since.
        self.publication.warn(&mut self.common);
    }

    /// What the host can do from now on, for all that go by it.
    fn can(&mut self, capabilities: &Capabilities) {
        self.radio.can(capabilities.clone());
        self.publication.receiver_belongs_to(capabilities);
    }

    /// Takes an answer of the authority's server to the part that asked.
    pub(super) fn answered(&mut self, answer: HttpAnswer) {
        let at = self.users_time();
        let Self { common, radio, publication, reports, visited, .. } = self;
        let Some(errand) = common.outbox.take(&answer) else { return };
        let outcome = answer.outcome.into();
        match errand {
            Errand::Index | Errand::Rules | Errand::Export | Errand::Day | Errand::Places => {
                publication.answered(errand, outcome, radio, visited, common);
                publication.warn_of_places(visited, common);
                self.clock_was_behind(at);
            }
            Errand::Verify => reports.verify_answered(outcome, common),
            Errand::Report => reports.report_answered(outcome, at, common),
            Errand::SecondPart => reports.second_answered(outcome, at, common),
            Errand::CoverVerify => reports.cover_verified(outcome, at, common),
            Errand::CoverReport => reports.cover_reported(outcome, at, &publication.rules, common),
            Errand::Otp | Errand::Callback | Errand::CallbackSecond => self.call_answered(errand, outcome),
            Errand::Forms | Errand::DeclaringOtp | Errand::DeclaringSession | Errand::Declaration => {
                self.declaring_answered(errand, outcome);
            }
            Errand::LogPack | Errand::LogEnvelope | Errand::LogCard => self.log_answered(errand, outcome),
        }
    }

    /// Takes the time of an act.
    fn time_passes(&mut self, now: Now) {
        if let Some(watch) = &mut self.watch {
            watch.act(now.monotonic);
        }
        self.take_time(now);
    }

    /// The commands that came of an event or act.
    fn hand_out(&mut self) -> Vec<Command> {
        let commands = core::mem::take(&mut self.common.commands);
        if let Some(watch) = &mut self.watch {
            watch.commands(&commands);
        }
        commands
    }

    /// Takes the time of an event or act. A wall clock that jumped ends the current key: what was sent under it is kept
    /// apart from what comes now.
    fn take_time(&mut self, now: Now) {
        self.rest = None;
        let tick = self.clock.take(now);
        let same_second = !tick.first && tick.now.wall == self.common.now.wall;
        if !tick.first && !same_second {
            self.note_plans();
        }
        self.common.now = tick.now;
        self.common.known_time.passes(tick);
        if !same_second {
            self.bound_plans();
        }
        if self.common.known_time.was_never_told() {
            Worked::moved_by(&mut self.radio.worked, tick.days);
        }
        if tick.jumped && self.started {
            self.radio.save(&mut self.common);
            self.radio.identity.end_now();
            self.radio_turn(Radio::end_identifier);
        }
    }

    /// Lets the radio machine take a step.
    fn radio_turn(&mut self, act: impl FnOnce(&mut Radio, &mut Turn<'_>)) {
        let at = self.users_time();
        self.radio.turn(&mut self.common, (&self.publication.rules, at), act);
    }

    /// An act of the user that may be refused. Commands that came of the time that passed go out all the same, with the
    /// next event.
    fn act(&mut self, now: Now, work: impl FnOnce(&mut Self) -> Result<(), Problem>) -> Result<Vec<Command>, Problem> {
        self.time_passes(now);
        let outcome = work(self);
        self.flush();
        outcome.map(|()| self.hand_out())
    }

    /// An act of the user that is never refused.
    fn act_surely(&mut self, now: Now, work: impl FnOnce(&mut Self)) -> Vec<Command> {
        self.time_passes(now);
        work(self);
        self.flush();
        self.hand_out()
    }
}
