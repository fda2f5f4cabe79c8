//! How far an opening has come.

use lancan_protocol::time::UnixTime;

use super::store::OpeningRow;

/// How far an opening has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OpeningState {
    /// The officer who asks has not signed yet.
    WaitsForFirst,
    /// The first officer signed; the second has not.
    WaitsForSecond,
    /// Both signed: it can go to the opener, and its result can come back.
    Signed,
    /// One of the two refused.
    Refused,
    /// It ended before both had signed.
    Expired,
    /// What the opener found became contacts.
    Imported,
}

impl OpeningState {
    /// Its name in answers and in the keys of texts.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::WaitsForFirst => "waits-for-first",
            Self::WaitsForSecond => "waits-for-second",
            Self::Signed => "signed",
            Self::Refused => "refused",
            Self::Expired => "expired",
            Self::Imported => "imported",
        }
    }

    /// How far an opening is now.
    pub(super) fn of(row: &OpeningRow, now: UnixTime) -> Self {
        match row {
            _ if row.imported_at.is_some() => Self::Imported,
            _ if row.refused_at.is_some() => Self::Refused,
            _ if row.second_at.is_some() => Self::Signed,
            _ if row.expires_at <= now => Self::Expired,
            _ if row.first_at.is_some() => Self::WaitsForSecond,
            _ => Self::WaitsForFirst,
        }
    }
}
