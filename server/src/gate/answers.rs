//! Answers of a declaration, found by the name of their question.

use lancan_protocol::forms::{Answer, Given, Response, ResponseItem};
use lancan_protocol::pass::PassRefused;

/// The first answer to the question of this name, wherever it stands.
pub(crate) fn answer_to<'r>(response: &'r Response, link_id: &str) -> Option<&'r Answer> {
    find(&response.item, link_id)
}

/// The traveller's name.
pub(crate) fn name_in(response: &Response) -> Option<String> {
    match answer_to(response, "name") {
        Some(Answer::String(name)) => Some(name.clone()),
        _ => None,
    }
}

fn find<'r>(items: &'r [ResponseItem], link_id: &str) -> Option<&'r Answer> {
    items.iter().find_map(|item| {
        let here = item.answer.first().filter(|_| item.link_id == link_id);
        match here {
            Some(Given::Read(answer)) => Some(answer),
            Some(Given::Unreadable) | None => find(&item.item, link_id),
        }
    })
}

/// Why a pass lets nobody through, as software reads it.
pub(super) fn word(refused: PassRefused) -> &'static str {
    match refused {
        PassRefused::Malformed => "malformed",
        PassRefused::NewerVersion(_) | PassRefused::UnknownKey(_) | PassRefused::NotSigned => "not-signed",
        PassRefused::WrongGate { .. } => "wrong-gate",
        PassRefused::NotYet { .. } => "not-yet",
        PassRefused::Expired { .. } => "expired",
        PassRefused::Revoked | PassRefused::ListExpired => "revoked",
    }
}
