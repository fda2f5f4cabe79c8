//! What apps ask for: the forms, a session by a one-time password, and a declaration with its gate pass.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRef, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::response::Response;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::hex;
use lancan_protocol::otp::Otp;
use lancan_protocol::phone_number::PhoneNumber;
use lancan_protocol::problem::Problem;
use lancan_protocol::signed::{Purpose, Signed};
use lancan_protocol::wire::{
    DECLARATION_BYTES, DeclarationAnswer, DeclarationPass, DeclarationRequest, DeclarationSessionAnswer,
    DeclarationSessionRequest, DeclaredPerson, ProblemBody, SIGNATURE_HEADER,
};
use p256::ecdsa::VerifyingKey;
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Gates, ShownPass};
use crate::declarations::{
    DeclarationId, Declarer, NamedPerson, NewDeclaration, PersonId, PersonWrong, TakenDeclaration,
};
use crate::ground::error::{Detail, Failure, Fault, Refusal};
use crate::ground::secrets::sha256;
use crate::http::body::{self, Answer};
use crate::http::cache::{self, Keep};
use crate::http::problem::PROBLEM_JSON;

/// Seconds that the forms may be kept by caches.
const FORMS_SECONDS: u32 = 300;

pub(super) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Gates>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    // The forms are the same for everybody and hold no secret, so their size tells nothing.
    let forms = OpenApiRouter::new().routes(routes!(forms)).layer(CompressionLayer::new());
    OpenApiRouter::new().routes(routes!(begin_session)).routes(routes!(declare)).merge(forms)
}

/// The signed forms of declarations, as apps and pages show them.
#[utoipa::path(
    get, path = "/v1/forms", tag = "public",
    responses(
        (status = 200, description = "the signed forms", body = Signed),
        (status = 304, description = "the client has them"),
    )
)]
async fn forms(State(gates): State<Arc<Gates>>, headers: HeaderMap) -> Result<Response, Failure> {
    let bytes = gates.declarations.signed_forms()?;
    let tag = cache::tag(&sha256(&bytes));
    cache::answer(&headers, tag, Keep::Seconds(FORMS_SECONDS), "application/json", async { Ok(bytes) }).await
}

fn invalid(detail: &'static str) -> Refusal {
    Refusal::because(Problem::RequestInvalid, detail)
}

/// Begins a session for whoever shows the one-time password of a number. The request is signed by the key that the password
/// is bound to.
#[utoipa::path(
    post, path = "/v1/declarations/session", tag = "public", request_body = DeclarationSessionRequest,
    params(("lancan-signature" = String, Header, description = "base64url of r ‖ s over the body, purpose declare")),
    responses(
        (status = 200, description = "begun", body = DeclarationSessionAnswer),
        (status = 400, description = "not of this form", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 401, description = "the signature does not hold", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 403, description = "the password is wrong", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 410, description = "the password is over", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 429, description = "too many wrong passwords in the service", content_type = PROBLEM_JSON, body = ProblemBody),
    )
)]
async fn begin_session(
    State(gates): State<Arc<Gates>>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Answer<DeclarationSessionAnswer>, Failure> {
    let request: DeclarationSessionRequest = body::read(&bytes)?;
    let key = URL_SAFE_NO_PAD.decode(&request.public_key).ok().filter(|key| key.len() == 65);
    let key = key.ok_or(invalid("public_key: base64url of 65 bytes"))?;
    let verifying = VerifyingKey::from_sec1_bytes(&key).map_err(|_| invalid("public_key: SEC1 uncompressed, P-256"))?;
    let signature = headers
        .get(SIGNATURE_HEADER)
        .and_then(|value| URL_SAFE_NO_PAD.decode(value.as_bytes()).ok())
        .filter(|signature| Purpose::Declaring.verifies(&verifying, &bytes, signature));
    if signature.is_none() {
        let detail = "lancan-signature: base64url of 64 bytes by public_key over this body";
        return Err(Refusal::because(Problem::SignatureInvalid, detail).into());
    }
    let phone = PhoneNumber::from_e164(request.phone).map_err(|_| Problem::PhoneMistyped)?;
    let otp = Otp::parse(&request.otp).ok_or(Problem::OtpWrong)?;
    let (token, expires_at) = gates.declarations.begin_app_session(phone.clone(), otp, sha256(&key)).await?;
    let number_certificate = Some(hex::encode(&gates.declarations.certify(&phone).to_bytes()));
    Ok(Answer(DeclarationSessionAnswer { token, expires_at, number_certificate }))
}

/// Takes a declaration. The same one sent again is taken once. A refusal names the questions that are answered wrongly.
#[utoipa::path(
    post, path = "/v1/declarations", tag = "public", request_body = DeclarationRequest,
    params(("authorization" = String, Header, description = "Bearer and the session's token")),
    responses(
        (status = 200, description = "taken, now or before; or the form was answered today already", body = DeclarationAnswer),
        (status = 400, description = "answers are wrong; the detail names the questions", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 401, description = "the session is over", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "no such form", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "the id was used for other answers", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 413, description = "more than 64 KiB", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 429, description = "too many on one day", content_type = PROBLEM_JSON, body = ProblemBody),
    )
)]
async fn declare(
    State(gates): State<Arc<Gates>>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Answer<DeclarationAnswer>, Failure> {
    let token = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let declarer = gates.declarations.declarer(token.ok_or(Problem::SignInNeeded)?).await?;
    if bytes.len() > DECLARATION_BYTES {
        return Err(Problem::TooLarge.into());
    }
    let request: DeclarationRequest = body::read(&bytes)?;
    let id = id_of(&request.id).ok_or(invalid("id: 32 hex digits"))?;
    let leader = request.journey_of.as_deref().map(|id| id_of(id).ok_or(invalid("journey_of: 32 hex digits")));
    let (person, named) = request.person.map(|person| gates.person(person)).transpose()?.unzip();
    let new = NewDeclaration {
        id,
        form: request.form,
        person,
        named,
        leader: leader.transpose()?,
        response: serde_json::to_vec(&request.response).map_err(|_| Fault::Broken("answers do not encode"))?,
        replaces: request.replaces,
    };
    match gates.declarations.declare(declarer, new).await? {
        TakenDeclaration::Kept => gates.declared(declarer, id, true).await.map(Answer),
        TakenDeclaration::AlreadyToday { id, .. } => gates.declared(declarer, id, false).await.map(Answer),
        TakenDeclaration::Refused(refused) => {
            // Names of the form's own questions, never an answer.
            let mut questions: Vec<String> = refused.into_iter().map(|one| one.link_id).collect();
            questions.dedup();
            let detail = format!("response: {}", questions.join(", "));
            Err(Refusal { problem: Problem::RequestInvalid, detail: Some(Detail::Technical(detail.into())) }.into())
        }
    }
}

fn id_of(text: &str) -> Option<DeclarationId> {
    DeclarationId::try_from(hex::decode(text)?).ok()
}

impl Gates {
    /// The person whom an app names.
    fn person(&self, person: DeclaredPerson) -> Result<(PersonId, NamedPerson), Failure> {
        let id = hex::decode(&person.id).and_then(|id| PersonId::try_from(id).ok());
        let id = id.ok_or(invalid("person.id: 32 hex digits"))?;
        let named = self.declarations.read_person(person).map_err(|wrong| {
            let fields: Vec<&str> = wrong.into_iter().map(PersonWrong::field).collect();
            let detail = Detail::Technical(format!("person: {}", fields.join(", ")).into());
            Refusal { problem: Problem::RequestInvalid, detail: Some(detail) }
        })?;
        Ok((id, named))
    }

    /// What an app is told of a declaration that stands.
    async fn declared(
        self: &Arc<Self>,
        declarer: Declarer,
        id: DeclarationId,
        taken: bool,
    ) -> Result<DeclarationAnswer, Failure> {
        let opened = self.declarations.opened(declarer, id).await?;
        let pass = self.pass(declarer, id).await?.and_then(of_wire);
        Ok(DeclarationAnswer {
            id: hex::encode(&id),
            taken,
            received_at: opened.declaration.at,
            class: opened.declaration.class,
            reason: opened.answers.and_then(|answers| answers.reason),
            pass,
        })
    }
}

fn of_wire(shown: ShownPass) -> Option<DeclarationPass> {
    let ShownPass { text, gate, valid_from, valid_to } = shown;
    Some(DeclarationPass { text: text?, gate: gate.0, valid_from, valid_to })
}
