//! What can go wrong in the kit itself.

use lancan_protocol::{
    export::ExportError,
    problem::Problem,
    visitor_log::{CardUploadRefused, UploadRefused},
};

/// Why the kit could not do what a test asked for.
#[derive(Debug, thiserror::Error)]
pub enum KitError {
    /// A phone refused.
    #[error("the phone refuses: {0}")]
    Phone(#[from] Problem),
    /// A phone's store failed.
    #[error("the phone's store: {0}")]
    Store(#[from] lancan_core::StoreError),
    /// A document cannot be written as JSON.
    #[error("JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A report is not the protobuf message that the protocol page describes.
    #[error("a report that cannot be decoded: {0}")]
    Report(#[from] prost::DecodeError),
    /// An envelope of the visitor log has another length.
    #[error("an envelope: {0}")]
    Envelope(#[from] UploadRefused),
    /// The upload of a card is none.
    #[error("a card: {0}")]
    Card(#[from] CardUploadRefused),
    /// An export cannot be written.
    #[error("an export: {0}")]
    Export(#[from] ExportError),
    /// A signing key cannot be made or written.
    #[error("a signing key")]
    SigningKey,
    /// A body does not fit its padded size.
    #[error("a body does not fit its size")]
    TooLong,
    /// A reported key is not 16 bytes long.
    #[error("a reported key is not 16 bytes long")]
    KeyLength,
    /// A test named a report that the authority does not have.
    #[error("the authority holds no report {0}")]
    NoReport(usize),
    /// The phone asked to be woken a million times within the time that passed.
    #[error("the phone asks to be woken without end")]
    Restless,
}
