//! Cover traffic: sequences that look like a report, so that who sees the network cannot tell who reports
//! (`docs/protocol.md`, Upload).

use core::time::Duration;

use lancan_protocol::{
    code::Code,
    key_days::KeyDays,
    problem::Problem,
    signed::Purpose,
    time::{Day, UnixTime},
    wire::{Report, ReportAnswer, VerifyAnswer},
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::{
    chance,
    event::{HttpFailure, HttpResponse},
    kept::{Keep, from_json, to_json},
    outbox::{Errand, Request},
    report::{ReportSecret, SentReports},
    sequence::{Delivery, LONGEST_WAIT, Sent, read_answer, report_request, verify_request},
};

/// When the next sequence begins, and those that have begun; kept, so that restarts neither add nor end sequences.
///
/// Sequences begin as a Poisson process: no true report of this phone reschedules one. A sequence lasts until the
/// next day, so several may be under way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CoverPlan {
    /// When the next sequence begins; none until planned.
    #[serde(rename = "verify")]
    next: Option<UnixTime>,
    /// No sequence begins then: another time is drawn. A process without memory may be drawn again at any time, so no plan
    /// lies further away than the mean, whatever the clock showed.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    again: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sequences: Vec<Sequence>,
}

/// A sequence that has begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Sequence {
    /// The secret that signs the bodies.
    secret: Vec<u8>,
    /// What the next request is.
    step: CoverStep,
    delivery: Delivery,
    /// The next request was sent at least once.
    was_sent: bool,
    /// When the second body is sent, from when the first was first sent: as with a true report, however late the first
    /// arrives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    second: Option<Delivery>,
    /// The report that the first body takes back; none in a sequence that is cover alone, and once that body has arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    withdraws: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum CoverStep {
    /// The code, as often as a person would try it.
    Verify { tries: u32 },
    /// A body under the token that the code gave.
    Body { token: String, id: [u8; 16], is_second: bool },
}

/// What decides which request of cover traffic is due.
#[derive(Clone, Copy)]
pub(crate) struct Asked {
    /// Mean number of days between two sequences; none when the rules want no cover traffic.
    pub(crate) mean_days: Option<u32>,
    /// When the deployment's days begin.
    pub(crate) days: KeyDays,
    /// The time.
    pub(crate) now: UnixTime,
    /// Whether the wall clock is confirmed: second bodies wait until it is, as true ones do.
    pub(crate) confirmed: bool,
}

/// What became of a withdrawal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Withdrawn {
    /// The report that was to be taken back.
    pub(crate) report: i64,
    /// Whether the server has heard of it, or why the phone gave up.
    pub(crate) outcome: Result<(), Problem>,
}

impl Keep for CoverPlan {
    fn to_bytes(&self) -> Option<Vec<u8>> {
        to_json(self)
    }

    /// An earlier version kept when the report of a sequence was due, without its token: that sequence ends there.
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        from_json(bytes)
    }
}

/// Between verify and report lies the time a person takes to review: a minute and, in the mean, two more. A person who got
/// no answer to a code tries again after as long.
const LEAST_REVIEW_SECONDS: u64 = 60;
const MEAN_REVIEW_SECONDS: u64 = 120;
const LONGEST_REVIEW_SECONDS: u64 = LEAST_REVIEW_SECONDS + chance::LONGEST_IN_MEANS * MEAN_REVIEW_SECONDS;
/// How often a person tries a code that is not answered.
const TRIES: u32 = 3;

impl CoverPlan {
    /// Plans the next sequence, at a random time with this mean; none when the rules want no cover traffic.
    pub(crate) fn plan(&mut self, mean_days: Option<u32>, now: UnixTime, rng: &mut dyn CryptoRng) {
        let mean = mean_seconds(mean_days);
        let wait = chance::exponential(rng, mean);
        self.again = wait > mean;
        self.next = mean_days.map(|_| now.plus(wait.min(mean)));
    }

    /// Whether a sequence is planned.
    pub(crate) fn is_planned(&self) -> bool {
        self.next.is_some()
    }

    /// Whether a sequence has begun and is not over.
    pub(crate) fn has_begun(&self) -> bool {
        !self.sequences.is_empty()
    }

    /// When something is due. `confirmed`: as in [`Asked`].
    pub(crate) fn due(&self, now: UnixTime, confirmed: bool) -> Option<UnixTime> {
        let sequences = self.sequences.iter().filter(|sequence| sequence.may_go_on(confirmed));
        sequences.map(|sequence| sequence.delivery.due(now)).chain(self.next).min()
    }

    /// The process that waited is gone: what was sent and not answered is sent again at once, as a true report is.
    pub(crate) fn restored(&mut self) {
        for sequence in self.sequences.iter_mut().filter(|sequence| sequence.was_sent) {
            sequence.delivery = Delivery::at_once(sequence.delivery.failures());
        }
    }

    /// The longest wait for whatever is planned.
    pub(crate) fn longest_wait(mean_days: Option<u32>) -> Duration {
        Duration::from_secs(mean_seconds(mean_days).max(LONGEST_WAIT))
    }

    /// Whether something is planned further away than its longest wait: the clock has been set back.
    pub(crate) fn is_too_far(&self, mean_days: Option<u32>, now: UnixTime) -> bool {
        self.next_is_too_far(mean_days, now) || self.sequences.iter().any(|sequence| sequence.is_too_far(now))
    }

    fn next_is_too_far(&self, mean_days: Option<u32>, now: UnixTime) -> bool {
        self.next.is_some_and(|next| next > now.plus(mean_seconds(mean_days)))
    }

    /// The clock was set back: what is planned is due within its longest wait, and the next beginning is drawn again.
    pub(crate) fn set_back(&mut self, mean_days: Option<u32>, now: UnixTime, rng: &mut dyn CryptoRng) {
        if self.next_is_too_far(mean_days, now) {
            self.plan(mean_days, now, rng);
        }
        for sequence in &mut self.sequences {
            sequence.set_back(now);
        }
    }

    /// What is due first is due now: its longest wait is over, whatever the wall clock shows.
    pub(crate) fn bring_forward(&mut self, now: UnixTime, confirmed: bool) {
        let Some(first) = self.due(now, confirmed).filter(|first| *first > now) else { return };
        let is_first = |sequence: &&mut Sequence| sequence.may_go_on(confirmed) && sequence.delivery.due(now) == first;
        if self.next == Some(first) {
            self.next = Some(now);
        } else if let Some(sequence) = self.sequences.iter_mut().find(is_first) {
            sequence.delivery.due_by(now);
        }
    }

    /// Begins a sequence whose first body takes a report back. Nothing else tells it from one that is cover alone, and when
    /// the next of those begins does not change.
    pub(crate) fn withdraw(&mut self, report: i64, now: UnixTime, rng: &mut dyn CryptoRng) {
        let (secret, step) = (ReportSecret::generate(rng).to_bytes(), CoverStep::Verify { tries: 0 });
        self.begin(secret, step, now, Some(report));
    }

    /// Ends a sequence that was to take a report back, before it was sent.
    pub(crate) fn not_withdrawn(&mut self, report: i64) {
        self.sequences.retain(|sequence| sequence.withdraws != Some(report));
    }

    fn begin(&mut self, secret: Vec<u8>, step: CoverStep, now: UnixTime, withdraws: Option<i64>) {
        let delivery = Delivery::at(now);
        self.sequences.push(Sequence { secret, step, delivery, was_sent: false, second: None, withdraws });
    }

    /// The request that is due, if any. Nothing else is to be asked for until it is answered.
    ///
    /// # Errors
    /// [`Problem::Internal`] when a message cannot be made; the plan goes on.
    pub(crate) fn take_due(
        &mut self,
        asked: Asked,
        sent: &SentReports,
        rng: &mut dyn CryptoRng,
    ) -> Result<Option<Request>, Problem> {
        let Asked { mean_days, days, now, confirmed } = asked;
        if self.next.is_some_and(|at| at <= now) {
            let begins = !self.again;
            self.plan(mean_days, now, rng);
            if begins {
                let (secret, step) = (ReportSecret::generate(rng).to_bytes(), CoverStep::Verify { tries: 0 });
                self.begin(secret, step, now, None);
            }
        }
        let is_due = |sequence: &Sequence| sequence.may_go_on(confirmed) && sequence.delivery.due(now) <= now;
        let Some(at) = self.sequences.iter().position(is_due) else { return Ok(None) };
        let mut sequence = self.sequences.remove(at);
        if matches!(sequence.step, CoverStep::Body { is_second: false, .. }) && sequence.second.is_none() {
            sequence.second = Some(Delivery::morning_of(days.start(days.day(now).plus(1)), rng));
        }
        let request = sequence.request(sent, rng);
        sequence.was_sent = true;
        if request.is_ok() {
            // The one that waits for its answer stands first.
            self.sequences.insert(0, sequence);
        }
        request.map(Some)
    }

    /// Takes the answer to the code of a sequence: the report follows after the time of a review. Returns what became of a
    /// withdrawal that ends here.
    pub(crate) fn verified(
        &mut self,
        outcome: Result<HttpResponse, HttpFailure>,
        now: UnixTime,
        rng: &mut dyn CryptoRng,
    ) -> Option<Withdrawn> {
        let sequence = self.sequences.first_mut()?;
        let CoverStep::Verify { tries } = &mut sequence.step else { return None };
        *tries += 1;
        let is_last = *tries >= TRIES;
        sequence.delivery =
            Delivery::at(now.plus(LEAST_REVIEW_SECONDS + chance::exponential(rng, MEAN_REVIEW_SECONDS)));
        sequence.was_sent = false;
        match read_answer::<VerifyAnswer>(outcome) {
            Ok(answer) => {
                sequence.step = CoverStep::Body { token: answer.token, id: chance::bytes(rng), is_second: false };
            }
            Err(problem) if is_last => return self.sequences.remove(0).withdrawn(Err(problem)),
            Err(_) => {}
        }
        None
    }

    /// Takes the answer to a body: the second follows the day after the first was sent; one that did not arrive is sent again
    /// as a true one is. Returns what became of a withdrawal.
    pub(crate) fn reported(
        &mut self,
        outcome: Result<HttpResponse, HttpFailure>,
        days: KeyDays,
        now: UnixTime,
        rng: &mut dyn CryptoRng,
    ) -> Option<Withdrawn> {
        let sequence = self.sequences.first_mut()?;
        let CoverStep::Body { token, is_second, .. } = &sequence.step else { return None };
        match sequence.delivery.answered::<ReportAnswer>(outcome, now) {
            Sent::Waits => None,
            Sent::Arrived(_) if !*is_second => {
                sequence.step = CoverStep::Body { token: token.clone(), id: chance::bytes(rng), is_second: true };
                // Earlier versions kept no time: that of the first body is lost.
                let tomorrow = days.start(days.day(now).plus(1));
                sequence.delivery = sequence.second.take().unwrap_or_else(|| Delivery::morning_of(tomorrow, rng));
                sequence.was_sent = false;
                let withdrawn = sequence.withdrawn(Ok(()));
                sequence.withdraws = None;
                withdrawn
            }
            Sent::Arrived(_) => self.sequences.remove(0).withdrawn(Ok(())),
            Sent::Refused(problem) => self.sequences.remove(0).withdrawn(Err(problem)),
        }
    }
}

fn mean_seconds(mean_days: Option<u32>) -> u64 {
    u64::from(mean_days.unwrap_or(0)) * Day::SECONDS
}

impl Sequence {
    fn is_too_far(&self, now: UnixTime) -> bool {
        self.delivery.is_too_far(now) || self.is_reviewed() && self.delivery.due(now) > now.plus(LONGEST_REVIEW_SECONDS)
    }

    fn set_back(&mut self, now: UnixTime) {
        self.delivery.set_back(now);
        if self.is_reviewed() {
            self.delivery.due_by(now.plus(LONGEST_REVIEW_SECONDS));
        }
    }

    /// Whether what comes next waits for the time of a review.
    fn is_reviewed(&self) -> bool {
        !self.was_sent && !matches!(self.step, CoverStep::Body { is_second: true, .. })
    }

    /// Whether its next request may go out when it is due; `confirmed` as in [`Asked`].
    fn may_go_on(&self, confirmed: bool) -> bool {
        confirmed || !matches!(self.step, CoverStep::Body { is_second: true, .. })
    }

    /// What became of the withdrawal that the sequence carries.
    fn withdrawn(&self, outcome: Result<(), Problem>) -> Option<Withdrawn> {
        self.withdraws.map(|report| Withdrawn { report, outcome })
    }

    fn request(&self, sent: &SentReports, rng: &mut dyn CryptoRng) -> Result<Request, Problem> {
        let secret = ReportSecret::from_bytes(&self.secret).ok_or(Problem::Internal)?;
        match &self.step {
            CoverStep::Verify { .. } => {
                let code = Code::short(Code::FEWEST_DIGITS, rng);
                verify_request(code.as_str(), &secret.thumbprint(), true, Errand::CoverVerify)
            }
            CoverStep::Body { token, id, .. } => {
                let withdrawal = self.withdraws.and_then(|report| sent.withdrawal(report, *id));
                if let Some((body, signature)) = withdrawal {
                    return Ok(report_request(body, signature, Errand::CoverReport));
                }
                let report = Report {
                    report_id: id.to_vec(),
                    token: token.clone(),
                    public_key: secret.public_key(),
                    cover: true,
                    ..Report::default()
                };
                let body = report.to_padded_bytes().ok_or(Problem::Internal)?;
                let signature = secret.sign(Purpose::Report, &body);
                Ok(report_request(body, signature, Errand::CoverReport))
            }
        }
    }
}

#[cfg(test)]
mod tests;
