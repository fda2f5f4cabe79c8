//! Why an answer is refused.

use super::Date;

/// An answer that is refused, or is missing: which item, and why. The catalogue has the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The item's name in the form, or the name that the form does not have.
    pub link_id: String,
    /// Which of several: of a question that repeats the answer, of a group that repeats the time, from 0. None where it is
    /// the whole question, or where nothing repeats.
    pub entry: Option<usize>,
    /// Why.
    pub kind: RefusalKind,
}

/// Why an answer is refused. Nothing of the answer is repeated; a bound may be the date that answers another question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// There must be an answer.
    Missing,
    /// The form has no question of this name in this place.
    Unknown,
    /// The question is not asked, by the answers to others.
    NotAsked,
    /// There may be one answer only.
    Repeated,
    /// There are more answers than [`RefusalKind::MOST_ANSWERS`].
    TooMany,
    /// The answer is of another kind.
    WrongType,
    /// The answer is no date that there is.
    NotADate,
    /// The words have too few characters, or only spaces.
    TooShort {
        /// Fewest characters.
        least: u32,
    },
    /// The words have too many characters.
    TooLong {
        /// Most characters.
        most: u32,
    },
    /// The words have characters that nobody types.
    Characters,
    /// The number is too small.
    TooSmall {
        /// The smallest number, in tenths.
        least_tenths: i64,
    },
    /// The number is too large.
    TooLarge {
        /// The greatest number, in tenths.
        most_tenths: i64,
    },
    /// The date is too early.
    TooEarly {
        /// The earliest date.
        earliest: Date,
    },
    /// The date is too late.
    TooLate {
        /// The latest date.
        latest: Date,
    },
    /// The code is none of the options.
    NotAnOption,
    /// The code is none of an administrative unit of this level, nor of a district where a ward is asked for.
    NotAUnit,
    /// The code is none of a country.
    NotACountry,
    /// This is no telephone number.
    NotAPhone,
    /// The picture is no JPEG, too large, or not named by its content.
    Picture,
}

impl RefusalKind {
    /// Most answers to one question, and most times of one group.
    pub const MOST_ANSWERS: usize = 50;

    /// The end of the key of its text, `declaration-refused-…`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unknown => "unknown",
            Self::NotAsked => "not-asked",
            Self::Repeated => "repeated",
            Self::TooMany => "too-many",
            Self::WrongType => "wrong-type",
            Self::NotADate => "not-a-date",
            Self::TooShort { .. } => "too-short",
            Self::TooLong { .. } => "too-long",
            Self::Characters => "characters",
            Self::TooSmall { .. } => "too-small",
            Self::TooLarge { .. } => "too-large",
            Self::TooEarly { .. } => "too-early",
            Self::TooLate { .. } => "too-late",
            Self::NotAnOption => "not-an-option",
            Self::NotAUnit => "not-a-unit",
            Self::NotACountry => "not-a-country",
            Self::NotAPhone => "not-a-phone",
            Self::Picture => "picture",
        }
    }
}
