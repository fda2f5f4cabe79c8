//! A gate's device brings in what was cleared without a network.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRef, Path, State};
use lancan_protocol::hex;
use lancan_protocol::pass::GateNumber;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::ProblemBody;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::desk_api::word;
use super::{BroughtIn, Gates, OfflineClearance};
use crate::ground::error::Failure;
use crate::http::answers::NotSignedIn;
use crate::http::body::{self, Answer};
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, Officer, SignedIn};

pub(super) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Gates>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new().routes(routes!(bring_in_cleared))
}

/// What an officer cleared without a network, the first first.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClearedOffline {
    /// At most 100.
    cleared: Vec<ClearedTraveller>,
}

/// One traveller whom an officer cleared without a network.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ClearedTraveller {
    /// What the code said: `LC1:…`.
    pass: String,
    /// When, Unix seconds.
    #[schema(value_type = u64)]
    at: UnixTime,
}

/// What came of each, in the same order.
#[derive(Serialize, ToSchema)]
pub(crate) struct CameOfCleared {
    cleared: Vec<CameOfOne>,
}

/// What came of one.
#[derive(Serialize, ToSchema)]
struct CameOfOne {
    /// `cleared`: the traveller is cleared by it. `noted`: it stands in the record and decided nothing. `refused`: the pass let
    /// nobody through at that time. `gone`: the declarer erased the declaration.
    came: &'static str,
    /// 32 hex digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    declaration: Option<String>,
    /// Why it decided nothing: `decided`, `elsewhere`, `not-green` or `taken-back`; why the pass is refused, as in the answer to a
    /// scan.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
}

impl From<BroughtIn> for CameOfOne {
    fn from(brought: BroughtIn) -> Self {
        let (came, id, why) = match brought {
            BroughtIn::Cleared(id) => ("cleared", Some(id), None),
            BroughtIn::Noted(id, why) => ("noted", Some(id), Some(why.name())),
            BroughtIn::Refused(refused) => ("refused", None, Some(word(refused))),
            BroughtIn::Gone => ("gone", None, None),
        };
        Self { came, declaration: id.map(|id| hex::encode(&id)), why }
    }
}

impl ClearedOffline {
    /// Brings it in.
    ///
    /// # Errors
    /// As [`Gates::bring_in`].
    pub(crate) async fn bring_in(
        self,
        gates: &Arc<Gates>,
        officer: &Officer,
        gate: GateNumber,
    ) -> Result<CameOfCleared, Failure> {
        let cleared = self.cleared.into_iter().map(|ClearedTraveller { pass, at }| OfflineClearance { pass, at });
        let came = gates.bring_in(officer, gate, &cleared.collect::<Vec<_>>()).await?;
        Ok(CameOfCleared { cleared: came.into_iter().map(Into::into).collect() })
    }
}

/// Brings in what the officer cleared without a network. The same again changes nothing, so a device sends it until it is
/// answered.
#[utoipa::path(
    post, path = "/officer/v1/gates/{gate}/cleared", tag = "officer", request_body = ClearedOffline,
    security(("officer" = [])), params(("gate" = u16, Path, description = "the gate's number")),
    responses(
        (status = 200, description = "what came of each", body = CameOfCleared),
        (status = 400, description = "not of this form, or more than 100", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "the officer's area has no such gate", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn bring_in_cleared(
    State(gates): State<Arc<Gates>>,
    signed_in: SignedIn,
    Path(gate): Path<u16>,
    bytes: Bytes,
) -> Result<Answer<CameOfCleared>, Failure> {
    let cleared: ClearedOffline = body::read(&bytes)?;
    Ok(Answer(cleared.bring_in(&gates, &signed_in.officer, GateNumber(gate)).await?))
}
