//! Requests: each has exactly one answer, and none longer than allowed.

use core::time::Duration;
use std::collections::BTreeMap;

use super::breach::Breach;
use crate::{command::HttpRequest, handle::RequestId};

/// Time that a host has for its answer after the request's own time-out.
const REPORTED_WITHIN: Duration = Duration::from_mins(1);
/// Requests remembered; of more, the oldest are forgotten.
const REMEMBERED: usize = 256;

/// What is due of requests.
#[derive(Debug, Default)]
pub(super) struct RequestsWatched(BTreeMap<RequestId, RequestWatched>);

#[derive(Debug)]
struct RequestWatched {
    /// None once it was noted that no answer had come: one may still come late.
    answer_by: Option<Duration>,
    longest_answer: u64,
}

impl RequestsWatched {
    pub(super) fn sent(&mut self, at: Duration, request: &HttpRequest) {
        if self.0.len() == REMEMBERED {
            self.0.pop_first();
        }
        let answer_by = Some(at.saturating_add(request.timeout).saturating_add(REPORTED_WITHIN));
        self.0.insert(request.id, RequestWatched { answer_by, longest_answer: request.longest_answer });
    }

    /// An answer with a body of so many bytes.
    pub(super) fn answered(&mut self, request: RequestId, bytes: usize) -> Option<Breach> {
        let Some(sent) = self.0.remove(&request) else { return Some(Breach::RequestAnsweredTwice) };
        let is_too_long = u64::try_from(bytes).map_or(true, |bytes| bytes > sent.longest_answer);
        is_too_long.then_some(Breach::AnswerTooLong)
    }

    /// Nothing is owed of what was sent; answers may still come.
    pub(super) fn forgive(&mut self) {
        for sent in self.0.values_mut() {
            sent.answer_by = None;
        }
    }

    pub(super) fn grant(&mut self, until: Duration) {
        for by in self.0.values_mut().filter_map(|sent| sent.answer_by.as_mut()) {
            *by = (*by).max(until);
        }
    }

    pub(super) fn missing(&mut self, at: Duration) -> Vec<Breach> {
        let owed = self.0.values_mut();
        owed.filter_map(|sent| sent.answer_by.take_if(|by| *by <= at)).map(|_| Breach::RequestNotAnswered).collect()
    }
}
