//! What phone and server say to each other, outside exports (`docs/protocol.md`, Upload and Index).
//!
//! Small messages are JSON, padded to one size so that cover traffic cannot be told apart. The report is
//! protobuf, because 2,000 encounters must fit its one size.

mod activity;
mod callback;
mod declaring;
mod deployment;
mod encounter;
mod index;
mod otp;
mod padding;
pub mod path;
mod problem;
mod report;
mod verify;

pub use activity::DayActivity;
pub use callback::{
    Callback, CallbackAnswer, CallbackContent, MOST_CALLBACK_DAYS, MOST_MATCHED_KEYS, MOST_OWN_KEYS, MatchedDayKey,
    NotACallback,
};
pub use declaring::{
    DECLARATION_BYTES, DeclarationAnswer, DeclarationPass, DeclarationRequest, DeclarationSessionAnswer,
    DeclarationSessionRequest, DeclaredPerson, MOST_DECLARED_PERSONS, Relation,
};
pub use deployment::Deployment;
pub use encounter::{ENCOUNTER_BYTES, ReportedEncounter};
pub use index::{Index, IndexedAudit, IndexedDay, IndexedExport, IndexedPlaceDay, IndexedPlaces};
pub use otp::{OtpAnswer, OtpRequest};
pub use padding::{Padded, to_padded_json};
pub use problem::ProblemBody;
pub use report::{
    CONSENT_TEXT_VERSION, Consent, MOST_ENCOUNTERS, REPORT_ANSWER_BYTES, REPORT_BYTES, Report, ReportAnswer,
    ReportedKey, SIGNATURE_HEADER,
};
pub use verify::{VERIFY_BYTES, VerifyAnswer, VerifyRequest};

pub use crate::{public_key::PublicKeyPem, report_type::ReportType};
