//! How sure it is that a contact was where the contact says.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What two phones say of one meeting. Evidence shows presence; closeness comes from ranging.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceGrade {
    /// The contact's phone alone says so. Anybody could make this from the public export: it supports no order.
    Claimed,
    /// As claimed, but the case's phone could not have heard: those hours were left out of the report, or it did not scan.
    Uncorroborable,
    /// The case's phone heard the contact's identifiers, whose keys were never public.
    CaseHeard,
    /// Both phones heard each other, in two intervals or more; in one, where the stay was under 20 minutes.
    Corroborated,
}

impl EvidenceGrade {
    /// Every grade, the weakest first.
    pub(crate) const ALL: [Self; 4] = [Self::Claimed, Self::Uncorroborable, Self::CaseHeard, Self::Corroborated];

    /// Its number in the store.
    pub(crate) const fn number(self) -> u32 {
        match self {
            Self::Claimed => 1,
            Self::Uncorroborable => 2,
            Self::CaseHeard => 3,
            Self::Corroborated => 4,
        }
    }

    /// The grade with this number.
    pub(crate) fn from_number(number: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.number() == number)
    }
}
