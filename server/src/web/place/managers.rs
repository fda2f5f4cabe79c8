//! The managers of a place: at most three, each of whom showed a number by its code.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::hex;
use lancan_protocol::otp::Otp;
use lancan_protocol::phone_number::PhoneNumber;
use lancan_protocol::problem::Problem;
use serde::{Deserialize, Serialize};

use crate::ground::error::Failure;
use crate::http::pages::page::page;
use crate::places::{MOST_MANAGERS, Places};
use crate::web::confirm::code_error;
use crate::web::dress::asked_again;
use crate::web::filled::{HolderForm, OneAnswer};
use crate::web::session::Holder;
use crate::web::sheet::{AnswerError, PageSheet};
use crate::web::{PublicPages, sealed};

/// The cookie that holds who is being added while their code is on the way.
const INVITED: [&str; 2] = ["__Host-lancan-invited", "lancan-invited"];

#[derive(Template)]
#[template(path = "place/managers.html")]
struct ManagersPage {
    sheet: PageSheet,
    id: String,
    name: String,
    managers: Vec<ManagerLine>,
    has_room: bool,
}

struct ManagerLine {
    id: String,
    name: String,
    phone: String,
    is_oneself: bool,
}

#[derive(Template)]
#[template(path = "place/new_manager.html")]
struct NewManagerPage {
    sheet: PageSheet,
    id: String,
    form: Invitation,
    errors: Vec<AnswerError>,
}

#[derive(Template)]
#[template(path = "place/manager_code.html")]
struct ManagerCodePage {
    sheet: PageSheet,
    id: String,
    lead: String,
    errors: Vec<AnswerError>,
}

/// Who is to be added.
#[derive(Default, Serialize, Deserialize)]
pub(in crate::web) struct Invitation {
    #[serde(default)]
    name: String,
    #[serde(default)]
    phone: String,
    /// The place; of what the browser keeps, so that nobody is added to another.
    #[serde(default)]
    place: String,
}

/// Who is to be taken off.
#[derive(Deserialize)]
pub(in crate::web) struct Removal {
    manager: String,
}

fn list(id: &str) -> String {
    format!("/dia-diem/places/{id}/managers")
}

/// Shows the managers.
pub(in crate::web) async fn show(
    State(pages): State<Arc<PublicPages>>,
    holder: Holder,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let file = pages.places.managed(&holder.manager, &id).await?;
    let own = holder.manager.phone.as_str();
    let managers = file.managers.into_iter().map(|manager| ManagerLine {
        id: hex::encode(&manager.id),
        is_oneself: manager.phone == own,
        name: manager.name,
        phone: manager.phone,
    });
    let managers: Vec<ManagerLine> = managers.collect();
    let (name, has_room) = (file.place.place.name.as_str().to_owned(), managers.len() < MOST_MANAGERS);
    page(&ManagersPage { sheet: holder.sheet, id, name, managers, has_room })
}

/// Asks for the new manager's name and number.
pub(in crate::web) async fn ask(
    State(pages): State<Arc<PublicPages>>,
    holder: Holder,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    pages.places.managed(&holder.manager, &id).await?;
    if let Some(first) = pages.confirms_first(&holder, &format!("{}/new", list(&id))) {
        return Ok(first);
    }
    page(&NewManagerPage { sheet: holder.sheet, id, form: Invitation::default(), errors: Vec::new() })
}

/// Sends a code to the new manager's number.
pub(in crate::web) async fn invite(
    State(pages): State<Arc<PublicPages>>,
    Path(id): Path<String>,
    HolderForm { holder, form }: HolderForm<Invitation>,
) -> Result<Response, Failure> {
    if let Some(first) = pages.confirms_first(&holder, &format!("{}/new", list(&id))) {
        return Ok(first);
    }
    let sheet = &holder.sheet;
    let mut errors = Vec::new();
    if Places::could_be_registrant(&form.name).is_err() {
        errors.push(AnswerError { field: "name".to_owned(), text: sheet.say("web-error-registrant") });
    }
    let phone = PhoneNumber::parse(&form.phone);
    let (Ok(phone), true) = (phone, errors.is_empty()) else {
        if PhoneNumber::parse(&form.phone).is_err() {
            errors.push(AnswerError { field: "phone".to_owned(), text: sheet.say("web-error-number") });
        }
        return Ok(asked_again(page(&NewManagerPage { sheet: holder.sheet, id, form, errors })?));
    };
    let invited = Invitation { name: form.name, phone: phone.as_str().to_owned(), place: id.clone() };
    pages.places.invite_manager(&holder.manager, &id, phone, sheet.language()).await?;
    let mut response = Redirect::to(&format!("{}/code", list(&id))).into_response();
    let seconds = u32::try_from(Otp::LIFETIME_SECONDS).unwrap_or(u32::MAX);
    pages.keep(&mut response, (&holder.headers, INVITED), invited, seconds)?;
    Ok(response)
}

/// Asks for the code that the new manager was sent.
pub(in crate::web) async fn ask_code(
    State(pages): State<Arc<PublicPages>>,
    holder: Holder,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    match invited(&pages, &holder, &id) {
        Some((_, phone)) => page(&code_page(holder.sheet, id, &phone, Vec::new())),
        None => Ok(Redirect::to(&format!("{}/new", list(&id))).into_response()),
    }
}

/// Takes the code: the new manager is one.
pub(in crate::web) async fn add(
    State(pages): State<Arc<PublicPages>>,
    Path(id): Path<String>,
    HolderForm { holder, form: OneAnswer { answer } }: HolderForm<OneAnswer>,
) -> Result<Response, Failure> {
    let Some((name, phone)) = invited(&pages, &holder, &id) else {
        return Ok(Redirect::to(&format!("{}/new", list(&id))).into_response());
    };
    let taken = match Otp::parse(&answer) {
        Some(otp) => pages.places.add_manager(&holder.manager, &id, (phone.clone(), otp), &name).await,
        None => Err(Problem::OtpWrong.into()),
    };
    if let Some(error) = code_error(&holder.sheet, taken)? {
        return Ok(asked_again(page(&code_page(holder.sheet, id, &phone, vec![error]))?));
    }
    let mut response = Redirect::to(&list(&id)).into_response();
    sealed::forget(&mut response, &holder.headers, INVITED)?;
    Ok(response)
}

/// Takes a manager off the place.
pub(in crate::web) async fn remove(
    State(pages): State<Arc<PublicPages>>,
    Path(id): Path<String>,
    HolderForm { holder, form }: HolderForm<Removal>,
) -> Result<Response, Failure> {
    if let Some(first) = pages.confirms_first(&holder, &list(&id)) {
        return Ok(first);
    }
    let other = hex::decode(&form.manager).and_then(|bytes| bytes.try_into().ok()).ok_or(Problem::NotFound)?;
    pages.places.remove_manager(&holder.manager, &id, other).await?;
    Ok(Redirect::to(&list(&id)).into_response())
}

/// Name and number of who is being added to this place.
fn invited(pages: &PublicPages, holder: &Holder, id: &str) -> Option<(String, PhoneNumber)> {
    let kept: Invitation = pages.kept(&holder.headers, INVITED)?;
    let phone = PhoneNumber::from_e164(kept.phone).ok()?;
    (kept.place == id).then_some((kept.name, phone))
}

fn code_page(sheet: PageSheet, id: String, phone: &PhoneNumber, errors: Vec<AnswerError>) -> ManagerCodePage {
    let lead = sheet.say_of("web-manager-code-lead", "number", phone.as_str());
    ManagerCodePage { sheet, id, lead, errors }
}
