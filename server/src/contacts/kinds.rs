//! The words by which contacts are told apart, as the API, the store and the pages have them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $number:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub(crate) enum $name { $($(#[$item_doc])* $item,)* }

        impl $name {
            /// Every one, in the order of their numbers.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$item,)*];

            /// Its number in the store.
            pub(crate) const fn number(self) -> u32 {
                match self { $(Self::$item => $number,)* }
            }

            /// The one with this number.
            pub(crate) fn from_number(number: u32) -> Option<Self> {
                match number { $($number => Some(Self::$item),)* _ => None }
            }
        }
    )*};
}

kinds! {
    /// How far a contact is from the case.
    Tier {
        /// A contact of the case.
        F1 = 1,
        /// A contact of an F1.
        F2 = 2,
    }
    /// How a contact became known.
    Source {
        /// The contact answered a warning of the app.
        App = 1,
        /// The case named the contact.
        Interview = 2,
        /// Both were at one place.
        Venue = 3,
        /// The contact was on a list: of passengers, pupils, colleagues.
        List = 4,
        /// The opener of a visitor log found the contact at a place.
        VisitorLog = 5,
    }
    /// How near case and contact were.
    Closeness {
        /// Nobody knows.
        Unknown = 0,
        /// They were at the same place.
        SamePlace = 1,
        /// Perhaps close.
        Possible = 2,
        /// Close.
        Close = 3,
    }
    /// What came of a day of follow-up.
    Seen {
        /// Somebody saw or spoke with the contact, who was well.
        Well = 1,
        /// Somebody saw or spoke with the contact, who had symptoms.
        Symptoms = 2,
        /// The contact was not there.
        Missed = 3,
        /// Nobody tried.
        NotAttempted = 4,
    }
    /// How far a contact's follow-up is.
    Status {
        /// Nobody has spoken with the contact.
        New = 1,
        /// The contact is followed up.
        FollowUp = 2,
        /// The follow-up is over.
        Completed = 3,
        /// The contact is not found.
        Lost = 4,
        /// There is no need to follow the contact up.
        Cancelled = 5,
        /// The contact became a case.
        BecameCase = 6,
    }
}

impl Source {
    /// Whether an officer may write it: the others are found, and never told.
    pub(crate) const fn is_told(self) -> bool {
        !matches!(self, Self::App | Self::VisitorLog)
    }
}

impl Seen {
    /// Whether somebody saw or spoke with the contact.
    pub(crate) const fn is_seen(self) -> bool {
        matches!(self, Self::Well | Self::Symptoms)
    }
}

impl Status {
    /// Whether somebody still looks after the contact.
    pub(crate) const fn is_open(self) -> bool {
        matches!(self, Self::New | Self::FollowUp)
    }

    /// Of two entries of one person: the one that asks for more, for nothing is over that goes on in the other.
    pub(crate) fn of_both(self, other: Self) -> Self {
        let asks = |status: Self| match status {
            Self::BecameCase => 5,
            Self::FollowUp => 4,
            Self::New => 3,
            Self::Completed => 2,
            Self::Lost => 1,
            Self::Cancelled => 0,
        };
        if asks(other) > asks(self) { other } else { self }
    }
}
