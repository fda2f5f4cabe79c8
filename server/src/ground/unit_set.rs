//! Which division of the country is in force.

use serde::{Deserialize, Serialize};

/// A set of units, as it was on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "Written")]
pub enum UnitSet {
    /// 2021: 63 provinces, 705 districts, 10,599 wards.
    Of2021,
    /// Since 1 July 2025: 34 provinces and 3,321 wards.
    #[default]
    Of2025,
}

/// How a setting has it: a variable of the environment that looks like a number is one.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Number(u32),
}

impl TryFrom<Written> for UnitSet {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let name = match written {
            Written::Text(name) => name,
            Written::Number(year) => year.to_string(),
        };
        Self::named(&name).ok_or("the sets are 2021 and 2025")
    }
}

impl From<UnitSet> for String {
    fn from(set: UnitSet) -> Self {
        set.name().to_owned()
    }
}

impl UnitSet {
    /// The year by which the set is named.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Of2021 => "2021",
            Self::Of2025 => "2025",
        }
    }

    /// The other set.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Of2021 => Self::Of2025,
            Self::Of2025 => Self::Of2021,
        }
    }

    /// The set of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Of2021, Self::Of2025].into_iter().find(|set| set.name() == name)
    }
}
