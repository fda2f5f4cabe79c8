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
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::ProblemBody;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{AddedPlace, DisplayDay, NewPlace, PlaceDetails, PlaceFile, PlaceRow, Places, WindowRow};
use crate::ground::calendar::Date;
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
        .routes(routes!(poster))
        .routes(routes!(display))
        .routes(routes!(withdraw_window))
}

/// A place to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AddPlace {
    /// The name, 1 to 60 bytes of UTF-8; posters show it.
    name: String,
    /// The kind of place: `school`, `hospital`, `clinic`, `market`, `shop`, `restaurant`, `lodging`, `workplace`, `transport`,
    /// `worship`, `event` or `other`.
    category: String,
    /// Code of the ward; of the district where it has no wards.
    #[schema(example = "25054")]
    unit: String,
    /// Where the place is, for people.
    #[serde(default)]
    address: String,
    /// What a scan of its code means: `both`, `entry` where the code hangs at an entry and a scan is never a leave, `exit` where a
    /// scan is never an enter.
    #[serde(default)]
    scan: ScanMeans,
    /// An entrance for staff.
    #[serde(default)]
    staff_entrance: bool,
    /// Add it although the unit has a place of nearly the same name.
    #[serde(default)]
    although_alike: bool,
}

/// What a scan of a place's code means.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ScanMeans {
    /// To enter, and the same again to leave.
    #[default]
    Both,
    /// To enter.
    Entry,
    /// To leave.
    Exit,
}

impl ScanMeans {
    fn flag(self) -> PlaceFlags {
        match self {
            Self::Both => PlaceFlags::default(),
            Self::Entry => PlaceFlags::ENTRY_ONLY,
            Self::Exit => PlaceFlags::EXIT_ONLY,
        }
    }
}

/// A place.
#[derive(Serialize, ToSchema)]
struct ListedPlace {
    /// Random id.
    id: String,
    /// The name.
    name: String,
    /// The kind of place.
    #[schema(value_type = String)]
    category: lancan_protocol::places::Category,
    /// Code of its unit.
    unit: String,
    /// Where it is, for people.
    address: String,
    /// When a health officer verified it, Unix seconds; absent while nobody has.
    #[schema(value_type = Option<u64>)]
    verified_at: Option<UnixTime>,
    /// Present and true where it is closed: its codes ended, and nobody runs it here.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    closed: bool,
}

/// A place with its codes and its windows.
#[derive(Serialize, ToSchema)]
struct ViewedPlace {
    #[serde(flatten)]
    place: ListedPlace,
    /// Its codes, the newest last.
    codes: Vec<ViewedCode>,
    /// Times of which the authority warned, the latest first.
    windows: Vec<PublishedWindow>,
}

/// A code of a place.
#[derive(Serialize, ToSchema)]
struct ViewedCode {
    /// Whether a display shows it; posters otherwise.
    rotating: bool,
    /// First day on which it is valid.
    #[schema(value_type = String, format = Date)]
    live_from: Date,
    /// Last day; absent while no newer code takes its place.
    #[schema(value_type = Option<String>, format = Date)]
    live_until: Option<Date>,
}

/// A time at a place of which the authority warned. Nothing of the case.
#[derive(Serialize, ToSchema)]
pub(crate) struct PublishedWindow {
    /// Random id.
    pub(crate) id: String,
    /// The place.
    pub(crate) place: String,
    /// Its first instant, Unix seconds, a half hour.
    #[schema(value_type = u64)]
    pub(crate) from: UnixTime,
    /// The first instant after it, likewise.
    #[schema(value_type = u64)]
    pub(crate) until: UnixTime,
    /// When an officer published it.
    #[schema(value_type = u64)]
    pub(crate) published_at: UnixTime,
    /// When it was withdrawn.
    #[schema(value_type = Option<u64>)]
    pub(crate) withdrawn_at: Option<UnixTime>,
}

/// The text of a poster's QR code.
#[derive(Serialize, ToSchema)]
struct PosterText {
    /// What the QR code holds, in byte mode: an address with the signed place code behind `#`.
    text: String,
    /// Print width of the QR code in millimetres, so that a cheap phone reads it from 40 cm.
    print_width_mm: u32,
}

/// What a tablet at the door shows its rotating code from.
#[derive(Serialize, ToSchema)]
struct Display {
    /// What stands before the code in the address that the QR code holds.
    address: String,
    /// Today and tomorrow.
    days: Vec<ShownDay>,
}

/// One day of a display.
#[derive(Serialize, ToSchema)]
struct ShownDay {
    /// The day's first instant, Unix seconds.
    #[schema(value_type = u64)]
    starts: UnixTime,
    /// The signed part of the code, base64url without padding. A tablet adds the minute of the day, two bytes, and the first
    /// eight bytes of HMAC-SHA-256 under `key` over `lancan-rot-mac-v1` and the minute since 1970, four bytes; integers are
    /// little-endian.
    code: String,
    /// The key of the day, base64url without padding. It is no secret of the place beyond its day.
    key: String,
}

/// Print width of a poster's QR code in millimetres.
const PRINT_WIDTH_MM: u32 = 150;

/// The unit has places of this or nearly this name.
#[derive(Serialize, ToSchema)]
struct AlikePlaces {
    /// Those places. To add the new one nevertheless, send `although_alike`.
    alike: Vec<ListedPlace>,
}

/// A code to give.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangeCode {
    /// For a display; for posters otherwise.
    #[serde(default)]
    rotating: bool,
}

/// Which places an officer asks for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PlacesQuery {
    /// Words of the name, whatever their marks.
    #[serde(default)]
    name: String,
    /// The id of the last place of the page before.
    #[serde(default)]
    after: String,
}

impl From<PlaceRow> for ListedPlace {
    fn from(row: PlaceRow) -> Self {
        Self {
            id: row.id,
            name: row.place.name.as_str().to_owned(),
            category: row.place.category,
            unit: row.unit,
            address: row.address,
            verified_at: row.verified_at,
            closed: row.is_closed,
        }
    }
}

impl From<WindowRow> for PublishedWindow {
    fn from(row: WindowRow) -> Self {
        Self {
            id: row.id,
            place: row.place,
            from: row.start.start(),
            until: row.stop.start(),
            published_at: row.at,
            withdrawn_at: row.withdrawn_at,
        }
    }
}

impl From<PlaceFile> for ViewedPlace {
    fn from(file: PlaceFile) -> Self {
        let codes = file.codes.into_iter().map(|code| ViewedCode {
            rotating: code.rotating,
            live_from: Date(code.live_from),
            live_until: code.live_until.map(Date),
        });
        Self {
            place: file.place.into(),
            codes: codes.collect(),
            windows: file.windows.into_iter().map(Into::into).collect(),
        }
    }
}

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
    Ok(match places.add(&signed_in.officer, new).await? {
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
