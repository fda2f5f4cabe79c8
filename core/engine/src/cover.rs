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
/// How often a person tries a code that is not answered.
const TRIES: u32 = 3;

impl CoverPlan {
    /// Plans the next sequence, at a random time with this mean; none when the rules want no cover traffic.
    pub(crate) fn plan(&mut self, mean_days: Option<u32>, now: UnixTime, rng: &mut dyn CryptoRng) {
        self.next = mean_days.map(|days| now.plus(chance::exponential(rng, u64::from(days) * Day::SECONDS)));
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
        let between = chance::LONGEST_IN_MEANS * u64::from(mean_days.unwrap_or(0)) * Day::SECONDS;
        Duration::from_secs(between.max(LONGEST_WAIT))
    }

    /// Whether something is planned further away than its longest wait: the wall clock has been set back.
    pub(crate) fn is_too_far(&self, mean_days: Option<u32>, now: UnixTime) -> bool {
        let latest = now.plus(Self::longest_wait(mean_days).as_secs());
        self.next.is_some_and(|next| next > latest)
            || self.sequences.iter().any(|sequence| sequence.delivery.is_too_far(now))
    }

    /// The wall clock was set back: what is planned is due within its longest wait.
    pub(crate) fn set_back(&mut self, mean_days: Option<u32>, now: UnixTime) {
        let latest = now.plus(Self::longest_wait(mean_days).as_secs());
        self.next = self.next.map(|next| next.min(latest));
        for sequence in &mut self.sequences {
            sequence.delivery.set_back(now);
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
            self.plan(mean_days, now, rng);
            let (secret, step) = (ReportSecret::generate(rng).to_bytes(), CoverStep::Verify { tries: 0 });
            self.begin(secret, step, now, None);
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

impl Sequence {
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
mod tests {
    use lancan_protocol::{
        time::Interval,
        wire::{REPORT_BYTES, ReportType, VERIFY_BYTES},
    };
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::*;

    const START: UnixTime = UnixTime(1_620_000_000);

    #[expect(clippy::unnecessary_wraps, reason = "an answer as hosts give it")]
    fn ok(message: &impl Serialize) -> Result<HttpResponse, HttpFailure> {
        Ok(HttpResponse { status: 200, etag: None, body: serde_json::to_vec(message).unwrap() })
    }

    fn verified() -> Result<HttpResponse, HttpFailure> {
        ok(&VerifyAnswer {
            token: "token".into(),
            centre: String::new(),
            window_from: Interval(0),
            window_to: Interval(1),
            report_type: ReportType::ConfirmedTest,
            padding: String::new(),
        })
    }

    fn accepted() -> Result<HttpResponse, HttpFailure> {
        ok(&ReportAnswer { published_by: UnixTime(0), padding: String::new() })
    }

    fn asked(now: UnixTime) -> Asked {
        Asked { mean_days: Some(5), days: KeyDays::VIETNAM, now, confirmed: true }
    }

    /// A plan whose sequence has begun, the time, and the request.
    fn begun(rng: &mut ChaCha20Rng) -> (CoverPlan, UnixTime, Request) {
        let mut plan = CoverPlan::default();
        plan.plan(Some(5), START, rng);
        let at = plan.due(START, true).unwrap();
        assert!(plan.take_due(asked(at.minus(1)), &SentReports::default(), rng).unwrap().is_none());
        let request = plan.take_due(asked(at), &SentReports::default(), rng).unwrap().unwrap();
        (plan, at, request)
    }

    fn body(request: Request) -> Vec<u8> {
        request.body.unwrap()
    }

    #[test]
    fn a_sequence_is_a_code_a_body_after_a_review_and_a_second_body_the_next_morning_under_one_token() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let (mut plan, at, verify) = begun(&mut rng);
        assert_eq!((verify.errand, body(verify).len()), (Errand::CoverVerify, VERIFY_BYTES));
        plan.verified(verified(), at, &mut rng);
        let first_at = plan.due(at, true).unwrap();
        assert!(first_at >= at.plus(60) && first_at < at.plus(3_600));
        let first = plan.take_due(asked(first_at), &SentReports::default(), &mut rng).unwrap().unwrap();
        assert_eq!(first.errand, Errand::CoverReport);
        let first = body(first);
        plan.reported(accepted(), KeyDays::VIETNAM, first_at, &mut rng);
        let midnight = KeyDays::VIETNAM.start(KeyDays::VIETNAM.day(first_at).plus(1));
        let second_at = plan.sequences[0].delivery.due(first_at);
        assert!(second_at >= midnight.plus(1_800) && second_at < midnight.plus(12 * 3_600));
        plan.next = None;
        let second = body(plan.take_due(asked(second_at), &SentReports::default(), &mut rng).unwrap().unwrap());
        assert_eq!((first.len(), second.len()), (REPORT_BYTES, REPORT_BYTES));
        let [one, two] = [first, second].map(|bytes| <Report as prost::Message>::decode(&bytes[..]).unwrap());
        assert_eq!((one.token.as_str(), &one.token, &one.public_key), ("token", &two.token, &two.public_key));
        assert_ne!(one.report_id, two.report_id);
        plan.reported(accepted(), KeyDays::VIETNAM, second_at, &mut rng);
        assert_eq!(plan, CoverPlan::default());
    }

    #[test]
    fn a_body_that_does_not_arrive_is_sent_again_the_same_also_after_a_restart() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let (mut plan, at, _) = begun(&mut rng);
        plan.verified(verified(), at, &mut rng);
        let mut now = plan.due(at, true).unwrap();
        let first = body(plan.take_due(asked(now), &SentReports::default(), &mut rng).unwrap().unwrap());
        for wait in [30, 60, 120] {
            plan.reported(Err(HttpFailure::Unreachable), KeyDays::VIETNAM, now, &mut rng);
            assert_eq!(plan.due(now, true), Some(now.plus(wait)));
            now = now.plus(wait);
            assert!(body(plan.take_due(asked(now), &SentReports::default(), &mut rng).unwrap().unwrap()) == first);
        }
        let mut restarted = CoverPlan::from_bytes(&plan.to_bytes().unwrap()).unwrap();
        restarted.restored();
        assert_eq!(restarted.due(now, true), Some(UnixTime(0)));
        assert!(body(restarted.take_due(asked(now), &SentReports::default(), &mut rng).unwrap().unwrap()) == first);
    }

    #[test]
    fn a_body_that_arrives_after_midnight_is_followed_that_morning_or_at_once_as_a_true_one_is() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let (mut plan, at, _) = begun(&mut rng);
        plan.verified(verified(), at, &mut rng);
        plan.next = None;
        let midnight = KeyDays::VIETNAM.start(KeyDays::VIETNAM.day(at).plus(1));
        plan.sequences[0].delivery = Delivery::at(midnight.minus(10));
        assert!(plan.take_due(asked(midnight.minus(10)), &SentReports::default(), &mut rng).unwrap().is_some());
        plan.reported(Err(HttpFailure::Unreachable), KeyDays::VIETNAM, midnight.minus(5), &mut rng);
        let arrives = plan.due(midnight, true).unwrap();
        assert!(arrives > midnight);
        let mut plan = CoverPlan::from_bytes(&plan.to_bytes().unwrap()).unwrap();
        assert!(plan.take_due(asked(arrives), &SentReports::default(), &mut rng).unwrap().is_some());
        let mut late = plan.clone();
        plan.reported(accepted(), KeyDays::VIETNAM, arrives, &mut rng);
        let second = plan.due(arrives, true).unwrap();
        assert!(second >= midnight.plus(1_800) && second < midnight.plus(12 * 3_600));
        let evening = midnight.plus(20 * 3_600);
        late.reported(accepted(), KeyDays::VIETNAM, evening, &mut rng);
        assert_eq!(late.due(evening, true), Some(second));
    }

    #[test]
    fn a_second_body_waits_while_the_clock_is_not_confirmed_and_the_rest_goes_on() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let (mut plan, at, _) = begun(&mut rng);
        plan.verified(verified(), at, &mut rng);
        plan.next = None;
        let first_at = plan.due(at, false).unwrap();
        assert!(
            plan.take_due(Asked { confirmed: false, ..asked(first_at) }, &SentReports::default(), &mut rng)
                .unwrap()
                .is_some()
        );
        plan.reported(accepted(), KeyDays::VIETNAM, first_at, &mut rng);
        let ahead = first_at.plus(30 * Day::SECONDS);
        assert_eq!(plan.due(ahead, false), None);
        plan.bring_forward(ahead, false);
        assert!(
            plan.take_due(Asked { confirmed: false, ..asked(ahead) }, &SentReports::default(), &mut rng)
                .unwrap()
                .is_none()
        );
        let second_at = plan.due(first_at, true).unwrap();
        assert!(plan.take_due(asked(second_at), &SentReports::default(), &mut rng).unwrap().is_some());
    }

    #[test]
    fn a_code_that_is_not_answered_is_tried_three_times_as_a_person_would() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let (mut plan, mut now, _) = begun(&mut rng);
        plan.next = None;
        for _ in 0..2 {
            plan.verified(Err(HttpFailure::Unreachable), now, &mut rng);
            let again = plan.due(now, true).unwrap();
            assert!(again >= now.plus(60));
            now = again;
            let request = plan.take_due(asked(now), &SentReports::default(), &mut rng).unwrap().unwrap();
            assert_eq!(request.errand, Errand::CoverVerify);
        }
        plan.verified(Err(HttpFailure::Unreachable), now, &mut rng);
        assert_eq!(plan.due(now, true), None);
    }

    #[test]
    fn sequences_come_once_in_the_mean_time_and_not_at_all_when_the_rules_want_none() {
        let mut rng = ChaCha20Rng::seed_from_u64(2);
        let mut now = START;
        for _ in 0..500 {
            let mut plan = CoverPlan::default();
            plan.plan(Some(5), now, &mut rng);
            now = plan.due(now, true).unwrap();
            assert!(plan.take_due(asked(now), &SentReports::default(), &mut rng).unwrap().is_some());
        }
        let mean_days = (now.0 - START.0) / 500 / Day::SECONDS;
        assert!((4..=5).contains(&mean_days), "{mean_days}");
        let mut plan = CoverPlan::default();
        plan.plan(None, START, &mut rng);
        assert!(!plan.is_planned());
    }

    #[test]
    fn a_plan_of_an_earlier_version_is_read_and_keeps_its_time() {
        let old = br#"{"verify":1620000000,"report":1620000060}"#;
        let plan = CoverPlan::from_bytes(old).unwrap();
        assert_eq!(plan, CoverPlan { next: Some(START), sequences: Vec::new() });
    }
}
