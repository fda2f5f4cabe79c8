//! Places, as officers add, see and verify them.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRef, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::places::PlaceFlags;
use lancan_protocol::problem::Problem;
use lancan_protocol::wire::ProblemBody;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::bodies::{
    AddPlace, AlikePlaces, ChangeCode, DemandLog, Display, ListedPlace, PlacesQuery, PosterText, ShownDay, ViewedPlace,
};
use super::{AddedPlace, DisplayDay, NewPlace, PlaceDetails, Places};
use crate::ground::error::{Failure, Refusal};
use crate::http::answers::{NoSuchPlace, NotSignedIn};
use crate::http::body::{self, Answer};
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, SignedIn};

pub(crate) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Places>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new()
        .routes(routes!(add_place, list_places))
        .routes(routes!(view_place))
        .routes(routes!(verify_place))
        .routes(routes!(close_place))
        .routes(routes!(change_code))
        .routes(routes!(demand_log))
        .routes(routes!(poster))
        .routes(routes!(display))
        .routes(routes!(withdraw_window))
}

/// Print width of a poster's QR code in millimetres.
const PRINT_WIDTH_MM: u32 = 150;

/// Adds a place, and gives it a code for its posters.
#[utoipa::path(
    post, path = "/officer/v1/places", tag = "officer", request_body = AddPlace, security(("officer" = [])),
    responses(
        (status = 201, description = "added", body = ViewedPlace),
        (status = 400, description = "name, kind, unit or address cannot be", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 403, description = "the unit lies outside the officer's area", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 200, description = "the unit has places of nearly this name; nothing was added", body = AlikePlaces),
        NotSignedIn,
    )
)]
async fn add_place(State(places): State<Arc<Places>>, signed_in: SignedIn, bytes: Bytes) -> Result<Response, Failure> {
    let add: AddPlace = body::read(&bytes)?;
    let category = serde_json::from_value(add.category.into())
        .map_err(|_| Refusal::of_field("category", "officer-place-category", Vec::new()))?;
    let staff = if add.staff_entrance { PlaceFlags::STAFF_ENTRANCE } else { PlaceFlags::default() };
    let flags = PlaceFlags(add.scan.flag().0 | staff.0);
    let new = NewPlace {
        name: add.name,
        category,
        unit: add.unit,
        address: add.address,
        flags,
        details: PlaceDetails::default(),
        although_alike: add.although_alike,
    };
    Ok(match places.add(&signed_in.officer, new, add.visitor_log).await? {
        AddedPlace::Alike(alike) => {
            let alike = alike.into_iter().map(Into::into).collect();
            Answer(AlikePlaces { alike }).into_response()
        }
        AddedPlace::Place(id) => {
            let file = places.view(&signed_in.officer, &id).await?;
            (StatusCode::CREATED, Answer(ViewedPlace::from(file))).into_response()
        }
    })
}

/// A page of 100 places of the officer's area, by id.
#[utoipa::path(
    get, path = "/officer/v1/places", tag = "officer", security(("officer" = [])), params(PlacesQuery),
    responses(
        (status = 200, description = "the places", body = Vec<ListedPlace>),
        (status = 400, description = "no such page", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn list_places(
    State(places): State<Arc<Places>>,
    signed_in: SignedIn,
    query: Result<Query<PlacesQuery>, QueryRejection>,
) -> Result<Answer<Vec<ListedPlace>>, Failure> {
    let unknown = |_| Refusal::because(Problem::RequestInvalid, "query: name and after are known");
    let Query(query) = query.map_err(unknown)?;
    let found = places.list(&signed_in.officer, &query.name, &query.after).await?;
    Ok(Answer(found.into_iter().map(Into::into).collect()))
}

/// One place, with its codes and the times of which the authority warned.
#[utoipa::path(
    get, path = "/officer/v1/places/{id}", tag = "officer", security(("officer" = [])),
    params(("id" = String, Path, description = "the place's id")),
    responses((status = 200, description = "the place", body = ViewedPlace), NotSignedIn, NoSuchPlace)
)]
async fn view_place(
    State(places): State<Arc<Places>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<ViewedPlace>, Failure> {
    Ok(Answer(places.view(&signed_in.officer, &id).await?.into()))
}

/// Notes that a health officer has seen the place.
#[utoipa::path(
    post, path = "/officer/v1/places/{id}/verify", tag = "officer", security(("officer" = [])),
    params(("id" = String, Path, description = "the place's id")),
    responses((status = 204, description = "noted"), NotSignedIn, NoSuchPlace)
)]
async fn verify_place(
    State(places): State<Arc<Places>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    places.verify(&signed_in.officer, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Closes a place: its codes end with this day, the addresses of its tablets at once, and what is known of its managers is
/// deleted. A new code opens it again.
#[utoipa::path(
    post, path = "/officer/v1/places/{id}/close", tag = "officer", security(("officer" = [])),
    params(("id" = String, Path, description = "the place's id")),
    responses((status = 204, description = "closed"), NotSignedIn, NoSuchPlace)
)]
async fn close_place(
    State(places): State<Arc<Places>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    places.close(&signed_in.officer, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a place a new code. Posters with the one before are valid until the end of the next day.
#[utoipa::path(
    post, path = "/officer/v1/places/{id}/codes", tag = "officer", security(("officer" = [])), request_body = ChangeCode,
    params(("id" = String, Path, description = "the place's id")),
    responses(
        (status = 201, description = "given", body = ViewedPlace),
        (status = 429, description = "four codes are valid already", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchPlace,
    )
)]
async fn change_code(
    State(places): State<Arc<Places>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<(StatusCode, Answer<ViewedPlace>), Failure> {
    let ChangeCode { rotating } = body::read(&bytes)?;
    places.change_code(&signed_in.officer, &id, rotating).await?;
    Ok((StatusCode::CREATED, Answer(places.view(&signed_in.officer, &id).await?.into())))
}

/// Says whether the law demands a visitor log at a place. Posters say so from the next print on.
#[utoipa::path(
    post, path = "/officer/v1/places/{id}/visitor-log", tag = "officer", security(("officer" = [])),
    request_body = DemandLog, params(("id" = String, Path, description = "the place's id")),
    responses((status = 204, description = "noted"), NotSignedIn, NoSuchPlace)
)]
async fn demand_log(
    State(places): State<Arc<Places>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<StatusCode, Failure> {
    let DemandLog { required } = body::read(&bytes)?;
    places.demand_log(&signed_in.officer, &id, required).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The text of the QR code of a place's newest poster.
#[utoipa::path(
    get, path = "/officer/v1/places/{id}/poster", tag = "officer", security(("officer" = [])),
    params(("id" = String, Path, description = "the place's id")),
    responses((status = 200, description = "the text", body = PosterText), NotSignedIn, NoSuchPlace)
)]
async fn poster(
    State(places): State<Arc<Places>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<PosterText>, Failure> {
    let text = places.poster(&signed_in.officer, &id).await?;
    Ok(Answer(PosterText { text, print_width_mm: PRINT_WIDTH_MM }))
}

/// What a tablet at the door shows its rotating code from. The place needs a code for a display.
#[utoipa::path(
    get, path = "/officer/v1/places/{id}/display", tag = "officer", security(("officer" = [])),
    params(("id" = String, Path, description = "the place's id")),
    responses((status = 200, description = "two days", body = Display), NotSignedIn, NoSuchPlace)
)]
async fn display(
    State(places): State<Arc<Places>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<Display>, Failure> {
    let days = places.display(&signed_in.officer, &id).await?;
    let shown = days.into_iter().map(|DisplayDay { day, code, key }| ShownDay {
        starts: places.starts(day),
        code: URL_SAFE_NO_PAD.encode(code.as_bytes()),
        key: URL_SAFE_NO_PAD.encode(key.as_bytes()),
    });
    Ok(Answer(Display { address: places.address(), days: shown.collect() }))
}

/// Withdraws a window: phones take the warning back.
#[utoipa::path(
    post, path = "/officer/v1/places/{id}/windows/{window}/withdraw", tag = "officer", security(("officer" = [])),
    params(
        ("id" = String, Path, description = "the place's id"),
        ("window" = String, Path, description = "the window's id"),
    ),
    responses(
        (status = 204, description = "withdrawn"),
        (status = 409, description = "it is withdrawn, or the day has no room for more withdrawals", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchPlace,
    )
)]
async fn withdraw_window(
    State(places): State<Arc<Places>>,
    signed_in: SignedIn,
    Path((id, window)): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    places.withdraw_window(&signed_in.officer, &id, &window).await?;
    Ok(StatusCode::NO_CONTENT)
}
