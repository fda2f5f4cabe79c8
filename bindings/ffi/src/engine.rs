//! The tracer as an object that many threads may share.

use std::{path::Path, sync::Arc, time::Duration};

use lancan_core::{
    Tracer,
    store::{StaticVault, Store},
};
use lancan_protocol::{
    frame::{CHARACTERISTIC, ServiceUuid},
    problem::Problem as CoreProblem,
    wire::Deployment,
};
use rand::{CryptoRng, rand_core::UnwrapErr, rngs::SysRng};

use crate::{
    boundary::{Gate, guard},
    command::Command,
    event::Event,
    history::LocalDay,
    notice::{ReportStage, Status, Warning},
    problem::Problem,
    report::{Consent, Review, Span},
    time::Now,
    vault::{self, KeyVault},
};

/// The store's file in the app's directory.
const FILE: &str = "lancan.sqlite";

/// One phone's tracer.
///
/// Every method may be called from any thread; calls take turns. Commands are to be executed in the order in which
/// they were returned, so events should come from one thread or queue, as the Kotlin and Swift packages do it.
/// A foreign callback must not call back into the engine that called it: [`Problem::Conflict`].
/// After [`Self::close`] everything is [`Problem::Unavailable`].
#[derive(uniffi::Object)]
pub struct Engine {
    service: ServiceUuid,
    gate: Gate<Tracer>,
}

/// The UUIDs by which phones of a deployment find each other.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct BluetoothUuids {
    /// The service, in 16 bits.
    pub short_service: u16,
    /// The service, in 36 characters.
    pub service: String,
    /// The characteristic that holds a frame, in 36 characters.
    pub characteristic: String,
}

#[uniffi::export]
impl Engine {
    /// Opens the store in `directory` (made where there is none) with the vault's key (made on first use).
    ///
    /// `deployment` is the JSON that the authority's server gives at `/v1/deployment`, shipped with the app.
    #[uniffi::constructor]
    pub fn open(directory: String, deployment: String, vault: Arc<dyn KeyVault>) -> Result<Arc<Self>, Problem> {
        guard(|| {
            let deployment: Deployment = serde_json::from_str(&deployment).map_err(|_| Problem::FileInvalid)?;
            let service = deployment.service_uuid;
            let mut rng = system_random();
            std::fs::create_dir_all(&directory).map_err(|_| Problem::StoreFailed)?;
            let path = Path::new(&directory).join(FILE);
            let key = vault::key(&*vault, path.exists(), &mut rng)?;
            let store = Store::open(&path, &StaticVault::new(*key), &mut rng).map_err(CoreProblem::from)?;
            let tracer = Tracer::open(store, deployment, rng)?;
            Ok(Arc::new(Self { service, gate: Gate::new(tracer) }))
        })
    }

    /// The deployment's Bluetooth service and its characteristic, for the host's filters, adverts and GATT.
    pub fn bluetooth(&self) -> Result<BluetoothUuids, Problem> {
        Ok(BluetoothUuids {
            short_service: self.service.0,
            service: dashed(self.service.full()),
            characteristic: dashed(CHARACTERISTIC),
        })
    }

    /// Takes an event and says what to do. Ask [`Self::next_wake`] afterwards.
    pub fn handle(&self, now: Now, event: Event) -> Result<Vec<Command>, Problem> {
        self.gate.enter(|tracer| {
            let Some(event) = event.into_core(self.service) else { return Ok(Vec::new()) };
            Ok(commands(tracer.handle(now.into(), event)))
        })
    }

    /// When to send [`Event::Wake`], on the scale of [`Now::monotonic`]; none: not needed. Replaces every earlier answer.
    pub fn next_wake(&self) -> Result<Option<Duration>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.next_wake()))
    }

    /// Whether tracing works, and what stands in its way.
    pub fn status(&self) -> Result<Status, Problem> {
        self.gate.enter(|tracer| Ok(tracer.status().into()))
    }

    /// Every warning still kept, newest first.
    pub fn warnings(&self) -> Result<Vec<Warning>, Problem> {
        self.gate.enter(|tracer| {
            let stored = tracer.warnings()?.into_iter();
            Ok(stored.map(|stored| Warning::from_core(stored.warning, stored.dismissed)).collect())
        })
    }

    /// One's encounters of the last `days` days by local day, oldest first. `utc_offset_seconds` is what local time is
    /// ahead of UTC.
    pub fn history(&self, now: Now, days: u32, utc_offset_seconds: i32) -> Result<Vec<LocalDay>, Problem> {
        self.gate.enter(|tracer| {
            let history = tracer.history(now.into(), days, |_| utc_offset_seconds)?;
            Ok(history.into_iter().map(LocalDay::from).collect())
        })
    }

    /// Everything this phone knows, as JSON, for its owner.
    pub fn own_data(&self, now: Now) -> Result<String, Problem> {
        self.gate.enter(|tracer| {
            let mut json = Vec::new();
            tracer.write_own_data(now.into(), &mut json)?;
            String::from_utf8(json).map_err(|_| Problem::Internal)
        })
    }

    /// Puts a warning away. Returns whether it was there.
    pub fn dismiss_warning(&self, id: i64) -> Result<bool, Problem> {
        self.gate.enter(|tracer| Ok(tracer.dismiss_warning(id)?))
    }

    /// Asks the server now whether there is anything new.
    pub fn check_now(&self, now: Now) -> Result<Vec<Command>, Problem> {
        self.gate.enter(|tracer| Ok(commands(tracer.check_now(now.into()))))
    }

    /// Where a report stands; none when there is none.
    pub fn report_stage(&self) -> Result<Option<ReportStage>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.report_stage().and_then(ReportStage::from_core)))
    }

    /// Begins a report with the officer's code, as typed.
    pub fn enter_code(&self, now: Now, code: String) -> Result<Vec<Command>, Problem> {
        self.gate.enter(|tracer| Ok(commands(tracer.enter_code(now.into(), &code)?)))
    }

    /// What would be sent now.
    pub fn review(&self) -> Result<Review, Problem> {
        self.gate.enter(|tracer| Ok(tracer.review()?.into()))
    }

    /// Leaves a span of time out of the report and shows what is left.
    pub fn leave_out(&self, span: Span) -> Result<Review, Problem> {
        self.gate.enter(|tracer| Ok(tracer.leave_out(span.into())?.into()))
    }

    /// Takes back everything left out and shows what would be sent.
    pub fn leave_nothing_out(&self) -> Result<Review, Problem> {
        self.gate.enter(|tracer| Ok(tracer.leave_nothing_out()?.into()))
    }

    /// Sends what the review shows, as far as the user agrees.
    pub fn send(&self, now: Now, consent: Consent) -> Result<Vec<Command>, Problem> {
        self.gate.enter(|tracer| Ok(commands(tracer.send(now.into(), &consent.into())?)))
    }

    /// Forgets code and review. A report being sent goes on.
    pub fn cancel_report(&self) -> Result<(), Problem> {
        self.gate.enter(|tracer| Ok(tracer.cancel_report()?))
    }

    /// Stops tracing until [`Self::resume`].
    pub fn pause(&self, now: Now) -> Result<Vec<Command>, Problem> {
        self.gate.enter(|tracer| Ok(commands(tracer.pause(now.into()))))
    }

    /// Goes on tracing.
    pub fn resume(&self, now: Now) -> Result<Vec<Command>, Problem> {
        self.gate.enter(|tracer| Ok(commands(tracer.resume(now.into()))))
    }

    /// Erases everything this phone knows: keys, encounters, warnings. Tracing goes on afresh.
    pub fn erase(&self, now: Now) -> Result<Vec<Command>, Problem> {
        self.gate.enter(|tracer| Ok(commands(tracer.erase(now.into())?)))
    }

    /// Writes whatever is in memory and closes the store. Closing twice does no harm.
    pub fn close(&self, now: Now) -> Result<(), Problem> {
        self.gate.close(|tracer| drop(tracer.handle(now.into(), lancan_core::Event::Stopping)))
    }
}

fn commands(commands: Vec<lancan_core::Command>) -> Vec<Command> {
    commands.into_iter().filter_map(Command::from_core).collect()
}

/// Destroys the store in `directory` and what is in it, when its key is lost or the user starts afresh.
/// No engine may have it open.
#[uniffi::export]
pub fn destroy_store(directory: String) -> Result<(), Problem> {
    guard(|| Ok(Store::destroy(Path::new(&directory).join(FILE)).map_err(CoreProblem::from)?))
}

/// The operating system's generator. A device that has no randomness left panics, which the boundary turns into
/// [`Problem::Internal`].
pub(crate) fn system_random() -> impl CryptoRng + Send + 'static {
    UnwrapErr(SysRng)
}

fn dashed(uuid: u128) -> String {
    let mut text = format!("{uuid:032X}");
    for at in [20, 16, 12, 8] {
        text.insert(at, '-');
    }
    text
}
