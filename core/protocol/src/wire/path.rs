//! Paths of the public API, relative to the server's address.

/// `GET`: [`super::Deployment`], for a first contact with a server one trusts.
pub const DEPLOYMENT: &str = "/v1/deployment";
/// `GET`: the signed index ([`crate::signed::Signed`] around [`super::Index`]).
pub const INDEX: &str = "/v1/index";
/// `GET`: the signed rules ([`crate::signed::Signed`] around [`crate::rules::Rules`]).
pub const RULES: &str = "/v1/rules";
/// `GET`: this and an export's name from the index.
pub const EXPORTS: &str = "/v1/exports/";
/// `GET`: this and a day file's name from the index.
pub const DAYS: &str = "/v1/days/";
/// `GET`: this and the name of an export of places from the index.
pub const PLACES_EXPORTS: &str = "/v1/place-exports/";
/// `GET`: this and the name of a day file of places from the index.
pub const PLACE_DAYS: &str = "/v1/place-days/";
/// `POST`: [`super::VerifyRequest`] → [`super::VerifyAnswer`].
pub const VERIFY: &str = "/v1/verify";
/// `POST`: [`super::Report`] → [`super::ReportAnswer`].
pub const REPORT: &str = "/v1/report";
/// `POST`: [`super::OtpRequest`] → [`super::OtpAnswer`].
pub const OTP: &str = "/v1/otp";
/// `POST`: [`super::Callback`] → [`super::CallbackAnswer`].
pub const CALLBACKS: &str = "/v1/callbacks";
/// `GET`: the signed forms ([`crate::signed::Signed`] around [`crate::forms::Forms`]).
pub const FORMS: &str = "/v1/forms";
/// `POST`: [`super::DeclarationSessionRequest`] → [`super::DeclarationSessionAnswer`].
pub const DECLARATION_SESSION: &str = "/v1/declarations/session";
/// `POST`: [`crate::visitor_log::Upload`], 512 bytes.
pub const VISITOR_LOG: &str = "/v1/visitor-log";
/// `POST`: [`crate::visitor_log::CardUpload`], 512 bytes.
pub const LOG_CARDS: &str = "/v1/visitor-log/cards";
/// `GET`: this and the two digits of a province: its [`crate::visitor_log::KeyPack`].
pub const LOG_PACKS: &str = "/v1/visitor-log/packs/";
/// `POST`: [`super::DeclarationRequest`] → [`super::DeclarationAnswer`].
pub const DECLARATIONS: &str = "/v1/declarations";
