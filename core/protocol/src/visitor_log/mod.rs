//! The visitor log: who was at a place where law demands a list, sealed so that neither the place, nor its checkers, nor the
//! server's operator can read it (`docs/protocol.md`, Visitor log).
//!
//! A province's *opener* publishes a [`KeyPack`]: one public key for each day. A phone, or a checker's browser, seals an
//! [`Entry`] to the key of its day; place and hour are part of what is sealed ([`seal`]), so that an envelope that is filed under
//! another place or hour does not open. People carry a [`PhoneCode`] or a [`PaperCode`]; what a checker's device learns of them
//! is a [`MaskedLine`]. Two officers sign an [`OpeningRequest`], and the opener answers with [`Opened`] entries of those hours.

mod assertion;
mod card;
mod card_upload;
mod card_wish;
mod certificate;
mod checked;
mod contact;
mod enrolment;
mod entry;
mod envelope;
mod files;
mod hour;
mod identity_line;
mod masked_line;
mod opened;
mod pack;
mod paper_code;
mod phone_code;
mod reader;
mod request;
mod sealing;

#[cfg(test)]
mod tests;

pub use assertion::{Assertion, AssertionRefused, OfficerKey};
pub use card::{CARD_BLOB_BYTES, CardHolder, CardId, CardKey, CardKind, open_blob, seal_blob};
pub use card_upload::{CardUpload, CardUploadRefused};
pub use card_wish::CardWish;
pub use certificate::{NumberCertificate, NumberKeys};
pub use checked::{CheckedUpload, CheckerId, LINE_BYTES, LineReader, Source, VisitLine};
pub use contact::{ContactRefused, VisitorContact};
pub use enrolment::Enrolment;
pub use entry::{Direction, Entry, EntryRefused, Visitor};
pub use envelope::{ENVELOPE_BYTES, ENVELOPE_DAYS, EnvelopeId, UPLOAD_BYTES, Upload, UploadRefused, open, seal};
pub use files::{CardBlob, CardBlobs, FiledEnvelope, OpeningBundle, SignedRequest, WantedCards};
pub use hour::LogHour;
pub use identity_line::{IdentityLine, LineKind};
pub use masked_line::MaskedLine;
pub use opened::{Grade, Opened, OpenedEntry, Unopened, open_result, seal_result};
pub use pack::{CARD_MONTHS, KeyPack, Month, OpenerCertificate, PACK_DAYS, PackRefused};
pub use paper_code::{PaperCode, PaperKeys};
pub use phone_code::PhoneCode;
pub use request::{OpeningRequest, RequestRefused};
pub use sealing::{LogPublicKey, LogSecretKey, SealingFailed};

/// Why a person's code is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PersonCodeRefused {
    /// Not a person's code, or not of its form.
    #[error("not a person's code")]
    Malformed,
    /// A later version or type: the app needs an update.
    #[error("the code is of a later version; update the app")]
    Newer,
    /// It names an issuing key that this version does not know.
    #[error("the code names signing key {0}, which is not known; update the app")]
    UnknownKey(u8),
    /// The signature does not fit: somebody made or changed the code.
    #[error("the code's signature does not fit")]
    NotSigned,
    /// The picture is older than three minutes, or of a time to come: a photograph, or a wrong clock.
    #[error("the code is not of this minute; ask for the screen itself, not for a picture")]
    NotNow,
}

impl From<crate::lc1::NotThatCode> for PersonCodeRefused {
    fn from(reason: crate::lc1::NotThatCode) -> Self {
        match reason {
            crate::lc1::NotThatCode::Malformed => Self::Malformed,
            _ => Self::Newer,
        }
    }
}
