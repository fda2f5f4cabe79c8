//! Entering a code: what the server says of it, and how long it is remembered.

use lancan_protocol::{code::Code, problem::Problem, time::UnixTime, wire::VerifyAnswer};
use rand_core::CryptoRng;

use super::{OpenReview, ReportPhase, Reporting, entered::Entered, secret::ReportSecret};
use crate::{
    event::{HttpFailure, HttpResponse},
    notice::ReportStage,
    outbox::{Errand, Request},
    sequence::{TOKEN_SECONDS, may_pass, read_answer, verify_request},
};

/// Seconds for which a code is remembered that no answer came to.
const CODE_SECONDS: u64 = 86_400;

impl Reporting {
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

    /// Forgets the code and its review.
    pub(super) fn forget_code(&mut self) {
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
}
