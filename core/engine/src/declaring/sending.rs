//! What waits is sent, one after the other, until the server has said something of each.

use lancan_protocol::{
    forms::TriageClass,
    problem::Problem,
    time::UnixTime,
    wire::{DeclarationAnswer, DeclarationRequest, ProblemBody, path},
};

use super::{
    Declarations, PhoneForms,
    book::{Arrived, Made},
};
use crate::{
    event::HttpResponse,
    outbox::{Errand, Request},
};

/// Longest answer to a declaration, in bytes.
const LONGEST_ANSWER: u64 = 64 << 10;
/// Longest forms document that a phone fetches, in bytes.
const LONGEST_FORMS: u64 = 4 << 20;

/// Asks for the signed forms.
pub(crate) fn forms_request() -> Request {
    Request {
        errand: Errand::Forms,
        path: path::FORMS.to_owned(),
        headers: Vec::new(),
        body: None,
        longest_answer: LONGEST_FORMS,
    }
}

/// Sends the declaration that waits longest.
///
/// # Errors
/// [`Problem::NotFound`] where what it belongs to is not here any more, [`Problem::TooLarge`].
pub(crate) fn declaration_request(book: &Declarations, token: &str) -> Option<Result<Request, Problem>> {
    let made = book.first_waiting()?;
    Some(request_of(book, made, token))
}

fn request_of(book: &Declarations, made: &Made, token: &str) -> Result<Request, Problem> {
    let leader = |id: i64| {
        let leader = book.made.iter().find(|one| one.id == id && one.arrived.is_some());
        leader.map(|leader| leader.wire_id.clone()).ok_or(Problem::NotFound)
    };
    let person = |id: i64| book.person(id).map(super::persons::KeptPerson::declared).ok_or(Problem::NotFound);
    let message = DeclarationRequest {
        id: made.wire_id.clone(),
        form: made.form.clone(),
        response: made.response.clone(),
        replaces: made.replaces,
        journey_of: made.about.journey_of.map(leader).transpose()?,
        person: made.about.person.map(person).transpose()?,
    };
    let body = serde_json::to_vec(&message).map_err(|_| Problem::Internal)?;
    if body.len() > lancan_protocol::wire::DECLARATION_BYTES {
        return Err(Problem::TooLarge);
    }
    Ok(Request {
        errand: Errand::Declaration,
        path: path::DECLARATIONS.to_owned(),
        headers: vec![("content-type", "application/json".to_owned()), ("authorization", format!("Bearer {token}"))],
        body: Some(body),
        longest_answer: LONGEST_ANSWER,
    })
}

/// What became of a declaration.
pub(crate) enum Became {
    /// The server has it.
    Arrived(i64),
    /// The server has one of today already; this one is a draft again.
    AlreadyToday { draft: i64, at: UnixTime },
}

impl Declarations {
    /// The declaration that is sent next.
    pub(super) fn first_waiting(&self) -> Option<&Made> {
        self.made.iter().find(|made| made.arrived.is_none())
    }

    /// Takes the answer to the declaration that waits longest.
    pub(crate) fn arrived(&mut self, answer: DeclarationAnswer, forms: &PhoneForms, now: UnixTime) -> Option<Became> {
        let at = self.made.iter().position(|made| made.arrived.is_none())?;
        if !answer.taken {
            let made = self.made.remove(at);
            let draft = self.back_to_draft(made, Vec::new(), forms, now);
            return Some(Became::AlreadyToday { draft, at: answer.received_at });
        }
        let class = match answer.class.as_str() {
            "green" => TriageClass::Green,
            "yellow" => TriageClass::Yellow,
            // A class that this version does not know is shown as the gravest.
            _ => TriageClass::Red,
        };
        let (before, rest) = self.made.split_at_mut(at);
        let made = rest.first_mut()?;
        if made.replaces {
            let same = |one: &&mut Made| one.form == made.form && one.about.person == made.about.person;
            before.iter_mut().filter(same).for_each(|one| one.replaced = true);
        }
        made.arrived =
            Some(Arrived { received_at: answer.received_at, class, reason: answer.reason, pass: answer.pass });
        Some(Became::Arrived(made.id))
    }

    /// The server refused the declaration that waits longest, or it cannot be sent: it is a draft again. Returns the draft.
    pub(crate) fn refused(&mut self, questions: Vec<String>, forms: &PhoneForms, now: UnixTime) -> Option<i64> {
        let at = self.made.iter().position(|made| made.arrived.is_none())?;
        let made = self.made.remove(at);
        Some(self.back_to_draft(made, questions, forms, now))
    }
}

/// The questions that a refusal names.
pub(crate) fn refused_questions(response: &HttpResponse) -> Vec<String> {
    let body = serde_json::from_slice::<ProblemBody>(&response.body).ok();
    let detail = body.and_then(|body| body.detail).unwrap_or_default();
    let named = detail.strip_prefix("response: ").unwrap_or_default();
    named.split(", ").filter(|name| !name.is_empty()).map(|name| name.chars().take(64).collect()).collect()
}
