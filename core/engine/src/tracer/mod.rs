//! The phone as one state machine: events in, commands out.

mod answers;
#[cfg(test)]
mod golden;
mod own_data;
mod radio;
mod saved;
#[cfg(test)]
mod tests;
mod upkeep;
mod user;

use core::time::Duration;
use std::collections::BTreeSet;

use lancan_protocol::{
    export::TrustedKeys,
    matching::HeardIndex,
    problem::Problem,
    ranging::ReceiverLevel,
    rules::Rules,
    time::{Day, Interval, UnixTime},
    wire::Deployment,
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::{
    capabilities::Capabilities,
    clock_watch::ClockWatch,
    command::Command,
    cover::CoverPlan,
    event::{AdapterState, Event, RadioEvent},
    exposures::Exposures,
    identity::Identity,
    notice::{Notice, Status, Trouble},
    now::Now,
    outbox::Outbox,
    polling::{Polling, Progress},
    radio::{DutyCycle, Radio, Step},
    recorder::Recorder,
    report::Reporting,
    store::Store,
};

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
    store: Store,
    rng: Box<dyn CryptoRng + Send>,
    deployment: Deployment,
    export_keys: TrustedKeys,
    rules: Rules,
    /// The rules as they were served; none while they are the built-in ones.
    signed_rules: Option<Vec<u8>>,
    capabilities: Capabilities,
    radio: Radio,
    step: Step,
    recorder: Recorder,
    identity: Identity,
    outbox: Outbox,
    polling: Polling,
    progress: Progress,
    exposures: Exposures,
    receiver: Receiver,
    heard: Option<Heard>,
    reporting: Reporting,
    cover: CoverPlan,
    clock: ClockWatch,
    paused: bool,
    started: bool,
    troubles: BTreeSet<Trouble>,
    /// Names of values that could not be read and whose fresh ones are not saved yet.
    afresh: BTreeSet<&'static str>,
    /// Rules with a lower serial are older than those this phone has known.
    least_rules_serial: u64,
    /// Commands of a user's act that failed half-way; they go out with the next ones.
    owed: Vec<Command>,
    told: Status,
    timers: Timers,
    now: Now,
}

/// What this phone has learned of its own receiver.
#[derive(Default, Serialize, Deserialize)]
struct Receiver {
    level: ReceiverLevel,
    /// Up to and without this interval.
    learned_until: Interval,
}

/// What this phone heard, ready to be matched, for the length of a poll.
struct Heard {
    index: HeardIndex,
    /// In which interval the encounter of a handle was recorded.
    recorded: Vec<Interval>,
}

/// When what was last done that nothing else remembers.
#[derive(Default)]
struct Timers {
    /// Wall second of the last upkeep.
    upkeep: Option<UnixTime>,
    /// After a failed save, when to try again, on the scale of [`Now::monotonic`].
    save_again: Option<Duration>,
    /// A warning could not be kept: it is tried again with the next poll.
    warn_again: bool,
    /// The day retention was last applied.
    kept_on: Option<Day>,
    /// After a jump of the wall clock nothing is deleted before this, on the scale of [`Now::monotonic`].
    keep_all_until: Option<Duration>,
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
        let mut tracer = Self {
            export_keys,
            rules: Rules::built_in(),
            signed_rules: None,
            capabilities: Capabilities::default(),
            radio: Radio::new(DutyCycle::default()),
            step: Step::default(),
            recorder: Recorder::new(&mut rng),
            identity: Identity::default(),
            outbox: Outbox::default(),
            polling: Polling::default(),
            progress: Progress::default(),
            exposures: Exposures::default(),
            receiver: Receiver::default(),
            heard: None,
            reporting: Reporting::default(),
            cover: CoverPlan::default(),
            clock: ClockWatch::default(),
            paused: false,
            started: false,
            troubles: BTreeSet::new(),
            afresh: BTreeSet::new(),
            least_rules_serial: 0,
            owed: Vec::new(),
            told: Status::default(),
            timers: Timers::default(),
            now: Now { wall: UnixTime(0), monotonic: Duration::ZERO },
            rng: Box::new(rng),
            store,
            deployment,
        };
        tracer.restore()?;
        Ok(tracer)
    }

    /// Takes an event and says what to do. Never fails: what cannot be done shows in [`Tracer::status`].
    pub fn handle(&mut self, now: Now, event: Event) -> Vec<Command> {
        let mut out = core::mem::take(&mut self.owed);
        self.time_passes(now, &mut out);
        // A crowd is heard many times a second: nothing else is due within it.
        let looked_after =
            matches!(event, Event::Radio(RadioEvent::Sighted(_))) && self.timers.upkeep == Some(now.wall);
        match event {
            Event::Started { capabilities, restored } => self.host_started(capabilities, restored, &mut out),
            Event::CapabilitiesChanged(capabilities) => {
                self.capabilities = capabilities.clone();
                self.with_radio(&mut out, |now, radio, own, step| {
                    radio.capabilities_changed(now, capabilities, own, step);
                });
            }
            Event::Foreground(foreground) => {
                self.with_radio(&mut out, |now, radio, own, step| radio.foreground(now, foreground, own, step));
            }
            Event::Radio(event) => {
                if matches!(event, RadioEvent::Adapter(state) if state != AdapterState::On) {
                    self.recorder.interrupted();
                }
                self.with_radio(&mut out, |now, radio, own, step| radio.handle(now, &event, own, step));
            }
            Event::Http(answer) => self.answered(answer, &mut out),
            Event::Wake => self.with_radio(&mut out, |now, radio, own, step| radio.wake(now, own, step)),
            Event::Stopping => self.save_heard(),
        }
        if !looked_after {
            self.upkeep(&mut out);
        }
        out
    }

    /// When to hand in [`Event::Wake`], on the scale of [`Now::monotonic`]; none before [`Event::Started`].
    pub fn next_wake(&self) -> Option<Duration> {
        if !self.started {
            return None;
        }
        let wall =
            [(!self.outbox_polls()).then(|| Polling::due(&self.progress)), self.reporting.due(), self.cover.due()];
        let monotonic = wall
            .into_iter()
            .flatten()
            .map(|due| self.now.monotonic.saturating_add(Duration::from_secs(due.0.saturating_sub(self.now.wall.0))));
        let save = self.timers.save_again.or_else(|| self.recorder.save_due());
        let owed = (!self.owed.is_empty()).then_some(self.now.monotonic);
        monotonic.chain(self.radio.next_wake()).chain(save).chain(owed).min()
    }

    /// Uses another duty cycle than the usual one: for measurements, and for hosts with special needs.
    #[must_use]
    pub fn with_duty_cycle(mut self, cycle: DutyCycle) -> Self {
        self.radio = Radio::new(cycle);
        self
    }

    /// Whether tracing works, and what stands in its way.
    pub fn status(&self) -> Status {
        let mut troubles = self.troubles.clone();
        if self.progress.refused {
            troubles.insert(Trouble::SignedFileRefused);
        }
        if self.progress.failed_polls >= crate::polling::POLLS_UNTIL_UNREACHABLE && !self.progress.refused {
            troubles.insert(Trouble::ServerUnreachable);
        }
        if self.started && self.rules.expires_at <= self.now.wall {
            troubles.insert(Trouble::RulesExpired);
        }
        Status {
            paused: self.paused,
            blocked: self.radio.blocked(),
            troubles: troubles.into_iter().collect(),
            last_checked: self.progress.last_checked,
        }
    }

    /// Whose server this phone trusts.
    pub fn deployment(&self) -> &Deployment {
        &self.deployment
    }

    /// The rules in force on this phone.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// What the radio has cost and brought since the host started.
    pub fn radio_usage(&self) -> &crate::radio::Usage {
        self.radio.usage()
    }

    fn host_started(&mut self, capabilities: Capabilities, restored: bool, out: &mut Vec<Command>) {
        self.started = true;
        self.capabilities = capabilities.clone();
        self.resume_identity();
        self.receiver_for_model();
        let enabled = !self.paused;
        self.with_radio(out, |now, radio, own, step| {
            radio.started(now, capabilities, restored, own, step);
            radio.set_enabled(now, enabled, own, step);
        });
        if let Some(stage) = self.reporting.stage() {
            out.push(Command::Notify(Notice::Report(stage)));
        }
        // What an earlier process found and could not keep, or kept and was damaged since.
        self.warn(out);
    }

    /// A wall clock that jumped ends the current key: what was sent under it is kept apart from what comes now.
    fn time_passes(&mut self, now: Now, out: &mut Vec<Command>) {
        let jumped = self.clock.jumped(now);
        self.now = now;
        if jumped && self.started {
            self.timers.keep_all_until = Some(now.monotonic.saturating_add(Duration::from_secs(Day::SECONDS)));
            self.save_heard();
            self.identity.end_now();
            self.with_radio(out, |now, radio, own, step| radio.end_identifier(now, own, step));
        }
    }
}
