//! Requests under way, and what each is for.

use core::time::Duration;

use crate::{
    command::{Command, HttpHeader, HttpMethod, HttpRequest},
    event::HttpAnswer,
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
    under_way: Vec<(RequestId, Errand)>,
}

/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_mins(1);

impl Outbox {
    /// Makes the command for a request and remembers what it is for.
    pub(crate) fn send(&mut self, request: Request) -> Command {
        self.last += 1;
        let id = RequestId(self.last);
        self.under_way.push((id, request.errand));
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
        let at = self.under_way.iter().position(|(id, _)| *id == answer.request)?;
        Some(self.under_way.swap_remove(at).1)
    }

    /// Whether a request for this is under way.
    pub(crate) fn waits_for(&self, errand: Errand) -> bool {
        self.under_way.iter().any(|(_, other)| *other == errand)
    }

    /// Answers to these requests will be ignored.
    pub(crate) fn forget(&mut self, errands: &[Errand]) {
        self.under_way.retain(|(_, errand)| !errands.contains(errand));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{HttpFailure, HttpOutcome};

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
        let index = answer(&outbox.send(request(Errand::Index)));
        let rules = answer(&outbox.send(request(Errand::Rules)));
        assert_eq!(outbox.take(&rules), Some(Errand::Rules));
        assert_eq!(outbox.take(&rules), None);
        assert!(outbox.waits_for(Errand::Index) && !outbox.waits_for(Errand::Rules));
        assert_eq!(outbox.take(&index), Some(Errand::Index));
    }

    #[test]
    fn an_answer_to_a_forgotten_request_is_ignored() {
        let mut outbox = Outbox::default();
        let verify = answer(&outbox.send(request(Errand::Verify)));
        outbox.forget(&[Errand::Verify]);
        assert_eq!(outbox.take(&verify), None);
    }
}
