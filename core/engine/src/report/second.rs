//! The second part of a report: the next day it brings the key of the day on which the first part was sent
//! (`docs/protocol.md`, Upload).

use lancan_protocol::{
    time::{Day, Interval, UnixTime},
    wire::{Report, ReportAnswer, VerifyAnswer},
};
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::{ConsentGiven, Material, Pending, ReportSecret, Span, assemble, signed_body};
use crate::{
    chance,
    event::{HttpFailure, HttpResponse},
    kept::{Keep, from_json, to_json},
    outbox::{Errand, Request},
    sequence::{Delivery, Sent, report_request},
};

/// A second part that waits for its time, or for an answer. Kept sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SecondPart {
    /// The secret that signs all of the report.
    secret: Vec<u8>,
    token: String,
    window_from: Interval,
    window_to: Interval,
    left_out: Vec<Span>,
    consent: ConsentGiven,
    /// The day on which the first part was sent.
    day: Day,
    delivery: Delivery,
    /// The body, from when the body was first sent.
    body: Option<Pending>,
}

/// The second parts that wait, oldest first; one is sent at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SecondParts(Vec<SecondPart>);

impl Keep for SecondParts {
    fn to_bytes(&self) -> Option<Vec<u8>> {
        if self.is_empty() { None } else { to_json(self) }
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        from_json(bytes)
    }
}

impl SecondPart {
    /// The second part of a report whose first part is sent now.
    pub(super) fn of(
        answer: &VerifyAnswer,
        left_out: &[Span],
        consent: &ConsentGiven,
        secret: &ReportSecret,
        material: &Material,
        rng: &mut dyn CryptoRng,
    ) -> Self {
        let today = material.today();
        Self {
            secret: secret.to_bytes(),
            token: answer.token.clone(),
            window_from: answer.window_from,
            window_to: answer.window_to,
            left_out: left_out.to_vec(),
            consent: consent.clone(),
            day: today,
            delivery: Delivery::morning_of(material.days.start(today.plus(1)), rng),
            body: None,
        }
    }

    /// The body: the keys of the day that is over now, and those of the day before once more, should the server's clock
    /// have held that day for unfinished. With nothing to bring, a body of cover traffic under the report's own token.
    fn make(&self, material: &Material, rng: &mut dyn CryptoRng) -> Option<Pending> {
        let secret = ReportSecret::from_bytes(&self.secret)?;
        let window = material.days.day(self.window_from)..=material.days.day(self.window_to);
        let last = self.day.minus(1)..=self.day;
        let keys = assemble::keys(material, &self.left_out, |day| window.contains(&day) && last.contains(&day));
        let keys = if self.consent.keys { keys } else { Vec::new() };
        let report = Report {
            report_id: chance::bytes::<16>(rng).to_vec(),
            token: self.token.clone(),
            public_key: secret.public_key(),
            cover: keys.is_empty(),
            consent: (!keys.is_empty()).then(|| assemble::consent(&self.consent)),
            keys,
            ..Report::default()
        };
        signed_body(&report, &secret)
    }
}

impl SecondParts {
    /// Lets a second part wait.
    pub(crate) fn push(&mut self, second: SecondPart) {
        self.0.push(second);
    }

    /// Whether a part waits that belongs to the report of this token.
    pub(super) fn follow(&self, token: &str) -> bool {
        self.0.iter().any(|second| second.token == token)
    }

    /// The user takes the report of this token back: what follows it is a body of cover traffic, also where it was sent and
    /// has not arrived.
    pub(super) fn bring_nothing(&mut self, token: &str, rng: &mut dyn CryptoRng) {
        for second in self.0.iter_mut().filter(|second| second.token == token) {
            second.consent.keys = false;
            if second.body.is_some() {
                second.body = second.make(&Material::default(), rng);
            }
        }
    }

    /// Whether none waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// When the next is due. One that was sent and has not arrived comes before the others.
    pub(crate) fn due(&self, now: UnixTime) -> Option<UnixTime> {
        self.0.get(self.first(now)?).map(|second| second.delivery.due(now))
    }

    /// Whether a part is planned further away than its longest wait: the wall clock has been set back.
    pub(crate) fn are_too_far(&self, now: UnixTime) -> bool {
        self.0.iter().any(|second| second.delivery.is_too_far(now))
    }

    /// The wall clock was set back: every part is due within its longest wait.
    pub(crate) fn set_back(&mut self, now: UnixTime) {
        for second in &mut self.0 {
            second.delivery.set_back(now);
        }
    }

    /// The next part is due now: its longest wait is over, whatever the wall clock shows.
    pub(crate) fn bring_forward(&mut self, now: UnixTime) {
        if let Some(second) = self.first(now).and_then(|at| self.0.get_mut(at)) {
            second.delivery.due_by(now);
        }
    }

    /// The process that waited is gone: what was sent and not answered is sent again at once.
    pub(crate) fn restored(&mut self) {
        for second in self.0.iter_mut().filter(|second| second.body.is_some()) {
            second.delivery = Delivery::at_once(second.delivery.failures());
        }
    }

    /// Makes the body of the part that is due, where there is none yet. The caller seals the part before its body is sent.
    pub(crate) fn prepare(&mut self, material: &Material, rng: &mut dyn CryptoRng) {
        let Some(at) = self.next(material.now) else { return };
        let Some(second) = self.0.get_mut(at).filter(|second| second.body.is_none()) else { return };
        second.body = second.make(material, rng);
        if second.body.is_none() {
            // A secret that cannot be read: nothing can be sent with it.
            self.0.remove(at);
        }
    }

    /// The part that is due cannot be made or sealed now: it is tried again as one that did not arrive.
    pub(crate) fn postpone(&mut self, now: UnixTime) {
        if let Some(second) = self.next(now).and_then(|at| self.0.get_mut(at)) {
            let _ = second.delivery.answered::<ReportAnswer>(Err(HttpFailure::Unreachable), now);
        }
    }

    /// The request that carries the part that is due.
    pub(crate) fn request(&self, now: UnixTime) -> Option<Request> {
        let body = self.0.get(self.next(now)?)?.body.as_ref()?;
        Some(report_request(body.body.clone(), body.signature.clone(), Errand::SecondPart))
    }

    /// Takes the answer to the part that was sent. Returns its keys when they have arrived.
    pub(crate) fn answered(
        &mut self,
        outcome: Result<HttpResponse, HttpFailure>,
        now: UnixTime,
    ) -> Option<Vec<Vec<u8>>> {
        let at = self.0.iter().position(|second| second.body.is_some())?;
        let second = self.0.get_mut(at)?;
        match second.delivery.answered::<ReportAnswer>(outcome, now) {
            Sent::Waits => None,
            Sent::Arrived(_) => self.0.remove(at).body.map(|body| body.keys()),
            Sent::Refused(_) => {
                self.0.remove(at);
                None
            }
        }
    }

    /// The part that was sent and has not arrived, or else the one that is due first.
    fn first(&self, now: UnixTime) -> Option<usize> {
        let sent = self.0.iter().position(|second| second.body.is_some());
        let parts = || self.0.iter().enumerate();
        sent.or_else(|| parts().min_by_key(|(_, second)| second.delivery.due(now)).map(|(at, _)| at))
    }

    /// The next part, if it is due.
    fn next(&self, now: UnixTime) -> Option<usize> {
        self.first(now).filter(|at| self.0.get(*at).is_some_and(|second| second.delivery.due(now) <= now))
    }
}
