//! Who is signed in.

use std::pin::Pin;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use lancan_protocol::problem::Problem;

use super::area::Area;
use super::role::{Right, Role};
use crate::ground::error::{Failure, Refusal};
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
    /// Where the officer's centre lies: what the officer opens lies there too.
    pub(crate) home: Area,
    /// What the officer is there for.
    pub(crate) role: Role,
    /// Of which part of the country the officer sees what there is.
    pub(crate) area: Area,
    /// Whether the officer has shown password and code lately, as a grave act needs.
    pub(crate) confirmed: bool,
}

impl Officer {
    /// Refuses what the officer's role does not do, and a grave act of an officer who has to show password and code again.
    ///
    /// # Errors
    /// [`Problem::NotAllowed`], with a detail where only the confirmation is missing.
    pub(crate) fn may(&self, right: Right) -> Result<(), Refusal> {
        if !self.role.has(right) {
            return Err(Problem::NotAllowed.into());
        }
        if right.is_grave() && !self.confirmed {
            return Err(Refusal::saying(Problem::NotAllowed, "officer-confirm"));
        }
        Ok(())
    }

    /// Refuses what lies outside the officer's area, exactly as if there were no such thing.
    ///
    /// # Errors
    /// [`Problem::NotFound`].
    pub(crate) fn sees(&self, area: &Area) -> Result<(), Refusal> {
        if self.area.covers(area) { Ok(()) } else { Err(Problem::NotFound.into()) }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn officer(role: Role, confirmed: bool) -> Officer {
        let home = Area::COUNTRY.unit("68").centre("c");
        let area = Area::COUNTRY.unit("68");
        Officer { id: 1, centre: "c".into(), centre_name: "C".into(), home, role, area, confirmed }
    }

    #[test]
    fn a_grave_act_needs_the_role_and_a_confirmation() {
        assert!(officer(Role::Supervisor, true).may(Right::Grave).is_ok());
        let late = officer(Role::Supervisor, false).may(Right::Grave).unwrap_err();
        assert_eq!((late.problem, late.detail.is_some()), (Problem::NotAllowed, true));
        let never = officer(Role::Officer, true).may(Right::Grave).unwrap_err();
        assert_eq!((never.problem, never.detail), (Problem::NotAllowed, None));
        assert!(officer(Role::Officer, false).may(Right::Write).is_ok());
    }

    #[test]
    fn what_lies_elsewhere_is_not_there() {
        let officer = officer(Role::Officer, false);
        assert!(officer.sees(&officer.home).is_ok() && officer.sees(&Area::COUNTRY.unit("68").unit("672")).is_ok());
        assert_eq!(officer.sees(&Area::COUNTRY.unit("67")), Err(Problem::NotFound.into()));
        assert_eq!(officer.sees(&Area::COUNTRY), Err(Problem::NotFound.into()));
    }
}
