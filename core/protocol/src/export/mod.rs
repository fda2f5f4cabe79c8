//! Diagnosis key exports: the zip of `export.bin` and `export.sig` that a server publishes and every phone reads
//! (GAEN export format; `docs/protocol.md`, Diagnosis key export).
//!
//! [`ExportWriter`] makes one, [`ExportReader`] reads one as a stream, in memory that does not grow with the file.
//! The signature covers the whole of `export.bin`, so it is known only once the stream has ended: whatever was
//! concluded from the keys on the way is worth nothing until [`ExportStream::finish`] has returned [`VerifiedExport`].
//! `lancan_matching::Matcher::match_export` keeps that rule.

pub(crate) mod archive;
pub(crate) mod container;
pub mod day_file;
pub(crate) mod protobuf;
mod reader;
pub(crate) mod trust;
mod writer;

use crate::{
    keys::DayKey,
    report_type::ReportType,
    time::{Interval, UnixTime},
};

pub use reader::{ExportReader, ExportStream, Limits, StreamedKey, Unverified, VerifiedExport, read_unsigned};
pub use trust::{ExportSigner, SignatureStatus, TrustedKeys};
pub use writer::{ExportWriter, write_export};

/// The first 16 bytes of `export.bin`.
pub const FILE_HEADER: &[u8; 16] = b"EK Export v1    ";
/// Seconds after the end of a key's period before it may be published.
pub const EMBARGO_SECONDS: u64 = 1_200;
/// Highest transmission risk level.
pub const HIGHEST_RISK: u8 = 8;
/// ECDSA P-256 with SHA-256, as exports name it.
const SIGNATURE_OID: &str = "1.2.840.10045.4.3.2";
pub(crate) const EXPORT_NAME: &[u8] = b"export.bin";
pub(crate) const SIGNATURE_NAME: &[u8] = b"export.sig";

/// A day key as it is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportKey {
    /// The key.
    pub key: DayKey,
    /// First interval of use.
    pub start: Interval,
    /// Number of intervals of use, 1 to 144.
    pub period: u32,
    /// What it was reported as; `None` where the export does not say or says something unknown.
    pub report_type: Option<ReportType>,
    /// Days from onset of symptoms to the key's day; negative before onset.
    pub days_since_onset: Option<i32>,
    /// Transmission risk level, 0 (unknown) to [`HIGHEST_RISK`].
    pub transmission_risk: u8,
}

impl ExportKey {
    /// A key without anything said about its report.
    pub fn new(key: DayKey, start: Interval, period: u32) -> Self {
        Self { key, start, period, report_type: None, days_since_onset: None, transmission_risk: 0 }
    }

    /// The first interval after its period.
    pub fn end(&self) -> Interval {
        self.start.plus(self.period)
    }

    /// The earliest instant it may be published: [`EMBARGO_SECONDS`] after its period.
    pub fn earliest_publication(&self) -> UnixTime {
        self.end().start().plus(EMBARGO_SECONDS)
    }

    /// Whether period, start and risk are within what an export may say.
    pub fn is_valid(&self) -> bool {
        (1..=Interval::PER_DAY).contains(&self.period)
            && self.start.0.checked_add(self.period).is_some()
            && self.transmission_risk <= HIGHEST_RISK
    }
}

/// What an export says about itself, before its keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportHeader {
    /// The batch's first instant.
    pub start: UnixTime,
    /// The batch's last instant: the publication time of its keys.
    pub end: UnixTime,
    /// Region, such as `VN`.
    pub region: String,
    /// Number of this file in its batch, from 1.
    pub batch_number: u32,
    /// Files in the batch.
    pub batch_size: u32,
}

/// Why an export was not written, or is refused. No variant holds anything of the keys.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Reading or writing failed.
    #[error("reading or writing failed: {0}")]
    Io(std::io::Error),
    /// Not a zip of the form that exports have.
    #[error("not an export archive: {0}")]
    Archive(&'static str),
    /// The compressed data is damaged.
    #[error("the compressed data is damaged")]
    Damaged,
    /// `export.bin` does not begin with its header.
    #[error("export.bin does not begin with \"EK Export v1\"")]
    NotAnExport,
    /// The protobuf is broken.
    #[error("{0}")]
    Malformed(&'static str),
    /// A key breaks the format's limits.
    #[error("key {0} of the export has {1}")]
    Key(u64, &'static str),
    /// More than the reader's limit.
    #[error("larger than allowed: {what}, at most {limit}")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// How much is allowed.
        limit: u64,
    },
    /// There is no `export.sig`, or it holds no signature.
    #[error("the export is not signed")]
    Unsigned,
    /// No trusted key has the id of any signature.
    #[error("the export is signed by a key that is not trusted")]
    UnknownKey,
    /// A trusted key is named, and the signature does not fit.
    #[error("the export's signature does not verify")]
    SignatureInvalid,
    /// A public key could not be read.
    #[error("not a P-256 public key in PEM form")]
    PublicKey,
    /// Keys were not given in the order in which exports list them, or one was given twice.
    #[error("keys must be given in ascending order, each once")]
    Order,
    /// A key would be published before its embargo is over.
    #[error("a key would be published before {EMBARGO_SECONDS} seconds after the end of its period")]
    TooEarly,
}

impl From<std::io::Error> for ExportError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::InvalidData | std::io::ErrorKind::InvalidInput => Self::Damaged,
            std::io::ErrorKind::UnexpectedEof => Self::Archive("it ends too early"),
            _ => Self::Io(error),
        }
    }
}
