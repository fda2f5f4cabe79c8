//! The officers' console: pages that the server writes, one folder a page, handler beside template.
//!
//! Every page works by plain links and forms. Scripts only exchange parts of a page, and tell that a list has changed.

mod address;
mod area_risks;
mod audit;
mod calls;
mod cards;
mod cases;
mod chart;
mod codes;
mod confirm;
mod contacts;
mod dashboard;
mod declarations;
mod events;
mod exchange;
mod facilities;
mod feedback;
mod form;
mod gate;
mod language;
mod layout;
mod letters;
mod officers;
mod openings;
mod password;
mod places;
mod problem_page;
mod session;
mod sign_in;
mod transfers;
mod unit_words;
mod upload;
mod visits;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::response::Redirect;
use axum::routing::{MethodRouter, any, get, post};
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::problem::Problem;
use tokio::sync::watch;

use self::layout::ConsoleRoom;
use crate::area_risks::AreaRisks;
use crate::cases::Cases;
use crate::codes::Codes;
use crate::contacts::Contacts;
use crate::declarations::Declarations;
use crate::evidence::Evidence;
use crate::exchange::Exchange;
use crate::facilities::Facilities;
use crate::feedback::Feedback;
use crate::gate::Gates;
use crate::ground::clock::Clock;
use crate::ground::error::Failure;
use crate::ground::secrets::Secrets;
use crate::http::pages::{assets, cookies, headers, local, page, qr};
use crate::officers::Officers;
use crate::openings::{MOST_RESULT_BYTES, Openings};
use crate::places::Places;
use crate::revocation::Revocation;
use crate::store::Store;
use crate::transfers::Transfers;
use crate::visitor_log::VisitorLog;
use crate::visits::Visits;

/// Most bytes of a form with pasted rows: a thousand rows of Vietnamese, of which a form makes nine bytes a letter.
const MOST_PASTED_BYTES: usize = 2 * 1_024 * 1_024;

/// Where the console's pages are.
pub(crate) const ROOT: &str = "/console";

/// What the pages show and what they do it with.
pub(crate) struct Console {
    pub(crate) store: Store,
    pub(crate) officers: Arc<Officers>,
    pub(crate) cases: Arc<Cases>,
    pub(crate) codes: Arc<Codes>,
    pub(crate) revocation: Arc<Revocation>,
    /// What reports say; `None` where the room is closed.
    pub(crate) evidence: Option<Arc<Evidence>>,
    /// Contacts and the calls to them; `None` where the room is closed.
    pub(crate) contacts: Option<Arc<Contacts>>,
    /// Transfers; `None` where the room of contacts is closed.
    pub(crate) transfers: Option<Arc<Transfers>>,
    /// Files of contacts; `None` where the room of contacts is closed.
    pub(crate) exchange: Option<Arc<Exchange>>,
    /// Places and the visits of cases; `None` where the room is closed.
    pub(crate) places: Option<(Arc<Places>, Arc<Visits>)>,
    /// Openings of visitor logs; `None` where the room of places or of contacts is closed.
    pub(crate) openings: Option<Arc<Openings>>,
    /// The visitor log; `None` where the room of places is closed.
    pub(crate) visitor_log: Option<Arc<VisitorLog>>,
    /// The gates; `None` where the room of declarations is closed.
    pub(crate) gates: Option<Arc<Gates>>,
    /// Health declarations; `None` where the room is closed.
    pub(crate) declarations: Option<Arc<Declarations>>,
    /// Facilities, the feedback on them and the risks of areas; `None` where the room is closed.
    pub(crate) facilities: Option<(Arc<Facilities>, Arc<Feedback>, Arc<AreaRisks>)>,
    pub(crate) secrets: Arc<Secrets>,
    pub(crate) clock: Arc<dyn Clock>,
    /// The deployment's days.
    pub(crate) key_days: KeyDays,
}

impl Console {
    /// Contacts and the calls to them.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the room is closed.
    fn contacts(&self) -> Result<&Arc<Contacts>, Failure> {
        self.contacts.as_ref().ok_or_else(|| Problem::NotFound.into())
    }

    /// The visitor log.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the room of places is closed.
    fn visitor_log(&self) -> Result<&Arc<VisitorLog>, Failure> {
        self.visitor_log.as_ref().ok_or_else(|| Problem::NotFound.into())
    }

    /// Health declarations.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the room is closed.
    fn declarations(&self) -> Result<&Arc<Declarations>, Failure> {
        self.declarations.as_ref().ok_or_else(|| Problem::NotFound.into())
    }

    /// Transfers of contacts and cases.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the room of contacts is closed.
    fn transfers(&self) -> Result<&Arc<Transfers>, Failure> {
        self.transfers.as_ref().ok_or_else(|| Problem::NotFound.into())
    }

    /// Files of contacts.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the room of contacts is closed.
    fn exchange(&self) -> Result<&Arc<Exchange>, Failure> {
        self.exchange.as_ref().ok_or_else(|| Problem::NotFound.into())
    }
}

/// The address of what was searched for, asked for by itself: the words are gone, the list is there.
fn back_to(list: &'static str) -> MethodRouter<Arc<Console>> {
    get(move || async move { Redirect::to(list) })
}

/// The routes of transfers.
fn transfer_routes() -> Router<Arc<Console>> {
    let of_contact = get(transfers::send::ask_contact).post(transfers::send::send_contact);
    let of_case = get(transfers::send::ask_case).post(transfers::send::send_case);
    Router::new()
        .route("/console/contacts/{id}/transfer", of_contact)
        .route("/console/cases/{id}/transfer", of_case)
        .route("/console/transfers", get(transfers::list::show))
        .route("/console/transfers/{number}/answer", post(transfers::list::answer))
}

/// The routes of files of contacts: the forms that hold one are larger than others.
fn file_routes() -> Router<Arc<Console>> {
    let of_case = get(exchange::files::of_case).post(exchange::import::into_case);
    let of_area = get(exchange::files::of_area).post(exchange::import::into_area);
    let [of_case, of_area] =
        [of_case, of_area].map(|route| route.layer(DefaultBodyLimit::max(upload::MOST_SENT_BYTES)));
    Router::new()
        .route("/console/cases/{id}/file", of_case)
        .route("/console/cases/{id}/file/export", get(exchange::files::export_case))
        .route("/console/contacts/file", of_area)
        .route("/console/contacts/file/export", get(exchange::files::export_area))
        .route("/console/contacts/file/headings/delete", post(exchange::files::forget_meaning))
        .route("/console/contacts/file/headings/share", post(exchange::files::share_meanings))
        .route("/console/contacts/file/headings/take", post(exchange::files::take_over_meanings))
        .route("/console/imports", get(exchange::imports::show))
        .route("/console/imports/{number}", get(exchange::taken::show))
        .route("/console/imports/{number}/undo", post(exchange::imports::undo))
}

/// The routes of the pages of contacts.
fn contact_routes() -> Router<Arc<Console>> {
    Router::new()
        .route("/console/contacts", get(contacts::list::show))
        .route("/console/contacts/search", back_to("/console/contacts").post(contacts::list::search))
        .route("/console/contacts/status", post(contacts::bulk::set))
        .route("/console/contacts/views", post(contacts::views::save))
        .route("/console/contacts/views/delete", post(contacts::views::delete))
        .route("/console/contacts/{id}", get(contacts::file::show))
        .route("/console/contacts/{id}/case", get(cases::of_contact::ask).post(cases::of_contact::become_case))
        .route("/console/contacts/{id}/order", get(contacts::order::show).post(contacts::order::order))
        .route("/console/contacts/{id}/days", get(contacts::days::show).post(contacts::days::write))
        .route("/console/contacts/{id}/merge", post(contacts::duplicates::merge))
        .route("/console/contacts/{id}/change", post(contacts::file::change))
        .route("/console/follow-up", get(contacts::today::show))
        .route("/console/cases/{id}/graph", get(contacts::graph::show))
        .route("/console/cases/{id}/contacts/duplicates", get(contacts::duplicates::show))
        .route(
            "/console/cases/{id}/contacts/lines",
            get(contacts::lines::ask).post(contacts::lines::enter).layer(DefaultBodyLimit::max(MOST_PASTED_BYTES)),
        )
        .route("/console/cases/{id}/contacts/new", get(contacts::new::ask).post(contacts::new::add))
}

impl Console {
    /// The places.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the room is closed.
    fn places(&self) -> Result<&Arc<Places>, Failure> {
        self.places.as_ref().map(|(places, _)| places).ok_or_else(|| Problem::NotFound.into())
    }

    /// The visits of cases.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the room is closed.
    fn visits(&self) -> Result<&Arc<Visits>, Failure> {
        self.places.as_ref().map(|(_, visits)| visits).ok_or_else(|| Problem::NotFound.into())
    }
}

impl Console {
    /// Openings of visitor logs.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the room of places or of contacts is closed.
    fn openings(&self) -> Result<&Arc<Openings>, Failure> {
        self.openings.as_ref().ok_or_else(|| Problem::NotFound.into())
    }

    /// The gates.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the room of declarations is closed.
    fn gates(&self) -> Result<&Arc<Gates>, Failure> {
        self.gates.as_ref().ok_or_else(|| Problem::NotFound.into())
    }
}

impl Console {
    /// The rooms that are open.
    fn rooms(&self) -> Vec<ConsoleRoom> {
        let open = [
            (ConsoleRoom::Contacts, self.contacts.is_some()),
            (ConsoleRoom::Places, self.places.is_some()),
            (ConsoleRoom::Openings, self.openings.is_some()),
            (ConsoleRoom::Facilities, self.facilities.is_some()),
            (ConsoleRoom::Declarations, self.declarations.is_some()),
        ];
        open.into_iter().filter(|(_, is_open)| *is_open).map(|(room, _)| room).collect()
    }

    /// The facilities.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the room is closed.
    fn facilities(&self) -> Result<&Arc<Facilities>, Failure> {
        self.facilities.as_ref().map(|(facilities, ..)| facilities).ok_or_else(|| Problem::NotFound.into())
    }

    /// The feedback on facilities.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the room is closed.
    fn feedback(&self) -> Result<&Arc<Feedback>, Failure> {
        self.facilities.as_ref().map(|(_, feedback, _)| feedback).ok_or_else(|| Problem::NotFound.into())
    }

    /// The risks of areas.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the room is closed.
    fn area_risks(&self) -> Result<&Arc<AreaRisks>, Failure> {
        self.facilities.as_ref().map(|(.., risks)| risks).ok_or_else(|| Problem::NotFound.into())
    }
}

/// The pages of openings of visitor logs.
fn opening_routes() -> Router<Arc<Console>> {
    let bring = post(openings::file::bring).layer(DefaultBodyLimit::max(MOST_RESULT_BYTES));
    Router::new()
        .route("/console/openings", get(openings::list::show))
        .route("/console/openings/new", get(openings::new::ask).post(openings::new::take))
        .route("/console/openings/{id}", get(openings::file::show))
        .route("/console/openings/{id}/sign", post(openings::file::sign))
        .route("/console/openings/{id}/refuse", post(openings::file::refuse))
        .route("/console/openings/{id}/file", post(openings::file::take_file))
        .route("/console/openings/{id}/from-opener", bring)
        .route("/console/signing-keys", get(openings::keys::show).post(openings::keys::enrol))
        .route("/console/signing-keys/recipient", get(openings::keys::recipient))
        .route("/console/signing-keys/{id}/pem", get(openings::keys::pem))
        .route("/console/signing-keys/{id}/revoke", post(openings::keys::revoke))
}

/// The pages of facilities.
fn facility_routes() -> Router<Arc<Console>> {
    Router::new()
        .route("/console/facilities", get(facilities::list::show))
        .route("/console/facilities/missing", get(facilities::missing::show))
        .route("/console/facilities/missing.csv", get(facilities::missing::export))
        .route("/console/facilities/{id}", get(facilities::file::show))
        .route("/console/facilities/{id}/photos/{day}/{version}/{position}", get(facilities::file::photo))
        .route("/console/facilities/{id}/inspect", post(facilities::file::inspect))
        .route("/console/facilities/{id}/reopen", post(facilities::file::reopen))
        .route("/console/facilities/{id}/close", post(facilities::file::close))
        .route("/console/area-risks", get(area_risks::show).post(area_risks::enter))
        .route("/console/area-risks/{id}/withdraw", post(area_risks::take_back))
        .route("/console/feedback", get(feedback::desk::show))
        .route("/console/feedback/{id}/judge", post(feedback::desk::judge))
        .route("/console/feedback/{id}/end", post(feedback::desk::end))
        .route("/console/feedback/{id}/photos/{position}", get(feedback::desk::photo))
}

/// The pages of a gate. They alone may open the camera.
fn gate_routes() -> Router<Arc<Console>> {
    Router::new()
        .route("/console/gate", get(gate::choose::show))
        .route("/console/gate/{gate}", get(gate::queue::show))
        .route("/console/gate-worker.js", get(assets::page_worker))
        .route("/console/gate/{gate}/offline", get(gate::offline::show))
        .route("/console/gate/{gate}/offline/bundle", post(gate::offline::take_along))
        .route("/console/gate/{gate}/offline/cleared", post(gate::offline::bring_in))
        .route("/console/gate/{gate}/scan", post(gate::queue::scan))
        .route("/console/gate/{gate}/next", post(gate::queue::next))
        .route("/console/gate/{gate}/find", get(gate::find::ask).post(gate::find::find))
        .route("/console/gate/{gate}/present", post(gate::find::present))
        .route("/console/gate/{gate}/{id}", get(gate::traveller::show))
        .route("/console/gate/{gate}/{id}/pictures/{position}", get(gate::traveller::picture))
        .route("/console/gate/{gate}/{id}/enter", post(gate::traveller::enter))
        .route("/console/gate/{gate}/{id}/decide", post(gate::traveller::decide))
        .route("/console/gate/{gate}/{id}/take", post(gate::traveller::take))
        .route("/console/gate/{gate}/{id}/back", post(gate::traveller::put_back))
        .route("/console/gate/{gate}/{id}/correct", get(gate::correct::ask).post(gate::correct::correct))
        .route("/console/gate/{gate}/{id}/plan", get(gate::paper::show))
        .route("/console/gate/{gate}/{id}/certificate.pdf", get(gate::paper::certificate))
        .layer(middleware::map_response(headers::with_camera))
}

/// The pages of health declarations.
fn declaration_routes() -> Router<Arc<Console>> {
    Router::new()
        .route("/console/declarations", get(declarations::list::show))
        .route("/console/declarations/search", back_to("/console/declarations").post(declarations::list::search))
        .route("/console/declarations/figures", get(declarations::figures::show))
        .route("/console/declarations/figures.csv", get(declarations::figures::sheet))
        .route("/console/declarations/travel-entries", get(declarations::figures::export))
        .route("/console/declarations/{id}", get(declarations::file::show))
        .route("/console/declarations/{id}/pictures/{position}", get(declarations::file::picture))
        .route("/console/declarations/{id}/take", post(declarations::call::take))
        .route("/console/declarations/{id}/outcome", post(declarations::call::write))
        .route("/console/declarations/{id}/contact", post(declarations::made::contact))
        .route("/console/declarations/{id}/case", post(declarations::made::case))
}

/// The pages of places and of visits to them.
fn place_routes() -> Router<Arc<Console>> {
    Router::new()
        .route("/console/cards", get(cards::new::ask).post(cards::new::issue))
        .route("/console/cards/revoke", post(cards::new::revoke))
        .route("/console/places", get(places::list::show))
        .route("/console/places/new", get(places::new::ask).post(places::new::add))
        .route("/console/places/split", get(places::split::show))
        .route("/console/places/{id}", get(places::file::show))
        .route("/console/places/{id}/move", post(places::split::choose))
        .route("/console/places/{id}/verify", post(places::file::verify))
        .route("/console/places/{id}/visitor-log", post(places::file::demand_log))
        .route("/console/places/{id}/close", get(places::close::ask).post(places::close::close))
        .route("/console/places/{id}/codes", post(places::file::change_code))
        .route("/console/places/{id}/poster/{paper}", get(places::file::print))
        .route("/console/places/{id}/windows/{window}/withdraw", post(places::file::withdraw))
        .route("/console/cases/{id}/visits", get(visits::list::show).post(visits::list::publish))
        .route("/console/cases/{id}/visits/interview", get(visits::interview::ask).post(visits::interview::publish))
        .route("/console/cases/{id}/windows/{window}/withdraw", post(visits::list::withdraw))
}

/// The routes of the console. `stopped` turns true when the server stops: streams of events end then.
pub(crate) fn routes(console: Arc<Console>, stopped: watch::Receiver<bool>) -> Router {
    let bulk_codes = get(codes::bulk::ask).post(codes::bulk::give);
    let bulk_codes = bulk_codes.layer(DefaultBodyLimit::max(upload::MOST_SENT_BYTES));
    Router::new()
        .route("/console", get(|| async { Redirect::to("/console/") }))
        .route("/console/", get(dashboard::show))
        .route("/console/sign-in", get(sign_in::ask).post(sign_in::sign_in))
        .route("/console/sign-out", post(sign_in::sign_out))
        .route("/console/language/{tag}", get(language::choose))
        .route("/console/events", get(events::stream))
        .route("/console/cases", get(cases::list::show))
        .route("/console/cases/search", back_to("/console/cases").post(cases::list::search))
        .route("/console/cases/new", get(cases::new::ask).post(cases::new::open))
        .route("/console/codes", bulk_codes)
        .route("/console/cases/{id}", get(cases::file::show))
        .route("/console/cases/{id}/approval", post(cases::file::approve))
        .route("/console/cases/{id}/change", get(cases::change::ask).post(cases::change::change))
        .route("/console/cases/{id}/close", get(cases::close::ask).post(cases::close::close))
        .route("/console/cases/{id}/revocation", get(cases::revoke::ask).post(cases::revoke::revoke))
        .route("/console/cases/{id}/erasure", get(cases::erase::ask).post(cases::erase::erase))
        .route("/console/cases/{id}/places", get(cases::places::ask).post(cases::places::add))
        .route("/console/cases/{id}/places/{place}/delete", post(cases::places::delete))
        .route("/console/cases/{id}/codes", post(codes::issue))
        .route("/console/cases/{id}/codes/{code}/revoke", post(codes::revoke))
        .route("/console/calls", get(calls::queue::show))
        .route("/console/calls/next", post(calls::queue::take_next))
        .route("/console/calls/{id}", get(calls::sheet::show))
        .route("/console/calls/{id}/take", post(calls::sheet::take))
        .route("/console/calls/{id}/outcome", post(calls::outcome::write))
        .route("/console/calls/{id}/officer", post(calls::sheet::assign))
        .merge(contact_routes())
        .merge(file_routes())
        .merge(transfer_routes())
        .route("/console/contacts/{id}/release", get(letters::letter::release))
        .route("/console/contacts/{id}/lift", get(letters::lift::show))
        .route("/console/contacts/{id}/workplace", get(letters::letter::workplace))
        .route("/console/cases/{id}/dossier", get(letters::dossier::show))
        .route("/console/confirm", get(confirm::ask).post(confirm::confirm))
        .route("/console/password", get(password::ask).post(password::set))
        .route("/console/officers", get(officers::list::show))
        .route("/console/officers/new", get(officers::new::ask).post(officers::new::create))
        .route("/console/officers/{id}", get(officers::account::show))
        .route("/console/officers/{id}/changes", post(officers::account::change))
        .route("/console/officers/{id}/hand-over", post(officers::account::hand_over))
        .route("/console/audit", get(audit::show))
        .route("/console/audit/search", back_to("/console/audit").post(audit::search))
        .route("/console/audit/verify", post(audit::verify))
        .merge(place_routes())
        .merge(opening_routes())
        .merge(facility_routes())
        .merge(gate_routes())
        .merge(declaration_routes())
        .route("/console/{*address}", any(|| async { Failure::from(Problem::NotFound) }))
        .layer(middleware::from_fn_with_state(console.clone(), problem_page::dress))
        .layer(axum::Extension(events::Stopped(stopped)))
        .with_state(console)
}
