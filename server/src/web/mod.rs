//! The public's pages: whoever runs a place registers it here and keeps it, and everybody declares their health. Large and calm;
//! every page works by plain links and forms.

mod checkers;
mod confirm;
mod declare;
mod display;
mod dress;
mod facility;
mod feedback;
mod filled;
mod home;
mod landing;
mod language;
mod map;
mod number;
mod photo_form;
mod place;
mod registration;
mod sealed;
mod session;
mod shared_device;
mod sheet;
mod sign_out;
mod start;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::HeaderMap;
use axum::middleware;
use axum::response::Redirect;
use axum::routing::{any, get, post};
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::problem::Problem;

use crate::declarations::Declarations;
use crate::facilities::{Facilities, MOST_ASSESSMENT_PHOTOS};
use crate::feedback::Feedback;
use crate::gate::Gates;
use crate::ground::clock::Clock;
use crate::ground::error::{Failure, Fault};
use crate::ground::purposes;
use crate::ground::sealing::SealingKey;
use crate::ground::secrets::Secrets;
use crate::http::pages::site::Site;
use crate::http::pages::{assets, headers};
use crate::places::Places;
use crate::safety_map::SafetyMap;
use crate::visitor_log::VisitorLog;

pub(crate) use dress::unknown;
pub(crate) use home::OpenPages;
#[cfg(any(test, fuzzing))]
pub(crate) use photo_form::fuzzed_photo_form;

/// Where the pages are.
pub(crate) const ROOT: &str = "/dia-diem";
/// Where the pages of declarations are.
const DECLARE_ROOT: &str = "/khai-bao";
/// Where the safety map is.
const MAP_ROOT: &str = "/ban-do";
/// Where the page of checkers is.
const CHECK_ROOT: &str = "/kiem-soat";
/// The server's first page.
const HOME: &str = "/";
/// Where a camera lands that scanned a place code: the path that codes name (docs/protocol.md).
const LANDING: &str = "/p";

/// What the pages show and what they do it with.
pub(crate) struct PublicPages {
    places: Arc<Places>,
    declarations: Arc<Declarations>,
    gates: Arc<Gates>,
    facilities: Arc<Facilities>,
    map: Arc<SafetyMap>,
    feedback: Arc<Feedback>,
    visitor_log: Arc<VisitorLog>,
    secrets: Arc<Secrets>,
    clock: Arc<dyn Clock>,
    /// The deployment's days.
    key_days: KeyDays,
    /// The key that seals what a browser keeps between two pages.
    kept: SealingKey,
}

impl PublicPages {
    /// The feedback on facilities.
    pub(crate) fn feedback(&self) -> &Arc<Feedback> {
        &self.feedback
    }

    /// # Errors
    /// [`Fault`] when the server's secret gives no key.
    pub(crate) fn new(
        places: Arc<Places>,
        gates: Arc<Gates>,
        (map, feedback): (Arc<SafetyMap>, Arc<Feedback>),
        visitor_log: Arc<VisitorLog>,
        secrets: Arc<Secrets>,
    ) -> Result<Self, Fault> {
        let kept = secrets.sealing_key(purposes::PAGES_KEPT)?;
        let (declarations, clock, key_days) = (gates.declarations.clone(), gates.clock.clone(), gates.key_days);
        let facilities = map.facilities.clone();
        Ok(Self { places, declarations, gates, facilities, map, feedback, visitor_log, secrets, clock, key_days, kept })
    }
}

impl PublicPages {
    /// Scheme and host by which a browser reached the pages.
    fn site(headers: &HeaderMap) -> String {
        Site::of(headers).origin
    }
}

/// The routes of the pages.
pub(crate) fn routes(pages: Arc<PublicPages>) -> Router {
    let assessment = get(facility::today::show).post(facility::today::take);
    let most = photo_form::most_sent_bytes(MOST_ASSESSMENT_PHOTOS);
    Router::new()
        .route("/dia-diem", get(start::show))
        .route("/dia-diem/number", get(registration::number::ask).post(registration::number::send))
        .route("/dia-diem/code", get(registration::number::ask_code).post(registration::number::take_code))
        .route("/dia-diem/sign-out", post(sign_out::sign_out))
        .route("/dia-diem/new", get(registration::question::begin))
        .route("/dia-diem/new/check", get(registration::check::show).post(registration::check::register))
        .route("/dia-diem/new/{question}", get(registration::question::ask).post(registration::question::take))
        .route("/dia-diem/confirm", get(confirm::ask).post(confirm::send))
        .route("/dia-diem/confirm/code", get(confirm::ask_code).post(confirm::take))
        .route("/dia-diem/places/{id}", get(place::show::show))
        .route("/dia-diem/places/{id}/poster/{paper}", get(place::poster::print))
        .route("/dia-diem/places/{id}/tablet", get(display::ask).post(display::give))
        .route("/dia-diem/display", get(display::show).post(display::days))
        .route("/dia-diem/display-worker.js", get(assets::page_worker))
        .route("/dia-diem/places/{id}/code", get(place::code::ask).post(place::code::change))
        .route("/dia-diem/places/{id}/close", get(place::close::ask).post(place::close::close))
        .route("/dia-diem/places/{id}/facility", get(facility::about::ask).post(facility::about::take))
        .route("/dia-diem/places/{id}/assessment", assessment.layer(DefaultBodyLimit::max(most)))
        .route("/dia-diem/places/{id}/assessment/{day}/{version}/photos/{position}", get(facility::today::photo))
        .route("/dia-diem/places/{id}/closed", post(facility::today::close))
        .route("/dia-diem/places/{id}/feedback", get(feedback::answers::show).post(feedback::answers::take))
        .route("/dia-diem/places/{id}/managers", get(place::managers::show))
        .route("/dia-diem/places/{id}/managers/new", get(place::managers::ask).post(place::managers::invite))
        .route("/dia-diem/places/{id}/managers/code", get(place::managers::ask_code).post(place::managers::add))
        .route("/dia-diem/places/{id}/managers/remove", post(place::managers::remove))
        .route("/dia-diem/places/{id}/checkers", get(checkers::list::show).post(checkers::list::invite))
        .route("/dia-diem/places/{id}/checkers/remove", post(checkers::list::remove))
        .route("/dia-diem/places/{id}/cards", get(checkers::cards::ask).post(checkers::cards::send))
        .route("/dia-diem/places/{id}/cards/code", get(checkers::cards::ask_code).post(checkers::cards::issue))
        .route("/dia-diem/places/{id}/visitors", get(checkers::visitors::show))
        .route("/dia-diem/places/{id}/visitors/lines", get(checkers::visitors::lines))
        .route("/dia-diem/{*address}", any(|| async { Failure::from(Problem::NotFound) }))
        .layer(middleware::from_fn(dress::dress))
        .with_state(pages)
}

/// The pages of the safety map.
pub(crate) fn map_routes(pages: Arc<PublicPages>) -> Router {
    let form = get(feedback::form::ask).post(feedback::form::take);
    Router::new()
        .route("/ban-do", get(map::unit::country))
        .route("/ban-do/language/{tag}", get(language::choose))
        .route("/ban-do/number", get(feedback::number::ask).post(feedback::number::send))
        .route("/ban-do/code", get(feedback::number::ask_code).post(feedback::number::take_code))
        .route("/ban-do/sign-out", post(feedback::number::sign_out))
        .route("/ban-do/co-so/{id}/y-kien", get(feedback::list::show))
        .route("/ban-do/co-so/{id}/y-kien/{feedback}/{position}", get(feedback::list::photo))
        .route("/ban-do/co-so/{id}/gop-y", form.layer(DefaultBodyLimit::max(feedback::MOST_SENT_BYTES)))
        .route("/ban-do/{code}", get(map::unit::unit))
        .route("/ban-do/co-so/{id}", get(map::facility::show))
        .route("/ban-do/co-so/{id}/badge.svg", get(map::facility::badge))
        .layer(middleware::from_fn(dress::dress))
        .with_state(pages)
}

/// Whether a path is the one of a first page, or below it.
fn is_under(root: &str, path: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The address by which citizens report somebody who may be ill.
const SUSPECT: &str = "/bao-nghi-ngo";

/// The routes of the pages of declarations.
pub(crate) fn declare_routes(pages: Arc<PublicPages>) -> Router {
    let pictures = post(declare::pictures::add).layer(DefaultBodyLimit::max(declare::pictures::MOST_SENT_BYTES));
    Router::new()
        .route(SUSPECT, get(|| async { Redirect::to("/khai-bao/form/suspect") }))
        .route("/khai-bao", get(declare::start::show))
        .route("/khai-bao/language/{tag}", get(language::choose))
        .route("/khai-bao/number", get(declare::number::ask).post(declare::number::send))
        .route("/khai-bao/code", get(declare::number::ask_code).post(declare::number::take_code))
        .route("/khai-bao/kiosk", get(declare::kiosk::ask).post(declare::kiosk::choose))
        .route(declare::kiosk::OVER, get(declare::kiosk::over))
        .route("/khai-bao/without-number", get(declare::recovery::ask).post(declare::recovery::begin))
        .route("/khai-bao/recovery", get(declare::recovery::show).post(declare::recovery::take))
        .route("/khai-bao/sign-out", post(declare::session::sign_out))
        .route("/khai-bao/sign-out-everywhere", post(declare::session::sign_out_everywhere))
        .route("/khai-bao/form/{form}", get(declare::form::ask).post(declare::form::take))
        .route("/khai-bao/again", post(declare::again::declare))
        .route("/khai-bao/family", get(declare::family::list))
        .route("/khai-bao/family/new", get(declare::family::ask).post(declare::family::add))
        .route("/khai-bao/family/take-over", get(declare::take_over::ask))
        .route("/khai-bao/family/take-over/{id}", post(declare::take_over::take))
        .route("/khai-bao/family/{id}", get(declare::family::show))
        .route("/khai-bao/family/{id}/number", post(declare::family::number))
        .route("/khai-bao/family/{id}/remove", post(declare::family::remove))
        .route("/khai-bao/own", get(declare::own::list))
        .route("/khai-bao/own/data", get(declare::own::data))
        .route("/khai-bao/own/erase", get(declare::own::ask_erase).post(declare::own::erase))
        .route("/khai-bao/own/{id}", get(declare::show::show))
        .route("/khai-bao/own/{id}/pictures", pictures)
        .route("/khai-bao/own/{id}/pictures/{position}", get(declare::pictures::show))
        .route("/khai-bao/own/{id}/pictures/{position}/remove", post(declare::pictures::remove))
        .route("/khai-bao/own/{id}/pass", get(declare::pass::show).post(declare::pass::renew))
        .route("/khai-bao/{*address}", any(|| async { Failure::from(Problem::NotFound) }))
        .layer(middleware::from_fn(dress::dress))
        .layer(middleware::from_fn(declare::kiosk::end_idle))
        .with_state(pages)
}

/// The server's first page, which leads to those that are open.
pub(crate) fn home_routes(open: OpenPages) -> Router {
    Router::new()
        .route(HOME, get(home::show))
        .route("/language/{tag}", get(language::choose))
        .layer(middleware::from_fn(dress::dress))
        .with_state(open)
}

/// The page of checkers: the device keeps it, so that it works without a network.
pub(crate) fn checker_routes() -> Router {
    let page = get(checkers::page::show).layer(middleware::map_response(headers::with_camera));
    Router::new()
        .route(CHECK_ROOT, page)
        .route("/kiem-soat-worker.js", get(assets::page_worker))
        .route("/kiem-soat/language/{tag}", get(language::choose))
        .layer(middleware::from_fn(dress::dress))
}

/// The routes that every poster leads to, whether or not its place can be registered here.
pub(crate) fn landing_routes() -> Router {
    Router::new()
        .route(LANDING, get(landing::show))
        .route("/dia-diem/language/{tag}", get(language::choose))
        .layer(middleware::from_fn(dress::dress))
}
