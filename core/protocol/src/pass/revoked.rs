//! Passes that were taken back: a signed list for devices without a network, fetched whole or from a serial on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::PassId;
use crate::{
    hex,
    public_key::PublicKeyPem,
    signed::{Purpose, Signed, SignedError, UnreadDocument, not_expired, not_older, read_format},
    time::UnixTime,
};

/// Passes of one declaration that were taken back: those with a serial up to this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Revocation {
    /// The declaration's pass.
    pub id: PassId,
    /// The greatest serial that was taken back; 65,535 takes all back, also those that were never issued.
    pub up_to: u16,
}

impl From<Revocation> for String {
    fn from(Revocation { id, up_to }: Revocation) -> Self {
        hex::encode(&[&id.0[..], &up_to.to_be_bytes()].concat())
    }
}

/// A text that is no revocation: 36 hex digits are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not 36 hex digits")]
pub struct NotARevocation;

impl TryFrom<String> for Revocation {
    type Error = NotARevocation;

    fn try_from(text: String) -> Result<Self, NotARevocation> {
        let bytes = hex::decode(&text).ok_or(NotARevocation)?;
        let (id, up_to) = bytes.split_first_chunk::<16>().ok_or(NotARevocation)?;
        let up_to: [u8; 2] = up_to.try_into().map_err(|_| NotARevocation)?;
        Ok(Self { id: PassId(*id), up_to: u16::from_be_bytes(up_to) })
    }
}

/// The list as it is signed. Unknown fields are refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RevocationList {
    /// Version of the list's form, [`RevocationList::FORMAT`].
    pub format: u32,
    /// Grows with every list.
    pub serial: u64,
    /// The serial after which these passes were taken back; 0 in a list that is whole.
    pub since: u64,
    /// From this instant on the list tells nothing: the end of its day.
    pub expires_at: UnixTime,
    /// What was taken back. A pass leaves the list when it is valid no more.
    pub revoked: Vec<Revocation>,
}

impl RevocationList {
    /// The form of list this version reads and writes.
    pub const FORMAT: u32 = 1;
    /// Most bytes of a list, signed.
    pub const MOST_BYTES: usize = 64 * 1024;
}

/// Why a list is refused. What a device had before stays as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RevocationsError {
    /// More than [`RevocationList::MOST_BYTES`].
    #[error("a list has at most {} bytes", RevocationList::MOST_BYTES)]
    TooLarge,
    /// The signature is missing, invalid, by a key that is not trusted, or made for another purpose.
    #[error("the list's signature: {0}")]
    Signature(#[from] SignedError),
    /// Not a list that this version reads.
    #[error("not a list of this form")]
    Malformed,
    /// The list is older than one that was taken before.
    #[error("a list with serial {found}, although serial {last_good} was taken before")]
    OlderSerial {
        /// The list's serial.
        found: u64,
        /// The serial taken before.
        last_good: u64,
    },
    /// The list continues one that this device does not have.
    #[error("the list continues serial {since}, and this device has serial {has}")]
    Gap {
        /// The serial that it continues.
        since: u64,
        /// The serial that the device has.
        has: u64,
    },
    /// The list has expired.
    #[error("the list has expired")]
    Expired,
}

impl From<UnreadDocument> for RevocationsError {
    fn from(why: UnreadDocument) -> Self {
        match why {
            UnreadDocument::Malformed(_) | UnreadDocument::UnknownFormat(_) => Self::Malformed,
            UnreadDocument::OlderSerial { found, last_good } => Self::OlderSerial { found, last_good },
            UnreadDocument::Expired => Self::Expired,
        }
    }
}

/// What a device knows of passes that were taken back. In the beginning nothing, and that has expired.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revocations {
    serial: u64,
    expires_at: UnixTime,
    revoked: BTreeMap<PassId, u16>,
}

impl Revocations {
    /// The serial of the newest list that was taken; the next is asked for from here on.
    pub fn serial(&self) -> u64 {
        self.serial
    }

    /// Takes a signed list: a whole one instead of what was known, another in addition.
    ///
    /// # Errors
    /// [`RevocationsError`] says why the list is refused.
    pub fn take(&mut self, bytes: &[u8], trusted: &[PublicKeyPem], now: UnixTime) -> Result<(), RevocationsError> {
        if bytes.len() > RevocationList::MOST_BYTES {
            return Err(RevocationsError::TooLarge);
        }
        let document = Signed::open(bytes, Purpose::Revocations, trusted)?;
        let list: RevocationList = read_format(&document, RevocationList::FORMAT)?;
        if list.since > list.serial {
            return Err(RevocationsError::Malformed);
        }
        not_older(list.serial, self.serial)?;
        if list.since > self.serial {
            return Err(RevocationsError::Gap { since: list.since, has: self.serial });
        }
        not_expired(list.expires_at, now)?;
        if list.since == 0 {
            self.revoked.clear();
        }
        for Revocation { id, up_to } in list.revoked {
            let known = self.revoked.entry(id).or_default();
            *known = up_to.max(*known);
        }
        (self.serial, self.expires_at) = (list.serial, list.expires_at);
        Ok(())
    }

    /// Whether the pass of this serial was taken back.
    pub fn names(&self, id: PassId, serial: u16) -> bool {
        self.revoked.get(&id).is_some_and(|up_to| serial <= *up_to)
    }

    /// Whether what is known is too old to tell.
    pub fn has_expired(&self, now: UnixTime) -> bool {
        self.expires_at <= now
    }
}
