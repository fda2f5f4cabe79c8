//! The tracer as an object that many threads may share.

use std::{path::Path, sync::Arc, time::Duration};

use lancan_core::{
    BreachSeen, CallReview, CallStage, Command, ConsentGiven, Event, ExposureDay, HistoryDay, Now, ReportStage, Review,
    Scanned, SentReport, Span, StaticVault, Status, Store, StoredPlaceWarning, StoredWarning, Tracer, Transferred,
    Visit, VisitedDate,
};
use lancan_protocol::{
    problem::Problem,
    risk::Reason,
    time::{Day, UnixTime},
    wire::Deployment,
};
use rand::{CryptoRng, rand_core::UnwrapErr, rngs::SysRng};

use crate::{
    advert::BluetoothUuids,
    boundary::{Gate, guard},
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
    uuids: BluetoothUuids,
    vault: Arc<dyn KeyVault>,
    pub(crate) gate: Gate<Tracer>,
}

#[uniffi::export]
impl Engine {
    /// Opens the store in `directory` (made where there is none) with the vault's key (made on first use).
    ///
    /// `deployment` is the JSON that the authority's server gives at `/v1/deployment`, shipped with the app.
    ///
    /// # Errors
    /// [`Problem::FileInvalid`] when the deployment does not parse, [`Problem::StoreFailed`] and what else the store or the vault says when
    /// the store cannot be opened.
    #[uniffi::constructor]
    pub fn open(directory: String, deployment: String, vault: Arc<dyn KeyVault>) -> Result<Arc<Self>, Problem> {
        guard(|| {
            let deployment: Deployment = serde_json::from_str(&deployment).map_err(|_| Problem::FileInvalid)?;
            let uuids = BluetoothUuids::of(deployment.service_uuid);
            let mut rng = system_random();
            std::fs::create_dir_all(&directory).map_err(|_| Problem::StoreFailed)?;
            let path = Path::new(&directory).join(FILE);
            let store = vault::open(&*vault, path.exists(), &mut system_random(), |key| {
                Ok(Store::open(&path, &StaticVault::new(**key), &mut rng)?)
            })?;
            let tracer = Tracer::open(store, deployment, rng)?;
            Ok(Arc::new(Self { uuids, vault, gate: Gate::new(tracer) }))
        })
    }

    /// The deployment's Bluetooth service and its characteristic, for the host's filters, adverts and GATT.
    ///
    /// # Errors
    /// None today; every method may have some.
    pub fn bluetooth(&self) -> Result<BluetoothUuids, Problem> {
        Ok(self.uuids.clone())
    }

    /// Takes an event and says what to do. Ask [`Self::next_wake`] afterwards.
    ///
    /// # Errors
    /// [`Problem::Unavailable`] after [`Self::close`], [`Problem::Conflict`] inside a callback of this engine.
    pub fn handle(&self, now: Now, event: Event) -> Result<Vec<Command>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.handle(now, event)))
    }

    /// When to send [`Event::Wake`], on the scale of [`Now::monotonic`]; none: not needed. Replaces every earlier answer.
    ///
    /// # Errors
    /// As [`Self::handle`].
    pub fn next_wake(&self) -> Result<Option<Duration>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.next_wake()))
    }

    /// Whether tracing works, and what stands in its way.
    ///
    /// # Errors
    /// As [`Self::handle`].
    pub fn status(&self) -> Result<Status, Problem> {
        self.gate.enter(|tracer| Ok(tracer.status()))
    }

    /// Every warning still kept, newest first.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::warnings`] says.
    pub fn warnings(&self) -> Result<Vec<StoredWarning>, Problem> {
        self.gate.enter(Tracer::warnings)
    }

    /// Why each case that this phone heard is a contact or none, by every contact rule, the oldest day first.
    ///
    /// # Errors
    /// As [`Self::handle`].
    pub fn reasons(&self) -> Result<Vec<Reason>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.reasons()))
    }

    /// What this phone heard of published cases, day by day, oldest first: windows and the day's sum.
    ///
    /// # Errors
    /// As [`Self::handle`].
    pub fn exposures(&self) -> Result<Vec<ExposureDay>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.exposures()))
    }

    /// Watches from now on whether the host keeps its contract: for debug builds, before the first event.
    ///
    /// # Errors
    /// As [`Self::handle`].
    pub fn watch_host(&self) -> Result<(), Problem> {
        self.gate.enter(|tracer| {
            tracer.watch_host();
            Ok(())
        })
    }

    /// The demands of the contract of hosts that this host did not keep, each once; none where nobody asked for the watch.
    ///
    /// # Errors
    /// As [`Self::handle`].
    pub fn breaches(&self) -> Result<Vec<BreachSeen>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.breaches()))
    }

    /// The user's encounters of the last `days` days by the deployment's day, oldest first.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::history`] says.
    pub fn history(&self, now: Now, days: u32) -> Result<Vec<HistoryDay>, Problem> {
        self.gate.enter(|tracer| tracer.history(now, days))
    }

    /// Everything this phone knows, as JSON, for its owner.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::write_own_data`] says.
    pub fn own_data(&self, now: Now) -> Result<String, Problem> {
        self.gate.enter(|tracer| {
            let mut json = Vec::new();
            tracer.write_own_data(now, &mut json)?;
            String::from_utf8(json).map_err(|_| Problem::Internal)
        })
    }

    /// Makes an encrypted file that takes this phone's memory to a new phone, without the keys still in use.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::seal_transfer`] says.
    pub fn seal_transfer(&self, now: Now, passphrase: String) -> Result<Vec<u8>, Problem> {
        self.gate.enter(|tracer| tracer.seal_transfer(now, &passphrase))
    }

    /// Takes in what an old phone's file holds, beside what is here. Taking in a file twice changes nothing more.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::open_transfer`] says.
    pub fn open_transfer(&self, file: Vec<u8>, passphrase: String) -> Result<Transferred, Problem> {
        self.gate.enter(|tracer| tracer.open_transfer(&file, &passphrase))
    }

    /// Seals everything under a fresh key, which the vault keeps in place of the key before it. Returns how many
    /// damaged blocks and values could not be read and were deleted.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::change_secret`] and the vault say.
    pub fn change_key(&self) -> Result<u32, Problem> {
        self.gate.enter(|tracer| {
            vault::change(&*self.vault, &mut system_random(), |key| tracer.change_secret(&StaticVault::new(**key)))
        })
    }

    /// Puts a warning away. Returns whether it was there.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::dismiss_warning`] says.
    pub fn dismiss_warning(&self, id: i64) -> Result<bool, Problem> {
        self.gate.enter(|tracer| tracer.dismiss_warning(id))
    }

    /// Asks the server now whether there is anything new.
    ///
    /// # Errors
    /// As [`Self::handle`].
    pub fn check_now(&self, now: Now) -> Result<Vec<Command>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.check_now(now)))
    }

    /// Where a report stands; none when there is none.
    ///
    /// # Errors
    /// As [`Self::handle`].
    pub fn report_stage(&self) -> Result<Option<ReportStage>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.report_stage()))
    }

    /// The reports that the server has, newest first: when each was sent, and whether it can be taken back.
    ///
    /// # Errors
    /// As [`Self::handle`].
    pub fn sent_reports(&self) -> Result<Vec<SentReport>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.sent_reports()))
    }

    /// Takes a sent report back.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::withdraw`] says.
    pub fn withdraw(&self, now: Now, report: i64) -> Result<Vec<Command>, Problem> {
        self.gate.enter(|tracer| tracer.withdraw(now, report))
    }

    /// Begins a report with the officer's code, as typed.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::enter_code`] says.
    pub fn enter_code(&self, now: Now, code: String) -> Result<Vec<Command>, Problem> {
        self.gate.enter(|tracer| tracer.enter_code(now, &code))
    }

    /// What would be sent now.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::review`] says.
    pub fn review(&self) -> Result<Review, Problem> {
        self.gate.enter(Tracer::review)
    }

    /// Leaves a span of time out of the report and shows what is left.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::leave_out`] says.
    pub fn leave_out(&self, span: Span) -> Result<Review, Problem> {
        self.gate.enter(|tracer| tracer.leave_out(span))
    }

    /// Leaves one day of the deployment out of the report and shows what is left.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::leave_out_day`] says.
    pub fn leave_out_day(&self, day: Day) -> Result<Review, Problem> {
        self.gate.enter(|tracer| tracer.leave_out_day(day))
    }

    /// Leaves one visit to a place out of the report and shows what is left.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::leave_out_visit`] says.
    pub fn leave_out_visit(&self, visit: i64) -> Result<Review, Problem> {
        self.gate.enter(|tracer| tracer.leave_out_visit(visit))
    }

    /// Takes back everything left out and shows what would be sent.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::leave_nothing_out`] says.
    pub fn leave_nothing_out(&self) -> Result<Review, Problem> {
        self.gate.enter(Tracer::leave_nothing_out)
    }

    /// Sends what the review shows, as far as the user agrees.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::send`] says.
    pub fn send(&self, now: Now, consent: ConsentGiven) -> Result<Vec<Command>, Problem> {
        self.gate.enter(|tracer| tracer.send(now, &consent))
    }

    /// Forgets code and review. A report being sent goes on.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::cancel_report`] says.
    pub fn cancel_report(&self) -> Result<(), Problem> {
        self.gate.enter(Tracer::cancel_report)
    }

    /// Takes the text of a QR code that the camera read: enters a place, or leaves one. Nothing is sent.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::scan_place`] says.
    pub fn scan_place(&self, now: Now, text: String) -> Result<Scanned, Problem> {
        self.gate.enter(|tracer| tracer.scan_place(now, &text))
    }

    /// Adds a visit by hand: the text of the place's code, and when the user was there.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::add_visit`] says.
    pub fn add_visit(&self, now: Now, text: String, enter: UnixTime, leave: UnixTime) -> Result<Scanned, Problem> {
        self.gate.enter(|tracer| tracer.add_visit(now, &text, enter, leave))
    }

    /// Corrects when the user was at a place.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::edit_visit`] says.
    pub fn edit_visit(&self, now: Now, id: i64, enter: UnixTime, leave: UnixTime) -> Result<Visit, Problem> {
        self.gate.enter(|tracer| tracer.edit_visit(now, id, enter, leave))
    }

    /// Deletes a visit, with the warning that rests on it. Returns whether it was there.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::delete_visit`] says.
    pub fn delete_visit(&self, now: Now, id: i64) -> Result<bool, Problem> {
        self.gate.enter(|tracer| tracer.delete_visit(now, id))
    }

    /// The visits by day, the newest day first.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::visits`] says.
    pub fn visits(&self) -> Result<Vec<VisitedDate>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.visits()))
    }

    /// Every warning of a place still kept, newest first.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::place_warnings`] says.
    pub fn place_warnings(&self) -> Result<Vec<StoredPlaceWarning>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.place_warnings()))
    }

    /// Puts the warning of a visit away. Returns whether it was there.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::dismiss_place_warning`] says.
    pub fn dismiss_place_warning(&self, visit: i64) -> Result<bool, Problem> {
        self.gate.enter(|tracer| Ok(tracer.dismiss_place_warning(visit)))
    }

    /// What asking to be called about a warning would tell the health authority.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::call_review`] says.
    pub fn call_review(&self, warning: i64) -> Result<CallReview, Problem> {
        self.gate.enter(|tracer| tracer.call_review(warning))
    }

    /// Asks for a one-time password by SMS, for a call about a warning. `language` of the SMS: `vi` or `en`.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::ask_for_password`] says.
    pub fn ask_for_password(
        &self,
        now: Now,
        warning: i64,
        phone: String,
        language: String,
    ) -> Result<Vec<Command>, Problem> {
        self.gate.enter(|tracer| tracer.ask_for_password(now, warning, &phone, &language))
    }

    /// Asks the health authority to call, with the password that came by SMS and without the days left out.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::call_me`] says.
    pub fn call_me(
        &self,
        now: Now,
        password: String,
        left_out: Vec<Day>,
        consent: ConsentGiven,
    ) -> Result<Vec<Command>, Problem> {
        self.gate.enter(|tracer| tracer.call_me(now, &password, &left_out, &consent))
    }

    /// Takes the wish to be called back before it is sent, or puts away one that has arrived.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::cancel_call`] says.
    pub fn cancel_call(&self) -> Result<(), Problem> {
        self.gate.enter(Tracer::cancel_call)
    }

    /// Where a call stands; none where nobody is to call.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::call_stage`] says.
    pub fn call_stage(&self) -> Result<Option<CallStage>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.call_stage()))
    }

    /// The warning that the call is about.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::called_about`] says.
    pub fn called_about(&self) -> Result<Option<i64>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.called_about()))
    }

    /// Stops tracing until [`Self::resume`].
    ///
    /// # Errors
    /// As [`Self::handle`].
    pub fn pause(&self, now: Now) -> Result<Vec<Command>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.pause(now)))
    }

    /// Resumes tracing.
    ///
    /// # Errors
    /// As [`Self::handle`].
    pub fn resume(&self, now: Now) -> Result<Vec<Command>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.resume(now)))
    }

    /// Erases everything this phone knows: keys, encounters, warnings. Tracing goes on with new keys.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`Tracer::erase`] says.
    pub fn erase(&self, now: Now) -> Result<Vec<Command>, Problem> {
        self.gate.enter(|tracer| tracer.erase(now))
    }

    /// Writes whatever is in memory and closes the store. Closing twice does no harm.
    ///
    /// # Errors
    /// [`Problem::Conflict`] inside a callback of this engine.
    pub fn close(&self, now: Now) -> Result<(), Problem> {
        self.gate.close(|tracer| drop(tracer.handle(now, Event::Stopping)))
    }
}

/// Destroys the store in `directory` and what is in it, when its key is lost or the user wants an empty one.
/// No engine may have it open.
///
/// # Errors
/// [`Problem::StoreFailed`] when the files cannot be removed.
#[uniffi::export]
pub fn destroy_store(directory: String) -> Result<(), Problem> {
    guard(|| Ok(Store::destroy(Path::new(&directory).join(FILE))?))
}

/// The operating system's generator. A device that has no randomness left panics, which the boundary turns into
/// [`Problem::Internal`].
pub(crate) fn system_random() -> impl CryptoRng + Send + 'static {
    UnwrapErr(SysRng)
}
