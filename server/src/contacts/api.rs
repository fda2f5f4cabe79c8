//! Contacts, as officers enter and see them.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRef, Path, Query, State};
use axum::http::StatusCode;
use lancan_protocol::problem::Problem;
use lancan_protocol::wire::ProblemBody;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::bulk::SetStatus;
use super::convert::BecomeCase;
use super::duplicates::Alike;
use super::entry::NewContact;
use super::line_list::{LineList, LineListOutcome};
use super::list::ContactFilter;
use super::order::OrderShown;
use super::{Contact, Contacts};
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::CaseId;
use crate::http::answers::{NoSuchCase, NotSignedIn};
use crate::http::body::{self, Answer};
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, SignedIn};

pub(crate) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Contacts>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new()
        .routes(routes!(add_contact))
        .routes(routes!(list_contacts))
        .routes(routes!(search_contacts))
        .routes(routes!(view_contact, change_contact))
        .routes(routes!(set_status))
        .routes(routes!(enter_line_list))
        .routes(routes!(find_duplicates))
        .routes(routes!(merge_contacts))
        .routes(routes!(order_quarantine, view_order))
        .routes(routes!(become_case))
        .merge(super::calling::routes())
        .merge(super::follow_up::routes())
}

/// A page of contacts.
#[derive(Serialize, ToSchema)]
struct ContactList {
    /// The contacts.
    contacts: Vec<Contact>,
    /// What `after` of the next page is, where there may be one.
    next: Option<String>,
}

/// How many contacts an act changed.
#[derive(Serialize, ToSchema)]
struct Changed {
    /// How many.
    changed: usize,
}

/// The contact that is the same person.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Merge {
    /// Its id: it is merged into the contact that the path names.
    other: String,
}

/// Enters a contact of a case.
#[utoipa::path(
    post, path = "/officer/v1/cases/{id}/contacts", tag = "officer", request_body = NewContact, security(("officer" = [])),
    params(("id" = String, Path, description = "the case's id")),
    responses(
        (status = 201, description = "entered", body = Contact),
        (status = 400, description = "a field cannot be", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn add_contact(
    State(contacts): State<Arc<Contacts>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<(StatusCode, Answer<Contact>), Failure> {
    let contact = contacts.add(&signed_in.officer, &CaseId(id), body::read(&bytes)?).await?;
    Ok((StatusCode::CREATED, Answer(contact)))
}

/// A page of the contacts of the officer's area: filtered, sorted. Words are searched for by `POST /officer/v1/contacts/search`,
/// for an address holds no name and no number.
#[utoipa::path(
    get, path = "/officer/v1/contacts", tag = "officer", security(("officer" = [])), params(ContactFilter),
    responses(
        (status = 200, description = "the contacts", body = ContactList),
        (status = 400, description = "no such page", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn list_contacts(
    State(contacts): State<Arc<Contacts>>,
    signed_in: SignedIn,
    query: Result<Query<ContactFilter>, QueryRejection>,
) -> Result<Answer<ContactList>, Failure> {
    let unknown = |_| Refusal::because(Problem::RequestInvalid, "query: a filter is not known");
    let Query(filter) = query.map_err(unknown)?;
    if filter.search.is_some() {
        let detail = "query: search goes into the body of POST /officer/v1/contacts/search";
        return Err(Refusal::because(Problem::RequestInvalid, detail).into());
    }
    let page = contacts.list(&signed_in.officer, filter).await?;
    Ok(Answer(ContactList { contacts: page.contacts, next: page.next }))
}

/// A page of the contacts of the officer's area, as the list, that hold words of a name or a number.
#[utoipa::path(
    post, path = "/officer/v1/contacts/search", tag = "officer", request_body = ContactFilter, security(("officer" = [])),
    responses(
        (status = 200, description = "the contacts", body = ContactList),
        (status = 400, description = "no such page", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn search_contacts(
    State(contacts): State<Arc<Contacts>>,
    signed_in: SignedIn,
    bytes: Bytes,
) -> Result<Answer<ContactList>, Failure> {
    let page = contacts.list(&signed_in.officer, body::read(&bytes)?).await?;
    Ok(Answer(ContactList { contacts: page.contacts, next: page.next }))
}

/// One contact.
#[utoipa::path(
    get, path = "/officer/v1/contacts/{id}", tag = "officer", security(("officer" = [])),
    params(("id" = String, Path, description = "the contact's id")),
    responses(
        (status = 200, description = "the contact", body = Contact),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn view_contact(
    State(contacts): State<Arc<Contacts>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<Contact>, Failure> {
    Ok(Answer(contacts.view(&signed_in.officer, &id).await?))
}

/// Changes a contact: what is left out is emptied. Source and evidence stay as they are.
#[utoipa::path(
    put, path = "/officer/v1/contacts/{id}", tag = "officer", request_body = NewContact, security(("officer" = [])),
    params(("id" = String, Path, description = "the contact's id")),
    responses(
        (status = 200, description = "changed", body = Contact),
        (status = 400, description = "a field cannot be", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "merged into another", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn change_contact(
    State(contacts): State<Arc<Contacts>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<Answer<Contact>, Failure> {
    Ok(Answer(contacts.change(&signed_in.officer, &id, body::read(&bytes)?).await?))
}

/// Sets the status of up to 500 contacts, of all or of none.
#[utoipa::path(
    post, path = "/officer/v1/contacts/status", tag = "officer", request_body = SetStatus, security(("officer" = [])),
    responses(
        (status = 200, description = "set", body = Changed),
        (status = 400, description = "too many, or no such status", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "one was merged or became a case", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn set_status(
    State(contacts): State<Arc<Contacts>>,
    signed_in: SignedIn,
    bytes: Bytes,
) -> Result<Answer<Changed>, Failure> {
    let changed = contacts.set_status(&signed_in.officer, body::read(&bytes)?).await?;
    Ok(Answer(Changed { changed }))
}

/// Reads rows that were pasted from a spreadsheet, says what is wrong by row and column, and saves the good ones where asked.
#[utoipa::path(
    post, path = "/officer/v1/cases/{id}/contacts/lines", tag = "officer", request_body = LineList, security(("officer" = [])),
    params(("id" = String, Path, description = "the case's id")),
    responses(
        (status = 200, description = "read", body = LineListOutcome),
        (status = 400, description = "no rows, or too many", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn enter_line_list(
    State(contacts): State<Arc<Contacts>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<Answer<LineListOutcome>, Failure> {
    Ok(Answer(contacts.enter_lines(&signed_in.officer, &CaseId(id), body::read(&bytes)?).await?))
}

/// The contacts of a case that are probably one person: by number, or by name, birth year and ward.
#[utoipa::path(
    get, path = "/officer/v1/cases/{id}/contacts/duplicates", tag = "officer", security(("officer" = [])),
    params(("id" = String, Path, description = "the case's id")),
    responses(
        (status = 200, description = "groups of contacts", body = Vec<Alike>),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn find_duplicates(
    State(contacts): State<Arc<Contacts>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<Vec<Alike>>, Failure> {
    Ok(Answer(contacts.duplicates(&signed_in.officer, &CaseId(id)).await?))
}

/// Merges a contact into another of the same case. No field of either is lost, and both ids go on naming the person.
#[utoipa::path(
    post, path = "/officer/v1/contacts/{id}/merge", tag = "officer", request_body = Merge, security(("officer" = [])),
    params(("id" = String, Path, description = "the id of the contact that remains")),
    responses(
        (status = 200, description = "merged", body = Contact),
        (status = 409, description = "not two contacts of one case", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn merge_contacts(
    State(contacts): State<Arc<Contacts>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<Answer<Contact>, Failure> {
    let Merge { other } = body::read(&bytes)?;
    Ok(Answer(contacts.merge(&signed_in.officer, &id, &other).await?))
}

/// Orders quarantine by the rules in force on the day of the last contact. What the contact's phone alone claims carries no
/// order.
#[utoipa::path(
    post, path = "/officer/v1/contacts/{id}/order", tag = "officer", security(("officer" = [])),
    params(("id" = String, Path, description = "the contact's id")),
    responses(
        (status = 201, description = "ordered", body = OrderShown),
        (status = 409, description = "the evidence supports no order, or no rule asks for one", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn order_quarantine(
    State(contacts): State<Arc<Contacts>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<(StatusCode, Answer<OrderShown>), Failure> {
    Ok((StatusCode::CREATED, Answer(contacts.order(&signed_in.officer, &id).await?)))
}

/// The order of a contact.
#[utoipa::path(
    get, path = "/officer/v1/contacts/{id}/order", tag = "officer", security(("officer" = [])),
    params(("id" = String, Path, description = "the contact's id")),
    responses(
        (status = 200, description = "the order", body = OrderShown),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn view_order(
    State(contacts): State<Arc<Contacts>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<OrderShown>, Failure> {
    Ok(Answer(contacts.view_order(&signed_in.officer, &id).await?))
}

/// Opens a case for a contact, in one act. The contact stays and names the case that it became.
#[utoipa::path(
    post, path = "/officer/v1/contacts/{id}/case", tag = "officer", request_body = BecomeCase, security(("officer" = [])),
    params(("id" = String, Path, description = "the contact's id")),
    responses(
        (status = 201, description = "opened", body = Contact),
        (status = 400, description = "a date cannot be", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "merged, or a case already", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn become_case(
    State(contacts): State<Arc<Contacts>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<(StatusCode, Answer<Contact>), Failure> {
    Ok((StatusCode::CREATED, Answer(contacts.become_case(&signed_in.officer, &id, body::read(&bytes)?).await?)))
}
