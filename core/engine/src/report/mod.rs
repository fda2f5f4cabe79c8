//! From an officer's code to an accepted report: check the code, review, leave out, send until it arrives, and the next day
//! bring what that day lacked.
//!
//! Pure: the tracer hands in what the store holds and carries the requests.

mod assemble;
mod entered;
mod review;
mod second;
mod secret;
mod sent;

use lancan_protocol::{
    code::Code,
    problem::Problem,
    signed::Purpose,
    time::{Interval, UnixTime},
    wire::{Report, ReportAnswer, VerifyAnswer},
};
use prost::Message as _;
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

pub(crate) use assemble::{consent as wire_consent, keys as reported_keys};
use entered::Entered;
pub(crate) use review::{Candidate, LeftOut, Material};
pub use review::{Review, ReviewedDay, ReviewedInterval, ReviewedKey, ReviewedVisit, Span};
use second::SecondPart;
pub(crate) use second::SecondParts;
pub(crate) use secret::ReportSecret;
pub(crate) use sent::SentReports;

use crate::{
    chance,
    event::{HttpFailure, HttpResponse},
    kept::{Kept, KeptValue, keep_as_json},
    notice::ReportStage,
    outbox::{Errand, Request},
    sequence::{Delivery, Sent, TOKEN_SECONDS, may_pass, read_answer, report_request, verify_request},
};

/// What the user agrees to when sending a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ConsentGiven {
    /// The user agrees to publish the day keys, so that phones that were near are warned.
    pub keys: bool,
    /// The user agrees to give the close encounters to the health authority.
    pub encounters: bool,
    /// Version of the consent text that was shown.
    pub text_version: u32,
    /// Language of the consent text that was shown, `vi` or `en`.
    pub language: String,
    /// The user agrees to give visits to places to the health authority, which may warn others of these places.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub visits: bool,
}

/// A code and the report that is made with it.
#[derive(Default)]
pub(crate) struct Reporting {
    /// The code, from when it is entered until its report has arrived or the code is refused.
    code: Kept<Option<Entered>>,
    /// The review, from when the code is accepted until its report has arrived.
    review: Kept<Option<OpenReview>>,
    /// The report, from when the user sends it until the server has answered.
    pending: Kept<Option<Pending>>,
    /// What is to follow reports that have arrived.
    seconds: Kept<SecondParts>,
    /// The reports that have arrived, for as long as the user may ask about them.
    sent: Kept<SentReports>,
    phase: ReportPhase,
}

/// How far a report has come.
#[derive(Default)]
enum ReportPhase {
    /// No code is being used. One that no answer came to, or that an earlier process had, may still be there.
    #[default]
    Idle,
    /// The code is being checked.
    Checking,
    /// The user looks at what would be sent.
    Reviewing,
    /// The report is sent until it arrives; the delivery says when it is sent again, unless an answer is awaited.
    Sending { delivery: Delivery, is_under_way: bool },
}

/// What the server said of an accepted code, and what the user left out so far.
#[derive(Clone, Serialize, Deserialize)]
struct OpenReview {
    answer: VerifyAnswer,
    left_out: Vec<Span>,
    /// Visits that the user left out one by one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    left_out_visits: Vec<i64>,
}

impl OpenReview {
    fn left_out(&self) -> LeftOut<'_> {
        LeftOut { spans: &self.left_out, visits: &self.left_out_visits }
    }
}

keep_as_json!(OpenReview);

/// A body on its way; kept sealed so that a restart goes on sending it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Pending {
    body: Vec<u8>,
    signature: String,
    /// How often a report did not arrive.
    failures: u32,
    /// What follows when a report has arrived; nothing follows a second part, or a report of an earlier version of the app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    second: Option<Box<SecondPart>>,
}

keep_as_json!(Pending);

impl Pending {
    /// The day keys in it.
    pub(crate) fn keys(&self) -> Vec<Vec<u8>> {
        let report = Report::decode(self.body.as_slice()).unwrap_or_default();
        report.keys.into_iter().map(|key| key.key).collect()
    }
}

/// A report padded to the one size, with its signature.
fn signed_body(report: &Report, secret: &ReportSecret) -> Option<Pending> {
    let body = report.to_padded_bytes()?;
    let signature = secret.sign(Purpose::Report, &body);
    Some(Pending { body, signature, failures: 0, second: None })
}

impl Reporting {
    /// The code, as it is kept.
    pub(crate) fn kept_code(&mut self) -> &mut dyn KeptValue {
        &mut self.code
    }

    /// The report on its way, as it is kept.
    pub(crate) fn kept_report(&mut self) -> &mut dyn KeptValue {
        &mut self.pending
    }

    /// The open review, as it is kept.
    pub(crate) fn kept_review(&mut self) -> &mut dyn KeptValue {
        &mut self.review
    }

    /// What is to follow, as it is kept.
    pub(crate) fn kept_seconds(&mut self) -> &mut dyn KeptValue {
        &mut self.seconds
    }

    /// The reports that have arrived, as they are kept.
    pub(crate) fn kept_sent(&mut self) -> &mut dyn KeptValue {
        &mut self.sent
    }

    /// The reports that have arrived.
    pub(crate) fn sent(&self) -> &SentReports {
        &self.sent
    }

    /// The reports that have arrived, to be changed.
    pub(crate) fn sent_mut(&mut self) -> &mut SentReports {
        &mut self.sent
    }

    /// Takes a report back from now on: what was to follow it brings nothing any more.
    ///
    /// # Errors
    /// [`Problem::Conflict`] while it is being taken back, [`Problem::NothingToDo`] where this phone cannot take it back.
    pub(crate) fn withdraw(&mut self, id: i64, now: UnixTime, rng: &mut dyn CryptoRng) -> Result<(), Problem> {
        let token = self.sent.begin(id, now)?;
        if self.seconds.follow(&token) {
            self.seconds.bring_nothing(&token, rng);
        }
        Ok(())
    }

    /// Gives up a withdrawal that could not be sealed, before it was sent.
    pub(crate) fn not_withdrawn(&mut self, id: i64) {
        self.sent.not_begun(id);
    }

    /// What is to follow reports that have arrived.
    pub(crate) fn seconds(&self) -> &SecondParts {
        &self.seconds
    }

    /// What is to follow reports that have arrived, to be changed.
    pub(crate) fn seconds_mut(&mut self) -> &mut SecondParts {
        &mut self.seconds
    }

    /// Everything was restored. A report on its way is sent at once, a review is open again; a code that was not answered
    /// waits until it is entered again.
    pub(crate) fn restored(&mut self) {
        self.phase = match &*self.pending {
            Some(pending) => {
                ReportPhase::Sending { delivery: Delivery::at_once(pending.failures), is_under_way: false }
            }
            None if self.code.is_some() && self.review.is_some() => ReportPhase::Reviewing,
            None => ReportPhase::Idle,
        };
        if !self.seconds.is_empty() {
            self.seconds.restored();
        }
    }

    /// Code and report were erased.
    pub(crate) fn erased(&mut self) {
        self.phase = ReportPhase::Idle;
    }

    /// Where it stands, for the user; none while idle.
    pub(crate) fn stage(&self) -> Option<ReportStage> {
        match &self.phase {
            ReportPhase::Idle => None,
            ReportPhase::Checking => Some(ReportStage::Checking),
            ReportPhase::Reviewing => {
                let answer = &self.review.as_ref()?.answer;
                Some(ReportStage::Review { centre: answer.centre.clone(), report_type: answer.report_type })
            }
            ReportPhase::Sending { .. } => Some(ReportStage::Sending),
        }
    }

    /// Begins with a code. No request where the code is the one whose review is open: that review goes on. The review of
    /// another code stays until this one is accepted.
    ///
    /// # Errors
    /// [`Problem::CodeMistyped`], without asking the server; [`Problem::Conflict`] while a report is being sent.
    pub(crate) fn enter_code(
        &mut self,
        text: &str,
        at: UnixTime,
        rng: &mut dyn CryptoRng,
    ) -> Result<Option<Request>, Problem> {
        if matches!(self.phase, ReportPhase::Sending { .. }) {
            return Err(Problem::Conflict);
        }
        let code = Code::parse(text).map_err(|_| Problem::CodeMistyped)?;
        if self.code.is_none() && self.review.is_some() {
            // Its code could not be read: nothing can be sent with it.
            *self.review = None;
        }
        let is_open = self.review.is_some();
        if is_open && self.code.as_ref().is_some_and(|entered| entered.code == code) {
            self.phase = ReportPhase::Reviewing;
            return Ok(None);
        }
        let mut reviewed = self.code.take();
        let known = match &mut reviewed {
            Some(entered) if is_open => entered.other.take().map(|other| *other),
            _ => reviewed.take(),
        };
        let secret = match known {
            Some(entered) if entered.code == code => entered.secret,
            _ => ReportSecret::generate(rng),
        };
        let request = verify_request(code.as_str(), &secret.thumbprint(), false, Errand::Verify);
        let entered = Entered { code, secret, at, other: None };
        *self.code = Some(match reviewed {
            Some(reviewed) => Entered { other: Some(Box::new(entered)), ..reviewed },
            None => entered,
        });
        let request = request?;
        self.phase = ReportPhase::Checking;
        Ok(Some(request))
    }

    /// Forgets a code that no answer came to if it was entered a day before `now`, and a review whose token is over.
    pub(crate) fn forget_old_code(&mut self, now: UnixTime) {
        let age = self.code.as_ref().map_or(0, |entered| now.0.saturating_sub(entered.at.0));
        let longest = match self.phase {
            ReportPhase::Idle => CODE_SECONDS,
            ReportPhase::Reviewing => TOKEN_SECONDS,
            ReportPhase::Checking | ReportPhase::Sending { .. } => return,
        };
        if age > longest {
            self.forget_code();
        }
    }

    fn forget_code(&mut self) {
        self.phase = ReportPhase::Idle;
        if self.review.is_some() {
            *self.review = None;
        }
        if self.code.is_some() {
            *self.code = None;
        }
    }

    /// Takes the answer to the code.
    pub(crate) fn verify_answered(&mut self, outcome: Result<HttpResponse, HttpFailure>) -> Option<ReportStage> {
        if !matches!(self.phase, ReportPhase::Checking) {
            return None;
        }
        self.phase = if self.review.is_some() { ReportPhase::Reviewing } else { ReportPhase::Idle };
        let problem = match read_answer::<VerifyAnswer>(outcome) {
            Ok(answer) if answer.window_from <= answer.window_to => {
                let other = self.code.as_mut().and_then(|entered| entered.other.take());
                if let Some(other) = other {
                    *self.code = Some(*other);
                }
                let answer = VerifyAnswer { padding: String::new(), ..answer };
                *self.review = Some(OpenReview { answer, left_out: Vec::new(), left_out_visits: Vec::new() });
                self.phase = ReportPhase::Reviewing;
                return self.stage();
            }
            Ok(_) => Problem::Internal,
            Err(problem) if may_pass(problem) => return Some(ReportStage::Failed(problem)),
            Err(problem) => problem,
        };
        if self.review.is_none() {
            *self.code = None;
        } else if let Some(entered) = &mut *self.code {
            entered.other = None;
        }
        Some(ReportStage::Failed(problem))
    }

    fn open_review(&self) -> Result<&OpenReview, Problem> {
        let is_open = matches!(self.phase, ReportPhase::Reviewing);
        self.review.as_ref().filter(|_| is_open).ok_or(Problem::NothingToDo)
    }

    fn open_review_mut(&mut self) -> Result<&mut OpenReview, Problem> {
        self.open_review()?;
        self.review.as_mut().ok_or(Problem::NothingToDo)
    }

    /// What would be sent now.
    ///
    /// # Errors
    /// [`Problem::NothingToDo`] unless a code was accepted and nothing sent yet.
    pub(crate) fn review(&self, material: &Material) -> Result<Review, Problem> {
        let open = self.open_review()?;
        Ok(Review::new(&open.answer, open.left_out(), material))
    }

    /// The first and the last interval that the authority asks for; none unless a code was accepted and nothing sent yet.
    pub(crate) fn window(&self) -> Option<(Interval, Interval)> {
        let OpenReview { answer, .. } = self.open_review().ok()?;
        Some((answer.window_from, answer.window_to))
    }

    /// Leaves a span of time out of the report.
    ///
    /// # Errors
    /// As [`Self::review`]; [`Problem::RequestInvalid`] for a span that ends before it begins.
    pub(crate) fn leave_out(&mut self, span: Span) -> Result<(), Problem> {
        self.open_review()?;
        if span.from >= span.to {
            return Err(Problem::RequestInvalid);
        }
        self.open_review_mut()?.left_out.push(span);
        Ok(())
    }

    /// Leaves one visit out of the report.
    ///
    /// # Errors
    /// As [`Self::review`].
    pub(crate) fn leave_out_visit(&mut self, visit: i64) -> Result<(), Problem> {
        let open = self.open_review_mut()?;
        if !open.left_out_visits.contains(&visit) {
            open.left_out_visits.push(visit);
        }
        Ok(())
    }

    /// Takes back everything left out.
    ///
    /// # Errors
    /// As [`Self::review`].
    pub(crate) fn leave_nothing_out(&mut self) -> Result<(), Problem> {
        let open = self.open_review_mut()?;
        open.left_out.clear();
        open.left_out_visits.clear();
        Ok(())
    }

    /// Makes the report. The caller seals the report before it is sent.
    ///
    /// # Errors
    /// As [`Self::review`]; [`Problem::NothingToDo`] when there is nothing the user agreed to send.
    pub(crate) fn make(
        &self,
        material: &Material,
        consent: &ConsentGiven,
        rng: &mut dyn CryptoRng,
    ) -> Result<Pending, Problem> {
        let open = self.open_review()?;
        let OpenReview { answer, left_out, .. } = open;
        let secret = &self.code.as_ref().ok_or(Problem::NothingToDo)?.secret;
        let report = assemble::report(answer, open.left_out(), material, consent, secret, chance::bytes(rng))?;
        let second = SecondPart::of(answer, left_out, consent, secret, material, rng);
        let signed = signed_body(&report, secret).ok_or(Problem::TooLarge)?;
        Ok(Pending { second: Some(Box::new(second)), ..signed })
    }

    /// Sends a report from now on. Code and review stay until it has arrived.
    pub(crate) fn send(&mut self, pending: Pending) {
        *self.pending = Some(pending);
        self.phase = ReportPhase::Sending { delivery: Delivery::at(UnixTime(0)), is_under_way: true };
    }

    /// Gives up a report that could not be sealed, before it was sent: its review is open again, which is what the store
    /// still holds.
    pub(crate) fn take_back(&mut self) {
        self.pending = Kept::default();
        self.phase = ReportPhase::Reviewing;
    }

    /// The report on its way.
    pub(crate) fn pending(&self) -> Option<&Pending> {
        self.pending.as_ref()
    }

    /// The request that carries the report.
    pub(crate) fn request(&mut self) -> Option<Request> {
        let (ReportPhase::Sending { is_under_way, .. }, Some(pending)) = (&mut self.phase, &*self.pending) else {
            return None;
        };
        *is_under_way = true;
        Some(report_request(pending.body.clone(), pending.signature.clone(), Errand::Report))
    }

    /// When to send again.
    pub(crate) fn due(&self, now: UnixTime) -> Option<UnixTime> {
        match self.phase {
            ReportPhase::Sending { delivery, is_under_way: false } => Some(delivery.due(now)),
            _ => None,
        }
    }

    /// The clock was set back: a report that did not arrive is sent again within its longest wait, and a code was entered in
    /// the past.
    pub(crate) fn set_back(&mut self, now: UnixTime) {
        if let ReportPhase::Sending { delivery, .. } = &mut self.phase {
            delivery.set_back(now);
        }
        if self.seconds.are_too_far(now) {
            self.seconds.set_back(now);
        }
        if self.code.as_ref().is_some_and(|entered| entered.at > now)
            && let Some(entered) = &mut *self.code
        {
            entered.at = now;
        }
    }

    /// Something showed that the clock was behind by so many seconds, and `then` was its time: what was entered and sent by it is
    /// as old as it truly is.
    pub(crate) fn move_on(&mut self, by: u64, then: UnixTime) {
        if self.code.is_some()
            && let Some(entered) = &mut *self.code
        {
            entered.move_on(by, then.plus(by));
        }
        if self.sent.any_was_good(then) {
            self.sent.move_on(by, then);
        }
    }

    /// Takes the answer to the report. One that is refused leaves its review open: the code is not used up by it.
    pub(crate) fn report_answered(
        &mut self,
        outcome: Result<HttpResponse, HttpFailure>,
        now: UnixTime,
    ) -> Option<ReportStage> {
        let ReportPhase::Sending { delivery, is_under_way } = &mut self.phase else { return None };
        *is_under_way = false;
        match delivery.answered::<ReportAnswer>(outcome, now) {
            Sent::Waits => {
                let failures = delivery.failures();
                if let Some(pending) = self.pending.as_mut() {
                    pending.failures = failures;
                }
                None
            }
            Sent::Arrived(answer) => {
                if let Some(second) = self.pending.take().and_then(|pending| pending.second) {
                    self.seconds.push(*second);
                }
                if let (Some(entered), Some(open)) = (&*self.code, &*self.review) {
                    let (until, centre) = (entered.at.plus(TOKEN_SECONDS), open.answer.centre.clone());
                    self.sent.push(now.max(entered.at), until, centre, (open.answer.token.clone(), &entered.secret));
                }
                self.forget_code();
                Some(ReportStage::Accepted { published_by: answer.published_by })
            }
            Sent::Refused(problem) => {
                *self.pending = None;
                let is_over = problem == Problem::TokenInvalid || self.code.is_none() || self.review.is_none();
                if is_over {
                    self.forget_code();
                } else {
                    self.phase = ReportPhase::Reviewing;
                }
                Some(ReportStage::Failed(problem))
            }
        }
    }

    /// Forgets code and review. A report being sent goes on: it may have arrived already.
    ///
    /// # Errors
    /// [`Problem::Conflict`] while a report is being sent.
    pub(crate) fn cancel(&mut self) -> Result<(), Problem> {
        if matches!(self.phase, ReportPhase::Sending { .. }) {
            return Err(Problem::Conflict);
        }
        self.forget_code();
        Ok(())
    }
}

/// Seconds for which a code is remembered that no answer came to.
const CODE_SECONDS: u64 = 86_400;

#[cfg(test)]
mod tests;
