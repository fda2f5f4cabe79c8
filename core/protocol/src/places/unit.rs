//! The administrative unit of a place, as its code carries it.

use core::fmt;

use serde::{Deserialize, Serialize};

/// Which level of administration a unit is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitLevel {
    /// A province: two digits.
    Province = 0,
    /// A district: three digits.
    District = 1,
    /// A ward: five digits.
    Ward = 2,
}

/// A unit's code: its digits as a number, and its level. 24 bits: the level in the two highest, the number below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct UnitCode {
    level: UnitLevel,
    number: u32,
}

/// A number that is no unit's code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the code of a unit")]
pub struct NotAUnit;

const LEVEL_SHIFT: u32 = 22;

impl UnitLevel {
    /// Digits of a code of this level.
    pub fn digits(self) -> usize {
        match self {
            Self::Province => 2,
            Self::District => 3,
            Self::Ward => 5,
        }
    }
}

impl UnitCode {
    /// The unit that these digits name, as the statistics office writes them: `42`, `680`, `24850`.
    pub fn from_digits(digits: &str) -> Option<Self> {
        let level = [UnitLevel::Province, UnitLevel::District, UnitLevel::Ward]
            .into_iter()
            .find(|level| level.digits() == digits.len())?;
        let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
        Some(Self { level, number: digits.parse().ok().filter(|_| all_digits)? })
    }

    /// The unit's level.
    pub fn level(self) -> UnitLevel {
        self.level
    }

    /// Three bytes, little-endian.
    pub fn to_bytes(self) -> [u8; 3] {
        let [a, b, c, _] = u32::from(self).to_le_bytes();
        [a, b, c]
    }

    /// The unit of three bytes.
    pub fn from_bytes([a, b, c]: [u8; 3]) -> Option<Self> {
        Self::try_from(u32::from_le_bytes([a, b, c, 0])).ok()
    }
}

impl From<UnitCode> for u32 {
    fn from(unit: UnitCode) -> Self {
        (unit.level as Self) << LEVEL_SHIFT | unit.number
    }
}

impl TryFrom<u32> for UnitCode {
    type Error = NotAUnit;

    fn try_from(value: u32) -> Result<Self, NotAUnit> {
        let (level, most) = match value >> LEVEL_SHIFT {
            0 => (UnitLevel::Province, 99),
            1 => (UnitLevel::District, 999),
            2 => (UnitLevel::Ward, 99_999),
            _ => return Err(NotAUnit),
        };
        let number = value & ((1 << LEVEL_SHIFT) - 1);
        if number <= most { Ok(Self { level, number }) } else { Err(NotAUnit) }
    }
}

impl fmt::Display for UnitCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.number, width = self.level.digits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_survive_their_three_bytes_with_leading_zeros() {
        for digits in ["68", "042", "680", "318", "00001", "24850", "99999"] {
            let unit = UnitCode::from_digits(digits).unwrap();
            assert_eq!(UnitCode::from_bytes(unit.to_bytes()).unwrap().to_string(), digits);
        }
        let [province, district] = ["42", "042"].map(|digits| UnitCode::from_digits(digits).unwrap());
        assert_ne!(province, district, "one number, two levels");
        for digits in ["", "4", "4242", "4a", "+42", "242424"] {
            assert_eq!(UnitCode::from_digits(digits), None, "{digits}");
        }
        assert_eq!([[0xFF; 3], [100, 0, 0]].map(UnitCode::from_bytes), [None; 2]);
    }
}
