//! From an officer's code to an accepted report: check the code, review, leave out, send until it arrives.
//!
//! Pure: the tracer hands in what the store holds and carries the requests.

mod assemble;
mod review;
mod secret;

use core::time::Duration;

use lancan_protocol::{
    code::Code,
    key_days::KeyDays,
    problem::Problem,
    time::{Interval, UnixTime},
    wire::{self, ProblemBody, Report, ReportAnswer, VerifyAnswer, VerifyRequest, path},
};
use prost::Message as _;
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

pub(crate) use review::{Candidate, Material};
pub use review::{Review, ReviewedDay, ReviewedInterval, ReviewedKey, Span};
pub(crate) use secret::ReportSecret;

use crate::{
    back_off::BackOff,
    chance,
    event::{HttpFailure, HttpResponse},
    kept::{Keep, Kept, KeptValue, from_json, keep_as_json, to_json},
    notice::ReportStage,
    outbox::{Errand, Request},
};

/// What the user agrees to when sending a report.
#[derive(Clone, Debug, PartialEq, Eq)]
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
}

/// A code and the report that is made with it.
#[derive(Default)]
pub(crate) struct Reporting {
    /// The code, from when it is entered until its report is made or the code is refused.
    code: Kept<Option<Entered>>,
    /// The report, from when the user sends it until the server has answered.
    pending: Kept<Option<Pending>>,
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
    Reviewing { answer: Box<VerifyAnswer>, left_out: Vec<Span> },
    /// The report is sent until it arrives; `retry` says when it is sent again.
    Sending { retry: Option<UnixTime> },
}

/// A code that was entered, and the key that goes with it. The server may have taken the code as used by this key, so the
/// same code always goes with it.
struct Entered {
    code: Code,
    secret: ReportSecret,
    at: UnixTime,
}

/// An [`Entered`] as it is kept, so that a restart costs no second call to the officer.
#[derive(Serialize, Deserialize)]
struct KeptCode {
    code: String,
    secret: Vec<u8>,
    at: UnixTime,
}

impl Keep for Entered {
    fn to_bytes(&self) -> Option<Vec<u8>> {
        let (code, secret) = (self.code.as_str().to_owned(), self.secret.to_bytes());
        to_json(&KeptCode { code, secret, at: self.at })
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let kept: KeptCode = from_json(bytes)?;
        let (code, secret) = (Code::parse(&kept.code).ok()?, ReportSecret::from_bytes(&kept.secret)?);
        Some(Self { code, secret, at: kept.at })
    }
}

/// A report on its way; kept sealed so that a restart goes on sending it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Pending {
    body: Vec<u8>,
    signature: String,
    failures: u32,
}

keep_as_json!(Pending);

impl Pending {
    /// The day keys in it.
    pub(crate) fn keys(&self) -> Vec<Vec<u8>> {
        let report = Report::decode(self.body.as_slice()).unwrap_or_default();
        report.keys.into_iter().map(|key| key.key).collect()
    }
}

/// Waits after a report did not arrive.
const RETRY: BackOff = BackOff::new(Duration::from_secs(30), Duration::from_hours(1));

/// A review that was given up for a report, to come back to when the report cannot be sealed.
pub(crate) struct Reviewed(Reporting);

impl Reporting {
    /// The code, as it is kept.
    pub(crate) fn kept_code(&mut self) -> &mut dyn KeptValue {
        &mut self.code
    }

    /// The report on its way, as it is kept.
    pub(crate) fn kept_report(&mut self) -> &mut dyn KeptValue {
        &mut self.pending
    }

    /// Code and report were restored. A report on its way is sent at once; a code waits until it is entered again.
    pub(crate) fn restored(&mut self) {
        self.phase = ReportPhase::Idle;
        if self.pending.is_some() {
            self.phase = ReportPhase::Sending { retry: Some(UnixTime(0)) };
            if self.code.is_some() {
                *self.code = None;
            }
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
            ReportPhase::Reviewing { answer, .. } => {
                Some(ReportStage::Review { centre: answer.centre.clone(), report_type: answer.report_type })
            }
            ReportPhase::Sending { .. } => Some(ReportStage::Sending),
        }
    }

    /// Begins with a code.
    ///
    /// # Errors
    /// [`Problem::CodeMistyped`], without asking the server; [`Problem::Conflict`] while a report is being sent.
    pub(crate) fn enter_code(&mut self, text: &str, at: UnixTime, rng: &mut dyn CryptoRng) -> Result<Request, Problem> {
        if matches!(self.phase, ReportPhase::Sending { .. }) {
            return Err(Problem::Conflict);
        }
        let code = Code::parse(text).map_err(|_| Problem::CodeMistyped)?;
        self.phase = ReportPhase::Idle;
        let secret = match self.code.take() {
            Some(entered) if entered.code == code => entered.secret,
            _ => ReportSecret::generate(rng),
        };
        let request = verify_request(code.as_str(), &secret.thumbprint(), false, Errand::Verify)?;
        *self.code = Some(Entered { code, secret, at });
        self.phase = ReportPhase::Checking;
        Ok(request)
    }

    /// Forgets a code that no answer came to, if it was entered before this.
    pub(crate) fn forget_code_before(&mut self, at: UnixTime) {
        if matches!(self.phase, ReportPhase::Idle) && self.code.as_ref().is_some_and(|entered| entered.at < at) {
            *self.code = None;
        }
    }

    /// Takes the answer to the code.
    pub(crate) fn verify_answered(&mut self, outcome: Result<HttpResponse, HttpFailure>) -> Option<ReportStage> {
        if !matches!(self.phase, ReportPhase::Checking) {
            return None;
        }
        self.phase = ReportPhase::Idle;
        match read_answer::<VerifyAnswer>(outcome) {
            Ok(answer) if answer.window_from <= answer.window_to => {
                self.phase = ReportPhase::Reviewing { answer: Box::new(answer), left_out: Vec::new() };
                self.stage()
            }
            Ok(_) => {
                *self.code = None;
                Some(ReportStage::Failed(Problem::Internal))
            }
            Err(problem) => {
                if !may_pass(problem) {
                    *self.code = None;
                }
                Some(ReportStage::Failed(problem))
            }
        }
    }

    /// What would be sent now.
    ///
    /// # Errors
    /// [`Problem::NothingToDo`] unless a code was accepted and nothing sent yet.
    pub(crate) fn review(&self, days: KeyDays, material: &Material) -> Result<Review, Problem> {
        let ReportPhase::Reviewing { answer, left_out } = &self.phase else { return Err(Problem::NothingToDo) };
        Ok(Review::new(answer, left_out, days, material))
    }

    /// The first and the last interval that the authority asks for; none unless a code was accepted and nothing sent yet.
    pub(crate) fn window(&self) -> Option<(Interval, Interval)> {
        let ReportPhase::Reviewing { answer, .. } = &self.phase else { return None };
        Some((answer.window_from, answer.window_to))
    }

    /// Leaves a span of time out of the report.
    ///
    /// # Errors
    /// As [`Self::review`]; [`Problem::RequestInvalid`] for a span that ends before it begins.
    pub(crate) fn leave_out(&mut self, span: Span) -> Result<(), Problem> {
        let ReportPhase::Reviewing { left_out, .. } = &mut self.phase else { return Err(Problem::NothingToDo) };
        if span.from >= span.to {
            return Err(Problem::RequestInvalid);
        }
        left_out.push(span);
        Ok(())
    }

    /// Takes back everything left out.
    ///
    /// # Errors
    /// As [`Self::review`].
    pub(crate) fn leave_nothing_out(&mut self) -> Result<(), Problem> {
        let ReportPhase::Reviewing { left_out, .. } = &mut self.phase else { return Err(Problem::NothingToDo) };
        left_out.clear();
        Ok(())
    }

    /// Makes the report. The caller seals the report before it is sent.
    ///
    /// # Errors
    /// As [`Self::review`]; [`Problem::NothingToDo`] when there is nothing the user agreed to send.
    pub(crate) fn make(
        &self,
        days: KeyDays,
        material: &Material,
        consent: &ConsentGiven,
        rng: &mut dyn CryptoRng,
    ) -> Result<Pending, Problem> {
        let (ReportPhase::Reviewing { answer, left_out }, Some(entered)) = (&self.phase, &*self.code) else {
            return Err(Problem::NothingToDo);
        };
        let report = assemble::report(answer, left_out, days, material, consent, &entered.secret, chance::bytes(rng))?;
        let body = report.to_padded_bytes().ok_or(Problem::TooLarge)?;
        let signature = entered.secret.sign(&body);
        Ok(Pending { body, signature, failures: 0 })
    }

    /// Sends a report from now on. Returns the review, for [`Self::back_to`].
    pub(crate) fn send(&mut self, pending: Pending) -> Reviewed {
        let reviewed = core::mem::take(self);
        *self.code = None;
        *self.pending = Some(pending);
        self.phase = ReportPhase::Sending { retry: None };
        Reviewed(reviewed)
    }

    /// Gives up a report that could not be sealed, before it was sent, and goes back to its review, which is what the
    /// store still holds.
    pub(crate) fn back_to(&mut self, reviewed: Reviewed) {
        *self = reviewed.0;
    }

    /// The report on its way.
    pub(crate) fn pending(&self) -> Option<&Pending> {
        self.pending.as_ref()
    }

    /// The request that carries the report.
    pub(crate) fn request(&mut self) -> Option<Request> {
        let (ReportPhase::Sending { retry }, Some(pending)) = (&mut self.phase, &*self.pending) else { return None };
        *retry = None;
        Some(report_request(pending.body.clone(), pending.signature.clone(), Errand::Report))
    }

    /// When to send again.
    pub(crate) fn due(&self) -> Option<UnixTime> {
        let ReportPhase::Sending { retry } = &self.phase else { return None };
        *retry
    }

    /// Takes the answer to the report.
    pub(crate) fn report_answered(
        &mut self,
        outcome: Result<HttpResponse, HttpFailure>,
        now: UnixTime,
    ) -> Option<ReportStage> {
        let ReportPhase::Sending { retry } = &mut self.phase else { return None };
        let stage = match read_answer::<ReportAnswer>(outcome) {
            Ok(answer) => ReportStage::Accepted { published_by: answer.published_by },
            Err(problem) if may_pass(problem) => {
                let wait = self.pending.as_mut().map_or(Duration::ZERO, |pending| RETRY.after(&mut pending.failures));
                *retry = Some(now.plus(wait.as_secs()));
                return None;
            }
            Err(problem) => ReportStage::Failed(problem),
        };
        *self.pending = None;
        self.phase = ReportPhase::Idle;
        Some(stage)
    }

    /// Forgets code and review. A report being sent goes on: it may have arrived already.
    ///
    /// # Errors
    /// [`Problem::Conflict`] while a report is being sent.
    pub(crate) fn cancel(&mut self) -> Result<(), Problem> {
        if matches!(self.phase, ReportPhase::Sending { .. }) {
            return Err(Problem::Conflict);
        }
        self.phase = ReportPhase::Idle;
        *self.code = None;
        Ok(())
    }
}

/// Whether the same request may succeed later.
fn may_pass(problem: Problem) -> bool {
    matches!(problem, Problem::Offline | Problem::Unavailable | Problem::Internal | Problem::TooManyRequests)
}

/// A verify request, true or cover, padded to its one size.
pub(crate) fn verify_request(code: &str, jkt: &str, cover: bool, errand: Errand) -> Result<Request, Problem> {
    let mut message = VerifyRequest { code: code.to_owned(), jkt: jkt.to_owned(), cover, padding: String::new() };
    let body = wire::to_padded_json(&mut message, wire::VERIFY_BYTES).ok_or(Problem::Internal)?;
    Ok(Request {
        errand,
        path: path::VERIFY.to_owned(),
        headers: vec![("content-type", "application/json".to_owned())],
        body: Some(body),
        longest_answer: LONGEST_ANSWER,
    })
}

/// A report's request, true or cover.
pub(crate) fn report_request(body: Vec<u8>, signature: String, errand: Errand) -> Request {
    Request {
        errand,
        path: path::REPORT.to_owned(),
        headers: vec![("content-type", "application/x-protobuf".to_owned()), (wire::SIGNATURE_HEADER, signature)],
        body: Some(body),
        longest_answer: LONGEST_ANSWER,
    }
}

/// Longest answer to a verify request or report, in bytes.
const LONGEST_ANSWER: u64 = 16 << 10;

/// Reads an answer, or the problem in its place.
fn read_answer<T: serde::de::DeserializeOwned>(outcome: Result<HttpResponse, HttpFailure>) -> Result<T, Problem> {
    let response = outcome.map_err(|_| Problem::Offline)?;
    if response.status == 200 {
        return serde_json::from_slice(&response.body).map_err(|_| Problem::Internal);
    }
    let body = serde_json::from_slice::<ProblemBody>(&response.body).ok();
    let named = body.as_ref().and_then(|body| Problem::from_code(body.kind.rsplit(':').next()?));
    Err(named.unwrap_or(match response.status {
        429 => Problem::TooManyRequests,
        500.. => Problem::Unavailable,
        _ => Problem::RequestInvalid,
    }))
}

#[cfg(test)]
mod tests;
