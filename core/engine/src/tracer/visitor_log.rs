//! Acts of a user at a place that must list its visitors, and what waits to be sent to its list.

use lancan_protocol::{
    places::{Minute, PlaceCode, Province},
    problem::Problem,
    visitor_log::{Direction, ENVELOPE_DAYS, KeyPack, MaskedLine, PhoneCode},
};

use super::Tracer;
use crate::{
    command::Command,
    deadlines::{Awaited, Due},
    event::{HttpFailure, HttpResponse},
    notice::Notice,
    now::Now,
    outbox::Errand,
    sequence::{LONGEST_RETRY, Sent, read_answer},
    visitor_log::{
        LogContact, LogEntry, LogStage, LoggedScan, Next, OwnContact, Parcel, PersonCode, Verifying, VisitorLog,
        pack_request,
    },
    visits::{LogQuestion, Scanned},
};

/// Seconds after which the screen draws a person's code again.
const PERSON_CODE_SECONDS: u64 = 30;

impl Tracer {
    /// Who the user is, as entries of visitor logs say it; none where the user has not said.
    pub fn log_contact(&self) -> Option<LogContact> {
        self.visitor_log.contact.as_ref().map(OwnContact::shown)
    }

    /// Whether entries prove the user's number: it is the one that they showed by a password of
    /// [`Self::sign_in_to_declare`], within the last 90 days.
    pub fn log_number_is_certified(&self) -> bool {
        let at = Minute::of(self.users_time());
        let certified = self.declaring.session.as_ref().and_then(|session| session.certified(at));
        self.visitor_log.contact.as_ref().is_some_and(|contact| contact.certificate(certified).is_some())
    }

    /// Keeps who the user is, for entries of visitor logs. Nothing is sent by this.
    ///
    /// # Errors
    /// [`Problem::PhoneMistyped`]; [`Problem::RequestInvalid`] for a name that is empty, too long or begins with a sign that a
    /// spreadsheet would take for a formula, and for a year or a unit that is none; [`Problem::StoreFailed`].
    pub fn set_log_contact(&mut self, now: Now, contact: &LogContact) -> Result<(), Problem> {
        self.time_passes(now);
        let contact = OwnContact::typed(contact)?;
        if self.visitor_log.contact.as_ref() != Some(&contact) {
            let today = self.publication.rules.key_days.day(self.users_time());
            self.visitor_log.cards.renew(today);
            *self.visitor_log.contact = Some(contact);
        }
        self.log_saved()
    }

    /// Forgets who the user is. What was agreed to and waits already is still sent.
    ///
    /// # Errors
    /// [`Problem::StoreFailed`] when that could not be kept.
    pub fn forget_log_contact(&mut self, now: Now) -> Result<(), Problem> {
        self.time_passes(now);
        *self.visitor_log.contact = None;
        self.log_saved()
    }

    /// The user agrees to be listed at the place of a visit: this entering, and the leaving when its code is scanned.
    /// `companions`: how many come along without a code of their own. What is sent waits for ten minutes to an hour, is sealed to
    /// the province's opener, and is tried for a day.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where nothing is asked about this visit; [`Problem::NothingToDo`] where the user has not said who they
    /// are; [`Problem::StoreFailed`] when it could not be kept: nothing is sent then, and it is still asked.
    pub fn agree_to_log(&mut self, now: Now, visit: i64, companions: u8) -> Result<Vec<Command>, Problem> {
        self.act(now, |tracer| {
            let VisitorLog { contact, entries, .. } = &mut tracer.visitor_log;
            let contact = contact.as_ref().ok_or(Problem::NothingToDo)?;
            let before = (**entries).clone();
            entries.agree(visit, companions, contact, tracer.common.now.wall, &mut tracer.common.rng)?;
            let kept = tracer.log_saved();
            if kept.is_err() {
                *tracer.visitor_log.entries = before;
            }
            kept
        })
    }

    /// The user does not want to be listed by this phone. Nothing is sent; the visit stays on the phone. Returns whether something
    /// was asked about it.
    ///
    /// # Errors
    /// [`Problem::StoreFailed`] when that could not be kept.
    pub fn decline_log(&mut self, now: Now, visit: i64) -> Result<bool, Problem> {
        self.time_passes(now);
        let declined = self.visitor_log.entries.decline(visit);
        self.log_saved().map(|()| declined)
    }

    /// Entries of visitor logs that are still on this phone: those that are asked about, and those that wait.
    pub fn log_entries(&self) -> Vec<LogEntry> {
        self.visitor_log.entries.shown()
    }

    /// The user's code for a checker's device, drawn for now. The card behind it is another one each day, in each province, and
    /// for each contact.
    ///
    /// An entry that a checker seals holds the code alone. So that the authority can find whose it is, the contact follows to the
    /// server once for each card: sealed to the opener of the province of [`Self::code_province`], after ten minutes to an hour,
    /// and tried for a week. Where no province is known nothing is sent, and the code leads to nobody.
    ///
    /// # Errors
    /// [`Problem::NothingToDo`] where the user has not said who they are; [`Problem::StoreFailed`] when the day's card could not
    /// be kept.
    pub fn person_code(&mut self, now: Now) -> Result<PersonCode, Problem> {
        self.time_passes(now);
        let at = self.users_time();
        let today = self.publication.rules.key_days.day(at);
        let province = self.province_of_code();
        let VisitorLog { contact, cards, .. } = &mut self.visitor_log;
        let own = contact.as_ref().ok_or(Problem::NothingToDo)?;
        let line = MaskedLine::of(&own.in_entry().ok_or(Problem::NothingToDo)?);
        let when = (Minute::of(at), self.common.now.wall);
        let card = cards.shown(today, (province, own), when, &mut self.common.rng);
        let text = PhoneCode::text(&PhoneCode::draw(&card.signer, Minute::of(at), &card.key, &line));
        self.log_saved()?;
        let province = province.map(Province::region);
        Ok(PersonCode { text, line: line.to_string(), until: at.plus(PERSON_CODE_SECONDS), province })
    }

    /// How many contacts of cards whose codes were shown wait to be sent.
    pub fn waiting_cards(&self) -> u32 {
        self.visitor_log.cards.waiting()
    }

    /// Two digits of the province in which the user's code leads to who they are: the one that they chose, else that of the
    /// place that they visited last; none where neither is known.
    pub fn code_province(&self) -> Option<String> {
        self.province_of_code().map(Province::region)
    }

    /// Keeps in which province the user shows their code; none: in that of the place that they visited last.
    ///
    /// # Errors
    /// [`Problem::RequestInvalid`] for what is not two digits of a province; [`Problem::StoreFailed`].
    pub fn set_code_province(&mut self, now: Now, region: Option<&str>) -> Result<(), Problem> {
        self.time_passes(now);
        let province = region.map(|region| Province::from_region(region).ok_or(Problem::RequestInvalid)).transpose()?;
        self.visitor_log.cards.choose(province);
        self.log_saved()
    }

    fn province_of_code(&self) -> Option<Province> {
        self.visitor_log.cards.province().or_else(|| self.visited.last_province())
    }

    /// A scan at a place that must list its visitors: what is asked, or what follows from an earlier answer.
    pub(super) fn logged(&mut self, scanned: Scanned, code: &PlaceCode, at: Minute) -> Scanned {
        let days = self.publication.rules.key_days;
        let Self { visitor_log, common, publication, .. } = self;
        match scanned {
            Scanned::Entered(visit) => {
                let scan = LoggedScan::of(code, visit.id, Direction::In, at, days);
                if !scan.is_some_and(|scan| visitor_log.entries.entered(scan)) {
                    return Scanned::Entered(visit);
                }
                Scanned::LogAsked(LogQuestion {
                    visit,
                    authority: publication.deployment.authority.clone(),
                    kept_days: ENVELOPE_DAYS,
                    contact: visitor_log.contact.as_ref().map(OwnContact::shown),
                })
            }
            Scanned::Left(visit) => {
                if visitor_log.entries.knows(visit.id) {
                    let scan = LoggedScan::of(code, visit.id, Direction::Out, at, days);
                    let contact = visitor_log.contact.as_ref();
                    visitor_log.entries.left(visit.id, scan, contact, common.now.wall, &mut common.rng);
                }
                Scanned::Left(visit)
            }
            other => other,
        }
    }

    /// When what is due first is looked after.
    pub(super) fn log_due(&self) -> Option<Due> {
        if self.is_logging() {
            return None;
        }
        let (at, _) = self.visitor_log.first_due(self.common.now.wall)?;
        Some(Due::Wall { at, longest: LONGEST_RETRY })
    }

    fn is_logging(&self) -> bool {
        let outbox = &self.common.outbox;
        [Errand::LogPack, Errand::LogEnvelope, Errand::LogCard].into_iter().any(|errand| outbox.waits_for(errand))
    }

    /// Sends what is due first, or fetches the keys that it is sealed to.
    pub(super) fn send_log_entry(&mut self) {
        if let Some((_, parcel)) = self.visitor_log.first_due(self.common.now.wall) {
            self.log_next(parcel, true);
        }
    }

    fn log_next(&mut self, parcel: Parcel, may_fetch: bool) {
        let (at, surely) = (Minute::of(self.users_time()), Minute::of(self.sure_time()));
        let Self { visitor_log, common, publication, declaring, .. } = self;
        let certified = declaring.session.as_ref().and_then(|session| session.certified(at));
        let national = KeyPack::national(&publication.deployment.national_keys);
        let by = Verifying { national: &national, days: publication.rules.key_days, at, surely, certified };
        match visitor_log.next(parcel, may_fetch, by, &mut common.rng) {
            Some(Next::Fetch(province)) if may_fetch => {
                (visitor_log.fetching, visitor_log.sending) = (Some(province), Some(parcel));
                common.send(pack_request(province));
            }
            Some(Next::Fetch(_)) => visitor_log.later(parcel, common.now.wall),
            Some(Next::Send(request)) => {
                visitor_log.sending = Some(parcel);
                // Before it is sent: what a restart would seal again would be a second entry.
                if self.flush() {
                    self.common.send(request);
                } else {
                    self.visitor_log.later(parcel, self.common.now.wall);
                }
            }
            Some(Next::TooLate((visit, _))) => common.tell(Notice::VisitorLog(LogStage::TooLate { visit })),
            Some(Next::Lost((visit, _), problem)) => {
                common.tell(Notice::VisitorLog(LogStage::Refused { visit, problem }));
            }
            Some(Next::CardLost(problem)) => common.tell(Notice::VisitorLog(LogStage::CardRefused(problem))),
            None => {}
        }
    }

    /// Takes an answer to one of the requests of visitor logs.
    pub(super) fn log_answered(&mut self, errand: Errand, outcome: Result<HttpResponse, HttpFailure>) {
        let Some(parcel) = self.visitor_log.sending.take() else { return };
        let now = self.common.now.wall;
        if errand == Errand::LogPack {
            if let Err(problem) = self.pack_arrived(outcome)
                && self.visitor_log.tells_of_keys(parcel)
            {
                self.common.tell(Notice::VisitorLog(LogStage::KeysFailed(problem)));
            }
            // With the new pack, or with the one before while it holds.
            self.log_next(parcel, false);
            return;
        }
        let key = match parcel {
            Parcel::Entry(key) => key,
            Parcel::Card(id) => {
                if let Some(problem) = self.visitor_log.card_answered(id, outcome, now) {
                    self.common.tell(Notice::VisitorLog(LogStage::CardRefused(problem)));
                }
                return;
            }
        };
        let visit = key.0;
        let stage = match self.visitor_log.entries.answered(key, outcome, now) {
            Some(Sent::Arrived(())) => LogStage::Arrived { visit },
            Some(Sent::Refused(problem)) => LogStage::Refused { visit, problem },
            Some(Sent::Waits) | None => return,
        };
        self.common.tell(Notice::VisitorLog(stage));
    }

    fn pack_arrived(&mut self, outcome: Result<HttpResponse, HttpFailure>) -> Result<(), Problem> {
        let province = self.visitor_log.fetching.take().ok_or(Problem::NothingToDo)?;
        let bytes = match outcome {
            Ok(response) if response.status == 200 => response.body,
            // An answer that names a problem, or none.
            other => return Err(read_answer::<serde::de::IgnoredAny>(other).err().unwrap_or(Problem::Offline)),
        };
        let at = Minute::of(self.sure_time());
        let national = KeyPack::national(&self.publication.deployment.national_keys);
        match self.visitor_log.packs.take(&bytes, province, &national, at) {
            Ok(()) => Ok(()),
            // Whatever else comes in the place of a pack is not the authority's: a captive portal's page, for example.
            Err(_) if bytes.len() != KeyPack::BYTES => Err(Problem::Offline),
            Err(_) => Err(Problem::SignedFileRefused),
        }
    }

    /// The wall clock was set back: what was planned under the later time is due in time all the same.
    pub(super) fn set_log_back(&mut self) {
        let now = self.common.now;
        let left = self.latest.left(Awaited::LogEntry, LONGEST_RETRY, now);
        let due = self.visitor_log.first_due(now.wall);
        if due.is_some_and(|(due, _)| due > now.wall.plus(LONGEST_RETRY.as_secs())) {
            self.visitor_log.due_by(now.wall.plus(left.as_secs()));
        }
    }

    /// Forgets questions, answers, cards and packs that are surely older than they are kept.
    pub(super) fn forget_old_log(&mut self) {
        let (at, days) = (Minute::of(self.sure_time()), self.publication.rules.key_days);
        if self.visitor_log.has_old(at, days) {
            let card_was_late = self.visitor_log.forget_old(at, days);
            if card_was_late {
                self.common.tell(Notice::VisitorLog(LogStage::CardTooLate));
            }
        }
    }

    fn log_saved(&mut self) -> Result<(), Problem> {
        if self.flush() { Ok(()) } else { Err(Problem::StoreFailed) }
    }
}
