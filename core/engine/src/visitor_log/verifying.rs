//! What the visitor log's keys and numbers are verified with.

use lancan_protocol::{key_days::KeyDays, places::Minute, visitor_log::NumberCertificate};
use p256::ecdsa::VerifyingKey;

/// What packs are verified with, and when; what proves the user's number.
#[derive(Clone, Copy)]
pub(crate) struct Verifying<'a> {
    pub(crate) national: &'a [VerifyingKey],
    pub(crate) days: KeyDays,
    pub(crate) at: Minute,
    /// By which something is too late, or has expired, for good.
    pub(crate) surely: Minute,
    /// The number that the user showed, with what proves it.
    pub(crate) certified: Option<(&'a str, NumberCertificate)>,
}
