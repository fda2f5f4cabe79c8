//! Who is signed in.

use std::pin::Pin;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use lancan_protocol::problem::Problem;

use crate::ground::error::Failure;
use crate::ground::ids::OfficerId;

/// An officer, as far as other rooms need to know one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Officer {
    /// Row number.
    pub(crate) id: OfficerId,
    /// The id of the officer's health centre.
    pub(crate) centre: String,
    /// The name of the centre, which phones show before anything else.
    pub(crate) centre_name: String,
}

/// The officer of a bearer token, or a refusal.
pub(crate) type Authenticated<'a> = Pin<Box<dyn Future<Output = Result<Officer, Failure>> + Send + 'a>>;

/// Knows the officers by their bearer tokens.
pub(crate) trait Authenticate: Send + Sync {
    /// The officer who holds this bearer token.
    fn authenticate<'a>(&'a self, token: &'a str) -> Authenticated<'a>;
}

/// An officer who is signed in, by the bearer token of the request.
pub(crate) struct SignedIn {
    pub(crate) officer: Officer,
    pub(crate) token: String,
}

impl<S> FromRequestParts<S> for SignedIn
where
    Arc<dyn Authenticate>: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let token = header.strip_prefix("Bearer ").ok_or(Problem::SignInNeeded)?.trim().to_owned();
        let officers = Arc::<dyn Authenticate>::from_ref(state);
        Ok(Self { officer: officers.authenticate(&token).await?, token })
    }
}
