//! Answers that several routes give, as the OpenAPI document describes them.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response as HttpResponse};
use utoipa::IntoResponses;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

use super::problem::PROBLEM_JSON;

type Answers = BTreeMap<String, RefOr<Response>>;

/// A picture as the server drew it, which no browser and no proxy keeps.
pub(crate) struct DrawnPicture(pub(crate) Vec<u8>);

impl IntoResponse for DrawnPicture {
    fn into_response(self) -> HttpResponse {
        ([(CONTENT_TYPE, "image/jpeg"), (CACHE_CONTROL, "no-store")], self.0).into_response()
    }
}

/// The request is not by an officer who is signed in, or by one whose role does not do this.
pub(crate) struct NotSignedIn;

/// There is no such case in the officer's area.
pub(crate) struct NoSuchCase;

/// There is no such officer in the keeper's area.
pub(crate) struct NoSuchOfficer;

/// There is no such place in the officer's area.
pub(crate) struct NoSuchPlace;

/// A signed document has not changed, or there is none yet.
pub(crate) struct NothingNew;

/// Nothing of a published file is sent.
pub(crate) struct NoSuchPart;

impl IntoResponses for NotSignedIn {
    fn responses() -> Answers {
        Answers::from([
            problem(StatusCode::UNAUTHORIZED, "not signed in"),
            problem(StatusCode::FORBIDDEN, "not for this officer, or password and code have to be shown again"),
        ])
    }
}

impl IntoResponses for NoSuchCase {
    fn responses() -> Answers {
        Answers::from([problem(StatusCode::NOT_FOUND, "there is no such case in the officer's area")])
    }
}

impl IntoResponses for NoSuchOfficer {
    fn responses() -> Answers {
        Answers::from([problem(StatusCode::NOT_FOUND, "there is no such officer in one's area")])
    }
}

impl IntoResponses for NoSuchPlace {
    fn responses() -> Answers {
        Answers::from([problem(StatusCode::NOT_FOUND, "there is no such place in the officer's area")])
    }
}

impl IntoResponses for NothingNew {
    fn responses() -> Answers {
        Answers::from([unchanged(), problem(StatusCode::SERVICE_UNAVAILABLE, "nothing is published yet")])
    }
}

impl IntoResponses for NoSuchPart {
    fn responses() -> Answers {
        Answers::from([
            unchanged(),
            problem(StatusCode::NOT_FOUND, "no such file"),
            problem(StatusCode::RANGE_NOT_SATISFIABLE, "the file does not have that part"),
        ])
    }
}

fn unchanged() -> (String, RefOr<Response>) {
    let unchanged = ResponseBuilder::new().description("unchanged").build();
    (StatusCode::NOT_MODIFIED.as_str().to_owned(), unchanged.into())
}

fn problem(status: StatusCode, description: &str) -> (String, RefOr<Response>) {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("ProblemBody"))).build();
    let response = ResponseBuilder::new().description(description).content(PROBLEM_JSON, content).build();
    (status.as_str().to_owned(), response.into())
}
