//! A device on which many people declare, such as a kiosk at a gate: sessions are short, end by themselves when nobody goes on,
//! and leave nothing for whoever comes next.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{FromRequest as _, FromRequestParts as _, Request, State};
use axum::http::header::REFRESH;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use cookie::SameSite;
use lancan_protocol::problem::Problem;

use super::session::{self, SignedDeclarer};
use crate::ground::error::Failure;
use crate::http::pages::cookies;
use crate::http::pages::page::page;
use crate::http::pages::same_site::refuse_other_sites;
use crate::web::filled::OneAnswer;
use crate::web::number::AskedNumber;
use crate::web::shared_device::{SHARED, is_shared};
use crate::web::sheet::PageSheet;
use crate::web::{DECLARE_ROOT, PublicPages, sealed};

/// Where a page leads by itself when nobody goes on.
pub(in crate::web) const OVER: &str = "/khai-bao/kiosk/over";
/// After a quarter of an hour with a form, which takes long to fill in.
const FORM_IDLE: &str = "900;url=/khai-bao/kiosk/over";
/// After three minutes with every other page.
const IDLE: &str = "180;url=/khai-bao/kiosk/over";
/// Pages that show what somebody wrote before there is a session: their number or their code.
const BEFORE_A_SESSION: [&str; 4] =
    ["/khai-bao/number", "/khai-bao/code", "/khai-bao/without-number", "/khai-bao/recovery"];
/// Seconds that a browser is such a device: a year.
const SECONDS: i64 = 365 * 86_400;

#[derive(Template)]
#[template(path = "declare/kiosk.html")]
struct KioskPage {
    sheet: PageSheet,
}

/// Says what such a device is, and asks whether this is one.
pub(in crate::web) async fn ask(headers: HeaderMap, uri: Uri) -> Result<Response, Failure> {
    page(&KioskPage { sheet: PageSheet::of(&headers, &uri) })
}

/// Makes the browser such a device, or one's own again. Whoever is signed in to declare is signed out.
pub(in crate::web) async fn choose(
    State(pages): State<Arc<PublicPages>>,
    request: Request,
) -> Result<Response, Failure> {
    let (mut parts, body) = request.into_parts();
    refuse_other_sites(&parts.headers)?;
    let signed = SignedDeclarer::from_request_parts(&mut parts, &pages).await.ok();
    let headers = parts.headers.clone();
    let answered = Form::from_request(Request::from_parts(parts, body), &()).await;
    let Form(OneAnswer { answer }) = answered.map_err(|_| Problem::RequestInvalid)?;
    let mut response = leaves(&pages, signed, &headers).await?;
    let (value, seconds) = if answer == "yes" { ("yes", SECONDS) } else { ("", 0) };
    sealed::append(&mut response, &cookies::set(&headers, SHARED, value, seconds, SameSite::Lax))?;
    Ok(response)
}

/// Nobody went on: ends the session on such a device. On any other nothing happens.
pub(in crate::web) async fn over(State(pages): State<Arc<PublicPages>>, request: Request) -> Result<Response, Failure> {
    let (mut parts, _) = request.into_parts();
    if !is_shared(&parts.headers) {
        return Ok(Redirect::to(DECLARE_ROOT).into_response());
    }
    let signed = SignedDeclarer::from_request_parts(&mut parts, &pages).await.ok();
    leaves(&pages, signed, &parts.headers).await
}

async fn leaves(pages: &PublicPages, signed: Option<SignedDeclarer>, headers: &HeaderMap) -> Result<Response, Failure> {
    if let Some(signed) = signed {
        pages.declarations.end_session(signed.declarer).await?;
    }
    let mut response = session::signed_out(headers)?;
    AskedNumber::forget(&mut response, headers)?;
    Ok(response)
}

/// Lets whatever shows something of somebody on such a device end by itself, without scripts: pages, refusals and pictures.
pub(in crate::web) async fn end_idle(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let shows_somebody =
        BEFORE_A_SESSION.contains(&request.uri().path()) || cookies::value(headers, session::SESSION).is_some();
    let is_watched = is_shared(headers) && shows_somebody;
    let asks_for_form = request.uri().path().starts_with("/khai-bao/form/");
    let mut response = next.run(request).await;
    // A form with answers that are wrong is shown once more.
    let is_form = asks_for_form && [StatusCode::OK, StatusCode::BAD_REQUEST].contains(&response.status());
    if is_watched && !response.status().is_redirection() {
        let idle = HeaderValue::from_static(if is_form { FORM_IDLE } else { IDLE });
        response.headers_mut().insert(REFRESH, idle);
    }
    response
}
