//! The phone as one state machine: events in, commands out.

mod common;
#[cfg(test)]
mod golden;
mod keeping;
mod own_data;
mod publication;
mod radio_side;
mod reporting;
mod reports;
mod retention;
#[cfg(test)]
mod tests;
mod upkeep;
mod user_data;
mod wishes;

use core::time::Duration;
use std::collections::BTreeSet;

use lancan_protocol::{export::TrustedKeys, problem::Problem, rules::Rules, time::UnixTime, wire::Deployment};
use rand_core::CryptoRng;

use crate::{
    capabilities::Capabilities,
    command::Command,
    event::{AdapterState, Event, HttpAnswer, RadioEvent},
    notice::{Status, Trouble},
    now::Now,
    outbox::{Errand, Outbox},
    radio::{DutyCycle, Own, Radio, Step, Usage},
    store::Store,
};
use common::Common;
use publication::Publication;
use radio_side::RadioSide;
use reports::Reports;
use retention::Retention;
use user_data::UserData;

/// A phone: what it heard, its own keys, what it sends and whom it warns.
///
/// [`Tracer::handle`] takes events and gives commands and cannot fail; what goes wrong shows in [`Tracer::status`].
/// Operations a person starts return results. `docs/hosts.md` says how a host drives it.
///
/// ```
/// use lancan_core::{Event, Now, Tracer, store::{StaticVault, Store}};
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
    user: UserData,
    retention: Retention,
    started: bool,
    /// The wall second in which everything was last looked after.
    looked_after: Option<UnixTime>,
}

impl Tracer {
    /// Opens a phone on its store.
    ///
    /// `deployment` says whose server it trusts; `rng` must be cryptographically secure and seeded by the system.
    ///
    /// # Errors
    /// [`Problem::StoreFailed`] and its like when the store cannot be read; [`Problem::FileInvalid`] when the
    /// deployment's keys are not P-256 public keys. A damaged part of the store is no error: it is begun afresh, and
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
            user: UserData::new(),
            retention: Retention::default(),
            started: false,
            looked_after: None,
        };
        tracer.restore()?;
        Ok(tracer)
    }

    /// Takes an event and says what to do. Never fails: what cannot be done shows in [`Tracer::status`].
    pub fn handle(&mut self, now: Now, event: Event) -> Vec<Command> {
        self.time_passes(now);
        // A crowd is heard many times a second: nothing else is due within it.
        let in_crowd = matches!(event, Event::Radio(RadioEvent::Sighted(_))) && self.looked_after == Some(now.wall);
        match event {
            Event::Started { capabilities, restored } => self.host_started(capabilities, restored),
            Event::CapabilitiesChanged(capabilities) => {
                self.radio.capabilities = capabilities.clone();
                self.radio_turn(|now, radio, own, step| radio.capabilities_changed(now, capabilities, own, step));
            }
            Event::Foreground(foreground) => {
                self.radio_turn(|now, radio, own, step| radio.foreground(now, foreground, own, step));
            }
            Event::Radio(event) => {
                if matches!(event, RadioEvent::Adapter(state) if state != AdapterState::On) {
                    self.radio.recorder.interrupted();
                }
                self.radio_turn(|now, radio, own, step| radio.handle(now, &event, own, step));
            }
            Event::Http(answer) => self.answered(answer),
            Event::Wake => self.radio_turn(|now, radio, own, step| radio.wake(now, own, step)),
            Event::Stopping => self.radio.save(&mut self.common),
        }
        if !in_crowd {
            self.upkeep();
        } else if !self.common.troubles.contains(&Trouble::StoreFailing) {
            self.flush();
        }
        core::mem::take(&mut self.common.commands)
    }

    /// When to hand in [`Event::Wake`], on the scale of [`Now::monotonic`]; none before [`Event::Started`].
    pub fn next_wake(&self) -> Option<Duration> {
        if self.started { self.deadlines().next(self.common.now) } else { None }
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
        troubles.extend(self.publication.troubles(self.common.now.wall, self.started));
        Status {
            paused: *self.user.paused,
            blocked: self.radio.radio.blocked(),
            troubles: troubles.into_iter().collect(),
            last_checked: self.publication.polling.last_checked(),
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
    pub fn radio_usage(&self) -> &Usage {
        self.radio.radio.usage()
    }

    fn host_started(&mut self, capabilities: Capabilities, restored: bool) {
        self.started = true;
        self.radio.capabilities = capabilities.clone();
        self.radio.resume_identity(&mut self.common);
        self.publication.receiver_for_model(&self.radio.capabilities.model);
        let enabled = !*self.user.paused;
        self.radio_turn(|now, radio, own, step| {
            radio.started(now, capabilities, restored, own, step);
            radio.set_enabled(now, enabled, own, step);
        });
        if let Some(stage) = self.reports.reporting.stage() {
            self.common.tell_report(stage);
        }
        // What an earlier process found and could not keep, or kept and was damaged since.
        self.publication.warn(&mut self.common);
    }

    /// Takes an answer of the authority's server to the part that asked.
    fn answered(&mut self, answer: HttpAnswer) {
        let Self { common, radio, publication, reports, .. } = self;
        let Some(errand) = common.outbox.take(&answer) else { return };
        match errand {
            Errand::Index | Errand::Rules | Errand::Export => {
                publication.answered(errand, answer.outcome, radio, common);
            }
            Errand::Verify => reports.verify_answered(answer.outcome, common),
            Errand::Report => reports.report_answered(answer.outcome, common),
            Errand::CoverVerify => reports.cover_verified(common),
            Errand::CoverReport => {}
        }
    }

    /// Takes the time of an event or act. A wall clock that jumped ends the current key: what was sent under it is kept
    /// apart from what comes now.
    fn time_passes(&mut self, now: Now) {
        let jumped = self.radio.clock_jumped(now);
        self.common.now = now;
        if jumped && self.started {
            self.retention.clock_jumped(now);
            self.radio.save(&mut self.common);
            self.radio.identity.end_now();
            self.radio_turn(|now, radio, own, step| radio.end_identifier(now, own, step));
        }
    }

    /// Lets the radio machine take a step.
    fn radio_turn(&mut self, act: impl FnOnce(Now, &mut Radio, &mut dyn Own, &mut Step)) {
        self.radio.turn(&mut self.common, &self.publication.rules, act);
    }

    /// An act of the user that may be refused. Commands that came of the time that passed go out all the same, with the
    /// next event.
    fn act(&mut self, now: Now, work: impl FnOnce(&mut Self) -> Result<(), Problem>) -> Result<Vec<Command>, Problem> {
        self.time_passes(now);
        let outcome = work(self);
        self.flush();
        outcome.map(|()| core::mem::take(&mut self.common.commands))
    }

    /// An act of the user that is never refused.
    fn act_surely(&mut self, now: Now, work: impl FnOnce(&mut Self)) -> Vec<Command> {
        self.time_passes(now);
        work(self);
        self.flush();
        core::mem::take(&mut self.common.commands)
    }
}
