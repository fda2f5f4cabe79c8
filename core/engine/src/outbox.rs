//! Requests under way, and what each is for.

use core::time::Duration;

use crate::{
    command::{Command, HttpHeader, HttpMethod, HttpRequest},
    event::{HttpAnswer, HttpFailure, HttpOutcome},
    handle::RequestId,
};

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Errand {
    /// The signed index.
    Index,
    /// The signed rules.
    Rules,
    /// The export at the head of the queue.
    Export,
    /// The day file at the head of the queue, or the end of it.
    Day,
    /// The export of places at the head of the queue.
    Places,
    /// Exchange a code for a token.
    Verify,
    /// Send the report.
    Report,
    /// Send what a report lacked, the next day.
    SecondPart,
    /// Cover traffic in the place of a verify request.
    CoverVerify,
    /// Cover traffic in the place of a report.
    CoverReport,
    /// Ask for a one-time password.
    Otp,
    /// Send the callback.
    Callback,
    /// Send the body that says nothing and follows a callback.
    CallbackSecond,
    /// The signed forms of declarations.
    Forms,
    /// Ask for a one-time password to declare with.
    DeclaringOtp,
    /// Show that password.
    DeclaringSession,
    /// Send the declaration that waits longest.
    Declaration,
    /// The public keys that a province's entries of visitor logs are sealed to.
    LogPack,
    /// Send an entry of a visitor log.
    LogEnvelope,
    /// Send the sealed contact of a card whose code was shown.
    LogCard,
}

/// What to fetch or send.
pub(crate) struct Request {
    pub(crate) errand: Errand,
    pub(crate) path: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Sent with POST; none: GET.
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) longest_answer: u64,
}

/// The requests under way.
#[derive(Default)]
pub(crate) struct Outbox {
    last: u64,
    under_way: Vec<UnderWay>,
}

/// A request that was not answered yet.
struct UnderWay {
    id: RequestId,
    errand: Errand,
    /// When the request counts as failed, on the scale of [`Now::monotonic`](crate::Now::monotonic).
    given_up_at: Duration,
}

/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_mins(1);
/// How long after [`TIMEOUT`] a host may still report the answer. After that the answer is lost, and the request has failed.
const REPORTED_WITHIN: Duration = Duration::from_mins(1);

impl Outbox {
    /// Makes the command for a request and remembers what it is for. `at`: now, on the scale of
    /// [`Now::monotonic`](crate::Now::monotonic).
    pub(crate) fn send(&mut self, at: Duration, request: Request) -> Command {
        self.last += 1;
        let id = RequestId(self.last);
        let given_up_at = at.saturating_add(TIMEOUT).saturating_add(REPORTED_WITHIN);
        self.under_way.push(UnderWay { id, errand: request.errand, given_up_at });
        Command::Http(HttpRequest {
            id,
            method: if request.body.is_some() { HttpMethod::Post } else { HttpMethod::Get },
            path: request.path,
            headers: request
                .headers
                .into_iter()
                .map(|(name, value)| HttpHeader { name: name.to_owned(), value })
                .collect(),
            body: request.body.unwrap_or_default(),
            longest_answer: request.longest_answer,
            timeout: TIMEOUT,
        })
    }

    /// What an answer is for; none for an answer that nobody waits for any more.
    pub(crate) fn take(&mut self, answer: &HttpAnswer) -> Option<Errand> {
        let at = self.under_way.iter().position(|sent| sent.id == answer.request)?;
        Some(self.under_way.swap_remove(at).errand)
    }

    /// When the first of the requests under way counts as failed.
    pub(crate) fn given_up_at(&self) -> Option<Duration> {
        self.under_way.iter().map(|sent| sent.given_up_at).min()
    }

    /// The answer to a request whose answer is lost: no connection. None while there is no such request.
    pub(crate) fn lost_answer(&self, at: Duration) -> Option<HttpAnswer> {
        let lost = self.under_way.iter().find(|sent| sent.given_up_at <= at)?;
        Some(HttpAnswer { request: lost.id, outcome: HttpOutcome::Failed(HttpFailure::Unreachable) })
    }

    /// Whether a request for this is under way.
    pub(crate) fn waits_for(&self, errand: Errand) -> bool {
        self.under_way.iter().any(|sent| sent.errand == errand)
    }

    /// Answers to these requests will be ignored.
    pub(crate) fn forget(&mut self, errands: &[Errand]) {
        self.under_way.retain(|sent| !errands.contains(&sent.errand));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(errand: Errand) -> Request {
        Request { errand, path: "/".into(), headers: Vec::new(), body: None, longest_answer: 1 }
    }

    fn answer(command: &Command) -> HttpAnswer {
        let Command::Http(request) = command else { panic!("an HTTP command") };
        HttpAnswer { request: request.id, outcome: HttpOutcome::Failed(HttpFailure::Unreachable) }
    }

    #[test]
    fn an_answer_belongs_to_its_request_once() {
        let mut outbox = Outbox::default();
        let index = answer(&outbox.send(Duration::ZERO, request(Errand::Index)));
        let rules = answer(&outbox.send(Duration::ZERO, request(Errand::Rules)));
        assert_eq!(outbox.take(&rules), Some(Errand::Rules));
        assert_eq!(outbox.take(&rules), None);
        assert!(outbox.waits_for(Errand::Index) && !outbox.waits_for(Errand::Rules));
        assert_eq!(outbox.take(&index), Some(Errand::Index));
    }

    #[test]
    fn a_lost_answer_is_given_up_a_minute_after_the_hosts_own_time_out_and_once() {
        let mut outbox = Outbox::default();
        let sent_at = Duration::from_secs(1_000);
        let index = answer(&outbox.send(sent_at, request(Errand::Index)));
        let given_up_at = outbox.given_up_at().unwrap();
        assert_eq!(given_up_at, sent_at + Duration::from_mins(2));
        assert_eq!(outbox.lost_answer(given_up_at.saturating_sub(Duration::from_secs(1))), None);
        let lost = outbox.lost_answer(given_up_at).unwrap();
        assert_eq!(outbox.take(&lost), Some(Errand::Index));
        assert_eq!((outbox.lost_answer(given_up_at), outbox.given_up_at(), outbox.take(&index)), (None, None, None));
    }

    #[test]
    fn an_answer_to_a_forgotten_request_is_ignored() {
        let mut outbox = Outbox::default();
        let verify = answer(&outbox.send(Duration::ZERO, request(Errand::Verify)));
        outbox.forget(&[Errand::Verify]);
        assert_eq!(outbox.take(&verify), None);
    }
}
