//! Answers of a declaration, found by the name of their question.

use lancan_protocol::forms::{Answer, Given, Response, ResponseItem};

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
