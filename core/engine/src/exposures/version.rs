//! The version of the form in which exposures are kept.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Always written as [`Version::NOW`]; every version up to that is read. Version 1 had no number and no evidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Version;

impl Version {
    /// Version 2: evidence and the crowds around it.
    pub(super) const NOW: u32 = 2;
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::NOW.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u32::deserialize(deserializer)? {
            1..=Self::NOW => Ok(Self),
            other => Err(D::Error::custom(format_args!("exposures of version {other}; this one reads {}", Self::NOW))),
        }
    }
}
