//! From an officer's code to an accepted report: check the code, review, leave out, send until it arrives.
//!
//! Pure: the tracer hands in what the store holds and carries the requests.

mod assemble;
mod review;
mod secret;

use lancan_protocol::{
    code::Code,
    problem::Problem,
    time::UnixTime,
    wire::{self, ProblemBody, Report, ReportAnswer, VerifyAnswer, VerifyRequest, path},
};
use prost::Message as _;
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

pub(crate) use review::{Candidate, Material};
pub use review::{Review, ReviewedInterval, ReviewedKey, Span};
pub(crate) use secret::ReportSecret;

use crate::{
    chance,
    event::{HttpFailure, HttpResponse},
    notice::ReportStage,
    outbox::{Errand, Request},
};

/// What the user agrees to when sending a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentGiven {
    /// Publish my day keys so that phones that were near are warned.
    pub keys: bool,
    /// Give my close encounters to the health authority.
    pub encounters: bool,
    /// Version of the consent text that was shown.
    pub text_version: u32,
    /// Its language, `vi` or `en`.
    pub language: String,
}

/// Where a report stands.
#[derive(Default)]
pub(crate) enum Reporting {
    /// No code was entered.
    #[default]
    Idle,
    /// The code is being checked.
    Checking(Box<Entered>),
    /// No answer came to the code, or an earlier process had it.
    Unanswered(Box<Entered>),
    /// The user looks at what would be sent.
    Reviewing { entered: Box<Entered>, answer: Box<VerifyAnswer>, left_out: Vec<Span> },
    /// The report is sent until it arrives.
    Sending { pending: Pending, retry: Option<UnixTime> },
}

/// A code that was entered, and the key that goes with it. The server may have taken the code as used by this key, so the
/// same code always goes with it.
pub(crate) struct Entered {
    code: Code,
    secret: ReportSecret,
    at: UnixTime,
}

/// The same, kept sealed so that a restart costs no second call to the officer.
#[derive(Serialize, Deserialize)]
pub(crate) struct KeptCode {
    code: String,
    secret: Vec<u8>,
    at: UnixTime,
}

/// A report on its way; kept sealed so that a restart goes on sending it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Pending {
    body: Vec<u8>,
    signature: String,
    failures: u32,
}

impl Pending {
    /// The day keys in it.
    pub(crate) fn keys(&self) -> Vec<Vec<u8>> {
        let report = Report::decode(self.body.as_slice()).unwrap_or_default();
        report.keys.into_iter().map(|key| key.key).collect()
    }
}

/// First wait after a report did not arrive, in seconds; doubled each time.
const FIRST_RETRY_SECONDS: u64 = 30;
/// Longest wait.
const LONGEST_RETRY_SECONDS: u64 = 3_600;

impl Reporting {
    /// Where it stands, for the user; none while idle.
    pub(crate) fn stage(&self) -> Option<ReportStage> {
        match self {
            Self::Idle | Self::Unanswered(_) => None,
            Self::Checking(_) => Some(ReportStage::Checking),
            Self::Reviewing { answer, .. } => {
                Some(ReportStage::Review { centre: answer.centre.clone(), report_type: answer.report_type })
            }
            Self::Sending { .. } => Some(ReportStage::Sending),
        }
    }

    /// Begins with a code.
    ///
    /// # Errors
    /// [`Problem::CodeMistyped`], without asking the server; [`Problem::Conflict`] while a report is being sent.
    pub(crate) fn enter_code(&mut self, text: &str, at: UnixTime, rng: &mut dyn CryptoRng) -> Result<Request, Problem> {
        if matches!(self, Self::Sending { .. }) {
            return Err(Problem::Conflict);
        }
        let code = Code::parse(text).map_err(|_| Problem::CodeMistyped)?;
        let secret = match core::mem::take(self) {
            Self::Checking(entered) | Self::Unanswered(entered) | Self::Reviewing { entered, .. }
                if entered.code == code =>
            {
                entered.secret
            }
            _ => ReportSecret::generate(rng),
        };
        let request = verify_request(code.as_str(), &secret.thumbprint(), false, Errand::Verify)?;
        *self = Self::Checking(Box::new(Entered { code, secret, at }));
        Ok(request)
    }

    /// The code that was entered, to be sealed, until its report is made or it is refused.
    pub(crate) fn kept_code(&self) -> Option<KeptCode> {
        match self {
            Self::Checking(entered) | Self::Unanswered(entered) | Self::Reviewing { entered, .. } => Some(KeptCode {
                code: entered.code.as_str().to_owned(),
                secret: entered.secret.to_bytes(),
                at: entered.at,
            }),
            Self::Idle | Self::Sending { .. } => None,
        }
    }

    /// Takes up a code that an earlier process had: entered again, it goes with the same key.
    pub(crate) fn with_code(kept: &KeptCode) -> Self {
        let code = Code::parse(&kept.code).ok().zip(ReportSecret::from_bytes(&kept.secret));
        code.map_or(Self::Idle, |(code, secret)| Self::Unanswered(Box::new(Entered { code, secret, at: kept.at })))
    }

    /// Forgets a code that no answer came to, if it was entered before this.
    pub(crate) fn forget_code_before(&mut self, at: UnixTime) {
        if matches!(self, Self::Unanswered(entered) if entered.at < at) {
            *self = Self::Idle;
        }
    }

    /// Takes the answer to the code.
    pub(crate) fn verify_answered(&mut self, outcome: Result<HttpResponse, HttpFailure>) -> Option<ReportStage> {
        let Self::Checking(entered) = core::mem::take(self) else { return None };
        match read_answer::<VerifyAnswer>(outcome) {
            Ok(answer) if answer.window_from <= answer.window_to => {
                *self = Self::Reviewing { entered, answer: Box::new(answer), left_out: Vec::new() };
                self.stage()
            }
            Ok(_) => Some(ReportStage::Failed(Problem::Internal)),
            Err(problem) => {
                if may_pass(problem) {
                    *self = Self::Unanswered(entered);
                }
                Some(ReportStage::Failed(problem))
            }
        }
    }

    /// What would be sent now.
    ///
    /// # Errors
    /// [`Problem::NothingToDo`] unless a code was accepted and nothing sent yet.
    pub(crate) fn review(&self, material: &Material) -> Result<Review, Problem> {
        let Self::Reviewing { answer, left_out, .. } = self else { return Err(Problem::NothingToDo) };
        Ok(Review::new(answer, left_out, material))
    }

    /// Which intervals the authority asks for.
    pub(crate) fn window(&self) -> Option<(lancan_protocol::time::Interval, lancan_protocol::time::Interval)> {
        let Self::Reviewing { answer, .. } = self else { return None };
        Some((answer.window_from, answer.window_to))
    }

    /// Leaves a span of time out of the report.
    ///
    /// # Errors
    /// As [`Self::review`]; [`Problem::RequestInvalid`] for a span that ends before it begins.
    pub(crate) fn leave_out(&mut self, span: Span) -> Result<(), Problem> {
        let Self::Reviewing { left_out, .. } = self else { return Err(Problem::NothingToDo) };
        if span.from >= span.to {
            return Err(Problem::RequestInvalid);
        }
        left_out.push(span);
        Ok(())
    }

    /// Takes back everything left out.
    pub(crate) fn leave_nothing_out(&mut self) -> Result<(), Problem> {
        let Self::Reviewing { left_out, .. } = self else { return Err(Problem::NothingToDo) };
        left_out.clear();
        Ok(())
    }

    /// Makes the report. The caller seals it before it is sent.
    ///
    /// # Errors
    /// As [`Self::review`]; [`Problem::NothingToDo`] when there is nothing the user agreed to send.
    pub(crate) fn make(
        &self,
        material: &Material,
        consent: &ConsentGiven,
        rng: &mut dyn CryptoRng,
    ) -> Result<Pending, Problem> {
        let Self::Reviewing { entered, answer, left_out } = self else { return Err(Problem::NothingToDo) };
        let report = assemble::report(answer, left_out, material, consent, &entered.secret, chance::bytes(rng))?;
        let body = report.to_padded_bytes().ok_or(Problem::TooLarge)?;
        let signature = entered.secret.sign(&body);
        Ok(Pending { body, signature, failures: 0 })
    }

    /// Sends a report from now on.
    pub(crate) fn send(&mut self, pending: Pending) {
        *self = Self::Sending { pending, retry: None };
    }

    /// Goes on with a report that an earlier process was sending.
    pub(crate) fn resume(pending: Pending, now: UnixTime) -> Self {
        Self::Sending { pending, retry: Some(now) }
    }

    /// The report on its way, to be sealed.
    pub(crate) fn pending(&self) -> Option<&Pending> {
        let Self::Sending { pending, .. } = self else { return None };
        Some(pending)
    }

    /// The request that carries the report.
    pub(crate) fn request(&mut self) -> Option<Request> {
        let Self::Sending { pending, retry } = self else { return None };
        *retry = None;
        Some(report_request(pending.body.clone(), pending.signature.clone(), Errand::Report))
    }

    /// When to send again.
    pub(crate) fn due(&self) -> Option<UnixTime> {
        let Self::Sending { retry, .. } = self else { return None };
        *retry
    }

    /// Takes the answer to the report.
    pub(crate) fn report_answered(
        &mut self,
        outcome: Result<HttpResponse, HttpFailure>,
        now: UnixTime,
    ) -> Option<ReportStage> {
        let Self::Sending { pending, retry } = self else { return None };
        match read_answer::<ReportAnswer>(outcome) {
            Ok(answer) => {
                *self = Self::Idle;
                Some(ReportStage::Accepted { published_by: answer.published_by })
            }
            Err(problem) if may_pass(problem) => {
                let wait = (FIRST_RETRY_SECONDS << pending.failures.min(16)).min(LONGEST_RETRY_SECONDS);
                pending.failures = pending.failures.saturating_add(1);
                *retry = Some(now.plus(wait));
                None
            }
            Err(problem) => {
                *self = Self::Idle;
                Some(ReportStage::Failed(problem))
            }
        }
    }

    /// Forgets code and review. A report being sent goes on: it may have arrived already.
    ///
    /// # Errors
    /// [`Problem::Conflict`] while a report is being sent.
    pub(crate) fn cancel(&mut self) -> Result<(), Problem> {
        if matches!(self, Self::Sending { .. }) {
            return Err(Problem::Conflict);
        }
        *self = Self::Idle;
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
