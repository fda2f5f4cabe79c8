//! The checkers of a place: devices that were invited by a QR code, and can be taken off again.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::hex;
use lancan_protocol::problem::Problem;
use serde::Deserialize;

use crate::ground::error::{Failure, Refusal};
use crate::http::pages::local::Local;
use crate::http::pages::page::page;
use crate::http::pages::qr::Qr;
use crate::visitor_log::{CHECKER_DAYS, INVITATION_MINUTES, KnownChecker, MOST_CHECKERS, checker_named};
use crate::web::PublicPages;
use crate::web::dress::asked_again;
use crate::web::filled::HolderForm;
use crate::web::session::Holder;
use crate::web::sheet::{AnswerError, PageSheet};

#[derive(Template)]
#[template(path = "checkers/list.html")]
struct CheckersPage {
    sheet: PageSheet,
    id: String,
    name: String,
    checkers: Vec<CheckerLine>,
    has_room: bool,
    /// How long a device checks, and how long an invitation holds.
    days_hint: String,
    invitation_hint: String,
    door: String,
    errors: Vec<AnswerError>,
    /// The address that the device opens; none before one is asked for.
    address: Option<String>,
    /// The address as a QR code.
    qr: Option<Qr>,
}

struct CheckerLine {
    id: String,
    door: String,
    since: String,
}

/// The door of a checker who is invited.
#[derive(Deserialize)]
pub(in crate::web) struct InvitedFor {
    #[serde(default)]
    door: String,
}

/// Which checker is taken off.
#[derive(Deserialize)]
pub(in crate::web) struct TakenOff {
    checker: String,
}

fn list(id: &str) -> String {
    format!("/dia-diem/places/{id}/checkers")
}

fn checkers_page(
    pages: &PublicPages,
    sheet: PageSheet,
    of: (String, String),
    known: Vec<KnownChecker>,
) -> CheckersPage {
    let local = Local(pages.key_days);
    let (id, name) = of;
    let days_hint = sheet.say_with("web-checkers-days", &[("days", CHECKER_DAYS.into())]);
    let invitation_hint = sheet.say_with("web-checker-once", &[("minutes", INVITATION_MINUTES.into())]);
    let has_room = known.len() < MOST_CHECKERS;
    let line = |checker: KnownChecker| {
        let since = sheet.say_of("web-checker-since", "when", &local.moment(checker.added_at));
        CheckerLine { id: hex::encode(&checker.id.0), door: checker.door, since }
    };
    let checkers = known.into_iter().map(line).collect();
    CheckersPage {
        id,
        name,
        checkers,
        has_room,
        days_hint,
        invitation_hint,
        door: String::new(),
        errors: Vec::new(),
        address: None,
        qr: None,
        sheet,
    }
}

/// Shows the checkers.
pub(in crate::web) async fn show(
    State(pages): State<Arc<PublicPages>>,
    holder: Holder,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (place, known) = pages.visitor_log.checkers(&holder.manager, &id).await?;
    page(&checkers_page(&pages, holder.sheet, (id, place.place.name.as_str().to_owned()), known))
}

/// Invites a checker: shows a QR code that one device takes.
pub(in crate::web) async fn invite(
    State(pages): State<Arc<PublicPages>>,
    Path(id): Path<String>,
    HolderForm { holder, form }: HolderForm<InvitedFor>,
) -> Result<Response, Failure> {
    if let Some(first) = pages.confirms_first(&holder, &list(&id)) {
        return Ok(first);
    }
    let invited = pages.visitor_log.invite(&holder.manager, &id, &form.door).await;
    let (place, known) = pages.visitor_log.checkers(&holder.manager, &id).await?;
    let shown = checkers_page(&pages, holder.sheet, (id, place.place.name.as_str().to_owned()), known);
    match invited {
        Ok((_, token)) => {
            let address = format!("{}/kiem-soat#{token}", PublicPages::site(&holder.headers));
            let qr = Qr::of(&address);
            page(&CheckersPage { address: Some(address), qr, ..shown })
        }
        Err(Failure::Refused(refusal)) if is_of_the_door(&refusal) => {
            let error = AnswerError { field: "door".to_owned(), text: shown.sheet.say("web-checker-door-wrong") };
            Ok(asked_again(page(&CheckersPage { door: form.door, errors: vec![error], ..shown })?))
        }
        Err(failure) => Err(failure),
    }
}

fn is_of_the_door(refusal: &Refusal) -> bool {
    refusal.says("web-checker-door-wrong")
}

/// Takes a checker off.
pub(in crate::web) async fn remove(
    State(pages): State<Arc<PublicPages>>,
    Path(id): Path<String>,
    HolderForm { holder, form }: HolderForm<TakenOff>,
) -> Result<Response, Failure> {
    let checker = checker_named(&form.checker).ok_or(Problem::NotFound)?;
    pages.visitor_log.take_checker_off(&holder.manager, &id, checker).await?;
    Ok(Redirect::to(&list(&id)).into_response())
}
