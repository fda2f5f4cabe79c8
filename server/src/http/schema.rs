//! The wire types of the protocol crate, which knows nothing of OpenAPI, as schemas. A test compares their fields.
#![allow(dead_code, reason = "described, never made")]

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
