//! “Nothing changed since yesterday”: one press declares the same as yesterday.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::hex;
use lancan_protocol::problem::Problem;

use super::about::id_in;
use super::session::DeclarerForm;
use crate::declarations::{OwnDeclaration, PersonId, TakenDeclaration, form_title};
use crate::ground::error::{Failure, Refusal};
use crate::ground::random;
use crate::http::pages::local::Local;
use crate::web::PublicPages;
use crate::web::sheet::PageSheet;

/// A button that declares the same as yesterday.
pub(super) struct AgainButton {
    /// The id of the declaration that it makes.
    pub(super) id: String,
    pub(super) form: String,
    /// The person of the family, by id; empty for whoever holds the number.
    pub(super) person: String,
    pub(super) text: String,
}

/// The buttons for one person: one for each form of every day that was green yesterday and is not declared today.
pub(super) fn buttons(
    pages: &PublicPages,
    sheet: &PageSheet,
    own: &[OwnDeclaration],
    person: Option<PersonId>,
) -> Vec<AgainButton> {
    let yesterdays = pages.declarations.same_as_yesterday(own, person);
    let button = |one: &OwnDeclaration| {
        let form = pages.declarations.form_of_version(&one.form, &one.version)?;
        Some(AgainButton {
            id: hex::encode(&random::bytes::<16>()),
            form: one.form.clone(),
            person: person.map(|person| hex::encode(&person)).unwrap_or_default(),
            text: sheet.say_of("web-again", "title", &form_title(sheet.text(), form)),
        })
    };
    yesterdays.into_iter().filter_map(button).collect()
}

/// Declares the same as yesterday.
pub(in crate::web) async fn declare(
    State(pages): State<Arc<PublicPages>>,
    DeclarerForm { signed, written }: DeclarerForm,
) -> Result<Response, Failure> {
    let id = id_in(written.raw("~id"))?.ok_or(Problem::RequestInvalid)?;
    let (form, person) = (written.raw("form").to_owned(), id_in(written.raw("person"))?);
    let authored = Local(pages.key_days).machine_seconds(pages.clock.now());
    let shown = match pages.declarations.declare_again(signed.declarer, (id, form), person, authored).await? {
        TakenDeclaration::Kept => id,
        TakenDeclaration::AlreadyToday { id, .. } => id,
        // The form asks today for something that yesterday's answer does not have.
        TakenDeclaration::Refused(_) => return Err(Refusal::saying(Problem::Conflict, "web-declare-not-again").into()),
    };
    Ok(Redirect::to(&format!("/khai-bao/own/{}", hex::encode(&shown))).into_response())
}
