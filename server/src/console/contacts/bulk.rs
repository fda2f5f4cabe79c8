//! One status for many contacts at once.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;

use crate::console::Console;
use crate::console::address::within_the_console;
use crate::console::form::Submitted;
use crate::console::words::named;
use crate::contacts::SetStatus;
use crate::ground::error::{Failure, Refusal};

/// Sets the status of the contacts that were chosen, and leads back to the list.
pub(in crate::console) async fn set(
    State(console): State<Arc<Console>>,
    Submitted { desk, form }: Submitted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let of = |name: &'static str| form.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.clone());
    let contacts: Vec<String> = of("contact").collect();
    if contacts.is_empty() {
        return Err(Refusal::saying(Problem::RequestInvalid, "console-none-chosen").into());
    }
    let status = of("status").next().and_then(|status| named(&status));
    let status = status.ok_or(Refusal::from(Problem::RequestInvalid))?;
    let changed = console.contacts()?.set_status(&desk.officer, SetStatus { contacts, status }).await?;
    let back = of("back").next().unwrap_or_default();
    Ok(Redirect::to(&told(within_the_console(&back), changed)).into_response())
}

/// The address of the list, which then says how many were changed.
fn told(back: &str, changed: usize) -> String {
    let (path, query) = back.split_once('?').unwrap_or((back, ""));
    let kept = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "done");
    let mut parameters = form_urlencoded::Serializer::new(String::new());
    parameters.extend_pairs(kept);
    format!("{path}?{}", parameters.append_pair("done", &changed.to_string()).finish())
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn the_list_that_one_comes_back_to_is_narrowed_down_as_it_was() {
        assert_eq!(told("/console/contacts?case=ab&q=%C3%A2n&done=2", 3), "/console/contacts?case=ab&q=%C3%A2n&done=3");
        assert_eq!(told("/console/contacts", 1), "/console/contacts?done=1");
    }
}
