//! A phone with the simplest host there is.

use core::{fmt, time::Duration};
use std::collections::{BTreeMap, VecDeque};

use lancan_core::{
    AdapterState, Advert, Capabilities, Command, Event, HttpAnswer, HttpRequest, Notice, Now, PeerHandle, RadioCommand,
    RadioEvent, ReportStage, Sighting, StaticVault, Store, Tracer, Warning, WarningChange, WarningNotice,
};
use lancan_protocol::{frame::Frame, time::UnixTime, wire::Deployment};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

use crate::{authority::ScriptedAuthority, problem::KitError};

/// Events after which [`ScriptedPhone::pass`] gives up.
const MOST_EVENTS: usize = 1_000_000;

/// A tracer and a host that confirms every advert and scan at once and connects to nobody.
///
/// Every command is recorded. Requests wait in [`Self::requests`] until a test lets the phone talk to an authority.
pub struct ScriptedPhone {
    /// The core that ships.
    pub tracer: Tracer,
    /// What is on the air.
    pub on_air: Option<Frame>,
    /// Every command, with the monotonic time at which it was given.
    pub commands: Vec<(Duration, Command)>,
    /// What the user was told.
    pub notices: Vec<Notice>,
    /// Requests that were not carried yet.
    pub requests: VecDeque<HttpRequest>,
    answers: BTreeMap<(Duration, u64), HttpAnswer>,
    taken: u64,
}

// Neither keys nor identifiers in a test's output.
impl fmt::Debug for ScriptedPhone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScriptedPhone").field("notices", &self.notices.len()).finish_non_exhaustive()
    }
}

/// The vault of every phone of the kit.
pub(crate) fn vault() -> StaticVault {
    StaticVault::new([7; 32])
}

impl ScriptedPhone {
    /// A phone on this store. Phones of equal seeds draw equal keys.
    ///
    /// # Errors
    /// [`KitError::Phone`], [`KitError::Store`] as [`Tracer::open`] has it.
    pub fn open(store: Store, deployment: Deployment, seed: u64) -> Result<Self, KitError> {
        Ok(Self {
            tracer: Tracer::open(store, deployment, ChaCha20Rng::seed_from_u64(seed))?,
            on_air: None,
            commands: Vec::new(),
            notices: Vec::new(),
            requests: VecDeque::new(),
            answers: BTreeMap::new(),
            taken: 0,
        })
    }

    /// A phone of this authority on a store in memory.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn new(seed: u64, authority: &ScriptedAuthority) -> Result<Self, KitError> {
        let store = Store::in_memory(&vault(), &mut ChaCha20Rng::seed_from_u64(seed))?;
        Self::open(store, authority.deployment()?, seed)
    }

    /// A phone of this authority on a store in a file, which another phone may have left there.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn on_file(file: &std::path::Path, seed: u64, authority: &ScriptedAuthority) -> Result<Self, KitError> {
        let store = Store::open(file, &vault(), &mut ChaCha20Rng::seed_from_u64(seed))?;
        Self::open(store, authority.deployment()?, seed)
    }

    /// The app starts, with the radio on.
    pub fn start(&mut self, now: Now) {
        self.event(now, Event::Started { capabilities: Capabilities::default(), restored: false });
        self.event(now, Event::Radio(RadioEvent::Adapter(AdapterState::On)));
    }

    /// Something reaches the phone; what it commands is done.
    pub fn event(&mut self, now: Now, event: Event) {
        let commands = self.tracer.handle(now, event);
        self.execute(now, commands);
    }

    /// The user does something that cannot be refused; what comes of it is done.
    pub fn act(&mut self, now: Now, act: impl FnOnce(&mut Tracer, Now) -> Vec<Command>) {
        let commands = act(&mut self.tracer, now);
        self.execute(now, commands);
    }

    /// The user does something that may be refused; what comes of it is done.
    ///
    /// # Errors
    /// The act's own.
    pub fn try_act<E>(
        &mut self,
        now: Now,
        act: impl FnOnce(&mut Tracer, Now) -> Result<Vec<Command>, E>,
    ) -> Result<(), E> {
        let commands = act(&mut self.tracer, now)?;
        self.execute(now, commands);
        Ok(())
    }

    fn execute(&mut self, now: Now, commands: Vec<Command>) {
        for command in commands {
            self.commands.push((now.monotonic, command.clone()));
            match command {
                Command::Radio(RadioCommand::Advertise { frame, .. }) => {
                    self.on_air = Some(frame);
                    self.event(now, Event::Radio(RadioEvent::AdvertisingStarted));
                }
                Command::Radio(RadioCommand::StopAdvertising) => self.on_air = None,
                Command::Radio(RadioCommand::Scan { .. }) => self.event(now, Event::Radio(RadioEvent::ScanStarted)),
                Command::Http(request) => self.requests.push_back(request),
                Command::Notify(notice) => self.notices.push(notice),
                Command::Radio(
                    RadioCommand::StopScan
                    | RadioCommand::Connect { .. }
                    | RadioCommand::Read(_)
                    | RadioCommand::Write { .. }
                    | RadioCommand::Disconnect(_),
                ) => {}
            }
        }
    }

    /// A frame is heard in an advert of this strength, from one peer for all.
    pub fn hear(&mut self, now: Now, frame: Frame, rssi_dbm: i8) {
        let sighting = Sighting { peer: PeerHandle(1), rssi_dbm: Some(rssi_dbm), advert: Advert::ServiceData(frame) };
        self.event(now, Event::Radio(RadioEvent::Sighted(sighting)));
    }

    /// Carries requests to the authority and back until nothing more is asked or answered at `now`, and wakes the phone as
    /// long as it goes on with an answer at once. A late answer stays under way.
    ///
    /// # Errors
    /// [`KitError`] when a request is not as documented; [`KitError::Restless`].
    pub fn talk(&mut self, now: Now, authority: &mut ScriptedAuthority) -> Result<(), KitError> {
        self.talk_to_a_clock(now, now.wall, authority)
    }

    /// As [`Self::talk`], with an authority whose wall clock shows another time than the phone's.
    ///
    /// # Errors
    /// As [`Self::talk`].
    pub fn talk_to_a_clock(
        &mut self,
        now: Now,
        authoritys: UnixTime,
        authority: &mut ScriptedAuthority,
    ) -> Result<(), KitError> {
        let mut answered = false;
        for _ in 0..MOST_EVENTS {
            if let Some(first) = self.answers.first_entry().filter(|first| first.key().0 <= now.monotonic) {
                let answer = first.remove();
                answered = true;
                self.event(now, Event::Http(answer));
            } else if let Some(request) = self.requests.pop_front() {
                if let Some(reply) = authority.take(authoritys, &request)? {
                    let answer = HttpAnswer { request: request.id, outcome: reply.outcome.into() };
                    self.taken += 1;
                    self.answers.insert((now.monotonic.saturating_add(reply.after), self.taken), answer);
                }
            } else if answered && self.tracer.next_wake().is_some_and(|wake| wake <= now.monotonic) {
                self.event(now, Event::Wake);
            } else {
                return Ok(());
            }
        }
        Err(KitError::Restless)
    }

    /// Lets time pass as a good host does, from `from` until `until` on the monotonic clock: wakes the phone whenever it
    /// asks, carries its requests, brings late answers when they are due. The wall clock goes along.
    ///
    /// # Errors
    /// As [`Self::talk`]; [`KitError::Restless`].
    pub fn pass(&mut self, from: Now, until: Duration, authority: &mut ScriptedAuthority) -> Result<(), KitError> {
        let mut at = from.monotonic;
        for _ in 0..MOST_EVENTS {
            let answer = self.answers.first_key_value().map(|((due, _), _)| *due);
            let Some(next) = [self.tracer.next_wake(), answer].into_iter().flatten().min().filter(|next| *next < until)
            else {
                return Ok(());
            };
            at = at.max(next);
            let passed = at.saturating_sub(from.monotonic).as_secs();
            let now = Now { wall: from.wall.plus(passed), monotonic: at };
            if self.tracer.next_wake().is_some_and(|wake| wake <= at) {
                self.event(now, Event::Wake);
            }
            self.talk(now, authority)?;
        }
        Err(KitError::Restless)
    }

    /// New and graver warnings that the user was told, in order.
    pub fn warnings(&self) -> Vec<&Warning> {
        let warns = |change| matches!(change, WarningChange::New | WarningChange::Graver);
        let notices = self.warning_notices().into_iter();
        notices.filter(|notice| warns(notice.change)).map(|notice| &notice.warning).collect()
    }

    /// What the user was told of warnings, in order.
    pub fn warning_notices(&self) -> Vec<&WarningNotice> {
        let notices = self.notices.iter().filter_map(|notice| match notice {
            Notice::Warned(notice) => Some(notice),
            _ => None,
        });
        notices.collect()
    }

    /// What the user was told of a report, in order.
    pub fn stages(&self) -> Vec<&ReportStage> {
        let stages = self.notices.iter().filter_map(|notice| match notice {
            Notice::Report(stage) => Some(stage),
            _ => None,
        });
        stages.collect()
    }
}
