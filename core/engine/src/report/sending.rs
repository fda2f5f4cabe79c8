//! Sending a report: made of what was reviewed, and sent until the server has answered.

use lancan_protocol::{problem::Problem, time::UnixTime, wire::ReportAnswer};
use rand_core::CryptoRng;

use super::{
    ConsentGiven, Material, OpenReview, Pending, ReportPhase, Reporting, assemble, second::SecondPart, signed_body,
};
use crate::{
    chance,
    event::{HttpFailure, HttpResponse},
    kept::Kept,
    notice::ReportStage,
    outbox::{Errand, Request},
    sequence::{Delivery, Sent, TOKEN_SECONDS, report_request},
};

impl Reporting {
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
}
