//! The OpenAPI document, generated from the routes.

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "Lân Cận", description = "The health authority's server: what phones ask for, and officers."),
    tags(
        (name = "public", description = "Asked by phones, without knowing which"),
        (name = "officer", description = "Asked by health officers, signed in; each act is audited"),
        (name = "health", description = "Asked by whoever runs the server"),
    )
)]
struct Head;

/// The document without its paths.
pub(super) fn head() -> OpenApi {
    let mut document = Head::openapi();
    let scheme = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    document.components.get_or_insert_default().add_security_scheme("officer", scheme);
    document
}

/// The whole document, as pretty JSON.
pub fn document() -> String {
    super::routes().into_openapi().to_pretty_json().unwrap_or_default()
}

/// This document.
#[utoipa::path(get, path = "/openapi.json", tag = "health", responses((status = 200, description = "OpenAPI 3.1")))]
pub(super) async fn serve() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], document())
}

/// The wire types of the protocol crate, which knows nothing of OpenAPI, as schemas. A test compares their fields.
#[allow(dead_code, reason = "described, never made")]
pub(super) mod schema {
    use utoipa::ToSchema;

    /// What an app pins.
    #[derive(ToSchema)]
    pub(crate) struct Deployment {
        /// The health authority's name, for people.
        authority: String,
        /// The 16-bit Bluetooth service UUID.
        service_uuid: u16,
        /// Keys that sign exports.
        export_keys: Vec<PublicKeyPem>,
        /// Keys that sign the index.
        index_keys: Vec<PublicKeyPem>,
        /// Keys that sign the rules.
        rules_keys: Vec<PublicKeyPem>,
    }

    /// A public key and the id that signatures name it by.
    #[derive(ToSchema)]
    pub(crate) struct PublicKeyPem {
        /// Key id.
        id: String,
        /// Key version.
        version: String,
        /// Subject public key info, PEM, P-256.
        pem: String,
    }

    /// A signed document.
    #[derive(ToSchema)]
    pub(crate) struct Signed {
        /// The document's exact bytes, base64.
        payload: String,
        /// Which key signed.
        key_id: String,
        /// r ‖ s, base64.
        signature: String,
    }

    /// What a report is about.
    #[derive(ToSchema)]
    #[schema(rename_all = "snake_case")]
    pub(crate) enum ReportType {
        ConfirmedTest,
        ConfirmedClinicalDiagnosis,
        SelfReport,
        Recursive,
        Revoked,
    }

    /// How a code travels.
    #[derive(ToSchema)]
    #[schema(rename_all = "lowercase")]
    pub(crate) enum CodeKind {
        Short,
        Long,
    }

    /// A code and the key that its token is to be bound to.
    #[derive(ToSchema)]
    pub(crate) struct VerifyRequest {
        /// The code without separators.
        code: String,
        /// Base64url of the SHA-256 of the phone's fresh P-256 public key (SEC1, uncompressed).
        jkt: String,
        /// Cover traffic: answered alike, never stored.
        cover: bool,
        /// Fills the body to 1,024 bytes.
        padding: String,
    }

    /// A token and who issued the code.
    #[derive(ToSchema)]
    pub(crate) struct VerifyAnswer {
        /// To be sent with the report.
        token: String,
        /// The health centre, which the user sees before anything else.
        centre: String,
        /// First interval that may be reported.
        window_from: u32,
        /// Last interval that may be reported.
        window_to: u32,
        /// What the report will be about.
        report_type: ReportType,
        /// Fills the body to 1,024 bytes.
        padding: String,
    }

    /// The answer to a report, whether it is new, known or cover.
    #[derive(ToSchema)]
    pub(crate) struct ReportAnswer {
        /// When the last of its keys is published at the latest, Unix seconds.
        published_by: u64,
        /// Fills the body to 256 bytes.
        padding: String,
    }

    /// A problem (RFC 9457).
    #[derive(ToSchema)]
    pub(crate) struct ProblemBody {
        /// `urn:lancan:problem:` and a stable code.
        #[schema(rename = "type")]
        kind: String,
        /// The message, in Vietnamese or English as asked for.
        title: String,
        /// The HTTP status.
        status: u16,
        /// What exactly was wrong.
        detail: Option<String>,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use lancan_protocol::frame::ServiceUuid;
    use lancan_protocol::time::{Interval, UnixTime};
    use lancan_protocol::wire;
    use serde_json::Value;

    fn fields_of(message: &impl serde::Serialize) -> BTreeSet<String> {
        serde_json::to_value(message).unwrap().as_object().unwrap().keys().cloned().collect()
    }

    #[test]
    fn the_described_messages_have_the_fields_of_the_real_ones() {
        let document: Value = serde_json::from_str(&super::document()).unwrap();
        let described = |name: &str| -> BTreeSet<String> {
            let properties = &document["components"]["schemas"][name]["properties"];
            properties.as_object().unwrap_or_else(|| panic!("{name} is not described")).keys().cloned().collect()
        };
        let text = String::new;
        let key = wire::PublicKeyPem { id: text(), version: text(), pem: text() };
        assert_eq!(described("PublicKeyPem"), fields_of(&key));
        let deployment = wire::Deployment {
            authority: text(),
            service_uuid: ServiceUuid::DEFAULT,
            export_keys: vec![],
            index_keys: vec![],
            rules_keys: vec![],
        };
        assert_eq!(described("Deployment"), fields_of(&deployment));
        let signed = lancan_protocol::signed::Signed { payload: text(), key_id: text(), signature: text() };
        assert_eq!(described("Signed"), fields_of(&signed));
        let request = wire::VerifyRequest { code: text(), jkt: text(), cover: false, padding: text() };
        assert_eq!(described("VerifyRequest"), fields_of(&request));
        let answer = wire::VerifyAnswer {
            token: text(),
            centre: text(),
            window_from: Interval(0),
            window_to: Interval(0),
            report_type: wire::ReportType::ConfirmedTest,
            padding: text(),
        };
        assert_eq!(described("VerifyAnswer"), fields_of(&answer));
        let answer = wire::ReportAnswer { published_by: UnixTime(0), padding: text() };
        assert_eq!(described("ReportAnswer"), fields_of(&answer));
        let problem = wire::ProblemBody { kind: text(), title: text(), status: 400, detail: Some(text()) };
        assert_eq!(described("ProblemBody"), fields_of(&problem));
    }
}
