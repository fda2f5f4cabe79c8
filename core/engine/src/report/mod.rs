//! From an officer's code to an accepted report: check the code, review, leave out, send until it arrives, and the next day
//! bring what that day lacked.
//!
//! Pure: the tracer hands in what the store holds and carries the requests.

mod assemble;
mod code;
mod entered;
mod review;
mod second;
mod secret;
mod sending;
mod sent;

use lancan_protocol::{
    problem::Problem,
    signed::Purpose,
    time::{Interval, UnixTime},
    wire::{Report, VerifyAnswer},
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
    kept::{Kept, KeptValue, keep_as_json},
    notice::ReportStage,
    sequence::Delivery,
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

#[cfg(test)]
mod tests;
