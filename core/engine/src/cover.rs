//! Cover traffic: sequences that look like a report, so that who sees the network cannot tell who reports
//! (`docs/protocol.md`, Upload).

use lancan_protocol::{
    code::Code,
    problem::Problem,
    time::{Day, UnixTime},
    wire::Report,
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::{
    chance,
    kept::keep_as_json,
    outbox::{Errand, Request},
    report::{ReportSecret, report_request, verify_request},
};

/// When the next sequence begins; kept, so that restarts do not add sequences.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CoverPlan {
    /// When to send the next verify request; none until planned.
    verify: Option<UnixTime>,
    /// When to send the report that follows an answered verify request.
    report: Option<UnixTime>,
}

keep_as_json!(CoverPlan);

/// Between verify and report lies the time a person takes to review: a minute and, in the mean, two more.
const LEAST_REVIEW_SECONDS: u64 = 60;
const MEAN_REVIEW_SECONDS: u64 = 120;

impl CoverPlan {
    /// Plans the next sequence, at a random time with this mean; none when the rules want no cover traffic.
    pub(crate) fn plan(mean_days: Option<u32>, now: UnixTime, rng: &mut dyn CryptoRng) -> Self {
        let verify = mean_days.map(|days| now.plus(chance::exponential(rng, u64::from(days) * Day::SECONDS)));
        Self { verify, report: None }
    }

    /// Whether a sequence is planned.
    pub(crate) fn is_planned(self) -> bool {
        self.verify.is_some() || self.report.is_some()
    }

    /// When something is due.
    pub(crate) fn due(self) -> Option<UnixTime> {
        self.report.or(self.verify)
    }

    /// The request that is due, if any. After the verify request the plan stands still until [`Self::verified`].
    ///
    /// # Errors
    /// [`Problem::Internal`] when a message cannot be made; the plan goes on.
    pub(crate) fn take_due(
        &mut self,
        mean_days: Option<u32>,
        now: UnixTime,
        rng: &mut dyn CryptoRng,
    ) -> Result<Option<Request>, Problem> {
        if self.report.is_some_and(|at| at <= now) {
            *self = Self::plan(mean_days, now, rng);
            return cover_report(rng).map(Some);
        }
        if self.report.is_none() && self.verify.is_some_and(|at| at <= now) {
            // Should no answer come, the next sequence is planned already.
            *self = Self::plan(mean_days, now, rng);
            let thumbprint = ReportSecret::generate(rng).thumbprint();
            let code = Code::short(Code::FEWEST_DIGITS, rng);
            return verify_request(code.as_str(), &thumbprint, true, Errand::CoverVerify).map(Some);
        }
        Ok(None)
    }

    /// The verify request was answered: the report follows after the time of a review.
    pub(crate) fn verified(&mut self, now: UnixTime, rng: &mut dyn CryptoRng) {
        self.report = Some(now.plus(LEAST_REVIEW_SECONDS + chance::exponential(rng, MEAN_REVIEW_SECONDS)));
    }
}

/// A report of the one size that holds nothing, signed as a true one.
fn cover_report(rng: &mut dyn CryptoRng) -> Result<Request, Problem> {
    let secret = ReportSecret::generate(rng);
    let report = Report {
        report_id: chance::bytes::<16>(rng).to_vec(),
        public_key: secret.public_key(),
        cover: true,
        ..Report::default()
    };
    let body = report.to_padded_bytes().ok_or(Problem::Internal)?;
    let signature = secret.sign(&body);
    Ok(report_request(body, signature, Errand::CoverReport))
}

#[cfg(test)]
mod tests {
    use lancan_protocol::wire::{REPORT_BYTES, VERIFY_BYTES};
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::*;

    const START: UnixTime = UnixTime(1_620_000_000);

    #[test]
    fn a_sequence_is_a_verify_request_and_after_a_while_a_report_of_the_true_sizes() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let mut plan = CoverPlan::plan(Some(5), START, &mut rng);
        let at = plan.due().unwrap();
        assert!(plan.take_due(Some(5), at.minus(1), &mut rng).unwrap().is_none());
        let verify = plan.take_due(Some(5), at, &mut rng).unwrap().unwrap();
        assert_eq!((verify.errand, verify.body.unwrap().len()), (Errand::CoverVerify, VERIFY_BYTES));
        plan.verified(at, &mut rng);
        let report_at = plan.due().unwrap();
        assert!(report_at >= at.plus(60) && report_at < at.plus(3_600));
        let report = plan.take_due(Some(5), report_at, &mut rng).unwrap().unwrap();
        assert_eq!((report.errand, report.body.unwrap().len()), (Errand::CoverReport, REPORT_BYTES));
        assert!(plan.due().unwrap() > report_at);
    }

    #[test]
    fn sequences_come_once_in_the_mean_time_and_not_at_all_when_the_rules_want_none() {
        let mut rng = ChaCha20Rng::seed_from_u64(2);
        let mut now = START;
        for _ in 0..500 {
            let mut plan = CoverPlan::plan(Some(5), now, &mut rng);
            now = plan.due().unwrap();
            assert!(plan.take_due(Some(5), now, &mut rng).unwrap().is_some());
        }
        let mean_days = (now.0 - START.0) / 500 / Day::SECONDS;
        assert!((4..=5).contains(&mean_days), "{mean_days}");
        assert!(!CoverPlan::plan(None, START, &mut rng).is_planned());
    }
}
