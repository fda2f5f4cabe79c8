//! What a report and cover traffic have in common on the network: a code, a body after the time of a review, a second body
//! the next day, each sent again by the same plan until it arrives (`docs/protocol.md`, Upload).

use core::time::Duration;

use lancan_protocol::{
    problem::Problem,
    time::{Day, UnixTime},
    wire::{self, OtpRequest, ProblemBody, VerifyRequest, path},
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use crate::{
    back_off::BackOff,
    chance,
    event::{HttpFailure, HttpResponse},
    outbox::{Errand, Request},
};

/// The longest wait after a body did not arrive.
pub(crate) const LONGEST_RETRY: Duration = Duration::from_hours(1);
/// Waits after a body did not arrive.
const RETRY: BackOff = BackOff::new(Duration::from_secs(30), LONGEST_RETRY);
/// Seconds for which a token is good after its code was used.
pub(crate) const TOKEN_SECONDS: u64 = 72 * 3_600;
/// Seconds after the beginning of the next day from which on a second body is sent.
const SECOND_FROM: u64 = 30 * 60;
/// Seconds after the beginning of the next day before which a second body is sent.
const SECOND_UNTIL: u64 = 12 * 3_600;
/// Longest wait for a second body: from the beginning of a day to noon of the next.
pub(crate) const LONGEST_WAIT: u64 = Day::SECONDS + SECOND_UNTIL;

/// Longest answer to a verify request or report, in bytes.
const LONGEST_ANSWER: u64 = 16 << 10;

/// When a body is sent, for the first time or again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Delivery {
    due: UnixTime,
    failures: u32,
}

/// What became of a body.
#[derive(Debug)]
pub(crate) enum Sent<T> {
    /// The server has the body, and this is its answer.
    Arrived(T),
    /// The body is sent again.
    Waits,
    /// The server refused the body for good. A token that is over is a reason of the server's, not of this phone's clock.
    Refused(Problem),
}

impl Delivery {
    /// A body that is sent at `due`.
    pub(crate) fn at(due: UnixTime) -> Self {
        Self { due, failures: 0 }
    }

    /// A second body, which is sent at a uniform time of the morning after this midnight.
    pub(crate) fn morning_of(midnight: UnixTime, rng: &mut dyn CryptoRng) -> Self {
        let into = SECOND_FROM + chance::below(rng, SECOND_UNTIL - SECOND_FROM);
        Self::at(midnight.plus(into))
    }

    /// When the body is due, as seen at `now`: never further away than the longest wait, whatever a clock once said.
    pub(crate) fn due(self, now: UnixTime) -> UnixTime {
        self.due.min(now.plus(LONGEST_WAIT))
    }

    /// Whether the body is planned further away than its longest wait: the wall clock has been set back.
    pub(crate) fn is_too_far(self, now: UnixTime) -> bool {
        self.due > now.plus(self.longest())
    }

    /// The wall clock was set back: the body is due within its longest wait.
    pub(crate) fn set_back(&mut self, now: UnixTime) {
        self.due_by(now.plus(self.longest()));
    }

    /// The longest wait in seconds, of one that did not arrive the wait before it is sent again.
    fn longest(self) -> u64 {
        self.failures.checked_sub(1).map_or(LONGEST_WAIT, |mut before| RETRY.after(&mut before).as_secs())
    }

    /// The body is due by this instant, whatever was planned.
    pub(crate) fn due_by(&mut self, latest: UnixTime) {
        self.due = self.due.min(latest);
    }

    /// The body did not arrive: it is sent again, ever later.
    pub(crate) fn failed(&mut self, now: UnixTime) {
        self.due = now.plus(RETRY.after(&mut self.failures).as_secs());
    }

    /// Takes the answer to the body.
    pub(crate) fn answered<T: serde::de::DeserializeOwned>(
        &mut self,
        outcome: Result<HttpResponse, HttpFailure>,
        now: UnixTime,
    ) -> Sent<T> {
        match read_answer(outcome) {
            Ok(answer) => Sent::Arrived(answer),
            Err(problem) if !may_pass(problem) => Sent::Refused(problem),
            Err(_) => {
                self.failed(now);
                Sent::Waits
            }
        }
    }

    /// Takes the answer to a body of which the server says no more than that it has it.
    pub(crate) fn taken(&mut self, outcome: Result<HttpResponse, HttpFailure>, now: UnixTime) -> Sent<()> {
        match outcome {
            Ok(response) if response.status == 204 => Sent::Arrived(()),
            // This is another's answer.
            Ok(response) if response.status == 200 => {
                self.failed(now);
                Sent::Waits
            }
            other => self.answered(other, now),
        }
    }

    /// How often the body did not arrive.
    pub(crate) fn failures(self) -> u32 {
        self.failures
    }

    /// A body that did not arrive `failures` times, and is sent again at once: the process that waited is gone.
    pub(crate) fn at_once(failures: u32) -> Self {
        Self { due: UnixTime(0), failures }
    }
}

/// Whether the same request may succeed later.
pub(crate) fn may_pass(problem: Problem) -> bool {
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

/// A question for a one-time password, padded to the one size of a verify request.
pub(crate) fn otp_request(phone: &str, jkt: &str, language: &str) -> Result<Request, Problem> {
    let (phone, jkt, language) = (phone.to_owned(), jkt.to_owned(), language.to_owned());
    let mut message = OtpRequest { phone, jkt, language, cover: false, padding: String::new() };
    let body = wire::to_padded_json(&mut message, wire::VERIFY_BYTES).ok_or(Problem::Internal)?;
    Ok(Request {
        errand: Errand::Otp,
        path: path::OTP.to_owned(),
        headers: vec![("content-type", "application/json".to_owned())],
        body: Some(body),
        longest_answer: LONGEST_ANSWER,
    })
}

/// A callback's request, true or cover: like that of a report, with another path.
pub(crate) fn callback_request(body: Vec<u8>, signature: String, errand: Errand) -> Request {
    Request { path: path::CALLBACKS.to_owned(), ..report_request(body, signature, errand) }
}

/// Reads an answer, or the problem in its place.
pub(crate) fn read_answer<T: serde::de::DeserializeOwned>(
    outcome: Result<HttpResponse, HttpFailure>,
) -> Result<T, Problem> {
    let response = outcome.map_err(|_| Problem::Offline)?;
    if response.status == 200 {
        // Whatever else comes in the place of an answer is not the authority's: a captive portal's page, for example.
        return serde_json::from_slice(&response.body).map_err(|_| Problem::Offline);
    }
    let body = serde_json::from_slice::<ProblemBody>(&response.body).ok();
    let named = body.as_ref().and_then(|body| Problem::from_code(body.kind.rsplit(':').next()?));
    Err(named.unwrap_or(match response.status {
        429 => Problem::TooManyRequests,
        500.. => Problem::Unavailable,
        // The authority names the problem of whatever it refuses. This is another's answer: a redirect, a page.
        _ => Problem::Offline,
    }))
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::*;

    const MIDNIGHT: UnixTime = UnixTime(18_750 * 86_400 - 7 * 3_600);

    #[test]
    fn a_second_body_is_due_at_a_uniform_time_between_half_past_midnight_and_noon_of_the_next_day() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let midnight = MIDNIGHT;
        let minutes: Vec<u64> = (0..4_000)
            .map(|_| {
                let due = Delivery::morning_of(midnight, &mut rng).due(midnight);
                (due.0 - midnight.0) / 60
            })
            .collect();
        assert!(minutes.iter().all(|minute| (30..720).contains(minute)));
        for quarter in 0..4_u64 {
            let from = 30 + quarter * 690 / 4;
            let within = minutes.iter().filter(|minute| (from..from + 690 / 4).contains(*minute)).count();
            assert!((900..1_100).contains(&within), "{within} of 4,000");
        }
    }

    #[test]
    fn a_plan_made_under_a_clock_far_ahead_is_never_further_away_than_the_longest_wait() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let planned = Delivery::morning_of(MIDNIGHT.plus(400 * Day::SECONDS), &mut rng);
        assert_eq!(planned.due(MIDNIGHT), MIDNIGHT.plus(36 * 3_600));
    }

    #[test]
    fn a_body_is_sent_again_ever_later_up_to_an_hour_and_no_clock_ends_that() {
        let mut delivery = Delivery::at(MIDNIGHT);
        let mut now = MIDNIGHT;
        let waits: Vec<u64> = (0..200)
            .map(|_| {
                assert!(matches!(delivery.answered::<()>(Err(HttpFailure::Unreachable), now), Sent::Waits));
                let wait = delivery.due(now).0 - now.0;
                now = delivery.due(now);
                wait
            })
            .collect();
        assert_eq!(waits[..8], [30, 60, 120, 240, 480, 960, 1_920, 3_600]);
        assert!(waits[8..].iter().all(|wait| *wait == 3_600));
    }
}
