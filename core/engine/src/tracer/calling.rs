//! Acts of a warned user who wants to be called: ask for a password, review, consent, send.

use std::collections::{BTreeMap, BTreeSet};

use lancan_protocol::{IntervalMap, phone_number::PhoneNumber, problem::Problem, time::Day, wire::DayActivity};

use super::{Tracer, reporting::mark};
use crate::{
    call::{CallMaterial, CallReview},
    command::Command,
    event::{HttpFailure, HttpResponse},
    notice::{CallStage, Notice},
    now::Now,
    outbox::Errand,
    report::{ConsentGiven, Material, reported_keys},
    store::Standing,
};

impl Tracer {
    /// What asking to be called would tell the health authority, for a warning in force: only the days with a contact, what
    /// this phone heard of the case, and its own keys of those days. Nothing is sent by looking.
    ///
    /// # Errors
    /// [`Problem::NothingToDo`] where there is no such warning in force, or this phone lost what the warning rests on;
    /// [`Problem::StoreFailed`] when the store cannot be read.
    pub fn call_review(&mut self, warning: i64) -> Result<CallReview, Problem> {
        let material = self.call_material(warning)?;
        Ok(CallReview::new(self.publication.deployment.authority.clone(), &material))
    }

    /// Asks for a one-time password by SMS to `phone`, for a call about a warning. The authority learns the number and no
    /// more. `language` of the SMS: `vi` or `en`. How it goes comes as [`Notice::Call`].
    ///
    /// # Errors
    /// [`Problem::PhoneMistyped`] without asking the server; those of [`Self::call_review`]; [`Problem::Conflict`] while a
    /// callback is being sent.
    pub fn ask_for_password(
        &mut self,
        now: Now,
        warning: i64,
        phone: &str,
        language: &str,
    ) -> Result<Vec<Command>, Problem> {
        self.act(now, |tracer| {
            let phone = PhoneNumber::parse(phone).map_err(|_| Problem::PhoneMistyped)?;
            tracer.call_material(warning)?;
            let at = tracer.users_time();
            let Self { calling, common, .. } = tracer;
            let request = calling.ask(warning, &phone, language, at, &mut common.rng)?;
            common.outbox.forget(&[Errand::Otp]);
            common.send(request);
            common.tell(Notice::Call(CallStage::Asked));
            Ok(())
        })
    }

    /// Asks the health authority to call, with the password that came by SMS. The callback is sealed first and sent until the
    /// server answers, through restarts. `left_out`: days with a contact that are not spoken of.
    ///
    /// # Errors
    /// [`Problem::NothingToDo`] where no password was asked for, or nothing is left that the user agreed to send;
    /// [`Problem::OtpWrong`] for what is no password, without asking the server; [`Problem::StoreFailed`] when the callback
    /// cannot be sealed (a full disk): nothing was sent then.
    pub fn call_me(
        &mut self,
        now: Now,
        password: &str,
        left_out: &[Day],
        consent: &ConsentGiven,
    ) -> Result<Vec<Command>, Problem> {
        self.act(now, |tracer| {
            tracer.flush_with_heard();
            let warning = tracer.calling.warning().ok_or(Problem::NothingToDo)?;
            let material = tracer.call_material(warning)?;
            tracer.calling.make(password, left_out, consent, &material)?;
            // Before any command: a callback that a restart would forget is not sent.
            if !tracer.flush() {
                tracer.calling.take_back();
                return Err(Problem::StoreFailed);
            }
            tracer.calling.stage().into_iter().for_each(|stage| tracer.common.tell(Notice::Call(stage)));
            tracer.send_callback();
            Ok(())
        })
    }

    /// Takes the wish to be called back before it is sent, or puts away one that has arrived.
    ///
    /// # Errors
    /// [`Problem::Conflict`] while the callback is being sent: it may have arrived already.
    pub fn cancel_call(&mut self) -> Result<(), Problem> {
        self.calling.cancel()?;
        self.common.outbox.forget(&[Errand::Otp]);
        self.flush();
        Ok(())
    }

    /// Where a call stands; none where nobody is to call.
    pub fn call_stage(&self) -> Option<CallStage> {
        self.calling.stage()
    }

    /// The warning that the call is about.
    pub fn called_about(&self) -> Option<i64> {
        self.calling.warning()
    }

    /// Sends the callback, for the first time or again.
    pub(super) fn send_callback(&mut self) {
        if let Some(request) = self.calling.request() {
            self.common.send(request);
        }
    }

    /// Sends the body that says nothing and follows a callback.
    pub(super) fn send_second_callback(&mut self) {
        if let Some(request) = self.calling.second_request(self.users_time()) {
            self.common.send(request);
        }
    }

    /// Takes an answer to one of a call's requests.
    pub(super) fn call_answered(&mut self, errand: Errand, outcome: Result<HttpResponse, HttpFailure>) {
        let now = self.users_time();
        let Self { calling, common, publication, .. } = self;
        let days = publication.rules.key_days;
        let stage = match errand {
            Errand::Otp => calling.otp_answered(outcome),
            Errand::Callback => {
                let midnight = days.start(days.day(now).plus(1));
                calling.answered(outcome, now, midnight, &mut common.rng)
            }
            _ => {
                calling.second_answered(outcome, now);
                None
            }
        };
        if let Some(stage) = stage {
            common.tell(Notice::Call(stage));
        }
    }

    /// What this phone holds of a warning in force.
    fn call_material(&mut self, warning: i64) -> Result<CallMaterial, Problem> {
        let warnings = self.common.store.warnings()?;
        let stored =
            warnings.iter().find(|stored| stored.warning.id == warning && stored.standing == Standing::InForce);
        let warning = &stored.ok_or(Problem::NothingToDo)?.warning;
        let days = self.publication.rules.key_days;
        let heard = self.publication.exposures.heard_of(warning, &self.publication.rules);
        let entries = || heard.iter().flat_map(|heard| &heard.entries);
        let concerned: BTreeSet<Day> = entries().map(|entry| days.day(entry.interval)).collect();
        let (Some(first), Some(last)) = (concerned.first().copied(), concerned.last().copied()) else {
            return Err(Problem::NothingToDo);
        };
        let mut activity: BTreeMap<Day, (IntervalMap, IntervalMap)> = BTreeMap::new();
        let window = days.first_interval(first)..=days.first_interval(last.plus(1)).minus(1);
        self.common.store.each_interval(window, |record| mark(&mut activity, &record, days))?;
        let activity = activity.into_iter().filter(|(day, _)| concerned.contains(day));
        let material = Material { keys: self.own_keys()?, days, now: self.users_time(), ..Material::default() };
        Ok(CallMaterial {
            own_keys: reported_keys(&material, &[], |day| concerned.contains(&day)),
            activity: activity.map(|(day, (sent, scanned))| DayActivity::new(day, &sent, &scanned)).collect(),
            heard,
            days,
        })
    }
}
